"""How well were circulars read? Readings against gold readings, field by field.

    python -m corpus score --gold DIR SOURCE [SOURCE ...]                   # read here, in this process
    python -m corpus score --gold DIR --command 'PROGRAM {} --json' SOURCE  # read by a program that keeps the contract
    python -m corpus score --gold DIR --readings DIR                        # readings on disk, one JSON a source stem

A source is matched to its gold by file stem; where the whole stem has no gold, by what stands before its first
underscore: gold/h12.json serves h12.txt and h12_an_office.pdf. A gold value of null is "not judged" unless
--null-is-none is given. Numerals, dashes, case, spaces and Markdown stars fold before comparison.

Measures, per field: precision, recall, F1 over all communications.
  communications how the file was cut (aligned in order; annexures go with what they follow)
  reference_no   equal after folding, label and spaces left out; a printed stem marked "incomplete" counts half
  date           equal; a gold YYYY-MM accepts any day of that month
  subject, place similarity >= 0.90 / 0.80;  issuer by letterhead line (0.85)
  signatories    name (0.85), designation (0.80);  addressees, copy_to: list items (0.85); those of e-mails apart
  cites          number or date equal; cites_relation: and the relation equal (refers, encloses, reminds are one)
  deadlines      by date;  courses: name (0.95) and requirement; course_band: and the service band as numbers
  amends         paragraph and new words;  roles: office (0.85) and role
  receipt_marks  by diary number;  marginalia: by text (0.80)
  obligations    recall by quote (0.80 of the gold words in order, in a quote at most 2.5 times as long);
                 modality: recall with the right modality
  grounding      (--grounding) the words under a value's evidence are the value's
  places         (--places) a right number, date, subject or signatory points at a place where a search finds the gold's
                 value printed (half of both spans in common); what no search finds is not judged

Beside the F1 of these soft measures stands the strict one (equal after folding, cites by number and date, clauses
whole), then the soft F1 by the gold's language of a communication and by source (text, or scan where a page came from
OCR); a language or source is judged by the fields of which its gold has values.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.places import Place, Searched, overlap
from corpus.sources import Reader, read_here, reader_by_command, reader_of_stored

Json = dict[str, Any]
Alike = Callable[[Any, Any], bool]

DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
SKIP_KINDS = {"annexure", "unreadable", "noise"}
BY_RECALL = {"obligations", "modality"}
"""Fields judged by recall alone: a careful reader may find more clauses than the gold lists."""


# ------------------------------------------------------------------------------------- folding and likeness


def value(x: Any) -> Any:
    """A field is a plain value, or an object with 'value' or 'text'."""
    if isinstance(x, dict):
        for key in ("value", "text"):
            if key in x and not isinstance(x[key], (dict, list)):
                return x[key]
    return x


def fold(s: object) -> str:
    """What is the same to a reader becomes equal: width, digits of both scripts, case, dashes, stars, spaces."""
    t = unicodedata.normalize("NFKC", str(s)).translate(DIGITS).casefold()
    t = re.sub(r"[\u200b-\u200d\ufeff*_]", "", t)
    t = re.sub(r"[–—‐‑−]", "-", t)
    return re.sub(r"\s+", " ", t).strip(" .,;:|।-")


def fold_number(s: object) -> str:
    """A reference number without its label, spaces and stops."""
    return re.sub(r"[\s.,;:]", "", re.sub(r"^(f\.?\s*no\.?|no\.?\s*f\.?|no\.?)(?=[\s:]*[^\s:])", "", fold(s)))


def fold_subject(s: object) -> str:
    return re.sub(r"[\s\-–.]*\b(reg|regarding)\b[\s.]*$", "", fold(s)).strip(" -.–")


def similar(a: object, b: object) -> float:
    """0..1, on folded text; 0 where either is empty."""
    x, y = fold(a), fold(b)
    if not x or not y:
        return 0.0
    return difflib.SequenceMatcher(None, x, y, autojunk=False).ratio()


def same_party(a: object, b: object) -> bool:
    """Alike, or one is the other's beginning (an instruction such as "for information" may follow)."""
    x, y = sorted((fold(a), fold(b)), key=len)
    return similar(a, b) >= 0.85 or (len(x) >= 12 and y.startswith(x[:-1]) and len(x) / len(y) >= 0.4)


