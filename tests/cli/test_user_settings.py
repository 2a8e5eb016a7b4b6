from __future__ import annotations

import pytest

from hipcheck.cli.user_settings import settings_in_use, user_settings_file
from hipcheck.errors import SettingsError
from hipcheck.settings import Settings


@pytest.fixture
def own():
    file = user_settings_file()
    file.parent.mkdir(parents=True)
    file.write_text("[smoothing]\ncutoff_hz = 4.0\n")
    return file


def test_without_any_file_the_built_in_ones_apply():
    assert settings_in_use(None) == Settings()


def test_the_users_own_file_applies(own):
    assert own.parts[-2:] == ("hipcheck", "settings.toml")
    assert settings_in_use(None).smoothing.cutoff_hz == 4.0


def test_the_file_named_replaces_the_users_own(own, tmp_path):
    (tmp_path / "named.toml").write_text("[smoothing]\norder = 2\n")
    assert settings_in_use(tmp_path / "named.toml").smoothing.cutoff_hz == Settings().smoothing.cutoff_hz
    assert settings_in_use(tmp_path / "named.toml").smoothing.order == 2


def test_a_broken_file_of_ones_own_is_told(own):
    own.write_text("[smoothing]\ncutoff = 4.0\n")
    with pytest.raises(SettingsError, match="unknown field `cutoff`"):
        settings_in_use(None)
