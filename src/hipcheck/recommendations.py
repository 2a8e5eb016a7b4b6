"""From findings to exercises: which, in what order, starting with which leg, and a session made of them.

The knowledge is in the catalogue; here it is only chosen from. Easiest first; at most `MAX_PER_FLAW` exercises for a
flaw, one exercise for several flaws where it can serve them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from hipcheck.catalog import Catalog, Exercise, ExerciseLink, Flaw, Quote, Strength
from hipcheck.errors import SettingsError
from hipcheck.landmarks import Side
from hipcheck.results import Finding, Grade, PlanItem, Recommendation, SessionPlan, Symptom

__all__ = ["MAX_PER_FLAW", "plan_session", "recommend", "symptom_notes"]

MAX_PER_FLAW: Final = 3
"""More than three exercises for one thing are not done. Convention."""

MIN_CLEAN_REPS: Final = 5
"""Clean reps on each leg before a jump is offered. Convention."""

SESSION_ITEMS: Final = 4
"""Exercises of a session. Convention; with fewer, 15 minutes cannot always be filled honestly."""

SESSION_S: Final = (15 * 60, 20 * 60)
"""Length of a session: "Short, consistent sessions (15-20 minutes)" (article 000_ac8a23b2a89282f8)."""

ROUNDS: Final = (2, 3)
ROUND_S: Final = (30, 45, 60)
"""A round: "A few rounds of 30 to 60 seconds" (article 003_22db2b307fa9e813, there for its pre-run routine)."""

REST_S: Final = 30
"""Rest after each round, time to change place included. Convention."""


@dataclass(frozen=True, slots=True)
class _Need:
    """A flaw that asks for exercises.

    Attributes:
        flaw: What was found.
        ladder_of: The flaw whose ladder answers it: itself, or what differs between the legs.
        grade: The worst grade of its sides.
        side: The leg to start with; None where the legs are alike or both work.
    """

    flaw: Flaw
    ladder_of: Flaw
    grade: Grade
    side: Side | None


@dataclass(slots=True)
class _Choice:
    """An exercise while the needs it serves are being collected."""

    exercise: Exercise
    needs: list[_Need]

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """What it is chosen for, most important first, each once."""
        return tuple(dict.fromkeys(need.flaw for need in self.needs))


def recommend(
    findings: Sequence[Finding], catalog: Catalog, *, pain_reported: bool = False
) -> tuple[Recommendation, ...]:
    """The exercises that answer the findings.

    Args:
        findings: Everything that was looked for, good grades too; any order.
        catalog: Ladders and exercises.
        pain_reported: The user reported a sign; jumps are then never offered.

    Returns:
        Most important flaw first (marked, mild, borderline; then the number of reps that show it), easiest exercise
        first, never more than three for a flaw and each exercise once. A borderline flaw gets the easiest exercise
        only. Where nothing clear was found, or nothing that the articles answer, the maintenance exercises follow,
        and jumps after them where both legs were under control. Nothing where nothing was graded.
    """
    if not findings:
        return ()
    needs = _needs(findings, catalog)
    choices: dict[str, _Choice] = {}
    for need in needs:
        room = MAX_PER_FLAW - sum(need.flaw in choice.flaws for choice in choices.values())
        for exercise_id in _pick(need, choices, catalog)[:room]:
            choices.setdefault(exercise_id, _Choice(catalog.exercises[exercise_id], [])).needs.append(need)
    answers = tuple(_answer(choice) for choice in choices.values())
    clear = any(need.grade in (Grade.MILD, Grade.MARKED) for need in needs if need.flaw is not Flaw.ASYMMETRY)
    if clear and answers:
        return answers
    extra = [
        _maintenance(e, catalog, unanswered=clear) for e in _maintenance_ids(catalog) if e not in choices
    ]
    if _controlled(findings) and not pain_reported:
        extra += [_jump(e) for e in catalog.exercises.values() if e.plyometric]
    return (*answers, *extra)


def _needs(findings: Sequence[Finding], catalog: Catalog) -> list[_Need]:
    """The flaws that were found, most important first; a difference between the legs after all flaws."""
    order = list(Flaw)
    by_flaw: dict[Flaw, list[Finding]] = {}
    for finding in findings:
        if finding.grade is not Grade.GOOD:
            by_flaw.setdefault(finding.flaw, []).append(finding)

    def importance(flaw: Flaw) -> tuple[float, int, int]:
        worst = max(finding.grade.severity for finding in by_flaw[flaw])
        reps = max(len(f.shown_in) for f in by_flaw[flaw] if f.grade.severity == worst)
        return (-worst, -reps, order.index(flaw))

    flaws = sorted((f for f in by_flaw if f is not Flaw.ASYMMETRY), key=importance)
    needs = [
        _Need(flaw, flaw, max((f.grade for f in by_flaw[flaw]), key=_severity), _worse_side(by_flaw[flaw]))
        for flaw in flaws
    ]
    differences = sorted(
        by_flaw.get(Flaw.ASYMMETRY, []), key=lambda f: (-f.grade.severity, f.metric, f.side or "")
    )
    return needs + [_need_of_difference(finding, findings, catalog) for finding in differences]


def _need_of_difference(finding: Finding, findings: Sequence[Finding], catalog: Catalog) -> _Need:
    """A difference between the legs is answered by the ladder of what differs: the flaw graded by the same metric.

    Where no flaw is graded by it (hips that shift to one side) it has a ladder of its own, and no side to start with.
    """
    graded_by_it = {f.flaw for f in findings if f.metric == finding.metric and f.flaw is not Flaw.ASYMMETRY}
    target = next((flaw for flaw in Flaw if flaw in graded_by_it and catalog.flaws[flaw].ladder), None)
    if target is None:
        return _Need(Flaw.ASYMMETRY, Flaw.ASYMMETRY, finding.grade, None)
    return _Need(Flaw.ASYMMETRY, target, finding.grade, finding.side)


def _severity(grade: Grade) -> float:
    return grade.severity


def _worse_side(findings: Sequence[Finding]) -> Side | None:
    """The leg that shows more of a flaw; None where the findings do not tell the legs apart."""
    left = next((f for f in findings if f.side is Side.LEFT), None)
    right = next((f for f in findings if f.side is Side.RIGHT), None)
    if left is None or right is None:
        only = left or right
        return only.side if only else None
    if left.grade is not right.grade:
        return max((left, right), key=lambda f: f.grade.severity).side
    if left.low > right.high or right.low > left.high:
        larger, smaller = (left, right) if left.low > right.high else (right, left)
        above = left.threshold is None or left.threshold.above
        return (larger if above else smaller).side
    return None


def _pick(need: _Need, chosen: dict[str, _Choice], catalog: Catalog) -> tuple[str, ...]:
    """Exercises for one need, easiest first.

    Marked: the start of the ladder. Mild: one from each rung, one that is chosen already before others, filled up from
    the start. Borderline: one from the first rung. A difference between the legs: what its flaw already has, else one.
    """
    text = catalog.flaws[need.ladder_of]
    if not text.ladder:
        return ()
    from_rungs = [next((e for e in rung if e in chosen), rung[0]) for rung in text.ladder]
    if need.flaw is Flaw.ASYMMETRY:
        served = [e for e, c in chosen.items() if need.ladder_of in c.flaws]
        return tuple(served) or (from_rungs[0],)
    if need.grade is Grade.BORDERLINE:
        return (from_rungs[0],)
    preferred = text.exercises if need.grade is Grade.MARKED else (*from_rungs, *text.exercises)
    picked = tuple(dict.fromkeys(preferred))[:MAX_PER_FLAW]
    return tuple(sorted(picked, key=text.exercises.index))


def _link(exercise: Exercise, flaw: Flaw) -> ExerciseLink:
    """Why the exercise is on the flaw's ladder; the catalogue guarantees there is a reason."""
    return next(link for link in exercise.links if link.flaw is flaw)


