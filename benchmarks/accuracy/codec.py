"""Numbers over time as few bytes: rounded to a stated step, differences in time, equal bytes beside each other.

Landmarks of one frame are much like those of the frame before. What is left is mostly the pose model's own noise, and
that is what takes the space.
"""

from __future__ import annotations

import lzma
from typing import Final

import msgspec
import numpy as np

from hipcheck.geometry import FloatArray

__all__ = ["Packed", "pack", "shrink", "unfold", "unpack"]

_LARGEST: Final = 2**30
"""Rounded numbers must stay below, so that their differences fit into 32 bits."""
_FILTERS: Final = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0}]
"""No context bits: neighbouring bytes of noise say nothing about each other."""


class Packed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An array as it is stored.

    Attributes:
        shape: Of the array, the first axis time.
        per_unit: Steps in one unit: 16 stores sixteenths.
        content: The bytes, not yet compressed.
    """

    shape: tuple[int, ...]
    per_unit: float
    content: bytes


def pack(values: FloatArray, per_unit: float) -> Packed:
    """Round to steps of `1 / per_unit` and lay out for compression.

    Args:
        values: Shape (T, ...), finite.
        per_unit: Steps in one unit; the error is at most half a step.

    Raises:
        ValueError: A number is not finite, or too large.
    """
    values = np.asarray(values, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("only finite numbers can be packed; leave out what is missing")
    steps = np.rint(values * per_unit)
    if steps.size and np.abs(steps).max() >= _LARGEST:
        raise ValueError(
            f"numbers must stay below {_LARGEST / per_unit:g}, but reach {np.abs(values).max():g}"
        )
    whole = np.moveaxis(steps.astype(np.int32), 0, -1)
    change = np.diff(whole, axis=-1, prepend=np.int32(0)).astype(np.int32)
    # Small changes of either sign as small numbers without one, so that their upper bytes are all zero.
    unsigned = ((change << 1) ^ (change >> 31)).astype("<u4")
    planes = np.ascontiguousarray(unsigned).reshape(-1).view(np.uint8).reshape(-1, 4).T
    return Packed(tuple(values.shape), per_unit, planes.tobytes())


def unpack(packed: Packed) -> FloatArray:
    """What was packed, rounded."""
    planes = np.frombuffer(packed.content, dtype=np.uint8).reshape(4, -1)
    unsigned = np.ascontiguousarray(planes.T).reshape(-1).view("<u4").astype(np.uint32)
    change = (unsigned >> 1).astype(np.int32) ^ -(unsigned & 1).astype(np.int32)
    frames, *rest = packed.shape
    whole = np.cumsum(change.reshape(*rest, frames), axis=-1, dtype=np.int64)
    return np.asarray(np.moveaxis(whole, -1, 0) / packed.per_unit, dtype=np.float64)


def shrink(content: bytes) -> bytes:
    """Compress."""
    return lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=_FILTERS)


def unfold(content: bytes) -> bytes:
    """Undo `shrink`.

    Raises:
        lzma.LZMAError: The bytes are damaged.
    """
    return lzma.decompress(content, format=lzma.FORMAT_XZ)
