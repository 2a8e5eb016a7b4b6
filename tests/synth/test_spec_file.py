from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hipcheck.errors import SettingsError
from synth.samples import SAMPLES
from synth.spec import CameraSpec, ClipSpec, FilmSpec, LookSpec, RoomSpec, StickerSpec
from synth.spec_file import check_spec, read_spec, spec_json


def written(tmp_path, value):
    path = tmp_path / "spec.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.spec.name)
def test_a_spec_comes_back_as_it_was_written(tmp_path, sample):
    assert read_spec(written(tmp_path, spec_json(sample.spec))) == sample.spec


def test_stickers_are_written_only_where_there_are_some():
    worn = ClipSpec(name="x", look=LookSpec(stickers=StickerSpec(colour="pink")))
    assert spec_json(worn)["look"]["stickers"]["colour"] == "pink"
    assert "stickers" not in spec_json(ClipSpec(name="x"))["look"]


def test_a_colour_that_no_sticker_has_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"'beige' - at `\$.look.stickers.colour`"):
        read_spec(written(tmp_path, {"name": "x", "look": {"stickers": {"colour": "beige"}}}))


def test_what_is_left_out_has_its_default(tmp_path):
    spec = read_spec(
        written(tmp_path, {"name": "short", "movement": {"kind": "squat", "reps": [{"side": None}]}})
    )
    assert spec.camera == CameraSpec()
    assert spec.movement.reps[0].side is None


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("{", "is no clip spec"),
        ({}, "is no clip spec: .*name"),
        (
            {"name": "x", "movement": {"kind": "juggle"}},
            r"Invalid enum value 'juggle' - at `\$.movement.kind`",
        ),
        ({"name": "x", "camera": {"yaw": 3}}, "unknown key 'camera.yaw'"),
        (
            {"name": "x", "movement": {"reps": [{}, {"valgus": 3}]}},
            r"unknown key 'movement.reps\[1\].valgus'",
        ),
        ({"name": "x", "look": {"skin": 7}}, "x: look.skin is 7"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path, value, complaint):
    with pytest.raises(SettingsError, match=complaint):
        read_spec(written(tmp_path, value))


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere\.json cannot be read"):
        read_spec(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"name": "a/b"}, "is no file name"),
        ({"name": ".."}, r"is no file name"),
        ({"look": LookSpec(person="nobody")}, "'nobody' is nobody; there are woman_average"),
        ({"camera": CameraSpec(height_px=481)}, "even sizes"),
        ({"camera": CameraSpec(distance_m=0.2)}, "too close"),
        ({"camera": CameraSpec(focal_ratio=0.0)}, "focal_ratio"),
        ({"film": FilmSpec(frame_rate_hz=0.0)}, "frame_rate_hz"),
        ({"film": FilmSpec(rate_jitter=0.5)}, "rate_jitter"),
        ({"film": FilmSpec(shutter_s=-0.1)}, "shutter_s"),
        ({"film": FilmSpec(noise_sd=-1.0)}, "noise_sd"),
        ({"film": FilmSpec(crf=60)}, "crf"),
        ({"room": RoomSpec(brightness=0.0)}, "brightness"),
        ({"look": LookSpec(stickers=StickerSpec(diameter_mm=2.0))}, "stickers.diameter_mm is 2.0"),
        ({"look": LookSpec(stickers=StickerSpec(right_offset_mm=(0.0, -25.0)))}, "an offset of 25.0 mm"),
        ({"look": LookSpec(stickers=StickerSpec(slip_mm=-1.0))}, "stickers.slip_mm is -1.0"),
    ],
)
def test_what_cannot_be_rendered_is_refused(wrong, complaint):
    with pytest.raises(SettingsError, match=complaint):
        check_spec(replace(ClipSpec(name="x"), **wrong))
