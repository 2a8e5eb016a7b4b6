"""What is heard: the newest cue, one at a time, never in the picture's way, and silence where there is no sound."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from hipcheck.live import means as means_module
from hipcheck.live.means import Beeper, SoundError, SystemVoice, VoiceProgram, find_voice, spoken, tone
from hipcheck.live.scene import Clock, Cue, CueKind, Phase, Scene
from hipcheck.live.sound import MAX_AGE_S, Announcer, _Worker, open_speaker, silence
from tests.network_guard import require_guard, watch

RATE_HZ = 48000.0
SOON_S = 5.0


def cue(text: str, kind: CueKind = CueKind.FIX, since_s: float = 0.0) -> Cue:
    return Cue(kind, text, since_s)


class FakeMeans:
    """Says things only as fast as a test lets it."""

    def __init__(self, *, held: bool = False, fails: str = "", enough: bool = False) -> None:
        self.said: list[str] = []
        self.at_once = self.most_at_once = 0
        self.began, self.may_end, self.closed = threading.Event(), threading.Event(), threading.Event()
        self._fails, self._enough = fails, enough
        if not held:
            self.may_end.set()

    def utter(self, cue: Cue, *, is_tick: bool) -> bool:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.said.append(cue.text)
        self.began.set()
        assert self.may_end.wait(SOON_S)
        self.at_once -= 1
        if self._fails:
            raise SoundError(self._fails)
        return is_tick and self._enough

    def stop(self) -> None:
        self.may_end.set()

    def close(self) -> None:
        self.closed.set()


class TestWorker:
    def test_only_the_newest_of_what_waits_is_said(self):
        means = FakeMeans(held=True)
        speaker = _Worker([means])
        speaker.say(cue("first"))
        assert means.began.wait(SOON_S)
        for text in ("second", "third", "fourth"):
            speaker.say(cue(text))
        means.may_end.set()
        speaker.close()
        assert means.said == ["first", "fourth"]

    def test_it_never_talks_over_itself(self):
        means = FakeMeans()
        speaker = _Worker([means])
        for number in range(300):
            speaker.say(cue(str(number)))
        speaker.close()
        assert means.most_at_once == 1
        assert means.said[-1] == "299"

    @pytest.mark.parametrize(("age_s", "said"), [(MAX_AGE_S, ["now", "waited"]), (MAX_AGE_S + 0.01, ["now"])])
    def test_what_has_waited_too_long_is_dropped(self, age_s, said):
        clock = SimpleNamespace(now_s=100.0)
        means = FakeMeans(held=True)
        speaker = _Worker([means], now=lambda: clock.now_s)
        speaker.say(cue("now"))
        assert means.began.wait(SOON_S)
        speaker.say(cue("waited"))
        clock.now_s += age_s
        means.may_end.set()
        speaker.close()
        assert means.said == said

    def test_a_cue_that_stays_is_said_once_and_one_that_comes_back_again(self):
        means = FakeMeans()
        speaker = _Worker([means])
        for since_s in (1.0, 1.0, 1.0, 9.0):
            before = len(means.said)
            speaker.say(cue("Knee out", since_s=since_s))
            wait_until(lambda before=before: len(means.said) > before, for_s=0.2)
        speaker.close()
        assert means.said == ["Knee out", "Knee out"]

    def test_saying_does_not_wait_for_what_is_being_said(self):
        means = FakeMeans(held=True)
        speaker = _Worker([means])
        for number in range(500):
            speaker.say(cue(str(number)))  # would hang if it waited: nothing said ends before the next line
        means.may_end.set()
        speaker.close()
        assert means.said[-1] == "499"

    def test_the_last_cue_is_heard_before_it_closes(self):
        means = FakeMeans()
        speaker = _Worker([means])
        speaker.say(cue("Done"))
        speaker.close()
        assert means.said == ["Done"]
        assert means.closed.is_set()

    def test_closing_ends_what_hangs(self, monkeypatch):
        monkeypatch.setattr("hipcheck.live.sound._LAST_WORD_S", 0.2)
        means = FakeMeans(held=True)
        speaker = _Worker([means])
        speaker.say(cue("endless"))
        assert means.began.wait(SOON_S)
        speaker.say(cue("never heard"))
        speaker.close()
        wait_until(means.closed.is_set)
        assert means.said == ["endless"]

    def test_nothing_is_said_after_closing(self):
        means = FakeMeans()
        speaker = _Worker([means])
        speaker.close()
        speaker.say(cue("too late"))
        speaker.close()
        assert means.said == []

    def test_means_that_fail_are_given_up_with_a_sentence_and_the_others_go_on(self):
        broken, sound = FakeMeans(fails="The device is gone."), FakeMeans()
        speaker = _Worker([broken, sound])
        for text in ("one", "two"):
            speaker.say(cue(text))
            wait_until(lambda text=text: text in sound.said)
        speaker.close()
        assert broken.said == ["one"]
        assert sound.said == ["one", "two"]
        assert speaker.trouble == "The device is gone."

    def test_a_second_that_is_ticked_is_not_spoken_as_well(self):
        beeps, words = FakeMeans(enough=True), FakeMeans()
        speaker = _Worker([beeps, words])
        for text in ("3", "Left leg next"):
            speaker.say(cue(text, CueKind.TELL))
            wait_until(lambda text=text: text in beeps.said)
        speaker.close()
        assert beeps.said == ["3", "Left leg next"]
        assert words.said == ["Left leg next"]


def wait_until(condition, for_s: float = SOON_S) -> None:
    end = time.monotonic() + for_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)


class Recorder:
    trouble = ""

    def __init__(self) -> None:
        self.cues: list[Cue] = []

    def say(self, cue: Cue) -> None:
        self.cues.append(cue)

    def close(self) -> None:
        pass


def clock(left_s: float) -> Clock:
    return Clock("Fire hydrant", None, left_s, 30.0, 1, 2, "", measured=False)


class TestAnnouncer:
    def heard(self, *scenes: Scene) -> list[str]:
        recorder = Recorder()
        announcer = Announcer(recorder)
        for scene in scenes:
            announcer.hear(scene)
        return [c.text for c in recorder.cues]

    def test_a_cue_is_said_when_it_begins(self):
        shown = cue("Right knee over the second toe", since_s=3.0)
        later = cue("Right knee over the second toe", since_s=9.0)
        scenes = [Scene(t, Phase.MOVE, cue=c) for t, c in enumerate([None, shown, shown, None, later])]
        assert self.heard(*scenes) == [shown.text, later.text]

    def test_a_countdown_is_counted(self):
        counts = [None, 5, 3, 3, 2, 1, 1, None]
        assert self.heard(*(Scene(t, Phase.COUNTDOWN, countdown=c) for t, c in enumerate(counts))) == [
            "3",
            "2",
            "1",
        ]

    def test_the_last_three_seconds_of_a_timer_are_counted(self):
        left_s = [30.0, 3.01, 3.0, 2.5, 2.01, 2.0, 1.5, 1.0, 0.04, 0.0, 8.0]
        scenes = [Scene(t, Phase.TIMED, clock=clock(left)) for t, left in enumerate(left_s)]
        assert self.heard(*scenes) == ["3", "2", "1"]

    def test_a_timer_that_stands_still_ticks_once(self):
        scenes = [Scene(t, Phase.PAUSED, clock=clock(2.4)) for t in range(20)]
        assert self.heard(*scenes) == ["3"]

    def test_a_cue_goes_before_a_tick(self):
        assert self.heard(Scene(0.0, Phase.COUNTDOWN, countdown=3, cue=cue("Stand still"))) == ["Stand still"]


class TestSpoken:
    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("Right knee over the second toe", "Right knee over the second toe"),
            ("14° ±5", "14 degrees plus or minus 5"),
            ("1°", "1 degree"),
            ("11°, 21° and 0.1°", "11 degrees, 21 degrees and 0.1 degrees"),
            ("13° (10\N{EN DASH}16)", "13 degrees (10 to 16)"),
            ("3-5 reps", "3 to 5 reps"),
            ("\N{MINUS SIGN}4°", "minus 4 degrees"),
            ("10 cm to go", "10 centimetres to go"),
            ("30 s left", "30 seconds left"),
            ("80\N{NO-BREAK SPACE}% done", "80 percent done"),
            ("step-down, left leg", "step-down, left leg"),
            ("Good \N{EN DASH} now the left leg", "Good, now the left leg"),
            ("\N{LEFT DOUBLE QUOTATION MARK}Good\N{RIGHT DOUBLE QUOTATION MARK}, don\N{RIGHT SINGLE QUOTATION MARK}t stop…", "Good, don't stop."),
        ],
    )  # fmt: skip
    def test_signs_are_read_as_words(self, text, read):
        assert spoken(text) == read


def peak_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples, n=1 << 17))
    return float(np.fft.rfftfreq(1 << 17, 1.0 / RATE_HZ)[spectrum.argmax()])


def bursts(samples: np.ndarray) -> list[np.ndarray]:
    """The stretches in which there is sound, apart by at least 20 ms."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return np.split(samples[loud[0] : loud[-1]], np.flatnonzero(np.diff(loud) > 0.02 * RATE_HZ) + 1)


