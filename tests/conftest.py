"""What tests of several folders share."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from hipcheck import Analysis


@pytest.fixture(scope="session")
def analysed(tmp_path_factory, worker_id) -> Callable[[Path], Analysis]:
    """The analysis of a clip by the real model, which sees each clip once: in whichever process asks first."""
    from hipcheck import analyze_video  # loads all of hipcheck, which most tests do without

    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent  # which all workers share
    known: dict[Path, Analysis] = {}

    def analysis_of(clip: Path) -> Analysis:
        if clip not in known:
            kept = folder / f"{clip.parent.name}_{clip.name}.analysis"
            with FileLock(kept.with_suffix(".lock")):
                if not kept.exists():
                    kept.write_bytes(pickle.dumps(analyze_video(clip)))
            known[clip] = pickle.loads(kept.read_bytes())
        return known[clip]

    return analysis_of
