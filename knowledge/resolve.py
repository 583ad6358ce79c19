"""What a printed citation means, and what the order of papers in a file says. Pure functions, no database.

``structure`` reads the order: an endorsement below its letter, an e-mail inside a forwarded e-mail, what a mail or a
covering letter carries. ``choose`` decides which of the papers with a fitting number or date a citation means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.record import Cite, Communication, Evidence, Field, Reading
from knowledge.identity import (
    dispatch_number,
    full_date,
    loose_key,
    names_office,
    number_key,
    same_office,
    same_subject,
)
from knowledge.words import is_forwarded, pattern

GENERIC_KINDS = frozenset({None, "letter", "other", "note"})
"""Kinds that a citation names loosely: "your letter" may well be an Office Memorandum."""


@dataclass(frozen=True)
class Edge:
    """A relation between two communications of one file, by their ordinals."""

    source: int
    target: int
    relation: str
    inferred: bool
    confidence: float
    evidence: tuple[Evidence, ...]
    how: str


@dataclass(frozen=True)
class Candidate:
    """A work that a citation may mean."""

    id: str
    held: bool
    kind: str | None
    number: str | None
    loose: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    same_file: bool


@dataclass(frozen=True)
class Citing:
    """The paper that cites."""

    id: str
    number: str | None
    date: str | None
    issuer: str | None
    subject: str | None


@dataclass(frozen=True)
class Wanted:
    """A citation, folded. ``number`` is the citing paper's own where "even number" is printed."""

    number: str | None
    loose: str | None
    date: str | None
    issuer: str | None
    kind: str | None
    relation: str
    even_number: bool


@dataclass(frozen=True)
class Choice:
    id: str
    confidence: float
    how: str


def wanted(cite: Cite, own_number: str | None) -> Wanted:
    number = cite.reference_no or (own_number if cite.even_number else None)
    return Wanted(
        number_key(number), loose_key(number), cite.date, cite.issuer, cite.kind, cite.relation, cite.even_number
    )


def choose(want: Wanted, citing: Citing, candidates: Iterable[Candidate]) -> Choice | None:
    """The one paper meant, or None where none fits or two fit equally well (ambiguity is never settled by chance)."""
    scored: list[tuple[float, Candidate, float, str]] = []
    for c in candidates:
        if c.id == citing.id:
            continue
        fit = number_fit(want, citing, c) if want.number else date_fit(want, citing, c)
        if fit:
            scored.append((fit[0], c, fit[1], fit[2]))
    if not want.number or want.number.isdecimal():
        # The record that stands in for a missing paper was made from citations: it fits them better than any paper can.
        scored = [s for s in scored if s[1].held] or scored
    scored.sort(key=lambda s: -s[0])
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    _, best, confidence, how = scored[0]
    return Choice(best.id, confidence, how)


def form_fit(want: Wanted, c: Candidate) -> float | None:
    """How well the named form fits; None where it cannot be that paper (an endorsement is cited as one only)."""
    if c.kind == "endorsement" and want.kind != "endorsement":
        return None
    if c.kind == want.kind:
        return 2.0
    if c.kind == "email":
        return -2.0
    return 0.0 if want.kind in GENERIC_KINDS or c.kind is None else -1.0


def number_fit(want: Wanted, citing: Citing, c: Candidate) -> tuple[float, float, str] | None:
    form = form_fit(want, c)
    if form is None or not c.number:
        return None
    exact = c.number == want.number
    if not exact and full_date(want.date) and c.date == want.date and dispatch_number(c.number) == want.number:
        office = names_office(want.issuer, c.issuer)
        return (20 + form + c.held, 0.75, "dispatch number and date") if office is not False else None
    if not exact and not (c.loose and c.loose == want.loose):
        return None
    if want.date is None and not full_date(c.date):
        return (form, 0.5, "number; neither is fully dated") if exact and c.held else None
    if want.date is None:
        earlier = bool(full_date(c.date) and (not citing.date or str(c.date) <= citing.date))
        # Of several letters under one number the last before the citing paper is meant.
        return (
            (form + float(str(c.date).replace("-", "")), 0.6, "number; latest before this paper") if earlier else None
        )
    if full_date(c.date) and (c.date == want.date or str(c.date).startswith(want.date)):
        office = names_office(want.issuer, c.issuer) is not False
        return (20 + form + 2 * exact + office + c.held, 0.95 if exact else 0.8, "number and date")
    if exact and c.held and not full_date(c.date) and str(want.date).startswith(c.date or ""):
        return (5 + form, 0.6, "number; the paper held shows no full date")
    return None


