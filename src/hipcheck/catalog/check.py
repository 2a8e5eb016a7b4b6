"""Cross-checks of the catalogue: what one entry says of another must be true."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter

from hipcheck.catalog.model import (
    CUE_FIELDS,
    SEEN_FIELDS,
    START_FIELDS,
    Catalog,
    Exercise,
    Flaw,
    FlawText,
    Movement,
    Origin,
    Seen,
    Source,
)
from hipcheck.errors import CatalogError

__all__ = ["check_catalog", "check_movement"]


def check_movement(movement: Movement, sources: dict[str, Source], name: str) -> None:
    """Refuse a movement whose thresholds or rep signals make no sense.

    Args:
        movement: As read.
        sources: Known sources by id.
        name: File name, for the message.

    Raises:
        CatalogError: With file, place and what is wrong.
    """
    for number, threshold in enumerate(movement.thresholds, start=1):
        where = f"{name}, threshold {number} ({threshold.flaw})"
        _known(threshold.source, sources, f"{where}: unknown source")
        if threshold.metric not in movement.metrics:
            raise CatalogError(f"{where}: metric {threshold.metric!r} is not among the movement's metrics.")
        if threshold.marked == threshold.mild or (threshold.marked > threshold.mild) is not threshold.above:
            raise CatalogError(
                f"{where}: marked ({threshold.marked:g}) must lie beyond mild ({threshold.mild:g}), "
                f"{'above' if threshold.above else 'below'} it."
            )
    if movement.legs not in (1, 2):
        raise CatalogError(f"{name}: legs must be 1 or 2, but is {movement.legs}.")
    unknown_views = set(movement.depth) - {"frontal", "side"}
    if unknown_views or not movement.depth:
        raise CatalogError(f'{name}: depth needs "frontal" or "side", but has {sorted(movement.depth)}.')


def check_catalog(catalog: Catalog) -> None:
    """Refuse a catalogue with dangling references, gaps or templates that nothing fills.

    Raises:
        CatalogError: With file, place and what is wrong.
    """
    for where, source in _citations(catalog):
        _known(source, catalog.sources, f"{where}: unknown source")
    for exercise in catalog.exercises.values():
        _check_exercise(exercise)
    for flaw in Flaw:
        if flaw not in catalog.flaws:
            raise CatalogError(f"flaws.toml: nothing on {flaw}.")
        _check_flaw(catalog.flaws[flaw], catalog.exercises)
    for exercise_id in (*catalog.maintenance.exercises, catalog.live_practice):
        _check_offered(exercise_id, catalog.exercises, "exercises.toml")


def _known(value: str, known: Collection[str], message: str) -> None:
    if value not in known:
        raise CatalogError(f"{message} {value!r} (known: {', '.join(sorted(known))}).")


def _citations(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every source id that is cited, with where it is cited."""
    for e in catalog.exercises.values():
        place = f"exercises.toml, {e.id}"
        yield from ((place, quote.article) for quote in e.quotes)
        if e.dose and e.dose.origin is Origin.ARTICLE:
            yield f"{place}, dose", e.dose.source
    for flaw in catalog.flaws.values():
        place = f"flaws.toml, {flaw.id}"
        yield from ((place, source) for source in flaw.sources)
        yield from ((place, quote.article) for quote in flaw.quotes)
    for note in catalog.symptoms.values():
        yield from ((f"safety.toml, {note.symptom}", quote.article) for quote in note.quotes)
    yield "exercises.toml, maintenance", catalog.maintenance.quote.article
    yield "safety.toml", catalog.safety.frequency.article
    yield "safety.toml", catalog.safety.session_length.article


def _check_template(template: str, fields: Collection[str], where: str) -> None:
    try:
        used = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise CatalogError(f"{where}: {template!r} is not a template ({error}).") from error
    for name in sorted(used):
        _known(name, fields, f"{where}: unknown placeholder")


def _check_exercise(exercise: Exercise) -> None:
    where = f"exercises.toml, {exercise.id}"
    _check_template(exercise.start, START_FIELDS, where)
    if exercise.origin is Origin.ARTICLE and not exercise.quotes:
        raise CatalogError(f"{where}: an exercise from an article needs a quote that names it.")
    if not exercise.readable and (exercise.links or exercise.how or exercise.dose):
        raise CatalogError(f"{where}: an unreadable passage can have no links, dose or instructions.")


def _check_offered(exercise_id: str, exercises: dict[str, Exercise], where: str) -> None:
    """An exercise that may be offered exists and says how, and how much."""
    _known(exercise_id, exercises, f"{where}: unknown exercise")
    exercise = exercises[exercise_id]
    if exercise.dose is None or not exercise.how:
        raise CatalogError(
            f"{where}: {exercise_id} cannot be offered, as it has no dose or does not say how."
        )


def _check_flaw(flaw: FlawText, exercises: dict[str, Exercise]) -> None:
    where = f"flaws.toml, {flaw.id}"
    _check_template(flaw.cue, CUE_FIELDS, f"{where}, cue")
    _check_seen(flaw.seen, where)
    for other in flaw.together:
        _check_template(other.text, CUE_FIELDS, f"{where}, together")
        if other.flaw is flaw.id:
            raise CatalogError(f"{where}: goes together with itself.")
    if not flaw.ladder and not flaw.note:
        raise CatalogError(f"{where}: without a ladder a note must say why.")
    for exercise_id in flaw.exercises:
        _check_offered(exercise_id, exercises, f"{where}, ladder")
        if flaw.id not in {link.flaw for link in exercises[exercise_id].links}:
            raise CatalogError(f"{where}: {exercise_id} is on the ladder, but has no link to {flaw.id}.")
    if len(set(flaw.exercises)) < len(flaw.exercises):
        raise CatalogError(f"{where}: an exercise is on the ladder twice.")


def _check_seen(seen: tuple[Seen, ...], where: str) -> None:
    metrics = [metric for entry in seen for metric in entry.metrics]
    for metric in metrics:
        if metrics.count(metric) > 1:
            raise CatalogError(f"{where}: two wordings for {metric}.")
    if sum(not entry.metrics for entry in seen) != 1:
        raise CatalogError(f"{where}: needs one wording without metrics, for any other metric.")
    for entry in seen:
        for grade in ("good", "borderline", "mild", "marked"):
            _check_template(getattr(entry, grade), SEEN_FIELDS, f"{where}, {grade}")
