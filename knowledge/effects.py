"""What an amendment does to a paragraph: both wordings kept, each with its days. Nothing is overwritten.

Changes are taken one after the other, oldest first, so that an amendment of an amendment meets the wording that the
first one made. A change is judged by the words of the amended paragraph; the duties read in it follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import regex

from extract.dates import find_dates
from extract.deontic import duties
from knowledge.answers import ConsolidatedAnswer, EffectAnswer, ParagraphAnswer, SourceAnswer, VersionAnswer
from knowledge.identity import ROMAN, fold_numerals
from knowledge.norms import ItemList, Rule, computed, source_of
from knowledge.papers import Library, Link, PaperView, first_place, paragraph_key
from knowledge.shapes import Shape, shapes_of
from knowledge.wording import Unit, eid_of_label, label_of, parts_of, under, unit_at, units_of
from knowledge.words import alternatives, pattern

Status = Literal["applied", "unapplied", "disputed"]
EffectType = Literal["substitution", "deletion", "insertion", "extension", "supersession"]
DIGITS = {str(n): roman for roman, n in ROMAN.items()}
WEAK_LINKS = ("refers", "continues", "clarifies", "forwards")
"""Relations by which a paper names what it changes where it does not call itself an amendment."""
UNFULL = regex.compile(r"[\s\p{P}]+")


@dataclass(frozen=True)
class Effect:
    """One change made by one paragraph to another. ``why`` says why it could not be applied, or what to know of it.

    ``via`` is the amending paper whose words this one changes, where it reaches the paragraph through that.
    """

    affecting: PaperView
    affecting_paragraph: str | None
    target: str | None
    paragraph: str | None
    old: str | None
    new: str | None
    date: str | None
    status: Status
    why: str
    quote: str
    type: EffectType = "substitution"
    via: str | None = None
    former: str | None = None
    """The paragraph's words before, where it is deleted or replaced as a whole."""
    appends: bool = False


@dataclass(frozen=True)
class Change:
    """A change as one paper prints it. ``at`` is an offset into the text of its file."""

    paper: PaperView
    paragraph: str
    old: str | None
    new: str | None
    type: EffectType
    at: int
    quote: str
    affecting: str | None
    via: str | None = None
    begins: str | None = None
    """The day from which it counts, where the paper names another than its own date."""
    appends: bool = False
    """Inserted words without a number of their own: they end the paragraph ``paragraph``."""

    @property
    def age(self) -> tuple[str, str, int, str]:
        return self.paper.date or "", self.paper.name, self.at, self.paragraph


@dataclass(frozen=True)
class Wording:
    """One text of one paragraph from the day on which an effect made it; None: the paragraph stands deleted."""

    text: str | None
    since: str | None
    effect: Effect | None


@dataclass
class Passage:
    """A paragraph with its wordings, oldest first."""

    unit: Unit
    wordings: list[Wording]

    @property
    def now(self) -> str | None:
        return self.wordings[-1].text


@dataclass
class Changes:
    """Every rule in every wording, every effect, and the passages of every paper that an effect reaches."""

    rules: list[Rule]
    effects: list[Effect] = field(default_factory=list)
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    ends: dict[str, Effect] = field(default_factory=dict)


def effect_order(e: Effect) -> tuple[str, str, str, bool, str]:
    return e.date or "", e.affecting.name, e.paragraph or "", e.via is not None, e.old or ""


def run_effects(library: Library, rules: list[Rule]) -> Changes:
    """The rules with a version for every change that could be applied, and every effect, oldest first."""
    return Amending(library, rules).run()


