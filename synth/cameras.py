"""The camera: a pinhole without lens distortion, on a tripod or in a hand.

World axes: x to the person's left, -y forward, z up, metres. Picture: pixels, origin at the top left corner of the top
left pixel, x to the right, y down; the principal point is the picture's middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from synth.spec import CameraSpec
from synth.timing import FloatArray, Noise

__all__ = ["Camera", "camera_path"]

_SHAKE_HZ: Final = (0.1, 0.8)
"""Band of a hand-held camera's slow rotation; the quick tremor of the hand is taken out by phones. Convention."""
_PAN, _TILT, _ROLL = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A camera at one moment.

    Attributes:
        rotation: Shape (3, 3). Rows: the picture's right, the picture's down, the viewing direction, in world axes.
        centre_m: Shape (3,). The lens.
        focal_px: Focal length.
        width_px: Of the picture.
        height_px: Of the picture.
    """

    rotation: FloatArray
    centre_m: FloatArray
    focal_px: float
    width_px: int
    height_px: int

    @property
    def roll_deg(self) -> float:
        """Turned about its own axis, + turns the picture's content counter-clockwise, as in `CameraSpec`."""
        right, down = self.rotation[0, 2], self.rotation[1, 2]
        return float(np.degrees(np.arctan2(-right, -down)))

    def project(self, points_m: FloatArray) -> FloatArray:
        """Where points appear.

        Args:
            points_m: Shape (..., 3).

        Returns:
            Pixels, shape (..., 2). NaN for points behind the camera.
        """
        seen = (np.asarray(points_m, dtype=np.float64) - self.centre_m) @ self.rotation.T
        depth_m = np.where(seen[..., 2:] > 0.0, seen[..., 2:], np.nan)
        middle = np.array([self.width_px, self.height_px]) / 2.0
        return np.asarray(middle + self.focal_px * seen[..., :2] / depth_m, dtype=np.float64)

    def view_projection(self, near_m: float = 0.1, far_m: float = 30.0) -> FloatArray:
        """World to OpenGL's clip space, for column vectors: y up, depth -1 at `near_m` to 1 at `far_m`.

        Returns:
            Shape (4, 4). A clip-space point (x, y, z, w) lies at the pixel `((x/w + 1)/2 · width, (1 - y/w)/2 · height)`.
        """
        to_eye = np.eye(4)
        to_eye[:3, :3] = np.diag([1.0, -1.0, -1.0]) @ self.rotation
        to_eye[:3, 3] = -to_eye[:3, :3] @ self.centre_m
        to_clip = np.zeros((4, 4))
        to_clip[0, 0] = 2.0 * self.focal_px / self.width_px
        to_clip[1, 1] = 2.0 * self.focal_px / self.height_px
        to_clip[2, 2] = -(far_m + near_m) / (far_m - near_m)
        to_clip[2, 3] = -2.0 * far_m * near_m / (far_m - near_m)
        to_clip[3, 2] = -1.0
        return np.asarray(to_clip @ to_eye, dtype=np.float64)


def camera_path(spec: CameraSpec, look_at_m: FloatArray, time_s: FloatArray) -> list[Camera]:
    """The camera over time.

    Args:
        spec: Where it stands and what it is.
        look_at_m: Shape (3,). The middle of the person; the vertical axis through it is what `distance_m` and `yaw_deg`
            are measured from.
        time_s: Shape (T,). A time asked for twice gives the same camera.

    Returns:
        One camera per time.
    """
    look_at = np.asarray(look_at_m, dtype=np.float64)
    bearing = np.radians(spec.yaw_deg)
    away_m = spec.distance_m * np.array([np.sin(bearing), -np.cos(bearing)])
    centre = np.array([*(look_at[:2] + away_m), spec.height_m])
    focal_px = spec.focal_ratio * max(spec.width_px, spec.height_px)
    pan_deg, tilt_deg = _aim_deg(spec, look_at[2] - spec.height_m, focal_px)
    shake = [Noise(spec.shake_deg, *_SHAKE_HZ, (spec.seed, turn))(time_s) for turn in (_PAN, _TILT, _ROLL)]
    return [
        Camera(
            _turned(spec.yaw_deg + pan_deg + pan, tilt_deg + tilt, spec.roll_deg + roll),
            centre,
            focal_px,
            spec.width_px,
            spec.height_px,
        )
        for pan, tilt, roll in zip(*shake, strict=True)
    ]


def _aim_deg(spec: CameraSpec, up_m: float, focal_px: float) -> tuple[float, float]:
    """How the camera turns from level and straight at the person: (left, up), so that the offset comes out exact.

    The person's middle lies at `sin(pan)·d` to the right, `cos(pan)·d` ahead and `up_m` above; turning by the tilt makes
    its distance along the axis `cos(pan)·d·cos(tilt) + up_m·sin(tilt)`.
    """
    share = spec.offset_x * spec.width_px / focal_px
    ahead = spec.distance_m
    if (
        spec.pitch_deg is None
    ):  # the tilt follows the pan: the distance along the axis is √((cos(pan)·d)² + up²)
        pan = np.arcsin(share * np.hypot(ahead, up_m) / (ahead * np.sqrt(1.0 + share**2)))
        return float(np.degrees(pan)), float(np.degrees(np.arctan2(up_m, ahead * np.cos(pan))))
    tilt = -np.radians(spec.pitch_deg)
    across = share * np.cos(tilt)  # sin(pan)·d = share·(cos(pan)·d·cos(tilt) + up·sin(tilt))
    pan = np.arctan(across) + np.arcsin(share * up_m * np.sin(tilt) / (ahead * np.hypot(1.0, across)))
    return float(np.degrees(pan)), -spec.pitch_deg


def _turned(bearing_deg: float, tilt_deg: float, roll_deg: float) -> FloatArray:
    """Rows right, down, forward of a camera that stands at a bearing and looks back at the axis, then tilts and rolls.

    Turning the camera to its own left makes its bearing larger by as much: it looks past the person's right.
    """
    bearing, tilt, roll = np.radians([bearing_deg, tilt_deg, roll_deg])
    level = np.array([-np.sin(bearing), np.cos(bearing), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    right = np.cross(level, up)
    forward = np.cos(tilt) * level + np.sin(tilt) * up
    down = np.cross(forward, right)
    return np.stack(
        [
            np.cos(roll) * right + np.sin(roll) * down,
            -np.sin(roll) * right + np.cos(roll) * down,
            forward,
        ]
    )
