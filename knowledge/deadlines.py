"""The limits that a paper sets, on the days on which they fall: moved by amendments, computed where none is printed.

What the paper prints stays in ``text`` and ``rule``; ``due`` is the day that counts and ``why`` says how it was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from extract.record import Deadline
from knowledge.answers import DeadlineAnswer
from knowledge.effects import Changes, Effect, day_in, fold_digits, words_shape
from knowledge.identity import fold
from knowledge.limits import due_of
from knowledge.lineage import days_apart
from knowledge.norms import source_of
from knowledge.papers import PaperView, first_place, paragraph_key, row_paragraph


def deadlines_of(paper: PaperView, changes: Changes) -> list[DeadlineAnswer]:
    """The limits that a paper sets, each once, with the amendment that moved or ended it."""
    effects = [e for e in changes.effects if e.target == paper.id and e.status == "applied"]
    told = [e for e in changes.effects if e.affecting.id == paper.id and e.status == "applied"]
    end = changes.ends.get(paper.id)
    found: dict[tuple[str | None, str], DeadlineAnswer] = {}
    for d in paper.item.deadlines:
        if any(day_in(e.new) == d.date and fold(d.text) in fold(e.quote) for e in told if d.date):
            continue  # it states the change of another paper's limit, which that one shows
        answer = limit_of(paper, d, effects, end)
        found.setdefault((answer.date, fold(answer.text)), answer)
    return list(found.values())


def limit_of(paper: PaperView, d: Deadline, effects: Iterable[Effect], end: Effect | None) -> DeadlineAnswer:
    paragraph = d.paragraph or row_paragraph(paper, first_place(d.evidence))
    day, rule = d.date, d.rule
    last: Effect | None = None
    for e in effects:
        if not concerned(e, paragraph):
            continue
        moved, said = after(e, day, rule)
        if (moved, said) != (day, rule) or e.type == "deletion":
            day, rule, last = moved, said, e
        if e.old is None and e.type in ("deletion", "substitution"):
            break
    ended = end or (last if last is not None and last.new is None and last.old is None else None)
    computed = due_of(rule, paper.date) if rule and not day else None
    return DeadlineAnswer(
        date=d.date,
        rule=d.rule,
        text=" ".join(d.text.split()),
        who=d.who,
        work=paper.id,
        reference_no=paper.reference_no,
        work_date=paper.date,
        paragraph=paragraph,
        days_left=None,
        passed=None,
        due=computed.date if computed else day,
        why=computed.why if computed else None,
        recurs=rule if computed and computed.recurring else None,
        changed_by=source_of(last.affecting, last.affecting_paragraph, last.quote) if last else None,
        ended_on=ended.date if ended else None,
    )


def concerned(e: Effect, paragraph: str | None) -> bool:
    here, there = paragraph_key(paragraph), paragraph_key(e.paragraph)
    return e.type not in ("supersession", "insertion") and bool(there) and (here + ".").startswith(there + ".")


def after(e: Effect, day: str | None, rule: str | None) -> tuple[str | None, str | None]:
    """The day and the printed rule of a limit after an effect on its paragraph, which may leave them as they are."""
    new = day_in(e.new)
    if day and new and (e.old is None or day_in(e.old) == day):
        return new, rule
    if rule and e.old and e.new is not None:
        return day, words_shape(e.old).sub(e.new, fold_digits(rule))
    return day, rule


def seen_from(d: DeadlineAnswer, day: date | None) -> DeadlineAnswer:
    """With the days that are left on ``day``; a recurring limit with its next day."""
    if day is None:
        return d
    due, why = d.due, d.why
    if d.recurs is not None:
        following = due_of(d.recurs, d.work_date, day.isoformat())
        due, why = (following.date, following.why) if following else (due, why)
    left = days_apart(day.isoformat(), due)
    if left is None:
        return d
    return d.model_copy(update={"due": due, "why": why, "days_left": left, "passed": left < 0})