def date_fit(want: Wanted, citing: Citing, c: Candidate) -> tuple[float, float, str] | None:
    """A citation by date alone needs support besides: the form, the office, the subject or the same file."""
    form = form_fit(want, c)
    if form is None or not want.date or not full_date(c.date) or not str(c.date).startswith(want.date):
        return None
    office = names_office(want.issuer, c.issuer)
    own = same_office(citing.issuer, c.issuer)
    if office is False:
        return None
    support = (
        (2.0 if form > 0 else 0.0)
        + (2.0 if office else 0.0)
        + (1.5 if same_subject(citing.subject, c.subject, 80) else 0.0)
        + (1.5 if c.same_file else 0.0)
        + (0.5 if own else 0.0)
        + (0.25 if c.held else 0.0)
    )
    if support < 1.5:
        return None
    return (support + min(form, 0.0), min(0.9, 0.5 + 0.1 * support), "date, form, office, subject or file")


def structure(reading: Reading) -> list[Edge]:
    """The relations that the order of the papers in one file shows."""
    items = list(reading.communications)
    readable = [i for i, item in enumerate(items) if item.kind != "unreadable"]
    edges: list[Edge] = []
    for place, i in enumerate(readable):
        before, after = readable[:place], readable[place + 1 :]
        if items[i].kind == "endorsement":
            edges += endorsed(items, i, before)
        elif items[i].kind == "email":
            edges += mailed(items, i, before, after)
        else:
            edges += enclosed(items, i, after, reading.text)
    return edges


def printed(field: Field | None) -> str | None:
    return field.value if field else None


def where(item: Communication) -> tuple[Evidence, ...]:
    """What best shows a communication's place: its number, subject, sender or first line."""
    for found in (item.reference_no, item.subject, item.sender, item.date):
        if found:
            return found.evidence[:1]
    return (Evidence(page=item.pages[0] if item.pages else 1, start=item.start, end=item.start),)


def endorsed(items: Sequence[Communication], i: int, before: Sequence[int]) -> list[Edge]:
    papers = [j for j in reversed(before) if items[j].kind not in ("email", "endorsement")]
    if not papers:
        return []
    own = (number_key(printed(items[i].reference_no)), printed(items[i].date))
    dated = [
        j for j in papers if all(own) and (number_key(printed(items[j].reference_no)), printed(items[j].date)) == own
    ]
    # An endorsement below a letter belongs to it even where it is renumbered.
    target, how = (dated[0], "same number and date") if dated else (papers[0], "stands below it")
    return [Edge(i, target, "endorses", False, 0.95 if dated else 0.85, where(items[i]), how)]


def mail_subject(items: Sequence[Communication], chain: Sequence[int]) -> str | None:
    return next((subject for j in reversed(chain) if (subject := printed(items[j].subject))), None)


def mailed(items: Sequence[Communication], i: int, before: Sequence[int], after: Sequence[int]) -> list[Edge]:
    """A "Fwd:" passes on the mail printed below it; the innermost mail carries the paper beside the chain."""
    subject = printed(items[i].subject)
    if after and items[after[0]].kind == "email" and is_forwarded(subject):
        inner = printed(items[after[0]].subject)
        if inner is None or same_subject(subject, inner):
            return [Edge(i, after[0], "forwards", False, 0.95, where(items[i]), "forwarded message below")]
    if any(c.relation in ("forwards", "encloses") for c in items[i].cites):
        return []
    chain = [i]
    for j in reversed(before):
        if items[j].kind != "email":
            break
        chain.insert(0, j)
    subject = mail_subject(items, chain)
    beside = ([after[0]] if after else []) + [j for j in before if j < chain[0]][-1:]
    papers = [j for j in beside if items[j].kind not in ("email", "endorsement")]
    for j in papers:
        if same_subject(subject, printed(items[j].subject)):
            return [
                Edge(i, j, "forwards", True, 0.8, where(items[chain[0]]), "same subject, beside the mail in the file")
            ]
    if not subject and papers and papers[0] > i:
        return [Edge(i, papers[0], "forwards", True, 0.5, where(items[i]), "next after the mail in the file")]
    return []


def enclosed(items: Sequence[Communication], i: int, after: Sequence[int], text: str) -> list[Edge]:
    """A letter that says "copy enclosed" and names no paper carries the one that follows it, if that is older."""
    item = items[i]
    if item.cites or not pattern("enclosure").search(text[item.start : item.end]):
        return []
    rest = [j for j in after if items[j].kind != "endorsement"]
    if not rest or items[rest[0]].kind == "email":
        return []
    other = items[rest[0]]
    own, theirs = printed(item.date), printed(other.date)
    if own and theirs and theirs > own:
        return []
    alike = same_subject(printed(item.subject), printed(other.subject), 80)
    if not alike and not (own and theirs):
        return []
    return [
        Edge(
            i,
            rest[0],
            "encloses",
            True,
            0.75 if alike else 0.5,
            where(item),
            "says that a copy is enclosed; follows it",
        )
    ]
