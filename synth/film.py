"""Filming a spec: its frames, or a clip in H.264 with the truth about it beside.

    render_clip(ClipSpec(name="example"), Path("clips"))

writes `example.mp4`, `example_truth.csv` and `example.json`, all or none.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Colorspace

from hipcheck.errors import OutputError
from synth.boxes import Box
from synth.bystander import Passerby
from synth.cameras import Camera, camera_path
from synth.clothes import dress
from synth.decoys import decoy_surfaces
from synth.furniture import Surface
from synth.meshes import box, moved
from synth.movements import Performance, duration_s, perform
from synth.people import Person, Side, load_person
from synth.plans import STEP_DOWNS
from synth.render import Renderer
from synth.rooms import Room, build_room
from synth.sensor import Sensor, exposed
from synth.spec import ClipSpec, FilmSpec
from synth.spec_file import check_spec, spec_json
from synth.stickers import StickerTrack, sticker_tracks
from synth.truth import Truth, truth_of

__all__ = ["Take", "frame_times", "prop_of", "render_clip", "render_frames", "take"]

FloatArray = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_TICK: Final = Fraction(1, 90_000)  # the common clock of video (ISO/IEC 13818-1)
_BLUR_STEP_PX: Final = (
    2.5  # the fastest joint moves no further between two moments of an exposure; convention
)
_MOST_MOMENTS: Final = 8
_SHORTEST_SHARE: Final = 0.4  # of the mean interval, where the rate varies


@dataclass(frozen=True, eq=False)
class Take:
    """What happens in a clip and from where it is seen, frame by frame, before anything is rendered.

    Attributes:
        spec: Of the clip.
        person: Whom it is about.
        time_s: Of the frames, shape (T,).
        performance: What the person does at these times.
        cameras: One per frame.
    """

    spec: ClipSpec
    person: Person
    time_s: FloatArray
    performance: Performance
    cameras: tuple[Camera, ...]

    def truth(self) -> Truth:
        """What is exactly known of it, stickers included."""
        poses = self.performance.poses
        stickers: Mapping[Side, StickerTrack] = {}
        if self.spec.look.stickers is not None:
            stickers = sticker_tracks(dress(self.person, self.spec.look), poses, self.cameras, self.time_s)
        return truth_of(self.person, self.spec.movement, self.performance, self.cameras, stickers)


def frame_times(film: FilmSpec, duration_s: float) -> FloatArray:
    """When the frames are taken.

    Args:
        film: Rate, and how much it varies.
        duration_s: Of the clip.

    Returns:
        Seconds from 0, below the duration, shape (T,): whole ticks of a video's clock, strictly rising.
    """
    count = max(1, int(np.ceil(duration_s * film.frame_rate_hz - 1e-9)))
    interval_s = np.full(count - 1, 1.0 / film.frame_rate_hz)
    if film.rate_jitter > 0:
        random = np.random.default_rng([film.seed, 31])
        interval_s *= np.maximum(1.0 + film.rate_jitter * random.standard_normal(count - 1), _SHORTEST_SHARE)
    time_s = np.concatenate([[0.0], np.cumsum(interval_s)])
    ticks = np.round(time_s[time_s < duration_s] / float(_TICK))
    return np.asarray(ticks * float(_TICK), np.float64)


def take(spec: ClipSpec) -> Take:
    """Work out what a clip will show.

    Raises:
        SettingsError: The spec asks for what cannot be filmed.
    """
    check_spec(spec)
    person = load_person(spec.look.person)
    time_s = frame_times(spec.film, duration_s(spec.movement))
    return Take(spec, person, time_s, perform(person, spec.movement, time_s), _cameras(spec, person, time_s))


def render_frames(spec: ClipSpec) -> Iterator[Picture]:
    """The pictures of a clip before they are compressed: RGB, shape (height, width, 3).

    Raises:
        SettingsError: The spec asks for what cannot be filmed.
        RenderError: Nothing can be rendered on this machine.
    """
    yield from _pictures(take(spec))


def render_clip(spec: ClipSpec, folder: Path) -> Path:
    """Write a clip and its truth.

    Args:
        spec: What is filmed.
        folder: Where the files go; made where it is missing.

    Returns:
        The clip.

    Raises:
        SettingsError: The spec asks for what cannot be filmed.
        RenderError: Nothing can be rendered on this machine.
        OutputError: The files cannot be written.
    """
    taken = take(spec)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{spec.name}-") as unfinished:
            _write(taken, Path(unfinished))
            for ending in ("_truth.csv", ".json", ".mp4"):  # the clip last: where it is, the rest is too
                (Path(unfinished) / f"{spec.name}{ending}").replace(folder / f"{spec.name}{ending}")
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot write {spec.name} ({error.strerror}); choose another folder"
        ) from error
    return folder / f"{spec.name}.mp4"


def _write(taken: Take, folder: Path) -> None:
    """All files of a clip."""
    spec = taken.spec
    _write_video(folder / f"{spec.name}.mp4", _pictures(taken), taken)
    document = {"spec": spec_json(spec), "truth": taken.truth().write(folder, spec.name)}
    (folder / f"{spec.name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _cameras(spec: ClipSpec, person: Person, time_s: FloatArray) -> tuple[Camera, ...]:
    """Aimed at the middle of the person, who stands at the origin, on the floor or on a step."""
    on_step = spec.movement.kind in STEP_DOWNS
    floor_m = spec.movement.box_height_m if on_step else 0.0
    look_at_m = np.array([0.0, 0.0, floor_m + person.info.height_m / 2])
    return tuple(camera_path(spec.camera, look_at_m, time_s))


def _pictures(taken: Take) -> Iterator[Picture]:
    spec, time_s = taken.spec, taken.time_s
    moments_s = _moments(taken)
    all_s = np.concatenate(moments_s)
    blurred = len(all_s) > len(time_s)
    own = perform(taken.person, spec.movement, all_s).poses if blurred else taken.performance.poses
    cameras = _cameras(spec, taken.person, all_s) if blurred else taken.cameras
    people = [(dress(taken.person, spec.look), own)]
    if spec.room.bystander:
        passerby = Passerby(spec, taken.person, float(time_s[-1]))
        people.append((passerby.outfit, passerby.poses(all_s)))
    poses = list(zip(*(poses for _, poses in people), strict=True))
    reach_m = np.vstack([pose.heads_m for moment in poses for pose in moment])
    renderer = Renderer(_room(taken), [outfit for outfit, _ in people], cameras, reach_m)
    sensor = Sensor(spec.camera.width_px, spec.camera.height_px, spec.film.noise_sd, spec.film.seed)
    start = 0
    for moments in moments_s:
        places = range(start, start + len(moments))
        yield sensor.record(
            exposed([renderer.frame(poses[place], cameras[place], all_s[place]) for place in places])
        )
        start += len(moments)


def _room(taken: Take) -> Room:
    """With what the movement needs and what could be taken for a sticker."""
    spec = taken.spec
    room = build_room(spec.room, spec.camera, tuple(prop_of(block) for block in taken.performance.boxes))
    if spec.look.stickers is None:
        return room
    decoys = decoy_surfaces(spec.look.stickers, room, spec.camera)
    return replace(room, surfaces=(*room.surfaces, *decoys))


def prop_of(block: Box) -> Surface:
    """A block of a movement as a wooden thing that stands in the room."""
    mesh = box((0.0, 0.0, 0.0), tuple(block.size_m), tile_m=0.7)
    placed = moved(mesh, turned_deg=block.yaw_deg, by_m=tuple(block.centre_m))
    return Surface(mesh=placed, texture="wood", casts_shadow=True)


def _moments(taken: Take) -> list[FloatArray]:
    """Of each frame, the times at which it is rendered: several where something moves fast while it is exposed."""
    film, time_s = taken.spec.film, taken.time_s
    if film.shutter_s == 0 or len(time_s) < 2:
        return [time_s[frame : frame + 1] for frame in range(len(time_s))]
    heads_px = np.stack(
        [
            camera.project(pose.heads_m)
            for camera, pose in zip(taken.cameras, taken.performance.poses, strict=True)
        ]
    )
    speed_px_s = np.linalg.norm(np.gradient(heads_px, time_s, axis=0), axis=2).max(axis=1)
    counts = np.clip(np.ceil(speed_px_s * film.shutter_s / _BLUR_STEP_PX), 1, _MOST_MOMENTS).astype(int)
    latest_s = duration_s(taken.spec.movement)
    return [
        np.clip(middle_s + film.shutter_s * ((np.arange(count) + 0.5) / count - 0.5), 0.0, latest_s)
        for middle_s, count in zip(time_s, counts, strict=True)
    ]


def _write_video(path: Path, pictures: Iterable[Picture], taken: Take) -> None:
    camera, film = taken.spec.camera, taken.spec.film
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(film.frame_rate_hz).limit_denominator(1001))
        stream.width, stream.height, stream.pix_fmt = camera.width_px, camera.height_px, "yuv420p"
        stream.time_base = stream.codec_context.time_base = _TICK
        stream.options = {"crf": str(film.crf), "preset": "veryfast", "bf": "0"}
        stream.codec_context.thread_count = 1  # the same file on any number of cores
        stream.codec_context.colorspace = Colorspace.ITU709
        for picture, time_s in zip(pictures, taken.time_s, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
            frame.pts, frame.time_base = round(time_s / float(_TICK)), _TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
