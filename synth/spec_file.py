"""Clip specs as JSON, and whether a clip can be made of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from hipcheck.errors import SettingsError
from synth.people import PEOPLE
from synth.spec import ClipSpec, StickerSpec

__all__ = ["check_spec", "read_spec", "spec_json"]

_FARTHEST_MM = 20.0  # so that a sticker stays on the piece of the body that `synth.stickers` looks at


def read_spec(path: Path) -> ClipSpec:
    """The spec in a JSON file; what it leaves out has its default.

    Raises:
        SettingsError: The file cannot be read, or something in it is not understood.
    """
    try:
        given = msgspec.json.decode(path.read_bytes())
        spec = msgspec.convert(given, ClipSpec)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}); give the path of a clip spec in JSON"
        ) from error
    except msgspec.MsgspecError as error:
        raise SettingsError(f"{path} is no clip spec: {error}") from error
    unknown = _unknown(given, msgspec.to_builtins(spec))
    if unknown:
        raise SettingsError(
            f"{path}: unknown key {unknown!r}; the keys are those of the classes in synth/spec.py"
        )
    check_spec(spec)
    return spec


def spec_json(spec: ClipSpec) -> dict[str, Any]:
    """The spec as what JSON knows, everything written out, only stickers not where there are none."""
    plain: dict[str, Any] = msgspec.to_builtins(spec)
    if spec.look.stickers is None:
        del plain["look"]["stickers"]
    return plain


def check_spec(spec: ClipSpec) -> None:
    """Refuse what cannot be rendered.

    Raises:
        SettingsError: Says what is wrong with which value.
    """
    camera, film, look, room = spec.camera, spec.film, spec.look, spec.room
    rules = (
        (
            Path(spec.name).name == spec.name and spec.name.strip(".") != "",
            f"name {spec.name!r} is no file name",
        ),
        (look.person in PEOPLE, f"look.person {look.person!r} is nobody; there are {', '.join(PEOPLE)}"),
        (0 <= look.skin <= 5, f"look.skin is {look.skin}, but skin tones go from 0 to 5"),
        (
            camera.width_px % 2 == 0
            and camera.height_px % 2 == 0
            and min(camera.width_px, camera.height_px) > 0,
            f"camera.width_px and height_px are {camera.width_px} and {camera.height_px}, but H.264 needs even sizes",
        ),
        (camera.focal_ratio > 0, f"camera.focal_ratio is {camera.focal_ratio}, but must be above 0"),
        (camera.distance_m > 0.5, f"camera.distance_m is {camera.distance_m}: too close to see anybody"),
        (film.frame_rate_hz > 0, f"film.frame_rate_hz is {film.frame_rate_hz}, but must be above 0"),
        (
            0 <= film.rate_jitter <= 0.3,
            f"film.rate_jitter is {film.rate_jitter}, but must be within 0 and 0.3",
        ),
        (film.shutter_s >= 0, f"film.shutter_s is {film.shutter_s}, but no exposure is shorter than 0"),
        (film.noise_sd >= 0, f"film.noise_sd is {film.noise_sd}, but must not be below 0"),
        (0 <= film.crf <= 51, f"film.crf is {film.crf}, but x264 knows 0 to 51"),
        (room.brightness > 0, f"room.brightness is {room.brightness}, but must be above 0"),
    )
    for kept, complaint in (*rules, *_sticker_rules(look.stickers)):
        if not kept:
            raise SettingsError(f"{spec.name or 'a clip without name'}: {complaint}")


def _sticker_rules(stickers: StickerSpec | None) -> tuple[tuple[bool, str], ...]:
    """What is asked of stickers, and what to say where it is not kept."""
    if stickers is None:
        return ()
    place = "look.stickers"
    farthest_mm = max(map(abs, (*stickers.left_offset_mm, *stickers.right_offset_mm)))
    return (
        (
            5 <= stickers.diameter_mm <= 50,
            f"{place}.diameter_mm is {stickers.diameter_mm}, but stickers measure 5 to 50 mm",
        ),
        (
            farthest_mm <= _FARTHEST_MM,
            f"{place} has an offset of {farthest_mm} mm, but no more than {_FARTHEST_MM:g} mm can be rendered",
        ),
        (
            0 <= stickers.slip_mm <= _FARTHEST_MM,
            f"{place}.slip_mm is {stickers.slip_mm}, but must be within 0 and {_FARTHEST_MM:g}",
        ),
    )


def _unknown(given: Any, understood: Any, where: str = "") -> str | None:
    """Path of the first key that was given but not understood."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for key, value in given.items():
            path = f"{where}.{key}" if where else str(key)
            found = path if key not in understood else _unknown(value, understood[key], path)
            if found is not None:
                return found
    elif isinstance(given, list) and isinstance(understood, list | tuple):
        for place, (value, kept) in enumerate(zip(given, understood, strict=True)):
            found = _unknown(value, kept, f"{where}[{place}]")
            if found is not None:
                return found
    return None
