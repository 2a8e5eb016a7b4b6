"""The texts of a live session are complete, checked, and short enough to be read from three metres."""

from __future__ import annotations

from importlib import resources

import pytest

from hipcheck.catalog import Flaw
from hipcheck.errors import CatalogError
from hipcheck.landmarks import Side
from hipcheck.live.texts import load_texts, read_texts

CONTENT = (resources.files("hipcheck") / "data" / "cues.toml").read_text(encoding="utf-8")
SIDES = [*Side, None]


def broken(old: str, new: str) -> bytes:
    assert old in CONTENT
    return CONTENT.replace(old, new, 1).encode()


def test_a_flaw_is_corrected_in_the_words_of_the_catalogue_unless_it_has_words_of_its_own():
    texts = load_texts()
    assert texts.fix(Flaw.KNEE_INWARD, Side.RIGHT) == "Right knee over the second toe"
    assert texts.fix(Flaw.HEEL_RISE, None) == "Heels down"
    assert texts.fix(Flaw.LIMITED_DEPTH, Side.LEFT) == "A little deeper, if comfortable"
    assert texts.praise(Flaw.KNEE_INWARD, Side.LEFT) == "Yes: left knee over the foot"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("flaw", Flaw)
def test_no_cue_is_longer_than_eight_words(flaw, side):
    texts = load_texts()
    for text in (texts.fix(flaw, side), texts.praise(flaw, side), texts.of(flaw).short):
        assert 1 <= len(text.split()) <= 8, text


def test_no_headline_is_longer_than_eight_words():
    texts = load_texts()
    headlines = [guide.headline for guide in texts.guide.values()]
    headlines += [text for key, text in texts.tell.items() if not key.endswith("_detail")]
    assert [text for text in headlines if len(text.split()) > 8] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "wobble"', 'id = "knee_inward"', "must be there once"),
        ('id = "wobble"', 'id = "wobbling"', "Invalid enum value"),
        ("{knee} over the foot", "{kneee} over the foot", "unknown placeholder 'kneee'"),
        ("I see your {parts}", "I see your {side}", "guide.near: unknown placeholder 'side'"),
        ("{cm} cm to go", "{cm cm to go", "is not a template"),
        ("persist_s = 0.4", "persist_s = 0.0", "persist|timing"),
        ("persist_s = 0.4", "persists_s = 0.4", "timing"),
        ("[timing]", "[timing", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(old, new, message):
    with pytest.raises(CatalogError, match=message):
        read_texts(broken(old, new), "cues.toml")