class TestTone:
    @pytest.mark.parametrize(
        ("kind", "is_tick", "count"),
        [
            (CueKind.FIX, False, 2),
            (CueKind.PRAISE, False, 1),
            (CueKind.TELL, False, 1),
            (CueKind.TELL, True, 1),
        ],
    )
    def test_each_kind_has_its_number_of_tones(self, kind, is_tick, count):
        samples = tone(kind, RATE_HZ, is_tick=is_tick)[:, 0]
        assert len(bursts(samples)) == count

    def test_correction_is_low_praise_is_high_and_telling_is_between(self):
        fix, praise, tell = (peak_hz(bursts(tone(k, RATE_HZ)[:, 0])[0]) for k in CueKind)
        assert fix == pytest.approx(330.0, abs=2.0)
        assert tell == pytest.approx(550.0, abs=2.0)
        assert praise == pytest.approx(880.0, abs=2.0)

    @pytest.mark.parametrize("kind", CueKind)
    @pytest.mark.parametrize("rate_hz", [8000.0, 44100.0, 192000.0])
    def test_a_tone_is_short_begins_and_ends_at_rest_and_does_not_clip(self, kind, rate_hz):
        samples = tone(kind, rate_hz)
        assert samples.dtype == np.float32
        assert len(samples) / rate_hz < 0.5
        assert abs(samples[0, 0]) < 0.01
        assert abs(samples[-1, 0]) < 0.02
        assert 0.25 < np.abs(samples).max() <= 0.3


