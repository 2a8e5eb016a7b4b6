from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from benchmarks.accuracy.calibrate import heading_summary, landmark_summary, metric_summary, yaw_summary
from benchmarks.accuracy.collect import Rows, collect
from benchmarks.accuracy.document import differing, replaced, sections
from benchmarks.accuracy.landmark_errors import heading_rows, landmark_rows
from benchmarks.accuracy.markdown import number, same_but_for_rounding, share, table
from benchmarks.accuracy.plots import draw
from benchmarks.accuracy.recognition import misses, with_verdicts
from benchmarks.accuracy.residuals import residuals, write
from benchmarks.accuracy.rows import ClipRow, ReadingRow, as_frame
from benchmarks.accuracy.stats import agreement, yaw_bin
from benchmarks.accuracy.store import add_to_shard
from benchmarks.accuracy.targets import TARGETS
from hipcheck.landmarks import Side
from tests.benchmarks.stand_in import FILMED_FROM, on_both, on_one_leg, record_of
from tests.stick_motions import single_leg_bottom, squat_bottom

BLANK = {"str": "", "int": 0, "float": float("nan"), "bool": False}


def row(kind, **known):
    from dataclasses import fields

    return kind(**({f.name: BLANK[f.type] for f in fields(kind)} | known))


def reading(value, truth, half_width=2.0, **known):
    interval = (
        {} if value is None else {"value": value, "low": value - half_width, "high": value + half_width}
    )
    return row(
        ReadingRow,
        **{
            "metric": "knee_fppa_deg", "at": "bottom", "view": "front", "model": "full", "half": "check", "truth": truth,
            "truth_image": truth + 1.0, "status": "withheld" if value is None else "measured", "yaw_deg": 0.0,
        } | interval | known,
    )  # fmt: skip