def same_place(a: object, b: object) -> bool:
    return similar(a, b) >= 0.80 or (fold(b) in fold(a) and len(fold(a)) <= 2 * len(fold(b)) + 10)


def relation(r: Any) -> Any:
    word = value(r)
    return {"encloses": "refers", "reminds": "refers"}.get(word, word)


# -------------------------------------------------------------------------------------------------- counting


class Tally(collections.defaultdict[str, list[float]]):
    """field -> [hit, predicted, gold]; a hit may be half."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0, 0])

    def add(self, name: str, hit: float, predicted: float, gold: float) -> None:
        for i, n in enumerate((hit, predicted, gold)):
            self[name][i] += n

    def absorb(self, other: Tally) -> None:
        for name, (hit, predicted, gold) in other.items():
            self.add(name, hit, predicted, gold)


def precision_recall_f1(name: str, counts: Sequence[float]) -> tuple[float, float, float]:
    """The third figure is recall for the fields of BY_RECALL."""
    hit, predicted, gold = counts
    p, r = hit / predicted if predicted else 0.0, hit / gold if gold else 0.0
    return p, r, r if name in BY_RECALL else (2 * p * r / (p + r) if p + r else 0.0)


def match_lists(pred: Iterable[Any], gold: Iterable[Any], same: Alike) -> int:
    """How many of ``pred`` find a partner of their own in ``gold``."""
    left, hit = list(gold), 0
    for p in pred:
        best = max(left, key=lambda g: same(p, g), default=None)
        if best is not None and same(p, best):
            left.remove(best)
            hit += 1
    return hit


# ----------------------------------------------------------------------------------- pairing communications


def items(doc: Json, key: str) -> list[Any]:
    return [value(x) for x in doc.get(key) or [] if value(x)]


def communications_of(reading: Json) -> list[Json]:
    """The list under either name: gold files written before the contract say "documents"."""
    return reading.get("communications") or reading.get("documents") or []


def pooled(reading: Json) -> list[Json]:
    """Communications, with what stands in an annexure given to the communication before it."""
    out: list[Json] = []
    for doc in communications_of(reading):
        kind = value(doc.get("kind"))
        if kind not in SKIP_KINDS:
            out.append(dict(doc))
        elif kind == "annexure" and out:
            for key in ("deadlines", "courses", "obligations"):
                out[-1][key] = list(out[-1].get(key) or []) + list(doc.get(key) or [])
    return out


def closeness(p: Json, g: Json) -> float:
    score = 0.0
    pn, gn = value(p.get("reference_no")), value(g.get("reference_no"))
    if pn and gn and fold_number(pn) == fold_number(gn):
        score += 2
    pd, gd = value(p.get("date")), value(g.get("date"))
    if pd and gd and str(pd).startswith(str(gd)[:7]):
        score += 1 + (str(pd) == str(gd))
    if value(p.get("kind")) == g.get("kind"):
        score += 1
    ps, gs = value(p.get("subject")), value(g.get("subject"))
    if ps and gs:
        score += 2 * similar(ps, gs)
    pa, ga = items(p, "addressees"), items(g, "addressees")
    if pa and ga:
        score += similar(pa[0], ga[0])
    return score


def align(pred: Sequence[Json], gold: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Order-keeping pairing with the greatest total closeness."""
    n, m = len(pred), len(gold)
    close = [[closeness(p, g) for g in gold] for p in pred]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n):
        for j in range(m):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + close[i][j])
    pairs: list[tuple[Json, Json]] = []
    i, j = n, m
    while i and j:
        c = close[i - 1][j - 1]
        if c > 0 and abs(best[i][j] - best[i - 1][j - 1] - c) < 1e-9:
            pairs.append((pred[i - 1], gold[j - 1]))
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


