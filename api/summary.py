"""Readings and answers for a person at a terminal. Words only, no decisions: everything here is also in the JSON.

No right-hand borders: a terminal and a font seldom agree on the width of a Hindi word.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import regex
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extract.record import Communication, Course, Field, Party, ProblemReport, Reading

SHOWN_RECIPIENTS = 8
SHOWN_LINES = 40
PIPED_WIDTH = 120

# What a terminal would act on, and marks that turn the reading direction round.
UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]")
SPACE = regex.compile(r"\s+")


def console(file: IO[str] | None = None) -> Console:
    """A console that prints what it is given: no markup, no emoji codes out of a circular's text."""
    out = file or sys.stdout
    width = None if out.isatty() else PIPED_WIDTH
    return Console(file=out, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False)


def plain(value: object) -> str:
    """One line of printable text: control characters (a terminal obeys them) and line breaks are gone."""
    return str(UNPRINTABLE.sub("\ufffd", SPACE.sub(" ", str(value)))).strip()


def unprintable_gone(line: str) -> str:
    """A line as it is, spaces and all, without what a terminal would act on."""
    return str(UNPRINTABLE.sub("\ufffd", line))


def name_of(paper: Any) -> str:
    """What a person calls a paper: kind, number or the head of its subject, date."""
    subject = getattr(paper, "subject", None)
    number = plain(paper.reference_no) if paper.reference_no else f"“{cut(subject, 50)}”" if subject else ""
    return " ".join(v for v in (words_of(paper.kind or "paper"), number, paper.date or "undated") if v)


def office(issuer: str) -> str:
    """The first and the last line of a letterhead: whose it is and who wrote."""
    lines = issuer.split(" | ")
    return ", ".join(lines if len(lines) < 3 else (lines[0], lines[-1]))


def words_of(kind: str) -> str:
    """``office_memorandum`` as a person says it."""
    return {"do_letter": "D.O. letter", "uo_note": "U.O. note", "email": "e-mail"}.get(kind, kind.replace("_", " "))


def pages_of(numbers: Sequence[int]) -> str:
    """``page 3`` or ``pages 3-5``."""
    if not numbers:
        return "no page"
    first, last = min(numbers), max(numbers)
    return f"page {first}" if first == last else f"pages {first}-{last}"


def count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


# --- a reading -----------------------------------------------------------------------------------------------------


def reading(found: Reading) -> RenderableType:
    """Everything that a person wants to know of one file, doubtful things first."""
    source = found.source
    head = Text(plain(source.name), style="bold")
    amount = f"{count(source.pages, 'page')} · {count(len(found.communications), 'communication')}"
    facts = f"{amount} · sha256 {source.sha256[:12]}"
    parts: list[RenderableType] = [head, Text(facts, style="dim")]
    if found.problems:
        parts.append(problems(found.problems))
    for number, item in enumerate(found.communications, 1):
        title = f"{number}. {words_of(item.kind)} · {pages_of(item.pages)} · {LANGUAGE[item.language]}"
        parts += [Text(), Rule(Text(title, style="bold"), align="left", style="dim"), communication(item)]
    for mark in found.receipt_marks:
        doubt = " (doubtful)" if mark.doubtful else ""
        said = " · ".join(plain(v) for v in (mark.office, mark.diary_no, mark.date) if v) or "unreadable"
        parts.append(Text(f"Receipt mark on page {mark.page}{doubt}: {said}"))
    return Group(*parts)


LANGUAGE = {"en": "English", "hi": "Hindi", "mixed": "Hindi and English"}


def problems(found: Iterable[ProblemReport]) -> RenderableType:
    """Trouble with its place and what to do about it."""
    table = _list("Problem", "Where", "What to do")
    for item in found:
        place = f"page {item.page}" if item.page else "the file"
        table.add_row(f"{plain(item.message)} [{item.code}]", place, plain(item.next_step))
    return Group(Text("Look at this first", style="bold yellow"), table)


