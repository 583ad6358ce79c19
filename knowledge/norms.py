"""Rules from what was read: who must, should or may do what, on which conditions, by when, and where it says so.

One paper gives drafts (``drafts_of``); drafts with one shape in one paper are one rule with several sources; the same
rule in papers that are linked is one rule with restatements. Amendments make versions (``knowledge.effects``).
A clause whose shape is not known stays a quoted rule (``typed`` false).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import regex
from rapidfuzz import fuzz

from extract.record import Course, Deadline, Evidence, Obligation
from knowledge.answers import ConditionAnswer, RuleAnswer, SourceAnswer
from knowledge.bearers import Bearer, abbreviations_in, band_conditions, bearer_of, posts_of
from knowledge.identity import fold
from knowledge.limits import due_of
from knowledge.papers import Library, PaperView, first_place, paragraph_key, row_paragraph
from knowledge.shapes import Band, CompleteList, CompleteShare, Pass, Same, Shape, bands_in, shapes_of
from knowledge.words import alternatives, entry_patterns, pattern, values_in


@dataclass(frozen=True)
class ItemList:
    """A list that is prescribed for a class of persons: items with "mandatory", "optional" or None."""

    noun: str
    items: tuple[tuple[str, str | None], ...]
    band: Band | None

    @property
    def key(self) -> str:
        band = self.band or Band()
        ends = (("above", band.above), ("from", band.from_), ("to", band.to))
        return "-".join(["list", self.noun, *(f"{word}-{end:g}" for word, end in ends if end is not None)])

    @property
    def mandatory(self) -> tuple[str, ...]:
        return tuple(name for name, requirement in self.items if requirement == "mandatory")


@dataclass(frozen=True)
class Rule:
    """One duty in one wording, in force ``[since, until)``. ``since`` None: the paper bears no date."""

    id: str
    paper: PaperView
    bearer: Bearer
    modality: str
    action: str
    paragraph: str | None
    shape: Shape | ItemList | None
    deadline: str | None
    period: str | None
    since: str | None
    until: str | None
    sources: tuple[SourceAnswer, ...]
    place: int
    """Where it is printed, for the order of answers: an offset into the text of the paper's file."""
    restated_by: tuple[SourceAnswer, ...] = ()
    limit: str | None = None
    """The printed words of a deadline without a printed day ("within a month of issue")."""

    @property
    def why(self) -> str | None:
        """How the deadline was found, where no day is printed."""
        if self.limit is None:
            ends = self.period is not None and self.deadline == end_of(self.period)
            return f"the year {self.period} ends on it" if ends else None
        found = due_of(self.limit, self.paper.date)
        return f"“{self.limit}”: {found.why}" if found else None

    @property
    def typed(self) -> bool:
        return self.shape is not None

    def in_force(self, day: str) -> bool:
        begins = self.since or self.paper.since or ""
        return begins <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Allocation:
    """Who prescribes lists for whom: "for X on central deputation … by the MDO, for all others by the CCA"."""

    paper: PaperView
    noun: str
    special: tuple[tuple[str, bool], ...]
    rest: bool
    authority: str
    source: SourceAnswer

    def takes(self, facts: dict[str, object]) -> bool:
        """A fact that names a special class counts as false where it is not given."""
        return all(bool(facts.get(name)) is inside for name, inside in self.special)


@dataclass
class Draft:
    bearer: Bearer
    modality: str
    action: str
    paragraph: str | None
    shape: Shape | ItemList | None
    deadline: str | None
    place: int
    quote: str
    sources: list[SourceAnswer] = field(default_factory=list)


def derive(library: Library) -> tuple[list[Rule], list[Allocation]]:
    """Every rule of every paper in its first wording, restatements merged; and who prescribes what for whom."""
    rules: list[Rule] = []
    allocations: list[Allocation] = []
    for paper in library.papers.values():
        if paper.kind == "email":
            continue
        rules += rules_of(paper)
        allocations += allocations_of(paper)
    return merge_restated(rules, library), allocations