# --------------------------------------------------------------------------------- one measure, one function


def likely(soft: float, strict: bool) -> float:
    """The least similarity that counts as the same: under the strict measure only what is equal after folding."""
    return 1.0 if strict else soft


def score_scalar(t: Tally, name: str, p: Json, g: Json, same: Alike, none_counts: bool) -> None:
    pv, gv = value(p.get(name)), value(g.get(name))
    if gv is not None:
        t.add(name, bool(pv and same(pv, gv)), bool(pv), 1)
    elif none_counts and pv:
        t.add(name, 0, 1, 0)


def stem_only(p: Json, name: str, gold: object) -> float:
    """A number or date whose rest is handwritten: the printed beginning, marked incomplete, counts half."""
    f = p.get(name)
    if not (isinstance(f, dict) and f.get("incomplete") and value(f)):
        return 0
    x, y = fold_number(value(f)), fold_number(gold)
    return 0.5 if len(x) >= 0.4 * len(y) and y.startswith(x) and x != y else 0


def score_issuer(t: Tally, p: Json, g: Json, strict: bool = False) -> None:
    def lines(v: object) -> list[str]:
        return [w for w in (re.sub(r"[()]", " ", x).strip() for x in str(v or "").split("|")) if w]

    if value(g.get("issuer")):
        a, b = lines(value(p.get("issuer"))), lines(value(g["issuer"]))
        t.add("issuer", match_lists(a, b, lambda x, y: similar(x, y) >= likely(0.85, strict)), len(a), len(b))


def score_signatories(t: Tally, p: Json, g: Json, strict: bool = False) -> None:
    printed, gold = p.get("signatories") or [], g.get("signatories")
    if not gold:
        return
    for name, key, soft in (("signatory_name", "name", 0.85), ("signatory_post", "designation", 0.80)):
        least = likely(soft, strict)
        a = [said for s in printed if (said := value(s.get(key)) or "")]
        b = [said for s in gold if (said := value(s.get(key)) or "")]
        t.add(name, match_lists(a, b, lambda x, y, least=least: similar(x, y) >= least), len(a), len(b))  # type: ignore[misc]


def score_parties(t: Tally, p: Json, g: Json, none_counts: bool, strict: bool = False) -> None:
    for key, mail in (("addressees", "mail_to"), ("copy_to", "mail_cc")):
        if g.get(key) is not None and (g[key] or none_counts):
            a, b = items(p, key), items(g, key)
            same: Alike = (lambda x, y: similar(x, y) >= 1) if strict else same_party
            t.add(mail if g.get("kind") == "email" else key, match_lists(a, b, same), len(a), len(b))


def same_cite(a: Json, b: Json) -> bool:
    an, bn = value(a.get("reference_no")), value(b.get("reference_no"))
    ad, bd = value(a.get("date")), value(b.get("date"))
    if bn and an:
        return fold_number(an) == fold_number(bn) and (not bd or not ad or str(ad)[:7] == str(bd)[:7])
    return bool(ad and bd and str(ad) == str(bd))


def same_cite_and_relation(a: Json, b: Json) -> bool:
    return same_cite(a, b) and relation(a.get("relation")) == relation(b.get("relation"))


def very_same_cite(a: Json, b: Json) -> bool:
    """Number and date, each as the gold has it."""
    an, bn = value(a.get("reference_no")), value(b.get("reference_no"))
    return same_cite(a, b) and bool(an) == bool(bn) and value(a.get("date")) == value(b.get("date"))


