"""Seconds and peak memory for reading the five circulars: their transcripts, and their scans where a folder is named.

    python -m corpus bench [--scans DIR] [--runs 3]

Every figure is the median of several runs of `paripatra read FILE --json` as a process of its own, start-up included,
with an empty OCR cache each time. The kinds take turns within a run, so that the ratios come from the same minutes of
the same machine. Memory is the largest resident set of any one process (the program's or tesseract's).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus.sources import CHECKOUT, CIRCULARS

SCAN_SUFFIXES = (".pdf", ".png", ".jpg", ".tif")


class NotRead(Exception):
    """The program failed on a file; the message holds what it said."""


@dataclass(frozen=True)
class Run:
    """One run of one file: wall seconds, CPU seconds of all its processes, peak MB of the largest, pages read."""

    wall: float
    cpu: float
    megabytes: float
    pages: int


def run_once(files: Sequence[Path]) -> Run:
    """Reads ``files`` in one new process. Raises NotRead."""
    with tempfile.TemporaryDirectory(prefix="paripatra-bench-") as home:
        out = Path(home) / "out.json"
        line = [sys.executable, "-m", "api.cli", "--home", home, "read", *(str(f.resolve()) for f in files), "--json"]
        # As installed: Python may keep bytecode, and the program its compiled patterns beside it.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        with out.open("wb") as stdout, (Path(home) / "err").open("wb") as stderr:
            began = time.perf_counter()
            child = subprocess.Popen(
                line, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, cwd=CHECKOUT, env=env
            )
            _, status, used = os.wait4(child.pid, 0)  # the rusage of this child and of what it waited for
            wall = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said = (Path(home) / "err").read_text("utf-8", "replace")[-300:]
            raise NotRead(f"{files[0].name}: exit {child.returncode}: {said}")
        readings = json.loads(out.read_text(encoding="utf-8"))
    pages = sum(r["source"]["pages"] for r in (readings if isinstance(readings, list) else [readings]))
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, pages)


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure by itself."""
    return Run(
        median(r.wall for r in runs), median(r.cpu for r in runs), median(r.megabytes for r in runs), runs[0].pages
    )


def scan_of(transcript: Path, scans: Path) -> Path | None:
    return next((p for s in SCAN_SUFFIXES if (p := scans / (transcript.stem + s)).exists()), None)


def measure(transcripts: Sequence[Path], scans: Path | None, times: int) -> dict[str, dict[str, Run]]:
    """row -> kind ("transcript", "scan") -> figures; the last row reads all files in one process."""
    rows: dict[str, dict[str, list[Path]]] = {t.stem: {"transcript": [t]} for t in transcripts}
    if scans is not None:
        for t in transcripts:
            if (scan := scan_of(t, scans)) is not None:
                rows[t.stem]["scan"] = [scan]
    together: dict[str, list[Path]] = {}
    for kinds in rows.values():
        for kind, files in kinds.items():
            together.setdefault(kind, []).extend(files)
    rows["all in one process"] = together
    taken: dict[str, dict[str, list[Run]]] = {row: {kind: [] for kind in kinds} for row, kinds in rows.items()}
    for _ in range(times):
        for row, kinds in rows.items():
            for kind, files in kinds.items():
                taken[row][kind].append(run_once(files))
    return {row: {kind: middle(runs) for kind, runs in kinds.items()} for row, kinds in taken.items()}


def table(figures: dict[str, dict[str, Run]]) -> str:
    """Markdown, so that it can stand in the README as it is printed."""
    lines = [
        "| file | transcript s | MB | scan pages | scan s | s a page | CPU s | MB | scan ÷ transcript |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row, kinds in figures.items():
        text, scan = kinds["transcript"], kinds.get("scan")
        cells = [row, f"{text.wall:.2f}", f"{text.megabytes:.0f}"]
        if scan is None:
            cells += ["–"] * 6
        else:
            cells += [str(scan.pages), f"{scan.wall:.1f}", f"{scan.wall / scan.pages:.2f}", f"{scan.cpu:.1f}"]
            cells += [f"{scan.megabytes:.0f}", f"{scan.wall / text.wall:.0f}×"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    ap = argparse.ArgumentParser(
        prog="python -m corpus bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--scans", type=Path, help="a folder of scans named like the transcripts")
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("transcripts", nargs="*", type=Path, help="other transcripts than the five of corpus/circulars")
    a = ap.parse_args(argv)
    transcripts = a.transcripts or sorted(CIRCULARS.glob("*.txt"))
    try:
        figures = measure(transcripts, a.scans, a.runs)
    except NotRead as e:
        print(e, file=sys.stderr)
        return 1
    print(table(figures))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"\nMedian of {a.runs} runs; {machine}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