# ------------------------------------------------------------------------------------------ one paper
def rules_of(paper: PaperView) -> list[Rule]:
    drafts = drafts_of(paper)
    scope = scope_of(paper, drafts)
    period = period_of(paper)
    made: list[Rule] = []
    counts: dict[str, int] = {}
    for draft in drafts:
        bearer = draft.bearer
        if draft.shape is not None and not isinstance(draft.shape, ItemList):
            side = "person" if bearer.side == "unstated" else bearer.side
            bearer = replace(bearer, side=side)
        if bearer.side == "person":
            bearer = bearer.narrowed(scope)
        recurring = draft.shape is not None and not isinstance(draft.shape, Same | ItemList)
        deadline = computed(draft.deadline, paper) or (end_of(period) if recurring and period else None)
        name = rule_id(paper, draft, counts)
        made.append(
            Rule(
                id=name,
                paper=paper,
                bearer=bearer,
                modality=draft.modality,
                action=draft.action,
                paragraph=draft.paragraph,
                shape=draft.shape,
                deadline=deadline,
                period=(period or year_of(deadline)) if recurring else None,
                since=paper.date if paper.date and len(paper.date) == 10 else None,
                until=None,
                sources=tuple(draft.sources),
                place=draft.place,
                limit=draft.deadline if draft.deadline and not is_printed_day(draft.deadline) else None,
            )
        )
    return made


def computed(limit: str | None, paper: PaperView) -> str | None:
    """The day of a limit that is printed without one; the printed words where none can be told, or where it recurs."""
    found = due_of(limit, paper.date) if limit and not is_printed_day(limit) else None
    return found.date if found and found.date and not found.recurring else limit


def is_printed_day(limit: str) -> bool:
    return regex.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?", limit) is not None


def rule_id(paper: PaperView, draft: Draft, counts: dict[str, int]) -> str:
    """From the work's identity and the paragraph; the same in every register that holds the paper."""
    number = paper.number_key or hashlib.sha256(fold(paper.own_text).encode()).hexdigest()[:10]
    base = f"{number}:{paper.kind}:{paper.date or 'undated'}#{paragraph_key(draft.paragraph) or '-'}"
    if draft.shape is not None:
        return f"{base}:{draft.shape.key}"
    counts[base] = counts.get(base, 0) + 1
    return base if counts[base] == 1 else f"{base}:{counts[base]}"


def drafts_of(paper: PaperView) -> list[Draft]:
    """Drafts in the order in which they are printed; those with one shape are one, with the sources of all."""
    known = abbreviations_in(paper.own_text)
    drafts: list[Draft] = []
    for o in sorted(paper.item.obligations, key=lambda o: first_place(o.evidence)):
        drafts += obligation_drafts(paper, o, bearer_of(o.who or leading_persons(o.quote), known))
    for d in paper.item.deadlines:
        drafts += deadline_drafts(paper, d, drafts)
    drafts += list_drafts(paper)
    merged: dict[str, Draft] = {}
    result: list[Draft] = []
    for draft in drafts:
        key = draft.shape.key if draft.shape is not None else ""
        first = merged.get(key) if key else None
        if first is None:
            result.append(draft)
            if key:
                merged[key] = draft
            continue
        first.sources += [s for s in draft.sources if s not in first.sources]
        first.deadline = first.deadline or draft.deadline
        if draft.modality == "must" and first.modality in ("should", "may"):
            first.modality = "must"
        if first.bearer.unrestricted and not draft.bearer.unrestricted:
            first.bearer = draft.bearer
    return result


def source_of(paper: PaperView, paragraph: str | None, quote: str) -> SourceAnswer:
    return SourceAnswer(
        work=paper.id,
        reference_no=paper.reference_no,
        date=paper.date,
        paragraph=paragraph,
        quote=" ".join(quote.split()),
    )


def obligation_drafts(paper: PaperView, o: Obligation, bearer: Bearer) -> list[Draft]:
    shapes = shapes_of(o.quote, paper.own_text) if bearer.side != "office" and o.modality != "may" else ()
    if bearer.side == "unstated" and not pattern("person").search(fold(o.quote)):
        # "The same e-mail ID is necessary on both portals" speaks of persons though it names none.
        shapes = tuple(s for s in shapes if isinstance(s, Same))
    return [
        Draft(
            bearer,
            o.modality,
            " ".join(o.quote.split()),
            o.paragraph,
            shape,
            None,
            first_place(o.evidence),
            o.quote,
            [source_of(paper, o.paragraph, o.quote)],
        )
        for shape in (shapes or (None,))
    ]


