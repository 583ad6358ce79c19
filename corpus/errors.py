"""An error browser: what the gold says beside what was read, with the words around it, as one HTML page.

    python -m corpus errors --gold DIR SOURCES… --out report.html [--null-is-none]

The page stands alone: no script, no outside resource. It opens with what is wrong; a tick shows what is right as well.
A missing value is looked up in the text, so that one sees what the reader passed over.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz

from corpus import score
from corpus.calibrate import LISTS, SCALARS, rights, similar_by
from corpus.score import Alike, value
from corpus.sources import Reader, read_here, reader_by_command, reader_of_stored

Json = dict[str, Any]
Verdict = Literal["right", "wrong", "missing", "extra", "unjudged"]
AROUND = 160
"""Characters shown before and after the words in question."""
NEAR = 72.0
"""From this likeness (0..100) on, a place of the text is shown for a gold value that was not found."""
LONGEST_SEARCH = 60_000
SHOWN: dict[str, Alike] = {
    **LISTS,
    "cites": score.same_cite_and_relation,
    "courses": score.same_course,
    "amends": score.same_amendment,
}


@dataclass(frozen=True)
class Row:
    """One value: the gold's, the reader's, who is right; ``span`` is where in the reading's text, ``page`` which."""

    field: str
    verdict: Verdict
    gold: str
    found: str
    confidence: float | None = None
    page: int | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Paper:
    """A communication: what it is, and its rows."""

    title: str
    language: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class File:
    name: str
    text: str
    papers: tuple[Paper, ...]
    failed: str = ""

    def count(self, verdict: Verdict) -> int:
        return sum(r.verdict == verdict for p in self.papers for r in p.rows)


# ------------------------------------------------------------------------------------------- gold beside found


def said(item: Any) -> str:
    """What a value of any field says, in one line."""
    if not isinstance(item, dict):
        return "" if item is None else str(item)
    plain = value(item)
    if not isinstance(plain, dict) and not {"date", "relation", "modality", "designation", "requirement"} & set(item):
        return str(plain)
    parts = [f"{k}: {value(v)}" for k, v in item.items() if v not in (None, [], "") and k not in BEHIND]
    return " · ".join(parts) or str(plain)


SAYING = ("quote", "name", "text", "reference_no", "designation", "new", "date")
BEHIND = {"evidence", "confidence", "candidates", "even_number", "issuer"}


def place(text: str, item: Any, within: tuple[int, int]) -> tuple[int, int] | None:
    """Where ``text[within]`` says about the same as a gold value, if anywhere."""
    wanted = item if isinstance(item, str) else next((str(item[k]) for k in SAYING if item.get(k)), "")
    part = text[within[0] : min(within[1], within[0] + LONGEST_SEARCH)]
    if not wanted or not part:
        return None
    at = part.find(wanted)
    if at >= 0:
        return within[0] + at, within[0] + at + len(wanted)
    near = fuzz.partial_ratio_alignment(wanted, part, score_cutoff=NEAR)
    return (within[0] + near.dest_start, within[0] + near.dest_end) if near else None


def evidence_of(item: Any) -> tuple[int | None, tuple[int, int] | None]:
    for e in (item.get("evidence") if isinstance(item, dict) else None) or []:
        if isinstance(e.get("start"), int) and isinstance(e.get("end"), int):
            return e.get("page"), (e["start"], e["end"])
    return None, None


def row(name: str, verdict: Verdict, gold: Any, found: Any, reading: Json, within: tuple[int, int]) -> Row:
    page, span = evidence_of(found)
    if span is None and gold is not None:
        span = place(reading.get("text") or "", gold, within)
        page = page_at(reading, span[0]) if span else None
    sure = found.get("confidence") if isinstance(found, dict) else None
    return Row(name, verdict, said(gold), said(found), sure, page, span)


def page_at(reading: Json, offset: int) -> int | None:
    return next((p["number"] for p in reading.get("pages") or [] if p["start"] <= offset <= p["end"]), None)


def rows(p: Json, g: Json, reading: Json, none_counts: bool) -> Iterator[Row]:
    within = (int(p.get("start") or 0), int(p.get("end") or len(reading.get("text") or "")))

    def make(name: str, verdict: Verdict, gold: Any, found: Any) -> Row:
        return row(name, verdict, gold, found, reading, within)

    right = value(p.get("kind")) == g.get("kind")
    yield make("kind", "right" if right else "wrong", g.get("kind"), p.get("kind"))
    for name, alike in SCALARS.items():
        found, wanted = p.get(name), value(g.get(name))
        if wanted is not None:
            hit = bool(value(found)) and alike(value(found), wanted)
            yield make(name, "right" if hit else "wrong" if found else "missing", wanted, found)
        elif value(found):
            yield make(name, "extra" if none_counts and name in g else "unjudged", None, found)
    if value(g.get("issuer")):
        lines = [
            [x.strip() for x in str(value(v) or "").split("|") if x.strip()] for v in (p.get("issuer"), g["issuer"])
        ]
        yield from listed("issuer", lines[0], lines[1], similar_by(0.85), make, "extra")
    for name, alike in SHOWN.items():
        if g.get(name) or p.get(name):
            judged = bool(g.get(name)) or (none_counts and g.get(name) is not None)
            beyond: Verdict = "extra" if judged and name not in ("obligations",) else "unjudged"
            yield from listed(name, p.get(name) or [], g.get(name) or [], alike, make, beyond)


