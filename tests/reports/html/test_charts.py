import numpy as np

from hipcheck.reports.html.charts import Limit, segments
from hipcheck.results import Grade

NAN = np.nan


def test_segments_cut_curves_at_every_gap_of_any_column():
    x = np.arange(6.0)
    a = np.array([1.0, 2.0, NAN, 4.0, 5.0, 6.0])
    b = np.array([1.0, 2.0, 3.0, 4.0, NAN, 6.0])
    pieces = [tuple(column.tolist() for column in piece) for piece in segments(x, a, b)]
    assert pieces == [
        ([0.0, 1.0], [1.0, 2.0], [1.0, 2.0]),
        ([3.0], [4.0], [4.0]),
        ([5.0], [6.0], [6.0]),
    ]


def test_segments_of_nothing_but_gaps_are_none():
    assert list(segments(np.arange(3.0), np.full(3, NAN))) == []


def test_a_limit_tells_its_direction_from_where_its_area_ends():
    assert Limit(10.0, 15.0, Grade.MILD, "").above
    assert not Limit(60.0, 45.0, Grade.MILD, "").above
