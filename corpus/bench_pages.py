"""How well are typeset pages read, by kind of copy, language and content? The pages come from `corpus.pages`.

    python -m corpus bench-pages --seed 31 [--count 1] [--kinds …] [--contents …] [--languages …] [--half held-out]
                                 [--jobs 2] [--minutes 10] [--show] [--json FILE] [--keep DIR]

One sample of every kind, content and language (--count 1) is 70 papers of one or two pages: some minutes on two cores
that have nothing else to do. --minutes stops with what was read by then, and says so.
Seeds and halves that are tuned on (--half tuning) and those that are measured (--half held-out) share no fonts, no
sentences and no offices.

Measures, in per cent:
  CER      edit distance over the truth's characters, page by page in reading order. White space, dashes and quotation
           marks fold as in bench_ocr. The truth of a table runs row by row and cell by cell, not by printed lines
           across cells. Words inside a stamp that lie on no word of the letter are the stamp's own and left out, and
           so are those that the reading itself says a stamp prints, where one is: who reads a stamp is not worse than
           who is blind to it. A word of the letter told as a stamp's is lacking. What is made of pen strokes counts as
           wrong.
  words    words of the truth that stand in the reading;  numbers  tokens with two or more digits, exactly
  rows     rows of tables that stand in the reading in order as one row with as many cells, two thirds alike and with
           one cell exact at least
  cells    cells of tables that stand in their row and column exactly (white space apart)
  lost     pages with a CER over 30
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from corpus.bench_ocr import Score, fold, measure, missing
from corpus.pages.command import arguments, wanted, write
from corpus.pages.fonts import FontsMissing
from corpus.pages.sample import Plan, Sample, sample
from corpus.pages.truth import Box, TruePage
from ingest.document import Document, Page
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import open_source

_LOST = 0.3
_ALIKE = 66.0


@dataclass
class Result:
    """Counts of one sample or of a group."""

    text: Score = field(default_factory=Score)
    rows: int = 0
    rows_found: int = 0
    cells: int = 0
    cells_exact: int = 0
    lost: int = 0

    def add(self, other: Result) -> None:
        self.text.add(other.text)
        for name in ("rows", "rows_found", "cells", "cells_exact", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def columns(self) -> list[str]:
        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:.2f}" if whole else "-"

        t = self.text
        return [
            str(t.pages), share(t.errors, t.characters), share(t.words_found, t.words),
            share(t.numbers_exact, t.numbers), share(self.rows_found, self.rows), share(self.cells_exact, self.cells),
            str(self.lost), f"{t.wall / max(1, t.pages):.1f}",
        ]  # fmt: skip


HEAD = "| pages | CER | words | numbers | rows | cells | lost | s/page |"


def page_text(document: Document, page: Page, truth: TruePage) -> str:
    """The page's text without the words that stamps print beside the letter."""
    scale = truth.width / page.width if page.width else 1.0
    letter = [w.box for line in truth.lines for w in line.words]
    told = _told_of_stamps(document, page, truth.stamps, scale)
    out = []
    at = page.span.start
    for word in page.words:
        box = tuple(v * scale for v in word.bbox.as_list())
        if word.span.start in told or _is_stamps(box, truth.stamps, letter):
            out.append(document.text[at : word.span.start])
            at = word.span.end
    out.append(document.text[at : page.span.end])
    return "".join(out)


def _told_of_stamps(document: Document, page: Page, stamps: Sequence[Box], scale: float) -> set[int]:
    """Where the words begin that the reading says are those of a stamp, where there is one."""
    words, out = [word.span.of(document.text) for word in page.words], set[int]()
    for area in page.areas:
        said = area.text.split()
        x, y = scale * (area.bbox.x0 + area.bbox.x1) / 2, scale * (area.bbox.top + area.bbox.bottom) / 2
        if area.kind == "stamp" and said and any(s[0] <= x <= s[2] and s[1] <= y <= s[3] for s in stamps):
            runs = (at for at in range(len(words) - len(said), -1, -1) if words[at : at + len(said)] == said)
            if (first := next(runs, None)) is not None:
                out |= {word.span.start for word in page.words[first : first + len(said)]}
    return out


