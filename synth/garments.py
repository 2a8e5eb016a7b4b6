"""How garments are cut from a body's own skin, and how they hang on it.

A garment is a piece of the skin moved outwards. Where it ends is a field on its points, in metres, positive inside the
cloth; the renderer cuts it at zero, pixel by pixel, so that hems are clean lines whatever the triangles are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage, sparse

from synth.spec import LookSpec
from synth.tailoring import Measures, neighbours

__all__ = ["Garment", "bottom_of", "top_of"]

FloatArray = npt.NDArray[np.float64]

_OUTSIDE_M: Final = -0.3
_TUCKED_M: Final = 0.05  # how far a tucked shirt goes on under the waistband
_BARE_M: Final = (0.030, 0.055)  # skin below a sticker on it and above, for it to be seen when the hip bends
_GRID_STEP_M: Final = 0.01
_SPOKES: Final = 72


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Garment:
    """A garment on a body at rest.

    Attributes:
        points_m: Where it puts each point of the skin, shape (V, 3).
        edges_m: Distances from two edges, positive inside, shape (V, 2): waist and hem, or neckline and the others. Where
            two meet in a strap narrower than a triangle, only their minimum at each pixel is clean.
        weights: How its points follow the bones, shape (V, B).
        looseness: 0 skin-tight to 1: how much it folds.
        hem_m: Width of the stitched border at its edges, in metres.
        tucked: Whether it ends inside the waistband.
    """

    points_m: FloatArray
    edges_m: FloatArray
    weights: sparse.csr_matrix
    looseness: float
    hem_m: float
    tucked: bool = False

    @property
    def inside_m(self) -> FloatArray:
        """Distance from the nearest edge, positive inside, shape (V,)."""
        return np.asarray(self.edges_m.min(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class _Cloth:
    """Cloth that is not cut yet: a point and its weights for each of the skin's."""

    points_m: FloatArray
    weights: sparse.csr_matrix


