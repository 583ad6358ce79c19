"""A letter in one language that says again what a paper in the other language says, aligned paragraph by paragraph.

Two languages share little that a machine can compare surely, but they share numbers, dates, words in Latin letters,
citations, and the common words of office prose (``lang/glossary.toml``). A pair of paragraphs needs two such anchors;
an anchor counts the more, the fewer paragraphs print it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from math import log

import regex

from extract.dates import find_dates
from knowledge.answers import AlignedAnswer, RestatementAnswer
from knowledge.identity import fold
from knowledge.papers import Library, PaperView
from knowledge.wording import Unit, units_of

CARRYING = frozenset({"forwards", "encloses", "refers", "continues", "restates", "endorses"})
LEAST = 0.3
QUOTE = 160


@cache
def glossary() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Each term's name and the pattern that finds it in either language."""
    raw = tomllib.loads(files("knowledge").joinpath("lang/glossary.toml").read_text(encoding="utf-8"))
    edge = r"(?<![\p{L}\p{M}\p{N}])(?:%s|%s)(?![\p{L}\p{M}\p{N}])"
    return tuple((str(t["example"][0]), regex.compile(edge % (t["en"], t["hi"]), regex.I)) for t in raw["term"])


def is_hindi(text: str) -> bool:
    devanagari = len(regex.findall(r"\p{Devanagari}", text))
    return devanagari > len(regex.findall(r"\p{Latin}", text))


def anchors(text: str, names: frozenset[str]) -> frozenset[str]:
    """What of a paragraph survives translation. ``names`` are the Latin words that a Hindi paper prints."""
    flat = fold(text)
    dates = find_dates(text)
    found = {f"date {d.value}" for d in dates}
    rest = flat
    for d in dates:
        rest = rest.replace(fold(text[d.span.start : d.span.end]), " ")
    found |= {n for n in regex.findall(r"(?<![\p{L}\d])\d+(?:[./-]\d+)*%?", rest) if n not in ("1", "2", "3")}
    found |= {w for w in regex.findall(r"\p{Latin}[\p{Latin}\d-]+", flat) if w in names}
    found |= {f"“{name}”" for name, shape in glossary() if shape.search(flat)}
    return frozenset(found)


def latin_words(text: str) -> frozenset[str]:
    return frozenset(w for w in regex.findall(r"\p{Latin}[\p{Latin}\d-]+", fold(text)) if len(w) >= 2)


def align(paper: PaperView, of: PaperView) -> RestatementAnswer | None:
    """The paragraphs of ``paper`` that restate those of ``of``, or None where the languages are one or nothing fits."""
    if is_hindi(paper.own_text) == is_hindi(of.own_text):
        return None
    here, there = units_of(paper), units_of(of)
    hindi = here if is_hindi(paper.own_text) else there
    names = frozenset[str]().union(*(latin_words(u.text) for u in hindi)) if hindi else frozenset()
    a = [(u, anchors(u.text, names)) for u in here]
    b = [(u, anchors(u.text, names)) for u in there]
    seen = Counter(x for _, marks in (*a, *b) for x in marks)
    total = len(a) + len(b)

    def weight(marks: frozenset[str]) -> float:
        return sum(log(1 + total / seen[x]) for x in marks)

    scored = []
    for i, (_, x) in enumerate(a):
        for j, (_, y) in enumerate(b):
            if len(x & y) >= 2:
                # Held against the smaller side: a translation may join two paragraphs or say one at more length.
                scored.append((weight(x & y) / max(min(weight(x), weight(y)), 1e-9) * min(1.0, len(x & y) / 3), i, j))
    pairs: list[AlignedAnswer] = []
    used: set[int] = set()
    for score, i, j in sorted(scored, key=lambda p: (-p[0], p[1], p[2])):
        if score < LEAST or i in used:
            continue
        used.add(i)
        pairs.append(pair(a[i][0], b[j][0], round(min(score, 1.0), 2), a[i][1] & b[j][1]))
    if not pairs:
        return None
    order = {u.eid: n for n, u in enumerate(here)}
    sure = round(sum(p.confidence for p in pairs) / len(pairs), 2)
    return RestatementAnswer(
        work=paper.id, of=of.id, confidence=sure, paragraphs=tuple(sorted(pairs, key=lambda p: order[p.eid]))
    )


def pair(one: Unit, two: Unit, score: float, shared: frozenset[str]) -> AlignedAnswer:
    return AlignedAnswer(
        paragraph=one.label, eid=one.eid, of_paragraph=two.label, of_eid=two.eid, confidence=score,
        shared=tuple(sorted(shared)), quote=one.text[:QUOTE], of_quote=two.text[:QUOTE],
    )  # fmt: skip


def restatements(library: Library) -> list[RestatementAnswer]:
    """Every later paper that restates one which it names, encloses or passes on, by date."""
    found: dict[tuple[str, str], RestatementAnswer] = {}
    for link in library.links:
        paper, of = library.papers.get(link.source), library.papers.get(link.target)
        if link.relation not in CARRYING or paper is None or of is None or "email" in (paper.kind, of.kind):
            continue
        if link.relation == "refers" and not any(p in of.own_text for p in latin_words(paper.own_text)):
            continue
        answer = align(paper, of)
        if answer is not None:
            found[paper.id, of.id] = answer
    return sorted(found.values(), key=lambda r: (library.papers[r.work].name, library.papers[r.of].name))
