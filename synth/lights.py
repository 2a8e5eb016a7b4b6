"""Where the light of a room comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synth.spec import RoomSpec

__all__ = ["Light", "light_of", "turned_z"]

FloatArray = npt.NDArray[np.float64]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Light:
    """A lamp that casts shadows, and what comes from everywhere else. Colours are linear.

    Attributes:
        direction: Shape (3,), unit vector towards the lamp, which is far away.
        lamp: Its light on a surface that faces it.
        sky: Light from above.
        floor: Light from below.
        fill_direction: Shape (3,), unit vector towards a weak second light without shadows.
        fill: Its light.
        penumbra_m: Radius of the soft edge of a shadow: large for a wide lamp.
    """

    direction: FloatArray
    lamp: Colour
    sky: Colour
    floor: Colour
    fill_direction: FloatArray
    fill: Colour
    penumbra_m: float


def turned_z(angle_deg: float) -> FloatArray:
    """Rotation about the vertical axis, counter-clockwise seen from above, shape (3, 3)."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _unit(x: float, y: float, z: float) -> FloatArray:
    vector = np.array([x, y, z])
    return np.asarray(vector / np.linalg.norm(vector), float)


def light_of(room: RoomSpec, camera_bearing_deg: float) -> Light:
    """The light of a room filmed from one of its four sides.

    A ceiling's lamps are lit everywhere, so theirs is the side of the camera; windows are where they are.

    Args:
        room: Its kind, light and brightness.
        camera_bearing_deg: As in `CameraSpec.yaw_deg`.
    """
    to_camera = turned_z(camera_bearing_deg)
    if room.light == "ceiling":
        direction = to_camera @ _unit(-0.34, -0.52, 1.25)
        lamp, soft, penumbra_m = 0.60, 0.52, 0.035
    elif room.light == "behind":
        direction, lamp, soft, penumbra_m = _unit(0.22, 0.80, 0.62), 0.85, 0.50, 0.025
    else:
        toward = 1.0 if room.light == "window_left" else -1.0
        direction, lamp, soft, penumbra_m = _unit(0.88 * toward, -0.34, 0.52), 0.82, 0.40, 0.025
    warm = {"gym": 0.95, "home": 0.90, "clinic": 1.0, "outdoors": 0.97}[room.kind]
    if room.kind == "outdoors":
        lamp, penumbra_m = lamp * 1.3, 0.010
    return Light(
        direction=direction,
        lamp=_tinted(lamp * room.brightness, warm),
        sky=_tinted(soft * room.brightness, 1.06 if room.kind == "outdoors" else 1.0),
        floor=_tinted(0.70 * soft * room.brightness, 0.93),
        fill_direction=to_camera @ _unit(0.62, -0.68, 0.30),
        fill=_tinted(0.20 * room.brightness, 1.0),
        penumbra_m=penumbra_m,
    )


def _tinted(strength: float, warm: float) -> Colour:
    """White light for 1, warm below, cool above."""
    return (strength * min(1.0, 2.0 - warm), strength, strength * min(1.0 + (warm - 1.0), 1.15))
