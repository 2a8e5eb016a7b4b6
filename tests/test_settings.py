"""A settings file replaces some constants, and a slip of the pen in it is told, with its place."""

from __future__ import annotations

import msgspec
import pytest

from hipcheck.errors import SettingsError
from hipcheck.settings import Settings, load_settings


def loaded(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_an_empty_file_changes_nothing(tmp_path):
    assert loaded(tmp_path, "") == Settings()


def test_what_the_file_says_replaces_the_default_and_nothing_else(tmp_path):
    settings = loaded(tmp_path, "[smoothing]\ncutoff_hz = 4\n[scoring]\nsure = 0.9\n")
    assert (settings.smoothing.cutoff_hz, settings.scoring.sure) == (4.0, 0.9)
    changed = {("smoothing", "cutoff_hz"), ("scoring", "sure")}
    for table, values in Settings().as_dict().items():
        for key, value in values.items():
            assert (settings.as_dict()[table][key] == value) is ((table, key) not in changed)


def test_the_defaults_are_within_their_own_bounds():
    assert msgspec.convert(Settings().as_dict(), Settings) == Settings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[smoothing]\ncutoff = 4", r"unknown field `cutoff` - at `\$\.smoothing`"),
        ("[smooth]\ncutoff_hz = 4", "unknown field `smooth`"),
        ("[smoothing]\ncutoff_hz = '4'", r"Expected `float`, got `str` - at `\$\.smoothing\.cutoff_hz`"),
        ("[smoothing]\ncutoff_hz = -1", r"Expected `float` > 0\.0 - at `\$\.smoothing\.cutoff_hz`"),
        ("[smoothing]\ncutoff_hz = nan", r"at `\$\.smoothing\.cutoff_hz`"),
        ("[smoothing]\nrate_hz = inf", r"at `\$\.smoothing\.rate_hz`"),
        ("[smoothing]\nrate_hz = 20\ncutoff_hz = 14", r"at `\$\.smoothing\.rate_hz`"),  # beyond half the rate
        ("[smoothing]\norder = 3", "multiple of 2"),
        ("[measurement]\nconfidence = 95", r"at `\$\.measurement\.confidence`"),
        ("[identity]\nmin_visibility = 7", r"at `\$\.identity\.min_visibility`"),
        ("[view]\nassumed_hfov_deg = -1", r"at `\$\.view\.assumed_hfov_deg`"),
        ("[smoothing", "not valid TOML"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(tmp_path, text, says):
    with pytest.raises(SettingsError, match=rf"^{tmp_path}/mine\.toml: .*{says}"):
        loaded(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match=r"no\.toml: cannot read the settings file"):
        load_settings(tmp_path / "no.toml")