def clip(**known):
    seen = {
        "model": "full", "half": "check", "expected_movement": "single_leg_squat", "seen_movement": "single_leg_squat",
        "expected_sides": "left left", "seen_sides": "left left", "expected_reps": 2, "seen_reps": 2,
        "expected_view": "front", "seen_view": "front", "yaw_deg": 5.0, "seen_yaw_deg": 3.0, "yaw_sd_deg": 2.0,
        "roll_deg": 0.0, "seen_roll_deg": 0.5, "roll_sd_deg": 1.0, "right_person": True,
    }  # fmt: skip
    return row(ClipRow, **(seen | known))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A dozen clips of stick figures, in two halves."""
    folder = tmp_path_factory.mktemp("data")
    random = np.random.default_rng(3)
    for place in range(12):
        side = Side.LEFT if place % 2 else Side.RIGHT
        camera = replace(FILMED_FROM, yaw_deg=float((-10, -4, 0, 4, 10, 175)[place % 6]))
        bottoms = [
            single_leg_bottom(side, 66.0, inward_deg=random.uniform(0, 20), lean_deg=random.uniform(0, 10))
            for _ in range(2)
        ]
        performed, kind = on_one_leg(side, *bottoms), "single_leg_squat"
        if place in (4, 9):
            performed, kind = on_both(squat_bottom(90.0, inward_deg=5.0)), "squat"
        half = "development" if place < 6 else "check"
        models = ("full", "lite", "heavy") if place in (2, 7) else ("full",)
        record = record_of(
            performed, f"{half[0]}{place:03d}", kind=kind, camera=camera, half=half, sd_px=2.0, models=models
        )
        add_to_shard(folder / f"clips_{place // 6:03d}.zip", replace(record, picture_jpeg=b""))
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    return collect(folder)


class TestAgreement:
    def test_bias_mae_and_percentile(self):
        found = agreement(as_frame(ReadingRow, [reading(v, 10.0) for v in (9.0, 10.0, 14.0)]), ["metric"])
        [one] = found.iter_rows(named=True)
        assert one["n"] == one["reps"] == 3
        assert one["bias"] == pytest.approx(1.0)
        assert one["mae"] == pytest.approx(5.0 / 3.0)
        assert one["p95"] == pytest.approx(3.7)
        assert one["mae_image"] == pytest.approx((2.0 + 1.0 + 3.0) / 3.0)
        assert one["coverage"] == pytest.approx(2.0 / 3.0)
        assert one["half_width"] == pytest.approx(2.0)
        assert one["slope"] is None, "truth does not vary"

    def test_slope_and_correlation(self):
        found = agreement(
            as_frame(ReadingRow, [reading(1.0 + 0.5 * t, float(t)) for t in range(10)]), ["metric"]
        )
        assert found["slope"].item() == pytest.approx(0.5)
        assert found["r"].item() == pytest.approx(1.0)

    def test_what_is_withheld_counts_as_that_and_nothing_else(self):
        found = agreement(
            as_frame(
                ReadingRow, [reading(None, 3.0), reading(3.0, 3.0), reading(None, 0.0, status="missed")]
            ),
            ["metric"],
        )
        [one] = found.iter_rows(named=True)
        assert (one["n"], one["reps"]) == (1, 3)
        assert (one["withheld"], one["missed"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
        assert one["mae"] == 0.0

    def test_groups_without_a_reading_are_there(self):
        [one] = agreement(as_frame(ReadingRow, [reading(None, 3.0)]), ["metric"]).iter_rows(named=True)
        assert one["n"] == 0
        assert one["mae"] is None

    def test_a_picture_that_shows_nothing_is_left_out(self):
        mixed = [reading(3.0, 3.0), reading(3.0, 3.0, truth_image=float("nan"))]
        assert agreement(as_frame(ReadingRow, mixed), ["metric"])["mae_image"].item() == pytest.approx(1.0)

    def test_bins_of_yaw_do_not_know_its_sign(self):
        bins = (
            pl.DataFrame({"yaw_deg": [0.0, -3.0, 3.1, -8.0, 14.9, 15.1]}).select(yaw_bin())["yaw"].to_list()
        )
        assert bins == ["0 to 3°", "0 to 3°", "3 to 8°", "3 to 8°", "8 to 15°", "over 15°"]


class TestVerdicts:
    @pytest.mark.parametrize(
        ("changed", "wrong"),
        [
            ({}, ""),
            ({"seen_movement": "squat", "seen_sides": "both both"}, "movement single_leg_squat, seen squat; leg left left, seen both both"),
            ({"seen_sides": "left right"}, "leg left left, seen left right"),
            ({"seen_view": "back"}, "view front, seen back"),
            ({"seen_reps": 1, "seen_sides": "left"}, "reps 2, seen 1"),
            ({"expected_movement": "unknown", "seen_movement": "nobody", "expected_sides": "", "seen_sides": "",
              "expected_reps": 0, "seen_reps": 0, "seen_view": "none"}, ""),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said(self, changed, wrong):
        clips = as_frame(ClipRow, [clip(**changed)])
        rows = Rows(pl.DataFrame(), clips, *[pl.DataFrame()] * 6)
        said = misses(rows)["wrong"].to_list()
        assert said == ([wrong] if wrong else [])

    def test_a_squat_has_no_leg_to_be_right_about(self):
        both = clip(expected_sides="both", seen_sides="both")
        assert with_verdicts(as_frame(ClipRow, [both]))["leg"].to_list() == [None]


class TestTargets:
    def aim(self, what, **frames):
        target = next(t for t in TARGETS if t.what.startswith(what))
        empty = {name: pl.DataFrame() for name in Rows.__slots__}
        return target, target.value(Rows(**(empty | frames)))

    def test_recognition(self):
        clips = as_frame(ClipRow, [clip()] * 49 + [clip(seen_movement="squat")])
        target, value = self.aim("movement right", clips=clips)
        assert value == pytest.approx(0.98)
        assert target.met(value)
        assert not target.met(0.979)

    def test_angles_at_small_yaw_only(self):
        readings = as_frame(
            ReadingRow,
            [reading(12.5, 10.0, yaw_deg=2.0), reading(20.0, 10.0, yaw_deg=9.0), reading(None, 10.0)],
        )
        target, value = self.aim("knee inward", readings=readings)
        assert value == pytest.approx(2.5)
        assert not target.met(value)

    def test_yaw(self):
        assert self.aim("camera yaw", clips=as_frame(ClipRow, [clip()]))[1] == pytest.approx(2.0)

    def test_coverage_is_wanted_of_every_metric(self):
        inside, outside = reading(10.0, 10.0), reading(10.0, 20.0)
        good = [inside] * 19 + [outside]
        bad = [replace(r, metric="trunk_lean_deg") for r in [inside] * 20]
        target, value = self.aim("metrics whose", readings=as_frame(ReadingRow, good + bad))
        assert value == pytest.approx(0.5), "95 % is right, 100 % is too wide"
        assert not target.met(value)

    def test_no_false_alarm(self):
        grades = [("good", "good"), ("good", "marked"), ("marked", "marked"), ("mild", "marked")]
        readings = [reading(0.0, 0.0, deserved=deserved, grade=grade) for deserved, grade in grades]
        assert self.aim("reps graded", readings=as_frame(ReadingRow, readings))[1] == 1.0

    def test_without_data_there_is_no_verdict(self):
        for target in TARGETS:
            empty = Rows(pl.DataFrame(), as_frame(ClipRow, []), pl.DataFrame(), as_frame(ReadingRow, []),
                         pl.DataFrame(), pl.DataFrame(), pl.DataFrame(), pl.DataFrame())  # fmt: skip
            assert target.value(empty) is None, target.what


class TestMarkdown:
    @pytest.mark.parametrize(
        ("value", "text"), [(None, ""), (float("nan"), ""), (1.26, "1.3"), (-0.04, "0.0"), (-2.0, "-2.0")]
    )
    def test_numbers(self, value, text):
        assert number(value) == text

    def test_signed_numbers_and_those_of_ratios(self):
        assert number(-0.01, sign=True) == "+0.0"
        assert number(0.0123, "knee_over_foot") == "0.012"

    @pytest.mark.parametrize(
        ("value", "text"),
        [(1.0, "100 %"), (0.999, "99 %"), (0.001, "1 %"), (0.0, "0 %"), (0.514, "51 %"), (None, "")],
    )
    def test_all_and_none_are_only_said_of_all_and_none(self, value, text):
        assert share(value) == text

    def test_a_table(self):
        assert table(("a", ">b"), [["x", "1"]]) == "| a | b |\n| --- | --: |\n| x | 1 |"

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("off by 1.2°, 95 %", "off by 1.3°, 94 %", True),
            ("off by 1.2°", "off by 1.4°", False),
            ("off by 1.2°", "off by 1.20°", False),
            ("-0.1", "+0.0", True),
            ("`d012_squat`", "`d013_squat`", False),
            ("n 3", "n 3 more", False),
        ],
    )
    def test_rounding_the_other_way_is_no_difference(self, one, other, same):
        assert same_but_for_rounding(one, other) is same


class TestPage:
    PAGE = "Before\n\n<!-- aims begins -->\n\nold 1.0\n\n<!-- aims ends -->\n\nAfter"

    def test_parts_are_put_between_their_markers(self):
        page = replaced(self.PAGE, {"aims": "new\n\n2.0"})
        assert page == self.PAGE.replace("old 1.0", "new\n\n2.0")
        assert differing(page, {"aims": "new\n\n2.0"}) == []
        assert differing(page, {"aims": "new\n\n2.1"}) == [], "rounded the other way"
        assert differing(page, {"aims": "new\n\n2.2"}) == ["aims"]

    def test_a_part_without_a_place_is_refused(self):
        with pytest.raises(ValueError, match="no markers for clips"):
            replaced(self.PAGE, {"clips": ""})
        assert differing(self.PAGE, {"clips": "x"}) == ["clips"]

    def test_every_part_has_its_place_on_the_page(self, rows):
        from benchmarks.accuracy.document import PAGE

        parts = sections(rows)
        page = replaced(PAGE.read_text(encoding="utf-8"), parts)
        assert differing(page, parts) == []
        assert len(parts["meaning"].splitlines()) == 5
        assert "nan" not in "".join(parts.values())

    def test_there_is_nothing_to_say_without_clips(self, tmp_path):
        assert sections(collect(tmp_path)) == {}


def test_rows_do_not_depend_on_who_was_first(folder, rows):
    again = collect(folder)
    for name, frame in rows.frames_by_name.items():
        assert frame.equals(again.frames_by_name[name], null_equal=True), name
    assert rows.clips["clip"].is_sorted()
    assert len(rows.facts) == 12
    assert len(rows.clips) == 12 + 2 * 2


def test_the_pictures_are_drawn(rows, tmp_path):
    paths = draw(rows, tmp_path)
    assert [p.name for p in paths] == ["accuracy_angles.svg", "accuracy_yaw.svg", "accuracy_coverage.svg"]
    first = [p.read_bytes() for p in paths]
    assert all(len(content) < 400_000 for content in first)
    draw(rows, tmp_path)
    assert [p.read_bytes() for p in paths] == first, "the same data give the same drawing"


@pytest.mark.parametrize("name", ["errors.parquet", "errors.csv"])
@pytest.mark.parametrize("kind", ["readings", "frames", "clips", "reps"])
def test_errors_are_exported_with_what_they_may_depend_on(rows, tmp_path, name, kind):
    found = residuals(rows, kind)
    write(found, tmp_path / name)
    read = pl.read_parquet if name.endswith("parquet") else pl.read_csv
    assert read(tmp_path / name).shape == found.shape
    assert {
        "person",
        "top",
        "distance_m",
        "frame_rate_hz",
        "yaw_deg" if kind != "reps" else "roll_deg",
    } <= set(found.columns)
    if kind == "readings":
        known = found.filter(pl.col("status") == "measured")
        np.testing.assert_allclose(known["residual"], known["value"] - known["truth"])


def test_another_ending_is_refused(rows, tmp_path):
    with pytest.raises(ValueError, match=r"neither .parquet nor .csv"):
        write(rows.clips, tmp_path / "errors.xlsx")


def test_yaw_towards_the_leg_has_the_sign_of_the_false_valgus(rows):
    turned = residuals(rows).filter(
        (pl.col("metric") == "knee_fppa_deg")
        & (pl.col("at") == "bottom")
        & (pl.col("yaw_to_leg_deg").abs() > 3.5)
    )
    false_deg = turned["truth_image"] - turned["truth"]
    assert len(turned) >= 8
    assert (np.sign(false_deg) == np.sign(turned["yaw_to_leg_deg"])).all()


class TestCalibration:
    def errors(self, clips=6, reps=3, half_width=2.0):
        random = np.random.default_rng(5)
        rows = [
            {
                "metric": "knee_fppa_deg", "at": "bottom", "status": "measured", "view": "front", "clip": f"c{c}",
                "residual": 3.0 + 2.0 * yaw + own, "residual_image": own, "yaw_error_to_leg_deg": yaw,
                "low": -half_width, "high": half_width,
            }
            for c in range(clips)
            for yaw in [random.normal(0.0, 1.5)]
            for own in random.normal(0.0, 0.5, reps)
        ]  # fmt: skip
        return pl.DataFrame(rows)

    def test_the_part_of_the_yaw_is_told_from_the_rest(self):
        [row] = metric_summary(self.errors(200), ["metric"]).iter_rows(named=True)
        assert row["per_yaw"] == pytest.approx(2.0, abs=0.1)
        assert row["bias"] == pytest.approx(3.0, abs=0.5)
        assert row["sd_without_yaw"] == pytest.approx(0.5, abs=0.05)
        assert row["within"] == pytest.approx(0.5, abs=0.05)
        assert row["between"] == pytest.approx(np.hypot(3.0, 0.5 / np.sqrt(3)), rel=0.15)
        assert row["landmark_sd"] == pytest.approx(0.5, abs=0.05)

    def test_how_much_wider_the_intervals_would_have_to_be(self):
        random = np.random.default_rng(6)
        errors = self.errors(500, 1).with_columns(residual=pl.Series(random.normal(0.0, 2.0, 500)))
        [row] = metric_summary(errors, ["metric"]).iter_rows(named=True)
        assert row["stated"] == pytest.approx(2.0 / 1.96, rel=1e-3)
        assert row["scale"] == pytest.approx(1.96, rel=0.1)

    def test_yaw_and_roll(self):
        clips = as_frame(
            ClipRow, [clip(yaw_deg=y, seen_yaw_deg=0.5 * y + 1.0) for y in (-8.0, -4.0, 0.0, 4.0, 8.0)]
        )
        [row] = yaw_summary(clips).iter_rows(named=True)
        assert row["yaw_bias"] == pytest.approx(1.0)
        assert row["slope"] == pytest.approx(0.5)
        assert row["roll_bias"] == pytest.approx(0.5)

    def test_perfect_landmarks_lie_on_their_joints(self):
        record = record_of(on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT, 60.0)), sd_px=0.0)
        found = landmark_rows(record, "full")
        assert set(found["phase"]) == {"standing", "bottom"}
        assert found.select(pl.col("outward_mm", "down_mm", "jitter_mm").abs().max()).row(0) == pytest.approx(
            (0, 0, 0), abs=0.1
        )

    @pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
    def test_a_landmark_beside_its_joint_is_told_by_how_much(self, yaw_deg):
        record = record_of(
            on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT, 60.0)),
            camera=replace(FILMED_FROM, yaw_deg=yaw_deg),
            sd_px=0.0,
        )
        person = record.recordings["full"].people[0]
        xy = person.xy_px.copy()
        outward_x = 1.0 if yaw_deg == 0.0 else -1.0
        xy[:, 23] += np.array([10.0 * outward_x, 4.0])  # the left hip, outward and down
        moved = replace(
            record,
            recordings={"full": replace(record.recordings["full"], people=(replace(person, xy_px=xy),))},
        )
        found = landmark_summary(landmark_rows(moved, "full")).filter(
            (pl.col("joint") == "hip") & (pl.col("phase") == "standing") & (pl.col("role") == "stance")
        )
        [row] = found.iter_rows(named=True)
        assert row["outward_mean"] / row["down_mean"] == pytest.approx(2.5, abs=1e-3)
        assert 10.0 < row["outward_mean"] < 40.0

    @pytest.mark.parametrize("yaw_deg", [-12.0, 0.0, 9.0, 80.0, 170.0])
    def test_perfect_world_landmarks_tell_the_bearing(self, yaw_deg):
        record = record_of(
            on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT, 60.0)),
            camera=replace(FILMED_FROM, yaw_deg=yaw_deg, distance_m=30.0),
            sd_px=0.0,
        )
        found = heading_rows(record, "full")
        by_sign = dict(found.select("sign", "seen_deg").iter_rows())
        for sign in ("shoulders", "hips", "feet"):
            assert by_sign[sign] == pytest.approx(yaw_deg, abs=1.0), sign
        if abs(yaw_deg) < 20.0:
            assert by_sign["feet in the picture"] == pytest.approx(yaw_deg, abs=3.0)
        summary = heading_summary(pl.concat([found] * 4))
        assert summary.filter(pl.col("sign") == "hips")["bias"].item() == pytest.approx(0.0, abs=1.0)
