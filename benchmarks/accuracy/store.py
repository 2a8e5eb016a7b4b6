"""Recorded landmarks and truth of rendered clips, kept compactly in the repository.

A shard is a ZIP archive of a few clips, with one entry for each part of a clip: `NAME/truth`, `NAME/full`, … So a clip
can be added or recorded anew by copying the other entries as they are. What is stored is rounded:

| what | to |
|---|---|
| landmarks and stickers in the picture | 1/16 px |
| world landmarks | 1 mm |
| visibility | 1/255 |
| joint centres in space | 0.1 mm |
| times | 1 µs |
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Final, Literal, TypeAlias

import msgspec
import numpy as np

from benchmarks.accuracy.codec import Packed, pack, shrink, unfold, unpack
from benchmarks.accuracy.truth import ClipTruth, TrueRep
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.landmarks import LANDMARK_COUNT, Side
from hipcheck.poses import FrameSize, PoseSequence, Recording, Stickers
from synth.spec import ClipSpec

__all__ = ["ClipRecord", "Half", "ModelName", "StoreError", "add_to_shard", "read_shard", "read_specs"]

Half: TypeAlias = Literal["development", "check"]
ModelName: TypeAlias = Literal["full", "lite", "heavy"]

_PER_PX: Final = 16.0
_PER_M_WORLD: Final = 1000.0
_PER_M_JOINT: Final = 10_000.0
_PER_VISIBILITY: Final = 255.0
_PER_S: Final = 1_000_000.0
_TRUTH, _PICTURE, _SPEC = "truth", "picture.jpg", "spec.json"


class StoreError(Exception):
    """A shard cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class ClipRecord:
    """Everything that is kept of a clip.

    Attributes:
        spec: What was filmed.
        half: Whether constants may be drawn from it ("development") or only be checked on it ("check").
        truth: What is exactly known.
        recordings: Landmarks by model.
        picture_jpeg: A small picture of its most telling moment, to show what a miss looks like.
    """

    spec: ClipSpec
    half: Half
    truth: ClipTruth
    recordings: Mapping[ModelName, Recording]
    picture_jpeg: bytes = field(default=b"", repr=False)


class _Spec(msgspec.Struct, frozen=True):
    half: Half
    spec: ClipSpec


class _Rep(msgspec.Struct, frozen=True):
    side: Side | None
    start_s: float
    bottom_start_s: float
    bottom_end_s: float
    end_s: float
    partial: bool


class _Truth(msgspec.Struct, frozen=True):
    time_s: Packed
    joints_m: Packed
    joints_px: Packed
    width_px: int
    height_px: int
    camera_m: tuple[float, float, float]
    up_px: tuple[float, float]
    facing_deg: float
    reps: tuple[_Rep, ...]


class _Stickers(msgspec.Struct, frozen=True):
    """Somebody's stickers, the person's left one first, each over the frames in which it was seen."""

    frames: tuple[bytes, bytes]
    xy_px: tuple[Packed, Packed]
    colour: str
    lost_s: float | None


class _Person(msgspec.Struct, frozen=True):
    """One person over the frames in which they were found."""

    frames: bytes
    xy_px: Packed
    world_m: Packed
    visibility: Packed
    stickers: _Stickers | None = None


class _Recording(msgspec.Struct, frozen=True):
    backend: str
    model: str
    model_sha256: str
    width_px: int
    height_px: int
    time_s: Packed
    people: tuple[_Person, ...]


def add_to_shard(path: Path, record: ClipRecord) -> None:
    """Put a clip into a shard, in place of what it has of that name, whole or not at all.

    Args:
        path: The shard; made where there is none.
        record: The clip.
    """
    name = record.spec.name
    entries = {entry: content for entry, content in _entries(path) if entry.split("/")[0] != name}
    entries |= {f"{name}/{part}": content for part, content in _encoded(record)}
    staged = path.with_name(f".{path.name}-{token_hex(4)}")
    try:
        with zipfile.ZipFile(staged, "w", zipfile.ZIP_STORED) as archive:
            for entry in sorted(entries):
                # A fixed date: the same clips give the same file.
                archive.writestr(zipfile.ZipInfo(entry), entries[entry])
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def read_shard(path: Path) -> list[ClipRecord]:
    """All clips of a shard, by name.

    Raises:
        StoreError: It is damaged, or something else.
    """
    clips: dict[str, dict[str, bytes]] = {}
    for entry, content in _entries(path):
        name, part = entry.split("/")
        clips.setdefault(name, {})[part] = content
    try:
        return [_decoded(parts) for _, parts in sorted(clips.items())]
    except (KeyError, ValueError, EOFError, msgspec.MsgspecError) as error:
        raise StoreError(f"{path}: a clip in it cannot be read ({error}); take the file anew.") from error


def read_specs(path: Path) -> dict[str, tuple[ClipSpec, frozenset[str]]]:
    """What a shard holds, without its landmarks: the spec of each clip, and the models it was recorded with."""
    specs: dict[str, ClipSpec] = {}
    models: dict[str, set[str]] = {}
    for entry, content in _entries(path):
        name, part = entry.split("/")
        models.setdefault(name, set())
        if part == _SPEC:
            specs[name] = msgspec.json.decode(content, type=_Spec).spec
        elif part not in (_TRUTH, _PICTURE):
            models[name].add(part)
    return {name: (spec, frozenset(models[name])) for name, spec in specs.items()}


