from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.batch.jobs import Who
from hipcheck.batch.roster import RosterError, read_roster
from hipcheck.catalog import load_catalog
from hipcheck.landmarks import Side

ANN = Who("Ann, the 1st", Side.LEFT, "step_down", dt.date(2026, 11, 22), 20.5, 2, "new\nshoes")


@pytest.fixture
def clips(tmp_path):
    """Two clips below the roster's folder, one elsewhere."""
    paths = [
        tmp_path / "roster" / "a.mp4",
        tmp_path / "roster" / "sub" / "é b.mp4",
        tmp_path / "clips" / "c.mp4",
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"clip")
    return paths


def written(tmp_path, text: str | bytes) -> Path:
    file = tmp_path / "roster" / "roster.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems(file, clips) -> tuple[str, ...]:
    with pytest.raises(RosterError) as caught:
        read_roster(file, clips)
    assert caught.value.exit_code == 2
    return caught.value.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_roster_is_read_as_spreadsheets_write_it(tmp_path, clips, encoding, separator, ending):
    rows = [
        ["note", "path", "Athlete ", "side", "movement", "date", "step_height_cm", "pain", ""],
        ["new\nshoes", "a.mp4", "Ann, the 1st", "left", "step_down", "2026-11-22", "20,5", "2", ""],
        ["", "sub/é b.mp4", " Bo ", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "", "", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
    file = written(tmp_path, text.getvalue().encode(encoding))
    assert read_roster(file, clips) == {clips[0]: ANN, clips[1]: Who("Bo")}


def test_paths_start_from_the_roster_or_what_was_given_or_are_absolute(tmp_path, clips):
    file = written(tmp_path, f"path\na.mp4\n./sub/../sub/é b.mp4 \n{clips[2]}\n")
    assert list(read_roster(file, clips)) == clips
    file = written(tmp_path, "path\nc.mp4\n")
    assert list(read_roster(file, clips, [tmp_path / "clips"])) == [clips[2]]


def test_a_path_that_leads_to_two_clips_means_the_one_beside_the_roster(tmp_path, clips):
    (tmp_path / "clips" / "a.mp4").touch()
    both = [tmp_path / "clips" / "a.mp4", *clips]
    assert list(read_roster(written(tmp_path, "path\na.mp4\n"), both, [tmp_path / "clips"])) == [clips[0]]


def test_a_name_that_a_mac_wrote_in_two_signs_is_found(tmp_path, clips):
    decomposed = clips[1].with_name(unicodedata.normalize("NFD", clips[1].name))
    assert decomposed.name != clips[1].name
    assert list(read_roster(written(tmp_path, "path\nsub/é b.mp4\n"), [decomposed])) == [decomposed]
    assert list(read_roster(written(tmp_path, "path\nsub/é b.mp4\n"), [decomposed, clips[1]])) == [clips[1]]


def test_a_name_that_is_not_text_is_found(tmp_path):
    clip = tmp_path / "roster" / "b\udcff.mp4"
    clip.parent.mkdir()
    assert read_roster(written(tmp_path, b"path,athlete\nb\xff.mp4,Ann\n"), [clip]) == {clip: Who("Ann")}


def test_everything_that_is_wrong_is_said_at_once(tmp_path, clips):
    text = (
        "path,athlete,side,movement,date,step_height_cm,pain\n"
        'a.mp4,"Ann\nthe first",lft,lunge,2026-13-01,-1,11\n'
        "\n"
        "sub/é b.mp4,Bo\n"
        "c.mp4\n"
        "gone.mp4\n"
        ",nobody\n"
        "a.mp4,Ann\n"
        "../clips/c.mp4,,,,,,,one too many\n"
    )
    assert problems(written(tmp_path, text), clips[:2]) == (
        "line 2, column side: 'lft' is neither left nor right",
        f"line 2, column movement: there is no movement 'lunge'; choose {', '.join(load_catalog().movements)}",
        "line 2, column date: there is no day '2026-13-01'; write year-month-day, such as 2026-11-22",
        "line 2, column step_height_cm: '-1' is not a height; write centimetres, such as 20",
        "line 2, column pain: '11' is not a whole number from 0 to 10",
        "line 6, column path: there is no file 'c.mp4' in the roster's folder or below what was given",
        "line 7, column path: there is no file 'gone.mp4' in the roster's folder or below what was given",
        "line 8, column path: is empty; name the clip",
        "line 9, column path: 'a.mp4' is on line 2 already",
        "line 10, column 8: 'one too many' is in no column; put quotation marks around a comma",
        "line 10, column path: '../clips/c.mp4' is not among the clips that hipcheck was given",
    )


def test_ten_problems_are_shown(tmp_path, clips):
    file = written(tmp_path, "path\n" + "".join(f"gone{number}.mp4\n" for number in range(12)))
    with pytest.raises(
        RosterError, match=r"roster\.csv: line 2, column path: .*line 11.*; and 2 more\.$"
    ) as caught:
        read_roster(file, clips)
    assert "line 12" not in str(caught.value)
    assert len(caught.value.problems) == 12


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty; its first line names the columns"),
        ("\n \n", "is empty; its first line names the columns"),
        ("athlete,side\nAnn,left\n", "line 1, column path: is missing"),
        (
            "\npath,colour\na.mp4,red\n",
            "line 2, column 2: there is no column 'colour'; the columns are path, athlete",
        ),
        ("path,,athlete\na.mp4,,Ann\n", "line 1, column 2: there is no column ''"),
        ("path,Path\na.mp4,\n", "line 1, column 2: path is there twice"),
        ('path,athlete\na.mp4,"Ann\n', "line 2: is not valid CSV (unexpected end of data); look for a stray"),
        ('path,athlete\na.mp4,"Ann"x\n', "line 2: is not valid CSV"),
        (
            b"path,athlete\na.mp4,Zo\xeb\n",
            "line 2, column athlete: 'Zo\\udceb' is not in UTF-8; save the roster as",
        ),
        (
            b"path,athlete\nZo\xeb.mp4,\n",
            "line 2, column path: 'Zo\\udceb.mp4' is not in UTF-8; save the roster as",
        ),
        (b"\xff\xfe\x00", "is damaged; save the roster as"),
        ("path\nno\x00such.mp4\n", "line 2, column path: there is no file 'no\\x00such.mp4'"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(tmp_path, clips, text, problem):
    found = problems(written(tmp_path, text), clips)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_a_roster_that_cannot_be_opened_is_refused(tmp_path, clips):
    assert problems(tmp_path / "gone.csv", clips) == (
        "the roster cannot be read (No such file or directory); check its name",
    )
    assert problems(tmp_path, clips)[0].startswith("the roster cannot be read (")


def test_a_roster_may_name_no_clip(tmp_path, clips):
    assert read_roster(written(tmp_path, "path;athlete\n"), clips) == {}


texts = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text.strip()))
whos = st.builds(
    Who,
    athlete=texts,
    side=st.none() | st.sampled_from(Side),
    movement=st.none() | st.sampled_from(sorted(load_catalog().movements)),
    date=st.none() | st.dates(),
    step_height_cm=st.none() | st.floats(min_value=0.0, allow_infinity=False),
    pain=st.none() | st.integers(0, 10),
    note=texts,
)
names = st.binary(min_size=1, max_size=20).filter(
    lambda raw: not set(raw) & set(b"/\0") and raw not in {b".", b".."}
)


@given(
    st.dictionaries(names.map(lambda raw: raw.decode("utf-8", errors="surrogateescape")), whos),
    st.sampled_from(",;\t"),
)
def test_whoever_is_written_is_read(people, separator):
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, ["path", *Who.__slots__], delimiter=separator)
    rows.writeheader()
    for name, who in people.items():
        rows.writerow({"path": name} | {field: getattr(who, field) for field in Who.__slots__})
    with TemporaryDirectory() as folder:
        file = Path(folder, "roster.csv")
        file.write_bytes(text.getvalue().encode("utf-8", errors="surrogateescape"))
        clips = [Path(folder, name) for name in people]
        expected = dict(zip(clips, people.values(), strict=True))
        blank = [name for name in people if not name.strip()]
        if blank:
            with pytest.raises(RosterError, match="is empty; name the clip"):
                read_roster(file, clips)
        else:
            assert read_roster(file, clips) == expected
