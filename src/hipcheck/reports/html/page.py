"""From an analysis to a page: the first of two steps, the template is the second."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import PurePath
from typing import Any

from hipcheck.catalog import load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.base import KeyFrameKind
from hipcheck.reports.html.advice import exercise_views, plan_view, quote_view, symptom_views
from hipcheck.reports.html.charts import Chart, ChartKind
from hipcheck.reports.html.curves import build_charts, rep_label
from hipcheck.reports.html.drawing import draw
from hipcheck.reports.html.figure import MARGIN_PX, plotly_figure
from hipcheck.reports.html.grounds import cut_off_rows, provenance_rows, references, setting_rows
from hipcheck.reports.html.marks import moment_href, rep_moment
from hipcheck.reports.html.media import Media, Picture
from hipcheck.reports.html.model import (
    ChipGroup,
    CurvesView,
    MissingView,
    Page,
    PictureView,
    PlotView,
    SafetyView,
    VideoView,
    WarningView,
)
from hipcheck.reports.html.table_model import ChecklistRow, ChecklistView
from hipcheck.reports.html.tables import rep_table, summary_groups
from hipcheck.reports.html.verdict import finding_views, meaning_views, verdict
from hipcheck.reports.wording import join_words, leg_name, scale_of, side_name, time_stamp
from hipcheck.results import Analysis, Checklist, ChecklistItem

__all__ = ["build_page"]


def build_page(analysis: Analysis, media: Media) -> Page:
    """Everything the report says.

    Args:
        analysis: What was found.
        media: The annotated clip and the key frames, as the page refers to them.
    """
    catalog = load_catalog()
    charts = build_charts(analysis)
    clip = PurePath(analysis.source.path).name if analysis.source else ""
    movement = catalog.movements.get(analysis.movement.id)
    return Page(
        title=f"{analysis.movement.name}{f', {clip}' if clip else ''}",
        clip=clip,
        verdict=verdict(analysis),
        warnings=tuple(WarningView(w.text, w.remedy) for w in analysis.warnings),
        findings=finding_views(analysis),
        meanings=meaning_views(analysis),
        video=_video(analysis, media),
        chips=_chips(analysis, media),
        pictures=tuple(_picture(picture, media) for picture in media.pictures),
        curves=_curves(chart for chart in charts if chart.main),
        more_curves=_curves(chart for chart in charts if not chart.main),
        exercises=exercise_views(analysis),
        plan=plan_view(analysis),
        rhythm=(quote_view(catalog.safety.frequency), quote_view(catalog.safety.session_length)),
        progress=catalog.safety.progress,
        symptoms=symptom_views(analysis),
        table=rep_table(analysis, media.video_src),
        summary=summary_groups(analysis),
        checklists=tuple(map(_checklist, analysis.checklists)),
        missing=_missing(analysis),
        how_to_film=movement.how_to if movement else "",
        safety=SafetyView(
            catalog.safety.banner, catalog.safety.before, catalog.safety.red_flags, catalog.safety.pain_rule
        ),
        provenance=provenance_rows(analysis),
        settings=setting_rows(analysis),
        cut_offs=cut_off_rows(analysis),
        references=references(analysis),
        script_data=_script_data(analysis, charts),
    )


def _video(analysis: Analysis, media: Media) -> VideoView | None:
    if not media.video_src:
        return None
    size = analysis.poses.frame_size
    bottoms = [p.src for p in media.pictures if p.frame.kind is KeyFrameKind.BOTTOM]
    return VideoView(
        src=media.video_src,
        poster=bottoms[0] if bottoms else "",
        label=f"Your clip with lines and angles drawn in: {analysis.movement.name}",
        width_px=size.width_px,
        height_px=size.height_px,
    )


def _chips(analysis: Analysis, media: Media) -> tuple[ChipGroup, ...]:
    return tuple(
        ChipGroup(
            title=leg_name(side).capitalize(),
            side=side_name(side),
            chips=tuple(rep_moment(analysis, rep, media.video_src) for rep in analysis.reps_of(side)),
        )
        for side in (Side.LEFT, Side.RIGHT, None)
        if analysis.reps_of(side)
    )


def _picture(picture: Picture, media: Media) -> PictureView:
    frame = picture.frame
    return PictureView(
        src=picture.src,
        alt=f"Frame at {time_stamp(frame.time_s)}, lines and angles drawn in",
        caption=frame.caption,
        time_s=round(frame.time_s, 3),
        href=moment_href(media.video_src, frame.time_s),
    )


def _plot_label(chart: Chart) -> str:
    if chart.kind is ChartKind.TIME:
        return "Over the clip, with 95 % interval"
    return "All reps, mean ± SD" if chart.bands else "The rep"


def _curves(charts: Iterable[Chart]) -> tuple[CurvesView, ...]:
    """The charts, those of a metric together."""
    grouped = groupby(charts, key=lambda chart: chart.metric)
    return tuple(_curves_of_metric(list(group)) for _, group in grouped)


def _curves_of_metric(charts: list[Chart]) -> CurvesView:
    first = charts[0]
    return CurvesView(
        title=first.title,
        y_label=first.y_label,
        caption=first.caption,
        legend=tuple((side_name(side), leg_name(side)) for side in first.sides),
        plots=tuple(PlotView(chart.id, _plot_label(chart), draw(chart)) for chart in charts),
    )


def _checklist(sheet: Checklist) -> ChecklistView:
    leg = f", {leg_name(sheet.side)}" if sheet.side else ""
    left_out = sum(item.score is None for item in sheet.items)
    counted = f"{sheet.total:g} of {sheet.max_total:g} points, 0 is best"
    omitted = f"; {left_out} of {len(sheet.items)} items left out, never counted as good" if left_out else ""
    band = f": {sheet.band}" if sheet.band else ""
    return ChecklistView(
        title=f"{sheet.title}{leg}",
        rows=tuple(map(_checklist_row, sheet.items)),
        total=f"{counted}{band}{omitted}.",
    )


def _checklist_row(item: ChecklistItem) -> ChecklistRow:
    score = "left out" if item.score is None else f"{item.score:g} of {item.max_score:g}"
    return ChecklistRow(item.text, score, item.score is not None, item.reason)


def _missing(analysis: Analysis) -> tuple[MissingView, ...]:
    """What was withheld, metrics with the same reason together."""
    labels: dict[tuple[str, str], list[str]] = {}
    for missing in analysis.not_measured:
        leg = f" ({missing.side.value})" if missing.side else ""
        label = f"{METRICS[missing.metric].label}{leg}"
        labels.setdefault((missing.reason, missing.remedy), []).append(label)
    return tuple(MissingView(join_words(found), reason, remedy) for (reason, remedy), found in labels.items())


def _script_data(analysis: Analysis, charts: tuple[Chart, ...]) -> dict[str, Any]:
    """Times and figures for the page's script: numbers and names, all JSON."""
    rate_hz = analysis.poses.frame_rate_hz
    return {
        "reps": [
            {
                "index": m.rep.index,
                "label": rep_label(m.rep),
                "side": side_name(m.rep.side),
                "start_s": round(m.rep.start_s, 3),
                "bottom_s": round(m.rep.bottom_s, 3),
                "end_s": round(m.rep.end_s, 3),
            }
            for m in analysis.reps
        ],
        "frame_s": round(1.0 / rate_hz, 5) if rate_hz > 0 else None,
        "margin_px": MARGIN_PX,
        "charts": {
            chart.id: {
                "kind": chart.kind.value,
                "range": list(chart.x_range),
                "unit": scale_of(chart.metric).unit,
                "decimals": scale_of(chart.metric).decimals,
                "figure": plotly_figure(chart),
            }
            for chart in charts
        },
    }