def score_cites(t: Tally, p: Json, g: Json, none_counts: bool, strict: bool = False) -> None:
    if g.get("cites") is None or not (g["cites"] or none_counts):
        return
    a = p.get("cites") or []
    b = [c for c in g["cites"] if value(c.get("reference_no")) or value(c.get("date"))]
    unnamed = len(g["cites"]) - len(b)  # cited by a phrase alone: finding them is neither rewarded nor punished
    same = very_same_cite if strict else same_cite
    for name, alike in (("cites", same), ("cites_relation", lambda x, y: same(x, y) and same_cite_and_relation(x, y))):
        hit = match_lists(a, b, alike)
        t.add(name, hit, max(hit, len(a) - unnamed), len(b))


def score_deadlines(t: Tally, p: Json, g: Json, none_counts: bool) -> None:
    if g.get("deadlines") is not None and (g["deadlines"] or none_counts):
        # undated (relative) ones are not judged
        a = [str(value(d.get("date"))) for d in p.get("deadlines") or [] if value(d.get("date"))]
        b = [d["date"] for d in g["deadlines"]]
        t.add("deadlines", match_lists(a, b, lambda x, y: bool(x == y)), len(a), len(b))


def band(course: Json) -> tuple[Any, Any, Any]:
    years = course.get("service_years") or {}
    return (value(years.get("above")), value(years.get("from")), value(years.get("to")))


def same_course(x: Json, y: Json) -> bool:
    return similar(value(x.get("name")), y["name"]) >= 0.95 and value(x.get("requirement")) == y.get("requirement")


def score_courses(t: Tally, p: Json, g: Json) -> None:
    if not g.get("courses"):
        return
    a, b = p.get("courses") or [], g["courses"]
    t.add("courses", match_lists(a, b, same_course), len(a), len(b))
    if any(any(band(y)) for y in b):
        t.add("course_band", match_lists(a, b, lambda x, y: same_course(x, y) and band(x) == band(y)), len(a), len(b))


def same_amendment(x: Json, y: Json, least: float = 0.8) -> bool:
    return fold(value(x.get("paragraph"))) == fold(y["paragraph"]) and similar(value(x.get("new")), y["new"]) >= least


def score_amends(t: Tally, p: Json, g: Json, strict: bool = False) -> None:
    if g.get("amends"):
        a, b = p.get("amends") or [], g["amends"]
        least = likely(0.8, strict)
        t.add("amends", match_lists(a, b, lambda x, y: same_amendment(x, y, least)), len(a), len(b))


def same_role(x: Json, y: Json, least: float = 0.85) -> bool:
    return similar(value(x.get("office")), y["office"]) >= least and fold(value(x.get("role"))) == fold(y["role"])


def score_roles(t: Tally, p: Json, g: Json, strict: bool = False) -> None:
    if g.get("roles"):
        a, b = p.get("roles") or [], g["roles"]
        least = likely(0.85, strict)
        t.add("roles", match_lists(a, b, lambda x, y: same_role(x, y, least)), len(a), len(b))


def says(x: Json, y: Json) -> bool:
    """The gold words stand in order in a quote that is not much longer (a sentence may hold two gold clauses)."""
    q, w = fold(value(x.get("quote") or x.get("text") or "")).split(), fold(y["quote"]).split()
    if not w or len(q) > 2.5 * len(w) + 12:
        return False
    blocks = difflib.SequenceMatcher(None, q, w, autojunk=False).get_matching_blocks()
    return sum(m.size for m in blocks) / len(w) >= 0.80


def says_just(x: Json, y: Json) -> bool:
    """Nearly the same words, nearly nothing else."""
    return similar(value(x.get("quote") or x.get("text") or ""), y["quote"]) >= 0.95


