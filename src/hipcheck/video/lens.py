"""The field of view of a clip's camera, from what the phone wrote down about its lens.

iPhones, and some apps, name the lens by the focal length that gives the same picture on 35 mm film. iPhones write it into
the metadata of the video track, which FFmpeg passes over; apps that write files anew keep it there or move it to the
movie's. So the few atoms on the way there are read here, and nothing else. Layout: Apple's QuickTime File Format,
"Metadata atoms and types"; sizes and `meta` with a version: ISO/IEC 14496-12, 4.2 and 8.11.1.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan, degrees
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["hfov_deg_of"]

_KEY: Final = b"com.apple.quicktime.camera.focal_length.35mm_equivalent"
"""Apple's AVMetadataKey.quickTimeMetadataKeyCameraFocalLength35mmEquivalent, "track-level metadata for video track"."""

_PHOTO_LONG_MM: Final = 43.27 * 0.8
_PHOTO_SHORT_MM: Final = 43.27 * 0.6
"""Sides of a 4:3 picture with the diagonal of 35 mm film. The equivalent is that of the whole 4:3 sensor's diagonal (CIPA
DCG-001; Apple: "measured diagonally", as for a photo), of which video of another shape is cut."""
_VIDEO_CROP: Final = 1.1
"""How much narrower a phone's video is than that, mostly to leave a border for stabilisation: the middle of what is known.
Without stabilisation, an iPhone 11 Pro of 26 mm sees 69.65° along a 16:9 picture (AVFoundation's list of formats): 0.96. With it,
an iPhone that writes 27 mm measures 0.849 of the longer side by self-calibration: 1.09; an iPhone 7 on a tripod filmed 42.2 cm
of a tape of which a photo showed 49.6 cm (Photography Stack Exchange, 2017): 1.18. `ViewSettings.known_focal_sd_share` is
the doubt that leaves."""
_PLAUSIBLE_DEG: Final = (5.0, 130.0)
"""From the longest telephoto to the widest lens of a phone, with room to spare (200 mm: 9°; 13 mm: 101°)."""

_UTF8: Final = 1
_INTEGERS: Final = {
    21: True,
    22: False,
    65: True,
    66: True,
    67: True,
    74: True,
    75: False,
    76: False,
    77: False,
    78: False,
}
"""Well-known types of the QuickTime File Format that are big-endian integers: whether signed."""
_FLOATS: Final = {23: ">f", 24: ">d"}
_MILLIMETRES: Final = re.compile(rb"\s*([0-9]{1,4}(?:\.[0-9]{1,6})?)\s*(?:mm)?\s*")
"""As text: Apple's example is "50.00mm"."""

_MAX_ATOMS: Final = 10_000
"""Most atoms looked at beside each other: far more than any clip has, few enough for a file made of nothing else."""
_MAX_VALUE_BYTES: Final = 64


class _DamagedError(Exception):
    """An atom does not fit into what holds it, or the file ends within it."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A part of the file by its four-letter type, and where its content lies."""

    kind: bytes
    start: int
    end: int


def hfov_deg_of(path: Path, width_px: int, height_px: int) -> float | None:
    """Field of view along the longer side of the picture, as far as the file names the lens.

    Reads a few hundred bytes of the `moov` atom, never picture or sound.

    Args:
        path: The clip, of any kind.
        width_px: Width of the upright picture, with square pixels.
        height_px: Height of the same.

    Returns:
        Degrees; None where the file is no MP4 or QuickTime file, does not name its lens, is damaged, or names what no
        phone has. A lens named in the video track goes before one named for the movie. Digital zoom is not in it.
    """
    try:
        with path.open("rb") as file:
            focal_mm = _focal_35mm(file)
    except (OSError, _DamagedError):  # only the lens is not known then; who reads the pictures will tell
        return None
    return None if focal_mm is None else _hfov_deg(focal_mm, width_px, height_px)


def _hfov_deg(focal_35mm: float, width_px: int, height_px: int) -> float | None:
    """The longer side's field of view of the largest such picture in a 4:3 one, cropped; None where implausible."""
    if not focal_35mm > 0.0:
        return None
    longer, shorter = max(width_px, height_px), min(width_px, height_px)
    side_mm = min(_PHOTO_LONG_MM, _PHOTO_SHORT_MM * longer / shorter) / _VIDEO_CROP
    hfov_deg = degrees(2.0 * atan(side_mm / 2.0 / focal_35mm))
    low_deg, high_deg = _PLAUSIBLE_DEG
    return hfov_deg if low_deg <= hfov_deg <= high_deg else None


