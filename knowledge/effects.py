"""What an amendment does to a paragraph: both wordings kept, each with its days. Nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import regex

from extract.dates import find_dates
from extract.record import Amendment
from knowledge.identity import ROMAN, fold_numerals
from knowledge.norms import ItemList, Rule, source_of
from knowledge.papers import Library, PaperView, first_place, paragraph_key
from knowledge.shapes import Shape, shapes_of

Status = Literal["applied", "unapplied", "disputed"]
DIGITS = {str(n): roman for roman, n in ROMAN.items()}


@dataclass(frozen=True)
class Effect:
    """One change made by one paragraph to another. ``why`` says why it could not be applied."""

    affecting: PaperView
    affecting_paragraph: str | None
    target: str | None
    paragraph: str
    old: str | None
    new: str | None
    date: str | None
    status: Status
    why: str
    quote: str


def run_effects(library: Library, rules: list[Rule]) -> tuple[list[Rule], list[Effect]]:
    """The rules with a version for every amendment that could be applied, and every amendment, oldest first.

    One after the other: an amendment of an amendment meets the wording that the first one made.
    """
    printed = [(paper, change) for paper in library.papers.values() for change in paper.item.amends]
    printed.sort(key=lambda p: (p[0].date or "", p[1].paragraph, p[1].old or ""))
    current = list(rules)
    effects: list[Effect] = []
    for paper, change in printed:
        targets = [k.target for k in library.links if k.source == paper.id and k.relation == "amends"]
        effect = judge(paper, change, targets[0] if targets else None, library, current)
        effects.append(effect)
        if effect.status == "applied":
            current = [version for rule in current for version in changed(rule, effect)]
    return [r for r in current if not repeats(r, effects)], effects


def judge(paper: PaperView, change: Amendment, target: str | None, library: Library, rules: list[Rule]) -> Effect:
    paragraph, quote = affecting(paper, change)
    status: Status = "applied"
    why = ""
    if target is None or target not in library.papers:
        status, why = "unapplied", "the amended paper is not held"
    elif target == paper.id:
        status, why = "disputed", "the paper amends itself"
    elif paper.date is None or len(paper.date) != 10:
        status, why = "unapplied", "the amending paper bears no date"
    else:
        touched = [r for r in rules if r.paper.id == target and r.until is None and same_paragraph(r, change.paragraph)]
        if not touched:
            status, why = "unapplied", f"no duty was read in paragraph {change.paragraph} of the amended paper"
        elif not any(meets(r, change.old) for r in touched):
            status, why = "disputed", f"the words “{change.old}” do not occur in paragraph {change.paragraph}"
    return Effect(
        paper,
        paragraph,
        target,
        change.paragraph,
        change.old,
        change.new,
        paper.date,
        status,
        why,
        quote or change.new or "",
    )


def meets(rule: Rule, old: str | None) -> bool:
    """The words to be replaced occur in the rule, or are the date by which it is due."""
    return old is None or holds(rule.action, old) or (rule.deadline is not None and day_in(old) == rule.deadline)


def day_in(words: str | None) -> str | None:
    """The one full date that ``words`` are about, ISO."""
    days = [d.value for d in find_dates(words or "") if len(d.value) == 10]
    return days[0] if len(days) == 1 else None


def affecting(paper: PaperView, change: Amendment) -> tuple[str | None, str]:
    """The amending paragraph: the duty that prints the new words, else the one at the evidence."""
    duties = [o for o in paper.item.obligations if change.new and holds(o.quote, change.new)]
    if duties:
        best = next((o for o in duties if o.modality == "must"), duties[0])
        return best.paragraph, best.quote
    at = first_place(change.evidence)
    near = [o for o in paper.item.obligations if o.evidence[0].start <= at < o.evidence[-1].end]
    return (near[0].paragraph, near[0].quote) if near else (None, "")


def same_paragraph(rule: Rule, label: str) -> bool:
    key = paragraph_key(label)
    return any(s.work == rule.paper.id and paragraph_key(s.paragraph) == key for s in rule.sources)


def words_shape(words: str) -> regex.Pattern[str]:
    """The words however spaced and dashed, numerals of either kind."""
    parts = []
    for token in regex.findall(r"[\p{L}\p{M}]+|\p{N}+", fold_numerals(words)):
        roman = DIGITS.get(token)
        parts.append(f"(?:{token}|{roman})" if roman else regex.escape(token))
    return regex.compile(r"(?<![\p{L}\p{N}])" + r"[\W_]*".join(parts) + r"(?![\p{L}\p{N}])", regex.I)


def holds(text: str, words: str) -> bool:
    return bool(words_shape(words).search(text))


def changed(rule: Rule, effect: Effect) -> list[Rule]:
    concerned = (
        rule.paper.id == effect.target
        and rule.until is None
        and same_paragraph(rule, effect.paragraph)
        and meets(rule, effect.old)
    )
    if not concerned or effect.date is None:
        return [rule]
    before = replace(rule, until=effect.date)
    if effect.new is None:
        return [before]
    deadline = rule.deadline
    new_day = day_in(effect.new)
    if new_day and deadline and (effect.old is None or day_in(effect.old) == deadline):
        deadline = new_day
    action = rule.action
    if effect.old is not None:
        action = words_shape(effect.old).sub(lambda _: effect.new or "", rule.action)
    elif new_day is None:
        action = effect.new
    source = source_of(effect.affecting, effect.affecting_paragraph, effect.quote)
    after = replace(
        rule,
        action=action,
        deadline=deadline,
        shape=reshaped(rule, action),
        since=effect.date,
        sources=(*rule.sources, source),
    )
    return [before, after]


def reshaped(rule: Rule, action: str) -> Shape | ItemList | None:
    """The shape of the new wording where it is of the same sort ("50%" becomes "60%")."""
    if rule.shape is None or isinstance(rule.shape, ItemList):
        return rule.shape
    return next((s for s in shapes_of(action, rule.paper.own_text) if type(s) is type(rule.shape)), rule.shape)


def repeats(rule: Rule, effects: list[Effect]) -> bool:
    """A clause of the amending paper that states the change itself, or recites the words that it replaces."""
    return any(
        e.status == "applied"
        and rule.paper.id == e.affecting.id
        and rule.shape is None
        and ((e.new is not None and holds(rule.action, e.new)) or (e.old is not None and holds(rule.action, e.old)))
        for e in effects
    )


def end_superseded(rules: list[Rule], library: Library) -> list[Rule]:
    """The rules of a paper end on the day of the paper that supersedes it."""
    ends: dict[str, str] = {}
    for link in library.links:
        newer = library.papers.get(link.source)
        if link.relation == "supersedes" and newer and newer.date and len(newer.date) == 10:
            ends[link.target] = min(ends.get(link.target, newer.date), newer.date)
    return [
        replace(r, until=min(r.until or ends[r.paper.id], ends[r.paper.id])) if r.paper.id in ends else r for r in rules
    ]
