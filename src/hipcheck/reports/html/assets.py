"""What pages are made with: templates, styles, scripts, and what a page may load."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from hipcheck.reports.base import whole_file

__all__ = ["LIBRARY_NAME", "data_file", "inline", "plotly_script", "policy", "templates", "write_library"]

LIBRARY_NAME: Final = "plotly.min.js"
"""Name of the chart library's file, beside the report or where several reports share it."""


def write_library(folder: Path) -> Path:
    """Write the chart library into a folder, for the reports beside or below it.

    Raises:
        OutputError: It cannot be written.
    """
    path = folder / LIBRARY_NAME
    with whole_file(path) as partial:
        partial.write_text(plotly_script(), encoding="utf-8")
    return path


@cache
def templates() -> Environment:
    """The templates of all pages; a name that nothing fills is an error."""
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
def data_file(name: str) -> str:
    """A style sheet or script of the pages."""
    return (resources.files("hipcheck") / "data" / "report" / name).read_text(encoding="utf-8")


@cache
def plotly_script() -> str:
    """plotly.js as the Plotly package ships it."""
    return (resources.files("plotly") / "package_data" / LIBRARY_NAME).read_text(encoding="utf-8")


def inline(script: str) -> str:
    r"""A script as it may stand inside a page: "</script" would end it, and within a string "<\/script" is the same."""
    return script.replace("</script", r"<\/script")


def policy(*scripts: str) -> str:
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
