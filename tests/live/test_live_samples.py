"""Sample clips as a pose model sees them, frame by frame before the director: the reps of the clip, and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipcheck.footage import Footage, watch
from hipcheck.landmarks import Side
from hipcheck.live.director import Director, SetPlan
from hipcheck.live.scene import CueKind, Phase
from hipcheck.poses import PoseSequence, Recording
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from tests.live.played import Session, look

FOLDER = Path(__file__).parents[2] / "sample_videos"
LEAD_S, RATE_HZ = 8.0, 30.0


def after_standing(poses: PoseSequence) -> PoseSequence:
    """The clip's first moment held for the set-up, then the clip."""
    held = round(LEAD_S * RATE_HZ)
    frames = np.concatenate([np.zeros(held, dtype=int), np.arange(len(poses))])
    time_s = np.concatenate([np.arange(held) / RATE_HZ, LEAD_S + poses.time_s - poses.time_s[0]])
    return PoseSequence(
        poses.xy_px[frames], poses.world_m[frames], poses.visibility[frames], time_s, poses.frame_size
    )


def played(recording: Recording) -> Session:
    """A session on the one person of a recording."""
    (poses,) = recording.people
    session = Session(Director(SetPlan(), Settings(), model=recording.model))
    for frame in range(len(poses)):
        session.scenes.append(session.director.see(look(poses, frame)))
        if session.director.wants_judgement:
            session.director.judged(analyze_recording(replace(recording, people=(poses[: frame + 1],))))
    return session


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "leg", "reps", "fault"),
    [
        ("single_leg_squat_good_front", Side.RIGHT, 2, None),
        ("single_leg_squat_knee_inward_front", Side.RIGHT, 3, "Right knee over the second toe"),
        ("squat_heels_rise_side", None, 2, "Left heel down"),
    ],
)
def test_live_counts_what_is_there(name, leg, reps, fault):
    recording = watch(Footage(FOLDER / f"{name}.mp4"), "mediapipe", "lite").recording
    recording = replace(recording, people=(after_standing(recording.people[0]),))
    session = played(recording)
    assert session.phases == [Phase.GUIDE, Phase.STAND, Phase.COUNTDOWN, Phase.MOVE]
    assert [(verdict.side, verdict.number) for verdict in session.verdicts] == [
        (leg, number) for number in range(1, reps + 1)
    ]
    assert [cue.text for cue in session.advice if cue.kind is CueKind.FIX][:1] == ([fault] if fault else [])
    offline = [rep.rep.bottom_s for rep in analyze_recording(recording).reps]
    counted = [session.at(verdict.at_s).time_s for verdict in session.verdicts]
    assert all(0.0 < at_s - bottom_s < 3.0 for at_s, bottom_s in zip(counted, offline, strict=True))
