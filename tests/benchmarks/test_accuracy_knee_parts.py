from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.compare import compare
from benchmarks.accuracy.knee_parts import PARTS, KneePartRow, knee_parts_section
from benchmarks.accuracy.rows import as_frame
from hipcheck.landmarks import Landmark, Side
from tests.benchmarks.stand_in import on_both, on_one_leg, record_of
from tests.stick_figure import Camera
from tests.stick_motions import single_leg_bottom, squat_bottom

KNEES_DEG = (4.0, 16.0)
SET = on_one_leg(Side.RIGHT, *(single_leg_bottom(Side.RIGHT, 66.0, inward_deg=d) for d in KNEES_DEG))
TURNED = Camera(distance_m=3.0, height_m=0.9, yaw_deg=10.0, roll_deg=2.0)


def errors_deg(record) -> dict[str, np.ndarray]:
    rows = compare(record, "full").knee_parts
    return {part: np.array([row.error_deg for row in rows if row.part == part]) for part in PARTS}


def test_faultless_landmarks_leave_only_what_the_yaw_does() -> None:
    parts = errors_deg(record_of(SET, camera=TURNED, sd_px=0.0))
    assert all(len(errors) == 2 for errors in parts.values())
    assert np.abs(parts["landmarks"]).max() < 0.5  # smoothing and rounding
    assert np.abs(parts["joints"]).max() < 1.5
    assert np.abs(parts["true yaw"]).max() < 1.5
    # A right leg seen 10° from the person's left looks outward by 1.3° and more for each of them.
    assert (parts["picture"] < -10.0).all()
    assert (np.abs(parts["estimated yaw"]) < np.abs(parts["picture"])).all()


def test_a_misplaced_knee_is_the_landmarks_fault() -> None:
    record = record_of(SET, camera=TURNED, sd_px=0.0)
    recording = record.recordings["full"]
    xy_px = recording.people[0].xy_px.copy()
    xy_px[:, Landmark.RIGHT_KNEE, 0] += 15.0
    astray = replace(recording, people=(replace(recording.people[0], xy_px=xy_px),))
    moved = errors_deg(replace(record, recordings={"full": astray}))
    still = errors_deg(record_of(SET, camera=TURNED, sd_px=0.0))
    assert (np.abs(moved["landmarks"] - still["landmarks"]) > 3.0).all()
    np.testing.assert_allclose(moved["joints"], still["joints"])
    np.testing.assert_allclose(
        moved["picture"] - still["picture"], moved["landmarks"] - still["landmarks"], atol=0.3
    )


@pytest.mark.parametrize(
    "camera", [Camera(distance_m=3.0, yaw_deg=90.0), Camera(distance_m=3.0, yaw_deg=45.0)]
)
def test_other_views_have_no_parts(camera) -> None:
    assert compare(record_of(SET, camera=camera), "full").knee_parts == []


def test_a_squat_on_both_legs_has_none() -> None:
    assert compare(record_of(on_both(squat_bottom(90.0)), kind="squat"), "full").knee_parts == []


def test_the_table_counts_and_averages_by_how_far_the_camera_stood() -> None:
    rows = [
        KneePartRow(
            clip="c", model="full", half="check", view=view, yaw_deg=yaw_deg, rep=1, part="landmarks", error_deg=error_deg
        )
        for view, yaw_deg, error_deg in [
            ("front", 3.0, 2.0), ("front", -1.0, -4.0), ("front", 10.0, 5.0), ("back", 0.0, float("nan")),
        ]
    ]  # fmt: skip
    line = next(
        line
        for line in knee_parts_section(as_frame(KneePartRow, rows)).splitlines()
        if line.startswith("| landmarks against")
    )
    assert line.endswith("| 2 | -1.0 | 3.0 | 1 | +5.0 | 5.0 | 0 |  |  |")