class Amending:
    """One run over all amendments of a library."""

    def __init__(self, library: Library, rules: list[Rule]) -> None:
        self.library = library
        self.made = Changes(list(rules))
        self.links: dict[str, list[Link]] = {}
        for link in library.links:
            if not link.inferred:
                self.links.setdefault(link.source, []).append(link)

    def run(self) -> Changes:
        printed = [c for paper in self.library.papers.values() for c in changes_of(paper)]
        parts = self.supersede({(c.paper.id, paragraph_key(c.paragraph)) for c in printed})
        every: list[tuple[Change, list[str | None]]] = [*((c, []) for c in printed), *parts]
        for change, targets in sorted(every, key=lambda p: p[0].age):
            if change.type == "supersession":
                self.take_back(change, targets)
            else:
                self.apply(change, targets or self.targets(change))
        made = self.made
        made.rules = [r for r in made.rules if not repeats(r, made.effects)]
        made.rules = end_superseded(made.rules, self.library, made.ends)
        made.effects.sort(key=effect_order)
        return made

    # -------------------------------------------------------------- which paper
    def targets(self, change: Change) -> list[str]:
        """The papers that the change can mean: those it says to amend, the nearest mention first."""
        own = self.links.get(change.paper.id, [])
        meant = [k for k in own if k.relation == "amends"]
        meant += [k for k in own if k.relation == "supersedes" and part_of(change.paper, k)]
        meant = meant or [k for k in own if k.relation in WEAK_LINKS]
        if change.paper.id not in {k.target for k in meant} and self.cites_itself(change.paper) and not meant:
            return [change.paper.id]

        def distance(link: Link) -> tuple[bool, int, str]:
            gap = change.at - link.at if link.at is not None else 10**9
            paper = self.library.papers.get(link.target)
            return gap < 0, abs(gap), paper.name if paper else ""

        return list(dict.fromkeys(k.target for k in sorted(meant, key=distance)))

    @staticmethod
    def cites_itself(paper: PaperView) -> bool:
        return any(c.relation == "amends" and c.date and c.date == paper.date for c in paper.item.cites)

    # -------------------------------------------------------------- one change
    def apply(self, change: Change, targets: Sequence[str | None], seen: frozenset[str] = frozenset()) -> None:
        judged = [(t, *self.judge(change, t)) for t in (targets or [None])]
        rank = {"applied": 0, "disputed": 1, "unapplied": 2}
        target, status, why, hit = min(judged, key=lambda j: rank[j[1]])
        begins, noted = self.commencement(change, target)
        if status == "applied" and noted:
            why = f"{why}; {noted}" if why else noted
        effect = Effect(
            change.paper,
            change.affecting,
            target,
            change.paragraph,
            change.old,
            change.new,
            begins,
            status,
            why,
            change.quote,
            change.type,
            change.via,
            hit[0].now if hit and change.old is None and change.type != "insertion" else None,
            change.appends,
        )
        self.made.effects.append(effect)
        if status != "applied" or target is None:
            return
        through = [e for e in self.made.effects if e.affecting.id == target and e.status == "applied" and e.target]
        self.reword(effect, hit)
        if target in seen:
            return
        for earlier in through:
            onward = carried(change, earlier)
            if onward is not None and earlier.target is not None and earlier.target != change.paper.id:
                self.apply(onward, [earlier.target], seen | {target})

    def commencement(self, change: Change, target: str | None) -> tuple[str | None, str]:
        """The day from which a change counts, never before the amended paper's own, and what to say of it."""
        day, other = change.paper.date, self.library.papers.get(target) if target else None
        if change.begins is None or change.begins == day:
            return day, ""
        begins = max(change.begins, other.date) if other and is_day(other.date) and other.date else change.begins
        if is_day(day) and day and begins < day:
            return begins, f"takes effect from {begins}, before the amending paper's own date"
        return begins, f"takes effect from {begins}"

    def judge(self, change: Change, target: str | None) -> tuple[Status, str, list[Passage]]:
        """What becomes of the change, why, and the passages that it touches."""
        paper = change.paper
        other = self.library.papers.get(target) if target else None
        if other is None:
            return "unapplied", "the amended paper is not held", []
        if other.id == paper.id:
            return "disputed", "the paper amends itself", []
        if not is_day(paper.date):
            return "unapplied", "the amending paper bears no date", []
        if is_day(other.date) and str(other.date) > str(paper.date):
            return "unapplied", "the amending paper is older than the paper that it amends", []
        end = self.made.ends.get(other.id)
        if end is not None and str(end.date) <= str(paper.date):
            return "disputed", f"the amended paper was superseded by {end.affecting.name}", []
        path, annexure = parts_of(change.paragraph)
        there = self.passages(other)
        hit = [p for p in there if p.now is not None and under(p.unit, path, annexure)]
        ruled = [r for r in self.made.rules if concerns(r, other.id, change.paragraph)]
        if change.type == "insertion" and change.appends:
            return ("applied", "", hit[:1]) if hit else ("unapplied", f"paragraph {change.paragraph} was not found in "
                                                         "the amended paper", [])  # fmt: skip
        if change.type == "insertion":
            if any(p.unit.path == path and p.unit.annexure == annexure for p in hit):
                return "disputed", f"a paragraph {change.paragraph} stands there already", []
            return "applied", "", hit or [p for p in there if under(p.unit, path[:-1], annexure)][-1:]
        if not hit and not ruled:
            gone = any(under(p.unit, path, annexure) for p in there)
            state = "was deleted before" if gone else "was not found in the amended paper"
            return "unapplied", f"paragraph {change.paragraph} {state}", []
        if change.old is not None:
            touched = [p for p in hit if holds(p.now or "", change.old) or printed_day(p.now or "", change.old)]
            if not touched and not any(meets(r, change.old) for r in ruled):
                return "disputed", f"the words “{change.old}” do not occur in paragraph {change.paragraph}", []
            return "applied", self.late(change, day_in(change.old)), touched
        if change.type == "extension":
            return self.judge_extension(change, hit, ruled)
        return "applied", "", hit

    def judge_extension(
        self, change: Change, hit: list[Passage], ruled: list[Rule]
    ) -> tuple[Status, str, list[Passage]]:
        """An extension that names no former date moves the one date of the paragraph."""
        limits = {r.deadline for r in ruled if is_day(r.deadline)}
        days = [(p, d) for p in hit for d in days_of(p.now or "")]
        days = [(p, d) for p, d in days if d in limits] or days
        former = {d for _, d in days} | limits
        if not former:
            return "disputed", f"paragraph {change.paragraph} sets no date that could be extended", []
        if len(former) > 1:
            return (
                "disputed",
                f"paragraph {change.paragraph} sets several dates: {', '.join(sorted(map(str, former)))}",
                [],
            )
        return "applied", self.late(change, next(iter(former))), [p for p, _ in days]

    @staticmethod
    def late(change: Change, former: str | None) -> str:
        if change.type == "extension" and former and change.paper.date and former < change.paper.date:
            return f"extended after the former date ({former}) had passed"
        return ""

    # -------------------------------------------------------------- the words
    def passages(self, paper: PaperView) -> list[Passage]:
        known = self.made.passages.get(paper.id)
        if known is None:
            known = [Passage(u, [Wording(u.text, paper.date, None)]) for u in units_of(paper)]
            self.made.passages[paper.id] = known
        return known

    def reword(self, effect: Effect, hit: list[Passage]) -> None:
        assert effect.target is not None
        if effect.type == "insertion":
            self.insert(effect, hit)
            return
        for place, passage in enumerate(hit):
            words: str | None
            if effect.old is None and effect.type != "extension":
                words = effect.new if place == 0 else None
            else:
                words = substituted(passage.now or "", effect)
            passage.wordings.append(Wording(words, effect.date, effect))
        whole = effect.old is None and effect.type != "extension"
        concerned = [r for r in self.made.rules if concerns(r, effect.target, effect.paragraph or "")]
        if effect.old is not None:
            concerned = [r for r in concerned if meets(r, effect.old)]
        elif effect.type == "extension" and any(r.deadline for r in concerned):
            concerned = [r for r in concerned if r.deadline]
        first = concerned[0].id if concerned else None
        current: list[Rule] = []
        for rule in self.made.rules:
            if rule not in concerned:
                current.append(rule)
            elif whole and rule.id != first:
                current.append(replace(rule, until=effect.date))
            else:
                current += changed(rule, effect)
        self.made.rules = current

    def insert(self, effect: Effect, hit: list[Passage]) -> None:
        assert effect.target is not None
        there = self.made.passages[effect.target]
        path, annexure = parts_of(effect.paragraph or "")
        if effect.appends:
            hit[0].wordings.append(Wording(f"{hit[0].now} {effect.new}", effect.date, effect))
            self.rule_inserted(effect)
            return
        unit = Unit(effect.paragraph, path, annexure, effect.new or "", hit[-1].unit.start if hit else 0)
        gone = [p for p in there if p.unit.path == path and p.unit.annexure == annexure and p.now is None]
        if gone:
            gone[0].wordings.append(Wording(effect.new, effect.date, effect))
        else:
            place = there.index(hit[-1]) + 1 if hit else len(there)
            there.insert(place, Passage(unit, [Wording(effect.new, effect.date, effect)]))
        self.rule_inserted(effect)

    def rule_inserted(self, effect: Effect) -> None:
        """The duty that the inserted words lay down stands in the amended paper, too; one that was deleted revives."""
        assert effect.target is not None
        other = self.library.papers[effect.target]
        source = source_of(other, effect.paragraph, effect.new or "")
        own = [r for r in self.made.rules if r.paper.id == effect.affecting.id and holds(effect.new or "", r.action)]
        if own:
            self.made.rules = [
                replace(r, sources=(*r.sources, source), since=effect.date) if r in own else r for r in self.made.rules
            ]
            return
        ended = [r for r in self.made.rules if in_paragraph(r, effect.target, effect.paragraph or "") and r.until]
        last = None if effect.appends else max(ended, key=lambda r: r.until or "", default=None)
        if last is not None:
            quoted = source_of(effect.affecting, effect.affecting_paragraph, effect.quote)
            again = replace(last, action=effect.new or last.action, since=effect.date, until=None,
                            sources=(*last.sources, quoted))  # fmt: skip
            self.made.rules.append(again)

    # -------------------------------------------------------------- supersession
    def supersede(self, printed: set[tuple[str, str]]) -> list[tuple[Change, list[str | None]]]:
        """Ends the papers that are superseded as a whole; what ends in part, or is taken back, is to be applied yet.

        ``printed``: (paper, paragraph) of the changes that papers print; those are not made a second time.
        """
        later: list[tuple[Change, list[str | None]]] = []
        for paper in self.library.papers.values():
            for link in self.links.get(paper.id, []):
                if link.relation not in ("supersedes", "amends"):
                    continue
                part = part_of(paper, link)
                said = sentence_at(paper, link.at) if link.at is not None else ""
                if part is not None and link.at is not None:
                    # "In supersession of paragraph 4 of …": the rest of that paper lives on.
                    gone = Change(paper, part, None, None, "deletion", link.at, said, label_at(paper, link.at),
                                  begins=begins_at(paper, link.at))  # fmt: skip
                    later += [(gone, [link.target])] if (paper.id, paragraph_key(part)) not in printed else []
                elif link.relation == "supersedes":
                    self.supersede_one(paper, link)
                    if link.at is not None and pattern("withdrawing").search(said):
                        back = Change(paper, "", None, None, "supersession", link.at, said, label_at(paper, link.at),
                                      begins=begins_at(paper, link.at))  # fmt: skip
                        later.append((back, [link.target]))
            self.supersede_unnamed(paper)
        return later

    def supersede_unnamed(self, paper: PaperView) -> None:
        """ "In supersession of all previous instructions": no paper can be told by it, but it is not passed over."""
        found = pattern("unnamed_superseded").search(paper.own_text)
        if found is None or any(k.relation == "supersedes" for k in self.links.get(paper.id, [])):
            return
        at = paper.item.start + found.start()
        why = "the superseded papers are named by no number or date"
        self.made.effects.append(
            Effect(paper, label_at(paper, at), None, None, None, None, begins_at(paper, at) or paper.date, "unapplied",
                   why, sentence_at(paper, at), "supersession")
        )  # fmt: skip

    def take_back(self, change: Change, targets: Sequence[str | None]) -> None:
        """An amending paper is withdrawn: what it had changed stands again as before."""
        undone = [e for e in self.made.effects if e.affecting.id in targets and e.status == "applied" and e.target]
        for earlier in reversed(undone):
            onward = carried(change, earlier)
            if onward is not None and earlier.target != change.paper.id:
                self.apply(onward, [earlier.target], frozenset(t for t in targets if t))

    def supersede_one(self, paper: PaperView, link: Link) -> None:
        target = self.library.papers.get(link.target)
        units = units_of(paper) if link.at is not None else ()
        here = unit_at(units, link.at or 0)
        status: Status = "applied"
        why = ""
        if target is None:
            status, why = "unapplied", "the superseded paper is not held"
        elif target.id == paper.id:
            status, why = "disputed", "the paper supersedes itself"
        elif not is_day(paper.date):
            status, why = "unapplied", "the superseding paper bears no date"
        elif is_day(target.date) and str(target.date) > str(paper.date):
            status, why = "unapplied", "the superseding paper is older than the paper that it supersedes"
        quote = sentence_at(paper, link.at) if link.at is not None else ""
        day = (begins_at(paper, link.at) if link.at is not None else None) or paper.date
        effect = Effect(
            paper, here.label if here else None, link.target, None, None, None, day, status, why, quote,
            "supersession",
        )  # fmt: skip
        self.made.effects.append(effect)
        if status == "applied":
            known = self.made.ends.get(link.target)
            if known is None or (str(effect.date), paper.name) < (str(known.date), known.affecting.name):
                self.made.ends[link.target] = effect


