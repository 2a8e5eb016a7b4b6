"""The means by which something is heard: the system's speech program, and tones.

Each is used by one thread, which it holds up until the sound is over; `stop` alone may come from another.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from hipcheck.errors import HipcheckError
from hipcheck.live.scene import Cue, CueKind

__all__ = ["Beeper", "Means", "SoundError", "SystemVoice", "VoiceProgram", "find_voice", "spoken", "tone"]

_LONGEST_S: Final = 15.0
"""No cue takes longer to say; a program that does hangs."""
_QUERY_S: Final = 5.0
_POWERSHELL: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "$s = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "try { $s.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]::GetCultureInfo('en-US')) } catch {};"
    "$s.Speak([Console]::In.ReadToEnd())"
)
_MAC_VOICES: Final = ("Samantha", "Daniel", "Karen", "Moira")
"""English voices that macOS brings along, so that a Mac in another language does not read English by its rules."""

_SPOKEN: Final = (
    ("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]", " "),
    ('[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"]', ""),
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    (r"(?<=\d)\s*[\N{EN DASH}-]\s*(?=\d)", " to "),
    (r"(?<!\w)[\N{MINUS SIGN}-](?=\d)", "minus "),
    (r"\s*[\N{EN DASH}\N{EM DASH}]\s*", ", "),
    (r"\s*\N{PLUS-MINUS SIGN}\s*", " plus or minus "),
    (r"(?<![\d.])1\s*\N{DEGREE SIGN}", "1 degree "),
    (r"\s*\N{DEGREE SIGN}", " degrees "),
    (r"(?<=\d)\s*%", " percent"),
    (r"(?<=\d)\s*cm\b", " centimetres"),
    (r"(?<=\d)\s*s\b", " seconds"),
    (r"\N{HORIZONTAL ELLIPSIS}", "."),
    (r"\s+([,.:;!?])", r"\1"),
    (r"\s+", " "),
)


class SoundError(HipcheckError):
    """Something cannot be heard on this machine; the session goes on without it."""


class Means(Protocol):
    """One way to be heard."""

    def utter(self, cue: Cue, *, is_tick: bool) -> bool:
        """Say a cue to its end.

        Args:
            cue: What.
            is_tick: Whether it is one second of a countdown.

        Returns:
            True where that is all there is to be heard of it: other means keep quiet.

        Raises:
            SoundError: It cannot any more; one sentence.
        """

    def stop(self) -> None:
        """End what is being said, from any thread."""

    def close(self) -> None:
        """Let go of the device."""


def spoken(text: str) -> str:
    """A text as a voice should read it: "14° ±5" is "14 degrees plus or minus 5"."""
    for pattern, words in _SPOKEN:
        text = re.sub(pattern, words, text)
    return text.strip()


@dataclass(frozen=True, slots=True)
class VoiceProgram:
    """A program that reads aloud what it gets on standard input, so that no text is ever part of a command.

    Attributes:
        name: For people.
        command: Program and arguments.
    """

    name: str
    command: tuple[str, ...]


def find_voice(platform: str = sys.platform) -> VoiceProgram:
    """The system's speech program.

    Raises:
        SoundError: There is none, or no sound device; one sentence that says what to do.
    """
    program = _program(platform)
    if program is None:
        how = "install espeak-ng" if platform not in ("darwin", "win32") else "the system has lost its own"
        raise SoundError(f"There is no voice to speak with ({how}): cues are shown, not spoken.")
    if not _device_there():
        raise SoundError("There is no sound device: cues are shown, not spoken.")
    return program


def _program(platform: str) -> VoiceProgram | None:
    if platform == "darwin":
        say = shutil.which("say")
        return VoiceProgram("say", (say, *_mac_voice(say), "-f", "-")) if say else None
    if platform == "win32":
        shell = shutil.which("powershell")
        options = ("-NoProfile", "-NonInteractive", "-Command", _POWERSHELL)
        return VoiceProgram("SAPI", (shell, *options)) if shell else None
    found = shutil.which("espeak-ng") or shutil.which("espeak")
    return VoiceProgram(Path(found).name, (found, "-v", "en", "--stdin")) if found else None


def _mac_voice(say: str) -> tuple[str, ...]:
    try:
        listed = subprocess.run(  # noqa: S603 - the system's own program, no text of anybody's
            [say, "-v", "?"], capture_output=True, text=True, timeout=_QUERY_S, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()  # it then speaks with the system's voice
    names = {line.split("  ")[0].strip() for line in listed.splitlines()}
    return next((("-v", name) for name in _MAC_VOICES if name in names), ())


def _device_there() -> bool:
    """Whether sound can be played. True where nobody can tell: the programs play by other means than PortAudio."""
    try:
        library = _sounddevice()
    except SoundError:
        return True
    try:
        library.query_devices(kind="output")
    except library.PortAudioError:
        return False
    return True


class SystemVoice:
    """Speaks by the system's program, one process for each sentence.

    Args:
        program: As `find_voice` gives it.
    """

    def __init__(self, program: VoiceProgram) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def utter(self, cue: Cue, *, is_tick: bool) -> bool:  # noqa: ARG002 - a second is spoken like any other word
        """See `Means.utter`."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the text goes to standard input
                self._program.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise SoundError(
                f"{self._program.name} cannot be run ({error.strerror}): no cues are spoken."
            ) from error
        with process:
            self._process = process
            try:
                process.communicate(spoken(cue.text).encode(), timeout=_LONGEST_S)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise SoundError(f"{self._program.name} hangs: no cues are spoken any more.") from error
            finally:
                self._process = None
        if process.returncode and not self._stopped:
            raise SoundError(
                f"{self._program.name} fails (code {process.returncode}): no cues are spoken any more."
            )
        return True

    def stop(self) -> None:
        """See `Means.stop`."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.terminate()

    def close(self) -> None:
        """Nothing is kept between two sentences."""


_TONES: Final[dict[CueKind, tuple[tuple[float, float], ...]]] = {
    CueKind.FIX: ((330.0, 0.14), (0.0, 0.06), (330.0, 0.14)),
    CueKind.PRAISE: ((880.0, 0.22),),
    CueKind.TELL: ((550.0, 0.22),),
}
"""Frequency in Hz, 0 for a pause, and length in seconds. Convention: an octave and a half from low to high."""
_TICK: Final = ((700.0, 0.06),)
_FADE_S: Final = 0.01
"""Without it a tone begins and ends with a click."""
_AMPLITUDE: Final = 0.3
"""Of full scale. Convention."""


def tone(kind: CueKind, rate_hz: float, *, is_tick: bool = False) -> npt.NDArray[np.float32]:
    """The tones of a cue.

    Args:
        kind: Of the cue.
        rate_hz: Samples a second.
        is_tick: A second of a countdown.

    Returns:
        Shape (N, 1), within -1 and 1.
    """
    parts = [_sine(hz, length_s, rate_hz) for hz, length_s in (_TICK if is_tick else _TONES[kind])]
    return np.concatenate(parts).astype(np.float32)[:, np.newaxis]


def _sine(hz: float, length_s: float, rate_hz: float) -> npt.NDArray[np.float64]:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    fade = np.clip(np.minimum(time_s, length_s - time_s) / _FADE_S, 0.0, 1.0)
    return np.asarray(_AMPLITUDE * fade * np.sin(2.0 * np.pi * hz * time_s))


class Beeper:
    """Tones on the default sound device, which stays open and still between them.

    Raises:
        SoundError: There is no sound device, or nothing to reach it with.
    """

    def __init__(self) -> None:
        self._library = _sounddevice()
        try:
            rate_hz = float(self._library.query_devices(kind="output")["default_samplerate"])
            self._stream = self._library.OutputStream(samplerate=rate_hz, channels=1, dtype="float32")
        except self._library.PortAudioError as error:
            raise SoundError("There is no sound device: cues are shown, without tones.") from error
        self._rate_hz = rate_hz

    def utter(self, cue: Cue, *, is_tick: bool) -> bool:
        """See `Means.utter`. After a tick nothing need be spoken."""
        try:
            self._stream.start()
            self._stream.write(tone(cue.kind, self._rate_hz, is_tick=is_tick))
            self._stream.stop()  # returns when the tone is over
        except self._library.PortAudioError as error:
            raise SoundError("The sound device is gone: no more tones.") from error
        return is_tick

    def stop(self) -> None:
        """A tone is over in half a second."""

    def close(self) -> None:
        """See `Means.close`."""
        self._stream.close()


def _sounddevice() -> ModuleType:
    """The library that MediaPipe brings along; on Linux it needs the system's PortAudio.

    Raises:
        SoundError: PortAudio is missing.
    """
    try:
        return import_module("sounddevice")  # looks for PortAudio, which not everybody has
    except OSError as error:
        raise SoundError(
            "There is no PortAudio for tones (install libportaudio2): cues are shown, without tones."
        ) from error
