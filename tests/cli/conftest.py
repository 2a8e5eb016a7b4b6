from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from hipcheck.cli import main
from tests.filmed import film


@pytest.fixture(autouse=True)
def away_from_home(tmp_path_factory, monkeypatch):
    """Neither the settings of whoever runs the tests nor their width of terminal count; files go to a new folder."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))


@pytest.fixture(scope="session")
def filmed(tmp_path_factory):
    return film(tmp_path_factory.mktemp("filmed"))


@pytest.fixture(scope="session")
def landmarks(filmed, tmp_path_factory):
    """The same landmarks without their clip beside them: quick, as nothing is drawn."""
    return Path(shutil.copy(filmed.landmarks, tmp_path_factory.mktemp("landmarks") / "clip.npz"))


@pytest.fixture
def hipcheck(capsys):
    """Runs a command line; gives exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def closed_pipe():
    """The writing end of a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)
