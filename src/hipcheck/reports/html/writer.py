"""`report.html`: what a runner opens on a phone and a physio prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hipcheck.reports.base import KeyFrame, whole_file
from hipcheck.reports.html.assets import (
    LIBRARY_NAME,
    data_file,
    inline,
    plotly_script,
    policy,
    templates,
    write_library,
)
from hipcheck.reports.html.media import collect_media
from hipcheck.reports.html.page import build_page
from hipcheck.results import Analysis

__all__ = ["LIBRARY_NAME", "HtmlReport", "write_library"]


@dataclass(frozen=True, slots=True)
class HtmlReport:
    """A page that works from a folder, offline, with or without JavaScript.

    Attributes:
        video: The annotated clip, in the report's folder; None for none.
        key_frames: Pictures to show, in the report's folder.
        single_file: Put clip, pictures and chart library into the page, for sending. Else `plotly.min.js` is
            written beside it.
        shared_library: Where the page finds a chart library that it shares with others, from its own folder:
            "../../plotly.min.js". None is written beside it then; `write_library` does that.
    """

    video: Path | None = None
    key_frames: tuple[KeyFrame, ...] = ()
    single_file: bool = False
    shared_library: str | None = None

    @property
    def filename(self) -> str:
        """Name of the page."""
        return "report.html"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the page, and the chart library beside it unless everything goes into the page or the library is shared.

        Args:
            analysis: What to render.
            folder: Where to; made where it does not exist.

        Returns:
            Path of the page.

        Raises:
            OutputError: The page cannot be written, or clip or pictures are not in the folder.
        """
        text = self.render(analysis, folder)
        path = folder / self.filename
        if not self.single_file and self.shared_library is None:
            write_library(folder)
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
        return path

    def render(self, analysis: Analysis, folder: Path) -> str:
        """The page as text, for a report that will lie in `folder`.

        Raises:
            OutputError: Clip or pictures are not in the folder.
        """
        media = collect_media(folder, self.video, self.key_frames, embed=self.single_file)
        script, library = data_file("report.js"), inline(plotly_script()) if self.single_file else ""
        return templates().get_template("report.html.j2").render(
            page=build_page(analysis, media),
            policy=policy(script, library),
            style=data_file("report.css"),
            script=script,
            library=library,
            library_src=self.shared_library or LIBRARY_NAME,
        )  # fmt: skip
