"""The database follows what lies in the results folder."""

from __future__ import annotations

import shutil

import pytest

from hipcheck.batch.keeping import update_store
from hipcheck.batch.store import FILE_NAME, Store
from hipcheck.errors import InputError
from tests.batch.documents import make_analysis_of, make_job
from tests.batch.results import keep_clip, make_results


def test_what_is_done_is_in_it_and_what_failed_is_not(tmp_path):
    results = make_results(tmp_path / "r")
    with Store(results.path / FILE_NAME) as store:
        assert store.athletes() == ("A. Runner", "Bé Öztürk")
        assert len(store.clips()) == 3


def test_made_anew_or_brought_in_step_it_is_the_same_file(tmp_path):
    results = make_results(tmp_path / "r")
    before = (results.path / FILE_NAME).read_bytes()
    update_store(results)
    assert (results.path / FILE_NAME).read_bytes() == before
    (results.path / FILE_NAME).unlink()
    update_store(results)
    assert (results.path / FILE_NAME).read_bytes() == before


def test_a_clip_whose_results_are_gone_or_are_another_clips_leaves_it(tmp_path):
    results = make_results(tmp_path / "r")
    shutil.rmtree(results.clip_folder(make_job("friday/squat.mp4").id))
    update_store(results)
    with Store(results.path / FILE_NAME) as store:
        assert len(store.clips()) == 2
        assert [s.label for s in store.sessions("A. Runner")] == ["2026-03-01"]


def test_new_results_of_a_clip_replace_the_old(tmp_path):
    from hipcheck.landmarks import Side

    results = make_results(tmp_path / "r")
    keep_clip(results, make_job("friday/squat.mp4", day=21), make_analysis_of(11.0))
    update_store(results)
    with Store(results.path / FILE_NAME) as store:
        last = store.sessions("A. Runner")[-1]
    assert last.label == "2026-03-21"
    assert {v.value for v in last.values if v.metric == "knee_fppa_deg" and v.side is Side.RIGHT} == {
        11.0,
        12.0,
    }


def test_a_damaged_result_is_told_and_the_database_stays(tmp_path):
    results = make_results(tmp_path / "r")
    before = (results.path / FILE_NAME).read_bytes()
    file = results.clip_folder(make_job("friday/squat.mp4").id) / "analysis.json"
    file.write_text(file.read_text("utf-8").replace('"summary"', '"sumary"'), "utf-8")
    with pytest.raises(InputError, match="damaged result"):
        update_store(results)
    assert (results.path / FILE_NAME).read_bytes() == before