def score_obligations(t: Tally, p: Json, g: Json, strict: bool = False) -> None:
    if not g.get("obligations"):
        return
    a, b = p.get("obligations") or [], g["obligations"]
    found = [[x for x in a if (says_just if strict else says)(x, y)] for y in b]
    right = [any(value(x.get("modality")) == y.get("modality") for x in f) for f, y in zip(found, b, strict=True)]
    t.add("obligations", sum(map(bool, found)), len(a), len(b))
    t.add("modality", sum(right), len(a), len(b))


def score_pair(t: Tally, p: Json, g: Json, none_counts: bool, strict: bool = False) -> None:
    """One communication ``p`` against its gold ``g``; an empty ``p`` is a communication that was not found."""
    t.add("kind", value(p.get("kind")) == g.get("kind"), 1, 1)
    score_scalar(t, "reference_no", p, g, lambda a, b: fold_number(a) == fold_number(b), none_counts)
    if value(g.get("reference_no")) and not strict:
        t.add("reference_no", stem_only(p, "reference_no", g["reference_no"]), 0, 0)
    same_date: Alike = (lambda a, b: str(a) == str(b)) if strict else lambda a, b: str(a).startswith(str(b))
    score_scalar(t, "date", p, g, same_date, none_counts)
    least = likely(0.90, strict)
    score_scalar(t, "subject", p, g, lambda a, b: similar(fold_subject(a), fold_subject(b)) >= least, none_counts)
    score_scalar(t, "place", p, g, (lambda a, b: similar(a, b) >= 1) if strict else same_place, False)
    score_scalar(t, "sender", p, g, lambda a, b: similar(a, b) >= likely(0.85, strict), False)
    score_issuer(t, p, g, strict)
    score_signatories(t, p, g, strict)
    score_parties(t, p, g, none_counts, strict)
    score_cites(t, p, g, none_counts, strict)
    score_deadlines(t, p, g, none_counts)
    score_courses(t, p, g)
    score_amends(t, p, g, strict)
    score_roles(t, p, g, strict)
    score_obligations(t, p, g, strict)


def score_marks(t: Tally, reading: Json, gold: Json) -> None:
    """Receipt marks (stamps, diary entries) belong to the file, or to a communication."""

    def marks(r: Json) -> list[Json]:
        own = list(r.get("receipt_marks") or [])
        return own + [m for d in communications_of(r) for m in d.get("receipt_marks") or []]

    if gold.get("receipt_marks") is not None and marks(gold):
        a, b = marks(reading), marks(gold)
        t.add("receipt_marks", match_lists(a, b, same_diary_number), len(a), len(b))
    if gold.get("marginalia"):
        a, b = ([value(m) for m in r.get("marginalia") or []] for r in (reading, gold))
        t.add("marginalia", match_lists(a, b, lambda x, y: similar(x, y) >= 0.80), len(a), len(b))


def same_diary_number(x: Json, y: Json) -> bool:
    return fold_number(value(x.get("diary_no")) or "") == fold_number(y["diary_no"])


def score_grounding(t: Tally, reading: Json) -> None:
    """Every value's evidence points at words that say it: text[start:end] holds most of the value's words."""
    text = reading.get("text")
    if not text:
        return

    def visit(x: Any) -> None:
        if isinstance(x, dict):
            said = x.get("printed") or x.get("quote") or x.get("text") or x.get("value") or x.get("name")
            for e in x.get("evidence") or []:
                if isinstance(e.get("start"), int) and isinstance(said, str):
                    t.add("grounding", says_it(text[e["start"] : e["end"]], said), 1, 1)
                    break
            for v in x.values():
                visit(v)
        elif isinstance(x, list):
            for v in x:
                visit(v)

    visit(communications_of(reading))


