"""Every table of docs/accuracy.md by one command.

    python -m corpus accuracy [--devset DIR] [--scans DIR] [--only SECTION …] [--quick]   # measure, keep, write
    python -m corpus accuracy --render                                                   # write what was kept

What is measured is kept in corpus/accuracy.json, section by section with its date; the document is written from
that alone, between its markers. A section whose folder is not named stays as it is. ``--devset`` holds ``docs``,
``gold`` and ``scans`` of other offices' circulars, ``--scans`` ``office`` and ``photocopy`` with page images of the
five circulars: what the tests know as PARIPATRA_EVAL_DEVSET and PARIPATRA_EVAL_SCANS.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import functools
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex

from corpus import bench_extract, calibrate, score, train
from corpus.generate.bundle import document
from corpus.generate.noise import LEVELS, Level
from corpus.generate.parts import Half, read_part
from corpus.score import Scores, Tally
from corpus.sources import CHECKOUT, CIRCULARS, GOLD
from extract.confidence import shipped
from extract.cues import Cue
from extract.line_model import features, opinions, reconsidered
from extract.pipeline import SecondOpinion, read_document
from extract.segment import Form
from extract.view import Line
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import open_source, source_from_bytes

Json = dict[str, Any]
KEPT = CHECKOUT / "corpus" / "accuracy.json"
PAGE = CHECKOUT / "docs" / "accuracy.md"
SEED = 406
"""Not a seed that tuning, calibration or training uses."""


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    def markdown(self) -> str:
        lines = [f"**{self.title}**", ""] if self.title else []
        lines += [f"| {' | '.join(self.head)} |", f"|---|{'--:|' * (len(self.head) - 1)}"]
        return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in self.rows)])


@dataclass(frozen=True)
class Papers:
    """Where the papers lie that may not be published, None where they are not at hand; how many bundles to invent."""

    devset: Path | None = None
    scans: Path | None = None
    ocr_cache: Path | None = None
    bundles: int = 150


class NotAtHand(Exception):
    """A section's papers are not at hand."""


# ------------------------------------------------------------------------------------------------------- reading


def reading_of(source: Path, papers: Papers = Papers(), second_opinion: SecondOpinion = reconsidered) -> Json:
    options = ReadOptions(cache_dir=papers.ocr_cache, jobs=1)
    return _json(read_document(load(open_source(source), options, None), None, second_opinion))


def _json(reading: Any) -> Json:
    got: Json = json.loads(reading.to_json())
    return got


def scored(sources: Iterable[Path], gold: Path, papers: Papers, *, complete: bool = False, **how: Any) -> Scores:
    """``complete``: the gold lists everything, so what it lacks is wrong."""
    return score.score_files(
        sources, gold, lambda path: reading_of(path, papers, **how), null_is_none=complete, grounding=True, places=True
    )


def invented(half: Half, noise: Level, count: int, second_opinion: SecondOpinion = reconsidered) -> Scores:
    """Bundles of one half, against their exact gold."""
    scores = Scores()
    for i in range(count):
        made = document(SEED, i, half, noise)
        paper = load(source_from_bytes(f"g{i:04}.txt", made.text.encode()), ReadOptions(), None)
        reading = _json(read_document(paper, None, second_opinion))
        sheet = score.score_sheet(reading, made.gold, null_is_none=True, grounding=True, places=True)
        scores.add(f"g{i:04}", noise, sheet)
    return scores


def devset(papers: Papers, part: str) -> list[Path]:
    if papers.devset is None:
        raise NotAtHand("--devset")
    return sorted((papers.devset / part).iterdir())


# ------------------------------------------------------------------------------------------------------- figures


def figure(x: float) -> str:
    return f"{x:.3f}".lstrip("0") if x < 1 else f"{x:.3f}"


def f1(tally: Tally, name: str) -> str:
    return figure(score.precision_recall_f1(name, tally[name])[2]) if name in tally else "–"


