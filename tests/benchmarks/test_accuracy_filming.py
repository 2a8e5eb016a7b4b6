from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.compare import MOVEMENT_OF
from benchmarks.accuracy.filming import kept_truth
from benchmarks.accuracy.readings import TruthReader
from benchmarks.accuracy.truth import expected_view
from hipcheck.catalog import load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.settings import Settings, ViewSettings
from synth.film import take
from synth.spec import CameraSpec, ClipSpec, FilmSpec, MovementSpec, RepSpec
from synth.truth import truth_of as truth_of_the_renderer

BENT = RepSpec(
    side="left", knee_flexion_deg=62.0, knee_fppa_deg=11.0, trunk_lean_deg=6.0, pelvic_drop_deg=5.0
)
HINGE = RepSpec(side="right", knee_flexion_deg=18.0, trunk_flexion_deg=60.0, trunk_lean_deg=3.0)
CLIPS = {
    "front, turned": (MovementSpec(reps=(BENT,), facing_deg=20.0), CameraSpec(yaw_deg=8.0, roll_deg=3.0)),
    "back": (MovementSpec(kind="lateral_step_down", reps=(BENT,)), CameraSpec(yaw_deg=172.0)),
    "side": (
        MovementSpec(kind="single_leg_deadlift", reps=(HINGE,)),
        CameraSpec(yaw_deg=-95.0, distance_m=4.0),
    ),
    "squat": (
        MovementSpec(kind="squat", reps=(RepSpec(side=None, knee_flexion_deg=90.0, knee_fppa_deg=-8.0),)),
        CameraSpec(yaw_deg=-5.0),
    ),
}


@pytest.fixture(scope="module", params=CLIPS.values(), ids=CLIPS)
def taken(request):
    movement, camera = request.param
    return take(ClipSpec(name="clip", movement=movement, camera=camera, film=FilmSpec(frame_rate_hz=10.0)))


OTHER_HIPS = ("hip_adduction_deg",)
"""Starts at the hip joint that stickers tell, as laboratories do; the renderer's starts at the figure's own."""


def column(known, metric, side, plane):
    names = (f"{side.value}_{metric}_{plane}", f"{metric}_{plane}")
    return next((known.metrics[name] for name in names if name in known.metrics), None)


def test_two_computations_of_the_truth_agree(taken):
    mine = kept_truth(taken)
    known = truth_of_the_renderer(taken.person, taken.spec.movement, taken.performance, taken.cameras)
    movement = load_catalog().movements[MOVEMENT_OF[taken.spec.movement.kind]]
    reader = TruthReader(mine, movement, Settings())
    during = np.zeros(len(mine.time_s), dtype=bool)
    for rep in mine.reps:
        during |= (mine.time_s > rep.start_s) & (mine.time_s < rep.end_s)
    compared = set()
    for metric in (m for m in METRICS if METRICS[m].function is not None and m not in OTHER_HIPS):
        for side in Side:
            for plane, named in ((None, "world"), ("image", "image")):
                values = reader.series(metric, side, plane)[during]
                spatial = metric in ("depth_deg", "knee_flexion_deg") and plane is None
                other = column(
                    known, "knee_flexion_deg" if spatial else metric, side, "space" if spatial else named
                )
                if other is None or not np.isfinite(values).any() or not np.isfinite(other[during]).any():
                    continue
                np.testing.assert_allclose(
                    values, other[during], atol=1e-3, err_msg=f"{metric} {side} {named}"
                )
                compared.add((metric, named))
    assert len(compared) > 20


def test_the_camera_stands_where_the_renderer_says(taken):
    mine = kept_truth(taken)
    known = truth_of_the_renderer(taken.person, taken.spec.movement, taken.performance, taken.cameras).view
    kind, yaw_deg = expected_view(mine.bearing_deg, ViewSettings())
    assert kind.value == known.kind
    assert yaw_deg == pytest.approx(known.yaw_deg, abs=0.3)
    assert mine.roll_deg == pytest.approx(known.roll_deg, abs=0.1)


def test_what_was_commanded_is_reached(taken):
    mine = kept_truth(taken)
    [rep], [spec] = mine.reps, taken.spec.movement.reps
    movement = load_catalog().movements[MOVEMENT_OF[taken.spec.movement.kind]]
    reader = TruthReader(mine, movement, Settings())
    side = rep.side or Side.LEFT
    found = reader.at_bottom("knee_fppa_deg", side, rep)
    assert found == pytest.approx(spec.knee_fppa_deg, abs=0.5)
    if rep.side is not None:
        assert reader.at_bottom("trunk_lean_deg", side, rep) == pytest.approx(spec.trunk_lean_deg, abs=0.5)
    if spec.trunk_flexion_deg is not None:
        forward_deg = reader.at_bottom("trunk_forward_lean_deg", side, rep)
        assert forward_deg == pytest.approx(spec.trunk_flexion_deg, abs=1.0)


def test_standing_still_is_where_the_renderer_stands_still(taken):
    mine = kept_truth(taken)
    still = taken.performance.standing
    assert np.mean(mine.standing()[still]) > 0.9


def test_a_person_who_faces_elsewhere_is_filmed_from_elsewhere():
    movement, camera = CLIPS["front, turned"]
    straight = ClipSpec(
        name="clip",
        movement=replace(movement, facing_deg=0.0),
        camera=camera,
        film=FilmSpec(frame_rate_hz=5.0),
    )
    turned = replace(straight, movement=movement)
    bearings = [kept_truth(take(spec)).bearing_deg for spec in (straight, turned)]
    assert bearings[1] - bearings[0] == pytest.approx(-20.0, abs=2.5)
