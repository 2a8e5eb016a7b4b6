from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipcheck.batch.searching import Searched, search
from hipcheck.errors import InputError
from hipcheck.footage import CLIP_SUFFIXES

NOBODY = 65534
"""A user who may do nothing special, on Linux."""


def tree(top: Path, *files: str) -> Path:
    for file in files:
        path = top / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return top


def names(found: Searched, top: Path) -> set[str]:
    return {path.relative_to(top).as_posix() for path in found.clips}


def reasons(found: Searched, top: Path) -> dict[str, str]:
    return {path.relative_to(top).as_posix(): why for path, why in found.skipped}


@pytest.fixture
def ordinary_user():
    """A folder to write to, by a user to whom permissions apply, as they do not to root."""
    top = Path(tempfile.mkdtemp())
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        top.chmod(0o777)
        os.seteuid(NOBODY)
    yield top
    if root:
        os.seteuid(0)
    shutil.rmtree(top)


def test_a_folder_is_searched_to_the_bottom(tmp_path):
    files = ["a.MP4", "b/c d/é 🏃.mov", "b/x.y.m4v", *(f"z/clip{suffix}" for suffix in CLIP_SUFFIXES)]
    found = search([tree(tmp_path, *files)])
    assert names(found, tmp_path) == set(files)
    assert found.skipped == ()
    assert found.folders == (tmp_path,)


def test_what_is_left_out_is_listed_with_the_reason(tmp_path):
    tree(
        tmp_path, "a.mp4", "notes.txt", "clip", ".b.mp4", "._a.mp4", ".git/c.mp4", "a.npz", "old/annotated.mp4",
        "out/.hipcheck/lock", "out/clips/x/copy.mp4", "a_hipcheck/analysis.json", "a_hipcheck/other.mp4",
    )  # fmt: skip
    os.mkfifo(tmp_path / "pipe.mp4")
    found = search([tmp_path])
    assert names(found, tmp_path) == {"a.mp4"}
    suffixes = ".mp4, .mov, .m4v, .webm, .mkv, .avi, .3gp, .mts, .m2ts"
    assert list(reasons(found, tmp_path).items()) == [
        ("._a.mp4", "holds what a Mac remembers of another file"),
        (".b.mp4", "is hidden"),
        (".git", "is a hidden folder"),
        ("a.npz", "holds saved landmarks, which are analysed where they are named themselves"),
        ("a_hipcheck", "holds results of hipcheck"),
        ("clip", f"is no clip ({suffixes})"),
        ("notes.txt", f"is no clip ({suffixes})"),
        ("old/annotated.mp4", "is a result of hipcheck"),
        ("out", "holds results of hipcheck"),
        ("pipe.mp4", "is no ordinary file"),
    ]


def test_results_beside_the_clips_do_not_hide_them(tmp_path):
    tree(
        tmp_path,
        "a.mp4",
        ".hipcheck/lock",
        "clips/a-1/analysis.json",
        "clips/a-1/annotated.mp4",
        "clips/b.mp4",
    )
    found = search([tmp_path])
    assert names(found, tmp_path) == {"a.mp4", "clips/b.mp4"}
    assert reasons(found, tmp_path) == {
        ".hipcheck": "is a hidden folder",
        "clips/a-1": "holds results of hipcheck",
    }


def test_files_named_themselves(tmp_path):
    tree(
        tmp_path,
        "a.mp4",
        ".b.mp4",
        "c.npz",
        "notes.txt",
        "x_hipcheck/analysis.json",
        "x_hipcheck/d.mp4",
        "[1].mp4",
    )
    sources = [
        tmp_path / name for name in ("a.mp4", ".b.mp4", "c.npz", "notes.txt", "x_hipcheck/d.mp4", "[1].mp4")
    ]
    found = search([*sources, tmp_path])
    assert names(found, tmp_path) == {"a.mp4", ".b.mp4", "c.npz", "[1].mp4"}
    assert set(reasons(found, tmp_path)) == {"notes.txt", "x_hipcheck", "x_hipcheck/d.mp4"}
    assert found.folders == (tmp_path,) * 4 + (tmp_path / "x_hipcheck",) + (tmp_path,) * 2


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.mp4", {"a.mp4", "b.mp4"}),
        ("[!a].mp4", {"b.mp4"}),
        ("**/*.mp4", {"a.mp4", "b.mp4", "x/a.mp4", "x/y/a.mp4"}),
        ("**/y/*", {"x/y/a.mp4", "x/y/b.mov"}),
        ("**/y", {"x/y/a.mp4", "x/y/b.mov"}),
        ("x/**", {"x/a.mp4", "x/y/a.mp4", "x/y/b.mov"}),
        ("x/**/**/a.mp4", {"x/a.mp4", "x/y/a.mp4"}),
        ("x*", {"x/a.mp4", "x/y/a.mp4", "x/y/b.mov"}),
        ("*/*/b.*", {"x/y/b.mov"}),
        (".*/*.mp4", {".hid/a.mp4"}),
        ("**/*.npz", {"x/l.npz"}),
        ("?.*", {"a.mp4", "b.mp4"}),
    ],
)
def test_patterns(tmp_path, pattern, expected):
    tree(
        tmp_path, "a.mp4", "b.mp4", "x/a.mp4", "x/l.npz", "x/y/a.mp4", "x/y/b.mov", "x/y/.h.mp4", ".hid/a.mp4"
    )
    found = search([f"{tmp_path}/{pattern}"])
    assert names(found, tmp_path) == expected