class PortAudioError(Exception):
    pass


class FakeStream:
    def __init__(self, library, rate_hz):
        self.library, self.rate_hz, self.log = library, rate_hz, []

    def start(self):
        if self.library.gone:
            raise PortAudioError
        self.log.append("start")

    def write(self, samples):
        self.log.append(samples.shape)

    def stop(self):
        self.log.append("stop")

    def close(self):
        self.log.append("close")


class FakeSoundDevice:
    PortAudioError = PortAudioError

    def __init__(self, *, device: bool = True) -> None:
        self.device, self.gone = device, False
        self.streams: list[FakeStream] = []

    def query_devices(self, kind):
        assert kind == "output"
        if not self.device:
            raise PortAudioError
        return {"default_samplerate": 32000.0}

    def OutputStream(self, *, samplerate, channels, dtype):  # noqa: N802 - sounddevice's name
        assert (channels, dtype) == (1, "float32")
        self.streams.append(FakeStream(self, samplerate))
        return self.streams[-1]


@pytest.fixture
def device(monkeypatch):
    library = FakeSoundDevice()
    monkeypatch.setattr(means_module, "import_module", lambda name: {"sounddevice": library}[name])
    return library


@pytest.fixture
def no_programs(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)


class TestBeeper:
    def test_it_plays_at_the_devices_rate_and_rests_in_between(self, device):
        beeper = Beeper()
        beeper.utter(cue("Good", CueKind.PRAISE), is_tick=False)
        beeper.close()
        (stream,) = device.streams
        assert stream.log == ["start", (round(0.22 * 32000), 1), "stop", "close"]

    def test_a_device_that_goes_away_is_one_sentence(self, device):
        beeper = Beeper()
        device.gone = True
        with pytest.raises(SoundError, match=r"^The sound device is gone: no more tones\.$"):
            beeper.utter(cue("Good"), is_tick=False)