def _ramp(value: FloatArray, start: float, end: float) -> FloatArray:
    """0 before `start`, 1 after `end` (which may be the smaller), smooth between."""
    share = np.clip((value - start) / (end - start), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def bottom_of(measures: Measures, look: LookSpec) -> Garment:
    """What hips and legs wear."""
    z = measures.points_m[:, 2]
    over_shirt_m = 0.004 * _ramp(z, measures.waist_z_m - 0.10, measures.waist_z_m - 0.03) * look.top_tucked
    if look.bottom in {"short_tights", "leggings"}:
        points = measures.points_m + measures.normals * (0.004 + over_shirt_m)[:, None]
        return _cut_bottom(
            measures, _Cloth(points, measures.person.weights), look, looseness=0.0, hem_m=0.012
        )
    below_waist = _ramp(z, measures.waist_z_m - 0.02, measures.waist_z_m - 0.13)
    points = measures.points_m + measures.normals * (0.005 + 0.010 * below_waist + over_shirt_m)[:, None]
    hanging = _hanging_legs(measures, slope=0.028 if look.bottom == "trousers" else -0.02)
    share = _ramp(z, measures.crotch_z_m + 0.06, measures.crotch_z_m - 0.02) * (measures.leg > 0.5)
    points += share[:, None] * (hanging - points)
    return _cut_bottom(
        measures, _smoothed(measures, points, rounds=6, least_m=0.004), look, looseness=1.0, hem_m=0.016
    )


def _cut_bottom(
    measures: Measures, cloth: _Cloth, look: LookSpec, *, looseness: float, hem_m: float
) -> Garment:
    on_cloth = Measures(measures.person, cloth.points_m)
    z, ankle_z = on_cloth.points_m[:, 2], float(measures.joint_m("ankle")[2])
    thigh_m = float(measures.joint_m("hip")[2] - measures.joint_m("knee")[2])
    above_hem_m = {
        "short_tights": (0.50 - on_cloth.thigh_share) * thigh_m,
        "shorts": (0.64 - on_cloth.thigh_share) * thigh_m,
        "leggings": z - (ankle_z + 0.055),
        "trousers": z - (ankle_z - 0.030),
    }[look.bottom]
    edges_m = np.column_stack([_waistband_z_m(measures, look) - z, above_hem_m])
    return Garment(
        points_m=cloth.points_m,
        edges_m=np.where((measures.arm > 0.3)[:, None], _OUTSIDE_M, edges_m),
        weights=cloth.weights,
        looseness=looseness,
        hem_m=hem_m,
    )


def _waistband_z_m(measures: Measures, look: LookSpec) -> float:
    """At the waist, or out of the way of stickers on the skin."""
    if look.stickers is None or look.stickers.on == "cloth":
        return measures.waist_z_m
    return float(measures.joint_m("asis")[2]) - _BARE_M[0]


def top_of(measures: Measures, look: LookSpec) -> Garment:
    """What the trunk wears."""
    z = measures.points_m[:, 2]
    over_bottom = _ramp(z, measures.waist_z_m + 0.03, measures.waist_z_m - 0.06) * (not look.top_tucked)
    if look.top == "loose_shirt":
        down_sleeve = _ramp(measures.down_arm_m, 0.0, measures.upper_arm_m)
        points = (
            measures.points_m
            + measures.normals * (0.010 + 0.016 * down_sleeve + 0.010 * over_bottom)[:, None]
        )
        shoulder_z = float(measures.joint_m("shoulder")[2])
        trunk = _ramp(measures.arm, 0.35, 0.02) * _ramp(z, shoulder_z + 0.03, shoulder_z - 0.06)
        points += trunk[:, None] * (_hanging_trunk(measures, tucked=look.top_tucked) - points)
        return _cut_top(measures, _smoothed(measures, points, rounds=6, least_m=0.006), look, looseness=1.0)
    base_m = {"tight_shirt": 0.007, "sports_top": 0.005, "vest": 0.008, "long_sleeves": 0.007}[look.top]
    points = measures.points_m + measures.normals * (base_m + 0.012 * over_bottom)[:, None]
    if look.top == "sports_top":
        return _cut_top(measures, _Cloth(points, measures.person.weights), look, looseness=0.0)
    return _cut_top(measures, _smoothed(measures, points, rounds=3, least_m=0.004), look, looseness=0.45)


def _cut_top(measures: Measures, cloth: _Cloth, look: LookSpec, *, looseness: float) -> Garment:
    on_cloth = Measures(measures.person, cloth.points_m)
    above_hem_m = on_cloth.points_m[:, 2] - _top_hem_z_m(measures, look)
    others_m = np.minimum(above_hem_m, _sleeves_m(on_cloth, look))
    elsewhere = (measures.head > 0.5) | (measures.leg > 0.9)
    return Garment(
        points_m=cloth.points_m,
        edges_m=np.where(
            elsewhere[:, None], _OUTSIDE_M, np.column_stack([_neckline_m(on_cloth, look), others_m])
        ),
        weights=cloth.weights,
        looseness=looseness,
        hem_m=0.018,
        tucked=look.top_tucked,
    )


def _top_hem_z_m(measures: Measures, look: LookSpec) -> float:
    if look.stickers is None or look.stickers.on == "cloth":
        return _usual_hem_z_m(measures, look)
    return max(_usual_hem_z_m(measures, look), float(measures.joint_m("asis")[2]) + _BARE_M[1])


def _usual_hem_z_m(measures: Measures, look: LookSpec) -> float:
    hip_z = float(measures.joint_m("hip")[2])
    if look.top == "sports_top":
        return float(measures.bone_m("spine02")[2]) - 0.005
    if look.top_tucked:
        return measures.waist_z_m - _TUCKED_M
    lower_m = {"tight_shirt": 0.020, "long_sleeves": 0.005, "vest": 0.012, "loose_shirt": -0.035}[look.top]
    return hip_z + lower_m


def _neckline_m(on_cloth: Measures, look: LookSpec) -> FloatArray:
    """Below a tilted plane round the neck; vests have a scoop in front and a smaller one behind."""
    x, y, z = on_cloth.mirrored_m.T
    neck = on_cloth.bone_m("neck01")
    below_m = (neck[2] - 0.005 - z) + 0.35 * (y - neck[1]) + 2.0 * np.maximum(x - 0.085, 0.0)
    if look.top not in {"vest", "sports_top"}:
        return np.asarray(below_m)
    depth_m = 0.15 - 0.07 * _ramp(y, neck[1] - 0.04, neck[1] + 0.05)
    scoop_m = 0.068 * (np.hypot(x / 0.072, (z - neck[2] + 0.01) / depth_m) - 1.0)
    return np.asarray(np.minimum(below_m, scoop_m))


def _sleeves_m(on_cloth: Measures, look: LookSpec) -> FloatArray:
    """Up the sleeve from its hem, or, without sleeves, inwards from the armhole."""
    shoulder, elbow = on_cloth.joint_m("shoulder"), on_cloth.joint_m("elbow")
    axis = (elbow - shoulder) / on_cloth.upper_arm_m
    from_shoulder = on_cloth.mirrored_m - shoulder
    aside_m = np.linalg.norm(from_shoulder - np.outer(from_shoulder @ axis, axis), axis=1)
    on_arm = (on_cloth.arm > 0.9) & (np.abs(on_cloth.down_arm_m - 0.4 * on_cloth.upper_arm_m) < 0.04)
    sleeve_radius_m = float(np.percentile(aside_m[on_arm], 90))
    off_arm_m = aside_m - 1.25 * sleeve_radius_m - 0.6 * on_cloth.arm
    if look.top in {"vest", "sports_top"}:
        strap_edge_m = {"vest": 0.72, "sports_top": 0.64}[look.top] * shoulder[0]
        below_armpit_m = off_arm_m - 1.5 * np.maximum(from_shoulder[:, 2] + 0.06, 0.0)
        return np.asarray(np.maximum(strap_edge_m - on_cloth.mirrored_m[:, 0], below_armpit_m))
    length_m = {
        "tight_shirt": 0.58 * on_cloth.upper_arm_m,
        "loose_shirt": 0.72 * on_cloth.upper_arm_m,
        "long_sleeves": on_cloth.arm_m - 0.01,
    }[look.top]
    return np.asarray(np.maximum(length_m - on_cloth.down_arm_m, off_arm_m))


def _hanging_trunk(measures: Measures, *, tucked: bool) -> FloatArray:
    """Cloth that falls from chest, back and belly instead of following them."""
    x, y, z = measures.points_m.T
    trunk = (
        (measures.arm < 0.3)
        & (measures.head < 0.3)
        & (z > measures.crotch_z_m)
        & (z < measures.bone_m("neck01")[2])
    )
    axis_y = _mean_along(z[trunk], y[trunk], z)
    gap_m = 0.012 + 0.014 * _ramp(z, measures.joint_m("shoulder")[2], measures.waist_z_m)
    if tucked:  # gathered at the waistband
        gap_m = gap_m * _ramp(z, measures.waist_z_m - 0.02, measures.waist_z_m + 0.07) + 0.004
    hung = _hung(np.stack([x, y - axis_y, z], 1), trunk, gap_m, slope=0.12)
    return np.asarray(hung + np.column_stack([np.zeros_like(x), axis_y, np.zeros_like(x)]))


def _hanging_legs(measures: Measures, *, slope: float) -> FloatArray:
    """Cloth that falls from the thighs; the two legs' do not cross the mid-plane."""
    points = measures.mirrored_m
    hip, knee, ankle = (measures.joint_m(joint) for joint in ("hip", "knee", "ankle"))
    heights = [ankle[2], knee[2], hip[2]]
    axis_x, axis_y = (np.interp(points[:, 2], heights, [ankle[i], knee[i], hip[i]]) for i in (0, 1))
    axis = np.stack([axis_x, axis_y, np.zeros_like(axis_x)], 1)
    leg = (measures.leg > 0.8) & (measures.foot < 0.2) & (points[:, 2] < measures.crotch_z_m + 0.01)
    hung = _hung(points - axis, leg, np.full(len(points), 0.013), slope=slope) + axis
    hung[:, 0] = np.maximum(hung[:, 0], 0.004)
    side = np.where(measures.points_m[:, 0] < 0, -1.0, 1.0)
    return np.asarray(hung * np.column_stack([side, np.ones((len(points), 2))]))


def _mean_along(z_m: FloatArray, values: FloatArray, at_m: FloatArray) -> FloatArray:
    edges = np.arange(z_m.min(), z_m.max() + 0.03, 0.03)
    place = np.digitize(z_m, edges)
    centres = [
        (z_m[place == k].mean(), (values[place == k].min() + values[place == k].max()) / 2)
        for k in np.unique(place)
    ]
    heights, means = np.array(centres).T
    return np.asarray(np.interp(at_m, heights, ndimage.gaussian_filter1d(means, 1.5, mode="nearest")))


def _hung(points: FloatArray, of: npt.NDArray[np.bool_], gap_m: FloatArray, *, slope: float) -> FloatArray:
    """Points moved away from the vertical axis to where cloth would hang that falls from above.

    Args:
        points: Shape (V, 3), relative to the axis.
        of: Which of them the cloth rests on, shape (V,).
        gap_m: Least distance of the cloth from the skin, shape (V,).
        slope: How fast the cloth may narrow downwards; below 0 it flares.
    """
    angle = np.arctan2(points[:, 1], points[:, 0])
    radius_m = np.hypot(points[:, 0], points[:, 1])
    top_z = points[of, 2].max()
    row = (top_z - points[:, 2]) / _GRID_STEP_M
    spoke = (angle / (2 * np.pi) % 1.0) * _SPOKES
    grid = np.zeros((int(row[of].max()) + 2, _SPOKES))
    np.maximum.at(grid, (row[of].round().astype(int), spoke[of].round().astype(int) % _SPOKES), radius_m[of])
    grid = _filled(grid)
    for line in range(1, len(grid)):
        grid[line] = np.maximum(grid[line], grid[line - 1] - slope * _GRID_STEP_M)
    grid = np.maximum(ndimage.gaussian_filter(grid, (2.0, 3.0), mode=("nearest", "wrap")), 0.0)
    around = np.concatenate([grid, grid[:, :1]], axis=1)
    wanted_m = ndimage.map_coordinates(
        around, [np.clip(row, 0, len(grid) - 1), spoke], order=1, mode="nearest"
    )
    scale = np.maximum(wanted_m, radius_m) + gap_m
    wider = scale / np.maximum(radius_m, 1e-6)
    return np.asarray(points * np.column_stack([wider, wider, np.ones_like(scale)]))


def _filled(grid: FloatArray) -> FloatArray:
    """The grid with its empty cells (0) taking the value of the nearest that is not."""
    doubled = np.concatenate([grid, grid, grid], axis=1)
    nearest = ndimage.distance_transform_edt(doubled == 0, return_distances=False, return_indices=True)
    return np.asarray(doubled[tuple(nearest)][:, grid.shape[1] : 2 * grid.shape[1]])


def _smoothed(measures: Measures, points: FloatArray, *, rounds: int, least_m: float) -> _Cloth:
    """Cloth has no navel: smooth it, then keep it off the skin by at least `least_m`."""
    average = neighbours(len(points), measures.person.faces)
    weights = measures.person.weights
    for _ in range(rounds):
        points = 0.5 * points + 0.5 * (average @ points)
        weights = 0.5 * weights + 0.5 * (average @ weights)
    off_skin_m = np.einsum("vi,vi->v", points - measures.points_m, measures.normals)
    points = points + np.maximum(least_m - off_skin_m, 0.0)[:, None] * measures.normals
    return _Cloth(points, _trimmed(weights))


def _trimmed(weights: sparse.csr_matrix) -> sparse.csr_matrix:
    """Without the bones that hardly count, rows summing to 1 again."""
    trimmed = sparse.csr_matrix(weights)
    trimmed.data[trimmed.data < 0.02] = 0.0
    trimmed.eliminate_zeros()
    total = np.maximum(np.asarray(trimmed.sum(axis=1)).ravel(), 1e-9)
    return sparse.csr_matrix(sparse.diags(1.0 / total) @ trimmed)
