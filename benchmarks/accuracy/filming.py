"""From the renderer to the benchmark: a clip's video, and its truth as the benchmark keeps it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.accuracy.truth import JOINTS, ClipTruth, TrueRep
from hipcheck.landmarks import Side
from hipcheck.poses import FrameSize
from synth.film import Take, render_clip, take
from synth.spec import ClipSpec
from synth.truth import truth_of

__all__ = ["filmed", "kept_truth"]


def filmed(spec: ClipSpec, folder: Path) -> tuple[Path, ClipTruth]:
    """Render a clip into a folder.

    Returns:
        The video, and the truth about each of its frames.
    """
    return render_clip(spec, folder), kept_truth(take(spec))


def kept_truth(taken: Take) -> ClipTruth:
    """What the benchmark keeps of the truth about a clip: where the joints are, from which it computes the rest."""
    spec = taken.spec
    truth = truth_of(taken.person, spec.movement, taken.performance, taken.cameras)
    roll = np.radians(truth.view.roll_deg)
    return ClipTruth(
        time_s=truth.time_s,
        joints_m=np.stack([truth.joints_m[name] for name in JOINTS], axis=1),
        joints_px=np.stack([truth.joints_px[name] for name in JOINTS], axis=1),
        frame_size=FrameSize(spec.camera.width_px, spec.camera.height_px),
        camera_m=np.median([camera.centre_m for camera in taken.cameras], axis=0),
        up_px=np.array([np.sin(roll), -np.cos(roll)]),
        facing_deg=spec.movement.facing_deg,
        reps=tuple(
            TrueRep(
                side=Side(rep.side) if rep.side else None,
                start_s=rep.start_s,
                bottom_start_s=rep.times.hold_s,
                bottom_end_s=rep.times.rise_s,
                end_s=rep.end_s,
                partial=rep.partial,
            )
            for rep in truth.reps
        ),
    )