# ------------------------------------------------------------------------------------------ as printed
def changes_of(paper: PaperView) -> list[Change]:
    """The changes that a paper prints, as its Reading found them; what is put behind a paragraph is an insertion."""
    made = []
    for a in paper.item.amends:
        paragraph, quote = affecting(paper, a.new, first_place(a.evidence))
        said = " ".join(e.quote for e in a.evidence) or quote
        change = Change(
            paper,
            a.paragraph,
            a.old,
            unlabelled(a.new, a.paragraph) if a.old is None else a.new,
            type_of(a.old, a.new, said),
            first_place(a.evidence),
            quote or said or a.new or "",
            paragraph,
            begins=begins_at(paper, first_place(a.evidence)),
        )
        put_behind = a.old is None and a.new is not None and pattern("insertion").search(said)
        made.append(inserted(replace(change, new=a.new)) if put_behind else change)
    return made


def type_of(old: str | None, new: str | None, said: str) -> EffectType:
    if new is None:
        return "deletion"
    moved = day_in(new) is not None and (old is None or day_in(old) is not None)
    if moved and (old is None or pattern("extending").search(said)):
        return "extension"
    return "substitution"


QUOTED = r"“[^”]+”|\"[^\"]+\"|‘[^’]+’"
OPENING = regex.compile(r"\s*\(?(\p{N}{1,3}(?:-?[A-Zक-ह])?|[ivx]{1,5}|[a-zक-ह])[.)]\s*")
"""The label with which inserted words begin: "3A. …", "(iii) …"."""


