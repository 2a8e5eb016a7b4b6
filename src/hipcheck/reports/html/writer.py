"""`report.html`: what a runner opens on a phone and a physio prints."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from hipcheck.reports.base import KeyFrame, whole_file
from hipcheck.reports.html.media import collect_media
from hipcheck.reports.html.page import build_page
from hipcheck.results import Analysis

__all__ = ["LIBRARY_NAME", "HtmlReport", "write_library"]

LIBRARY_NAME: Final = "plotly.min.js"
"""Name of the chart library's file, beside the report or where several reports share it."""


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
        script, library = _own_script(), _inline(_plotly_script()) if self.single_file else ""
        return _environment().get_template("report.html.j2").render(
            page=build_page(analysis, media),
            policy=_policy(script, library),
            style=_data_file("report.css"),
            script=script,
            library=library,
            library_src=self.shared_library or LIBRARY_NAME,
        )  # fmt: skip


def write_library(folder: Path) -> Path:
    """Write the chart library into a folder, for the reports beside or below it.

    Raises:
        OutputError: It cannot be written.
    """
    path = folder / LIBRARY_NAME
    with whole_file(path) as partial:
        partial.write_text(_plotly_script(), encoding="utf-8")
    return path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("hipcheck", "data/report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sentence"] = _as_sentence
    return environment


def _as_sentence(clause: str) -> str:
    """A clause with a capital and a full stop; Jinja's own `capitalize` would lower the rest."""
    return f"{clause[:1].upper()}{clause[1:].rstrip('.')}."


@cache
def _data_file(name: str) -> str:
    return (resources.files("hipcheck") / "data" / "report" / name).read_text(encoding="utf-8")


def _own_script() -> str:
    return _data_file("report.js")


@cache
def _plotly_script() -> str:
    """plotly.js as the Plotly package ships it."""
    return (resources.files("plotly") / "package_data" / LIBRARY_NAME).read_text(encoding="utf-8")


def _inline(script: str) -> str:
    r"""A script as it may stand inside a page: "</script" would end it, and within a string "<\/script" is the same."""
    return script.replace("</script", r"<\/script")


def _policy(*scripts: str) -> str:
    """What the page may load: nothing from outside, and no script but these and the library beside it.

    Plotly sets styles by script, which needs 'unsafe-inline' for styles; they can load nothing either.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
        if script
    )
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'unsafe-inline'; img-src 'self' data:; "
        "media-src 'self' data: blob:; base-uri 'none'; form-action 'none'"
    )
