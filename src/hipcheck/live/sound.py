"""What a live session lets be heard: cues spoken by the system's own speech program, or as tones.

Nothing here may hold up the picture: `Speaker.say` only puts a cue down and returns. A thread says one thing at a time,
always the newest that waits, and nothing that has waited for more than two seconds.

Speech is the system's own program, one process for each sentence: `say` on macOS, SAPI through PowerShell on Windows,
eSpeak NG elsewhere. All of them work without a network, a sentence that hangs can be ended, and no
run loop of theirs meets the window's. docs/dependencies.md says why no library is in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hipcheck.live.means import Beeper, Means, SoundError, SystemVoice, find_voice
from hipcheck.live.scene import Cue, CueKind, Scene

__all__ = ["Announcer", "Speaker", "beeper", "open_speaker", "silence", "voice"]

MAX_AGE_S: Final = 2.0
"""A cue that has waited longer is about a moment that is over. Convention."""
_LAST_WORD_S: Final = 2.5
"""How long the end of a session waits for the last cue. Convention."""
_TICKS: Final = 3
"""The last seconds of a count that are heard."""


class Speaker(Protocol):
    """Something that says cues."""

    @property
    def trouble(self) -> str:
        """A sentence, where saying failed on the way and was given up; "" while all is well."""

    def say(self, cue: Cue) -> None:
        """Put down what to say, and return at once. A cue equal to the last one is not said again."""

    def close(self) -> None:
        """Let the last cue be heard, if that does not take long, and say nothing more."""


class _Silence:
    trouble = ""

    def say(self, cue: Cue) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    cue: Cue
    since_s: float


class _Worker:
    """Says cues one after the other, by all means it has, in a thread of its own.

    Args:
        means: Used in this order for each cue.
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, means: Sequence[Means], now: Callable[[], float] = time.monotonic) -> None:
        self._means = list(means)
        self._now = now
        self._changed = threading.Condition()
        self._waiting: _Waiting | None = None
        self._last: Cue | None = None
        self._closed = False
        self._stopped = False
        self._trouble: list[str] = []
        self._thread = threading.Thread(target=self._work, name="hipcheck-sound", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """What was given up, and why."""
        return " ".join(self._trouble)

    def say(self, cue: Cue) -> None:
        """See `Speaker.say`."""
        with self._changed:
            if self._closed or cue == self._last:
                return
            self._last = cue
            self._waiting = _Waiting(cue, self._now())
            self._changed.notify()

    def close(self) -> None:
        """See `Speaker.close`."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(_LAST_WORD_S)
        self._stopped = True
        for means in tuple(self._means):
            means.stop()
        self._thread.join(_LAST_WORD_S)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting is not None)
                if self._waiting is None:
                    break
                waiting, self._waiting = self._waiting, None
            if self._now() - waiting.since_s <= MAX_AGE_S:
                self._utter(waiting.cue)
        for means in self._means:
            means.close()

    def _utter(self, cue: Cue) -> None:
        for means in tuple(self._means):
            if self._stopped:
                return
            try:
                if means.utter(cue, is_tick=_is_tick(cue)):
                    return
            except SoundError as error:
                self._means.remove(means)
                self._trouble.append(str(error))


def _is_tick(cue: Cue) -> bool:
    return cue.kind is CueKind.TELL and cue.text.isdigit()


class Announcer:
    """Makes a speaker say what is new in each scene: its cue, and the last three seconds of a countdown or a timer.

    Args:
        speaker: What it says it with.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._count: int | None = None
        self._cue: Cue | None = None

    def hear(self, scene: Scene) -> None:
        """Say what is new. A cue that begins goes before a tick of the same moment."""
        count = _count_of(scene)
        cue, new_cue = scene.cue, scene.cue is not None and scene.cue != self._cue
        new_count = count is not None and count != self._count
        self._count, self._cue = count, cue
        if cue is not None and new_cue:
            self._speaker.say(cue)
        elif new_count:
            self._speaker.say(Cue(CueKind.TELL, str(count), scene.time_s))


def _count_of(scene: Scene) -> int | None:
    """The second that is counted now, from 3 to 1; None where none is."""
    seconds: float | None = scene.countdown
    if seconds is None and scene.clock is not None:
        seconds = scene.clock.left_s
    if seconds is None or not 0.0 < seconds <= _TICKS:
        return None
    return int(-(-seconds // 1))


def silence() -> Speaker:
    """A speaker that says nothing."""
    return _Silence()


def voice() -> Speaker:
    """The system's voice.

    Raises:
        SoundError: There is none, or no sound device; one sentence.
    """
    return _Worker([SystemVoice(find_voice())])


def beeper() -> Speaker:
    """Tones: two low ones for a correction, a high one for praise, one in the middle for what to do next, ticks for seconds.

    Raises:
        SoundError: There is no sound device, or nothing to reach it with; one sentence.
    """
    return _Worker([Beeper()])


def open_speaker(*, voice: bool, beep: bool) -> tuple[Speaker, str]:
    """The speaker that was asked for, as far as it is to be had.

    With both, a tone comes before each sentence, and seconds are ticked and not spoken.

    Returns:
        The speaker, which is silent where nothing else is to be had, and what to tell the user: "" if all is well.
    """
    means: list[Means] = []
    problems: list[str] = []
    if beep:
        try:
            means.append(Beeper())
        except SoundError as error:
            problems.append(str(error))
    if voice:
        try:
            means.append(SystemVoice(find_voice()))
        except SoundError as error:
            problems.append(str(error))
    return (_Worker(means) if means else silence()), " ".join(dict.fromkeys(problems))
