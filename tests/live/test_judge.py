from __future__ import annotations

import threading
from functools import partial

import pytest

from hipcheck.errors import NoPersonError
from hipcheck.live.judge import JudgeAside, JudgeAtOnce

PATIENCE_S = 10.0


class Court:
    """Stands in for the analysis: answers with what it was asked, when it is told to."""

    def __init__(self, *, at_once=True):
        self.may_answer = threading.Event()
        self.begun = threading.Semaphore(0)
        self.asked = []
        if at_once:
            self.may_answer.set()

    def about(self, recording):
        return partial(self._judge, recording)

    def _judge(self, recording):
        self.asked.append(recording)
        self.begun.release()
        assert self.may_answer.wait(PATIENCE_S)
        if isinstance(recording, BaseException):
            raise recording
        return f"judged {recording}"


def waited_for(judge):
    pause = threading.Event()
    for _ in range(round(PATIENCE_S / 0.005)):
        if (answer := judge.answer()) is not None:
            return answer
        pause.wait(0.005)
    return None


@pytest.mark.parametrize("kind", [JudgeAside, JudgeAtOnce])
class TestEither:
    def test_an_answer_is_given_once(self, kind):
        court = Court()
        with kind() as judge:
            assert judge.answer() is None
            judge.ask(court.about("one"))
            assert waited_for(judge).analysis == "judged one"
            assert judge.answer() is None
            assert not judge.busy
            assert judge.failure is None

    def test_nobody_to_analyse_is_an_answer_without_analysis_and_no_failure(self, kind):
        court = Court()
        with kind() as judge:
            judge.ask(court.about(NoPersonError("nobody")))
            assert waited_for(judge).analysis is None
            judge.ask(court.about("two"))
            assert waited_for(judge).analysis == "judged two"
        assert judge.failure is None


class TestAside:
    def test_the_asker_does_not_wait_and_the_latest_question_wins(self):
        court = Court(at_once=False)
        with JudgeAside() as judge:
            judge.ask(court.about("one"))
            assert court.begun.acquire(timeout=PATIENCE_S)
            judge.ask(court.about("two"))
            judge.ask(court.about("three"))
            assert judge.busy
            assert judge.answer() is None
            court.may_answer.set()
            assert court.begun.acquire(timeout=PATIENCE_S)
        assert court.asked == ["one", "three"]

    def test_a_bug_is_kept_for_the_end_and_the_next_question_is_answered(self):
        bug, court = ZeroDivisionError("a bug"), Court()
        with JudgeAside() as judge:
            judge.ask(court.about(bug))
            assert waited_for(judge).analysis is None
            judge.ask(court.about("two"))
            assert waited_for(judge).analysis == "judged two"
        assert judge.failure is bug

    def test_what_is_not_begun_at_the_end_is_left(self):
        court = Court(at_once=False)
        with JudgeAside() as judge:
            judge.ask(court.about("one"))
            assert court.begun.acquire(timeout=PATIENCE_S)
            judge.ask(court.about("two"))
            threading.Timer(0.05, court.may_answer.set).start()
        assert court.asked == ["one"]
        assert not judge._thread.is_alive()


class TestAtOnce:
    def test_a_bug_is_raised_where_it_was_asked(self):
        with JudgeAtOnce() as judge, pytest.raises(ZeroDivisionError):
            judge.ask(Court().about(ZeroDivisionError("a bug")))
