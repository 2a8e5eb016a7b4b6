"""hipcheck: looks at how a person moves on one leg and says, honestly, what it sees."""

from __future__ import annotations

__version__ = "0.1.0"