def _entries(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.exists():
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                yield entry, archive.read(entry)
    except (OSError, zipfile.BadZipFile) as error:
        raise StoreError(f"{path}: cannot be read ({error}); take the file anew.") from error


def _encoded(record: ClipRecord) -> Iterable[tuple[str, bytes]]:
    # Readable as it is: what a clip shows can be looked up without this program.
    yield _SPEC, msgspec.json.encode(_Spec(record.half, record.spec))
    yield _TRUTH, shrink(msgspec.msgpack.encode(_packed_truth(record.truth)))
    if record.picture_jpeg:
        yield _PICTURE, record.picture_jpeg
    for model, recording in record.recordings.items():
        yield model, shrink(msgspec.msgpack.encode(_packed_recording(recording, record.truth)))


def _decoded(parts: Mapping[str, bytes]) -> ClipRecord:
    spec = msgspec.json.decode(parts[_SPEC], type=_Spec)
    truth = _unpacked_truth(msgspec.msgpack.decode(unfold(parts[_TRUTH]), type=_Truth))
    models: tuple[ModelName, ...] = ("full", "lite", "heavy")
    recordings = {
        model: _unpacked_recording(msgspec.msgpack.decode(unfold(parts[model]), type=_Recording))
        for model in models
        if model in parts
    }
    return ClipRecord(spec.spec, spec.half, truth, recordings, parts.get(_PICTURE, b""))


def _packed_truth(truth: ClipTruth) -> _Truth:
    x, y, z = (float(v) for v in truth.camera_m)
    right, down = (float(v) for v in truth.up_px)
    return _Truth(
        time_s=pack(truth.time_s, _PER_S),
        joints_m=pack(truth.joints_m, _PER_M_JOINT),
        joints_px=pack(truth.joints_px, _PER_PX),
        width_px=truth.frame_size.width_px,
        height_px=truth.frame_size.height_px,
        camera_m=(x, y, z),
        up_px=(right, down),
        facing_deg=truth.facing_deg,
        reps=tuple(
            _Rep(rep.side, rep.start_s, rep.bottom_start_s, rep.bottom_end_s, rep.end_s, rep.partial)
            for rep in truth.reps
        ),
    )


def _unpacked_truth(stored: _Truth) -> ClipTruth:
    return ClipTruth(
        time_s=unpack(stored.time_s),
        joints_m=unpack(stored.joints_m),
        joints_px=unpack(stored.joints_px),
        frame_size=FrameSize(stored.width_px, stored.height_px),
        camera_m=np.array(stored.camera_m),
        up_px=np.array(stored.up_px),
        facing_deg=stored.facing_deg,
        reps=tuple(
            TrueRep(rep.side, rep.start_s, rep.bottom_start_s, rep.bottom_end_s, rep.end_s, rep.partial)
            for rep in stored.reps
        ),
    )


def _packed_recording(recording: Recording, truth: ClipTruth) -> _Recording:
    # A clip in which nobody is found has no person that knows its frames.
    time_s = recording.people[0].time_s if recording.people else truth.time_s
    return _Recording(
        recording.backend,
        recording.model,
        recording.model_sha256,
        truth.frame_size.width_px,
        truth.frame_size.height_px,
        pack(time_s, _PER_S),
        tuple(_packed_person(person) for person in recording.people),
    )


def _packed_person(person: PoseSequence) -> _Person:
    here = person.present
    return _Person(
        frames=np.packbits(here).tobytes(),
        xy_px=pack(person.xy_px[here], _PER_PX),
        world_m=pack(person.world_m[here], _PER_M_WORLD),
        visibility=pack(person.visibility[here], _PER_VISIBILITY),
        stickers=_packed_stickers(person),
    )


def _packed_stickers(person: PoseSequence) -> _Stickers | None:
    if person.stickers is None or person.asis_px is None:
        return None
    left, right = np.isfinite(person.asis_px[..., 0]).T
    return _Stickers(
        frames=(np.packbits(left).tobytes(), np.packbits(right).tobytes()),
        xy_px=(pack(person.asis_px[left, 0], _PER_PX), pack(person.asis_px[right, 1], _PER_PX)),
        colour=person.stickers.colour,
        lost_s=person.stickers.lost_s,
    )


def _unpacked_recording(stored: _Recording) -> Recording:
    time_s, size = unpack(stored.time_s), FrameSize(stored.width_px, stored.height_px)
    people = tuple(_unpacked_person(person, time_s, size) for person in stored.people)
    return Recording(people, stored.backend, stored.model, stored.model_sha256)


def _unpacked_person(stored: _Person, time_s: FloatArray, size: FrameSize) -> PoseSequence:
    here = _unpacked_mask(stored.frames, len(time_s))

    def spread(packed: Packed, *shape: int) -> FloatArray:
        values = np.full((len(time_s), LANDMARK_COUNT, *shape), np.nan)
        values[here] = unpack(packed)
        return values

    return PoseSequence(
        xy_px=spread(stored.xy_px, 2),
        world_m=spread(stored.world_m, 3),
        visibility=spread(stored.visibility),
        time_s=time_s,
        frame_size=size,
        asis_px=_unpacked_points(stored.stickers, len(time_s)) if stored.stickers else None,
        stickers=Stickers(stored.stickers.colour, stored.stickers.lost_s) if stored.stickers else None,
    )


def _unpacked_points(stored: _Stickers, frames: int) -> FloatArray:
    points = np.full((frames, 2, 2), np.nan)
    for number, (seen, packed) in enumerate(zip(stored.frames, stored.xy_px, strict=True)):
        points[_unpacked_mask(seen, frames), number] = unpack(packed)
    return points


def _unpacked_mask(stored: bytes, frames: int) -> BoolArray:
    return np.unpackbits(np.frombuffer(stored, np.uint8), count=frames).astype(np.bool_)
