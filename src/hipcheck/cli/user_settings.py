"""Which settings apply: those named on the command line, else the user's own file, else the built-in ones."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import platformdirs

from hipcheck.errors import SettingsError
from hipcheck.settings import STICKERS_PATTERN, Settings, load_settings

__all__ = ["settings_in_use", "user_settings_file", "with_stickers"]


def user_settings_file() -> Path:
    """Where a user's own settings lie: `hipcheck/settings.toml` in the system's place for such files."""
    return platformdirs.user_config_path("hipcheck", appauthor=False) / "settings.toml"


def settings_in_use(chosen: Path | None) -> Settings:
    """Read the settings.

    Args:
        chosen: The file named on the command line, or None.

    Raises:
        SettingsError: A file cannot be read or is broken.
    """
    if chosen is not None:
        return load_settings(chosen)
    own = user_settings_file()
    return load_settings(own) if own.is_file() else Settings()


def with_stickers(settings: Settings, stickers: str | None) -> Settings:
    """The settings with what the command line says of stickers; the same where it says nothing.

    Raises:
        SettingsError: It is neither "auto", "off" nor a colour.
    """
    if stickers is None:
        return settings
    if not re.search(STICKERS_PATTERN, stickers):
        raise SettingsError(
            f"--stickers: {stickers!r} is neither auto, off nor a colour such as '#33cc55'; give one of these, a colour in "
            "quotes."
        )
    chosen = msgspec.structs.replace(settings.stickers, look_for=stickers)
    return msgspec.structs.replace(settings, stickers=chosen)