def test_wildcards_do_not_stand_for_hidden_names(tmp_path):
    tree(tmp_path, "a.mp4", ".b.mp4", "._a.mp4", ".hid/c.mp4", "b.txt")
    found = search([f"{tmp_path}/**/*.mp4"])
    assert (names(found, tmp_path), found.skipped) == ({"a.mp4"}, ())


def test_a_pattern_looks_no_further_than_it_reaches(tmp_path):
    tree(tmp_path, "a.mp4", "private/deep/b.mp4", "out/.hipcheck/lock")
    found = search([tmp_path / "*.mp4"])
    assert (names(found, tmp_path), found.skipped) == ({"a.mp4"}, ())


def test_a_pattern_that_was_met_by_another_source_is_fine(tmp_path):
    tree(tmp_path, "a.mp4")
    assert search([tmp_path, f"{tmp_path}/*.mp4"]).clips == (tmp_path / "a.mp4",)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("gone", "gone: there is no such file or folder; check the name."),
        ("*.mov", r"\*\.mov: nothing fits this pattern; check the folder and the name\."),
        ("gone/*.mov", r"gone/\*\.mov: there is no folder .*gone; check the name\."),
        ("no\0such", "there is no such file or folder"),
    ],
)
def test_what_is_not_there_is_refused(tmp_path, name, problem):
    tree(tmp_path, "a.mp4")
    with pytest.raises(InputError, match=problem):
        search([tmp_path, tmp_path / name])


def test_links_are_followed_once_and_never_in_circles(tmp_path):
    tree(tmp_path, "real/a.mp4", "z/b.mp4", "z/deep/c.mp4")
    links = {
        "a_link": "z",
        "real/up": "..",
        "real/self": "self",
        "gone.mp4": "nothing",
        "b.mp4": "z/b.mp4",
        "zz": "gone",
    }
    for link, target in links.items():
        (tmp_path / link).symlink_to(target)
    found = search([tmp_path])
    assert names(found, tmp_path) == {"b.mp4", "real/a.mp4", "z/b.mp4", "z/deep/c.mp4"}
    assert reasons(found, tmp_path) == {
        "a_link": "leads to a folder that is searched already",
        "gone.mp4": "is a link that leads nowhere",
        "real/self": "is a link that leads nowhere",
        "real/up": "leads to a folder that is searched already",
        "zz": "is a link that leads nowhere",
    }


def test_a_link_to_a_folder_elsewhere_is_searched(tmp_path):
    tree(tmp_path, "elsewhere/a.mp4", "clips/b.mp4")
    (tmp_path / "clips" / "link").symlink_to(tmp_path / "elsewhere")
    assert names(search([tmp_path / "clips"]), tmp_path) == {"clips/b.mp4", "clips/link/a.mp4"}


@pytest.mark.skipif(os.name == "nt", reason="permissions are another matter on Windows")
def test_folders_that_may_not_be_opened_are_listed(ordinary_user):
    tree(ordinary_user, "a.mp4", "closed/b.mp4", "blind/c.mp4")
    (ordinary_user / "to_closed").symlink_to("closed/b.mp4")
    (ordinary_user / "closed").chmod(0)
    (ordinary_user / "blind").chmod(0o400)  # its names can be read, its files cannot be reached
    found = search([ordinary_user])
    assert names(found, ordinary_user) == {"a.mp4"}
    assert reasons(found, ordinary_user) == {
        "blind/c.mp4": "cannot be reached (Permission denied)",
        "closed": "cannot be opened (Permission denied)",
        "to_closed": "cannot be reached (Permission denied)",
    }


pieces = st.sampled_from(
    [b"a", b"\xff", b"\n", b" ", b".", b"._", "é🏃".encode(), b"*", b"[", b"12", b".mp4", b".MOV", b".npz"]
)
odd = st.lists(pieces, min_size=1, max_size=4).map(b"".join).filter(lambda raw: raw not in {b".", b".."})
inner = st.recursive(
    st.sampled_from(["file", "pipe", ".", "..", "gone"]),
    lambda node: st.dictionaries(odd, node, max_size=4),
    max_leaves=12,
)


def plant(top: Path, node: object) -> None:
    top.mkdir()
    for name, kind in node.items() if isinstance(node, dict) else ():
        path = top / os.fsdecode(name)
        if isinstance(kind, dict):
            plant(path, kind)
        elif kind == "file":
            path.touch()
        elif kind == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(kind)


def clips_in(node: object) -> int:
    """Clips among the files of a planted tree, hidden ones and those in hidden folders left out."""
    if not isinstance(node, dict):
        return 0
    shown = [(name, kind) for name, kind in node.items() if not name.startswith(b".")]
    files = sum(kind == "file" and name.endswith((b".mp4", b".MOV")) for name, kind in shown)
    return files + sum(clips_in(kind) for _, kind in shown)


@pytest.mark.skipif(os.name == "nt", reason="has no such names")
@settings(deadline=None)
@given(st.dictionaries(odd, inner, max_size=5))
def test_any_tree_is_searched_to_its_end(node):
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder, "top")
        plant(top, node)
        found = search([top])
        assert len(found.clips) == clips_in(node)
        everything = [
            Path(where, name) for where, folders, files in os.walk(top) for name in (*folders, *files)
        ]
        met = {*found.clips, *(path for path, _ in found.skipped)}
        unmet = [path for path in everything if not path.is_dir() and not met & {path, *path.parents}]
        assert not unmet
