"""One call of `hipcheck live`: its parts opened, and what is printed and written in the end."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from hipcheck.backends import BACKENDS
from hipcheck.cli.progress import watched
from hipcheck.cli.runs import STDOUT
from hipcheck.cli.stopping import Wish, asked_to_stop
from hipcheck.errors import one_line
from hipcheck.live.director import Director, SetPlan
from hipcheck.live.ending import Judged, folder_for, free_folder, judged_takes, save
from hipcheck.live.engine import Engine, Outcome, Parts
from hipcheck.live.filming import Films
from hipcheck.live.judge import JudgeAside, JudgeAtOnce
from hipcheck.live.leading import Leader, SetLeader, Take
from hipcheck.live.rounds import WarmUpLeader
from hipcheck.live.screen import NoScreen, Screen, WindowScreen
from hipcheck.live.sound import Announcer, open_speaker
from hipcheck.live.sources import Source, open_source
from hipcheck.live.stats import line_of
from hipcheck.live.trial import try_out
from hipcheck.live.warmup import WarmUp
from hipcheck.live.window import Window
from hipcheck.outputs import check_replaceable, check_writable
from hipcheck.poses import Recording
from hipcheck.reports.base import whole_file
from hipcheck.reports.json_report import to_json_dict
from hipcheck.reports.terminal import print_analysis
from hipcheck.results import Analysis
from hipcheck.session import analyze_recording, with_lens
from hipcheck.settings import Settings
from hipcheck.video import frames_from

__all__ = ["LiveRun", "Told"]

_MODEL: Final = "full"
_QUICK: Final = "lite"
_END_SHOWN_S: Final = 120.0
"""Long enough to walk up to the screen and read; then the program ends by itself. Convention."""
_SIGNAL_CODE: Final = 128
"""As `cli.ending` counts exit codes."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a session speaks to the user.

    Attributes:
        window: In a window.
        full_screen: Which begins in full screen.
        voice: Aloud.
        beep: In tones.
        stats: With a line of figures in the end.
    """

    window: bool = True
    full_screen: bool = False
    voice: bool = False
    beep: bool = False
    stats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """A session as asked for on the command line.

    Attributes:
        source: A camera's number, a stream's address, or a clip's path.
        every_frame: Take every frame of a clip as fast as it is used.
        plan: What is to be done; None for the warm-up.
        limit_s: How long at most.
        settings: Engineering constants.
        model: Which pose model; None for the best that is quick enough.
        told: How it speaks to the user.
        save: Where results go; None for nowhere.
        json: File for the results as JSON; `STDOUT` for standard output; None for none.
        backend: A name in `BACKENDS`.
    """

    source: str | int
    every_frame: bool
    plan: SetPlan | None
    limit_s: float | None
    settings: Settings
    model: str | None
    told: Told
    save: Path | None = None
    json: Path | None = None
    backend: str = "mediapipe"

    def run(self) -> None:
        """Film, judge, show, and in the end print and write.

        Raises:
            HipcheckError: It cannot begin, or there is nothing to tell in the end.
            typer.Exit: It was told to end by another signal than Ctrl-C.
        """
        self._check()
        with ExitStack() as opened:
            outcome, takes, wish = self._session(opened)
            if outcome.why:
                self._tell(outcome.why)
            self._tell_results(takes)
        if self.told.stats and outcome.facts is not None:
            self._tell(line_of(outcome.facts))
        if outcome.failure is not None:
            raise outcome.failure
        if wish.signal is not None and wish.signal != signal.SIGINT:
            raise typer.Exit(_SIGNAL_CODE + wish.signal)
        problems = [take.problem for take in takes if take.problem is not None]
        if problems and len(problems) == len(takes):
            raise problems[0]

    def _check(self) -> None:
        """Find out before the session whether its results could be written."""
        if self.save is not None:
            check_writable(self.save)
        if self.json is not None and self.json != STDOUT:
            check_replaceable(self.json, [Path(self.source)] if isinstance(self.source, str) else [])

    def _session(self, opened: ExitStack) -> tuple[Outcome, list[Judged], Wish]:
        with ExitStack() as session:
            speaker, trouble = open_speaker(voice=self.told.voice, beep=self.told.beep)
            session.enter_context(closing(speaker))
            if trouble:
                self._tell(trouble)
            source = open_source(self.source, every_frame=self.every_frame)
            screen = self._screen(session)
            films = opened.enter_context(Films(self.save)) if self.save is not None else None
            settings = with_lens(self.settings, source.origin.hfov_deg)
            parts = Parts(
                source=source,
                estimator=BACKENDS[self.backend],
                leader=lambda model: self._leader(settings, model, whole=source.origin.clip is not None),
                analyze=self._analyze,
                judge=JudgeAtOnce() if self.every_frame else JudgeAside(),
                screen=screen,
                listener=Announcer(speaker),
                films=films,
                tell=self._tell,
                stickers=self.settings.stickers,
            )
            wish = session.enter_context(asked_to_stop())
            model, fallback = self._models(source)
            engine = Engine(parts, model, fallback=fallback, limit_s=self.limit_s, stop=wish)
            outcome = engine.run()
            takes = judged_takes(outcome.takes, self.settings, outcome.facts)
            if outcome.failure is None and not wish.is_set():
                engine.show_end(takes[-1].analysis if takes else None, _END_SHOWN_S)
            if speaker.trouble:
                self._tell(speaker.trouble)
            if films is not None and films.trouble is not None:
                self._tell(f"there will be no video: {films.trouble}")
        return outcome, takes, wish

    def _screen(self, session: ExitStack) -> Screen:
        if not self.told.window:
            return NoScreen()
        return WindowScreen(session.enter_context(Window("hipcheck", full_screen=self.told.full_screen)))

    def _leader(self, settings: Settings, model: str, *, whole: bool) -> Leader:
        if self.plan is None:
            warm_up = WarmUp()
            for sentence in warm_up.about:
                self._tell(sentence)
            return WarmUpLeader(warm_up, lambda plan: Director(plan, settings, model=model))
        side = None if self.plan.both_legs else self.plan.side
        return SetLeader(Director(self.plan, settings, model=model), self.plan.movement, side, whole=whole)

    def _analyze(self, recording: Recording, take: Take) -> Analysis:
        return analyze_recording(recording, movement=take.movement, side=take.side, settings=self.settings)

    def _models(self, source: Source) -> tuple[str, str | None]:
        """Which model, and which in its place if the first frames show that it is too slow."""
        if self.model is not None or self.every_frame:
            return self.model or _MODEL, None
        if source.origin.clip is None:
            return _MODEL, _QUICK
        # A clip's first frames can be had twice, so that none are lost.
        with BACKENDS[self.backend](_MODEL) as estimator, closing(frames_from(source.origin.clip)) as frames:
            too_slow = try_out(estimator, frames).too_slow
        if too_slow:
            self._tell(
                f"This machine is too slow for the {_MODEL} model; {_QUICK} is used, which is less exact."
            )
        return (_QUICK if too_slow else _MODEL), None

    def _tell_results(self, takes: list[Judged]) -> None:
        """Write what every take gave, and print it."""
        folder = free_folder(self.save) if self.save is not None else None
        lines = [self._tell_one(take, folder, len(takes)) for take in takes]
        if self.json is not None and self.json != STDOUT:
            with whole_file(self.json) as partial:
                partial.write_bytes(b"".join(lines))

    def _tell_one(self, judged: Judged, folder: Path | None, takes: int) -> bytes:
        analysis = judged.analysis
        if analysis is None:
            return b""
        line = msgspec.json.encode(to_json_dict(analysis)) + b"\n"
        if self.json == STDOUT:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        if judged.problem is not None:
            if takes > 1:
                self._tell(str(judged.problem))
            return line
        files: list[Path] = []
        if folder is not None:
            place = folder_for(judged.recorded.take, folder, takes)
            with watched(one_line(place.name), Console(stderr=True), shown=True) as on_progress:
                files = save(judged, place, on_progress=on_progress)
        console = Console(stderr=self.json == STDOUT)
        if takes > 1 and judged.recorded.take.movement is not None:
            side = judged.recorded.take.side
            console.rule(Text(f"{judged.recorded.take.movement.name} {side or ''}".strip()), align="left")
        report = next((path for path in files if path.suffix == ".html"), None)
        print_analysis(analysis, console, report_path=report, files=files)
        return line

    def _tell(self, sentence: str) -> None:
        typer.echo(one_line(sentence), err=True)
