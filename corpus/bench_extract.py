"""How fast is reading once the text is there, and does its time grow with the text?

    python -m corpus bench-extract [--bundles 60] [--quick | --start-up]

Pages a second: invented bundles (as transcripts, each of its own), 45 lines a page, after the first reading has loaded
words and models. Growth: one invented bundle put ten and forty times behind itself in one file, as one long page and
as many pages; time at forty divided by time at ten, 4.0 where time grows with the text alone. The line model: reading
with it less reading without it, and its size; these are the best of three. Start-up: `paripatra read FILE --json` on a
short letter as a new process, the median of five behind a first one that leaves bytecode and patterns behind, by the
clock and by CPU time (on a busy machine the clock says little). Memory: the same of all bundles, once.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.bench_read import Run, middle, run_once
from corpus.generate.bundle import document
from extract.cues import Cue
from extract.line_model import MODEL
from extract.pipeline import read_document
from extract.segment import Form
from extract.view import Line
from ingest.document import PAGE_BREAK, Document, Page, SourceFile, Span

LINES_A_PAGE = 45
SEED = 403
FEW, MANY = 10, 40
TIMES = 3
STARTS = 5
LETTER = "No. A-1/2024\nDated 07.05.2024\n\nTo\nThe Registrar\n\nSubject: Returns.\n\nReturns shall be filed.\n"


@dataclass(frozen=True)
class Figures:
    """``growth``: form of the file → time of forty bundles divided by that of ten. In seconds and megabytes."""

    pages_a_second: float
    growth: dict[str, float]
    model_ms_a_page: float
    model_megabytes: float
    start_up: Run | None
    megabytes: float | None


def in_pages(texts: Sequence[str]) -> Document:
    """A Document of ready text, a page for each of ``texts``."""
    pages, at = [], 0
    for number, text in enumerate(texts, 1):
        pages.append(Page(number, Span(at, at + len(text)), "transcript", 1.0, "good"))
        at += len(text) + len(PAGE_BREAK)
    whole = PAGE_BREAK.join(texts)
    data = whole.encode()
    return Document(SourceFile("bench.txt", sha256(data).hexdigest(), "text/plain", data), whole, tuple(pages))


def seconds(work: Callable[[], object], times: int = TIMES) -> float:
    """The best of ``times``: what the work takes, without what else the machine had to do."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def growth(texts: Sequence[str], times: int = TIMES) -> dict[str, float]:
    """Time of forty copies of ``texts`` divided by that of ten, on one page and on a page each."""

    def ratio(made: Callable[[int], Document]) -> float:
        few, many = made(FEW), made(MANY)
        return seconds(lambda: read_document(many), times) / seconds(lambda: read_document(few), times)

    return {
        "one page": ratio(lambda n: in_pages(["\n\n".join([*texts] * n)])),
        "many pages": ratio(lambda n: in_pages([*texts] * n)),
    }


def unheard(lines: Sequence[Line], _cues: Sequence[frozenset[Cue]], _form: Form) -> tuple[Line, ...]:
    """No second opinion on zones."""
    return tuple(lines)


def start_up() -> Run:
    """The median of STARTS new processes that read a short letter, behind one that fills Python's caches."""
    with tempfile.TemporaryDirectory(prefix="paripatra-bench-") as folder:
        letter = Path(folder) / "letter.txt"
        letter.write_text(LETTER, encoding="utf-8")
        run_once([letter])
        return middle([run_once([letter]) for _ in range(STARTS)])


def measure(bundles: int, process: bool = True) -> Figures:
    texts = [document(SEED, i, "all", "none").text for i in range(bundles)]
    documents = [in_pages([t]) for t in texts]
    pages = sum(t.count("\n") + 1 for t in texts) / LINES_A_PAGE
    read_document(documents[0])
    whole = seconds(lambda: [read_document(d) for d in documents])
    without = seconds(lambda: [read_document(d, None, unheard) for d in documents])
    model_ms = 1000 * max(0.0, whole - without) / pages
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) / 1e6
    start = memory = None
    if process:
        start = start_up()
        with tempfile.TemporaryDirectory(prefix="paripatra-bench-") as folder:
            files = [Path(folder) / f"g{i}.txt" for i in range(bundles)]
            for path, text in zip(files, texts, strict=True):
                path.write_text(text, encoding="utf-8")
            memory = run_once(files).megabytes
    return Figures(pages / whole, growth(texts[:3]), model_ms, size, start, memory)


def rows(f: Figures) -> list[tuple[str, str, str]]:
    """What, measured, bar."""
    said = f"pages a second a core, from ready text ({LINES_A_PAGE} lines a page)"
    out = [(said, f"{f.pages_a_second:.0f}", "≥ 40")]
    out += [(f"time of {MANY} bundles ÷ time of {FEW}, {form}", f"{r:.2f}", "≤ 4.5") for form, r in f.growth.items()]
    out.append(("line model, ms a page (it is asked with every page)", f"{f.model_ms_a_page:.1f}", "≤ 15"))
    out.append(("line model, MB", f"{f.model_megabytes:.1f}", "≤ 10"))
    if f.start_up is not None and f.megabytes is not None:
        out += start_rows(f.start_up)
        out.append(("memory with words and models, MB", f"{f.megabytes:.0f}", "≤ 500"))
    return out


def start_rows(start: Run) -> list[tuple[str, str, str]]:
    return [
        ("`paripatra read` of a short letter, start-up included, s", f"{start.wall:.2f}", "≤ 2.5"),
        ("the same, CPU s", f"{start.cpu:.2f}", ""),
        ("the same, MB", f"{start.megabytes:.0f}", ""),
    ]


def table(rows: Sequence[tuple[str, str, str]]) -> str:
    """Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["| what | measured | bar |", "|---|---:|---:|", *lines])


def main(argv: Sequence[str] | None = None) -> int:
    ap = argparse.ArgumentParser(
        prog="python -m corpus bench-extract", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--bundles", type=int, default=60)
    what = ap.add_mutually_exclusive_group()
    what.add_argument("--quick", action="store_true", help="in this process only: no start-up, no memory")
    what.add_argument("--start-up", action="store_true", help="start-up alone")
    a = ap.parse_args(argv)
    print(table(start_rows(start_up()) if a.start_up else rows(measure(a.bundles, not a.quick))))
    return 0
