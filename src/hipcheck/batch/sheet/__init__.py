"""`index.html`, the triage sheet of a results folder: whom to look at first, everybody over time, and what went wrong."""

from __future__ import annotations

from hipcheck.batch.sheet.writer import SHEET_NAME, write_sheet

__all__ = ["SHEET_NAME", "write_sheet"]
