"""The set-up guide says what is amiss, to whom, in order, and without flickering."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import Side
from hipcheck.live.guide import Facts, Guide
from hipcheck.live.texts import load_texts
from hipcheck.live.tracker import Tracker
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import Facing
from hipcheck.settings import Settings
from tests.live.played import BRIGHT, ROOM, look, still
from tests.stick_figure import Camera
from tests.stick_motions import STANDING

PHONE = Camera(distance_m=3.5, height_m=0.9)
SETTINGS = Settings()
SIDE_ON = replace(ROOM, yaw_deg=90.0)


def facts_of(
    poses: PoseSequence,
    *,
    others: tuple[PoseSequence, ...] = (),
    luma: float = BRIGHT,
    views: tuple[str, ...] = (),
) -> Facts:
    """What is seen at the end of some seconds."""
    tracker = Tracker(SETTINGS)
    for frame in range(len(poses)):
        tracker.see(look(poses, frame, luma, others))
    return Facts(
        poses.frame_size,
        luma,
        tracker.body,
        tracker.company,
        tracker.tall_px,
        tracker.view,
        views,
        None,
        SETTINGS,
    )


def advice_on(facts: Facts, *, moving: bool = False) -> tuple[str, str, str] | None:
    """What is said after two seconds of this."""
    guide = Guide(load_texts())
    for frame in range(60):
        advice = guide.see(facts, frame / 30.0, moving=moving)
    return (advice.check, advice.headline, advice.detail) if advice is not None else None


def headline_on(facts: Facts, *, moving: bool = False) -> str:
    advice = advice_on(facts, moving=moving)
    return advice[1] if advice else ""


def nobody() -> PoseSequence:
    poses = still()
    return poses.masked(np.ones(poses.visibility.shape, dtype=bool))


@pytest.mark.parametrize("camera", [ROOM, PHONE, replace(ROOM, yaw_deg=180.0), SIDE_ON])
def test_nothing_is_amiss_before_a_camera_that_stands_well(camera):
    assert advice_on(facts_of(still(camera=camera))) is None


FRONT_VIEWS = ("front", "back", "side")
SIDE_VIEWS = ("side", "front", "back")


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        pytest.param(facts_of(nobody()), "Step into the picture", id="nobody"),
        pytest.param(facts_of(nobody(), luma=25.0), "It is too dark to see you", id="too dark for anybody"),
        pytest.param(facts_of(still(), luma=4.0), "The picture is black", id="black"),
        pytest.param(facts_of(still(camera=replace(ROOM, distance_m=12.0))), "Come closer", id="far"),
        pytest.param(
            facts_of(still(camera=replace(ROOM, distance_m=1.6))),
            "Step back until I see your head and feet",
            id="near",
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, height_m=1.5))),
            "Step back until I see your feet",
            id="feet cut off",
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, aside_m=1.25))), "Step to your left", id="at the left"
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, aside_m=-1.25))), "Step to your right", id="at the right"
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, aside_m=1.25, yaw_deg=180.0))),
            "Step to your right",
            id="from behind",
        ),
        pytest.param(facts_of(still(camera=replace(ROOM, roll_deg=11.0))), "Level the camera", id="tilted"),
        pytest.param(
            facts_of(still(camera=replace(ROOM, yaw_deg=25.0))),
            "Turn a little to your left",
            id="camera on the left",
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, yaw_deg=-25.0))),
            "Turn a little to your right",
            id="on the right",
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, yaw_deg=155.0))),
            "Turn a little to your right",
            id="behind, on the left",
        ),
        pytest.param(
            facts_of(still(camera=replace(ROOM, yaw_deg=45.0))), "Turn and face the camera", id="oblique"
        ),
        pytest.param(
            facts_of(still(camera=SIDE_ON), views=FRONT_VIEWS),
            "Turn and face the camera",
            id="side on for a squat",
        ),
        pytest.param(
            facts_of(still(), views=SIDE_VIEWS), "Turn side-on to the camera", id="facing for a deadlift"
        ),
        pytest.param(facts_of(still(camera=SIDE_ON), views=SIDE_VIEWS), "", id="side on for a deadlift"),
    ],
)
def test_what_must_change_is_said(facts, headline):
    assert headline_on(facts) == headline


def test_who_turns_as_told_ends_up_facing_the_camera():
    """Turning left brings the camera from the left to the front."""
    before = facts_of(still(camera=replace(ROOM, yaw_deg=25.0)))
    turned = facts_of(still(replace(STANDING, pelvis_turn_deg=0.0), camera=replace(ROOM, yaw_deg=5.0)))
    assert before.view.yaw_deg > turned.view.yaw_deg > 0.0
    assert headline_on(turned) == ""


def test_who_steps_as_told_comes_nearer_to_the_middle():
    at_left = facts_of(still(camera=replace(ROOM, aside_m=1.25)))
    assert at_left.body.xy_px[0, 0] < at_left.size.width_px / 2.0
    assert at_left.view.facing is Facing.CAMERA
    # The person's left is the image's right: that is where the middle is.
    assert at_left.body.xy_px[11, 0] > at_left.body.xy_px[12, 0]


@pytest.mark.parametrize(
    ("facts", "detail"),
    [
        pytest.param(
            facts_of(still(camera=replace(ROOM, roll_deg=5.0))), "tilted by about 5°", id="a little tilted"
        ),
        pytest.param(
            facts_of(still(camera=replace(PHONE, height_m=0.1, distance_m=2.6))),
            "at hip height",
            id="on the floor",
        ),
        pytest.param(
            replace(facts_of(still()), tall_px=0.87 * ROOM.size.height_px),
            "a step back",
            id="fills the picture",
        ),
        pytest.param(
            facts_of(still(), others=(still(camera=replace(ROOM, aside_m=-1.5)),)),
            "I follow you",
            id="company",
        ),
    ],
)
def test_what_could_be_better_is_a_hint_that_stops_nothing(facts, detail):
    _, headline, hint = advice_on(facts)
    assert headline == ""
    assert detail in hint


def test_somebody_right_beside_is_one_too_many():
    beside = facts_of(still(), others=(still(camera=replace(ROOM, aside_m=-0.4)),))
    assert headline_on(beside) == "One at a time, please"


def test_somebody_far_behind_is_nobody():
    far = facts_of(still(), others=(still(camera=replace(ROOM, distance_m=11.0)),))
    assert far.company
    assert advice_on(far) is None


class TestWhileMoving:
    """A body that bends is short, turns and leans: only what must be seen is asked for."""

    @pytest.mark.parametrize("camera", [replace(ROOM, distance_m=12.0), replace(ROOM, yaw_deg=45.0)])
    def test_size_and_heading_are_not_looked_at(self, camera):
        assert advice_on(facts_of(still(camera=camera)), moving=True) is None

    def test_who_walks_out_is_told(self):
        assert headline_on(facts_of(nobody()), moving=True) == "Step into the picture"

    def test_feet_out_of_the_picture_are_told(self):
        cut = facts_of(still(camera=replace(ROOM, height_m=1.5)))
        assert headline_on(cut, moving=True) == "Step back until I see your feet"

    def test_a_free_foot_may_be_anywhere(self):
        facts = facts_of(still())
        seen = facts.body.seen_px.copy()
        seen[27, 1] = 5000.0  # the left ankle
        body = replace(facts.body, seen_px=seen)
        assert advice_on(replace(facts, body=body, leg=Side.RIGHT), moving=True) is None
        assert headline_on(replace(facts, body=body, leg=Side.LEFT), moving=True) != ""


class TestPatience:
    GOOD, AWAY = facts_of(still()), facts_of(nobody())

    def said(self, *parts: tuple[Facts, float], moving: bool = False) -> list[tuple[float, str]]:
        """When the headline changes, and to what."""
        guide, changes, frame, before = Guide(load_texts()), [], 0, ""
        for facts, seconds in parts:
            for _ in range(round(seconds * 30)):
                advice = guide.see(facts, frame / 30.0, moving=moving)
                now = advice.headline if advice else ""
                if now != before:
                    changes.append((frame / 30.0, now))
                before, frame = now, frame + 1
        return changes

    @pytest.mark.parametrize(("moving", "patience_s"), [(False, 0.4), (True, 0.7)])
    def test_a_moment_is_not_worth_a_word(self, moving, patience_s):
        blink = ((self.GOOD, 1.0), (self.AWAY, patience_s - 0.1), (self.GOOD, 1.0))
        assert self.said(*blink, moving=moving) == []
        (at_s, text), *_ = self.said((self.GOOD, 1.0), (self.AWAY, 2.0), moving=moving)
        assert at_s == pytest.approx(1.0 + patience_s, abs=0.05)
        assert text == "Step into the picture"

    def test_what_is_said_can_be_read(self):
        (shown_s, _), (gone_s, text) = self.said((self.GOOD, 1.0), (self.AWAY, 0.5), (self.GOOD, 3.0))
        assert text == ""
        assert gone_s - shown_s == pytest.approx(1.2, abs=0.05)

    def test_a_limit_that_is_just_met_does_not_flicker(self):
        far, nearly = (replace(self.GOOD, tall_px=share * self.GOOD.size.height_px) for share in (0.24, 0.26))
        changes = self.said(*[(far, 0.5), (nearly, 0.5)] * 8)
        assert [text for _, text in changes] == ["Come closer"]


def test_it_tells_since_when_everything_is_fine():
    guide = Guide(load_texts())
    good, away = TestPatience.GOOD, TestPatience.AWAY
    guide.see(good, 0.0)
    assert guide.fine_since_s == 0.0
    for frame in range(60):
        guide.see(away, 1.0 + frame / 30.0)
    assert guide.fine_since_s == np.inf
    for frame in range(60):
        guide.see(good, 3.0 + frame / 30.0)
    assert guide.fine_since_s == pytest.approx(3.0, abs=0.05)


def test_sizes_are_shares_of_the_picture_whatever_its_size():
    small = replace(ROOM, size=FrameSize(640, 360))
    assert advice_on(facts_of(still(camera=small))) is None
