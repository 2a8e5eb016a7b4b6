"""OpenCV's windows hang where PyAV was imported first: hipcheck sees to it that it is not."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["hipcheck.video.writer", "hipcheck.footage", "hipcheck.cli.live_run"])
def test_opencv_is_imported_before_pyav(module):
    program = (
        f"import sys, {module}; names = list(sys.modules); print(names.index('cv2') < names.index('av'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
