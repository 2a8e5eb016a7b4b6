from __future__ import annotations

from dataclasses import replace

import pytest

from hipcheck.backends.replay import save_recording
from tests.batch.batches import make_batch
from tests.factories import make_poses
from tests.filmed import as_a_model_gives, record


@pytest.fixture(scope="session")
def landmarks(tmp_path_factory):
    """Somebody squatting, as saved landmarks: analysed in a blink."""
    path = tmp_path_factory.mktemp("landmarks") / "squats.npz"
    recording = record(as_a_model_gives(make_poses(6.0, 180, 320)))
    # The checksum is that of the clip they were seen in, which is not that of this file.
    save_recording(replace(recording, clip_sha256="ab" * 32), path)
    return path


@pytest.fixture
def batch(tmp_path, landmarks):
    """Makes a batch of clips with these names."""
    return lambda *names: make_batch(tmp_path, landmarks, *names)
