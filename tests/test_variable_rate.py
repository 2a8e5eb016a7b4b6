"""A phone that drops frames films the same movement: the clip's own times tell, not its frame count."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hipcheck import Analysis, analyze_video
from hipcheck.catalog import At
from hipcheck.video import ClipReader, Frame

pytestmark = pytest.mark.model

ORIGIN = Path(__file__).parents[1] / "sample_videos" / "single_leg_squat_good_front.mp4"
"""Its knee does not wobble: angles do not depend on which moment of the bottom is taken."""
TICK = Fraction(1, 90_000)
GAP_S = 0.1
"""Phones leave gaps of up to about this much."""


def thinned(count: int, rate_hz: float, seed: int) -> list[int]:
    """A third of the frames gone at random, never so many in a row that the gap exceeds GAP_S; ends kept."""
    random = np.random.default_rng(seed)
    kept = [0]
    for number in range(1, count):
        due = (number + 1 - kept[-1]) / rate_hz > GAP_S + 1e-9
        if due or number == count - 1 or random.random() > 0.4:
            kept.append(number)
    return kept


def write(frames: list[Frame], target: Path) -> Path:
    """Write frames without loss, each at its own time."""
    with av.open(str(target), "w") as out:
        stream = out.add_stream("libx264", rate=30, options={"qp": "0", "bf": "0"})
        stream.height, stream.width = frames[0].image.shape[:2]
        stream.pix_fmt = "yuv444p"
        stream.time_base = stream.codec_context.time_base = TICK
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(frame.image, format="rgb24")
            picture.pts, picture.time_base = round(frame.time_s / TICK), TICK
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return target


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Frame]]:
    with ClipReader(ORIGIN) as clip:
        return tmp_path_factory.mktemp("variable"), list(clip)


@pytest.fixture(scope="module")
def origin(films: tuple[Path, list[Frame]]) -> Analysis:
    folder, frames = films
    return analyze_video(write(frames, folder / "constant.mp4"))


@pytest.fixture(scope="module", params=[7, 8])
def dropped(films: tuple[Path, list[Frame]], request: pytest.FixtureRequest) -> Analysis:
    folder, frames = films
    kept = thinned(len(frames), 30.0, request.param)
    assert 0.55 < len(kept) / len(frames) < 0.75
    return analyze_video(write([frames[n] for n in kept], folder / f"dropped_{request.param}.mp4"))


def test_the_times_are_those_of_the_frames_that_are_left(origin: Analysis, dropped: Analysis) -> None:
    steps = np.diff(dropped.poses.time_s)
    assert steps.min() == pytest.approx(1 / 30, abs=1e-3)
    assert 0.06 < steps.max() <= GAP_S + 1e-3
    assert set(np.round(dropped.poses.time_s, 3)) <= set(np.round(origin.poses.time_s, 3))


def test_the_same_movement_leg_and_view_are_seen(origin: Analysis, dropped: Analysis) -> None:
    seen = [(a.movement.id, a.view.kind, [r.rep.side for r in a.reps]) for a in (origin, dropped)]
    assert seen[0] == seen[1]
    assert len(dropped.reps) == 2


def test_reps_begin_and_end_when_they_did_as_well_as_their_tempo_is_known(
    origin: Analysis, dropped: Analysis
) -> None:
    known = json.loads(ORIGIN.with_suffix(".json").read_text(encoding="utf-8"))["truth"]["reps"]
    for was, now, true in zip(origin.reps, dropped.reps, known, strict=True):
        assert now.rep.start_s == pytest.approx(was.rep.start_s, abs=now.get("descent_s", At.REP).half_width)
        held = true["phases_s"]  # while the person stays down, any moment may be the deepest
        assert held["hold_s"] - GAP_S <= now.rep.bottom_s <= held["rise_s"] + GAP_S
        assert now.rep.end_s == pytest.approx(was.rep.end_s, abs=now.get("ascent_s", At.REP).half_width)


@pytest.mark.parametrize("metric", ["knee_fppa_deg", "trunk_lean_deg", "depth_deg"])
def test_angles_at_the_bottom_are_the_same(origin: Analysis, dropped: Analysis, metric: str) -> None:
    """Each within 2°, typically within 1°.

    MediaPipe looks where the body was in the frame before, so that after a gap the same picture gives landmarks a pixel
    or two away; a pixel at the knee is half a degree here.
    """
    was, now = (
        np.array(
            [
                next(m.value for m in rep.measurements if m.metric == metric and m.at is At.BOTTOM)
                for rep in a.reps
            ]
        )
        for a in (origin, dropped)
    )
    np.testing.assert_allclose(now, was, atol=2.0)
    assert np.median(now) == pytest.approx(np.median(was), abs=1.0)
