"""Results read back: strictly, and as sessions whose errors are those of their intervals."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import msgspec
import pytest

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.errors import InputError
from hipcheck.landmarks import Side
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import JsonReport, to_json_dict
from hipcheck.reports.saved import read_document, session_of
from hipcheck.results import Grade, SetSummary, ViewKind
from tests.factories import make_analysis


def document_of(analysis) -> AnalysisDocument:
    return msgspec.convert(to_json_dict(analysis), AnalysisDocument)


def summary(metric, at, median, half, excursion, side=Side.LEFT):
    return SetSummary(
        metric, side, at, median, median - half, median + half, 1.0, median, median, 3, excursion
    )


class TestReadDocument:
    def test_a_file_and_its_folder_give_the_same(self, tmp_path):
        file = JsonReport().write(make_analysis(), tmp_path)
        assert read_document(file) == read_document(tmp_path) == document_of(make_analysis())

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda d: d | {"schema_version": 2}, ["version 2", "a newer hipcheck", "update hipcheck"]),
            (
                lambda d: d | {"schema_version": 0},
                ["version 0", "an older hipcheck", "analyse the clip again"],
            ),
            (lambda d: d | {"extra": 1}, ["damaged", "extra"]),
            (lambda d: {k: v for k, v in d.items() if k != "summary"}, ["damaged", "summary"]),
            (lambda d: d | {"person": "two"}, ["damaged", "person"]),
            (lambda _: {"a": 1}, ["no result of hipcheck", "schema_version"]),
            (lambda _: [1], ["no result of hipcheck"]),
        ],
    )
    def test_what_is_no_result_is_refused_in_one_sentence(self, tmp_path, change, words):
        file = tmp_path / "analysis.json"
        file.write_text(json.dumps(change(to_json_dict(make_analysis()))))
        with pytest.raises(InputError) as caught:
            read_document(file)
        text = str(caught.value)
        assert text.startswith(str(file))
        assert "\n" not in text
        for word in words:
            assert word in text

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"schema_version": 1'])
    def test_a_file_that_is_cut_short_is_refused(self, tmp_path, content):
        (tmp_path / "a.json").write_bytes(content)
        with pytest.raises(InputError, match="no result of hipcheck"):
            read_document(tmp_path / "a.json")

    def test_a_file_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(InputError, match=r"cannot be read \(No such file"):
            read_document(tmp_path / "nobody.json")
        with pytest.raises(InputError, match=r"analysis\.json: cannot be read"):
            read_document(tmp_path)


class TestSessionOf:
    def test_conditions_are_those_of_the_result(self):
        made = session_of(document_of(make_analysis()), "monday", step_height_cm=15.0)
        c = made.conditions
        assert (c.movement, c.variant, c.view, c.step_height_cm) == (
            "single_leg_squat", "free leg behind", ViewKind.FRONT, 15.0,
        )  # fmt: skip
        assert made.label == "monday"
        assert made.clips == ("0" * 64,)

    def test_the_standard_error_is_half_of_the_interval_over_1_96(self):
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(
            summary("knee_fppa_deg", At.BOTTOM, 9.0, 9.8, None),))), "a")  # fmt: skip
        (value,) = made.values
        assert value.standard_error == pytest.approx(5.0, abs=0.001)
        assert (value.value, value.reps, value.basis) == (9.0, 3, Basis.ABSOLUTE)

    def test_of_an_interval_that_ends_at_0_the_upper_half_counts(self):
        cut = replace(summary("knee_wobble", At.REP, 0.1, 0.196, None), low=0.0)
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(cut,))), "a")
        assert made.values[0].standard_error == pytest.approx(0.1, abs=1e-4)

    def test_intervals_of_another_confidence_are_understood(self):
        analysis = make_analysis()
        sure = replace(analysis.provenance, settings={"measurement": {"confidence": 0.6827}})
        made = session_of(document_of(replace(analysis, findings=(), provenance=sure, summary=(
            summary("depth_deg", At.BOTTOM, 60.0, 4.0, None),))), "a")  # fmt: skip
        assert made.values[0].standard_error == pytest.approx(4.0, abs=0.001)

    def test_a_graded_change_from_standing_has_the_findings_interval(self):
        analysis = make_analysis()
        finding = next(f for f in analysis.findings if f.metric == "knee_fppa_deg" and f.threshold)
        made = session_of(document_of(replace(analysis, summary=(
            summary("knee_fppa_deg", At.BOTTOM, 20.0, 19.6, 18.0, side=finding.side),))), "a")  # fmt: skip
        change = made.get("knee_fppa_deg", finding.side, At.BOTTOM, Basis.EXCURSION)
        assert change.standard_error == pytest.approx((finding.high - finding.value) / 1.96, abs=1e-3)
        assert made.get(
            "knee_fppa_deg", finding.side, At.BOTTOM, Basis.ABSOLUTE
        ).standard_error == pytest.approx(10.0, abs=1e-3)

    def test_another_change_from_standing_sheds_the_bias_that_standing_takes_out(self):
        """The knee's absolute bias is 4°: √(5² - 4²) = 3."""
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(
            summary("knee_fppa_deg", At.MATCHED, 9.0, 9.8, 7.0),))), "a")  # fmt: skip
        assert made.values[1].standard_error == pytest.approx(3.0, abs=0.001)

    def test_it_keeps_the_bias_that_standing_leaves(self):
        """An interval narrower than the bias alone could be: 2° stay."""
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(
            summary("knee_fppa_deg", At.MATCHED, 9.0, 2.0, 7.0),))), "a")  # fmt: skip
        assert made.values[1].standard_error == 2.0

    def test_a_share_of_standing_has_its_error_divided_like_itself(self):
        """1.2 ± 0.196 in standing 1.5: 0.8, error 0.1 / 1.5."""
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(
            summary("knee_ankle_separation", At.PEAK, 1.2, 0.196, 0.8, side=None),))), "a")  # fmt: skip
        assert made.values[1].standard_error == pytest.approx(0.1 / 1.5, abs=1e-4)

    def test_an_interval_that_is_not_known_stays_unknown(self):
        made = session_of(document_of(replace(make_analysis(), findings=(), summary=(
            replace(summary("knee_fppa_deg", At.MATCHED, 9.0, 2.0, 7.0), low=math.nan, high=math.nan),))), "a")  # fmt: skip
        assert all(math.isnan(value.standard_error) for value in made.values)

    def test_grades_and_cut_offs_come_along_but_no_asymmetry(self):
        made = session_of(document_of(make_analysis()), "a")
        assert made.grade("knee_fppa_deg", Side.RIGHT).grade is Grade.MARKED
        assert Flaw.ASYMMETRY not in {g.flaw for g in made.grades}
        assert made.threshold("knee_fppa_deg").mild == 10.0

    def test_a_movement_of_ones_own_brings_the_cut_offs_of_its_findings(self):
        analysis = make_analysis()
        own = replace(analysis, movement=replace(analysis.movement, id="my_lunge"))
        made = session_of(document_of(own), "a")
        assert {t.metric for t in made.thresholds} == {f.metric for f in analysis.findings if f.threshold}
