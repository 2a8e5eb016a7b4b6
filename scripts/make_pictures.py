"""Makes the pictures of the README and the docs from hipcheck's real output. Needs Chromium.

Analyses a rendered clip, so that no real person is shown, and writes into docs/images: a frame of the annotated video,
the report on a phone, and the beginning of what the terminal shows; of a clip with stickers, the lowest moment; of several clips
as a batch, with invented people, the triage sheet.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import cv2
from rich.console import Console

from hipcheck.batch.finding import find_work
from hipcheck.batch.options import SHARED_LIBRARY, BatchOptions
from hipcheck.batch.sheet import write_sheet
from hipcheck.batch.whole import work_through
from hipcheck.reports.terminal import print_analysis
from hipcheck.video import ClipReader
from hipcheck.workflow import OutputOptions, analyze_video, write_outputs

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
CLIP = Path("sample_videos") / "single_leg_squat_knee_inward_front.mp4"  # relative, as people type it
STICKERS = Path("sample_videos") / "single_leg_squat_stickers_front.mp4"
BATCH = """\
path,athlete,movement,date,step_height_cm,pain,note
single_leg_squat_right_worse_front.mp4,Mara Vogel,single_leg_squat,2026-03-02,,3,first visit
single_leg_squat_knee_inward_front.mp4,Jonas Brandt,single_leg_squat,2026-03-02,,5,stairs hurt
single_leg_squat_stickers_front.mp4,Élodie Martin,single_leg_squat,2026-03-04,,0,
single_leg_squat_trunk_lean_back.mp4,Sean Connor,single_leg_squat,2026-03-04,,2,
single_leg_squat_oblique.mp4,Tariq Aziz,single_leg_squat,2026-03-05,,,phone on a chair
deadlift_poor_hinge_side.mp4,Piotr Nowak,single_leg_deadlift,2026-03-06,,1,
step_down_stickers_front.mp4,Élodie Martin,step_down,2026-03-04,20,0,
"""
"""A roster of sample clips with invented people."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=4000",
)


def _screenshot(page: Path, picture: Path, width_px: int, height_px: int) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--window-size={width_px},{height_px}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def _frame(clip: Path, time_s: float, picture: Path) -> None:
    with ClipReader(clip) as frames:
        frame = next(f for f in frames if f.time_s >= time_s)
    cv2.imwrite(str(picture), cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))


def _with_stickers() -> None:
    analysis = analyze_video(STICKERS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "result"
        write_outputs(analysis, folder, clip=STICKERS, options=OutputOptions())
        _frame(folder / "annotated.mp4", analysis.reps[0].rep.bottom_s, IMAGES / "stickers_line.jpg")


def _batch() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        clips, results = Path(scratch) / "clips", Path(scratch) / "results"
        clips.mkdir()
        for line in BATCH.splitlines()[1:]:
            name = line.partition(",")[0]
            shutil.copy(ROOT / "sample_videos" / name, clips / name)
        roster = Path(scratch) / "roster.csv"
        roster.write_text(BATCH, encoding="utf-8")
        work = find_work([clips], roster)
        outputs = OutputOptions(video=False, shared_library=SHARED_LIBRARY)
        work_through(work, results, BatchOptions(outputs=outputs))
        _screenshot(write_sheet(results, work), IMAGES / "batch.png", 1280, 980)


def main() -> None:
    """Write all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    _with_stickers()
    _batch()
    analysis = analyze_video(CLIP)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "result"
        write_outputs(analysis, folder, clip=CLIP, options=OutputOptions())
        _screenshot(folder / "report.html", IMAGES / "report_phone.png", 500, 1000)
        _frame(folder / "annotated.mp4", analysis.reps[0].rep.bottom_s, IMAGES / "annotated.jpg")
        console = Console(record=True, width=92, file=Path("/dev/null").open("w"), force_terminal=True)  # noqa: SIM115
        print_analysis(analysis, console, report_path=Path(f"{CLIP.stem}_hipcheck/report.html"))
        svg, page = Path(scratch) / "terminal.svg", Path(scratch) / "terminal.html"
        console.save_svg(str(svg), title=f"hipcheck analyze {CLIP}")
        page.write_text('<body style="margin: 0"><img src="terminal.svg" width="1100">', encoding="utf-8")
        _screenshot(page, IMAGES / "terminal.png", 1100, 930)


if __name__ == "__main__":
    main()