def communication(item: Communication) -> RenderableType:
    """The fields of one communication, then its deadlines, courses, obligations and amendments."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in _facts(item):
        grid.add_row(name, value)
    parts: list[RenderableType] = [grid]
    parts += _deadlines(item)
    parts += _courses(item.courses)
    parts += _obligations(item)
    parts += _amendments(item)
    return Group(*parts)


def _facts(item: Communication) -> Iterator[tuple[str, str]]:
    if item.reference_no:
        yield "number", _field(item.reference_no)
    if item.date:
        basis = "" if item.date_basis in (None, "printed") else f" ({item.date_basis.replace('_', ' ')})"
        yield "date", _field(item.date) + basis
    elif item.date_basis:
        yield "date", f"not printed ({item.date_basis.replace('_', ' ')})"
    for name, field in (("subject", item.subject), ("issuer", item.issuer), ("place", item.place),
                        ("priority", item.priority), ("sender", item.sender)):  # fmt: skip
        if field:
            yield name, _field(field)
    if item.sent:
        yield "sent", item.sent
    if item.signatories:
        yield (
            "signed by",
            "; ".join(plain(", ".join(v for v in (s.name, s.designation) if v)) for s in item.signatories),
        )
    if item.addressees:
        yield "to", recipients(item.addressees)
    if item.copy_to:
        yield "copy to", recipients(item.copy_to)
    for cite in item.cites:
        named = " ".join(
            plain(v) for v in (words_of(cite.kind) if cite.kind else None, cite.reference_no, cite.date) if v
        )
        even = " (of even number)" if cite.even_number else ""
        yield cite.relation, (named or "a paper without number or date") + even
    for role in item.roles:
        yield plain(role.role), plain(role.office) + (f" for {plain(role.for_)}" if role.for_ else "")


def _field(field: Field) -> str:
    said = plain(field.value)
    if field.incomplete:
        said += " … (the rest is not printed)"
    if field.printed and plain(field.printed) != said:
        said += f"  [printed: {plain(field.printed)}]"
    if field.candidates:
        said += f"  [or: {', '.join(plain(c) for c in field.candidates)}]"
    return said


def recipients(parties: Sequence[Party], shown: int = SHOWN_RECIPIENTS) -> str:
    """The first of them; a forwarded mail names hundreds."""
    said = [plain(p.value) + (f" ({plain(p.instruction)})" if p.instruction else "") for p in parties[:shown]]
    left = len(parties) - shown
    return "; ".join(said) + (f" … and {left} more" if left > 0 else "")


def _deadlines(item: Communication) -> list[RenderableType]:
    if not item.deadlines:
        return []
    table = _list("By", "What", "Who", "¶")
    for due in item.deadlines:
        table.add_row(
            plain(due.date or due.rule or "?"), plain(due.text), plain(due.who or ""), plain(due.paragraph or "")
        )
    return [_titled("Deadlines", table)]


def _courses(courses: Sequence[Course]) -> list[RenderableType]:
    if not courses:
        return []
    table = _list("Course", "Requirement", "Service", "Years of service")
    for course in courses[:SHOWN_LINES]:
        table.add_row(
            plain(course.name), course.requirement or "", plain(course.service or ""), band(course.service_years)
        )
    more = len(courses) - SHOWN_LINES
    title = f"Courses ({len(courses)}{f', the first {SHOWN_LINES} shown' if more > 0 else ''})"
    return [_titled(title, table)]


def band(years: Any) -> str:
    """A band of years of service in words; also takes the band of a check."""
    if years is None:
        return ""
    least = (
        f"above {years.above:g}" if years.above is not None else f"{years.from_:g}" if years.from_ is not None else ""
    )
    most = f"to {years.to:g}" if years.to is not None else "and more" if least else ""
    return f"{least} {most}".strip()


def _obligations(item: Communication) -> list[RenderableType]:
    if not item.obligations:
        return []
    table = _list("¶", "", "Who", "What, as printed")
    for duty in item.obligations:
        style = {"must": "bold", "must_not": "bold red"}.get(duty.modality, "")
        modality = Text(duty.modality.replace("_", " "), style=style)
        table.add_row(plain(duty.paragraph or ""), modality, plain(duty.who or ""), plain(duty.quote))
    return [_titled("Obligations", table)]


def _amendments(item: Communication) -> list[RenderableType]:
    if not item.amends:
        return []
    table = _list("¶", "For", "Read")
    for change in item.amends:
        table.add_row(plain(change.paragraph), plain(change.old or ""), plain(change.new or ""))
    return [_titled("Amendments", table)]


# --- answers of the register ---------------------------------------------------------------------------------------


def works(found: Sequence[Any]) -> RenderableType:
    table = _list("Work", "Date", "Paper", "Subject and office", "Held in")
    for column in table.columns[:2]:
        column.no_wrap = True
    for w in found:
        paper = Text(words_of(w.kind), style="bold")
        if w.reference_no:
            paper.append("\n" + plain(w.reference_no), style="not bold")
        about = Text(cut(w.subject, 120) if w.subject else "-")
        if w.issuer:
            about.append("\n" + cut(office(w.issuer), 90), style="dim")
        table.add_row(w.id, w.date or "undated", paper, about, "\n".join(plain(name) for name in w.held_in))
    return Group(Text(count(len(found), "work"), style="dim"), table)


def relations(found: Sequence[Any], names: dict[str, str]) -> RenderableType:
    table = _list("From", "Relation", "To", "How sure", "Evidence")
    for r in found:
        table.add_row(
            names.get(r.source, r.source), r.relation.replace("_", " ") + (" (inferred)" if r.inferred else ""),
            names.get(r.target, r.target), f"{r.confidence:.0%}", cut(r.evidence[0].quote if r.evidence else "", 80),
        )  # fmt: skip
    return Group(Text(count(len(found), "relation"), style="dim"), table)


def missing(found: Sequence[Any], names: dict[str, str]) -> RenderableType:
    table = _list("Paper", "Kind", "Number", "Date", "Issuer", "Cited by")
    for m in found:
        cited = "; ".join(names.get(w, w) for w in m.cited_by)
        table.add_row(
            m.id,
            words_of(m.kind or ""),
            plain(m.reference_no or "-"),
            plain(m.date or "undated"),
            cut(office(m.issuer or ""), 60),
            cited,
        )
    return Group(Text(f"{count(len(found), 'paper')} cited, not held", style="dim"), table)


def show(found: Any, names: dict[str, str]) -> RenderableType:
    """One work: where it is held, what it says, what it relates to (``names``: what a person calls each id)."""
    w = found.work
    parts: list[RenderableType] = [Text(name_of(w), style="bold")]
    if found.asked and found.asked != w.id:
        parts.append(Text(f"{found.asked} leads here: the paper is now {w.id}", style="dim"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    if w.date_range is not None:
        from knowledge.lineage import when

        why = "; ".join(f"{r.bound} {plain(r.name)} ({r.date})" for r in w.date_range.because)
        grid.add_row("date", f"{when(w.date, w.date_range)}: {why}")
    for copy in found.copies:
        grid.add_row("held in", f"{plain(copy.name)}, {pages_of(copy.pages)} ({plain(copy.reason)})")
    for edge in found.relations:
        other = edge.target if edge.source == w.id else edge.source
        inferred = " (inferred)" if edge.inferred else ""
        arrow = edge.relation.replace("_", " ") if edge.source == w.id else f"{edge.relation.replace('_', ' ')} ←"
        grid.add_row(arrow, f"{names.get(other, other)}{inferred} [{other}]")
    parts.append(grid)
    if found.communication is not None:
        parts.append(communication(found.communication))
    return Group(*parts)


def search(found: Sequence[Any]) -> RenderableType:
    table = _list("Work", "Paper", "Found")
    for hit in found:
        table.add_row(hit.work, name_of(hit), cut(hit.snippet, 200))
    return Group(Text(f"{len(found)} found", style="dim"), table)


def deadlines(found: Sequence[Any]) -> RenderableType:
    table = _list("By", "Left", "What", "Who", "Says so")
    for due in found:
        left = "passed" if due.passed else "" if due.days_left is None else count(due.days_left, "day")
        says = place(due.reference_no or due.work, due.work_date, due.paragraph)
        by = plain(due.due or due.date or due.rule or "?")
        if due.changed_by is not None:
            by_whom = due.changed_by
            says += f"; changed by {place(by_whom.reference_no or by_whom.work, by_whom.date, None)}"
        if due.ended_on:
            says += f"; binds nobody from {due.ended_on}"
        what = cut(due.text, 200) + (f" ({plain(due.why)})" if due.why else "")
        table.add_row(by, left, what, plain(due.who or ""), says)
    return Group(Text(count(len(found), "deadline"), style="dim"), table)


def conflicts(found: Sequence[Any]) -> RenderableType:
    parts: list[RenderableType] = [Text(count(len(found), "conflict"), style="dim")]
    for c in found:
        parts.append(Text(f"{c.kind.replace('_', ' ')}: {plain(c.message)}", style="bold"))
        parts += [Padding(Text(f"“{cut(q, 300)}”"), (0, 0, 0, 2)) for q in c.quotes]
        parts.append(Padding(Text(f"Answered meanwhile by: {plain(c.answered_by)}", style="dim"), (0, 0, 1, 2)))
    return Group(*parts)


def rules(found: Sequence[Any]) -> RenderableType:
    parts: list[RenderableType] = [Text(count(len(found), "rule"), style="dim")]
    for r in found:
        span = f"in force from {r.in_force_from or '?'}" + (f" to {r.in_force_to} (exclusive)" if r.in_force_to else "")
        parts.append(
            Text.assemble((f"{r.modality.replace('_', ' ')}  ", "bold"), (plain(r.action), ""), (f"  [{r.id}]", "dim"))
        )
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, said in (
            ("who", r.bearer), ("if", "; ".join(condition(c) for c in r.conditions)), ("at least", _share(r.threshold)),
            ("by", r.deadline), ("period", r.period), ("status", f"{r.status}, {span}"),
            ("says", "\n".join(source(s) for s in r.sources)),
            ("restated by", "\n".join(source(s) for s in r.restated_by)),
        ):  # fmt: skip
            if said:
                grid.add_row(name, Text("\n").join(Text(plain(line)) for line in said.split("\n")))
        parts.append(Padding(grid, (0, 0, 1, 2)))
    return Group(*parts)


def condition(c: Any) -> str:
    sign = {
        "eq": "is",
        "ne": "is not",
        "gt": "above",
        "ge": "at least",
        "lt": "below",
        "le": "up to",
        "in": "one of",
        "same": "same as",
    }
    value = ", ".join(map(spoken, c.value)) if isinstance(c.value, (list, tuple)) else spoken(c.value)
    return f"{c.fact} {sign[c.op]} {value}"


def spoken(value: Any) -> str:
    """A value of a condition: ``9``, not ``9.0``."""
    return f"{value:g}" if isinstance(value, float) else plain(value).replace("_", " ")


def _share(threshold: float | None) -> str:
    return "" if threshold is None else f"{threshold:.0%}" if threshold <= 1 else f"{threshold:g}"


def source(s: Any) -> str:
    """``T-28/… of 2025-07-04, ¶ 3(v): “…”``"""
    named = " of ".join(v for v in (s.reference_no, s.date) if v) or s.work
    return f"{named}{f', ¶ {s.paragraph}' if s.paragraph else ''}: “{cut(s.quote, 160)}”"


def place(paper: str, date: str | None, paragraph: str | None) -> str:
    """``T-28/… 2025-07-04 ¶ 3(v)``"""
    return plain(f"{paper} {date or ''}{f' ¶ {paragraph}' if paragraph else ''}")


def check(answer: Any) -> RenderableType:
    verdict = {True: ("compliant", "bold green"), False: ("not compliant", "bold red"), None: ("open", "bold yellow")}[
        answer.compliant
    ]
    parts: list[RenderableType] = [Text.assemble(f"As of {answer.as_of}: ", verdict)]
    c = answer.courses
    if c.band is not None or c.prescribed:
        said = f"Courses ({band(c.band)} years): {c.completed} of {c.required} required done, {c.prescribed} prescribed"
        parts.append(Text(said + (f", due {c.due}" if c.due else "")))
        if c.missing_mandatory:
            parts.append(Text("Mandatory, not yet done: " + "; ".join(plain(m) for m in c.missing_mandatory)))
    if answer.same_email is not None:
        parts.append(Text("Same e-mail ID: " + ("yes" if answer.same_email else "no")))
    table = _list("Status", "", "Duty", "Why", "Says")
    for d in answer.duties:
        style = {
            "met": "green",
            "not_met": "bold red",
            "pending": "yellow",
            "unknown": "yellow",
            "awaited": "yellow",
        }.get(d.status, "dim")
        says = "; ".join(place(s.reference_no or s.work, s.date, s.paragraph) for s in d.sources)
        status = Text(d.status.replace("_", " "), style=style)
        table.add_row(status, d.modality.replace("_", " "), cut(d.action, 200), plain(d.why), says)
    parts.append(table if answer.duties else Text("No duty in the register applies to these facts."))
    parts += [Text("Awaited: " + plain(a)) for a in answer.awaited]
    if answer.conflicts:
        parts.append(conflicts(answer.conflicts))
    return Group(*parts)


# --- small pieces --------------------------------------------------------------------------------------------------


def cut(said: str, most: int) -> str:
    """At most ``most`` characters, ending at a word; Hindi clusters stay whole."""
    line = plain(said)
    if len(line) <= most:
        return line
    clusters = regex.findall(r"\X", line[: most * 2])
    kept = "".join(clusters[: most - 1])
    return (kept.rsplit(" ", 1)[0] if " " in kept[most // 2 :] else kept) + "…"


def _list(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=True)
    for name in columns:
        table.add_column(name, overflow="fold", vertical="top")
    return table


def _titled(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(title, style="bold"), Padding(body, (0, 0, 0, 2)))
