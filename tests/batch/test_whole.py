from __future__ import annotations

from dataclasses import replace

import pytest

from hipcheck.batch.codes import Codes
from hipcheck.batch.finding import Work
from hipcheck.batch.jobs import Who
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.store import FILE_NAME, Store
from hipcheck.batch.whole import work_through
from hipcheck.errors import SettingsError
from tests.batch.batches import make_batch
from tests.batch.looks import look

NAME = "Zebedee"
"""Somebody whose name is in no word of a report."""


@pytest.fixture
def made(tmp_path, landmarks):
    return make_batch(tmp_path, landmarks, "zebedee left", "fail zebedee", "other")


@pytest.fixture
def work(made):
    (good, bug, other) = made.jobs
    of_them = Who(athlete=NAME, note="Zebedee limped")
    return Work(
        jobs=(replace(good, who=of_them), replace(bug, who=of_them), other),
        skipped=((made.clips / "zebedee.txt", "is no clip"),),
        duplicates=((replace(other, name="zebedee again.npz"), other),),
        unnamed=((bug, "athlete could be 'Zebedee' or 'Zebedee x'"),),
    )


def options(**values) -> BatchOptions:
    return BatchOptions(look=look, workers=1, **values)


def test_all_that_is_made_of_the_results_is_there(made, work):
    report = work_through(work, made.out, options())
    assert [state.name for state in report.states] == [job.name for job in work.jobs]
    assert report.states[0].who.athlete == NAME
    with Store(made.out / FILE_NAME) as store:
        assert set(store.clips()) == {state.id for state in report.states if state.done}
        assert store.athletes() == ("", NAME)
    for made_of_all in ("index.html", "summary.csv", "summary.parquet", "reps.parquet", "failures.csv"):
        assert (made.out / made_of_all).stat().st_size
    assert "zebedee.txt" in (made.out / "failures.csv").read_text("utf-8")


def test_nothing_of_a_name_is_in_anonymous_results_but_in_the_file_of_codes(made, work):
    report = work_through(work, made.out, options(anonymous=True))
    assert any(state.done for state in report.states)
    codes = Codes(made.out)
    assert NAME in codes.people()
    assert {state.who.athlete for state in report.states} == {codes.people()[NAME], ""}
    for path in made.out.rglob("*"):
        assert NAME.lower() not in str(path.relative_to(made.out)).lower()
        if path.is_file() and path.name != "codes.json":
            assert NAME.lower().encode() not in path.read_bytes().lower(), path


def test_the_same_codes_stand_for_the_same_clips_the_next_time(made, work):
    work_through(work, made.out, options(anonymous=True))
    again = work_through(work, made.out, options(anonymous=True))
    assert {state.id for state in again.states if state.done} == again.unchanged


def test_an_unknown_model_is_told_before_anything_is_written(made, work):
    with pytest.raises(SettingsError, match="no model 'huge'"):
        work_through(work, made.out, options(model="huge"))
    assert not made.out.exists()
