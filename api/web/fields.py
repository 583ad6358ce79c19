"""A Reading as the page shows it: for each communication its fields in groups, each with the evidence to point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.web.marking import Mark
from extract.record import Communication, Evidence, Field, Party, Reading, ServiceYears

DOUBTFUL = 0.7
SHOWN_RECIPIENTS = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """One line on the right-hand side. ``label`` and the keys of ``notes`` are names of texts, values are data.

    ``detail`` stands small behind the value, as printed, and ``years`` with it; ``plain_label`` is a label that comes
    out of the paper.
    """

    id: str
    group: str
    label: str
    value: str
    evidence: tuple[Evidence, ...]
    confidence: float
    detail: str = ""
    years: ServiceYears | None = None
    notes: tuple[tuple[str, str], ...] = ()
    plain_label: str = ""

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(e.page for e in self.evidence))


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading (``name`` is the name of a text); only the first ``open`` are shown unfolded."""

    name: str
    lines: tuple[Shown, ...]
    open: int = 1_000_000

    @property
    def first(self) -> tuple[Shown, ...]:
        return self.lines[: self.open]

    @property
    def folded(self) -> tuple[Shown, ...]:
        return self.lines[self.open :]


@dataclass(frozen=True, slots=True)
class Card:
    """One communication. ``number`` counts from 1."""

    number: int
    item: Communication
    groups: tuple[Group, ...]


def cards(reading: Reading) -> tuple[Card, ...]:
    return tuple(Card(n, item, tuple(_groups(n, item))) for n, item in enumerate(reading.communications, 1))


def _groups(number: int, item: Communication) -> Iterator[Group]:
    prefix = f"c{number}"
    head = tuple(_head(prefix, item))
    if head:
        yield Group("head", head)
    signed = tuple(
        Shown(f"{prefix}-sign{i}", "people", "signatory", ", ".join(v for v in (s.name, s.designation) if v) or "?",
              s.evidence, s.confidence)
        for i, s in enumerate(item.signatories)
    )  # fmt: skip
    if signed:
        yield Group("signatories", signed)
    for name, parties in (("addressees", item.addressees), ("copy_to", item.copy_to)):
        if parties:
            lines = tuple(_party(f"{prefix}-{name}{i}", p) for i, p in enumerate(parties))
            yield Group(name, lines, SHOWN_RECIPIENTS)
    for group_name, found in (
        ("cites", _cites(prefix, item)), ("deadlines", _deadlines(prefix, item)),
        ("obligations", _duties(prefix, item)), ("courses", _courses(prefix, item)),
        ("amends", _amends(prefix, item)), ("roles", _roles(prefix, item)),
    ):  # fmt: skip
        lines = tuple(found)
        if lines:
            yield Group(group_name, lines)


def _head(prefix: str, item: Communication) -> Iterator[Shown]:
    for name in ("reference_no", "date", "subject", "issuer", "place", "priority", "sender"):
        field: Field | None = getattr(item, name)
        if field is not None:
            group = name if name in ("reference_no", "date", "subject") else "office"
            yield Shown(
                f"{prefix}-{name}", group, name, field.value, field.evidence, field.confidence, notes=_notes(field)
            )


def _notes(field: Field) -> tuple[tuple[str, str], ...]:
    notes: list[tuple[str, str]] = []
    if field.printed and field.printed != field.value:
        notes.append(("printed", field.printed))
    if field.incomplete:
        notes.append(("incomplete", ""))
    others = [c for c in field.candidates if c != field.value]
    if others:
        notes.append(("candidates", " · ".join(others)))
    return tuple(notes)


def _party(field_id: str, party: Party) -> Shown:
    detail = " · ".join(v for v in (party.name, party.instruction) if v and v != party.value)
    return Shown(field_id, "people", "", party.value, party.evidence, party.confidence, detail, notes=_notes(party))


def _cites(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, cite in enumerate(item.cites):
        named = " · ".join(v for v in (cite.reference_no, cite.date, cite.issuer) if v)
        value = named or (cite.evidence[0].quote if cite.evidence else "?")
        notes = (("even_number", ""),) if cite.even_number else ()
        yield Shown(f"{prefix}-cite{i}", "cites", f"relation.{cite.relation}", value, cite.evidence, cite.confidence,
                    _paragraph(cite.paragraph), notes=notes)  # fmt: skip


def _deadlines(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, due in enumerate(item.deadlines):
        detail = " · ".join(v for v in (due.text, due.who, _paragraph(due.paragraph)) if v)
        yield Shown(
            f"{prefix}-due{i}", "deadlines", "due", due.date or due.rule or "?", due.evidence, due.confidence, detail
        )


def _duties(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, duty in enumerate(item.obligations):
        detail = " · ".join(v for v in (duty.who, _paragraph(duty.paragraph)) if v)
        yield Shown(f"{prefix}-duty{i}", "obligations", f"modality.{duty.modality}", duty.quote, duty.evidence,
                    duty.confidence, detail)  # fmt: skip


def _courses(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, course in enumerate(item.courses):
        label = f"requirement.{course.requirement}" if course.requirement else ""
        yield Shown(f"{prefix}-course{i}", "courses", label, course.name, course.evidence, course.confidence,
                    course.service or "", course.service_years)  # fmt: skip


def _amends(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, change in enumerate(item.amends):
        detail = _paragraph(change.paragraph)
        notes = (("instead_of", change.old),) if change.old else ()
        yield Shown(
            f"{prefix}-amend{i}",
            "amends",
            "read_as",
            change.new or "–",
            change.evidence,
            change.confidence,
            detail,
            notes=notes,
        )


def _roles(prefix: str, item: Communication) -> Iterator[Shown]:
    for i, role in enumerate(item.roles):
        yield Shown(f"{prefix}-role{i}", "people", "", role.office, role.evidence, role.confidence, role.for_ or "",
                    plain_label=role.role)  # fmt: skip


def _paragraph(printed: str | None) -> str:
    return f"¶ {printed}" if printed else ""


def receipt_marks(reading: Reading) -> tuple[Shown, ...]:
    """Stamps and diary entries, of the file as a whole."""
    found = []
    for i, mark in enumerate(reading.receipt_marks):
        value = " · ".join(v for v in (mark.office, mark.diary_no, mark.date) if v) or "?"
        others = [c for c in mark.candidates if c != mark.date]
        notes = (("candidates", " · ".join(others)),) if others else ()
        found.append(
            Shown(f"r{i}", "receipt", "receipt_mark", value, mark.evidence, 0.5 if mark.doubtful else 1.0, notes=notes)
        )
    return tuple(found)


def marks(lines: Iterable[Shown]) -> list[Mark]:
    """Where the evidence of these lines stands."""
    return [Mark(e.start, e.end, line.id, line.group) for line in lines for e in line.evidence]
