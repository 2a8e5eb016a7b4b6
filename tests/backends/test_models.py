from __future__ import annotations

import re
from pathlib import Path

import pytest

from hipcheck.backends import models
from hipcheck.backends.models import MODEL_SHA256, model_path, read_model
from hipcheck.errors import ModelError, SettingsError

README = Path(__file__).parents[2] / "models" / "README.md"


@pytest.mark.parametrize("name", MODEL_SHA256)
def test_each_model_is_there_and_intact(name):
    model = read_model(name)
    assert model.name == f"pose_landmarker_{name}"
    assert model.sha256 == MODEL_SHA256[name]
    assert model.content == model_path(name).read_bytes()


def test_the_readme_lists_the_same_checksums():
    listed = re.findall(
        r"^([0-9a-f]{64})  pose_landmarker_(\w+)\.task$", README.read_text("utf-8"), re.MULTILINE
    )
    assert {name: sha256 for sha256, name in listed} == MODEL_SHA256


def test_an_unknown_model_names_those_there_are():
    with pytest.raises(SettingsError, match="no model 'huge'; choose one of lite, full, heavy"):
        model_path("huge")


def test_a_missing_model_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "_FOLDERS", (tmp_path,))
    with pytest.raises(
        ModelError, match=r"pose_landmarker_lite\.task is missing from .*install hipcheck again"
    ):
        read_model("lite")


def test_a_model_inside_the_package_comes_first(tmp_path, monkeypatch):
    installed, checkout = tmp_path / "package", tmp_path / "checkout"
    for folder in (installed, checkout):
        folder.mkdir()
        (folder / "pose_landmarker_lite.task").touch()
    monkeypatch.setattr(models, "_FOLDERS", (installed, checkout))
    assert model_path("lite").parent == installed


def test_a_model_with_one_wrong_bit_is_told(tmp_path, monkeypatch):
    content = bytearray(model_path("lite").read_bytes())
    content[1_000_000] ^= 1
    (tmp_path / "pose_landmarker_lite.task").write_bytes(content)
    monkeypatch.setattr(models, "_FOLDERS", (tmp_path,))
    with pytest.raises(
        ModelError, match=r"is damaged, its checksum begins with \w{12} instead of 8d8bd8dafa07"
    ):
        read_model("lite")
