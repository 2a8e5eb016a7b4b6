"""Forgetting somebody: all of theirs goes, all of the others' stays, and the search afterwards tells the truth."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from hipcheck.batch import forgetting
from hipcheck.batch.codes import Codes, anonymous
from hipcheck.batch.forgetting import DERIVED, find_person, forget_person
from hipcheck.batch.keeping import update_store
from hipcheck.batch.store import FILE_NAME, Store
from hipcheck.errors import InputError, OutputError
from tests.batch.documents import make_job
from tests.batch.results import make_results

RUNNER = "A. Runner"


def everything(folder: Path) -> dict[str, bytes]:
    """All files but those of the lock, with what they hold."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.name not in ("lock", "owner.json")
    }


def with_tables(folder: Path) -> None:
    for name in ("index.html", "summary.csv", "failures.csv"):
        (folder / name).write_text(f"{RUNNER} and Bé Öztürk", "utf-8")
    pl.DataFrame({"athlete": [RUNNER, "Bé Öztürk"]}).write_parquet(folder / "summary.parquet")


def test_all_of_theirs_goes_and_all_of_the_others_stays(tmp_path):
    folder = make_results(tmp_path / "r").path
    only_others = make_results(tmp_path / "o", [(make_job("monday/bé.mp4", "Bé Öztürk", day=1), 9.0)]).path
    for path in (only_others / ".hipcheck" / "state").glob("*broken*"):
        path.unlink()
    person = find_person(folder, RUNNER)
    assert (person.name, person.code, len(person.clips), len(person.folders)) == (RUNNER, "", 3, 2)
    done = forget_person(folder, person)
    assert done.proven
    assert (done.rows["clips"], done.rows["sessions"], done.rows["athletes"]) == (2, 2, 1)
    assert everything(folder) == everything(only_others)


def test_clips_that_name_nobody_are_nobodys(tmp_path):
    """Somebody who has no code must not be taken for everybody who has no name."""
    nameless = make_job("tuesday/who knows.mp4", "", day=2)
    folder = make_results(tmp_path / "r", [(make_job("a.mp4", RUNNER, day=1), 9.0), (nameless, 5.0)]).path
    person = find_person(folder, RUNNER)
    assert nameless.id not in person.clips
    forget_person(folder, person)
    assert (folder / "clips" / nameless.id).is_dir()


def test_the_name_stood_in_it_before_and_stands_nowhere_after(tmp_path):
    """Looked for by hand, not by the search that is on trial."""
    folder = make_results(tmp_path / "r").path
    assert any(RUNNER.encode() in content for content in everything(folder).values())
    forget_person(folder, find_person(folder, RUNNER))
    for name, content in everything(folder).items():
        assert RUNNER.encode() not in content, name
        assert b"squat" not in content or b"monday/b" in content, name


def test_what_names_everybody_is_deleted_or_made_anew(tmp_path):
    folder = make_results(tmp_path / "r").path
    with_tables(folder)
    done = forget_person(folder, find_person(folder, RUNNER))
    assert {path.name for path in done.derived} == {
        "index.html",
        "summary.csv",
        "failures.csv",
        "summary.parquet",
    }
    assert not any((folder / name).exists() for name in DERIVED)
    assert not done.remade
    assert done.proven

    again = make_results(tmp_path / "s").path
    with_tables(again)
    done = forget_person(
        again, find_person(again, RUNNER), remake=lambda f: f.joinpath("index.html").write_text("Bé")
    )
    assert done.remade
    assert done.proven
    assert (again / "index.html").read_text() == "Bé"


def test_a_table_that_still_names_them_is_found(tmp_path):
    folder = make_results(tmp_path / "r").path
    done = forget_person(folder, find_person(folder, RUNNER), remake=with_tables)
    assert not done.proven
    assert {path.name for path in done.named} == {
        "index.html",
        "summary.csv",
        "failures.csv",
        "summary.parquet",
    }


def test_what_somebody_put_there_is_found_but_not_deleted(tmp_path):
    folder = make_results(tmp_path / "r").path
    (folder / "roster.csv").write_text(f"path,athlete\nx.mp4,{RUNNER}\n", "utf-8")
    done = forget_person(folder, find_person(folder, RUNNER))
    assert [path.name for path in done.named] == ["roster.csv"]
    assert not done.proven