def deadline_drafts(paper: PaperView, d: Deadline, drafts: list[Draft]) -> list[Draft]:
    """A deadline that belongs to an obligation is put there; else it is a duty of its own."""
    at = first_place(d.evidence)
    paragraph = d.paragraph or row_paragraph(paper, at)
    limit = d.date or d.rule
    spans = [(e.start, e.end) for e in d.evidence]
    own = [x for x in drafts if x.deadline is None and same_clause(x, d, spans, paper)]
    for draft in own:
        draft.deadline = limit
        source = source_of(paper, paragraph, d.text)
        if paragraph and paragraph_key(paragraph) not in {paragraph_key(s.paragraph) for s in draft.sources}:
            draft.sources.append(source)
    if own or commences(d.text):
        return []
    bearer = bearer_of(d.who or leading_persons(d.text), abbreviations_in(paper.own_text))
    shapes = shapes_of(d.text, paper.own_text) if bearer.side != "office" else ()
    return [
        Draft(
            bearer,
            "must",
            " ".join(d.text.split()),
            paragraph,
            s,
            limit,
            at,
            d.text,
            [source_of(paper, paragraph, d.text)],
        )
        for s in (shapes or (None,))
    ]


def commences(text: str) -> bool:
    """ "यह आदेश दिनांक … से प्रभावी होगा": from when a paper counts is no duty of anybody."""
    flat = fold(text)
    named = pattern("this_change").search(flat)
    if named is None or named.start() > 4:
        return False
    return any(pattern(words).search(flat) for words in ("effect_from", "effect_behind"))


def leading_persons(text: str) -> str | None:
    """ "Employees to complete …": the words before "to", where they name persons."""
    head = regex.match(rf"((?:\S+\s+){{0,4}}?{alternatives('person')})\s+{alternatives('modal')}\s", text, regex.I)
    return str(head[1]) if head else None


def same_clause(draft: Draft, d: Deadline, spans: list[tuple[int, int]], paper: PaperView) -> bool:
    if any(start < draft.place + len(draft.quote) and draft.place < end for start, end in spans):
        return True
    text = fold(d.text)
    return len(text) >= 20 and fuzz.partial_ratio(text, fold(draft.quote)) >= 92


def list_drafts(paper: PaperView) -> list[Draft]:
    """One draft for each class of persons for which the paper prints a list."""
    groups: dict[tuple[object, ...], list[Course]] = {}
    for c in paper.item.courses:
        years = c.service_years
        key = (
            c.service,
            (years.above, years.from_, years.to) if years else audience_band(c.audience),
            c.audience if not c.service else None,
        )
        groups.setdefault(key, []).append(c)
    made = []
    for (service, ends, _), members in groups.items():
        start = first_place(members[0].evidence)
        audience = members[0].audience or heading_before(paper, start) or (str(service) if service else None)
        ends = ends or audience_band(audience)
        band = Band(*ends) if isinstance(ends, tuple) and any(e is not None for e in ends) else None
        bearer = list_bearer(audience, str(service) if service else None, band)
        paragraph, quote = introduced(paper, start)
        items = ItemList(noun_before(paper, start), tuple((c.name, c.requirement) for c in members), band)
        action = f"complete what is prescribed for {audience or 'those addressed'}: " + "; ".join(
            f"{name} ({requirement})" if requirement else name for name, requirement in items.items
        )
        source = source_of(paper, paragraph, quote or action)
        made.append(Draft(bearer, "must", action, paragraph, items, None, start, action, [source]))
    return made


def heading_before(paper: PaperView, at: int) -> str | None:
    """The line above the first row of a list, where it names a band of service or a post."""
    lines = paper.text[paper.item.start : at].rstrip().rsplit("\n", 3)[-3:]
    for line in reversed([" ".join(x.split()) for x in lines]):
        if bands_in(line) or (pattern("prescribed").search(fold(line)) and posts_of(fold(line))):
            return line
    return None


def audience_band(audience: str | None) -> tuple[float | None, float | None, float | None] | None:
    bands = bands_in(audience or "")
    return (bands[0][0].above, bands[0][0].from_, bands[0][0].to) if bands else None


def list_bearer(audience: str | None, service: str | None, band: Band | None) -> Bearer:
    read = bearer_of(audience) if audience else Bearer(None, "person")
    classes = read.classes or ((service,) if service else ())
    posts = () if classes else read.posts or posts_of(fold(audience or ""))
    return Bearer(audience, "person", classes, posts, read.special, band)


def introduced(paper: PaperView, at: int) -> tuple[str | None, str]:
    """The paragraph that introduces what stands at ``at``: the last one with an obligation before it."""
    before = [o for o in paper.item.obligations if first_place(o.evidence) < at]
    last = max(before, key=lambda o: first_place(o.evidence), default=None)
    return (last.paragraph, last.quote) if last else (row_paragraph(paper, at), "")


