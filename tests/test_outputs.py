"""A result folder appears whole or not at all, and never in place of somebody else's files."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from hipcheck.errors import OutputError
from hipcheck.outputs import MARKER, check_replaceable, check_writable, origin_of, result_folder, whole_folder

OWN = ("analysis.json", "*.csv", "*.mp4")
CLIP_SHA, OTHER_SHA = "a" * 64, "b" * 64


def make_result(folder: Path, sha256: str | None = CLIP_SHA, **files: str) -> Path:
    folder.mkdir(parents=True)
    source = None if sha256 is None else {"path": "clip.mp4", "sha256": sha256, "frames": 1}
    (folder / MARKER).write_text(json.dumps({"schema_version": 1, "source": source}))
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def write_and_fail(path: Path, error: BaseException) -> None:
    path.write_text("half of it")
    raise error


class TestOriginOf:
    def test_a_result_names_its_clip(self, tmp_path):
        assert origin_of(make_result(tmp_path / "r")) == CLIP_SHA

    def test_a_result_without_a_clip(self, tmp_path):
        assert origin_of(make_result(tmp_path / "r", None)) == ""

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"source": 3}', '{"source": {}}', "\xff"])
    def test_what_is_not_understood_has_no_origin(self, tmp_path, text):
        (tmp_path / MARKER).write_bytes(text.encode("latin-1"))
        assert origin_of(tmp_path) is None

    def test_a_folder_that_is_no_result_has_no_origin(self, tmp_path):
        assert origin_of(tmp_path) is None


class TestResultFolder:
    def test_is_named_after_the_clip(self, tmp_path):
        folder = result_folder(Path("filme/mein clip é.mp4"), tmp_path, CLIP_SHA)
        assert folder == tmp_path / "mein clip é_hipcheck"

    def test_the_same_clip_gets_its_folder_again(self, tmp_path):
        made = make_result(tmp_path / "clip_hipcheck")
        assert result_folder(Path("clip.mp4"), tmp_path, CLIP_SHA) == made

    def test_another_clip_of_the_same_name_gets_another_folder(self, tmp_path):
        make_result(tmp_path / "clip_hipcheck", OTHER_SHA)
        second = result_folder(Path("clip.mov"), tmp_path, CLIP_SHA)
        assert second == tmp_path / "clip-2_hipcheck"
        make_result(second, CLIP_SHA)
        assert result_folder(Path("clip.mov"), tmp_path, CLIP_SHA) == second
        assert result_folder(Path("clip.avi"), tmp_path, "c" * 64) == tmp_path / "clip-3_hipcheck"

    @pytest.mark.parametrize("kind", ["file", "folder", "broken result", "dangling link"])
    def test_what_is_not_a_result_is_left_alone(self, tmp_path, kind):
        taken = tmp_path / "clip_hipcheck"
        if kind == "file":
            taken.touch()
        elif kind == "dangling link":
            taken.symlink_to(tmp_path / "gone")
        else:
            taken.mkdir()
        if kind == "broken result":
            (taken / MARKER).write_text("{")
        assert result_folder(Path("clip.mp4"), tmp_path, CLIP_SHA) == tmp_path / "clip-2_hipcheck"


class TestCheckWritable:
    def test_leaves_no_trace(self, tmp_path):
        check_writable(tmp_path / "new" / "newer")
        assert names(tmp_path) == set()

    @pytest.mark.parametrize("below", ["", "sub", "sub/sub"])
    def test_a_file_is_no_folder(self, tmp_path, below):
        (tmp_path / "file").touch()
        with pytest.raises(OutputError, match=r"file.*cannot be written \(Not a directory\)"):
            check_writable(tmp_path / "file" / below)

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc, a folder nobody can write to")
    def test_a_folder_nobody_can_write_to(self):
        with pytest.raises(OutputError, match=r"^/proc/results: cannot be written"):
            check_writable(Path("/proc/results"))


class TestCheckReplaceable:
    def test_leaves_no_trace(self, tmp_path):
        (tmp_path / "old.json").write_text("old")
        check_replaceable(tmp_path / "old.json")
        check_replaceable(tmp_path / "new.json")
        assert names(tmp_path) == {"old.json"}
        assert (tmp_path / "old.json").read_text() == "old"

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("folder", "it is a folder"),
            ("pipe", "it is no ordinary file"),
            ("no/new.json", "there is no folder .*no"),
            ("clip.mp4", "it is needed for something else"),
            ("folder/../clip.mp4", "it is needed for something else"),
            ("clip.mp4/new.json", "Not a directory"),
        ],
    )
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
    def test_says_what_is_in_the_way(self, tmp_path, path, reason):
        (tmp_path / "folder").mkdir()
        (tmp_path / "clip.mp4").touch()
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OutputError, match=rf"^{tmp_path / path}: cannot be written \({reason}\); choose"):
            check_replaceable(tmp_path / path, [tmp_path / "clip.mp4"])
        assert names(tmp_path) == {"folder", "clip.mp4", "pipe"}

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc, a folder nobody can write to")
    def test_a_folder_nobody_can_write_to(self):
        with pytest.raises(OutputError, match=r"^/proc/new.json: cannot be written"):
            check_replaceable(Path("/proc/new.json"))


class TestWholeFolder:
    def test_appears_at_the_end_with_everything(self, tmp_path):
        folder = tmp_path / "new" / "clip_hipcheck"
        with whole_folder(folder, OWN) as staged:
            (staged / MARKER).write_text("{}")
            assert not folder.exists()
            assert staged.parent == folder.parent  # the same file system: a rename, not a copy
        assert names(folder) == {MARKER}
        assert names(folder.parent) == {folder.name}

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
    def test_nothing_is_left_when_the_work_fails(self, tmp_path, error):
        with pytest.raises(error), whole_folder(tmp_path / "new" / "sub" / "r", OWN) as staged:
            write_and_fail(staged / "big.mp4", error())
        assert names(tmp_path) == set()

    def test_parents_that_were_there_stay(self, tmp_path):
        (tmp_path / "there").mkdir()
        with pytest.raises(ValueError), whole_folder(tmp_path / "there" / "new" / "r", OWN):  # noqa: PT011
            raise ValueError
        assert names(tmp_path) == {"there"}
        assert names(tmp_path / "there") == set()

    def test_an_older_result_is_replaced_and_notes_in_it_are_kept(self, tmp_path):
        folder = make_result(tmp_path / "r", reps_csv="old", old_mp4="old", notes_txt="mine")
        with whole_folder(folder, OWN) as staged:
            (staged / MARKER).write_text("new")
            (staged / "reps.csv").write_text("new")
        assert names(folder) == {MARKER, "reps.csv", "notes.txt"}
        assert (folder / "reps.csv").read_text() == "new"
        assert (folder / "notes.txt").read_text() == "mine"
        assert names(tmp_path) == {"r"}

    @pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
    def test_an_older_result_stays_when_the_work_fails(self, tmp_path, error):
        folder = make_result(tmp_path / "r", reps_csv="old")
        with pytest.raises((OutputError, KeyboardInterrupt)), whole_folder(folder, OWN) as staged:
            write_and_fail(staged / "reps.csv", error())
        assert (folder / "reps.csv").read_text() == "old"
        assert names(tmp_path) == {"r"}

    @pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_an_older_result_stays_when_the_last_rename_fails(self, tmp_path, monkeypatch, error):
        folder = make_result(tmp_path / "r", reps_csv="old")
        rename = Path.rename

        def failing(path, target):
            if path.suffix == ".part":
                raise error
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", failing)
        with pytest.raises((OutputError, KeyboardInterrupt)), whole_folder(folder, OWN):
            pass
        assert (folder / "reps.csv").read_text() == "old"
        assert names(tmp_path) == {"r"}

    def test_an_empty_folder_is_taken(self, tmp_path):
        (tmp_path / "r").mkdir()
        with whole_folder(tmp_path / "r", OWN) as staged:
            (staged / MARKER).write_text("{}")
        assert names(tmp_path / "r") == {MARKER}

    def test_behind_a_link_the_folder_itself_is_replaced(self, tmp_path):
        make_result(tmp_path / "real", reps_csv="old")
        (tmp_path / "link").symlink_to("real")
        with whole_folder(tmp_path / "link", OWN) as staged:
            (staged / MARKER).write_text("{}")
        assert (tmp_path / "link").is_symlink()
        assert names(tmp_path / "real") == {MARKER}

    @pytest.mark.parametrize("kind", ["file", "folder with files"])
    def test_something_else_in_the_place_is_refused_before_the_work(self, tmp_path, kind):
        taken = tmp_path / "r"
        if kind == "file":
            taken.write_text("mine")
        else:
            taken.mkdir()
            (taken / "thesis.docx").write_text("mine")
        worked = False
        with (
            pytest.raises(OutputError, match=r"r: is already there and is not a folder of hipcheck results"),
            whole_folder(taken, OWN),
        ):
            worked = True
        assert not worked
        assert (taken if kind == "file" else taken / "thesis.docx").read_text() == "mine"

    def test_messages_name_the_folder_as_the_user_wrote_it(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(OutputError) as caught, whole_folder(Path("out/r"), OWN) as staged:
            raise OutputError(f"{staged / 'reps.csv'}: cannot be written.")
        assert str(caught.value) == f"{Path('out/r/reps.csv')}: cannot be written."

    def test_what_the_system_says_becomes_one_sentence(self, tmp_path):
        folder = tmp_path / "r"
        with pytest.raises(OutputError) as caught, whole_folder(folder, OWN):
            raise OSError(28, os.strerror(28))
        assert str(caught.value) == (
            f"{folder}: cannot be written (No space left on device); check the folder and the free space, "
            "or choose another folder with --out."
        )
