"""What a pen wrote into a number or a date: it is taken for what it is, and said to be doubtful.

क्रमांक /40/2020/135/ 1894      (the last figures are written with a pen: the printed stem is given, incomplete)
Dated the 24 January, 2014      (the day is written with a pen: the date is given, doubtful)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Prefix

from extract.confidence import confidence
from extract.dates import find_dates
from extract.record import Evidence, Field, Signatory
from ingest.document import Document, Span

UNSURE = 0.5
"""A word the recogniser is less sure of than this was probably not printed (0..1, tesseract's own figure)."""
PEN_SURE = 0.68
"""A pen's figures that are surer than this are the number's (0..1; ingest is never surer than 0.7 of them), and a date
with them is no guess: of those on real scans all were right (docs/ocr.md, Figures of a pen)."""
STEM = 4
"""A stem of fewer characters tells nothing."""


@dataclass(frozen=True, slots=True)
class Penned:
    """A word that a pen wrote: how sure its reading is, and what else it may say."""

    span: Span
    confidence: float
    others: tuple[str, ...] = ()


def illegible(document: Document) -> list[Penned]:
    """The words of recognised pages that the recogniser itself doubts, in order.

    Half sure of a number is doubt as well where another reading of it has other figures, as many.
    """
    return [
        Penned(word.span, word.confidence, word.alternatives)
        for page in document.pages
        if page.origin == "ocr"
        for word in page.words
        if word.confidence < UNSURE
        or (word.confidence < PEN_SURE and _other_figures(word.span.of(document.text), word.alternatives))
    ]


def _other_figures(text: str, others: Sequence[str]) -> bool:
    figures = _DIGIT.findall(text)
    return len(figures) > 1 and any(
        len(said) == len(figures) and said != figures for said in map(_DIGIT.findall, others)
    )


_DIGIT = regex.compile(r"\d")


def by_hand(document: Document) -> list[Penned]:
    """The words of recognised pages that stand in regions of handwriting and were read there, in order."""
    return [
        Penned(word.span, word.confidence, word.alternatives)
        for page in document.pages
        for word in page.words
        if any(
            area.kind == "handwriting" and area.text and area.bbox.holds_middle_of(word.bbox)
            and word.span.of(document.text) in area.text
            for area in page.areas
        )
    ]  # fmt: skip


def touched(at: Evidence, penned: Sequence[Penned]) -> list[Penned]:
    """The pen's words in a piece of evidence."""
    return [p for p in penned if p.span.start < at.end and at.start < p.span.end]


def dated_by_hand(date: Field, penned: Sequence[Penned], text: str, paper: Span) -> Field | None:
    """The date, doubtful where a pen wrote a part of it; with the other days that the pen may have meant.

    None where the pen wrote the year too and no year like it is printed in the ``paper``'s part of ``text``.
    """
    at = date.evidence[0]
    own = touched(at, penned)
    if not own:
        inherited = [pen for e in date.evidence for pen in touched(e, penned)]
        return _doubted(date, inherited) if inherited else date
    if own[-1].span.end >= at.end and not _near(date.value, penned, text, paper):
        return None
    said = text[at.start : at.end]
    others = [date.value, *date.candidates]
    for pen in own:
        begin, end = max(0, pen.span.start - at.start), min(len(said), pen.span.end - at.start)
        for other in pen.others:
            others += [d.value for d in find_dates(said[:begin] + other + said[end:]) if d.precision == "day"]
    found = tuple(dict.fromkeys(v for v in others if v[:4] == date.value[:4]))
    return _doubted(date.model_copy(update={"candidates": found if len(found) > 1 else date.candidates}), own)


def _doubted(date: Field, pens: Sequence[Penned]) -> Field:
    """As doubtful as the pen is: where each of its words is read surely, the date is more likely right than wrong."""
    sure = all(pen.confidence > PEN_SURE for pen in pens)
    return date.model_copy(update={"confidence": min(date.confidence, confidence("inferred" if sure else "doubtful"))})


def _near(date: str, penned: Sequence[Penned], text: str, paper: Span) -> bool:
    """Whether a year no more than one off is printed."""
    for year in _YEAR.finditer(text, paper.start, paper.end):
        if any(p.span.start < year.end() and year.start() < p.span.end for p in penned):
            continue
        if abs(int(year.group()) - int(date[:4])) <= 1:
            return True
    return False


_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def printed_part(number: Field, doubted: Sequence[Penned]) -> Field:
    """The number without a doubted tail, marked incomplete; the number itself where all of it is sound.

    A doubted word with slashes keeps what stands before its last slash. A number that ends in a slash or a dash with
    a doubted word behind it is not whole either.
    """
    at = number.evidence[0]
    if abs(at.end - at.start - len(number.value)) > 2:
        return number  # "As above": the value is printed elsewhere
    within = [d for d in doubted if d.span.start < at.end <= d.span.end or at.start <= d.span.start < at.end]
    pen = within[-1] if within else None
    if pen is None or pen.span.end < at.end - 1:
        behind = next((d for d in doubted if 0 <= d.span.start - at.end <= 1), None)
        if behind is None or number.value[-1:] not in "/-":
            return number
        return number.model_copy(update={"incomplete": True, "candidates": _with_tails(number.value, behind)})
    tail = pen.span
    held = max(0, at.end - max(tail.start, at.start))
    stem, rest = number.value[: max(0, len(number.value) - held)], number.value[-held:]
    rest = _agreed(rest, pen.others)
    # A word that begins with a slash behind other print is a tail as a whole; else its own last slash parts it.
    slash = regex.match(r"[/\-]" if stem.strip() else r".*[/\-](?=[^/\-]*$)", rest)
    slash = slash or regex.match(r".*[/\-](?=[^/\-]*$)", rest)
    if slash:
        stem += slash.group()
    stem = stem.rstrip()
    if len(stem.strip("/-. ")) < STEM or not regex.search(r"\p{N}", stem):
        return number.model_copy(update={"confidence": min(number.confidence, 0.35)})
    end = at.end - (len(number.value) - len(stem))
    return number.model_copy(
        update={
            "value": stem,
            "incomplete": True,
            "candidates": (number.value, *_with_tails(stem, pen)),
            "confidence": min(number.confidence, 0.8),
            "evidence": (at.model_copy(update={"end": max(at.start + 1, end)}), *number.evidence[1:]),
        }
    )


def named_by_print(signed: Sequence[Signatory], doubted: Sequence[Penned], text: str) -> tuple[Signatory, ...]:
    """The signatories without names of which the recogniser doubts every word: it read a signature."""
    out = []
    for one in signed:
        scrawl = one.name is not None and _all_doubted(one.evidence[0], doubted, text)
        if scrawl and one.designation is None:
            continue
        rest = one.evidence[1:] or one.evidence
        out.append(one.model_copy(update={"name": None, "evidence": rest}) if scrawl else one)
    return tuple(out)


def _all_doubted(at: Evidence, doubted: Sequence[Penned], text: str) -> bool:
    words = list(_WORD.finditer(text, at.start, at.end))
    return bool(words) and all(
        any(d.confidence < UNSURE and d.span.start <= word.start() < d.span.end for d in doubted) for word in words
    )


_WORD = regex.compile(r"\p{L}[\p{L}\p{M}.]+")


def _agreed(text: str, others: Sequence[str]) -> str:
    """The beginning of a word that other readings of it share, where these say something else behind it."""
    shared = [Prefix.similarity(text, other) for other in others]
    least = min((n for n in shared if n >= STEM), default=len(text))
    return text[:least]


def _with_tails(stem: str, pen: Penned) -> tuple[str, ...]:
    """The number with each row of figures that the pen may have written."""
    joint = "" if stem[-1:] in "/-" else " "
    return tuple(f"{stem}{joint}{other.lstrip('/-')}" for other in pen.others if _FIGURES.fullmatch(other))


_FIGURES = regex.compile(r"[/\-]?\d{2,}(?:[/\-]\d+)*")