def by_field(columns: dict[str, Tally], first: Tally) -> list[tuple[str, ...]]:
    """A row a field of ``first``, then the means."""
    rows = [(name, *(f1(t, name) for t in columns.values())) for name in first]
    return [*rows, ("**mean**", *(figure(score.macro_of(t)) for t in columns.values()))]


def sheet_of(scores: Scores) -> Table:
    """One measurement: values in the gold, the soft F1, the strict one, and the soft one by language."""
    whole = score.judged(scores.total)
    languages = {name: score.judged(t) for name, t in sorted(scores.languages.items())}
    columns = {"F1": whole, "strict": score.judged(scores.strict), **languages}
    rows = [(row[0], f"{whole[row[0]][2]:g}" if row[0] in whole else "", *row[1:]) for row in by_field(columns, whole)]
    return Table(("field", "in the gold", *columns), tuple(rows))


def said_of(scores: Scores) -> str:
    failed = f", {len(scores.failed)} failed" if scores.failed else ""
    return f"{len(scores.files)} files{failed}"


# ------------------------------------------------------------------------------------------------------ sections


def five(papers: Papers) -> list[Table]:
    scores = scored(sorted(CIRCULARS.glob("*.txt")), GOLD, papers, complete=True)
    return [sheet_of(scores)]


def open_set(papers: Papers) -> list[Table]:
    docs = devset(papers, "docs")
    assert papers.devset is not None
    return [sheet_of(scored(docs, papers.devset / "gold", papers))]


def scans(papers: Papers) -> list[Table]:
    if papers.scans is None:
        raise NotAtHand("--scans")
    pages = devset(papers, "scans")
    assert papers.devset is not None
    measured = {
        f"five, {kind}": scored(sorted((papers.scans / kind).glob("*.pdf")), GOLD, papers, complete=True)
        for kind in ("office", "photocopy")
    }
    measured["open set"] = scored(pages, papers.devset / "gold", papers)
    columns = {f"{name} ({said_of(s)})": score.judged(s.total) for name, s in measured.items()}
    every: Tally = Tally()
    for t in columns.values():
        every.absorb(t)
    return [Table(("field", *columns), tuple(by_field(columns, every)))]


def generator(papers: Papers) -> list[Table]:
    halves: tuple[Half, ...] = ("tuning", "held-out")
    measured = {(h, n): invented(h, n, papers.bundles) for h in halves for n in LEVELS}
    columns = {f"{half}, {noise}": score.judged(s.total) for (half, noise), s in measured.items()}
    strict = tuple(figure(score.macro_of(score.judged(s.strict))) for s in measured.values())
    every: Tally = Tally()
    for t in columns.values():
        every.absorb(t)
    return [Table(("field", *columns), (*by_field(columns, every), ("mean, strict", *strict)))]


