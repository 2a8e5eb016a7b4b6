"""Comparison of whole reports with files that somebody has looked at. See golden/README.md."""

import difflib
import re
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"

_SCRUBBED = [(re.compile(r'("hipcheck": ")[^"]*'), r"\1<version>")]


def check_golden(name: str, actual: str) -> None:
    """Fail with a diff, and keep the actual text beside, where it is not the golden one."""
    check_file(GOLDEN / name, actual)


def check_file(path: Path, actual: str) -> None:
    """The same for a file anywhere in the project, such as a table in docs that is made from code."""
    beside = GOLDEN / (path.name + ".actual")
    for pattern, replacement in _SCRUBBED:
        actual = pattern.sub(replacement, actual)
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if actual == expected:
        beside.unlink(missing_ok=True)
        return
    beside.write_text(actual, encoding="utf-8", newline="\n")
    diff = difflib.unified_diff(
        expected.splitlines(), actual.splitlines(), path.name, beside.name, lineterm=""
    )
    raise AssertionError(f"{path} differs; if {beside} is right, move it there:\n" + "\n".join(diff))