def inserted(change: Change) -> Change:
    """A change whose words are put behind a paragraph, as the insertion of the paragraph that they are."""
    label = OPENING.match(change.new or "")
    path, annexure = parts_of(change.paragraph)
    if label is None or annexure is not None:
        return replace(change, type="insertion", appends=True)
    number = label[1]
    digits = regex.match(r"\p{N}", number) is not None
    # Behind 3(ii) stands 3(iii); behind 3 stands 3(a) or 4.
    above = () if digits and len(path) < 2 else path[: max(1, len(path) - 1)]
    full = label_of((*above, number), None) or number
    return replace(change, type="insertion", paragraph=full, new=(change.new or "")[label.end() :])


def label_at(paper: PaperView, at: int) -> str | None:
    unit = unit_at(units_of(paper), at)
    return unit.label if unit else None


def affecting(paper: PaperView, new: str | None, at: int) -> tuple[str | None, str]:
    """The amending paragraph: the duty that prints the new words, else the one at the evidence."""
    found = [o for o in paper.item.obligations if new and holds(o.quote, new)]
    if found:
        best = next((o for o in found if o.modality == "must"), found[0])
        return best.paragraph or label_at(paper, at), best.quote
    near = [o for o in paper.item.obligations if o.evidence[0].start <= at < o.evidence[-1].end]
    if near and near[0].paragraph:
        return near[0].paragraph, near[0].quote
    return label_at(paper, at), near[0].quote if near else ""


