"""Where papers contradict each other or a mark is doubtful: both quotes, and the rule that answers meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answers import ConflictAnswer
from knowledge.effects import Effect
from knowledge.identity import same_subject
from knowledge.norms import ItemList, Rule
from knowledge.papers import FileMarks, Library, Link, PaperView
from knowledge.shapes import bands_in, overlaps


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
        meanwhile = f"later over earlier: {later.paper.name}, paragraph {later.paragraph}, says “{later.bearer.text}”"
        quotes = (*quotes, later.bearer.text or later.action)  # type: ignore[assignment]
    else:
        meanwhile = "the band that is printed first; no later paper settles it"
    where = f" paragraph {paragraph}" if paragraph else ""
    message = f"{paper.name},{where}: {years} years of service fall into both “{quotes[0]}” and “{quotes[1]}”."
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


def mark_conflicts(marks: FileMarks) -> list[Conflict]:
    found = []
    for m in marks.marks:
        late = bool(m.date and marks.latest and m.date > marks.latest and later_by_months(m.date, marks.latest))
        if not m.doubtful and not late:
            continue
        others = [c for c in m.candidates if c != m.date]
        read = f"; it can also be read as {', '.join(others)}" if others else ""
        message = f"{marks.name}: the diary entry {m.diary_no or ''} of {m.date or 'unknown date'} is doubtful{read}."
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


def cited_otherwise(
    number_key: str | None, date: str, quote: str, subject: str | None, held: list[PaperView]
) -> Conflict | None:
    """A citation of a number that is held, under a date that differs in one part only (day, month or year)."""
    for paper in held:
        if paper.number_key != number_key or not paper.date or len(paper.date) != 10 or len(date) != 10:
            continue
        a, b = paper.date.split("-"), date.split("-")
        swapped = a[0] == b[0] and (a[1], a[2]) == (b[2], b[1])
        if (sum(x != y for x, y in zip(a, b, strict=True)) == 1 or swapped) and same_subject(
            subject, paper.subject, 80
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
