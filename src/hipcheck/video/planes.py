"""From a decoded picture, or an RGB one, to the 4:2:0 picture that is drawn on and written."""

from __future__ import annotations

from typing import Final, cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from hipcheck.video.colour import RgbConverter, colorspace_of, is_hdr
from hipcheck.video.frame import RgbImage
from hipcheck.video.orientation import Orientation
from hipcheck.video.picture import BT601, BT709, Matrix, YuvPicture, planes_of

__all__ = ["YuvConverter", "YuvFromRgb"]

_MATRIX: Final = {Colorspace.ITU601: BT601, Colorspace.ITU709: BT709}
_FORMATS: Final = ("yuv420p", "yuvj420p")
"""FFmpeg's names of 8-bit 4:2:0; the second one is of full range."""
_LUMA_SHARE: Final = 219 / 255
_CHROMA_SHARE: Final = 224 / 255
"""Of full range that limited range uses (Rec. ITU-T H.273, 8.3)."""


class YuvConverter:
    """Makes the frames of one clip upright 4:2:0 pictures; holds what can be used again from frame to frame.

    A frame that is one already but for turning and range, as phones film when not in HDR, keeps its code values and
    their matrix. All others go through RGB, and come out as BT.709.

    Args:
        width_px: Width of the upright picture, with square pixels.
        height_px: Height of the same.
        orientation: What makes stored frames upright.
    """

    def __init__(self, width_px: int, height_px: int, orientation: Orientation) -> None:
        self._orientation = orientation
        self._upright_px = (width_px, height_px)
        self._stored_px = (height_px, width_px) if orientation.exchanges_axes else (width_px, height_px)
        self._to_rgb = RgbConverter(*self._stored_px)
        self._from_rgb = YuvFromRgb()
        self._matrix: Matrix | None = None

    def __call__(self, frame: av.VideoFrame) -> YuvPicture:
        """The frame as a picture of its own; all pictures of a clip have the matrix of its first one."""
        matrix = self._matrix_kept(frame)
        if self._matrix is None:
            self._matrix = matrix or BT709
        if matrix == self._matrix:
            return self._copied(frame, matrix)
        return self._from_rgb(self._orientation.apply(self._to_rgb(frame)), self._matrix)

    def _matrix_kept(self, frame: av.VideoFrame) -> Matrix | None:
        """The matrix of a frame whose code values can be taken over; None where they cannot."""
        even_and_square = (frame.width, frame.height) == self._stored_px and not any(
            side % 2 for side in self._stored_px
        )
        if not even_and_square or frame.format.name not in _FORMATS or is_hdr(frame.color_trc):
            return None
        return _MATRIX.get(colorspace_of(frame))

    def _copied(self, frame: av.VideoFrame, matrix: Matrix) -> YuvPicture:
        """A copy: the decoder still predicts later pictures from its own."""
        picture = YuvPicture.empty(*self._upright_px, matrix)
        full = frame.color_range == ColorRange.JPEG or frame.format.name == "yuvj420p"
        zeros = (0.0, 128.0, 128.0)
        limits = ((_LUMA_SHARE, 16.0), (_CHROMA_SHARE, 128.0), (_CHROMA_SHARE, 128.0))
        for stored, target, zero, (share, floor) in zip(
            planes_of(frame), picture.planes, zeros, limits, strict=True
        ):
            self._orientation.put(stored, target)
            if full:
                cv2.convertScaleAbs(target, dst=target, alpha=share, beta=floor - share * zero)
        return picture


class YuvFromRgb:
    """Converts RGB pictures to 4:2:0; holds what can be used again from picture to picture."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def __call__(self, image: RgbImage, matrix: Matrix = BT709) -> YuvPicture:
        """The picture; of an odd size, with a copy of the last row or column, so that every pixel keeps its place."""
        height, width = image.shape[:2]
        even = np.ascontiguousarray(image)
        if height % 2 or width % 2:
            even = cast(
                "RgbImage", cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
            )
        converted = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(even, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709 if matrix == BT709 else Colorspace.ITU601,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        return YuvPicture(converted, matrix)
