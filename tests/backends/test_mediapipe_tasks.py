from __future__ import annotations

import csv
import subprocess
import sys
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from hipcheck.backends import RecordingBuilder, mediapipe_tasks, painting
from hipcheck.backends.mediapipe_tasks import MediaPipeEstimator
from hipcheck.backends.models import Model, model_path
from hipcheck.errors import ModelError, SettingsError
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence, Recording
from hipcheck.video import ClipReader

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_videos"
CLIPS = (ROOT / "../shared/clips").resolve()
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def frames_of(path: Path, count: int | None = None) -> list[tuple[np.ndarray, float]]:
    with ClipReader(path) as clip:
        return [(frame.image, frame.time_s) for frame in islice(clip, count)]


def record(frames, **options) -> Recording:
    with MediaPipeEstimator(**options) as estimator:
        builder = RecordingBuilder(estimator)
        for image, time_s in frames:
            builder.add(estimator.estimate(image, time_s), time_s)
    height_px, width_px = frames[0][0].shape[:2]
    return builder.build(FrameSize(width_px, height_px))


class TestOnePerson:
    def test_numbers_are_mediapipes_own(self):
        """Those of one landmarker in VIDEO mode on the frames as they are, its frames a day apart."""
        import mediapipe as mp
        from mediapipe.tasks.python import BaseOptions, vision

        frames = frames_of(SAMPLES / "step_down_pelvic_drop_front.mp4", 40)
        (person,) = record(frames, model="lite").people
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model_path("lite"))),
            running_mode=vision.RunningMode.VIDEO,
        )
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            for frame, (image, _) in enumerate(frames):
                picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))
                found = landmarker.detect_for_video(picture, (frame + 1) * 86_400_000 // 864 * 1000)
                points = [(point.x * 540, point.y * 960) for point in found.pose_landmarks[0]]
                np.testing.assert_array_equal(person.xy_px[frame], np.array(points, np.float32))

    def test_landmarks_lie_on_the_person_without_delay(self):
        """Against the exact truth of a rendered clip. With MediaPipe's smoothing the delay is 22 ms."""
        path = SAMPLES / "single_leg_squat_good_front.mp4"
        frames = frames_of(path, 100)
        (person,) = record(frames).people
        truth = truth_of(path)[:100]
        hips_px = person.xy_px[:, HIPS, 1].mean(axis=1)
        error_px = person.xy_px[:, HIPS].mean(axis=1) - truth
        assert abs(error_px).max() < 0.02 * 960, "2 % of the picture: about 5 cm on this person"
        assert abs(delay_s(person.time_s, hips_px, truth[:, 1])) < 0.010

    def test_pixels_are_those_of_the_picture(self):
        """In a wider picture the same person has the same pixels, moved by what was added on the left."""
        frames = frames_of(SAMPLES / "single_leg_squat_good_front.mp4", 15)
        wider = [
            (np.pad(image, ((0, 0), (500, 300), (0, 0)), mode="edge"), time_s) for image, time_s in frames
        ]
        (person,) = record(frames).people
        (moved,) = record(wider).people
        # The detector sees the person smaller and starts elsewhere; the landmarks settle within a few frames.
        np.testing.assert_allclose(moved.xy_px[-1, 11:] - [500, 0], person.xy_px[-1, 11:], atol=15)

    def test_a_picture_with_padded_rows_is_read_as_it_looks(self):
        frames = frames_of(SAMPLES / "single_leg_squat_good_front.mp4", 8)
        padded = [(np.pad(image, ((0, 0), (0, 13), (0, 0)))[:, :540], time_s) for image, time_s in frames]
        np.testing.assert_array_equal(
            record(padded, model="lite").people[0].xy_px, record(frames, model="lite").people[0].xy_px
        )

    @pytest.mark.parametrize("rate_hz", [240.0, 2000.0])
    def test_any_frame_rate_is_followed(self, rate_hz):
        frames = [
            (image, number / rate_hz)
            for number, (image, _) in enumerate(frames_of(SAMPLES / "single_leg_squat_good_front.mp4", 10))
        ]
        (person,) = record(frames, model="lite").people
        assert person.present.all()


class TestSeveralPeople:
    def test_two_people_side_by_side_are_each_followed_as_if_alone(self):
        left, right = (
            frames_of(SAMPLES / f"{name}.mp4", 30)
            for name in ("single_leg_squat_good_front", "squat_knees_inward_front")
        )
        both = [
            (np.hstack([mine, yours]), time_s) for (mine, time_s), (yours, _) in zip(left, right, strict=True)
        ]
        people = sorted(
            record(both, model="lite").people, key=lambda person: float(np.nanmean(person.xy_px[:, :, 0]))
        )
        assert len(people) == 2
        for person, frames, left_px in zip(people, (left, right), (0.0, 540.0), strict=True):
            assert person.present.sum() >= 29
            alone = record(frames, model="lite").people[0].xy_px + np.array([left_px, 0.0])
            apart_px = np.linalg.norm(person.xy_px - alone, axis=2)[10:, 11:]
            assert np.nanmedian(apart_px) < 5

    @pytest.mark.parametrize(
        "still_name",
        [
            "squat_good_front",
            pytest.param(
                "single_leg_squat_good_front",
                marks=pytest.mark.xfail(
                    reason="landmarks go over to somebody as tall who hides a person wholly, and the id with them"
                ),
            ),
        ],
    )
    def test_somebody_who_crosses_in_front_takes_nobodys_id(self, still_name):
        """A second person slides through the picture from frame 10 to 65; they overlap in 20 to 57."""
        still, moving = (
            frames_of(SAMPLES / f"{name}.mp4", 150)[::2]
            for name in (still_name, "single_leg_squat_knee_inward_front")
        )
        (alone,), (second,) = (record(frames, model="lite").people for frames in (still, moving))
        recording = record(crossing(still, moving, second), model="lite")
        first = recording.people[0]
        assert len(recording.people) >= 2
        in_sight = np.r_[:20, 57:75]
        assert first.present[in_sight].mean() > 0.95
        apart_px = np.linalg.norm(first.xy_px - alone.xy_px, axis=2)[in_sight, 11:]
        assert np.nanmedian(apart_px[first.present[in_sight]], axis=1).max() < 40


class TestTrouble:
    def test_nothing_is_written_to_the_terminal(self):
        program = (
            "import numpy as np; from hipcheck.backends import BACKENDS\n"
            "from pathlib import Path; from hipcheck.video import ClipReader\n"
            f"with BACKENDS['mediapipe']('lite') as estimator, ClipReader(Path({str(SAMPLES / 'walk.mp4')!r})) as clip:\n"
            "    found = [len(estimator.estimate(f.image, f.time_s)) for _, f in zip(range(4), clip)]\n"
            "print(found)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
        )
        assert (done.stdout, done.stderr) == ("[1, 1, 1, 1]\n", "")

    def test_a_model_that_cannot_be_started_is_told(self, monkeypatch):
        monkeypatch.setattr(
            mediapipe_tasks,
            "read_model",
            lambda name: Model(f"pose_landmarker_{name}", "0" * 64, b"abc" * 999),
        )
        with pytest.raises(
            ModelError, match=r"pose_landmarker_full cannot be started \(Unable to open zip archive"
        ):
            MediaPipeEstimator("full")

    def test_an_unknown_model_is_told(self):
        with pytest.raises(SettingsError, match="no model 'huge'"):
            MediaPipeEstimator("huge")

    def test_a_missing_mediapipe_is_told(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "mediapipe", None)
        with pytest.raises(ModelError, match="MediaPipe cannot be loaded"):
            MediaPipeEstimator("lite")

    def test_a_frame_that_mediapipe_fails_on_is_told(self, monkeypatch):
        (image, time_s), *_ = frames_of(SAMPLES / "single_leg_squat_good_front.mp4", 1)
        with MediaPipeEstimator("lite") as estimator:
            monkeypatch.setattr(mediapipe_tasks, "_FRAMES_APART_MS", -1)  # time runs backwards
            estimator.estimate(image, time_s)
            with pytest.raises(ModelError, match="MediaPipe failed on a frame"):
                estimator.estimate(image, time_s + 1)


@pytest.mark.clips
class TestFootage:
    @pytest.mark.parametrize("camera", ["cam01", "cam02"])
    def test_a_bystander_hides_nobody(self, camera):
        """One man does a single-leg squat; a woman, larger in the picture, stands and moves before him."""
        recording = record(frames_of(clip("bystander", f"{camera}.mp4")))
        truth_px = reference_of(camera)
        errors_px = [errors_from(person, truth_px) for person in recording.people]
        man = int(np.argmin([np.nanmedian(error) for error in errors_px]))
        assert recording.people[man].present.mean() >= 0.95
        # He is 720 px tall. What the reference calls left may be MediaPipe's right.
        assert np.nanmean(errors_px[man]) < 0.05 * 720
        woman = 1 - man
        assert len(recording.people) == 2
        assert recording.people[woman].present.mean() >= 0.95
        assert np.nanmin(errors_px[woman]) > 100

    def test_two_people_in_the_open_are_each_followed(self):
        """A woman walks from right to left; a man stands on a roof, 460 px down the picture, until he jumps off it."""
        recording = record(frames_of(clip("walk", "walk.mp4")))
        tracks = [person.xy_px[person.present][:, HIPS].mean(axis=1) for person in recording.people]
        on_roof = [track for track in tracks if track[:100, 1].max() < 500 and len(track) > 150]
        walking = [track for track in tracks if track[0, 0] - track[-1, 0] > 1000 and len(track) > 100]
        assert (len(on_roof), len(walking)) == (1, 1)
        steps_px = np.diff(walking[0][:, 0])
        assert abs(steps_px).max() < 60, "never on anybody else: a walking step is 15 px a frame"


def clip(*parts: str) -> Path:
    path = CLIPS.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return path


@cache
def truth_of(path: Path) -> np.ndarray:
    """Middle of the hips in pixels, shape (T, 2), as rendered."""
    with path.with_name(f"{path.stem}_truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return np.array(
        [
            [(float(row[f"left_hip_{a}_px"]) + float(row[f"right_hip_{a}_px"])) / 2 for a in "xy"]
            for row in rows
        ]
    )


def delay_s(time_s: np.ndarray, seen: np.ndarray, true: np.ndarray) -> float:
    """By how much `seen` comes after `true`: the shift at which they correlate best."""
    inner = (time_s > time_s[0] + 0.3) & (time_s < time_s[-1] - 0.3)
    curve = CubicSpline(time_s, true)
    shifts_s = np.arange(-0.1, 0.1, 0.001)
    alike = [np.corrcoef(seen[inner], curve(time_s[inner] - shift))[0, 1] for shift in shifts_s]
    return float(shifts_s[int(np.argmax(alike))])


def crossing(still, moving, landmarks: PoseSequence) -> list[tuple[np.ndarray, float]]:
    """The moving clip's person, cut out along their landmarks and slid from left to right before the still clip's."""
    frames = []
    for number, ((image, time_s), (other, _)) in enumerate(zip(still, moving, strict=True)):
        outline = np.zeros(image.shape[:2], np.uint8)
        painting._draw(outline, landmarks.xy_px[number], (1,), 0.45)
        rows, columns = np.nonzero(outline)
        shifted = columns + round(-420 + 840 * number / (len(still) - 1))
        inside = (shifted >= 0) & (shifted < image.shape[1])
        together = image.copy()
        together[rows[inside], shifted[inside]] = other[rows[inside], columns[inside]]
        frames.append((together, time_s))
    return frames


def reference_of(camera: str) -> dict[Landmark, np.ndarray]:
    """Joints of the man in pixels, from triangulation over four cameras, shape (T, 2) each."""
    with clip("balance", f"{camera}_reference.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        getattr(LEGS[side], joint): np.array(
            [[float(row[f"{side}_{joint}_{axis}_px"]) for axis in "xy"] for row in rows]
        )
        for side in Side
        for joint in ("shoulder", "hip", "knee", "ankle")
    }


def errors_from(person: PoseSequence, truth_px: dict[Landmark, np.ndarray]) -> np.ndarray:
    """Mean distance of the joints in each frame, each pair in whichever order fits better."""
    columns = []
    for joint in ("shoulder", "hip", "knee", "ankle"):
        left, right = (getattr(LEGS[side], joint) for side in (Side.LEFT, Side.RIGHT))
        orders = [
            [np.linalg.norm(person.xy_px[:, mine] - truth_px[true], axis=1) for mine, true in order]
            for order in (((left, left), (right, right)), ((left, right), (right, left)))
        ]
        columns.append(np.min(np.mean(orders, axis=1), axis=0))
    return np.mean(columns, axis=0)