def sentence_at(paper: PaperView, at: int, longest: int | None = 400) -> str:
    """The sentence that holds an offset, cut to ``longest`` characters."""
    text = paper.own_text
    place = at - paper.item.start
    begin = max(
        (m.end() for m in regex.finditer(r"[.।]\s+(?=[\p{Lu}\p{Devanagari}])|\n\s*\n", text[:place])), default=0
    )
    end = regex.search(r"(?<!\b\p{L}{1,3})[.।](?=\s)|\n\s*\n", text[place:])
    return " ".join(text[begin : place + end.end() if end else len(text)].split())[:longest]


def unlabelled(new: str | None, paragraph: str) -> str | None:
    """New words without the number of the paragraph, which they may begin with: "2. The amount …"."""
    path, _ = parts_of(paragraph)
    head = regex.match(r"\s*\(?([\p{L}\p{M}\p{N}]{1,4})[.)]\s+", new or "")
    return (new or "")[head.end() :] if head and path and paragraph_key(head[1]) == path[-1] else new


def part_of(paper: PaperView, link: Link) -> str | None:
    """The one paragraph of the other paper that ends: "in supersession of para 4 of", "in partial supersession of"."""
    cited = next((c for c in paper.item.cites if c.evidence[0].start == link.at and c.paragraph), None)
    if cited is None or link.at is None:
        return None
    if link.relation == "amends" and not pattern("partial_supersession").search(sentence_at(paper, link.at)):
        return None
    return cited.paragraph


