"""Made-up people and pictures for the tests of what is drawn."""

from dataclasses import replace

import numpy as np

from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import Trace
from hipcheck.video.planes import YuvFromRgb
from tests.factories import make_analysis

# Somebody seen from the front, 1000 px tall, in shares of the height from the top: figures of Winter.
STANDING = {
    Landmark.LEFT_SHOULDER: (0.60, 0.30),
    Landmark.RIGHT_SHOULDER: (0.40, 0.30),
    Landmark.LEFT_HIP: (0.55, 0.55),
    Landmark.RIGHT_HIP: (0.45, 0.55),
    Landmark.LEFT_KNEE: (0.55, 0.75),
    Landmark.RIGHT_KNEE: (0.45, 0.75),
    Landmark.LEFT_ANKLE: (0.55, 0.93),
    Landmark.RIGHT_ANKLE: (0.45, 0.93),
    Landmark.LEFT_FOOT_INDEX: (0.56, 0.97),
    Landmark.RIGHT_FOOT_INDEX: (0.44, 0.97),
    Landmark.LEFT_HEEL: (0.55, 0.95),
    Landmark.RIGHT_HEEL: (0.45, 0.95),
    Landmark.LEFT_ELBOW: (0.66, 0.42),
    Landmark.RIGHT_ELBOW: (0.34, 0.42),
    Landmark.LEFT_WRIST: (0.67, 0.54),
    Landmark.RIGHT_WRIST: (0.33, 0.54),
}
FACE_CENTRE = (0.5, 0.18)


def person(changes=None, *, width=1000, height=1000, frames=420, rate_hz=30.0, missing=(), unsure=()):
    """A person who stands still.

    Args:
        changes: Landmark: (x, y) in shares of the height, instead of where it is.
        missing: Landmarks that are NaN.
        unsure: Landmarks of low visibility.
    """
    shares = np.full((LANDMARK_COUNT, 2), 0.0)
    for i in range(11):  # a face: landmarks around its centre
        angle = 2 * np.pi * i / 11
        shares[i] = FACE_CENTRE[0] + 0.04 * np.cos(angle), FACE_CENTRE[1] + 0.04 * np.sin(angle)
    for landmark in Landmark:
        if landmark > Landmark.MOUTH_RIGHT:
            hand = Landmark.LEFT_WRIST if landmark.name.startswith("LEFT") else Landmark.RIGHT_WRIST
            shares[landmark] = STANDING.get(landmark, STANDING[hand])
    for landmark, share in (changes or {}).items():
        shares[landmark] = share
    xy = np.repeat((shares * height + [(width - height) / 2, 0])[None], frames, axis=0)
    xy[:, list(missing)] = np.nan
    visibility = np.full((frames, LANDMARK_COUNT), 0.95)
    visibility[:, list(unsure)] = 0.2
    visibility[:, list(missing)] = np.nan
    return PoseSequence(
        xy_px=xy,
        world_m=np.zeros((frames, LANDMARK_COUNT, 3)),
        visibility=visibility,
        time_s=np.arange(frames) / rate_hz,
        frame_size=FrameSize(width, height),
    )


def analysis_of(poses, values=(), *, side=Side.RIGHT, view=None):
    """An analysis with constant traces: (metric, value) for the tested side, and a rep of it from 7 s to 9 s."""
    analysis = make_analysis(poses=poses)
    traces = tuple(
        Trace(metric, side, poses.time_s, np.full(len(poses), value), np.full(len(poses), 5.0))
        for metric, value in values
    )
    reps = tuple(replace(m, rep=replace(m.rep, side=side)) for m in analysis.reps if m.rep.index == 4)
    return replace(analysis, traces=traces, reps=reps, findings=(), view=view or analysis.view)


def filmed(image):
    """An RGB image as a video's picture."""
    return YuvFromRgb()(image)


def seen(picture):
    """All of a video's picture as RGB."""
    return picture.rgb(0, 0, picture.width_px, picture.height_px)


def black(poses):
    size = poses.frame_size
    return np.zeros((size.height_px, size.width_px, 3), dtype=np.uint8)


def at(poses, landmark, frame=0):
    return poses.xy_px[frame, landmark]


def leg_of(poses, side):
    """Hip, knee and ankle in the image."""
    leg = LEGS[side]
    return tuple(at(poses, landmark) for landmark in (leg.hip, leg.knee, leg.ankle))


def pixel(image, point):
    x, y = np.round(point).astype(int)
    return tuple(int(part) for part in image[y, x])
