"""Films a session, for its annotated video alone: the film shows faces, and never stays."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hipcheck.errors import OutputError
from hipcheck.poses import FrameSize
from hipcheck.video import RgbImage, VideoWriter

__all__ = ["Films"]

_RATE_HZ: Final = 30.0
"""Nominal: pictures keep their own times."""


class Films:
    """The films of a session's takes, in a hidden folder of their own that goes when the block is left, however it is left.

    Only who started hipcheck may look into that folder. A film that cannot be written, as on a full disk, is given up and
    the session goes on.

    Args:
        beside: What the folder is made beside: on the same disk, which is where there has to be room in any case.

    Attributes:
        trouble: What went wrong; None so far.
    """

    def __init__(self, beside: Path) -> None:
        self._beside = beside
        self._folder: Path | None = None
        self._writer: VideoWriter | None = None
        self._path: Path | None = None
        self._first_s: float | None = None
        self._count = 0
        self.trouble: OutputError | None = None

    def __enter__(self) -> Self:
        """Make the folder.

        Raises:
            OutputError: It cannot be made.
        """
        try:
            existing = next(path for path in self._beside.absolute().parents if path.exists())
            # mkdtemp makes it for this user alone
            self._folder = Path(tempfile.mkdtemp(prefix=".hipcheck-film-", dir=existing))
        except OSError as error:
            raise OutputError(
                f"{self._beside}: cannot be written there ({error.strerror}); choose another folder."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove everything."""
        self.drop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, image: RgbImage, time_s: float) -> None:
        """Add a frame to the film at hand; the first one after `end` or `drop` begins another.

        Args:
            image: Shape (height, width, 3).
            time_s: Later than the frame before. The film begins at 0.
        """
        if self.trouble is not None:
            return
        try:
            if self._writer is None:
                self._begin(FrameSize(image.shape[1], image.shape[0]), time_s)
            assert self._writer is not None
            assert self._first_s is not None
            self._writer.write(image, time_s - self._first_s)
        except OutputError as error:
            self.trouble = error
            self.drop()

    def end(self) -> Path | None:
        """Complete the film at hand.

        Returns:
            Where it is; None where nothing was filmed.
        """
        writer, self._writer = self._writer, None
        if writer is None:
            return None
        try:
            writer.__exit__(None, None, None)
        except OutputError as error:
            self.trouble = error
            return None
        return self._path

    def drop(self) -> None:
        """Forget the film at hand."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.__exit__(OutputError, OutputError("dropped"), None)

    def _begin(self, size: FrameSize, time_s: float) -> None:
        assert self._folder is not None, "use films in a with block"
        self._count += 1
        self._path = self._folder / f"{self._count}.mp4"
        writer = VideoWriter(self._path, size, rate_hz=_RATE_HZ)
        self._writer = writer.__enter__()
        self._first_s = time_s
