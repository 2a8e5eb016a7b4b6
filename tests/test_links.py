"""What the pages and notebooks point to is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    path
    for folder in (".", "benchmarks", "docs", "models", "notebooks", "sample_videos", "synth", "synth/data")
    for path in sorted((ROOT / folder).glob("*"))
    if path.suffix in (".md", ".ipynb") and path.name != "samples.md"  # which becomes sample_videos/README.md
]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def prose(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        return "\n".join(
            "".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"
        )
    return text


def test_links_are_found_at_all():
    assert {"README.md", "how-it-works.md", "how_the_angles_are_measured.ipynb"} <= {
        page.name for page in PAGES
    }
    assert LINK.findall("[a](b.md) ![c](d.png) [e](https://f.g) [h](#i) [j](k.md#l)") == [
        "b.md",
        "d.png",
        "k.md",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_pointed_to_is_a_file(page):
    targets = [page.parent / unquote(target) for target in LINK.findall(prose(page))]
    assert [str(target) for target in targets if not target.is_file()] == []
