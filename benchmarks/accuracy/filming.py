"""From the renderer to the benchmark: a clip's video, and its truth as the benchmark keeps it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.accuracy.truth import JOINTS, ClipTruth, TrueRep
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.poses import FrameSize
from synth.film import Take, render_clip, take
from synth.rig import joints_m
from synth.spec import ClipSpec

__all__ = ["filmed", "truth_of"]


def filmed(spec: ClipSpec, folder: Path) -> tuple[Path, ClipTruth]:
    """Render a clip into a folder.

    Returns:
        The video, and the truth about each of its frames.
    """
    return render_clip(spec, folder), truth_of(take(spec))


def truth_of(taken: Take) -> ClipTruth:
    """The truth about a clip, straight from the bodies' joints and the cameras that see them."""
    joints = [joints_m(taken.person, pose) for pose in taken.performance.poses]
    points = np.array([[of[name] for name in JOINTS] for of in joints])
    camera = taken.spec.camera
    return ClipTruth(
        time_s=taken.time_s,
        joints_m=points,
        joints_px=np.stack([at.project(frame) for at, frame in zip(taken.cameras, points, strict=True)]),
        frame_size=FrameSize(camera.width_px, camera.height_px),
        camera_m=np.median([at.centre_m for at in taken.cameras], axis=0),
        up_px=_up_px(taken, points),
        facing_deg=taken.spec.movement.facing_deg,
        reps=tuple(
            TrueRep(
                side=Side(rep.side) if rep.side else None,
                start_s=rep.start_s,
                bottom_start_s=rep.times.hold_s,
                bottom_end_s=rep.times.rise_s,
                end_s=rep.end_s,
                partial=rep.partial,
            )
            for rep in taken.performance.reps
        ),
    )


def _up_px(taken: Take, points: FloatArray) -> FloatArray:
    """Which way up is in the picture at the person's hips, over the whole clip."""
    hips = points[:, [JOINTS.index("left_hip"), JOINTS.index("right_hip")]].mean(axis=1)
    above = hips + np.array([0.0, 0.0, 0.2])
    ways = [at.project(up) - at.project(hip) for at, up, hip in zip(taken.cameras, above, hips, strict=True)]
    mean = np.mean(ways, axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float64)
