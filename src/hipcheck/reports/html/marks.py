"""Grades and places in the clip as the page shows them."""

from __future__ import annotations

from typing import Final

from hipcheck.reports.html.curves import rep_label
from hipcheck.reports.html.table_model import Mark, Moment
from hipcheck.reports.judged import deciding_grade
from hipcheck.reports.wording import GRADE_SYMBOLS, grade_word, leg_name, time_stamp
from hipcheck.results import Analysis, Grade, MeasuredRep

__all__ = ["NO_MARK", "mark", "rep_moment", "worst_grade"]

NO_MARK: Final = Mark(grade_word(None), "", "none")


def mark(grade: Grade | None) -> Mark:
    """The word, symbol and colour of a grade."""
    return Mark(grade_word(grade), GRADE_SYMBOLS[grade], grade.value) if grade else NO_MARK


def worst_grade(analysis: Analysis, rep: MeasuredRep) -> Grade | None:
    """The worst grade in the rep of what the findings rest on; None where nothing of it was graded."""
    grades = (deciding_grade(analysis, rep, m) for m in rep.measurements)
    return max((grade for grade in grades if grade), key=lambda grade: grade.severity, default=None)


def rep_moment(analysis: Analysis, rep: MeasuredRep, video_src: str) -> Moment:
    """The lowest point of a rep, to jump to.

    Args:
        analysis: Says which grades count.
        rep: The rep.
        video_src: Where the clip is; "" where there is none.
    """
    graded = mark(worst_grade(analysis, rep))
    leg = f", {leg_name(rep.rep.side)}" if rep.rep.side else ""
    return Moment(
        label=rep_label(rep.rep),
        time_s=round(rep.rep.bottom_s, 3),
        href=moment_href(video_src, rep.rep.bottom_s),
        mark=graded,
        title=f"Rep {rep.rep.index}{leg}, {graded.word}: lowest point at {time_stamp(rep.rep.bottom_s)}",
    )


def moment_href(video_src: str, time_s: float) -> str:
    """Leads to a time of the clip even without JavaScript (W3C Media Fragments); "" where there is no clip.

    A clip inside the page cannot be opened by itself, so the link leads to its player.
    """
    if not video_src:
        return ""
    return "#video" if video_src.startswith("data:") else f"{video_src}#t={time_s:.2f}"