def _is_stamps(box: tuple[float, ...], stamps: Sequence[Box], letter: Sequence[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not any(s[0] <= x <= s[2] and s[1] <= y <= s[3] for s in stamps):
        return False
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    covered = sum(
        max(0.0, min(box[2], b[2]) - max(box[0], b[0])) * max(0.0, min(box[3], b[3]) - max(box[1], b[1]))
        for b in letter
    )
    return covered < 0.2 * area


def rows_read(text: str) -> list[list[str]]:
    """Rows of tables in a page's text: lines of cells that tabs part."""
    return [[c.strip() for c in line.split("\t") if c.strip()] for line in text.splitlines() if "\t" in line]


def table_counts(truth: Sequence[Sequence[str]], read: Sequence[Sequence[str]]) -> tuple[int, int, list[str]]:
    """(rows found, cells exact, cells that are not as the truth has them), rows matched in their order."""

    def bare(text: str) -> str:
        return fold(text).replace(" ", "")

    def likeness(true: Sequence[str], seen: Sequence[str]) -> float:
        return fuzz.ratio(bare("".join(true)), bare("".join(seen))) / 100

    # Best pairing of rows in order, as in any alignment.
    best = [[0.0] * (len(read) + 1) for _ in range(len(truth) + 1)]
    for i in range(len(truth) - 1, -1, -1):
        for j in range(len(read) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness(truth[i], read[j]))
    i = j = rows = cells = 0
    wrong = []
    while i < len(truth) and j < len(read):
        alike = likeness(truth[i], read[j])
        if best[i][j] == best[i + 1][j + 1] + alike and alike > 0:
            true, seen = [bare(c) for c in truth[i]], [bare(c) for c in read[j]]
            exact = sum(a == b for a, b in zip(true, seen, strict=False)) if len(true) == len(seen) else 0
            if len(true) != len(seen):
                exact = len(true) - sum(1 for op in Levenshtein.editops(true, seen) if op.tag != "insert")
            rows += len(true) == len(seen) and 100 * alike >= _ALIKE and exact > 0
            cells += max(0, exact)
            wrong += [f"{a} → {b}" for a, b in zip(truth[i], read[j], strict=False) if bare(a) != bare(b)]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            wrong.append(f"row lost: {' | '.join(truth[i])}")
            i += 1
        else:
            j += 1
    wrong += [f"row lost: {' | '.join(row)}" for row in truth[i:]]
    return rows, cells, wrong


def judged(made: Sample, document: Document) -> tuple[Result, list[str]]:
    """Counts of a sample, and what to look at."""
    out = Result()
    shown: list[str] = []
    for number, (_, truth) in enumerate(made.pages):
        if number >= len(document.pages):
            text = ""
        else:
            text = page_text(document, document.pages[number], truth)
        score = measure(truth.text, text)
        score.pages = 1
        out.text.add(score)
        out.lost += score.errors > _LOST * max(1, score.characters)
        words, numbers = missing(truth.text, text)
        shown += [f"    lacking: {' '.join(words[:40])}", f"    numbers lacking: {' '.join(numbers[:20])}"]
        read = rows_read(text)
        # A band heading and a merged header print fewer cells; a row of one cell is a line of its own in the text.
        true = [[c.text for c in row if c.text] for table in truth.tables for row in table.rows]
        true = [row for row in true if len(row) > 1]
        if true:
            rows, cells, wrong = table_counts(true, read)
            out.rows += len(true)
            out.cells += sum(map(len, true))
            out.rows_found += rows
            out.cells_exact += cells
            shown += [f"    cell {w}" for w in wrong[:25]]
    return out, shown


def run(plan: Plan, folder: Path, options: ReadOptions) -> tuple[Result, list[str], Document, Sample]:
    made = sample(plan)
    path = write(made, folder)
    start = time.perf_counter()
    document = load(open_source(path), options)
    result, shown = judged(made, document)
    result.text.wall = time.perf_counter() - start
    return result, shown, document, made


def grouped(
    results: Sequence[tuple[Plan, Result]], key: Callable[[Plan], tuple[str, ...]]
) -> dict[tuple[str, ...], Result]:
    out: dict[tuple[str, ...], Result] = collections.defaultdict(Result)
    for plan, result in results:
        out[key(plan)].add(result)
    return out


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="corpus bench-pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments(parser)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=None, help="begin no sample after so many")
    parser.add_argument("--show", action="store_true", help="print each sample and what it lacks")
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--keep", type=Path, default=None, help="leave images, truth and readings in this folder")
    a = parser.parse_args(argv)
    options = ReadOptions(jobs=1)
    results: list[tuple[Plan, Result]] = []
    try:
        plans = wanted(a)
        with tempfile.TemporaryDirectory(prefix="pages-") as folder, ThreadPoolExecutor(a.jobs) as pool:
            keep = a.keep or Path(folder)
            end = time.monotonic() + 60 * (a.minutes if a.minutes is not None else 1e6)
            for done in pool.map(lambda plan: run(plan, keep, options) if time.monotonic() < end else None, plans):
                if done is None:
                    continue
                result, shown, document, made = done
                results.append((made.plan, result))
                if a.keep:
                    (keep / f"{made.plan.name}.read.txt").write_text(document.text, encoding="utf-8")
                if a.show:
                    style = f"{made.style.devanagari} / {made.style.latin} {made.style.size} pt {made.style.dpi} dpi"
                    print(f"{made.plan.name:38} {' '.join(result.columns())}  {style}")
                    print(*[f"    {n}" for page in document.pages for n in page.notes], *shown, sep="\n", flush=True)
    except (FontsMissing, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if len(results) < len(plans):
        print(f"stopped: {len(results)} of {len(plans)} samples read")
    tables: list[tuple[str, Callable[[Plan], tuple[str, ...]]]] = [
        ("kind", lambda p: (p.kind,)),
        ("kind, language", lambda p: (p.kind, p.lang)),
        ("kind, content", lambda p: (p.kind, p.content)),
    ]
    for name, key in tables:
        groups = grouped(results, key)
        print(f"\n| {' | '.join(name.split(', '))} {HEAD}")
        print("|" + "---|" * (len(name.split(", ")) + 8))
        for group, total in groups.items():
            print("|", " | ".join([*group, *total.columns()]), "|")
    if a.json:
        rows = [{**asdict(plan), **asdict(result)} for plan, result in results]
        a.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0
