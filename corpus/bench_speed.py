"""Pages a second of page images, beside peers: `python -m corpus.bench_ocr --speed` (the options stand there).

The pages that hold no text of their own are taken evenly from all pages of the files named, always the same ones for
the same number, and are put into bundles of twelve (``--bundle``; all of a long run in one bundle is what a bundle of
500 pages costs, where start-up is nothing). Each bundle is read by every reader in turn, the order turning from bundle
to bundle, each time by a program started afresh (start-up counts) with two processes and one thread each. CPU is the
user and system time of the program and of all that it started. Memory is the largest sum, at any one moment, of the
resident sets of the program itself (first figure), and of one process that it started with what that started (second:
a worker with its tesseract). Read from disk is what was not in the system's memory any more: where it is not near 0,
wall clocks do not compare.
"""

from __future__ import annotations

import argparse
import collections
import io
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from corpus.sources import CHECKOUT
from ingest.options import ENGINES

if TYPE_CHECKING:
    import pikepdf  # the readers that this file starts have no use for it, and it would count as their time

BUNDLE = 12
CALL_S = 900
OURS = "paripatra"
_LONGEST = 842 * 300 / 72  # pixels of an A4 page at 300 dpi
_POLL_S = 0.05


@dataclass
class Spent:
    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    own: float = 0.0
    worker: float = 0.0
    disk: float = 0.0
    """MB"""


def measure_speed(arguments: argparse.Namespace, scans: Sequence[Path]) -> int:
    """Prints the table; 1 where a reader failed on a bundle."""
    readers = [f"{OURS}:{engine}" for engine in arguments.engine or ["auto"]]
    readers += [peer for peer, _ in arguments.peer]
    programs = dict(arguments.peer)
    spent: dict[str, Spent] = collections.defaultdict(Spent)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="bench-speed-") as folder:
        bundles = make_bundles(scans, arguments.sample, Path(folder), arguments.bundle)
        print(f"{sum(n for _, n in bundles)} pages in {len(bundles)} bundles, {arguments.jobs} processes", flush=True)
        for number, (bundle, pages) in enumerate(bundles):
            turn = number % len(readers)
            for reader in readers[turn:] + readers[:turn]:
                line = command(reader, programs.get(reader), bundle, arguments.jobs, arguments.peer_languages)
                once = run(line)
                if once is None:
                    failed += 1
                    print(f"{reader} failed on bundle {number + 1}", flush=True)
                    continue
                print(f"  {bundle.name} {reader:22} {once.wall:6.2f} s, {once.cpu:6.2f} CPU s", flush=True)
                sums = spent[reader]
                sums.pages += pages
                sums.wall, sums.cpu = sums.wall + once.wall, sums.cpu + once.cpu
                sums.disk += once.disk
                sums.own, sums.worker = max(sums.own, once.own), max(sums.worker, once.worker)
    _print(readers, spent)
    return 1 if failed else 0


def _print(readers: Sequence[str], spent: dict[str, Spent]) -> None:
    first = spent[readers[0]]
    heads = (
        "pages",
        "pages/s",
        "CPU s/page",
        "MB itself",
        "MB a worker",
        "MB from disk",
        f"wall, {readers[0]} = 1",
        "CPU",
    )
    print("| reader |", " | ".join(heads), "|")
    print("|---|---|---|---|---|---|---|---|---|")
    for reader in readers:
        one = spent[reader]
        if one.pages:
            cells = [
                reader, str(one.pages), f"{one.pages / one.wall:.2f}", f"{one.cpu / one.pages:.2f}", f"{one.own:.0f}",
                f"{one.worker:.0f}", f"{one.disk:.0f}", f"{one.wall / one.pages * first.pages / first.wall:.2f}",
                f"{one.cpu / one.pages * first.pages / first.cpu:.2f}",
            ]  # fmt: skip
            print("|", " | ".join(cells), "|")


def command(reader: str, program: str | None, bundle: Path, jobs: int, languages: str) -> list[str]:
    """The program that reads ``bundle`` and writes its text beside it."""
    out = bundle.with_suffix(".txt")
    name, _, engine = reader.partition(":")
    if name == OURS:
        return [sys.executable, "-m", "corpus.bench_speed", "ours", str(bundle), str(out), str(jobs), engine]
    if name == "tesseract":
        return [sys.executable, "-m", "corpus.bench_speed", "tesseract", str(bundle), str(out), str(jobs), languages]
    made = str(bundle.with_suffix(".out.pdf"))
    return [
        program or "ocrmypdf", "-l", languages, "--jobs", str(jobs), "--force-ocr", "--output-type", "pdf",
        "--optimize", "0", "--quiet", "--sidecar", str(out), str(bundle), made,
    ]  # fmt: skip


