"""From a decoded picture, in whatever colour format it was stored, to 8-bit RGB with square pixels."""

from __future__ import annotations

from functools import cache
from typing import Final, cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc, VideoReformatter

from hipcheck.geometry import FloatArray
from hipcheck.video.frame import RgbImage

__all__ = ["RgbConverter", "colorspace_of", "is_hdr"]

_COLORSPACE: Final = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""FFmpeg's `AVColorSpace` (ITU-T H.273, MatrixCoefficients) as swscale names it."""

# Where a file does not say, players take small pictures for BT.601 and larger ones for BT.709; this is mpv's limit.
_SD_MAX_WIDTH_PX: Final = 1279
_SD_MAX_HEIGHT_PX: Final = 576

_HDR: Final = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
_SDR_WHITE_NITS: Final = 203.0  # Report ITU-R BT.2408-7, table 1: where HDR puts the white of an SDR picture
_HDR_PEAK_NITS: Final = 1000.0  # the display that BT.2100 grades HLG for, and that phones grade PQ for

_BT2020_TO_BT709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float32
)
"""Report ITU-R BT.2407-0, section 2."""


def is_hdr(color_trc: int) -> bool:
    """True for the two transfer functions of HDR video, PQ and HLG (FFmpeg's number of the function)."""
    return color_trc in _HDR


class RgbConverter:
    """Converts the frames of one clip; holds what can be used again from frame to frame.

    HDR pictures are tone-mapped to SDR: shown as they are stored, they look grey and flat, which is not what a
    pose model has learnt from. Wide-gamut SDR (Display P3) is taken as it is; the difference is a slight loss of
    saturation.

    Args:
        width_px: Width of the result.
        height_px: Height of the result. Different from the frame's where its pixels are not square.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._width_px = width_px
        self._height_px = height_px
        self._reformatter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> RgbImage:
        """The frame as RGB, shape (height, width, 3), uint8; rows may be padded in memory."""
        converted = self._reformatter.reformat(
            frame,
            width=self._width_px,
            height=self._height_px,
            format="rgb24",
            src_colorspace=None if frame.format.is_rgb else colorspace_of(frame),
            threads=1,  # the same bits, and a third less processor time than with the threads that swscale would start
        )
        image = cast("RgbImage", converted.to_ndarray())
        if is_hdr(frame.color_trc):
            wide = frame.color_primaries == ColorPrimaries.BT2020
            image = _to_sdr(image, ColorTrc(frame.color_trc), wide=wide)
        return image


def colorspace_of(frame: av.VideoFrame) -> Colorspace:
    """The matrix that turns a frame into RGB, as swscale names it: what it says, or else what players assume."""
    if frame.colorspace in _COLORSPACE:
        return _COLORSPACE[frame.colorspace]
    if is_hdr(frame.color_trc):
        return Colorspace.BT2020
    small = frame.width <= _SD_MAX_WIDTH_PX and frame.height <= _SD_MAX_HEIGHT_PX
    return Colorspace.ITU601 if small else Colorspace.ITU709


def _to_sdr(image: RgbImage, transfer: ColorTrc, *, wide: bool) -> RgbImage:
    """Tone-map HDR code values, one curve for each channel; `image` is used up.

    The wide-gamut colours are brought back after the curve, on gamma-coded values, where the matrix is strictly
    meant for linear light: skin tones then come out within 4 % of the exact result, at a tenth of its cost.
    """
    cv2.LUT(image, _sdr_table(transfer), dst=image)  # in place: fresh memory costs more than the look-up
    if wide:
        image = cast("RgbImage", cv2.transform(image, _BT2020_TO_BT709))
    return image


@cache
def _sdr_table(transfer: ColorTrc) -> RgbImage:
    """SDR code value for each of the 256 HDR code values."""
    codes = np.linspace(0.0, 1.0, 256)
    nits = _pq_to_nits(codes) if transfer is ColorTrc.SMPTE2084 else _hlg_to_nits(codes)
    light = np.clip(_roll_off(nits) / _SDR_WHITE_NITS, 0.0, 1.0)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)  # IEC 61966-2-1
    return np.asarray(np.rint(255.0 * srgb), dtype=np.uint8)


# Rec. ITU-R BT.2100-2, table 4
_M1: Final = 2610 / 16384
_M2: Final = 2523 / 4096 * 128
_C1: Final = 3424 / 4096
_C2: Final = 2413 / 4096 * 32
_C3: Final = 2392 / 4096 * 32
_PQ_MAX_NITS: Final = 10_000.0


def _pq_to_nits(code: FloatArray) -> FloatArray:
    root = code ** (1 / _M2)
    light: FloatArray = _PQ_MAX_NITS * (np.maximum(root - _C1, 0.0) / (_C2 - _C3 * root)) ** (1 / _M1)
    return light


def _nits_to_pq(nits: FloatArray) -> FloatArray:
    light = (nits / _PQ_MAX_NITS) ** _M1
    code: FloatArray = ((_C1 + _C2 * light) / (1 + _C3 * light)) ** _M2
    return code


def _hlg_to_nits(code: FloatArray) -> FloatArray:
    """Rec. ITU-R BT.2100-2, table 5, on a display of 1000 nits: system gamma 1.2, here on each channel."""
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    nits: FloatArray = _HDR_PEAK_NITS * scene**1.2
    return nits


def _roll_off(nits: FloatArray) -> FloatArray:
    """Squeeze highlights below SDR white, leave the rest: the EETF of Report ITU-R BT.2390-11, section 5.4.1.

    The mapping is done on PQ codes, as shares of the peak's code: the same up to a knee, then a Hermite spline.
    """
    peak, white = _nits_to_pq(np.array([_HDR_PEAK_NITS, _SDR_WHITE_NITS]))
    code = np.minimum(_nits_to_pq(nits) / peak, 1.0)
    top = white / peak
    knee = 1.5 * top - 0.5
    t = np.maximum(code - knee, 0.0) / (1.0 - knee)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    )
    return _pq_to_nits(np.where(code < knee, code, spline) * peak)
