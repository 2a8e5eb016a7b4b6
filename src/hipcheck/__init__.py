"""hipcheck: looks at how a person moves on one leg and says, honestly, what it sees.

The public interface is here and loads on first use, so that importing hipcheck costs nothing:

    from hipcheck import analyze_video
    analysis = analyze_video("clip.mp4")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from hipcheck.version import __version__

if TYPE_CHECKING:
    from hipcheck.catalog import Movement, load_movement
    from hipcheck.errors import HipcheckError
    from hipcheck.landmarks import Side
    from hipcheck.poses import PoseSequence, Recording
    from hipcheck.results import Analysis, ViewKind
    from hipcheck.session import analyze_poses, analyze_recording
    from hipcheck.settings import Settings, load_settings
    from hipcheck.workflow import OutputOptions, analyze_video, write_outputs

__all__ = [
    "Analysis",
    "HipcheckError",
    "Movement",
    "OutputOptions",
    "PoseSequence",
    "Recording",
    "Settings",
    "Side",
    "ViewKind",
    "__version__",
    "analyze_poses",
    "analyze_recording",
    "analyze_video",
    "load_movement",
    "load_settings",
    "write_outputs",
]

_HOME: Final = {
    "Analysis": "results",
    "HipcheckError": "errors",
    "Movement": "catalog",
    "OutputOptions": "workflow",
    "PoseSequence": "poses",
    "Recording": "poses",
    "Settings": "settings",
    "Side": "landmarks",
    "ViewKind": "results",
    "analyze_poses": "session",
    "analyze_recording": "session",
    "analyze_video": "workflow",
    "load_movement": "catalog",
    "load_settings": "settings",
    "write_outputs": "workflow",
}
"""The module that each public name comes from."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