class TestAbsence:
    """Whatever is missing, there is a speaker, and a sentence that says what to do."""

    def test_nothing_asked_for_is_silence_without_a_word(self):
        speaker, said = open_speaker(voice=False, beep=False)
        assert said == ""
        assert speaker.trouble == ""
        speaker.say(cue("unheard"))
        speaker.close()

    def test_no_sound_device(self, device, monkeypatch):
        device.device = False
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        speaker, said = open_speaker(voice=True, beep=True)
        assert type(speaker) is type(silence())
        assert "no sound device" in said

    def test_no_speech_program(self, device, no_programs):
        speaker, said = open_speaker(voice=True, beep=True)
        assert said == ("There is no voice to speak with (install espeak-ng): cues are shown, not spoken.")
        speaker.say(cue("Good", CueKind.PRAISE))
        speaker.close()
        assert "start" in device.streams[0].log, "the tones are there all the same"

    def test_no_portaudio(self, monkeypatch, no_programs):
        def missing(name):
            raise OSError("PortAudio library not found")

        monkeypatch.setattr(means_module, "import_module", missing)
        _, said = open_speaker(voice=False, beep=True)
        assert (
            said == "There is no PortAudio for tones (install libportaudio2): cues are shown, without tones."
        )

    @pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
    def test_each_system_without_a_program_is_one_sentence(self, platform, no_programs):
        with pytest.raises(
            SoundError, match=r"^There is no voice to speak with \(.+\): cues are shown, not spoken\.$"
        ):
            find_voice(platform)


class TestSystemVoice:
    @pytest.fixture(autouse=True)
    def every_program(self, device, monkeypatch):
        monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")

    def test_linux_speaks_english_with_espeak_ng(self):
        assert find_voice("linux") == VoiceProgram("espeak-ng", ("/bin/espeak-ng", "-v", "en", "--stdin"))

    @pytest.mark.parametrize(
        ("listed", "chosen"),
        [
            (
                "Anna                de_DE    # Hallo!\nDaniel              en_GB    # Hello!\n",
                ("-v", "Daniel"),
            ),
            (
                "Albert  en_US # Hello!\nSamantha  en_US # Hello!\nDaniel  en_GB # Hello!\n",
                ("-v", "Samantha"),
            ),
            ("Anna                de_DE    # Hallo!\n", ()),
        ],
    )
    def test_a_mac_in_another_language_takes_an_english_voice(self, monkeypatch, listed, chosen):
        monkeypatch.setattr(subprocess, "run", lambda *a, **k: SimpleNamespace(stdout=listed))
        assert find_voice("darwin").command == ("/bin/say", *chosen, "-f", "-")

    def test_windows_speaks_through_sapi_and_reads_the_text_from_its_input(self):
        command = find_voice("win32").command
        assert command[0] == "/bin/powershell"
        assert "System.Speech" in command[-1]
        assert "[Console]::In.ReadToEnd()" in command[-1]

    def test_the_text_is_given_as_input_and_in_words(self, tmp_path):
        heard = tmp_path / "heard"
        program = VoiceProgram(
            "cat",
            (sys.executable, "-c", f"import sys; open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())"),
        )
        SystemVoice(program).utter(cue("--help; 14° ±5"), is_tick=False)
        assert heard.read_text("utf-8") == "--help; 14 degrees plus or minus 5"

    @pytest.mark.parametrize(
        ("command", "sentence"),
        [
            ((sys.executable, "-c", "raise SystemExit(3)"), r"^speech fails \(code 3\): no cues are spoken any more\.$"),
            (("/nowhere/speech",), r"^speech cannot be run \(No such file or directory\): no cues are spoken\.$"),
            ((sys.executable, "-c", "import time; time.sleep(60)"), "^speech hangs: no cues are spoken any more\\.$"),
        ],
    )  # fmt: skip
    def test_a_program_that_fails_is_one_sentence(self, monkeypatch, command, sentence):
        monkeypatch.setattr(means_module, "_LONGEST_S", 1.0)
        with pytest.raises(SoundError, match=sentence):
            SystemVoice(VoiceProgram("speech", command)).utter(cue("Good"), is_tick=False)

    def test_stopping_ends_the_sentence_without_a_complaint(self):
        voice = SystemVoice(VoiceProgram("speech", (sys.executable, "-c", "import time; time.sleep(60)")))
        speaker = _Worker([voice])
        speaker.say(cue("endless"))
        wait_until(lambda: voice._process is not None)
        began = time.monotonic()
        voice.stop()
        speaker.close()
        assert time.monotonic() - began < SOON_S
        assert speaker.trouble == ""


