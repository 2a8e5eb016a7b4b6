"""What a clip cannot show is withheld, and the reason is told with the way out."""

from __future__ import annotations

import pytest

from hipcheck.catalog import load_catalog
from hipcheck.gates import gate
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.results import ViewKind
from hipcheck.settings import ViewSettings
from tests.readings import a_view

SETTINGS = ViewSettings()
BY_STICKERS = ("pelvic_drop_deg", "pelvis_opening_deg", "hip_adduction_deg")
FRONTAL = [m.id for m in METRICS.values() if m.plane == "frontal" and m.id not in BY_STICKERS]
SAGITTAL = [m.id for m in METRICS.values() if m.plane == "side"]
ANY = [m.id for m in METRICS.values() if m.plane == "any"]
YAW_GATED = ["knee_fppa_deg", "knee_over_foot", "hip_shift"]


def reason(metric, view, **rest):
    withheld = gate(metric, Side.LEFT, view, SETTINGS, **rest)
    if withheld is not None:
        assert (withheld.metric, withheld.side) == (metric, Side.LEFT)
        assert withheld.remedy
    return withheld and withheld.reason


@pytest.mark.parametrize("kind", [ViewKind.FRONT, ViewKind.BACK])
@pytest.mark.parametrize("metric", [*FRONTAL, *ANY])
def test_frontal_metrics_are_measured_from_front_and_back(metric, kind):
    assert reason(metric, a_view(kind)) is None


@pytest.mark.parametrize(
    ("kind", "words"), [(ViewKind.SIDE, "from the side"), (ViewKind.OBLIQUE, "at an angle")]
)
@pytest.mark.parametrize("metric", FRONTAL)
def test_frontal_metrics_need_front_or_back(metric, kind, words):
    assert (
        reason(metric, a_view(kind))
        == f"seen only from the front or from behind; this clip is filmed {words}"
    )


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0, 65.0, -110.0, 125.0])
@pytest.mark.parametrize("metric", [*SAGITTAL, *ANY])
def test_side_metrics_are_measured_from_the_side(metric, yaw_deg):
    assert reason(metric, a_view(ViewKind.SIDE, yaw_deg=yaw_deg)) is None


@pytest.mark.parametrize(
    ("kind", "words"), [(ViewKind.FRONT, "from the front"), (ViewKind.BACK, "from behind")]
)
@pytest.mark.parametrize("metric", SAGITTAL)
def test_side_metrics_need_a_side_view(metric, kind, words):
    assert reason(metric, a_view(kind)) == f"seen only from the side; this clip is filmed {words}"


@pytest.mark.parametrize("metric", SAGITTAL)
def test_an_oblique_view_near_the_side_still_shows_side_metrics(metric):
    assert reason(metric, a_view(ViewKind.OBLIQUE, yaw_deg=55.0)) is None
    assert (
        reason(metric, a_view(ViewKind.OBLIQUE, yaw_deg=45.0))
        == "seen only from the side; this clip is filmed at an angle"
    )


@pytest.mark.parametrize("metric", ANY)
@pytest.mark.parametrize("kind", list(ViewKind))
def test_tempo_and_smoothness_are_measured_from_everywhere(metric, kind):
    assert reason(metric, a_view(kind, roll_deg=20.0)) is None


@pytest.mark.parametrize("metric", BY_STICKERS)
@pytest.mark.parametrize("kind", list(ViewKind))
def test_the_pelvis_needs_stickers(metric, kind):
    assert "hip points show only about 15 %" in reason(metric, a_view(kind))
    with_stickers = reason(metric, a_view(kind), stickers=True)
    assert (with_stickers is None) == (kind in (ViewKind.FRONT, ViewKind.BACK))


@pytest.mark.parametrize("kind", [ViewKind.FRONT, ViewKind.BACK])
@pytest.mark.parametrize(
    ("yaw_deg", "kept"), [(0.0, True), (-15.0, True), (15.0, True), (15.1, False), (-22.0, False)]
)
@pytest.mark.parametrize("yaw_sd_deg", [3.0, 7.0])
@pytest.mark.parametrize("metric", YAW_GATED)
def test_knee_metrics_are_withheld_where_the_camera_more_likely_than_not_stands_too_far_off(
    metric, yaw_sd_deg, yaw_deg, kept, kind
):
    why = reason(metric, a_view(kind, yaw_deg=yaw_deg, yaw_sd_deg=yaw_sd_deg))
    if kept:
        assert why is None
    else:
        assert f"about {abs(yaw_deg):.0f}° off the {kind.value}" in why


@pytest.mark.parametrize("metric", [m for m in FRONTAL if m not in YAW_GATED])
def test_yaw_does_not_take_the_rest_away(metric):
    assert reason(metric, a_view(yaw_deg=20.0)) is None


@pytest.mark.parametrize("roll_deg", [-8.1, 12.0])
@pytest.mark.parametrize("roll_sd_deg", [1.0, 4.0])
def test_what_is_measured_against_the_vertical_is_withheld_in_a_tilted_picture(roll_deg, roll_sd_deg):
    front = a_view(roll_deg=roll_deg, roll_sd_deg=roll_sd_deg)
    side = a_view(ViewKind.SIDE, roll_deg=roll_deg, roll_sd_deg=roll_sd_deg)
    views = dict.fromkeys(("trunk_lean_deg", "depth_deg", "pelvic_drop_deg", "pelvis_opening_deg"), front)
    views |= dict.fromkeys(("trunk_forward_lean_deg", "shank_angle_deg"), side)
    for metric, view in views.items():
        why = reason(metric, view, stickers=True)
        if roll_sd_deg < 2.0:
            assert f"tilted by about {abs(roll_deg):.0f}°" in why
        else:
            assert "nobody stands upright and still" in why
    assert reason("knee_fppa_deg", front) is None
    assert reason("knee_flexion_deg", side) is None


def test_a_slightly_tilted_picture_is_put_right_instead():
    assert reason("trunk_lean_deg", a_view(roll_deg=8.0)) is None


def test_every_metric_of_every_movement_can_be_had_from_some_view():
    for movement in load_catalog().movements.values():
        for metric in movement.metrics:
            assert any(reason(metric, a_view(kind), stickers=True) is None for kind in ViewKind), metric


def test_reasons_complete_the_sentence():
    """They are shown as "not measured: …", so they begin small and have no full stop."""
    for kind in ViewKind:
        for metric in METRICS:
            why = reason(
                metric, a_view(kind, yaw_deg=20.0 if kind is ViewKind.FRONT else None, roll_deg=10.0)
            )
            if why is not None:
                assert why[0].islower()
                assert not why.endswith(".")
