"""The bench of speed: which pages it takes, and what it counts of a program and of what that starts."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2

from corpus.bench_speed import make_bundles, run
from tests.ingest.papers import scanned_pdf

HOLDS = "held = bytearray({mb} << 20); import time; time.sleep(0.6)"
STARTS = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"


def test_bundles_hold_every_page_once_and_something_of_everything(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned_pdf(5))
    for size, pages in ((2, [2, 2, 1]), (5, [5]), (12, [5])):
        bundles = make_bundles([scan], None, tmp_path, size)
        assert [count for _, count in bundles] == pages
        for path, count in bundles:
            with pypdfium2.PdfDocument(path) as pdf:
                assert len(pdf) == count
    assert sum(count for _, count in make_bundles([scan], 3, tmp_path)) == 3


def test_memory_of_what_a_program_starts_is_not_its_own() -> None:
    spent = run([sys.executable, "-c", STARTS, HOLDS.format(mb=80)])
    assert spent is not None
    assert spent.worker > 80 > spent.own > 0
    assert spent.cpu > 0 and spent.disk >= 0
    assert run([sys.executable, "-c", "raise SystemExit(3)"]) is None
