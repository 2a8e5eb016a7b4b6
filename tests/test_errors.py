"""Errors for users: one tree, drawn as it is, each with an exit code."""

from __future__ import annotations

import re

import pytest

from hipcheck import errors
from hipcheck.errors import HipcheckError, one_line

NAMED = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
WRONG_USAGE = {"SettingsError", "CatalogError"}
"""What the user wrote is at fault, not the clip."""


@pytest.mark.parametrize("error", NAMED, ids=lambda error: error.__name__)
def test_every_named_error_is_caught_as_one_and_says_what_it_was_told(error):
    with pytest.raises(HipcheckError, match=r"^clip\.mp4: nobody is in it; film somebody\.$"):
        raise error("clip.mp4: nobody is in it; film somebody.")


@pytest.mark.parametrize("error", NAMED, ids=lambda error: error.__name__)
def test_the_exit_code_tells_wrong_usage_from_a_clip_that_cannot_be_analysed(error):
    assert error.exit_code == (2 if error.__name__ in WRONG_USAGE else 1)


def test_the_tree_is_drawn_as_it_is():
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__)
    own = [error.__name__ for error in HipcheckError.__subclasses__() if error.__module__ == errors.__name__]
    assert drawn == own
    assert {"HipcheckError", *drawn} == {error.__name__ for error in NAMED}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("clip.mp4", "clip.mp4"), ("Übung 😀.mp4", "Übung 😀.mp4"), ("new\nline.mp4", "new\\nline.mp4"),
     ("\x1b[2Jclip.mp4", "\\x1b[2Jclip.mp4")],
)  # fmt: skip
def test_a_name_is_one_line_and_no_order_to_the_terminal(name, expected):
    assert one_line(name) == expected