def begins_at(paper: PaperView, at: int) -> str | None:
    """From when what is said at ``at`` counts: a day in that sentence, else one that the paper sets for itself."""
    here = days_of_effect(sentence_at(paper, at, None))
    if here:
        return here[-1]
    for m in regex.finditer(alternatives("this_change"), paper.own_text, regex.I):
        said = sentence_at(paper, paper.item.start + m.start(), None)
        if days := days_of_effect(said[said.casefold().find(" ".join(m[0].split()).casefold()) :]):
            return days[-1]
    return None


def days_of_effect(said: str) -> list[str]:
    """The days behind "with effect from", or before "से प्रभावी"; words in quotes are not the sentence's own."""
    bare = regex.sub(QUOTED, lambda m: " " * len(m[0]), said)
    before = rf"{alternatives('effect_from')}\s*(?:the\s+|दिनांक\s*)?$"
    behind = rf"\s*{alternatives('effect_behind')}"
    return [
        d.value
        for d in find_dates(bare)
        if is_day(d.value)
        and (regex.search(before, bare[: d.span.start], regex.I) or regex.match(behind, bare[d.span.end :], regex.I))
    ]


def carried(change: Change, earlier: Effect) -> Change | None:
    """What a change of an amendment does to the paragraph that the amendment had changed."""
    if earlier.type == "supersession" or earlier.paragraph is None:
        return None
    if change.old is None and change.new is None and earlier.former is not None:
        # Taken back: the paragraph that was deleted or replaced as a whole stands again.
        kind: EffectType = "insertion" if earlier.type == "deletion" else "substitution"
        return replace(change, paragraph=earlier.paragraph, new=earlier.former, type=kind, via=earlier.affecting.id)
    if earlier.new is None:
        return None
    if change.old is None and change.new is None:
        # The amendment is taken back: the former words stand again.
        if earlier.type == "insertion":
            return replace(change, paragraph=earlier.paragraph, type="deletion", via=earlier.affecting.id)
        return replace(change, paragraph=earlier.paragraph, old=earlier.new, new=earlier.old, type="substitution",
                       via=earlier.affecting.id) if earlier.old else None  # fmt: skip
    if change.old is not None and (holds(earlier.new, change.old) or printed_day(earlier.new, change.old)):
        return replace(change, paragraph=earlier.paragraph, via=earlier.affecting.id)
    if change.type == "extension" and change.old is None and day_in(earlier.new):
        return replace(change, paragraph=earlier.paragraph, old=earlier.new, via=earlier.affecting.id)
    return None


# ------------------------------------------------------------------------------------------ words and dates
def is_day(text: str | None) -> bool:
    """Whether ``text`` is an ISO date that exists."""
    if text is None or len(text) != 10:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def days_of(text: str) -> list[str]:
    return [d.value for d in find_dates(text) if len(d.value) == 10]


def day_in(words: str | None) -> str | None:
    """The one full date that ``words`` are about, ISO."""
    days = days_of(words or "")
    return days[0] if len(days) == 1 else None


def printed_day(text: str, words: str) -> bool:
    """The date that ``words`` are about stands in ``text``, printed in whichever way."""
    day = day_in(words)
    return day is not None and len(UNFULL.sub("", words)) <= 25 and day in days_of(text)


