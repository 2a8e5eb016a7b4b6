"""What the pipeline says of the reps so far, asked while filming goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

from hipcheck.errors import HipcheckError
from hipcheck.poses import Recording
from hipcheck.results import Analysis

__all__ = ["Analyze", "Judge", "JudgeAside", "JudgeAtOnce"]

Analyze: TypeAlias = Callable[[Recording], Analysis]
"""`analyze_recording` with everything decided but the recording."""

_LAST_ANSWER_S: Final = 10.0
"""How long the end of a session waits for a judgement under way: far longer than any takes."""


class Judge(Protocol):
    """Analyses recordings, one at a time. Used in a `with` block."""

    def ask(self, recording: Recording) -> None:
        """Have a recording analysed. One that was asked for before and is not begun yet is forgotten."""
        ...

    def answer(self) -> Analysis | None:
        """The newest analysis that was not given yet; None where there is none."""
        ...

    @property
    def failure(self) -> BaseException | None:
        """A bug that an analysis met; None so far. That nobody can be analysed is none."""
        ...

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        ...


class JudgeAtOnce:
    """Analyses when asked, while the asker waits: where nothing is being filmed. See `Judge`.

    Args:
        analyze: Analyses a recording.
    """

    failure: Final = None

    def __init__(self, analyze: Analyze) -> None:
        self._analyze = analyze
        self._answer: Analysis | None = None

    def ask(self, recording: Recording) -> None:
        """See `Judge.ask`.

        Raises:
            Exception: The analysis has a bug.
        """
        self._answer = _or_none(self._analyze, recording)

    def answer(self) -> Analysis | None:
        """See `Judge.answer`."""
        answer, self._answer = self._answer, None
        return answer

    def __enter__(self) -> Self:
        """The judge itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left to end."""


class JudgeAside:
    """Analyses in a thread of its own. See `Judge`.

    Args:
        analyze: Analyses a recording.
    """

    def __init__(self, analyze: Analyze) -> None:
        self._analyze = analyze
        self._changed = threading.Condition()
        self._asked: Recording | None = None
        self._answer: Analysis | None = None
        self._failure: BaseException | None = None
        self._over = False
        self._thread = threading.Thread(target=self._run, name="hipcheck-judge", daemon=True)

    @property
    def failure(self) -> BaseException | None:
        """See `Judge.failure`."""
        return self._failure

    def ask(self, recording: Recording) -> None:
        """See `Judge.ask`."""
        with self._changed:
            self._asked = recording
            self._changed.notify()

    def answer(self) -> Analysis | None:
        """See `Judge.answer`."""
        with self._changed:
            answer, self._answer = self._answer, None
            return answer

    def __enter__(self) -> Self:
        """Begin to wait for questions."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for an analysis under way, and begin no other."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join(_LAST_ANSWER_S)

    def _run(self) -> None:
        while (recording := self._next()) is not None:
            try:
                answer = _or_none(self._analyze, recording)
            except BaseException as failure:  # noqa: BLE001 - a bug: the session goes on and tells it at its end
                self._failure = failure
                continue
            with self._changed:
                self._answer = answer or self._answer

    def _next(self) -> Recording | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._asked is not None)
            asked, self._asked = self._asked, None
            return None if self._over else asked


def _or_none(analyze: Analyze, recording: Recording) -> Analysis | None:
    try:
        return analyze(recording)
    except HipcheckError:  # nobody who can be analysed yet: so there is nothing to say yet
        return None