def run(line: Sequence[str]) -> Spent | None:
    """One run as a process of its own; None where it failed."""
    # Debian's ocrmypdf orders the languages by hash: without a fixed seed two runs are two engines.
    env = {**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONHASHSEED": "0"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # as ./run does: bytecode is kept
    began = time.perf_counter()
    child = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=CHECKOUT, env=env)
    watch = _Watch(child.pid)
    stop = threading.Timer(CALL_S, child.kill)
    stop.start()
    _, status, used = os.wait4(child.pid, 0)  # with what it waited for itself
    wall = time.perf_counter() - began
    stop.cancel()
    watch.end()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        return None
    read = used.ru_inblock * 512 / 2**20
    return Spent(0, wall, used.ru_utime + used.ru_stime, watch.own, watch.worker, read)


class _Watch(threading.Thread):
    """Looks at the resident sets of a process and of those below it, many times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.own = self.worker = 0.0
        self.start()

    def run(self) -> None:
        while not self._over.wait(_POLL_S):
            below: dict[int, list[int]] = collections.defaultdict(list)
            held: dict[int, float] = {}
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    try:
                        fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    except OSError:
                        continue  # it ended meanwhile
                    below[int(fields[1])].append(int(entry.name))
                    held[int(entry.name)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20

            def tree(pid: int, below: dict[int, list[int]] = below, held: dict[int, float] = held) -> float:
                return held.get(pid, 0.0) + sum(tree(child) for child in below[pid])

            self.own = max(self.own, held.get(self._pid, 0.0))
            self.worker = max(self.worker, *(tree(child) for child in below[self._pid]), 0.0)

    def end(self) -> None:
        self._over.set()
        self.join()


# --- the sample ------------------------------------------------------------------------------------------------------


def make_bundles(scans: Sequence[Path], sample: int | None, folder: Path, size: int = BUNDLE) -> list[tuple[Path, int]]:
    """PDFs of at most ``size`` pages, and how many each has."""
    import pikepdf

    pages = [(scan, number) for scan in scans for number in _without_text(scan)]
    count = min(sample or len(pages), len(pages))
    taken = [pages[n * len(pages) // count] for n in range(count)]
    out = []
    # Every second page and so on: each bundle holds something of everything.
    parts = -(-count // size)
    for part in range(parts):
        chosen = taken[part::parts]
        path = folder / f"bundle{part + 1}.pdf"
        with pikepdf.new() as pdf:
            for scan, number in chosen:
                _append(pdf, scan, number)
            pdf.save(path)
        out.append((path, len(chosen)))
    return out


def _without_text(scan: Path) -> list[int]:
    if scan.suffix.lower() != ".pdf":
        return [0]
    with pypdfium2.PdfDocument(scan) as pdf:
        return [n for n in range(len(pdf)) if pdf[n].get_textpage().count_chars() == 0]


def _append(pdf: pikepdf.Pdf, scan: Path, number: int) -> None:
    import pikepdf

    if scan.suffix.lower() == ".pdf":
        with pikepdf.open(scan) as source:
            pdf.pages.append(source.pages[number])
            return
    with Image.open(scan) as image:
        made = io.BytesIO()
        # As an A4 sheet, whatever the camera says.
        image.convert("RGB").save(made, "PDF", resolution=max(image.size) / 842 * 72, quality=92)
    with pikepdf.open(made) as source:
        pdf.pages.append(source.pages[0])


# --- the programs that are started -----------------------------------------------------------------------------------


def _ours(bundle: Path, out: Path, jobs: int, engine: str) -> None:
    from ingest.load import load
    from ingest.options import ReadOptions
    from ingest.source import open_source

    assert engine in ENGINES
    out.write_text(load(open_source(bundle), ReadOptions(jobs=jobs, engine=engine)).text, encoding="utf-8")


def _tesseract(bundle: Path, out: Path, jobs: int, languages: str) -> None:
    """As `xargs -P2` does it: a page is drawn at 300 dpi and read by the program, ``jobs`` at once."""
    lock = threading.Lock()
    with tempfile.TemporaryDirectory(prefix="peer-") as folder, pypdfium2.PdfDocument(bundle) as pdf:

        def read(number: int) -> str:
            image = Path(folder) / f"{number}.pgm"
            with lock:
                page = pdf[number]
                scale = min(300 / 72, _LONGEST / max(page.get_size()))
                page.render(scale=scale, force_bitmap_format=pdfium_c.FPDFBitmap_Gray).to_pil().save(image)
            line = ["tesseract", str(image), "-", "-l", languages, "--dpi", "300"]
            done = subprocess.run(line, capture_output=True, timeout=CALL_S, check=True)
            image.unlink()
            return done.stdout.decode("utf-8", "replace")

        with ThreadPoolExecutor(jobs) as pool:
            out.write_text("\f".join(pool.map(read, range(len(pdf)))), encoding="utf-8")


if __name__ == "__main__":
    kind, *given = sys.argv[1:]
    {"ours": _ours, "tesseract": _tesseract}[kind](Path(given[0]), Path(given[1]), int(given[2]), given[3])
