"""The count of changes that are wrongly called real, against pairs whose answer is known."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks.accuracy.changes import TrueSession, change_rows, changes_table
from hipcheck.catalog import At, Basis
from hipcheck.results import ViewKind
from tests.sessions import FPPA, squat


def clip(measured_deg, true_deg, *, person="a", **session):
    truth = {(FPPA, "right", At.BOTTOM.value, basis.value): true_deg for basis in Basis}
    return TrueSession(person, "check", squat(measured_deg, **session), truth)


def knee_rows(*clips):
    return [row for row in change_rows(list(clips)) if row.metric == FPPA]


def test_only_the_error_of_the_change_counts_and_not_the_change():
    """Measured +30°, truly +25°: off by 5°, within the limit of 8.9°."""
    (row,) = knee_rows(clip(0.0, 1.0), clip(30.0, 26.0))
    assert row.off == pytest.approx(5.0)
    assert row.limit == pytest.approx(8.87, abs=0.01)
    assert row.by_days_alone == pytest.approx(8.87, abs=0.01)


def test_a_wide_interval_widens_the_limit_and_not_what_days_alone_say():
    (row,) = knee_rows(clip(0.0, 0.0), clip(5.0, 5.0, error=6.0))
    assert row.limit == pytest.approx(13.33, abs=0.01)
    assert row.by_days_alone == pytest.approx(8.87, abs=0.01)


def test_people_views_and_depths_are_not_mixed():
    first = clip(0.0, 0.0)
    assert knee_rows(first, clip(0.0, 0.0, person="b")) == []
    assert knee_rows(first, clip(0.0, 0.0, view=ViewKind.BACK)) == []
    assert knee_rows(first, clip(0.0, 0.0, depth_deg=95.0)) == []
    assert len(knee_rows(first, clip(0.0, 0.0, variant="free leg behind"))) == 1


def test_the_table_gives_the_share_that_is_wrong():
    """Of seven clips one is off by 20°: of 21 pairs the six with it are wrong, that is 29 %."""
    clips = [clip(0.0, 0.0) for _ in range(6)] + [clip(20.0, 0.0)]
    table = changes_table(pl.DataFrame(knee_rows(*clips)))
    assert "| Knee inward (FPPA) | bottom | 21 | 1 | 8.9° | 29 % | 29 % |" in table
    few = changes_table(pl.DataFrame(knee_rows(*clips[:4])))
    assert "Knee inward" not in few, "six pairs tell nothing of one in twenty"