def score_placed(t: Tally, text: Searched, p: Json, g: Json) -> None:
    """The evidence of right values against the places where the gold's are printed."""

    def judged(found: Any, places: list[Place]) -> None:
        at = (found.get("evidence") if isinstance(found, dict) else None) or []
        if places and at:
            spans = [(e["start"], e["end"]) for e in at]
            whole = (min(a for a, _ in spans), max(b for _, b in spans))
            t.add("places", any(overlap(span, place) >= 0.5 for span in (*spans, whole) for place in places), 1, 1)

    gold_no, gold_date, gold_subject = (value(g.get(k)) for k in ("reference_no", "date", "subject"))
    if gold_no and fold_number(value(p.get("reference_no")) or "") == fold_number(gold_no):
        judged(p["reference_no"], text.places(gold_no))
    if gold_date and value(p.get("date")) == gold_date:
        judged(p["date"], text.dates(gold_date))
    if gold_subject and similar(value(p.get("subject")), gold_subject) >= 0.90:
        judged(p["subject"], text.places(gold_subject))
    for s in g.get("signatories") or []:
        if name := value(s.get("name")):
            judged(
                next((x for x in p.get("signatories") or [] if similar(x.get("name"), name) >= 0.85), None),
                text.places(name),
            )


def says_it(printed: str, said: str) -> bool:
    under, words = fold(printed), fold(said).split()
    enough = bool(words) and sum(w in under for w in words) / len(words) >= 0.6
    return (enough and len(under) <= 4 * len(fold(said)) + 40) or fold_number(said) in fold_number(under)


# ------------------------------------------------------------------------------------------- a whole reading


@dataclass(frozen=True)
class Sheet:
    """One file's counts: by the soft measures, by the strict ones, and the soft ones of each language's papers."""

    soft: Tally
    strict: Tally
    languages: dict[str, Tally]


def score_sheet(
    reading: Json, gold: Json, *, null_is_none: bool = False, grounding: bool = False, places: bool = False
) -> Sheet:
    """Counts for one file: its reading (the contract's JSON) against its gold reading."""
    sheet = Sheet(Tally(), Tally(), {})
    pred, wanted = pooled(reading), pooled(gold)
    pairs = align(pred, wanted)
    for t in (sheet.soft, sheet.strict):
        score_marks(t, reading, gold)
        if grounding:
            score_grounding(t, reading)
        t.add("communications", len(pairs), len(pred), len(wanted))
    matched = {id(g) for _, g in pairs}
    text = Searched(reading["text"]) if places and reading.get("text") else None
    lost: list[tuple[Json, Json]] = [({}, g) for g in wanted if id(g) not in matched]
    for p, g in [*pairs, *lost]:
        none_counts = null_is_none and bool(p)
        if text is not None:
            for t in (sheet.soft, sheet.strict):
                score_placed(t, text, p, g)
        own = Tally()
        score_pair(own, p, g, none_counts)
        sheet.soft.absorb(own)
        sheet.languages.setdefault(str(g.get("language") or "unknown"), Tally()).absorb(own)
        score_pair(sheet.strict, p, g, none_counts, strict=True)
    return sheet


def score_reading(reading: Json, gold: Json, *, null_is_none: bool = False, grounding: bool = False) -> Tally:
    """The soft counts for one file."""
    return score_sheet(reading, gold, null_is_none=null_is_none, grounding=grounding).soft


def source_kind(reading: Json, source: Path) -> str:
    """``scan`` where a page came from OCR (or, where the reading names no pages, from an image), else ``text``."""
    origins = {p.get("origin") for p in reading.get("pages") or []}
    if origins:
        return "scan" if "ocr" in origins else "text"
    return "scan" if source.suffix.lower() in {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic"} else "text"


@dataclass
class Scores:
    """Counts over all files and by file; ``failed`` holds (file, why) of what could not be read."""

    total: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    languages: dict[str, Tally] = field(default_factory=dict)
    sources: dict[str, Tally] = field(default_factory=dict)
    files: dict[str, Tally] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, float]:
        """field -> F1 (recall for obligations and modality)."""
        return f1_of(self.total)

    @property
    def macro(self) -> float:
        return macro_of(self.total)

    def add(self, file: str, kind: str, sheet: Sheet) -> None:
        self.files[file] = sheet.soft
        self.total.absorb(sheet.soft)
        self.strict.absorb(sheet.strict)
        for name, tally in sheet.languages.items():
            self.languages.setdefault(name, Tally()).absorb(tally)
        self.sources.setdefault(kind, Tally()).absorb(sheet.soft)

    def as_json(self) -> Json:
        def part(t: Tally) -> Json:
            return {"macro": macro_of(t), "fields": f1_of(t)}

        return {
            "macro": self.macro,
            "fields": self.fields,
            "strict": part(self.strict),
            "languages": {name: part(judged(t)) for name, t in self.languages.items()},
            "sources": {name: part(judged(t)) for name, t in self.sources.items()},
            "failed": self.failed,
            "files": self.files,
        }


