"""The panel of words on a frame: rep and phase, values, and the flaws that show right now."""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.kinematics import METRICS
from hipcheck.poses import PoseSequence
from hipcheck.reports.canvas import Canvas, rgb, suitable_text_px, text_width_px
from hipcheck.reports.moments import Flag, LiveValue, Moment
from hipcheck.reports.skeleton import BODY_COLOUR, LEG_COLOURS
from hipcheck.reports.wording import GRADE_COLOURS, GRADE_SYMBOLS

__all__ = ["Panel"]

_STEP: Final = 1.35
"""Distance of the lines, in text heights."""
_ROOM: Final = 3.0
"""How near a landmark may come, in text heights: hands and the crown reach beyond theirs."""


class Panel:
    """A table in the corner of the picture that hides least of the person, at the same place over the whole clip."""

    def __init__(self, tables: tuple[Moment, ...], avoid: PoseSequence) -> None:
        """Lay the panel out.

        Args:
            tables: Moments that together list every value there will be.
            avoid: Who is in the picture.
        """
        frame = avoid.frame_size
        self._text_px = size = suitable_text_px(frame.width_px, frame.height_px)
        self._pad = pad = size // 2
        rows = [value for moment in tables for value in moment.values]
        names = [text_width_px(_name(v, moment), size) for moment in tables for v in moment.values]
        widest = "-8.88 ±8.88" if any(METRICS[value.metric].decimals for value in rows) else "-188 ±88°"
        self._second_px = max(names, default=0) + 3 * pad
        self._width = pad + max(
            self._second_px + text_width_px(widest, size),
            pad + text_width_px("Rep 88/88  right  standing", size),
        )
        self._height = 2 * pad + round(_STEP * size) * (1 + max((len(m.values) for m in tables), default=0))
        self._left, self._top = self._quietest_corner(avoid)

    def _quietest_corner(self, avoid: PoseSequence) -> tuple[int, int]:
        """Left and top of the panel where the fewest landmarks come to lie behind it; the first of equals."""
        right = max(0, avoid.frame_size.width_px - self._width)
        bottom = max(0, avoid.frame_size.height_px - self._height)
        x, y = avoid.xy_px[..., 0], avoid.xy_px[..., 1]
        room = _ROOM * self._text_px

        def hidden(corner: tuple[int, int]) -> int:
            left, top = corner
            across = (x > left - room) & (x < left + self._width + room)
            return int((across & (y > top - room) & (y < top + self._height + room)).sum())

        return min(((0, 0), (right, 0), (0, bottom), (right, bottom)), key=hidden)

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Write what there is to say; nothing where no leg is tested."""
        if not moment.legs:
            return
        canvas.plate(self._left, self._top, self._left + self._width, self._top + self._height)
        self._write_head(canvas, moment)
        for row, value in enumerate(moment.values, start=1):
            baseline = self._baseline(row)
            canvas.text(_name(value, moment), self._left + self._pad, baseline, BODY_COLOUR)
            canvas.text(value.text, self._left + self._second_px, baseline)
        self._write_flags(canvas, moment)

    def _baseline(self, row: int) -> int:
        return self._top + self._pad + self._text_px + row * round(_STEP * self._text_px)

    def _write_head(self, canvas: Canvas, moment: Moment) -> None:
        size, left, baseline = self._text_px, self._left + self._pad, self._baseline(0)
        head = f"Rep {moment.begun}/{moment.total}"
        canvas.text(head, left, baseline)
        if len(moment.legs) == 1:
            leg = moment.legs[0]
            canvas.text(leg.value, left + text_width_px(f"{head}  ", size), baseline, LEG_COLOURS[leg])
        if moment.phase:
            right = self._left + self._width - self._pad
            canvas.text(moment.phase.value, right - text_width_px(moment.phase.value, size), baseline)

    def _write_flags(self, canvas: Canvas, moment: Moment) -> None:
        """Stack the flaws below the panel, or above it where it stands at the bottom."""
        shown: dict[str, Flag] = {}
        for flag in moment.flags:  # worst first: of several metrics for one flaw the first is the one to show
            side = f" ({flag.side})" if flag.side and len(moment.legs) > 1 else ""
            shown.setdefault(f"{flag.words}{side}", flag)
        for row, (words, flag) in enumerate(shown.items()):
            text = f"{GRADE_SYMBOLS[flag.grade]} {words}"
            width, height = canvas.label_size_px(text)
            away = self._pad + height / 2 + row * (height + self._pad)
            middle = self._top - away if self._top > 0 else self._height + away
            centre = np.array([self._left + self._pad + width / 2, middle])
            canvas.label(text, centre, rgb(GRADE_COLOURS[flag.grade]))


def _name(value: LiveValue, moment: Moment) -> str:
    side = f" {value.side}" if value.side and len(moment.legs) > 1 else ""
    return METRICS[value.metric].short + side