def _focal_35mm(file: BinaryIO) -> float | None:
    """The first lens named, of the video tracks', then the movie's; millimetres as stated."""
    if _read(file, 4, 4) != b"ftyp":
        return None
    movie = _child(file, _Atom(b"", 0, file.seek(0, 2)), b"moov")
    if movie is None:
        return None
    parts = list(_atoms(file, movie.start, movie.end))
    tracks = [atom for atom in parts if atom.kind == b"trak" and _is_video(file, atom)]
    user_data = [atom for atom in parts if atom.kind == b"udta"]  # where FFmpeg writes the movie's metadata
    for holder in (*tracks, movie, *user_data):
        meta = _child(file, holder, b"meta")
        focal_mm = _named_in(file, meta) if meta else None
        if focal_mm is not None:
            return focal_mm
    return None


def _is_video(file: BinaryIO, track: _Atom) -> bool:
    media = _child(file, track, b"mdia")
    handler = _child(file, media, b"hdlr") if media else None
    # after version and flags and QuickTime's component type
    return handler is not None and _content(file, handler, 12)[8:] == b"vide"


def _named_in(file: BinaryIO, meta: _Atom) -> float | None:
    """The lens in a `meta` atom, whose `keys` are names and whose `ilst` are values, by the names' numbers."""
    # QuickTime's begins with an atom, whose letters come second; ISO's with four bytes of version and flags.
    plain = _content(file, meta, 8)[4:].isalpha()
    body = _Atom(meta.kind, meta.start + (0 if plain else 4), meta.end)
    keys, values = _child(file, body, b"keys"), _child(file, body, b"ilst")
    if keys is None or values is None:
        return None
    # each key is laid out as an atom, its type the key's namespace, after version, flags and their number
    for number, key in enumerate(_atoms(file, keys.start + 8, keys.end), start=1):
        if (
            key.kind == b"mdta"
            and key.end - key.start == len(_KEY)
            and _content(file, key, len(_KEY)) == _KEY
        ):
            item = _child(file, values, struct.pack(">I", number))
            data = _child(file, item, b"data") if item else None
            return _number(file, data) if data else None
    return None


def _number(file: BinaryIO, data: _Atom) -> float | None:
    """A value, after its type and its locale; None where it is no number."""
    size = data.end - data.start - 8
    if not 0 < size <= _MAX_VALUE_BYTES:
        return None
    content = _content(file, data, 8 + size)
    (kind,), value = struct.unpack(">I", content[:4]), content[8:]
    if kind == _UTF8:
        text = _MILLIMETRES.fullmatch(value.rstrip(b"\0"))
        return float(text[1]) if text else None
    if kind in _INTEGERS and size <= 8:
        return float(int.from_bytes(value, "big", signed=_INTEGERS[kind]))
    if kind in _FLOATS and size == struct.calcsize(_FLOATS[kind]):
        return float(struct.unpack(_FLOATS[kind], value)[0])
    return None


def _atoms(file: BinaryIO, start: int, end: int) -> Iterator[_Atom]:
    """The atoms that lie beside each other between two places.

    Raises:
        _DamagedError: One does not fit, the file is too short, or there are too many.
    """
    at = start
    for _ in range(_MAX_ATOMS):
        if end - at < 8:  # QuickTime may end a list with four zero bytes
            return
        size, kind = struct.unpack(">I4s", _read(file, at, 8))
        header = 8
        if size == 1:
            (size,) = struct.unpack(">Q", _read(file, at + 8, 8))
            header = 16
        elif size == 0:  # as long as there is room
            size = end - at
        if not header <= size <= end - at:
            raise _DamagedError
        yield _Atom(kind, at + header, at + size)
        at += size
    raise _DamagedError


def _child(file: BinaryIO, parent: _Atom, kind: bytes) -> _Atom | None:
    return next((atom for atom in _atoms(file, parent.start, parent.end) if atom.kind == kind), None)


def _content(file: BinaryIO, atom: _Atom, count: int) -> bytes:
    """The first bytes of an atom's content."""
    if atom.end - atom.start < count:
        raise _DamagedError
    return _read(file, atom.start, count)


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    content = file.read(count)
    if len(content) < count:
        raise _DamagedError
    return content
