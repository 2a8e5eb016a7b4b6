"""The version: the package's own, and what every result says it was made by."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
