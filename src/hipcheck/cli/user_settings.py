"""Which settings apply: those named on the command line, else the user's own file, else the built-in ones."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from hipcheck.settings import Settings, load_settings

__all__ = ["settings_in_use", "user_settings_file"]


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