def noun_before(paper: PaperView, at: int) -> str:
    """The family of a list: the last noun for such lists printed before it ("training", "course")."""
    before = fold(paper.text[max(paper.item.start, at - 600) : at])
    places = [(m.end(), str(e["value"])) for p, e in entry_patterns("list_noun") for m in p.finditer(before)]
    return max(places)[1] if places else "course"


def scope_of(paper: PaperView, drafts: Iterable[Draft]) -> Bearer:
    """The persons of whom a paper speaks: all classes that its duties name, else those to whom it is addressed."""
    classes: list[str] = []
    posts: list[str] = []
    for draft in drafts:
        if draft.bearer.side == "person":
            classes += draft.bearer.classes
            posts += draft.bearer.posts
    if not classes and not posts:
        persons = [b for b in (bearer_of(party.value) for party in paper.item.addressees) if b.side == "person"]
        # Addressed to "all officers" besides some class: then it speaks of everybody.
        if not any(b.unrestricted for b in persons):
            classes += [c for b in persons for c in b.classes]
            posts += [p for b in persons for p in b.posts]
    return Bearer(None, "person", tuple(dict.fromkeys(classes)), tuple(dict.fromkeys(posts)))


def period_of(paper: PaperView) -> str | None:
    """ "2025-26" where the paper names a reporting or financial year."""
    found = regex.search(rf"{alternatives('period')}\s+(\d{{4}}-\d{{2}})(?!\d)", fold(paper.own_text), regex.I)
    return str(found[1]) if found and (int(found[1][:4]) + 1) % 100 == int(found[1][5:]) else None


def year_of(day: str | None) -> str | None:
    """The Indian financial year (1 April to 31 March) of an ISO date."""
    if not day or not regex.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        return None
    first = int(day[:4]) - (day[5:7] < "04")
    return f"{first}-{(first + 1) % 100:02d}"


def end_of(period: str) -> str:
    return f"{int(period[:4]) + 1}-03-31"


# ------------------------------------------------------------------------------------------ across papers
def age(rule: Rule) -> tuple[str, str]:
    return rule.since or f"{rule.paper.since or '9999'}~", rule.id


def merge_restated(rules: list[Rule], library: Library) -> list[Rule]:
    """The same rule in linked papers is one: the oldest is the origin, the younger ones restate it.

    A younger paper that makes a "should" a "must", sets another share, or a day where none was, is a rule of its own.
    """
    result: list[Rule] = []
    by_key: dict[str, list[int]] = {}
    untyped: dict[str, list[int]] = {}
    for rule in sorted(rules, key=age):
        origin = None
        if rule.shape is not None and not isinstance(rule.shape, ItemList):
            pool = by_key.setdefault(rule.shape.key, [])
            origin = find_origin(
                rule, pool, result, library, lambda a, b: a.shape == b.shape or isinstance(a.shape, Same)
            )
        elif rule.shape is None:
            pool = untyped.setdefault(first_words_and_numbers(rule.action), [])
            origin = find_origin(rule, pool, result, library, lambda a, b: same_words(a.action, b.action))
        else:
            pool = []
        if origin is not None:
            kept = result[origin]
            result[origin] = replace(kept, restated_by=(*kept.restated_by, *rule.sources, *rule.restated_by))
            continue
        pool.append(len(result))
        result.append(rule)
    return result


def same_words(a: str, b: str) -> bool:
    """Alike but for a slip or two, and never in a number: another date or amount is another rule."""
    x, y = fold(a), fold(b)
    return regex.findall(r"\d+", x) == regex.findall(r"\d+", y) and fuzz.ratio(x, y) >= 92


def first_words_and_numbers(action: str) -> str:
    """What clauses of the same words must share: of a thousand that begin alike few name the same numbers."""
    folded = fold(action)
    return " ".join((folded[:12], *regex.findall(r"\d+", folded)))


def find_origin(rule: Rule, pool: list[int], result: list[Rule], library: Library, alike: object) -> int | None:
    assert callable(alike)
    ended = library.superseded_by.get(rule.paper.id, frozenset())
    for i in pool:
        first = result[i]
        # What the paper supersedes ends that day: its own rules must outlive them.
        if first.paper.id in ended:
            continue
        if first.paper.id == rule.paper.id or not alike(first, rule):
            continue
        if rule.modality in ("must", "must_not") and first.modality != rule.modality:
            continue
        if rule.deadline is not None and first.deadline is None:
            continue
        if first.paper.id in library.near(rule.paper.id):
            return i
    return None


