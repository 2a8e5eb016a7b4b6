"""Whether two sessions were done, filmed and measured alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hipcheck.change.model import Conditions, Session
from hipcheck.results import ViewKind

__all__ = ["doubts", "what_differs"]

_DECISIVE: Final[dict[str, tuple[str, ...]]] = {
    "smoothing": ("cutoff_hz", "order", "rate_hz"),
    "view": ("assumed_hfov_deg",),
    "reps": ("start_share", "end_share"),
    "measurement": ("matched_flexion_deg", "bottom_window_s"),
}
"""The settings that move numbers. The others decide what counts as a person, a rep, a sticker or a grade."""

_FROM: Final = {
    ViewKind.FRONT: "from the front",
    ViewKind.BACK: "from behind",
    ViewKind.SIDE: "from the side",
    ViewKind.OBLIQUE: "from an angle",
}
_SAME_STEP_CM: Final = 0.5
"""Steps whose heights differ by less are the same: that is how they are measured. Convention."""


def what_differs(before: Session, after: Session) -> str:
    """Why two sessions cannot be compared at all.

    Returns:
        A clause that completes "not comparable, because …" and names both sides of each difference; "" where nothing
        that is known speaks against it.
    """
    if before.clips and set(before.clips) & set(after.clips):
        return "both were made from the same clip"
    found = list(_differences(before.conditions, after.conditions))
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def doubts(before: Session, after: Session) -> tuple[str, ...]:
    """What is not known of the conditions of one session or both, as clauses."""
    a, b = before.conditions, after.conditions
    found = []
    if a.movement == b.movement == "step_down" and None in (a.step_height_cm, b.step_height_cm):
        found.append("the step's height is not written down: a higher step makes every angle larger")
    if a.view is b.view is ViewKind.OBLIQUE:
        found.append("both were filmed from an angle, which is hardly the same twice")
    if (a.variant == "") is not (b.variant == ""):
        known = a.variant or b.variant
        found.append(f"how it was done was recognised in one set only ({known})")
    return tuple(found)


def _differences(a: Conditions, b: Conditions) -> Iterator[str]:
    if a.movement != b.movement:
        yield f"one is a {a.movement_name.lower()} and the other a {b.movement_name.lower()}"
    elif a.variant and b.variant and a.variant != b.variant:
        yield f"it was done in two ways ({a.variant}, and {b.variant})"
    if a.view is not b.view or a.view is None:
        yield f"one was filmed {_from(a.view)} and the other {_from(b.view)}"
    one_cm, other_cm = a.step_height_cm, b.step_height_cm
    if one_cm is not None and other_cm is not None and abs(one_cm - other_cm) > _SAME_STEP_CM:
        yield f"one step was {one_cm:g} cm high and the other {other_cm:g} cm"
    yield from _measuring(a, b)


def _measuring(a: Conditions, b: Conditions) -> Iterator[str]:
    if a.model != b.model:
        yield f"one was measured with the model {a.model} and the other with {b.model}"
    elif a.model_sha256 != b.model_sha256:
        yield f"the files of the model {a.model} are not the same ({_short(a.model_sha256)} and {_short(b.model_sha256)})"
    if _release(a.hipcheck) != _release(b.hipcheck):
        yield f"one was measured by hipcheck {a.hipcheck} and the other by {b.hipcheck}"
    for table, names in _DECISIVE.items():
        for name in names:
            one, other = (_setting(c, table, name) for c in (a, b))
            if one != other:
                yield f"the setting {table}.{name} was {_told(one)} and {_told(other)}"


def _from(view: ViewKind | None) -> str:
    return _FROM[view] if view else "from where cannot be told"


def _short(sha256: str) -> str:
    return f"{sha256[:8]}…" if sha256 else "unknown"


def _release(version: str) -> str:
    """Version but for its last number: up to there, what is measured may change."""
    return ".".join(version.split(".")[:2])


def _setting(conditions: Conditions, table: str, name: str) -> Any:
    """The value of a setting, None where the result does not tell."""
    return conditions.settings.get(table, {}).get(name)


def _told(value: Any) -> str:
    return "not told" if value is None else f"{value:g}"