def model_only(lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> tuple[Line, ...]:
    """The model's own answer for every line of a paper (it sees what the rules said)."""
    if form not in ("paper", "endorsement") or not lines:
        return tuple(lines)
    said = opinions(features(lines, cues))
    return tuple(replace(line, zone=zone) for line, (zone, _) in zip(lines, said, strict=True))


SIDES: dict[str, SecondOpinion] = {"rules only": bench_extract.unheard, "model only": model_only, "both": reconsidered}


def ablation(papers: Papers) -> list[Table]:
    rows = []

    def row(name: str, measured: Callable[[SecondOpinion], Scores]) -> None:
        rows.append((name, *(figure(score.macro_of(score.judged(measured(way).total))) for way in SIDES.values())))

    sources = sorted(CIRCULARS.glob("*.txt"))
    row("the five circulars", lambda way: scored(sources, GOLD, papers, complete=True, second_opinion=way))
    if papers.devset is not None:
        docs, gold = devset(papers, "docs"), papers.devset / "gold"
        row("open set", lambda way: scored(docs, gold, papers, second_opinion=way))
    for noise in LEVELS:
        measured = functools.partial(invented, "held-out", noise, papers.bundles)
        row(f"held-out offices, noise {noise}", measured)
    return [Table(("papers", *SIDES), tuple(rows))]


def _lines(pipeline: Any, papers: Sequence[train.Part]) -> tuple[str, ...]:
    got = train.measured(pipeline, papers)
    return tuple(f"{figure(got[w].accuracy)} / {figure(got[w].macro)}" for w in ("rules", "model", "both"))


def lines(papers: Papers) -> list[Table]:
    from extract.line_model import model

    rows = [
        (noise, *_lines(model(), list(train.parts(train.HELD_OUT_SEED, papers.bundles, "held-out", noise))))
        for noise in LEVELS
    ]
    return [Table(("noise", *SIDES), tuple(rows))]


def curve(papers: Papers) -> list[Table]:
    tests = {n: list(train.parts(train.HELD_OUT_SEED, papers.bundles, "held-out", n)) for n in LEVELS}
    rows = []
    for size in (papers.bundles // 4, papers.bundles // 2, papers.bundles, 2 * papers.bundles):
        pipeline = train.trained([p for n in LEVELS for p in train.parts(11, size, "tuning", n)], 11)
        rows.append((str(size), *(_lines(pipeline, t)[1] for t in tests.values())))
    return [Table(("bundles", *LEVELS), tuple(rows))]


def left_out(papers: Papers) -> list[Table]:
    """Every kind of office in turn: trained without it, measured on bundles that hold nothing else."""
    kinds = sorted({office["group"] for office in read_part("offices")["offices"]})
    every = [p for n in LEVELS for p in train.parts(12, papers.bundles, "all", n)]
    rows = []
    for kind in kinds:
        own = [p for p in every if p.groups == {kind}]
        if not own:
            continue
        pipeline = train.trained([p for p in every if kind not in p.groups], 11)
        rows.append((kind, str(sum(len(p.lines) for p in own)), *_lines(pipeline, own)))
    return [Table(("kind of office", "lines", *SIDES), tuple(rows))]


def reliability(papers: Papers) -> list[Table]:
    """How sure, and how often right: invented papers of the held-out half, and real ones where they are at hand."""
    invented_ones = calibrate.judge_invented("held-out", calibrate.SEED_HELD_OUT, papers.bundles // 2, shipped())
    measured = {"held-out offices": invented_ones}
    if papers.devset is not None:
        measured["open set, transcripts"] = calibrate.judge_files(
            devset(papers, "docs"), papers.devset / "gold", functools.partial(reading_of, papers=papers)
        )
    if papers.devset is not None and papers.scans is not None:
        by_ocr = functools.partial(reading_of, papers=papers)
        measured["scans"] = calibrate.judge_files(devset(papers, "scans"), papers.devset / "gold", by_ocr)
        for kind in ("office", "photocopy"):
            measured["scans"] += calibrate.judge_files(sorted((papers.scans / kind).glob("*.pdf")), GOLD, by_ocr)
    bins = {name: calibrate.reliability(values) for name, values in measured.items()}
    errors = tuple(
        (name, str(len(values)), figure(calibrate.expected_calibration_error(bins[name])))
        for name, values in measured.items()
    )
    edges = sorted({(b.low, b.high) for found in bins.values() for b in found})
    table = []
    for low, high in edges:
        cells = []
        for found in bins.values():
            one = next((b for b in found if b.low == low), None)
            cells.append(f"{figure(one.sure)} → {figure(one.right)} ({one.n})" if one else "–")
        table.append((f"{low:.2f}–{high:.2f}", *cells))
    return [
        Table(("papers", "values", "expected calibration error"), errors),
        Table(("confidence", *measured), tuple(table), "mean confidence → share right (values)"),
        Table(("field", *measured), tuple(_by_field(measured)), "by field: mean confidence → share right (values)"),
    ]


def _by_field(measured: dict[str, list[calibrate.Judged]]) -> Iterable[tuple[str, ...]]:
    columns = {name: calibrate.by_field(values) for name, values in measured.items()}
    for name in sorted(set().union(*columns.values())):
        cells = []
        for column in columns.values():
            n, sure, right = column.get(name, (0, 0.0, 0.0))
            cells.append(f"{figure(sure)} → {figure(right)} ({n})" if n else "–")
        yield (name, *cells)


def speed(papers: Papers) -> list[Table]:
    rows = bench_extract.rows(bench_extract.measure(min(60, papers.bundles)))
    return [Table(("what", "measured", "bar"), tuple(rows))]


@dataclass(frozen=True)
class Section:
    title: str
    measure: Callable[[Papers], list[Table]]


SECTIONS: dict[str, Section] = {
    "five": Section("The five circulars, from text", five),
    "open": Section("The open set, from text", open_set),
    "scans": Section("Scans", scans),
    "generator": Section("Invented papers: tuned and held-out halves", generator),
    "ablation": Section("Rules, model, both: fields (mean F1)", ablation),
    "lines": Section("Rules, model, both: lines (accuracy / mean F1 over zones)", lines),
    "left-out": Section("Each kind of office left out of training (lines)", left_out),
    "curve": Section("Learning curve (model alone, lines)", curve),
    "reliability": Section("Is it as sure as it is right?", reliability),
    "speed": Section("Speed", speed),
}

# ---------------------------------------------------------------------------------------------------- the document


def kept(path: Path = KEPT) -> Json:
    """section → {"date", "bundles", "tables"} of what was measured last."""
    got: Json = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return got


def rendered(page: str, results: Json) -> str:
    """``page`` with the tables of ``results`` between its markers. Raises ValueError where a marker is missing."""
    for name, section in SECTIONS.items():
        marker = regex.compile(rf"(?s)(<!-- accuracy:{name} -->\n).*?(<!-- /accuracy:{name} -->)")
        if len(marker.findall(page)) != 1:
            raise ValueError(f"the page has no section {name}, or several")
        said = _said(section, results.get(name))
        page = marker.sub(functools.partial(_between, said), page)
    return page


def _between(said: str, found: regex.Match[str]) -> str:
    return f"{found[1]}{said}\n{found[2]}"


def _said(section: Section, result: Json | None) -> str:
    if result is None:
        return f"## {section.title}\nNot measured yet."
    tables = [Table(tuple(t["head"]), tuple(map(tuple, t["rows"])), t["title"]).markdown() for t in result["tables"]]
    said = f"Measured {result['date']}" + (f", {result['bundles']} bundles" if result["bundles"] else "") + "."
    return "\n\n".join([f"## {section.title}\n{said}", *tables]) + "\n"


INVENTED = {"generator", "ablation", "lines", "left-out", "curve", "reliability", "speed"}


def result_of(name: str, papers: Papers) -> Json:
    """One section measured. Raises NotAtHand."""
    tables = SECTIONS[name].measure(papers)
    return {
        "date": dt.date.today().isoformat(),
        "bundles": papers.bundles if name in INVENTED else None,
        "tables": [{"head": t.head, "rows": t.rows, "title": t.title} for t in tables],
    }


def main(argv: Sequence[str] | None = None) -> int:
    """0: written; 2: nothing could be measured."""
    ap = argparse.ArgumentParser(
        prog="python -m corpus accuracy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--devset", type=Path, help="docs, gold and scans of other offices' circulars")
    ap.add_argument("--scans", type=Path, help="office and photocopy: page images of the five circulars")
    ap.add_argument("--ocr-cache", type=Path, help="a folder in which OCR results are kept")
    ap.add_argument("--bundles", type=int, default=150, help="invented bundles a measurement")
    ap.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    ap.add_argument("--render", action="store_true", help="measure nothing; write the page from what was kept")
    a = ap.parse_args(argv)
    results = kept()
    done = collections.Counter[str]()
    for name in [] if a.render else a.only:
        try:
            results[name] = result_of(name, Papers(a.devset, a.scans, a.ocr_cache, a.bundles))
        except NotAtHand as missing:
            print(f"{name}: left as it is, no {missing}")
            continue
        done[name] += 1
        KEPT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(_said(SECTIONS[name], results[name]), flush=True)
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
    return 0 if done or a.render else 2
