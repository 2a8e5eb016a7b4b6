"""Recorded landmarks: saved to a file, loaded, and played back as if a model had just found them."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from hipcheck.backends.base import DetectedPerson, FrameGate, Image
from hipcheck.errors import InputError, OutputError
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LANDMARK_COUNT
from hipcheck.poses import FrameSize, PoseSequence, Recording, Stickers

__all__ = ["FORMAT_VERSION", "ReplayEstimator", "load_recording", "save_recording"]

FORMAT_VERSION: Final = 1
_FORMAT: Final = "hipcheck landmarks"
_PER_PERSON: Final[dict[str, tuple[int, ...]]] = {
    "xy_px": (LANDMARK_COUNT, 2),
    "world_m": (LANDMARK_COUNT, 3),
    "visibility": (LANDMARK_COUNT,),
    "asis_px": (2, 2),
}


def save_recording(recording: Recording, path: Path) -> None:
    """Write a recording to a compressed NumPy archive, whole or not at all.

    Landmarks are stored as 32-bit floats, which is how estimators give them. A recording with finer numbers is stored
    with these: saving changes nothing.

    Args:
        recording: What to save.
        path: The file, conventionally `….npz`. Replaced if it exists.

    Raises:
        OutputError: It cannot be written.
    """
    people = recording.people
    size = people[0].frame_size if people else FrameSize(1, 1)
    stickers = [person.stickers for person in people]
    arrays: dict[str, Any] = {
        "format": np.array(_FORMAT),
        "version": np.array(FORMAT_VERSION),
        "backend": np.array(recording.backend),
        "model": np.array(recording.model),
        "model_sha256": np.array(recording.model_sha256),
        "clip_sha256": np.array(recording.clip_sha256),
        "hfov_deg": np.array(_or_nan(recording.hfov_deg)),
        "sticker_colour": np.array([s.colour if s else "" for s in stickers]),
        "sticker_lost_s": np.array([_or_nan(s.lost_s if s else None) for s in stickers]),
        "frame_size_px": np.array([size.width_px, size.height_px]),
        "time_s": people[0].time_s if people else np.empty(0),
    }
    for name, shape in _PER_PERSON.items():
        values = [getattr(person, name) for person in people]
        arrays[name] = _compact(np.stack(values) if values else np.empty((0, 0, *shape)))
    _write(path, arrays)


def load_recording(path: Path) -> Recording:
    """Read what `save_recording` wrote.

    Args:
        path: The file.

    Returns:
        The recording, with exactly the numbers that were saved.

    Raises:
        InputError: The file cannot be read, is damaged, is something else, or is of a newer version.
    """
    try:
        # Opened here: NumPy leaves a file open that it has opened and finds to be no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return _decode(path, {name: archive[name] for name in archive.files})
    except OSError as error:
        if error.strerror is None:  # NumPy's own complaint about the content
            raise _foreign(path) from error
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path.") from error
    # TypeError: a lone array is no archive. The others: not NumPy's, damaged, or without the arrays of the format.
    except (ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _foreign(path) from error


class ReplayEstimator:
    """Plays a recording back frame by frame. See `PoseEstimator`.

    Stands in for the estimator that made the recording, provenance included. The images are not looked at: the time
    of a frame tells which landmarks belong to it. A frame at a time that was not recorded shows nobody.

    Args:
        recording: What to play back. People are numbered from 1 in its order.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._gate = FrameGate()
        times_s = recording.people[0].time_s if recording.people else np.empty(0)
        self._frames = {float(time_s): frame for frame, time_s in enumerate(times_s)}

    @property
    def name(self) -> str:
        """Name of the backend that was recorded."""
        return self._recording.backend.rpartition(" ")[0] or self._recording.backend

    @property
    def version(self) -> str:
        """Its version, "" where the recording names none."""
        name, _, version = self._recording.backend.rpartition(" ")
        return version if name else ""

    @property
    def model(self) -> str:
        """Name of the model that was recorded."""
        return self._recording.model

    @property
    def model_sha256(self) -> str:
        """Checksum of that model's file."""
        return self._recording.model_sha256

    def estimate(self, image_rgb: Image, time_s: float) -> tuple[DetectedPerson, ...]:
        """The people recorded for this time. See `PoseEstimator.estimate`."""
        self._gate.admit(image_rgb, time_s)
        frame = self._frames.get(time_s)
        if frame is None:
            return ()
        return tuple(
            DetectedPerson(
                number,
                person.xy_px[frame].astype(np.float32),
                person.world_m[frame].astype(np.float32),
                person.visibility[frame].astype(np.float32),
            )
            for number, person in enumerate(self._recording.people, start=1)
            if person.present[frame]
        )

    def close(self) -> None:
        """Refuse further frames."""
        self._gate.close()

    def __enter__(self) -> Self:
        """The estimator itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _compact(values: FloatArray) -> npt.NDArray[Any]:
    """As 32-bit floats, if they hold the same numbers."""
    with np.errstate(over="ignore"):  # too large for 32 bits: infinite, hence not equal, hence kept
        single = values.astype(np.float32)
    return single if np.array_equal(single, values, equal_nan=True) else values


def _write(path: Path, arrays: dict[str, Any]) -> None:
    # Beside the target, so that putting it in place is one step on one file system.
    staged = path.with_name(f".hipcheck-{token_hex(4)}.part")
    try:
        try:
            with staged.open("xb") as file:
                np.savez_compressed(file, **arrays)
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: the landmarks cannot be written ({error.strerror or error}); "
            "check the folder and the free space."
        ) from error


def _decode(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> Recording:
    if str(arrays["format"]) != _FORMAT:
        raise _foreign(path)
    version = int(arrays["version"])
    if version != FORMAT_VERSION:
        raise InputError(
            f"{path}: has landmarks in format {version}, but this hipcheck reads format {FORMAT_VERSION}; "
            "update hipcheck, or analyse the clip again."
        )
    width_px, height_px = (int(size) for size in arrays["frame_size_px"])
    people = tuple(
        PoseSequence(
            xy_px=xy_px,
            world_m=world_m,
            visibility=visibility,
            time_s=arrays["time_s"],
            frame_size=FrameSize(width_px, height_px),
            asis_px=None if np.isnan(asis_px).all() else asis_px,
            stickers=stickers,
        )
        for xy_px, world_m, visibility, asis_px, stickers in zip(
            *(arrays[name] for name in _PER_PERSON), _stickers(arrays), strict=True
        )
    )
    hfov_deg = float(arrays.get("hfov_deg", np.nan))  # not in older files
    return Recording(
        people,
        str(arrays["backend"]),
        str(arrays["model"]),
        str(arrays["model_sha256"]),
        str(arrays.get("clip_sha256", "")),  # not in the oldest files
        None if np.isnan(hfov_deg) else hfov_deg,
    )


def _stickers(arrays: dict[str, npt.NDArray[Any]]) -> list[Stickers | None]:
    """What is known of everybody's stickers; older files have none."""
    if "sticker_colour" not in arrays:
        return [None] * len(arrays["xy_px"])
    return [
        Stickers(str(colour), None if np.isnan(lost_s) else float(lost_s)) if colour else None
        for colour, lost_s in zip(arrays["sticker_colour"], arrays["sticker_lost_s"], strict=True)
    ]


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _foreign(path: Path) -> InputError:
    return InputError(
        f"{path}: is damaged or was not written by hipcheck; give a landmark file that hipcheck saved."
    )
