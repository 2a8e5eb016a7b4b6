"""Builds the atoms that phones write their metadata into (QuickTime File Format, "Metadata atoms and types")."""

from __future__ import annotations

import struct
from pathlib import Path

KEY = "com.apple.quicktime.camera.focal_length.35mm_equivalent"
UTF8, SIGNED = 1, 21  # types of values


def atom(kind: bytes, *content: bytes, long: bool = False) -> bytes:
    """An atom with a size of 32 bits, or of 64."""
    body = b"".join(content)
    if long:
        return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body
    return struct.pack(">I4s", 8 + len(body), kind) + body


def meta_atom(*values: tuple[str, int, bytes], version: bool = False) -> bytes:
    """Metadata by key, with the type of each value; plain as in QuickTime, or with a version as in ISO files."""
    keys = [atom(b"mdta", key.encode()) for key, _, _ in values]
    items = [
        atom(struct.pack(">I", number), atom(b"data", struct.pack(">II", kind, 0), value))
        for number, (_, kind, value) in enumerate(values, start=1)
    ]
    return atom(
        b"meta",
        bytes(4) if version else b"",
        atom(b"hdlr", bytes(8), b"mdta", bytes(13)),
        atom(b"keys", struct.pack(">II", 0, len(keys)), *keys),
        atom(b"ilst", *items),
    )


def add_to_track(path: Path, meta: bytes) -> None:
    """Add metadata to the only track of a clip whose `moov` comes last, so that no offset moves."""
    content = path.read_bytes()
    moov, trak = (content.index(kind) - 4 for kind in (b"moov", b"trak"))
    sizes = [struct.unpack_from(">I", content, at)[0] for at in (moov, trak)]
    assert moov + sizes[0] == len(content)
    grown = bytearray(content)
    for at, size in zip((moov, trak), sizes, strict=True):
        struct.pack_into(">I", grown, at, size + len(meta))
    end = trak + sizes[1]
    path.write_bytes(bytes(grown[:end]) + meta + bytes(grown[end:]))


def name_lens(path: Path, focal_mm: int) -> None:
    """Have such a clip name the lens as iPhones do."""
    add_to_track(path, meta_atom((KEY, SIGNED, bytes([focal_mm]))))
