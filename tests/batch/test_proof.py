"""The search that proves that a name is gone finds it wherever, and however, it may stand."""

from __future__ import annotations

import html
import json
import os
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import numpy as np
import plotly
import polars as pl
import pytest

from hipcheck.batch.proof import Needle, look_through

NAME = "Zoë O'Brien & Co"


def found(folder, text=NAME, **needle):
    return [
        path.relative_to(folder).as_posix() for path in look_through(folder, [Needle(text, **needle)]).found
    ]


@pytest.mark.parametrize(
    "content",
    [
        NAME.encode(),
        unicodedata.normalize("NFD", NAME).encode(),
        json.dumps({"who": NAME}).encode(),
        json.dumps({"who": NAME}, ensure_ascii=False).encode(),
        html.escape(NAME).encode(),
        html.escape(NAME).encode("ascii", errors="xmlcharrefreplace"),
        quote(NAME).encode(),
        NAME.encode("utf-16-le"),
        b"\x00\x07" + NAME.encode() + b"\x00",
    ],
    ids=[
        "utf-8",
        "decomposed",
        "json in ascii",
        "json",
        "html",
        "html in ascii",
        "address",
        "utf-16",
        "binary",
    ],
)
def test_it_finds_the_name_however_it_is_written(tmp_path, content):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file.bin").write_bytes(b"x" * 70_000 + b" " + content + b" " + b"y" * 70_000)
    (tmp_path / "other.txt").write_bytes(b"nobody")
    assert found(tmp_path) == ["deep/er/file.bin"]


def test_it_looks_into_databases_tables_and_archives(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.execute("CREATE TABLE t (who)")
        database.execute("INSERT INTO t VALUES (?)", (NAME,))
        database.commit()
    pl.DataFrame({"who": [NAME, "somebody"] * 50, "n": range(100)}).write_parquet(tmp_path / "b.parquet")
    np.savez_compressed(
        tmp_path / "c.npz", who=np.frombuffer((NAME * 40).encode() + b" " + NAME.encode(), dtype=np.uint8)
    )
    pl.DataFrame({"who": ["somebody"]}).write_parquet(tmp_path / "d.parquet")
    assert found(tmp_path) == ["a.sqlite", "b.parquet", "c.npz"]


def test_it_reads_names_of_files_empty_folders_and_links(tmp_path):
    (tmp_path / f"{NAME}.mp4").write_bytes(b"")
    (tmp_path / f"of {NAME}").mkdir()
    (tmp_path / "z").symlink_to("nowhere")
    (tmp_path / f"link {NAME}").symlink_to("nowhere")
    assert sorted(found(tmp_path)) == sorted([f"of {NAME}", f"{NAME}.mp4", f"link {NAME}"])


def test_it_finds_what_a_database_has_deleted_but_not_overwritten(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE t (who, n)")
        database.executemany("INSERT INTO t VALUES (?, 'Annabel')", [(NAME,), ("B. Jumper",)])
        database.commit()
        database.execute("DELETE FROM t WHERE who = ?", (NAME,))
        database.commit()
    assert found(tmp_path) == ["a.sqlite"]
    assert found(tmp_path, "B. Jumper") == ["a.sqlite"]
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.execute("VACUUM")
    assert found(tmp_path) == []
    assert found(tmp_path, "Annabe") == [], "a row has words, though its bytes have none"


def test_a_database_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "a.sqlite").write_bytes(b"SQLite format 3\0 and no more")
    assert look_through(tmp_path, [Needle(NAME)]).unread == (tmp_path / "a.sqlite",)


@pytest.mark.parametrize(
    ("text", "there"),
    [("Ann", False), ("Anna", False), ("Annabel", True), ("annabel", False), ("Lee", True), ("Le", False)],
)
def test_a_word_is_found_as_a_word_and_letter_by_letter(tmp_path, text, there):
    (tmp_path / "a.txt").write_text("Annabel Lee", "utf-8")
    assert (found(tmp_path, text) == ["a.txt"]) is there


def test_a_second_place_counts_where_the_first_is_part_of_a_word(tmp_path):
    (tmp_path / "a.txt").write_text("Annabel and Ann", "utf-8")
    assert found(tmp_path, "Ann") == ["a.txt"]


def test_letters_beyond_ascii_make_words_too(tmp_path):
    (tmp_path / "a.txt").write_text("Annéa", "utf-8")
    assert found(tmp_path, "Ann") == []


def test_a_path_is_not_found_within_a_longer_one(tmp_path):
    (tmp_path / "a.json").write_text('{"name": "old/squat.mp4", "id": "squat-1-2"}')
    assert found(tmp_path, "squat.mp4", in_path=True) == []
    assert found(tmp_path, "squat.mp4") == ["a.json"]
    assert found(tmp_path, "old/squat.mp4", in_path=True) == ["a.json"]
    assert found(tmp_path, "squat-1", in_path=True) == []


def test_only_names_too_long_for_chance_are_looked_for_within_media(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b" Lee Annabel ")
    assert found(tmp_path, "Annabel") == ["a.mp4"]
    assert found(tmp_path, "Annabel", everywhere=False) == []
    assert found(tmp_path, "Lee") == []


def test_the_chart_library_is_nobodys_but_another_file_of_that_name_is_looked_through(tmp_path):
    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    (tmp_path / "plotly.min.js").write_bytes(library.read_bytes())
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "plotly.min.js").write_bytes(library.read_bytes() + b" Max ")
    searched = look_through(tmp_path, [Needle("Max")])
    assert [path.parent.name for path in searched.found] == ["x"]
    assert searched.left_out == (tmp_path / "plotly.min.js",)


def test_it_says_how_much_it_looked_through_and_what_it_could_not(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"12345")
    (tmp_path / "b.npz").write_bytes(b"no archive")
    (tmp_path / "c.parquet").write_bytes(b"no table")
    searched = look_through(tmp_path, [Needle("Lee")])
    assert (searched.files, searched.size_bytes) == (3, 5 + 10 + 8)
    assert [path.name for path in searched.unread] == ["b.npz", "c.parquet"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Lee")
    (tmp_path / "a.txt").chmod(0)
    assert look_through(tmp_path, [Needle("Lee")]).unread == (tmp_path / "a.txt",)


def test_nothing_to_look_for_is_found_nowhere(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"anything")
    assert found(tmp_path, "") == []
