from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from synth.garments import bottom_of, top_of
from synth.people import load_person
from synth.spec import LookSpec
from synth.tailoring import Measures

TOPS = ("tight_shirt", "loose_shirt", "vest", "long_sleeves", "sports_top")
BOTTOMS = ("short_tights", "shorts", "leggings", "trousers")
PEOPLE = ("woman_average", "man_heavy", "teen_girl")


@cache
def measures(name="woman_average"):
    return Measures(load_person(name))


def lifted_m(of, body):
    """How far each point of a garment is off the skin, along the skin's normal."""
    return np.sum((of.points_m - body.points_m) * body.normals, axis=1)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(("kind", "make"), [("top", top_of), ("bottom", bottom_of)])
def test_no_skin_shows_through(kind, make, name):
    body = measures(name)
    for cut in TOPS if kind == "top" else BOTTOMS:
        garment = make(body, LookSpec(person=name, **{kind: cut}))
        assert lifted_m(garment, body).min() > 0.0035, cut


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(
    ("top", "bottom"), [("tight_shirt", "shorts"), ("vest", "leggings"), ("loose_shirt", "trousers")]
)
def test_a_shirt_lies_over_the_waistband_unless_it_is_tucked_in(top, bottom, name):
    body = measures(name)
    look = LookSpec(person=name, top=top, bottom=bottom)
    shirt, below = top_of(body, look), bottom_of(body, look)
    both = (shirt.inside_m > 0.0) & (below.inside_m > 0.0)
    assert both.sum() > 50
    assert (lifted_m(shirt, body)[both] > lifted_m(below, body)[both]).mean() > 0.97


@pytest.mark.parametrize(
    ("bottom", "joint", "thigh_share", "above_m"),
    [
        ("leggings", "ankle", 0.0, 0.055),
        ("trousers", "ankle", 0.0, -0.030),
        ("shorts", "knee", 0.36, 0.0),
        ("short_tights", "knee", 0.50, 0.0),
    ],
)
def test_legs_are_as_long_as_they_are_cut(bottom, joint, thigh_share, above_m):
    body = measures()
    garment = bottom_of(body, LookSpec(bottom=bottom))
    hip_z, knee_z = body.joint_m("hip")[2], body.joint_m("knee")[2]
    hem_z = body.joint_m(joint)[2] + above_m + thigh_share * (hip_z - knee_z)
    z = garment.points_m[:, 2]
    legs = body.leg > 0.9
    assert z[legs & (garment.inside_m > 0)].min() > hem_z - 1e-6
    assert z[legs & (garment.inside_m < 0) & (z < body.crotch_z_m)].max() < hem_z + 1e-6


@pytest.mark.parametrize(("top", "arm_share"), [("tight_shirt", 0.58), ("loose_shirt", 0.72)])
def test_short_sleeves_end_on_the_upper_arm(top, arm_share):
    body = measures()
    garment = top_of(body, LookSpec(top=top))
    on_arm = (garment.inside_m > 0) & (body.arm > 0.9)
    reached_m = body.down_arm_m[on_arm].max()
    assert reached_m == pytest.approx(arm_share * body.upper_arm_m, abs=0.03)


def test_long_sleeves_reach_the_wrist_and_a_vest_has_none():
    body = measures()
    sleeves = top_of(body, LookSpec(top="long_sleeves"))
    assert body.down_arm_m[(sleeves.inside_m > 0) & (body.arm > 0.9)].max() > body.arm_m - 0.04
    vest = top_of(body, LookSpec(top="vest"))
    assert not ((vest.inside_m > 0) & (body.arm > 0.5)).any()


def test_a_loose_shirt_hangs_wider_at_the_waist_than_a_tight_one():
    body = measures()
    waist = np.abs(body.points_m[:, 2] - body.waist_z_m - 0.06) < 0.01
    waist &= body.arm < 0.1
    radius_m = {
        top: np.hypot(*top_of(body, LookSpec(top=top)).points_m[waist, :2].T).mean()
        for top in ("tight_shirt", "loose_shirt")
    }
    assert radius_m["loose_shirt"] > radius_m["tight_shirt"] + 0.015


def test_trousers_hang_wider_at_the_shin_than_leggings():
    body = measures()
    shin = (np.abs(body.points_m[:, 2] - 0.25) < 0.01) & (body.points_m[:, 0] > 0)
    spread_m = {
        bottom: np.ptp(bottom_of(body, LookSpec(bottom=bottom)).points_m[shin, 0])
        for bottom in ("leggings", "trousers")
    }
    assert spread_m["trousers"] > spread_m["leggings"] + 0.03


@pytest.mark.parametrize("make", [top_of, bottom_of])
def test_weights_stay_shares(make):
    garment = make(measures(), LookSpec(top="loose_shirt", bottom="trousers"))
    np.testing.assert_allclose(np.asarray(garment.weights.sum(axis=1)).ravel(), 1.0, atol=1e-5)


def test_clothes_are_the_same_left_and_right():
    body = measures()
    for garment in (top_of(body, LookSpec()), bottom_of(body, LookSpec())):
        inside = garment.inside_m > 0.005
        left, right = (inside & (sign * body.points_m[:, 0] > 0.01) for sign in (1, -1))
        assert left.sum() == pytest.approx(right.sum(), rel=0.02)