def _answer(choice: _Choice) -> Recommendation:
    """A recommendation for the needs an exercise was chosen for, the first the most important."""
    first = choice.needs[0]
    link = _link(choice.exercise, first.ladder_of)
    side = next((n.side for n in choice.needs if n.side), None) if choice.exercise.each_side else None
    why = [link.reason]
    if all(need.grade is Grade.BORDERLINE for need in choice.needs):
        why.insert(0, "What was seen is too close to call, so this is only the easiest exercise.")
    if side:
        why.append(choice.exercise.start.format(side=side, other=side.other))
    return _recommendation(
        choice.exercise,
        why=" ".join(why),
        for_flaws=choice.flaws,
        side=side,
        strength=link.strength if first.flaw is first.ladder_of else Strength.INFERRED,
    )


def _maintenance_ids(catalog: Catalog) -> tuple[str, ...]:
    return catalog.maintenance.exercises


def _maintenance(exercise_id: str, catalog: Catalog, *, unanswered: bool) -> Recommendation:
    texts = catalog.maintenance
    why = texts.why_unanswered if unanswered else texts.why
    return _recommendation(catalog.exercises[exercise_id], why=why, strength=Strength.STATED)


def _jump(exercise: Exercise) -> Recommendation:
    why = (
        f"Both legs were under control in at least {MIN_CLEAN_REPS} reps each, so a jump can be added. "
        "Only without pain, and if you have the time."
    )
    return _recommendation(exercise, why=why, strength=Strength.STATED)