PROGRAM = """
import sys
from hipcheck.live.scene import Cue, CueKind
from hipcheck.live.sound import open_speaker
speaker, trouble = open_speaker(voice="voice" in sys.argv, beep="beep" in sys.argv)
speaker.say(Cue(CueKind.FIX, "Right knee over the second toe, 14°", 0.0))
speaker.close()
print(trouble or speaker.trouble or "all well")
"""


@pytest.fixture
def sound_card(tmp_path):
    """An environment whose sound card is a file: what is played is appended to it as it is."""
    needed = {"espeak-ng": shutil.which("espeak-ng"), "PortAudio": portaudio()}
    missing = [name for name, found in needed.items() if not found]
    if sys.platform != "linux" or missing:
        if os.environ.get("HIPCHECK_REQUIRE_ALL"):
            pytest.fail(f"missing: {', '.join(missing)}")
        pytest.skip(
            f"real sound is NOT tested here: it needs Linux with espeak-ng and PortAudio (missing: {missing})"
        )
    played = tmp_path / "played.raw"
    (tmp_path / ".asoundrc").write_text(
        f'pcm.!default {{ type file; slave.pcm "null"; format "raw"; file "|cat >> {played}" }}\n'
    )
    return SimpleNamespace(played=played, env={**os.environ, "HOME": str(tmp_path)})


def portaudio() -> bool:
    try:
        import sounddevice  # noqa: F401
    except OSError:
        return False
    return True


class TestRealSound:
    def test_the_voice_says_the_sentence(self, sound_card):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "voice"],
            env=sound_card.env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "all well"
        words = "Right knee over the second toe, 14 degrees"
        wav = subprocess.run(
            ["espeak-ng", "-v", "en", "--stdout", words], capture_output=True, check=True
        ).stdout
        expected = np.frombuffer(wav[44:], np.int16)
        played = np.frombuffer(sound_card.played.read_bytes(), np.int16)[: len(expected)]
        assert np.abs(expected).max() > 5000
        np.testing.assert_array_equal(played, expected[: len(played)])
        assert len(played) > 0.9 * len(expected), "but for the silence at the end"

    def test_the_beeper_plays_its_tones(self, sound_card):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "beep"],
            env=sound_card.env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "all well"
        played = np.frombuffer(sound_card.played.read_bytes(), np.float32)
        np.testing.assert_allclose(played[:10000], tone(CueKind.FIX, 44100.0)[:10000, 0], atol=1e-6)

    def test_nothing_that_is_heard_reaches_for_a_network(self, sound_card):
        require_guard()
        seen = watch([sys.executable, "-c", PROGRAM, "voice", "beep"], env=sound_card.env)
        assert seen.attempts == ()
        assert seen.output.strip() == "all well"
        assert sound_card.played.stat().st_size > 0
