from __future__ import annotations

from importlib import metadata

import pytest

from hipcheck.backends import BACKENDS, models
from hipcheck.cli.doctor import CHECKS, run_checks
from hipcheck.errors import ModelError


def results(name: str):
    return {check.what: check for check in CHECKS[name]()}


@pytest.mark.model
def test_all_is_well_here(hipcheck):
    code, out, err = hipcheck("doctor")
    assert (code, err) == (0, "")
    assert "✗" not in out
    assert out.rstrip().endswith("All is well.")
    for what in ("Python", "mediapipe 0.10.", "model lite", "model full", "model heavy", "libx264", "nobody"):
        assert what in out


def test_what_is_broken_is_marked_and_the_exit_code_is_1(hipcheck, monkeypatch):
    def broken(_):
        raise ModelError("the model cannot be started; do this.")

    monkeypatch.setitem(BACKENDS, "mediapipe", broken)
    code, out, err = hipcheck("doctor")
    assert (code, err) == (1, "")
    assert "✗  pose estimation   the model cannot be started; do this." in out
    assert "1 of these must be put right" in out


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken():
        raise ImportError("libGL.so.1: cannot open shared object file")
        yield

    monkeypatch.setitem(CHECKS, "OpenCV", broken)
    monkeypatch.setitem(CHECKS, "pose estimation", lambda: iter(()))
    found = {check.what: check for check in run_checks()}
    assert not found["OpenCV"].fine
    assert "libGL.so.1" in found["OpenCV"].detail
    assert "pip install" in found["OpenCV"].remedy
    assert found["catalogue"].fine


class TestPackages:
    def test_those_installed_are_in_range(self):
        assert results("packages")["packages"].fine

    def test_a_wrong_version_is_named_with_the_range(self, monkeypatch):
        true_version = metadata.version
        monkeypatch.setattr(
            metadata, "version", lambda name: "0.10.35" if name == "mediapipe" else true_version(name)
        )
        check = results("packages")["packages"]
        assert not check.fine
        assert check.detail == "mediapipe 0.10.35 is not <0.10.35,>=0.10.31"

    def test_a_missing_one_is_named(self, monkeypatch):
        true_version = metadata.version

        def version(name):
            if name == "plotly":
                raise metadata.PackageNotFoundError(name)
            return true_version(name)

        monkeypatch.setattr(metadata, "version", version)
        assert results("packages")["packages"].detail == "plotly is missing"

    def test_two_owners_of_cv2_are_told_apart(self, monkeypatch):
        owners = {"cv2": ["opencv-contrib-python", "opencv-python"]}
        monkeypatch.setattr(metadata, "packages_distributions", lambda: owners)
        check = results("OpenCV")["OpenCV"]
        assert not check.fine
        assert "pip uninstall opencv-python" in check.remedy


class TestModels:
    def test_a_damaged_model_is_found(self, monkeypatch, tmp_path):
        for name in models.MODEL_SHA256:
            (tmp_path / f"pose_landmarker_{name}.task").write_bytes(b"damaged")
        monkeypatch.setattr(models, "_FOLDERS", (tmp_path,))
        found = results("models")
        assert [check.fine for check in found.values()] == [False] * 3
        assert "damaged" in found["model full"].detail

    def test_a_missing_model_is_found(self, monkeypatch, tmp_path):
        monkeypatch.setattr(models, "_FOLDERS", (tmp_path,))
        assert "missing" in results("models")["model lite"].detail


def test_a_missing_encoder_is_found(monkeypatch):
    monkeypatch.setattr("hipcheck.cli.doctor._ENCODER", "libx999")
    found = results("video")
    assert found["video reading"].fine
    assert not found["video writing"].fine
    assert "--no-video" in found["video writing"].remedy


def test_a_folder_that_cannot_be_written_is_found(monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/proc")
    assert not results("folders")["temporary folder"].fine
    assert results("folders")["current folder"].fine


def test_a_broken_settings_file_is_found(monkeypatch, tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[smoothing]\ncutoff = 1\n")
    monkeypatch.setattr("hipcheck.cli.user_settings.user_settings_file", lambda: file)
    found = {check.what: check for check in run_checks() if check.what == "settings"}
    assert not found["settings"].fine
    assert "unknown field" in found["settings"].detail
