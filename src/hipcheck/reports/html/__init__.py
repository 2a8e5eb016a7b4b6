"""`report.html`. An analysis becomes a `Page` of plain values (`page`), and a template turns that into text (`writer`)."""

from __future__ import annotations

from hipcheck.reports.html.writer import LIBRARY_NAME, HtmlReport, write_library

__all__ = ["LIBRARY_NAME", "HtmlReport", "write_library"]
