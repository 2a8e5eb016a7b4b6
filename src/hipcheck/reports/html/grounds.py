"""What the result rests on: cut-offs with their sources, settings, versions, and everything that is cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hipcheck.catalog import Threshold, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.reports.html.model import CutOffRow, SettingRow
from hipcheck.reports.wording import at_words, cite, cite_fully, compared_with, format_value, is_convention
from hipcheck.results import Analysis, ClipSource

__all__ = ["cut_off_rows", "provenance_rows", "references", "setting_rows"]


def _used(analysis: Analysis) -> tuple[Threshold, ...]:
    """The cut-offs that values were compared with, each once."""
    return tuple(dict.fromkeys(f.threshold for f in analysis.findings if f.threshold))


def cut_off_rows(analysis: Analysis) -> tuple[CutOffRow, ...]:
    """Every cut-off that was used."""
    return tuple(
        CutOffRow(
            flaw=load_catalog().flaws[t.flaw].title,
            metric=METRICS[t.metric].label,
            compared=f"{at_words(t.at)}, {compared_with(t.metric, t.basis)}",
            mild=f"{'from' if t.above else 'below'} {format_value(t.metric, t.mild)}",
            marked=f"{'from' if t.above else 'below'} {format_value(t.metric, t.marked)}",
            source=cite(t.source),
            convention=is_convention(t.source),
            note=t.note,
        )
        for t in _used(analysis)
    )


def references(analysis: Analysis) -> tuple[str, ...]:
    """Everything cited on the page, in full, in order of first use, but for what has nowhere to be looked up."""
    catalog = load_catalog()
    cited = [t.source for t in _used(analysis)]
    cited += [source for f in analysis.findings for source in catalog.flaws[f.flaw].sources]
    cited += [quote.article for r in analysis.recommendations for quote in r.quotes]
    cited += [r.dose.source for r in analysis.recommendations if r.dose.source]
    cited += [quote.article for s in analysis.symptoms for quote in s.quotes]
    cited.append(catalog.safety.frequency.article)
    return tuple(cite_fully(source) for source in dict.fromkeys(cited) if catalog.sources[source].where)


def provenance_rows(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """What made the result, and from what."""
    p = analysis.provenance
    rows = [("hipcheck", p.hipcheck), ("Pose estimator", p.backend), ("Model", p.model)]
    if p.model_sha256:
        rows.append(("Model, SHA-256", p.model_sha256))
    rows.append(("Field of view", _field_of_view(p.hfov_deg, from_clip=p.hfov_from_clip)))
    return (*rows, *(_clip_rows(analysis.source) if analysis.source else ()))


def _field_of_view(hfov_deg: float, *, from_clip: bool) -> str:
    if hfov_deg == 0.0:
        return "assumed to be that of a camera far away"
    where = "from the lens that the clip names" if from_clip else "assumed, as no lens is named"
    return f"{hfov_deg:.0f}° along the picture's longer side, {where}"


def _clip_rows(clip: ClipSource) -> tuple[tuple[str, str], ...]:
    frames = f"{clip.frames} frames in {clip.duration_s:.1f} s, {clip.frame_rate_hz:.4g} a second"
    return (
        ("Clip", clip.path),
        ("Clip, SHA-256", clip.sha256),
        ("Clip, size", f"{clip.width_px} by {clip.height_px} pixels, {frames}"),
    )


def setting_rows(analysis: Analysis) -> tuple[SettingRow, ...]:
    """Every engineering constant, by its dotted name."""
    return tuple(SettingRow(name, value) for name, value in _flat(analysis.provenance.settings))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
