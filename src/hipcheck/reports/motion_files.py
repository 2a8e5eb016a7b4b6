"""`landmarks.trc` and `angles.mot`, for OpenSim, Pose2Sim, Mokka and other motion software.

Both are tab-separated, on one constant rate, the clip's mean frame rate, with times in the clip's own seconds. The
headers follow OpenSim's readers (opensim-core, `TRCFileAdapter` and `Storage`; OpenSim 4.6 reads both files) and what
Pose2Sim and Sports2D write.

Read these limits before using them as motion capture:

- The markers are MediaPipe's **world landmarks**: a body of assumed size, metres only "up to scale", its origin
  between the hips. The person hangs from the hips: in a squat the feet rise, the hips do not sink.
- Their axes are the camera's, turned to Y up: X to the image's right, Y up, Z towards the camera. Up is the
  camera's up, not gravity's.
- Depth (Z) is a model's guess and far less certain than X and Y.
- The angles are measured in the image, in the plane the camera sees. Only what was seen is written: the pelvis is
  not, `lumbar_bending` is the trunk against the vertical, as if the pelvis were level, and `hip_flexion` is the thigh
  against the trunk, as if the back did not bend.
- Names and signs are those of the full-body model of Rajagopal 2016 and what descends from it. Two traps: Pose2Sim's
  own models call the trunk's lean `L5_S1_Lat_Bending`, and gait2392 and its kin count a bent knee as negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.reports.base import whole_file
from hipcheck.results import Analysis

__all__ = ["MARKERS", "MotFile", "TrcFile", "coordinates_deg", "uniform_time_s"]

MARKERS: Final[dict[str, tuple[Landmark, ...]]] = {
    "Hip": (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    "RHip": (Landmark.RIGHT_HIP,),
    "RKnee": (Landmark.RIGHT_KNEE,),
    "RAnkle": (Landmark.RIGHT_ANKLE,),
    "RBigToe": (Landmark.RIGHT_FOOT_INDEX,),
    "RHeel": (Landmark.RIGHT_HEEL,),
    "LHip": (Landmark.LEFT_HIP,),
    "LKnee": (Landmark.LEFT_KNEE,),
    "LAnkle": (Landmark.LEFT_ANKLE,),
    "LBigToe": (Landmark.LEFT_FOOT_INDEX,),
    "LHeel": (Landmark.LEFT_HEEL,),
    "Neck": (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    "Nose": (Landmark.NOSE,),
    "RShoulder": (Landmark.RIGHT_SHOULDER,),
    "RElbow": (Landmark.RIGHT_ELBOW,),
    "RWrist": (Landmark.RIGHT_WRIST,),
    "LShoulder": (Landmark.LEFT_SHOULDER,),
    "LElbow": (Landmark.LEFT_ELBOW,),
    "LWrist": (Landmark.LEFT_WRIST,),
}
"""Marker names of the HALPE skeleton, in Pose2Sim's order, and the landmarks whose mean they are."""

_JOINTS: Final = (
    ("hip_flexion", "hip_flexion_deg"),
    ("hip_adduction", "hip_adduction_deg"),
    ("knee_angle", "knee_flexion_deg"),
)
"""OpenSim's coordinates that exist for each leg, and the metrics with the same meaning and sign.

Read off Pose2Sim's `Model_Pose2Sim_simple.osim`, "adapted from Rajagopal et al.", whose axes are X forward, Y up and Z to
the person's right: `knee_angle` runs from 0 to 155° of flexion on both legs; `hip_adduction` turns the thigh about X, by
+1 on the right and -1 on the left, so that + is adduction on either; lateral bending turns the trunk about X by +1, so
that + is to the person's right."""

_Y_UP: Final = np.array([1.0, -1.0, -1.0])
"""From the camera's axes (x right, y down, z away) to x right, y up, z towards the camera: half a turn about x."""

_SNAP_S: Final = 1e-6
"""Times closer than this are the same frame: neither files nor containers resolve less."""


def uniform_time_s(poses: PoseSequence) -> FloatArray:
    """Times on the clip's mean frame rate, from the first frame to the last, shape (T,).

    Raises:
        ValueError: There are fewer than two frames, so that there is no rate.
    """
    if len(poses) < 2:
        raise ValueError(f"motion files need two frames or more, but there are {len(poses)}")
    return np.linspace(poses.time_s[0], poses.time_s[-1], len(poses))


def coordinates_deg(analysis: Analysis) -> dict[str, FloatArray]:
    """OpenSim coordinates that were measured, each of shape (T,) on the clip's frames, NaN where missing.

    Returns:
        Degrees with OpenSim's signs, by OpenSim's names: `lumbar_bending` (+ to the person's right),
        `hip_flexion_r`, `hip_adduction_r`, `knee_angle_r`, and the same ending in `_l`.
    """
    found: dict[str, FloatArray] = {}
    bending = _lumbar_bending_deg(analysis)
    if bending is not None:
        found["lumbar_bending"] = bending
    for side, suffix in ((Side.RIGHT, "r"), (Side.LEFT, "l")):
        for name, metric in _JOINTS:
            trace = analysis.trace(metric, side)
            if trace is not None:
                found[f"{name}_{suffix}"] = trace.values
    return found


