from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.batch.places import natural_key, place_of, shown

file_names = st.binary(min_size=1, max_size=40).map(lambda raw: raw.decode("utf-8", errors="surrogateescape"))


def test_names_are_in_the_order_in_which_people_put_them():
    in_order = [
        "9/z.mp4",
        "10/a.mp4",
        "a 2.mp4",
        "A 10.mp4",
        "b/clip1.mp4",
        "b/clip02.mp4",
        "b.mp4",
        "e\u0301a.mp4",
        "éb.mp4",
    ]
    assert sorted(Random(1).sample(in_order, len(in_order)), key=natural_key) == in_order


@given(st.lists(file_names, unique=True), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_names_came(names, chance):
    shuffled = chance.sample(names, len(names))
    assert sorted(shuffled, key=natural_key) == sorted(names, key=natural_key)
    assert len({natural_key(name) for name in names}) == len(names)


def test_a_link_is_not_what_it_leads_to(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert place_of(link / "." / "x" / ".." / "clip.mp4") == f"{link}{os.sep}clip.mp4"


@pytest.mark.parametrize(("name", "text"), [("a\udcffb.mp4", "a\ufffdb.mp4"), ("é 🏃\n.mp4", "é 🏃\n.mp4")])
def test_a_name_is_shown_as_valid_unicode(name, text):
    assert shown(name) == text


def test_relative_places_start_from_the_working_folder():
    assert place_of(Path("clip.mp4")) == str(Path.cwd() / "clip.mp4")