def f1_of(tally: Tally) -> dict[str, float]:
    """field -> F1 (recall for obligations and modality), of the fields that the gold has or that were found."""
    return {name: precision_recall_f1(name, counts)[2] for name, counts in tally.items()}


def judged(tally: Tally) -> Tally:
    """The fields of which the gold has values."""
    out = Tally()
    for name, counts in tally.items():
        if counts[2]:
            out.add(name, *counts)
    return out


def macro_of(tally: Tally) -> float:
    f1s = f1_of(tally)
    return sum(f1s.values()) / len(f1s) if f1s else 0.0


def gold_for(source: Path, folder: Path) -> Path | None:
    stem = source.name.split(".")[0]
    for name in (stem, stem.split("_")[0]):
        for path in (folder / f"{name}.json", *sorted(folder.glob(f"{name}_*.json"))):
            if path.exists():
                return path
    return None


def score_files(
    sources: Iterable[Path],
    gold: Path,
    reader: Reader,
    *,
    null_is_none: bool = False,
    grounding: bool = False,
    places: bool = False,
) -> Scores:
    """Reads every source and scores it. A source that fails counts as read empty; one without gold is left out."""
    scores = Scores()
    for source in sources:
        gold_path = gold_for(source, gold)
        if gold_path is None:
            scores.unknown.append(source.name)
            continue
        try:
            reading = reader(source)
            pooled(reading)  # a reading that is not of the contract's shape fails here, and is said to
        except Exception as e:  # the measure goes on with the other files, whatever a reader does
            scores.failed.append((source.name, str(e)[:120]))
            reading = {"communications": []}
        wanted = json.loads(gold_path.read_text(encoding="utf-8"))
        sheet = score_sheet(reading, wanted, null_is_none=null_is_none, grounding=grounding, places=places)
        scores.add(source.name, source_kind(reading, source), sheet)
    return scores


# ------------------------------------------------------------------------------------------------ comparison


@dataclass(frozen=True)
class Change:
    """One field of one file, before and after; ``gain`` is the difference of F1 (recall where judged by recall)."""

    file: str
    field: str
    before: float
    after: float

    @property
    def gain(self) -> float:
        return self.after - self.before


def changes(now: dict[str, Tally], baseline: dict[str, dict[str, list[float]]]) -> list[Change]:
    """What differs from the accepted figures, losses first. Files that only one side has are left out."""
    out = []
    for file in now.keys() & baseline.keys():
        for name in now[file].keys() | baseline[file].keys():
            before, after = (
                precision_recall_f1(name, side.get(name) or [0, 0, 0])[2] for side in (baseline[file], now[file])
            )
            if abs(after - before) > 1e-9:
                out.append(Change(file, name, before, after))
    return sorted(out, key=lambda c: (c.gain, c.file, c.field))


# ---------------------------------------------------------------------------------------------- command line


