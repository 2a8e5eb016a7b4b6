"""What tests of rendering share."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def gpu():
    """OpenGL without a window. Where there is none, tests that need it skip, or fail where nothing may be missing."""
    from synth.gl import RenderError, context

    try:
        return context()
    except RenderError as error:
        if os.environ.get("HIPCHECK_REQUIRE_ALL"):
            raise
        pytest.skip(str(error))