class TrcFile:
    """Writes `landmarks.trc`: world landmarks as markers, metres, Y up. See the module's limits."""

    filename = "landmarks.trc"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the file. A missing coordinate is "nan".

        Empty cells would be the other custom, but OpenSim (4.6) refuses a row whose last cell is empty.

        Raises:
            OutputError: It cannot be written.
        """
        time_s = uniform_time_s(analysis.poses)
        markers_m = _markers_m(analysis.poses)
        columns = _resampled(analysis.poses.time_s, markers_m.reshape(len(time_s), -1), time_s)
        rows = (
            [str(frame), f"{t:.6f}", *(f"{v:.5f}" for v in values)]
            for frame, (t, values) in enumerate(zip(time_s, columns, strict=True))
        )
        return _write(folder / self.filename, chain(_trc_header(self.filename, time_s), _joined(rows)))


class MotFile:
    """Writes `angles.mot`: the measured angles as OpenSim coordinates. See the module's limits."""

    filename = "angles.mot"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the file. A missing value is "nan", as OpenSim writes it.

        Raises:
            OutputError: It cannot be written.
        """
        time_s = uniform_time_s(analysis.poses)
        coordinates = coordinates_deg(analysis)
        values = np.column_stack([*coordinates.values()]) if coordinates else np.empty((len(time_s), 0))
        columns = _resampled(analysis.poses.time_s, values, time_s)
        rows = ([f"{t:.6f}", *(f"{v:.4f}" for v in row)] for t, row in zip(time_s, columns, strict=True))
        return _write(folder / self.filename, chain(_mot_header([*coordinates], len(time_s)), _joined(rows)))


def _write(path: Path, lines: Iterable[str]) -> Path:
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def _joined(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    return ("\t".join(row) for row in rows)


def _trc_header(filename: str, time_s: FloatArray) -> list[str]:
    frames = len(time_s)
    rate = f"{(frames - 1) / (time_s[-1] - time_s[0]):.4f}".rstrip("0").rstrip(".")
    axes = (f"X{n}\tY{n}\tZ{n}" for n in range(1, len(MARKERS) + 1))
    return [
        f"PathFileType\t4\t(X/Y/Z)\t{filename}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{len(MARKERS)}\tm\t{rate}\t0\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(MARKERS) + "\t\t",
        "\t\t" + "\t".join(axes),
    ]


def _mot_header(names: Sequence[str], rows: int) -> list[str]:
    return [
        "Coordinates",
        "version=1",
        f"nRows={rows}",
        f"nColumns={len(names) + 1}",
        "inDegrees=yes",
        "",
        "Units are S.I. units (second, meters, Newtons, ...)",
        (
            "If the header above contains a line with 'inDegrees', this indicates whether rotational values are "
            "in degrees (yes) or radians (no)."
        ),
        "",
        "endheader",
        "\t".join(["time", *names]),
    ]


def _markers_m(poses: PoseSequence) -> FloatArray:
    """Shape (T, markers, 3): metres up to scale, Y up, NaN where any landmark of a marker is missing."""
    markers = [poses.world_m[:, list(landmarks)].mean(axis=1) for landmarks in MARKERS.values()]
    return np.asarray(np.stack(markers, axis=1) * _Y_UP + 0.0)  # + 0.0 turns -0.0 into 0.0


def _lumbar_bending_deg(analysis: Analysis) -> FloatArray | None:
    """Trunk lean, + to the person's right, whichever leg stands; None where it was not measured."""
    right, left = (analysis.trace("trunk_lean_deg", side) for side in (Side.RIGHT, Side.LEFT))
    if right is None:
        return None if left is None else -left.values
    if left is None:
        return right.values
    values = np.where(np.isfinite(right.values), right.values, -left.values)
    for measured in analysis.reps_of(Side.LEFT):
        inside = (left.time_s >= measured.rep.start_s) & (left.time_s <= measured.rep.end_s)
        values[inside] = -left.values[inside]
    return values


def _resampled(time_s: FloatArray, values: FloatArray, at_s: FloatArray) -> FloatArray:
    """Columns of `values`, shape (T, n), at other times by linear interpolation; gaps stay gaps."""
    after = np.clip(np.searchsorted(time_s, at_s), 1, len(time_s) - 1)
    nearest = np.where(at_s - time_s[after - 1] < time_s[after] - at_s, after - 1, after)
    # A frame's own value must not get lost beside a gap by a rounding error of its time.
    at_s = np.where(np.abs(time_s[nearest] - at_s) < _SNAP_S, time_s[nearest], at_s)
    columns = [np.interp(at_s, time_s, column) for column in values.T]
    return np.column_stack(columns) if columns else np.empty((len(at_s), 0))
