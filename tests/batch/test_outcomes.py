from pathlib import Path

from hipcheck.batch.finding import Work, find_work
from hipcheck.batch.outcomes import (
    LEFT_OUT_FILE,
    Result,
    TroubleKind,
    forget_left_out,
    outcomes_in,
    remember_left_out,
    what_was_left_out,
)
from tests.batch.sheet.folders import Clip, write_results


def test_clips_come_in_the_natural_order_of_their_names(tmp_path):
    folder = write_results(
        tmp_path / "out", [Clip("clip10.mp4"), Clip("Clip2.mp4", error="broken"), Clip("a/b.mp4")]
    )
    assert [o.state.name if isinstance(o, Result) else o.name for o in outcomes_in(folder)] == [
        "a/b.mp4", "Clip2.mp4", "clip10.mp4",
    ]  # fmt: skip


def test_a_failure_says_what_and_what_to_do(tmp_path):
    folder = write_results(tmp_path / "out", [Clip("a.mp4", error="it is empty", remedy="copy it again")])
    (trouble,) = outcomes_in(folder)
    assert (trouble.kind, trouble.reason, trouble.remedy, trouble.attempts) == (
        TroubleKind.FAILED, "it is empty", "copy it again", 1,
    )  # fmt: skip


def test_results_that_cannot_be_read_are_a_trouble_and_name_no_place(tmp_path):
    folder = write_results(tmp_path / "out", [Clip("gone.mp4"), Clip("torn.mp4"), Clip("new.mp4")])
    gone, new, torn = (outcome.state.id for outcome in outcomes_in(folder))
    (folder.clip_folder(gone) / "analysis.json").unlink()
    (folder.clip_folder(torn) / "analysis.json").write_text('{"schema_version": 1, "source": 3}')
    (folder.clip_folder(new) / "analysis.json").write_text('{"schema_version": 99}')
    troubles = list(outcomes_in(folder))
    assert [t.name for t in troubles] == ["gone.mp4", "new.mp4", "torn.mp4"]
    assert all("hipcheck batch" in t.remedy and str(tmp_path) not in t.reason for t in troubles)
    assert "newer" in troubles[1].reason


def found_in(tmp_path) -> Work:
    clips = tmp_path / "clips"
    (clips / "sub").mkdir(parents=True)
    (clips / "anna_left.mp4").write_bytes(b"one")
    (clips / "sub" / "copy.mp4").write_bytes(b"one")
    (clips / "other.mp4").write_bytes(b"two")
    (clips / "sub" / "list.txt").write_text("milk")
    return find_work([clips], pattern="{athlete}_{side}")


def test_what_a_run_left_out_is_remembered_without_the_place_of_the_clips(tmp_path):
    work = found_in(tmp_path)
    folder = write_results(tmp_path / "out", [Clip(job.name) for job in work.jobs])
    remember_left_out(folder, work)
    told = {(t.kind, t.name): t for t in what_was_left_out(folder)}
    assert set(told) == {
        (TroubleKind.COPY, "sub/copy.mp4"), (TroubleKind.UNNAMED, "other.mp4"), (TroubleKind.LEFT_OUT, "sub/list.txt"),
    }  # fmt: skip
    assert "anna_left.mp4" in told[TroubleKind.COPY, "sub/copy.mp4"].reason
    assert "pattern" in told[TroubleKind.UNNAMED, "other.mp4"].reason
    assert str(tmp_path) not in (folder.path / LEFT_OUT_FILE).read_text(encoding="utf-8")


def test_what_belongs_to_a_forgotten_clip_is_forgotten_with_it(tmp_path):
    work = found_in(tmp_path)
    folder = write_results(tmp_path / "out", [Clip(job.name) for job in work.jobs])
    remember_left_out(folder, work)
    anna = next(job for job in work.jobs if job.who.athlete == "anna")
    folder.forget(anna.id)
    assert TroubleKind.COPY not in {t.kind for t in what_was_left_out(folder)}
    forget_left_out(folder)
    assert {t.name for t in what_was_left_out(folder)} == {"other.mp4"}
    assert "anna" not in (folder.path / LEFT_OUT_FILE).read_text(encoding="utf-8")


def test_nothing_is_left_out_where_nothing_was_written_down_or_it_is_broken(tmp_path):
    folder = write_results(tmp_path / "out", [])
    assert what_was_left_out(folder) == ()
    forget_left_out(folder)
    assert not (folder.path / LEFT_OUT_FILE).exists()
    Path(folder.path / LEFT_OUT_FILE).write_text("[{]")
    assert what_was_left_out(folder) == ()
