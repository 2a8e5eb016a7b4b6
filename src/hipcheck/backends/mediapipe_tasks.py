"""MediaPipe's pose landmarker, one per person.

MediaPipe can follow several people itself, but then it searches the whole picture in every frame, does not smooth,
mixes people who stand close, and returns them in changing order. Its one-person mode follows well, but whom it follows
is chance: mostly the largest. So each person here has a landmarker of their own; `following` keeps them apart.

With one person in the picture, all numbers are those of MediaPipe's one-person VIDEO mode on the untouched frames,
without its smoothing over time: see `_FRAMES_APART_MS`.
"""

from __future__ import annotations

from contextlib import nullcontext
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from hipcheck.backends.base import DetectedPerson, FrameGate, Image
from hipcheck.backends.following import Follower
from hipcheck.backends.models import Model, read_model
from hipcheck.backends.quiet import hushed
from hipcheck.backends.tracking import Sighting
from hipcheck.errors import ModelError

__all__ = ["MediaPipeEstimator"]

_FRAMES_APART_MS: Final = 100_000_000
"""Time that MediaPipe is told to lie between two frames: a day, whatever the clip says.

MediaPipe uses the time for one thing, a One-Euro filter over the landmarks, which only sees the past and so lags. On the
rendered sample clips it delays the hips by about 25 ms and the knees by about 45 ms, the bottom of a squat by up to two
frames, and after hipcheck's own zero-phase filter the landmarks' error is 5 to 40 % larger with it than without. No
option turns it off, but the longer the time between two frames, the less it keeps of the last one: of a day, with its
lowest cut-off of 0.05 Hz, 3 parts in 100 000. A clock of microseconds in 64 bits lasts for 92 million such days.
"""
_FAILURES: Final = (RuntimeError, ValueError, OSError, LookupError, NotImplementedError)
"""What mediapipe raises for the status codes of its C functions."""


class MediaPipeEstimator:
    """Finds people with MediaPipe Tasks. See `PoseEstimator`.

    Args:
        model: "lite", "full" or "heavy".
        max_people: At most so many people are followed, the largest ones; each costs one run of the landmark network
            a frame.

    Raises:
        SettingsError: There is no model of that name.
        ModelError: MediaPipe or the model cannot be loaded.
    """

    name: Final = "mediapipe"

    def __init__(self, model: str = "full", *, max_people: int = 3) -> None:
        self._model = read_model(model)
        self._mediapipe = _import_mediapipe()
        self._gate = FrameGate()
        self._follower = Follower(lambda: _VideoLandmarker(self._mediapipe, self._model), max_people)

    @property
    def version(self) -> str:
        """Version of mediapipe."""
        return str(self._mediapipe.__version__)

    @property
    def model(self) -> str:
        """Name of the model, as "pose_landmarker_full"."""
        return self._model.name

    @property
    def model_sha256(self) -> str:
        """Checksum of the model file."""
        return self._model.sha256

    def estimate(self, image_rgb: Image, time_s: float) -> tuple[DetectedPerson, ...]:
        """Find the people in the next frame. See `PoseEstimator.estimate`."""
        image_rgb = self._gate.admit(image_rgb, time_s)
        return tuple(
            DetectedPerson(
                person_id,
                sighting.xy_px.astype(np.float32),
                sighting.world_m.astype(np.float32),
                sighting.visibility.astype(np.float32),
            )
            for person_id, sighting in self._follower.update(image_rgb, time_s)
        )

    def close(self) -> None:
        """Give back the models' memory and threads."""
        self._gate.close()
        self._follower.close()

    def __enter__(self) -> Self:
        """The estimator itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


class _VideoLandmarker:
    """One `PoseLandmarker` in VIDEO mode with `num_poses=1`: finds somebody, then follows them by itself."""

    _BLANK: Final = np.zeros((64, 64, 3), dtype=np.uint8)

    def __init__(self, mediapipe: Any, model: Model) -> None:
        self._mediapipe = mediapipe
        self._frames = 0
        self._found_somebody = False
        tasks = mediapipe.tasks
        options = tasks.vision.PoseLandmarkerOptions(
            # From memory, not by path: MediaPipe cannot open paths with letters beyond ASCII on Windows.
            base_options=tasks.BaseOptions(model_asset_buffer=model.content),
            running_mode=tasks.vision.RunningMode.VIDEO,
            num_poses=1,
        )
        with hushed() as log:
            failure: Exception | None = None
            try:
                self._landmarker = tasks.vision.PoseLandmarker.create_from_options(options)
            except _FAILURES as error:
                failure = error
        if failure is not None:
            said = "; ".join(text for text in (str(failure).strip(), log.last_line) if text)
            raise ModelError(
                f"the pose model {model.name} cannot be started ({said}); run `hipcheck doctor`."
            ) from failure

    def find(self, image_rgb: Image) -> Sighting | None:
        """The person followed, or else anybody in the picture.

        Raises:
            ModelError: MediaPipe failed.
        """
        self._frames += 1
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=image_rgb)
        try:
            # Each network comments on its first run; the second runs only when the first has found somebody.
            with nullcontext() if self._found_somebody else hushed():
                found = self._landmarker.detect_for_video(image, self._frames * _FRAMES_APART_MS)
        except _FAILURES as error:
            raise ModelError(f"MediaPipe failed on a frame ({error}); run `hipcheck doctor`.") from error
        if not found.pose_landmarks:
            return None
        self._found_somebody = True
        height_px, width_px = image_rgb.shape[:2]
        landmarks, world = found.pose_landmarks[0], found.pose_world_landmarks[0]
        return Sighting(
            # The only place where the model's shares of the picture become pixels.
            xy_px=np.array([(point.x * width_px, point.y * height_px) for point in landmarks]),
            world_m=np.array([(point.x, point.y, point.z) for point in world]),
            visibility=np.array([point.visibility for point in landmarks]),
        )

    def forget(self) -> None:
        """Follow nobody any more: an empty picture ends MediaPipe's own tracking."""
        self.find(self._BLANK)

    def close(self) -> None:
        """Give back the model's memory and threads."""
        self._landmarker.close()


def _import_mediapipe() -> Any:
    """MediaPipe, imported only when it is chosen: that takes half a second.

    Raises:
        ModelError: It is not there, or a system library that it needs is not.
    """
    try:
        with hushed():
            import mediapipe  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise ModelError(
            f"MediaPipe cannot be loaded ({error}); install hipcheck again, and on Debian or Ubuntu "
            "`apt-get install libegl1 libgles2`."
        ) from error
    return mediapipe