# ------------------------------------------------------------------------------------------ who prescribes
def allocations_of(paper: PaperView) -> list[Allocation]:
    """From clauses like "courses for A on central deputation shall be prescribed by B and for all other A by C"."""
    made: list[Allocation] = []
    whom = alternatives("for_whom")
    shape = regex.compile(
        rf"\b{whom}\s+(?P<who>(?:(?!\b{whom}\b)[^.;]){{3,160}}?),?\s*(?:{alternatives('same_word')}\s+)?"
        rf"(?P<verb>{alternatives('prescribing')})\s+"
        rf"(?P<by>.+?)(?=\s+{alternatives('and')}(?:\s+{whom}\s|\s*$)|[.;।]|$)",
        regex.I | regex.S,
    )
    # "… and for all other A by C": the verb is not said again.
    again = regex.compile(
        rf"{alternatives('and')}\s+{whom}\s+(?P<who>(?:(?!\b{whom}\b)[^.;]){{3,160}}?),?\s+{alternatives('agent')}\s+"
        rf"(?P<by>.+?)(?=\s+{alternatives('and')}(?:\s+{whom}\s|\s*$)|[.;।]|$)",
        regex.I | regex.S,
    )
    for o in paper.item.obligations:
        said = list(shape.finditer(o.quote))
        said += list(again.finditer(o.quote, said[-1].end() if said else len(o.quote)))
        for m in said:
            nouns = values_in("list_noun", fold(o.quote)) or values_in("list_noun", fold(around(paper, o.evidence)))
            if not nouns:
                continue
            read = bearer_of(m["who"]) if m["who"] else Bearer(None, "person")
            rest = bool(pattern("all_other").search(m["who"]))
            made.append(
                Allocation(
                    paper,
                    nouns[0],
                    read.special,
                    rest,
                    " ".join(m["by"].split()),
                    source_of(paper, o.paragraph, o.quote),
                )
            )
    # "All other" means: in none of the special classes that the same paper names.
    named = {name for a in made for name, inside in a.special if inside}
    return [replace(a, special=tuple((n, False) for n in sorted(named))) if a.rest else a for a in made]


def around(paper: PaperView, evidence: tuple[Evidence, ...]) -> str:
    start = first_place(evidence)
    return paper.text[max(paper.item.start, start - 300) : start]


# ------------------------------------------------------------------------------------------ answers
def required(items: ItemList, share: float | None) -> int:
    """How many of a list must be done: the share, rounded up; without a share all that are not optional."""
    if share is not None:
        return math.ceil(round(share * len(items.items), 6))
    return sum(1 for _, requirement in items.items if requirement != "optional")


def test_conditions(shape: Shape | ItemList | None) -> tuple[ConditionAnswer, ...]:
    """The facts that decide the duty, declared by the norm."""
    if isinstance(shape, Same):
        a, b = shape.facts
        return (ConditionAnswer(fact=a, op="same", value=b),)
    if isinstance(shape, Pass):
        return (ConditionAnswer(fact=shape.fact, op="eq", value=True),)
    if isinstance(shape, ItemList):
        return (ConditionAnswer(fact="completed", op="in", value=[name for name, _ in shape.items]),)
    if isinstance(shape, CompleteShare):
        return (ConditionAnswer(fact="completed", op="ge", value=shape.share),)
    if isinstance(shape, CompleteList):
        return (ConditionAnswer(fact="completed", op="ge", value=1.0),)
    return ()


def status_on(since: str | None, until: str | None, day: str | None) -> str:
    """in_force, not_yet, ended, or undated (in force as far as is known; the paper bears no date)."""
    if day is not None and since is not None and day < since:
        return "not_yet"
    if until is not None and (day is None or day >= until):
        return "ended"
    return "undated" if since is None else "in_force"


def rule_answer(rule: Rule, day: str | None) -> RuleAnswer:
    """``status`` is that of the day (``status_on``)."""
    bearer = rule.bearer.text
    return RuleAnswer(
        id=rule.id,
        bearer=bearer,
        modality=rule.modality,
        action=rule.action,
        conditions=(*rule.bearer.conditions(), *test_conditions(rule.shape)),
        typed=rule.typed,
        threshold=rule.shape.share if isinstance(rule.shape, CompleteShare) else None,
        deadline=rule.deadline,
        deadline_why=rule.why,
        period=rule.period,
        status=status_on(rule.since, rule.until, day),
        in_force_from=rule.since,
        in_force_to=rule.until,
        sources=rule.sources,
        restated_by=rule.restated_by,
    )


__all__ = ["Allocation", "ItemList", "Rule", "band_conditions", "derive", "required", "rule_answer"]
