"""What the pipeline says of the reps so far, asked while filming goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

from hipcheck.errors import HipcheckError
from hipcheck.results import Analysis

__all__ = ["Answer", "Judge", "JudgeAside", "JudgeAtOnce", "Question"]

Question: TypeAlias = Callable[[], Analysis]
"""`analyze_recording` with everything decided."""

_LAST_ANSWER_S: Final = 10.0
"""How long the end of a session waits for an analysis under way: far longer than any takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """To a question.

    Attributes:
        analysis: None where nobody could be analysed, or the analysis has a bug, which is then the judge's `failure`.
    """

    analysis: Analysis | None


class Judge(Protocol):
    """Has recordings analysed, one at a time. Used in a `with` block."""

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        ...

    @property
    def failure(self) -> BaseException | None:
        """A bug that an analysis met; None so far. That nobody can be analysed is none."""
        ...

    def ask(self, question: Question) -> None:
        """Have it answered. One that was asked before and is not begun yet is forgotten."""
        ...

    def answer(self) -> Answer | None:
        """The newest answer that was not given yet; None where there is none."""
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
    """Answers when asked, while the asker waits: where nothing is being filmed. See `Judge`."""

    busy: Final = False
    failure: Final = None

    def __init__(self) -> None:
        self._answer: Answer | None = None

    def ask(self, question: Question) -> None:
        """See `Judge.ask`.

        Raises:
            Exception: The analysis has a bug.
        """
        self._answer = _answered(question)

    def answer(self) -> Answer | None:
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
    """Answers in a thread of its own. See `Judge`.

    A thread and no process: it needs no second Python with all that hipcheck imports, and holds up pose estimation, which
    leaves Python alone meanwhile, no more than a process would that wants the same two cores (benchmarks/README.md).
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked: Question | None = None
        self._working = False
        self._answer: Answer | None = None
        self._failure: BaseException | None = None
        self._over = False
        # A daemon, so that it cannot keep a program from ending that is told to for the second time.
        self._thread = threading.Thread(target=self._run, name="hipcheck-judge", daemon=True)

    @property
    def busy(self) -> bool:
        """See `Judge.busy`."""
        with self._changed:
            return self._working or self._asked is not None

    @property
    def failure(self) -> BaseException | None:
        """See `Judge.failure`."""
        return self._failure

    def ask(self, question: Question) -> None:
        """See `Judge.ask`."""
        with self._changed:
            self._asked = question
            self._changed.notify()

    def answer(self) -> Answer | None:
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
        while (question := self._next()) is not None:
            try:
                answer = _answered(question)
            except BaseException as failure:  # noqa: BLE001 - a bug: the session goes on and tells it at its end
                self._failure = failure
                answer = Answer(None)
            with self._changed:
                self._answer, self._working = answer, False

    def _next(self) -> Question | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._asked is not None)
            asked, self._asked = self._asked, None
            self._working = asked is not None and not self._over
            return asked if self._working else None


def _answered(question: Question) -> Answer:
    try:
        return Answer(question())
    except HipcheckError:  # nobody who can be analysed yet: so there is nothing to say yet
        return Answer(None)