def _recommendation(
    exercise: Exercise,
    *,
    why: str,
    strength: Strength,
    for_flaws: tuple[Flaw, ...] = (),
    side: Side | None = None,
) -> Recommendation:
    if exercise.dose is None:
        raise ValueError(f"{exercise.id} has no dose and cannot be offered; the catalogue checks this")
    return Recommendation(
        exercise=exercise.id,
        name=exercise.name,
        for_flaws=for_flaws,
        side=side,
        why=why,
        strength=strength.value,
        quotes=exercise.quotes,
        dose=exercise.dose,
        how=exercise.how,
        muscles=exercise.muscles,
        source=_source(exercise.quotes),
    )


def _source(quotes: Sequence[Quote]) -> str:
    return quotes[0].article if quotes else ""


def _controlled(findings: Sequence[Finding]) -> bool:
    """True where each leg did enough clean reps on its own and nothing worse than borderline was found."""
    if any(f.grade not in (Grade.GOOD, Grade.BORDERLINE) for f in findings):
        return False
    own = [f for f in findings if f.flaw is not Flaw.ASYMMETRY]
    if any(f.side is None for f in own):
        return False  # a squat on both legs says nothing about a jump from one
    for side in Side:
        of_side = [f for f in own if f.side is side]
        flawed = {index for f in of_side for index in f.shown_in}
        if min((f.graded for f in of_side), default=0) - len(flawed) < MIN_CLEAN_REPS:
            return False
    return True


def plan_session(recommendations: Sequence[Recommendation], catalog: Catalog) -> SessionPlan | None:
    """A session of 15 to 20 minutes made of the recommendations.

    Args:
        recommendations: As `recommend` gives them.
        catalog: For the practice with feedback, the article's words on frequency, and which exercises are done
            once for each leg.

    Returns:
        Four exercises with the rounds and seconds that come nearest to the middle of the span, rests counted; one is
        practice with feedback where a flaw is answered. None without recommendations.
    """
    if not recommendations:
        return None
    exercises = [catalog.exercises[e] for e in _in_turn(recommendations)]
    if any(r.for_flaws for r in recommendations):
        exercises.insert(0, catalog.exercises[catalog.live_practice])
    offered = {e.id for e in exercises}
    exercises += [catalog.exercises[e] for e in _maintenance_ids(catalog) if e not in offered]
    exercises = exercises[:SESSION_ITEMS]
    rounds, seconds = _rounds_and_seconds(exercises)
    safety = catalog.safety
    practice = catalog.exercises[catalog.live_practice]
    note = (
        f"Rounds, seconds and rests ({REST_S} s after each round) are hipcheck's suggestion; the articles give how "
        "often and how long."
    )
    if practice in exercises:
        note += f" {practice.how}"
    return SessionPlan(
        minutes=round(_duration_s(exercises, rounds, seconds) / 60),
        per_week=safety.frequency.text,
        items=tuple(PlanItem(e.id, e.name, rounds, seconds, e.each_side) for e in exercises),
        note=note,
    )


def _in_turn(recommendations: Sequence[Recommendation]) -> list[str]:
    """Exercise ids: the easiest of every flaw, then the next of every flaw, and so on; jumps and extras last."""
    by_flaw: dict[Flaw | None, list[str]] = {}
    for r in recommendations:
        by_flaw.setdefault(r.for_flaws[0] if r.for_flaws else None, []).append(r.exercise)
    extras = by_flaw.pop(None, [])
    longest = max((len(ids) for ids in by_flaw.values()), default=0)
    turns = [ids[turn] for turn in range(longest) for ids in by_flaw.values() if turn < len(ids)]
    return turns + extras


def _duration_s(exercises: Sequence[Exercise], rounds: int, seconds: int) -> int:
    """Working time on both legs where it is done for each, and a rest after every round."""
    return sum(rounds * (seconds * (2 if e.each_side else 1) + REST_S) for e in exercises)


def _rounds_and_seconds(exercises: Sequence[Exercise]) -> tuple[int, int]:
    """The rounds and the seconds whose session comes nearest to the middle of `SESSION_S`."""
    middle_s = sum(SESSION_S) / 2
    return min(
        product(ROUNDS, ROUND_S), key=lambda choice: (abs(_duration_s(exercises, *choice) - middle_s), choice)
    )


def symptom_notes(symptoms: Sequence[str], catalog: Catalog) -> tuple[Symptom, ...]:
    """What the articles say of signs that the user reports.

    Args:
        symptoms: Names as the catalogue has them; case, spaces and hyphens do not matter, repeats are dropped.
        catalog: The notes.

    Raises:
        SettingsError: A name is unknown; the message lists the known ones.
    """
    notes = []
    for name in dict.fromkeys(s.strip().lower().replace(" ", "_").replace("-", "_") for s in symptoms):
        note = catalog.symptoms.get(name)
        if note is None:
            raise SettingsError(f"Unknown symptom {name!r}: choose from {', '.join(catalog.symptoms)}.")
        text = f"{note.text} {catalog.safety.unconfirmed}"
        notes.append(Symptom(note.symptom, note.title, text, note.quotes))
    return tuple(notes)
