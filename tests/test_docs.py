"""The pages that repeat what the code says are in step with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_metrics_page_is_in_step_with_the_tables() -> None:
    check = subprocess.run([sys.executable, ROOT / "scripts" / "build_docs.py", "--check"], check=False)
    assert check.returncode == 0, "run `python scripts/build_docs.py` and commit docs/metrics.md"


def test_every_page_that_is_linked_exists() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for part in page.read_text(encoding="utf-8").split("](")[1:]:
            target = part.split(")")[0].split("#")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"