def beside(found: Any, gold: Any) -> float:
    """How much two values look like readings of the same words (0..100): alike, or one a part of the other."""
    a, b = said(found), said(gold)
    return max(fuzz.ratio(a, b), fuzz.partial_ratio(a, b) - 15 if min(len(a), len(b)) >= 8 else 0)


def listed(name: str, found: list[Any], gold: list[Any], same: Alike, make: Any, beyond: Verdict) -> Iterator[Row]:
    """Pairs what is the same; what is left over stands side by side where it is alike, else by itself."""
    left_gold = list(gold)
    left_found = []
    for f in found:
        partner = next((i for i, g in enumerate(left_gold) if rights([f], [g], same)[0]), None)
        if partner is None:
            left_found.append(f)
        else:
            yield make(name, "right", left_gold.pop(partner), f)
    for g in left_gold:
        near = max(left_found, key=lambda f: beside(f, g), default=None)
        if name == "cites" and not (value(g.get("reference_no")) or value(g.get("date"))):
            yield make(name, "unjudged", g, None)  # cited by a phrase alone
        elif near is not None and beside(near, g) >= 60:
            left_found.remove(near)
            yield make(name, "wrong", g, near)
        else:
            yield make(name, "missing", g, None)
    for f in left_found:
        yield make(name, beyond, None, f)


def compared(name: str, reading: Json, gold: Json, none_counts: bool = False) -> File:
    """All values of one file. Communications that only one side has are told of as such."""
    found, wanted = score.pooled(reading), score.pooled(gold)
    pairs = score.align(found, wanted)
    partner = {id(g): p for p, g in pairs}
    papers = []
    for i, g in enumerate(wanted):
        p = partner.get(id(g))
        title = " · ".join(
            str(x) for x in (i + 1, g.get("kind"), value(g.get("reference_no")), value(g.get("date"))) if x
        )
        own = tuple(rows(p or {}, g, reading, none_counts)) if p is not None else ()
        lost = () if p is not None else (row("communications", "missing", title, None, reading, (0, 0)),)
        papers.append(
            Paper(
                title,
                str(g.get("language") or ""),
                lost + own + (() if p is not None else tuple(rows({}, g, reading, False))),
            )
        )
    paired = {id(p) for p, _ in pairs}
    for p in found:
        if id(p) not in paired:
            title = f"{p.get('kind')}, not in the gold"
            one = Row(
                "communications",
                "extra",
                "",
                said(p.get("subject")) or title,
                None,
                None,
                (p.get("start", 0), p.get("end", 0)),
            )
            papers.append(Paper(title, str(p.get("language") or ""), (one,)))
    return File(name, reading.get("text") or "", tuple(papers))


# --------------------------------------------------------------------------------------------------- the page

STYLE = """
:root { color-scheme: light }
body { font: 15px/1.45 "Noto Sans", "Noto Sans Devanagari", sans-serif; margin: 2rem auto; max-width: 78rem;
  padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.4rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .3rem }
h3 { font-size: .95rem; margin: 1rem 0 .3rem; font-weight: 600 }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-top: 1px solid #ddd;
  overflow-wrap: anywhere }
th { font-size: .85rem; color: #555 }
.field { width: 7.5rem } .verdict { width: 5.5rem } .sure { width: 4.5rem }
.around { white-space: pre-wrap; font-size: .85rem; color: #444 }
mark { background: #ffe58a; color: inherit }
.right .verdict { color: #19692c }
.wrong .verdict, .missing .verdict, .extra .verdict { color: #a31515; font-weight: 600 }
.unjudged { color: #777 }
tr.right, tr.unjudged, section.whole { display: none }
#all:checked ~ main tr.right, #all:checked ~ main tr.unjudged { display: table-row }
#all:checked ~ main section.whole { display: block }
.sums { width: auto; table-layout: auto }
.sums td, .sums th { padding: .15rem .9rem .15rem 0; border: 0 }
"""
HEAD = (
    '<tr><th class="field">field</th><th class="verdict"></th><th>gold</th><th>read</th>'
    '<th class="sure">sure, page</th><th>in the text</th></tr>'
)