def words_shape(words: str) -> regex.Pattern[str]:
    """The words however spaced and dashed, numerals of either kind."""
    parts = []
    for token in regex.findall(r"[\p{L}\p{M}]+|\p{N}+", fold_numerals(words)):
        roman = DIGITS.get(token)
        parts.append(f"(?:{token}|{roman})" if roman else regex.escape(token))
    if not parts:
        return regex.compile(regex.escape(words.strip()) or r"(?!)")
    percent = r"\s*%" if words.rstrip().endswith("%") else ""
    return regex.compile(r"(?<![\p{L}\p{N}])" + r"[\W_]*".join(parts) + percent + r"(?![\p{L}\p{N}])", regex.I)


def holds(text: str, words: str) -> bool:
    return bool(words_shape(words).search(text)) or bool(words_shape(words).search(fold_digits(text)))


def fold_digits(text: str) -> str:
    """Digits of any script as 0-9, every other character left in its place."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def substituted(text: str, effect: Effect) -> str:
    """``text`` after the effect. Places are found in the folded text and cut in the printed one."""
    new = effect.new or ""
    spans: list[tuple[int, int]] = []
    if effect.old is not None:
        spans = [m.span() for m in words_shape(effect.old).finditer(fold_digits(text))]
    if not spans:
        day = day_in(effect.old) if effect.old else None
        spans = [(d.span.start, d.span.end) for d in find_dates(text) if len(d.value) == 10 and day in (None, d.value)]
        spans = spans if day or len(spans) <= 1 else spans[-1:]
    for start, end in reversed(spans):
        text = f"{text[:start]}{new}{text[end:]}"
    return str(regex.sub(r"\s+(?=[.,;:।](?:\s|$))", "", " ".join(text.split())))


# ------------------------------------------------------------------------------------------ rules
def concerns(rule: Rule, target: str, paragraph: str) -> bool:
    """The rule's current version stands in the paragraph or inside it."""
    return rule.until is None and in_paragraph(rule, target, paragraph)


def in_paragraph(rule: Rule, target: str, paragraph: str) -> bool:
    key = paragraph_key(paragraph)
    return any(
        s.work == target and (here == key or here.startswith(key + "."))
        for s in rule.sources
        if (here := paragraph_key(s.paragraph))
    )


def meets(rule: Rule, old: str | None) -> bool:
    """The words to be replaced occur in the rule, or are the date by which it is due."""
    return old is None or holds(rule.action, old) or (rule.deadline is not None and day_in(old) == rule.deadline)


def changed(rule: Rule, effect: Effect) -> list[Rule]:
    """The rule up to the effect's day and, unless it is deleted, the rule from then on."""
    assert effect.date is not None
    before = replace(rule, until=effect.date)
    if effect.new is None and effect.old is None:
        return [before]
    deadline = rule.deadline
    new_day = day_in(effect.new)
    if new_day and deadline and (effect.old is None or day_in(effect.old) == deadline):
        deadline = new_day
    limit = rule.limit
    if limit and effect.old and effect.new is not None:
        limit = words_shape(effect.old).sub(effect.new, fold_digits(limit))
        deadline = computed(limit, rule.paper) if limit != rule.limit else deadline
    action = rule.action
    if effect.old is not None or effect.type == "extension":
        action = substituted(rule.action, effect)
    elif effect.new is not None:
        action = effect.new
    if not UNFULL.sub("", action):
        return [before]
    source = source_of(effect.affecting, effect.affecting_paragraph, effect.quote)
    after = replace(
        rule,
        action=action,
        modality=modality_of(rule, action) if effect.type == "substitution" else rule.modality,
        deadline=deadline,
        limit=limit if deadline == rule.deadline or limit != rule.limit else None,
        shape=reshaped(rule, action),
        since=effect.date,
        sources=(*rule.sources, source),
    )
    return [before, after]


def modality_of(rule: Rule, action: str) -> str:
    """As the new wording says, where it lays a duty at all; what the reader said of the old one else."""
    said = [d.trigger.modality for d in duties(action)]
    before = [d.trigger.modality for d in duties(rule.action)]
    return said[0] if said and said[:1] != before[:1] else rule.modality