def table(scores: Scores) -> str:
    """Soft precision, recall and F1, the strict F1, then the soft F1 by language and by source."""
    parts = {name: judged(t) for of in (scores.languages, scores.sources) for name, t in sorted(of.items())}
    heads = "".join(f"{name[:8]:>9}" for name in parts)
    lines = [f"{'field':16}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'strict':>9}{heads}"]
    for name, counts in scores.total.items():
        p, r, f1 = precision_recall_f1(name, counts)
        strict = precision_recall_f1(name, scores.strict[name])[2] if name in scores.strict else 0.0
        cells = "".join(
            f"{precision_recall_f1(name, t[name])[2]:9.3f}" if name in t else f"{'–':>9}" for t in parts.values()
        )
        lines.append(f"{name:16}{p:7.3f}{r:7.3f}{f1:7.3f}{counts[2]:7g}{strict:9.3f}{cells}")
    macros = "".join(f"{macro_of(t):9.3f}" for t in parts.values())
    lines.append(f"{'macro':16}{'':14}{scores.macro:7.3f}{'':7}{macro_of(scores.strict):9.3f}{macros}")
    read = len(scores.files) + len(scores.unknown)
    lines.append(
        f"sources {read}, failed {len(scores.failed)}, macro {scores.macro:.3f}  (obligations and modality by recall)"
    )
    return "\n".join(lines)


def misses(name: str, tally: Tally) -> str:
    """One line a file: the fields that are not complete, as field=hit/gold(predicted)."""
    return f"{name} " + " ".join(f"{k}={h:g}/{m:g}({n:g})" for k, (h, n, m) in tally.items() if m and h < m)


def parser() -> argparse.ArgumentParser:
    ap = argparse.ArgumentParser(
        prog="python -m corpus score", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--command", help="a program that prints a reading; {} stands for the source")
    ap.add_argument("--readings", type=Path, help="a folder of readings, one JSON per source stem")
    ap.add_argument(
        "--null-is-none", action="store_true", help="a value found where the gold has none counts against precision"
    )
    ap.add_argument("--grounding", action="store_true", help="also check that each value's evidence span holds it")
    ap.add_argument(
        "--places", action="store_true", help="also hold evidence against where the gold's values are printed"
    )
    ap.add_argument("--per-file", action="store_true", help="also list, file by file, what is not complete")
    ap.add_argument("--json", type=Path, help="write the figures here; such a file is a --compare baseline")
    ap.add_argument("--compare", type=Path, help="print gains and losses against such a file; exit 1 on a loss")
    ap.add_argument("sources", nargs="*", type=Path)
    return ap


def main(argv: Sequence[str] | None = None) -> int:
    """0: scored (and, with --compare, nothing lost); 1: something lost; 2: nothing to score."""
    ap = parser()
    a = ap.parse_args(argv)
    if not a.sources and not a.readings:
        ap.error("name the sources, or --readings DIR")
    reader = reader_by_command(a.command) if a.command else reader_of_stored(a.readings) if a.readings else read_here
    sources = a.sources or sorted(a.readings.glob("*.json"))
    baseline = json.loads(a.compare.read_text(encoding="utf-8"))["files"] if a.compare else None
    scores = score_files(sources, a.gold, reader, null_is_none=a.null_is_none, grounding=a.grounding, places=a.places)
    for name in scores.unknown:
        print(f"no gold for {name}", file=sys.stderr)
    if a.per_file:
        for name, tally in scores.files.items():
            print(misses(name, tally))
    print(table(scores))
    for name, why in scores.failed:
        print("failed", name, why)
    if a.json:
        a.json.write_text(json.dumps(scores.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lost = False
    if baseline is not None:
        found = changes(scores.files, baseline)
        lost = any(c.gain < 0 for c in found)
        for c in found:
            print(f"{'gain' if c.gain > 0 else 'LOSS'} {c.gain:+.3f}  {c.field:16} {c.file}")
        gains = sum(c.gain > 0 for c in found)
        print(f"against {a.compare.name}: {gains} gains, {len(found) - gains} losses")
    if not scores.files:
        return 2
    return int(lost)