def test_a_name_that_is_a_word_may_stand_in_other_peoples_reports(tmp_path):
    folder = make_results(
        tmp_path / "r", [(make_job("a.mp4", "May"), 9.0), (make_job("b.mp4", "Bé"), 9.0)]
    ).path
    report = folder / "clips" / make_job("b.mp4").id / "report.html"
    report.write_text("May be.", "utf-8")
    done = forget_person(folder, find_person(folder, "May"))
    assert done.words == (report,)
    assert done.proven


class TestWithCodes:
    def coded(self, tmp_path):
        folder = tmp_path / "r"
        codes = Codes(folder)
        clips = [(anonymous(make_job(f"{who}/squat.mp4", who), codes), 9.0) for who in (RUNNER, "B. Jumper")]
        make_results(folder, clips)
        codes.save()
        return folder, codes.people()

    @pytest.mark.parametrize("by", ["name", "code"])
    def test_by_name_or_by_code_all_goes(self, tmp_path, by):
        folder, people = self.coded(tmp_path)
        person = find_person(folder, RUNNER if by == "name" else people[RUNNER])
        assert (person.name, person.code) == (RUNNER, people[RUNNER])
        done = forget_person(folder, person)
        assert done.rows["clips"] == 1
        assert done.proven == (not done.named)
        assert [path.name for path in done.named] == [], done.named
        left = everything(folder)
        for gone in (RUNNER, people[RUNNER]):
            assert not any(
                gone.encode() in content or gone.lower() in name for name, content in left.items()
            ), gone
        assert Codes(folder).people() == {"B. Jumper": people["B. Jumper"]}

    def test_before_that_only_the_file_of_codes_names_them(self, tmp_path):
        folder, _ = self.coded(tmp_path)
        naming = [name for name, content in everything(folder).items() if b"B. Jumper" in content]
        assert naming == [".hipcheck/codes.json"]


class TestUnhappy:
    def test_somebody_unknown_is_answered_with_who_is_near(self, tmp_path):
        folder = make_results(tmp_path / "r").path
        before = everything(folder)
        with pytest.raises(InputError, match=r"nobody called 'A\. Runer' .* did you mean 'A\. Runner'\?"):
            find_person(folder, "A. Runer")
        with pytest.raises(InputError, match="did you mean 'Bé Öztürk'"):
            find_person(folder, "bé öztürk")
        for nobody in ("", "  "):
            with pytest.raises(InputError):
                find_person(folder, nobody)
        assert everything(folder) == before

    def test_a_folder_that_is_none_of_ours_is_left_alone(self, tmp_path):
        with pytest.raises(InputError, match="is no folder of `hipcheck batch` results"):
            find_person(tmp_path, RUNNER)
        with pytest.raises(InputError, match="is no folder"):
            find_person(tmp_path / "nowhere", RUNNER)
        assert list(tmp_path.iterdir()) == []

    def test_while_a_run_is_at_work_nothing_is_deleted(self, tmp_path):
        results = make_results(tmp_path / "r")
        person = find_person(results.path, RUNNER)
        before = everything(results.path)
        with results.held(), pytest.raises(OutputError, match="works in this folder"):
            forget_person(results.path, person)
        assert {
            n: c for n, c in everything(results.path).items() if not n.startswith(".hipcheck/running")
        } == before

    def test_stopped_half_way_it_can_be_done_again(self, tmp_path, monkeypatch):
        results = make_results(tmp_path / "r")

        def stop(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(forgetting, "_forget_rows", stop)
        with pytest.raises(KeyboardInterrupt):
            forget_person(results.path, find_person(results.path, RUNNER))
        monkeypatch.undo()
        person = find_person(results.path, RUNNER)
        assert len(person.clips) == 2, "those of the database"
        assert forget_person(results.path, person).proven

    def test_without_a_database_the_folders_go_all_the_same(self, tmp_path):
        results = make_results(tmp_path / "r")
        (results.path / FILE_NAME).unlink()
        done = forget_person(results.path, find_person(results.path, RUNNER))
        assert done.rows == {}
        assert done.proven
        update_store(results)
        with Store(results.path / FILE_NAME) as store:
            assert store.athletes() == ("Bé Öztürk",)

    def test_results_deleted_by_hand_are_no_obstacle(self, tmp_path):
        results = make_results(tmp_path / "r")
        shutil.rmtree(results.path / "clips")
        assert forget_person(results.path, find_person(results.path, RUNNER)).proven
