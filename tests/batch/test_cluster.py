"""A Dask cluster of real processes: the results are those of this machine, whoever dies, and nobody unfit gets a clip."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import distributed
import pytest

from hipcheck.batch import cluster as cluster_module
from hipcheck.batch.cluster import connected
from hipcheck.batch.finding import Work
from hipcheck.batch.folder import AtWork
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.running import Refused, Started
from hipcheck.batch.whole import work_through
from hipcheck.batch.worker import Task
from hipcheck.errors import ClusterError
from hipcheck.version import __version__
from tests.batch.batches import ROOT, batch_of, lost, make_batch
from tests.batch.looks import look, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by POSIX signals")

GOOD = ("a", "b", "wait-1", "wait-2", "c")
"""Two that are done at once, two that wait in both workers, one that is not begun before these are let go."""


def local_cluster(workers: int):
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    )


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each with a nanny that starts it again when it dies."""
    with local_cluster(2) as made:
        yield made


@pytest.fixture
def client(cluster):
    """Of the cluster with both its workers alive."""
    with distributed.Client(cluster, set_as_default=False) as made:
        made.wait_for_workers(2, timeout=60)
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory, landmarks):
    """What comes of the good clips on this machine."""
    batch = make_batch(tmp_path_factory.mktemp("alone"), landmarks, *GOOD)
    batch.let_go("wait-1", "wait-2")
    batch.run(workers=1)
    return batch


def run_on(address, batch, **options):
    events = []
    options = BatchOptions(look=look, scheduler=address, **options)
    report = work_through(Work(jobs=batch.jobs), batch.out, options, events.append)
    return {Path(state.name).stem: state for state in report.states}, events


def in_the_middle(batch) -> bool:
    return batch.begun("wait-1", "wait-2") and batch.done("a", "b")


def test_a_killed_workers_clip_is_done_again_and_the_results_are_those_of_one_machine(
    client, batch, alone, monkeypatch
):
    good = batch(*GOOD)

    def disturb() -> None:
        until(lambda: in_the_middle(good))
        victim = next(found for found in good.folder.at_work() if found.id == good.id("wait-1"))
        os.kill(victim.worker[0], signal.SIGKILL)
        good.let_go("wait-1", "wait-2")

    monkeypatch.chdir(good.clips.parent)  # where the workers are not
    relative = batch_of(Path("clips"), GOOD, Path("results"))
    with ThreadPoolExecutor(1) as pool:
        disturbed = pool.submit(disturb)
        states, events = run_on(client.scheduler.address, relative)
        disturbed.result()
    assert {name: state.attempts for name, state in states.items()} == dict.fromkeys(GOOD, 1) | {"wait-1": 2}
    assert lost(events) == ["wait-1"]
    assert Started(clips=5, unchanged=0, workers=2) in events
    assert good.data() == alone.data()
    assert len(good.data()) == 4 * len(GOOD), "report, JSON and two CSVs each"
    assert list((good.out / ".hipcheck" / "running").iterdir()) == []

    states, events = run_on(client.scheduler.address, relative)
    assert Started(clips=5, unchanged=5, workers=1) in events, "nothing is done again"


def test_what_is_wrong_with_one_clip_costs_no_other(client, batch):
    made = batch("hang", "crash", "a", "b")
    states, events = run_on(client.scheduler.address, made, time_limit_s=2.0)
    assert states["a"].done
    assert states["b"].done
    assert states["hang"].error == "took longer than 0.0333333 minutes"
    assert states["hang"].attempts == 1
    assert "Segmentation fault" in states["crash"].error
    assert states["crash"].attempts == 2
    assert lost(events) == ["crash"]


def test_workers_that_differ_are_named_before_any_clip_is_sent(client, batch):
    def pretend(version):
        import hipcheck

        hipcheck.__version__ = version

    made = batch("a")
    odd = client.scheduler_info()["workers"]
    address, info = next(iter(odd.items()))
    client.run(pretend, "0.0.1", workers=[address])
    try:
        with pytest.raises(
            ClusterError,
            match=rf"\(worker {info['name']} at {address} has hipcheck 0\.0\.1 instead of [^;]+\); set",
        ):
            run_on(client.scheduler.address, made)
    finally:
        client.run(pretend, __version__, workers=[address])
    assert made.data() == {}
    assert not (made.clips / "a.begun").exists()


