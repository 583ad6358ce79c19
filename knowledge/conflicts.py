"""Where papers contradict each other or a mark is doubtful: both quotes, and the rule that answers meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from rapidfuzz import fuzz

from knowledge.answers import ConflictAnswer
from knowledge.effects import Effect
from knowledge.identity import fold, same_subject
from knowledge.norms import ItemList, Rule
from knowledge.papers import FileMarks, Library, Link, PaperView
from knowledge.shapes import bands_in, overlaps
from knowledge.words import alternatives


@dataclass(frozen=True)
class Conflict:
    """``years``: the years of service in which it touches a person (both ends included, None open), or None."""

    answer: ConflictAnswer
    work: str | None = None
    years: tuple[float, float | None] | None = None

    def touches(self, years: float) -> bool:
        if self.years is None:
            return False
        return self.years[0] <= years and (self.years[1] is None or years <= self.years[1])


def find_conflicts(library: Library, rules: list[Rule], effects: list[Effect]) -> list[Conflict]:
    """All conflicts, by kind and message."""
    found = band_conflicts(library, rules)
    found += [c for marks in library.marks for c in mark_conflicts(marks)]
    found += [c for link in library.links if (c := order_conflict(link, library))]
    found += duty_conflicts(library, rules)
    found += [effect_conflict(e) for e in effects if e.status == "disputed"]
    return sorted(found, key=lambda c: (c.answer.kind, c.answer.message))


def number(years: float) -> str:
    return f"{years:g}"


def band_conflicts(library: Library, rules: list[Rule]) -> list[Conflict]:
    """Bands printed in one clause, or lists of one paper, that hold the same years."""
    found: list[Conflict] = []
    for paper in library.papers.values():
        for o in paper.item.obligations:
            for shared, one, two in overlaps(bands_in(o.quote)):
                found.append(band_conflict(paper, o.paragraph, shared, (one, two), library, rules))
        own = [r for r in rules if r.paper.id == paper.id and isinstance(r.shape, ItemList) and r.shape.band]
        for i, a in enumerate(own):
            for b in own[i + 1 :]:
                assert isinstance(a.shape, ItemList)
                assert isinstance(b.shape, ItemList)
                if a.bearer.classes != b.bearer.classes or not a.shape.band or not b.shape.band:
                    continue
                shared_years = a.shape.band.overlap(b.shape.band)
                if shared_years and a.shape.band != b.shape.band:
                    quotes = (a.bearer.text or a.action, b.bearer.text or b.action)
                    found.append(band_conflict(paper, a.paragraph, shared_years, quotes, library, rules))
    return found


def band_conflict(
    paper: PaperView,
    paragraph: str | None,
    shared: tuple[float, float | None],
    quotes: tuple[str, str],
    library: Library,
    rules: list[Rule],
) -> Conflict:
    low, high = shared
    years = (
        f"exactly {number(low)}"
        if low == high
        else f"{number(low)} to {number(high)}"
        if high
        else f"{number(low)} and above"
    )
    later = settling(paper, low, library, rules)
    if later and isinstance(later.shape, ItemList):
        meanwhile = f"later over earlier: {later.paper.at(later.paragraph)}, says “{later.bearer.text or later.action}”"
        quotes = (*quotes, later.bearer.text or later.action)  # type: ignore[assignment]
    else:
        meanwhile = "the band that is printed first; no later paper settles it"
    message = f"{paper.at(paragraph)}: {years} years of service fall into both “{quotes[0]}” and “{quotes[1]}”."
    return Conflict(
        ConflictAnswer(kind="overlapping_bands", message=message, quotes=quotes, answered_by=meanwhile),
        paper.id,
        shared,
    )


def settling(paper: PaperView, years: float, library: Library, rules: list[Rule]) -> Rule | None:
    """The list of a later linked paper that holds these years."""
    near = library.near(paper.id)
    lists = [
        r
        for r in rules
        if isinstance(r.shape, ItemList)
        and r.shape.band
        and r.shape.band.holds(years)
        and r.paper.id in near
        and r.paper.id != paper.id
        and (r.since or "") > (paper.date or "")
    ]
    return max(lists, key=lambda r: (r.since or "", r.id), default=None)


def duty_conflicts(library: Library, rules: list[Rule]) -> list[Conflict]:
    """One duty under two dates, or a "should" against a "must", in papers that are linked and both in force."""
    current = [r for r in rules if r.until is None and not isinstance(r.shape, ItemList)]
    pools: dict[str, list[Rule]] = {}
    for r in current:
        pools.setdefault(r.shape.key if r.shape is not None else bare(r.action)[:16], []).append(r)
    found = []
    for pool in pools.values():
        for i, one in enumerate(pool[:POOL]):
            for two in pool[i + 1 : POOL]:
                if same_duty(one, two) and two.paper.id in library.near(one.paper.id):
                    conflict = duty_conflict(one, two)
                    found += [conflict] if conflict else []
    return found


POOL = 40
"""Rules that begin alike are compared in pairs up to this many."""
DAY = regex.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")


def bare(action: str) -> str:
    """The clause without its dates and its word of duty."""
    return " ".join(regex.sub(alternatives("modal_word"), " ", DAY.sub(" ", fold(action))).split())


def same_duty(one: Rule, two: Rule) -> bool:
    if one.shape is not None or two.shape is not None:
        return (
            one.shape == two.shape and one.bearer.classes == two.bearer.classes and one.bearer.posts == two.bearer.posts
        )
    a, b = bare(one.action), bare(two.action)
    return len(a) >= 20 and regex.findall(r"\d+", a) == regex.findall(r"\d+", b) and fuzz.ratio(a, b) >= 90


def duty_conflict(one: Rule, two: Rule) -> Conflict | None:
    early, late = sorted((one, two), key=lambda r: (r.since or "9999", r.paper.name, r.place))
    dates = is_limit(one.deadline) and is_limit(two.deadline) and one.deadline != two.deadline
    if one.paper.id == two.paper.id and one.paragraph == two.paragraph:
        return None
    names = f"{early.paper.at(early.paragraph)} and {late.paper.at(late.paragraph)}"
    if dates:
        kind, said = "two_dates", f"set two dates for one duty: {early.deadline} and {late.deadline}"
    elif {one.modality, two.modality} == {"must", "should"}:
        kind, said = (
            "should_against_must",
            f"ask for one duty, the one with “{early.modality}”, the other “{late.modality}”",
        )
    elif {one.modality, two.modality} in ({"must", "must_not"}, {"may", "must_not"}):
        kind, said = "contrary_duties", f"contradict each other: “{early.modality}” against “{late.modality}”"
    else:
        return None
    if early.since != late.since and late.since is not None:
        answered = f"later over earlier: {late.paper.name}"
    elif kind == "should_against_must":
        answered = "the stricter of two papers of one day: must"
    else:
        answered = "both stand as printed until a paper settles it; the earlier date is the safe one"
    quotes = (early.action, late.action)
    return Conflict(ConflictAnswer(kind=kind, message=f"{names} {said}.", quotes=quotes, answered_by=answered))


def is_limit(deadline: str | None) -> bool:
    return deadline is not None and regex.fullmatch(r"\d{4}-\d{2}-\d{2}", deadline) is not None


def mark_conflicts(marks: FileMarks) -> list[Conflict]:
    found = []
    for m in marks.marks:
        late = bool(m.date and marks.latest and m.date > marks.latest and later_by_months(m.date, marks.latest))
        if not m.doubtful and not late:
            continue
        others = [c for c in m.candidates if c != m.date]
        read = f"; it can also be read as {', '.join(others)}" if others else ""
        entry = f"the diary entry {m.diary_no}" if m.diary_no else "a diary entry"
        message = f"{marks.name}: {entry} of {m.date or 'unknown date'} is doubtful{read}."
        quotes = tuple(e.quote for e in m.evidence if e.quote) or (m.diary_no or "",)
        latest = f"; the papers of the file end on {marks.latest}" if marks.latest else ""
        answered = f"a mark of receipt dates nothing: no rule is taken from it{latest}"
        found.append(
            Conflict(ConflictAnswer(kind="doubtful_diary_date", message=message, quotes=quotes, answered_by=answered))
        )
    return found


def later_by_months(date: str, latest: str) -> bool:
    """Received more than two months after the youngest paper of the file."""
    months = (int(date[:4]) - int(latest[:4])) * 12 + int(date[5:7]) - int(latest[5:7])
    return months > 2


def order_conflict(link: Link, library: Library) -> Conflict | None:
    """A paper that passes on, endorses or cites one younger than itself; a citation whose date does not match."""
    source, target = library.papers.get(link.source), library.papers.get(link.target)
    if source is None or target is None or link.inferred:
        return None
    if source.date and target.date and len(source.date) == len(target.date) == 10 and source.date < target.date:
        kind = "forwarding_older" if link.relation in ("forwards", "encloses") else "citing_older"
        message = f"{source.name} {link.relation} {target.name}, which is younger than itself."
        answered = "both dates stand as printed; in force counts from each paper's own date"
        quotes = tuple(f.evidence[0].quote for f in (source.item.date, target.item.date) if f)
        return Conflict(ConflictAnswer(kind=kind, message=message, quotes=quotes, answered_by=answered))
    return None


ALIKE = 80
"""How alike (0..100) the subjects of a citing and a cited paper are."""


def dates_confused(one: str | None, other: str | None) -> bool:
    """Two full dates that differ in one part only, or in that day and month have changed places."""
    if not one or not other or len(one) != 10 or len(other) != 10:
        return False
    a, b = one.split("-"), other.split("-")
    swapped = a[0] == b[0] and (a[1], a[2]) == (b[2], b[1])
    return sum(x != y for x, y in zip(a, b, strict=True)) == 1 or swapped


def cited_otherwise(
    number_key: str | None, date: str, quote: str, subject: str | None, held: list[PaperView]
) -> Conflict | None:
    """A citation of a number that is held, under a date that differs in one part only (day, month or year)."""
    for paper in held:
        if (
            paper.number_key == number_key
            and dates_confused(paper.date, date)
            and same_subject(subject, paper.subject, ALIKE)
        ):
            message = f"A paper cited as of {date} is not held; {paper.name} bears the same number and subject."
            answered = "the citation is kept as a missing paper; the two are not joined without a person's word"
            quotes = (quote, paper.item.date.evidence[0].quote if paper.item.date else paper.date)
            return Conflict(ConflictAnswer(kind="citation_date", message=message, quotes=quotes, answered_by=answered))
    return None


def effect_conflict(effect: Effect) -> Conflict:
    message = f"{effect.affecting.name} amends paragraph {effect.paragraph}, but {effect.why}."
    quotes = tuple(q for q in (effect.old, effect.new, effect.quote) if q)
    return Conflict(
        ConflictAnswer(
            kind="disputed_amendment", message=message, quotes=quotes, answered_by="the paragraph stands as it was"
        )
    )
