from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.batch.jobs import job_id


def digits_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("monday/A. Runner 01.MOV", "monday-a-runner-01-mov"),
        ("Zoë/Kniebeuge übung.mp4", "zoe-kniebeuge-ubung-mp4"),
        ("🏃.", "clip"),
        ("../x.mp4", "x-mp4"),
        (f"{'a' * 200}.mp4", "a" * 60),
        (f"{'a' * 59} b.mp4", "a" * 59),
    ],
)
def test_an_id_is_readable(name, slug):
    assert job_id(name) == f"{slug}-{digits_of(name)}"


def test_names_that_look_alike_have_different_ids():
    ids = {
        job_id(name)
        for name in ("a b.mp4", "a_b.mp4", "A b.mp4", "\udcff.mp4", "\udcfe.mp4", "ä.mp4", "a\u0308.mp4")
    }
    assert len(ids) == 7


file_names = st.binary(min_size=1).map(lambda raw: raw.decode("utf-8", errors="surrogateescape"))


@given(file_names)
def test_any_name_has_an_id_that_every_file_system_takes(name):
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}-[0-9a-f]{8}", job_id(name))