def reshaped(rule: Rule, action: str) -> Shape | ItemList | None:
    """The shape of the new wording where it is of the same sort ("50%" becomes "60%")."""
    if rule.shape is None or isinstance(rule.shape, ItemList):
        return rule.shape
    return next((s for s in shapes_of(action, rule.paper.own_text) if type(s) is type(rule.shape)), rule.shape)


def repeats(rule: Rule, effects: Iterable[Effect]) -> bool:
    """A clause of the amending paper that states the change itself, or recites the words that it replaces."""
    return any(
        e.status == "applied"
        and rule.paper.id == e.affecting.id
        and rule.shape is None
        and e.type not in ("insertion", "supersession")
        and ((e.new is not None and holds(rule.action, e.new)) or (e.old is not None and holds(rule.action, e.old)))
        for e in effects
    )


def end_superseded(rules: list[Rule], library: Library, ends: Mapping[str, Effect]) -> list[Rule]:
    """The rules of a paper end on the day of the paper that supersedes it; those of its mere amendments with it."""
    days = {work: str(e.date) for work, e in ends.items()}
    mends: dict[str, set[str]] = {}
    for link in library.links:
        source = library.papers.get(link.source)
        if link.relation == "amends" and source and source.kind in ("corrigendum", "addendum"):
            mends.setdefault(source.id, set()).add(link.target)
    for work, targets in mends.items():
        if work not in days and targets and all(t in days for t in targets):
            days[work] = max(days[t] for t in targets)
    ended = []
    for r in rules:
        day = days.get(r.paper.id)
        if day is None or (r.since is not None and r.since >= day and r.paper.id not in ends):
            ended.append(r)
        else:
            ended.append(replace(r, until=min(r.until or day, day)))
    return ended


# ------------------------------------------------------------------------------------------ answers
def effect_answer(e: Effect, library: Library) -> EffectAnswer:
    target = library.papers.get(e.target) if e.target else None
    return EffectAnswer(
        affecting=e.affecting.id,
        affecting_reference_no=e.affecting.reference_no,
        affecting_paragraph=e.affecting_paragraph,
        affecting_eid=eid_of_label(e.affecting_paragraph),
        affected=e.target,
        affected_reference_no=target.reference_no if target else None,
        affected_date=target.date if target else None,
        affected_paragraph=e.paragraph,
        affected_eid=eid_of_label(e.paragraph) if e.paragraph else "body" if e.type == "supersession" else None,
        type=e.type,
        old=e.old,
        new=e.new,
        date=e.date,
        status=e.status,
        why=e.why,
        quote=" ".join(e.quote.split()),
        via=e.via,
    )


def consolidated(paper: PaperView, made: Changes, day: str) -> ConsolidatedAnswer:
    """The text of a paper on a day, each paragraph with every wording that it ever had."""
    passages = made.passages.get(paper.id) or [Passage(u, [Wording(u.text, paper.date, None)]) for u in units_of(paper)]
    end = made.ends.get(paper.id)
    begins = paper.date or paper.since or ""
    status: Literal["in_force", "not_yet", "superseded"] = "in_force"
    if begins > day:
        status = "not_yet"
    elif end is not None and str(end.date) <= day:
        status = "superseded"
    return ConsolidatedAnswer(
        work=paper.id,
        reference_no=paper.reference_no,
        date=paper.date,
        as_of=day,
        status=status,
        ended_by=source_of(end.affecting, end.affecting_paragraph, end.quote) if end else None,
        paragraphs=tuple(passage_answer(p, day) for p in passages),
    )


def passage_answer(p: Passage, day: str) -> ParagraphAnswer:
    versions = []
    for i, w in enumerate(p.wordings):
        # A later paper may count from an earlier day than this one: then this wording ends before it began.
        until = min((x.since or "" for x in p.wordings[i + 1 :]), default=None)
        until = max(until, w.since or "") if until is not None else None
        by: SourceAnswer | None = None
        if w.effect is not None:
            by = source_of(w.effect.affecting, w.effect.affecting_paragraph, w.effect.quote)
        versions.append(
            VersionAnswer(text=w.text, from_=w.since, to=until, type=w.effect.type if w.effect else None, by=by)
        )
    begun = [w for w in p.wordings if w.effect is None or (w.since or "") <= day]
    return ParagraphAnswer(
        label=p.unit.label, eid=p.unit.eid, text=begun[-1].text if begun else None, versions=tuple(versions)
    )
