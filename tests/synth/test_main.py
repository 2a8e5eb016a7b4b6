from __future__ import annotations

import json
import sys

import pytest

from synth import __main__ as main
from tests.synth.test_film import CLIP


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["synth", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        main.main()
    return stop.value.code


@pytest.mark.usefixtures("gpu")
def test_a_clip_is_rendered_from_its_spec(tmp_path, monkeypatch, capsys):
    from synth.spec_file import spec_json

    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(spec_json(CLIP)), encoding="utf-8")
    assert run(monkeypatch, "clip", spec, "--out", tmp_path / "clips") == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "clips" / "tiny.mp4")
    assert (tmp_path / "clips" / "tiny_truth.csv").exists()


def test_an_error_is_one_sentence(tmp_path, monkeypatch, capsys):
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"name": "x", "look": {"skin": 9}}), encoding="utf-8")
    assert run(monkeypatch, "clip", spec) == 2
    assert capsys.readouterr().err == "error: x: look.skin is 9, but skin tones go from 0 to 5\n"


def test_samples_are_rendered_where_they_are_wanted(tmp_path, monkeypatch, capsys):
    asked = {}
    monkeypatch.setattr(
        main, "write_samples", lambda samples, out, report: asked.update(samples=samples, out=out)
    )
    assert run(monkeypatch, "samples", "--out", tmp_path) == 0
    assert asked["out"] == tmp_path
    assert len(asked["samples"]) >= 10
