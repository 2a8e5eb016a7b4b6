"""How the page refers to the clip and the pictures: files beside it, or all inside it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from hipcheck.errors import OutputError
from hipcheck.reports.base import KeyFrame

__all__ = ["Media", "Picture", "collect_media"]

MIME_TYPES: Final = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A key frame, and where the page finds it."""

    frame: KeyFrame
    src: str


@dataclass(frozen=True, slots=True)
class Media:
    """Clip and pictures as the page refers to them."""

    video_src: str
    """"" where there is no annotated clip."""
    pictures: tuple[Picture, ...]


def collect_media(
    folder: Path, video: Path | None, key_frames: tuple[KeyFrame, ...], *, embed: bool
) -> Media:
    """Refer to files beside the page, or put them into it.

    Args:
        folder: Where the page will be. Files below it are referred to by relative address, so that the folder can be
            moved and renamed.
        video: The annotated clip, or None.
        key_frames: The pictures.
        embed: Read the files and make data addresses of them.

    Raises:
        OutputError: A file that is to be shown is not there or cannot be read.
    """

    def address(path: Path) -> str:
        return _data_address(path) if embed else _relative_address(path, folder)

    return Media(
        video_src=address(video) if video else "",
        pictures=tuple(Picture(frame, address(frame.path)) for frame in key_frames),
    )


def _relative_address(path: Path, folder: Path) -> str:
    if not path.is_file():
        raise OutputError(
            f"{path}: is to be shown in the report but is not there; write it before the report."
        )
    try:
        inside = path.resolve().relative_to(folder.resolve())
    except ValueError as error:
        raise OutputError(f"{path}: must lie in {folder} to be shown in the report there.") from error
    return quote(inside.as_posix())


def _data_address(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path}: cannot be put into the report ({error.strerror}).") from error
    return f"data:{MIME_TYPES[path.suffix.lower()]};base64,{base64.b64encode(content).decode('ascii')}"