def around(text: str, span: tuple[int, int] | None) -> str:
    """The words in question marked, with what stands about them."""
    if span is None or not text:
        return ""
    start, end = span
    shown_end = min(end, start + 4 * AROUND)
    before, after = text[max(0, start - AROUND) : start], text[shown_end : shown_end + AROUND]
    within = text[start:shown_end] + ("…" if shown_end < end else "")
    before, within, after = (html.escape(visible(part)) for part in (before, within, after))
    return f"{before}<mark>{within}</mark>{after}"


def visible(text: str) -> str:
    """Signs that a page cannot show become ones that it can."""
    return "".join(c if c in "\n\t" or (c.isprintable() and c not in "\u202a\u202b\u202d\u202e") else "�" for c in text)


def page(files: Sequence[File]) -> str:
    """The whole report as HTML."""
    verdicts: tuple[Verdict, ...] = ("wrong", "missing", "extra")
    fields: dict[str, dict[str, int]] = {}
    for file in files:
        for paper in file.papers:
            for r in paper.rows:
                fields.setdefault(r.field, {}).setdefault(r.verdict, 0)
                fields[r.field][r.verdict] += 1
    sums = "".join(
        f"<tr><td>{html.escape(name)}</td>" + "".join(f"<td>{n.get(v, 0)}</td>" for v in ("right", *verdicts)) + "</tr>"
        for name, n in sorted(fields.items(), key=lambda f: -sum(f[1].get(v, 0) for v in verdicts))
    )
    out = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>What was read wrongly</title>',
        '<meta name="viewport" content="width=device-width">',
        f"<style>{STYLE}</style><h1>What was read wrongly</h1>",
        '<input type="checkbox" id="all"> <label for="all">show what is right or not judged as well</label><main>',
        '<table class="sums"><tr><th>field</th><th>right</th><th>wrong</th><th>missing</th><th>extra</th></tr>',
        sums + "</table>",
    ]
    for file in files:
        faults = sum(file.count(v) for v in verdicts)
        whole = "" if faults or file.failed else ' class="whole"'
        out.append(f"<section{whole}><h2>{html.escape(file.name)} – {faults} faults, {file.count('right')} right</h2>")
        if file.failed:
            out.append(f"<p>Not read: {html.escape(file.failed)}</p>")
        out += [paper_html(file, paper) for paper in file.papers]
        out.append("</section>")
    return "\n".join([*out, "</main></html>", ""])


def paper_html(file: File, paper: Paper) -> str:
    whole = "" if any(r.verdict in ("wrong", "missing", "extra") for r in paper.rows) else ' class="whole"'
    body = "".join(row_html(file, r) for r in paper.rows)
    return f"<section{whole}><h3>{html.escape(paper.title)}</h3><table>{HEAD}{body}</table></section>"


def row_html(file: File, r: Row) -> str:
    sure = "" if r.confidence is None else f"{r.confidence:.2f}"
    at = "" if r.page is None else f"p. {r.page}"
    return (
        f'<tr class="{r.verdict}"><td>{html.escape(r.field)}</td><td class="verdict">{r.verdict}</td>'
        f"<td>{html.escape(visible(r.gold))}</td><td>{html.escape(visible(r.found))}</td><td>{sure} {at}</td>"
        f'<td class="around">{around(file.text, r.span)}</td></tr>\n'
    )


def browse(sources: Sequence[Path], gold: Path, reader: Reader, none_counts: bool) -> list[File]:
    """Reads every source that has a gold reading; one that fails is told of, the others go on."""
    out = []
    for source in sources:
        gold_path = score.gold_for(source, gold)
        if gold_path is None:
            continue
        wanted = json.loads(gold_path.read_text(encoding="utf-8"))
        try:
            out.append(compared(source.name, reader(source), wanted, none_counts))
        except Exception as e:  # the report goes on with the other files, whatever a reader does
            out.append(
                File(source.name, "", compared(source.name, {}, wanted).papers, str(e)[:200] or type(e).__name__)
            )
    return out


def main(argv: Sequence[str] | None = None) -> int:
    """0: written; 2: no source has a gold reading."""
    ap = argparse.ArgumentParser(
        prog="python -m corpus errors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--command", help="a program that prints a reading; {} stands for the source")
    ap.add_argument("--readings", type=Path, help="a folder of readings, one JSON per source stem")
    ap.add_argument("--null-is-none", action="store_true", help="a value found where the gold has none is a fault")
    ap.add_argument("sources", nargs="*", type=Path)
    a = ap.parse_args(argv)
    if not a.sources and not a.readings:
        ap.error("name the sources, or --readings DIR")
    reader = reader_by_command(a.command) if a.command else reader_of_stored(a.readings) if a.readings else read_here
    files = browse(a.sources or sorted(a.readings.glob("*.json")), a.gold, reader, a.null_is_none)
    if not files:
        print("no source has a gold reading", file=sys.stderr)
        return 2
    a.out.write_text(page(files), encoding="utf-8")
    faults = sum(f.count(v) for f in files for v in ("wrong", "missing", "extra"))
    print(f"{faults} faults in {len(files)} files: {a.out}")
    return 0
