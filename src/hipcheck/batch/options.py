"""What is decided for all clips of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from hipcheck.batch.jobs import Who
from hipcheck.catalog import Movement
from hipcheck.footage import ProgressCallback
from hipcheck.landmarks import Side
from hipcheck.results import Analysis, ViewKind
from hipcheck.settings import Settings
from hipcheck.workflow import OutputOptions, analyze_video

__all__ = ["SHARED_LIBRARY", "TIME_LIMIT_S", "BatchOptions", "Look"]

SHARED_LIBRARY: Final = "../../plotly.min.js"
"""Where a clip's report finds the chart library: in the results folder, two levels up."""
TIME_LIMIT_S: Final = 30 * 60.0
"""For one clip. Convention: ten times what ten minutes of film at full size take the full model on two old cores."""


class Look(Protocol):
    """`analyze_video`, or what stands in for it."""

    def __call__(
        self,
        path: Path,
        *,
        movement: Movement | str | None,
        side: Side | None,
        view: ViewKind | None,
        settings: Settings | None,
        model: str,
        on_progress: ProgressCallback | None,
    ) -> Analysis:
        """Analyse a clip."""
        ...


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How the clips are analysed, and by how many processes.

    Attributes:
        movement: The movement of all clips of which nobody said another; recognised otherwise.
        side: The tested leg, likewise.
        view: Where the camera stands, in all clips.
        model: "lite", "full" or "heavy".
        settings: Engineering constants.
        outputs: What goes into a clip's folder.
        time_limit_s: After this a clip is given up.
        workers: Processes that each work on a clip; None for one a core, or for all that the cluster has.
        scheduler: Of the Dask cluster to work on, as "tcp://head:8786"; None for this machine.
        force: Analyse also what has not changed.
        anonymous: Let codes stand for people and clips in everything that is written.
        look: What analyses a clip; can be pickled.
    """

    movement: Movement | None = None
    side: Side | None = None
    view: ViewKind | None = None
    model: str = "full"
    settings: Settings = field(default_factory=Settings)
    outputs: OutputOptions = field(default_factory=lambda: OutputOptions(shared_library=SHARED_LIBRARY))
    time_limit_s: float = TIME_LIMIT_S
    workers: int | None = None
    scheduler: str | None = None
    force: bool = False
    anonymous: bool = False
    look: Look = analyze_video

    def movement_of(self, who: Who) -> Movement | str | None:
        """What is known of a clip's movement: what was said of this clip counts more than what was said of all."""
        return who.movement or self.movement

    def side_of(self, who: Who) -> Side | None:
        """The same for the tested leg."""
        return who.side or self.side