def test_a_worker_without_the_clips_is_named(client, batch, monkeypatch):
    made = batch("a", "b")
    real = cluster_module.unfit

    def elsewhere(needs, dask_worker):  # on one of the workers, there is no such folder
        missing = tuple((Path("/nowhere") / clip.name, size) for clip, size in needs.clips)
        return real(replace(needs, clips=missing) if str(dask_worker.name) == "1" else needs)

    monkeypatch.setattr(cluster_module, "unfit", elsewhere)
    with pytest.raises(
        ClusterError, match=r"\(worker 1 at tcp://[\d.:]+ cannot read the clip /nowhere/a.npz \(No such"
    ):
        run_on(client.scheduler.address, made)
    assert made.data() == {}


def test_workers_join_as_there_is_work_and_are_checked_then(batch, monkeypatch):
    made = batch("a", "b")
    real = cluster_module.unfit

    def picky(needs, dask_worker):  # the first that joins is refused
        return "is the first" if str(dask_worker.name) == "0" else real(needs)

    monkeypatch.setattr(cluster_module, "unfit", picky)
    with local_cluster(0) as adaptive:
        adaptive.adapt(minimum=0, maximum=2, interval="100ms", target_duration="100ms")
        states, events = run_on(adaptive.scheduler_address, made)
    assert Started(clips=2, unchanged=0, workers=0) in events
    (refused,) = (event.worker for event in events if isinstance(event, Refused))
    assert refused.startswith("worker 0 at tcp://")
    assert refused.endswith(" is the first")
    assert states["a"].done
    assert states["b"].done


def test_ctrl_c_keeps_what_is_done_and_leaves_nothing_half(client, batch, alone):
    good = batch(*GOOD)
    pids = set(client.run(os.getpid).values())
    with elsewhere(client.scheduler.address, good) as process:
        until(lambda: in_the_middle(good))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) != 0
    assert good.done("a", "b")
    assert {path.split("/")[0] for path in good.data()} == {good.id("a"), good.id("b")}
    assert good.nobody_works()
    until(lambda: len(client.nthreads()) == 2 and not pids & set(client.run(os.getpid).values()))
    good.let_go("wait-1", "wait-2")
    _, events = run_on(client.scheduler.address, good)
    assert Started(clips=5, unchanged=2, workers=2) in events
    assert good.data() == alone.data()


@contextmanager
def elsewhere(address, batch):
    """Run in another process."""
    names = [job.clip.stem for job in batch.jobs]
    values = json.dumps([address, str(batch.clips), names, str(batch.out)])
    program = "from tests.batch.test_cluster import main; main()"
    process = subprocess.Popen([sys.executable, "-c", program, values], cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def main() -> None:
    """Run a batch as the command line says."""
    address, clips, names, out = json.loads(sys.argv[1])
    run_on(address, batch_of(Path(clips), names, Path(out)))


class TestConnecting:
    def test_nobody_answers(self, batch, monkeypatch):
        monkeypatch.setattr(cluster_module, "_CONNECT_S", 0.5)
        made = batch("a")
        with pytest.raises(
            ClusterError, match=r"^tcp://127\.0\.0\.1:9: no Dask scheduler answers there .*--scheduler\.$"
        ):
            run_on("tcp://127.0.0.1:9", made)
        assert not made.out.exists()

    @pytest.mark.parametrize("address", ["nonsense://head", "tcp://head:port"])
    def test_no_address(self, address, monkeypatch):
        monkeypatch.setattr(cluster_module, "_CONNECT_S", 0.5)
        with pytest.raises(ClusterError, match=f"^{address}: no Dask scheduler"), connected(address):
            pass

    def test_without_a_certificate_nothing_is_sent(self):
        with (
            pytest.raises(
                ClusterError, match=r"^tls://head:8786: Dask has no certificate .* docs/cluster\.md says\.$"
            ),
            connected("tls://head:8786"),
        ):
            pass

    def test_without_dask_it_is_said_what_to_install(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "distributed", None)
        with (
            pytest.raises(
                ClusterError, match=r"not installed; install it with `pip install 'hipcheck\[cluster\]'`"
            ),
            connected("tcp://head:8786"),
        ):
            pass


def test_a_clip_that_dask_sends_again_by_itself_is_given_back(batch):
    made = batch("a")
    with made.folder.held() as pulse:
        task = Task(made.jobs[0], "print", 1, made.out, pulse, BatchOptions(look=look))
        made.folder.tell(AtWork(id=task.job.id, name="a", worker=(1, "that died")))
        with pytest.raises(cluster_module._DiedError):
            cluster_module._one_clip(task)
        made.folder.unmark(task.job.id)
        assert cluster_module._one_clip(task).done
