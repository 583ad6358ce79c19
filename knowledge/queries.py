"""What the register answers. Every function takes an open Register and returns frozen types of knowledge.answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import or_
from sqlmodel import Session, col, select

from extract.record import Reading, ReceiptMark
from knowledge import compliance, lineage_forms, norms, restate
from knowledge.answers import (
    CandidateAnswer,
    CheckAnswer,
    ConflictAnswer,
    ConsolidatedAnswer,
    CopyAnswer,
    DeadlineAnswer,
    EffectAnswer,
    LineageAnswer,
    MissingAnswer,
    OfficeStay,
    RelationAnswer,
    RestatementAnswer,
    RuleAnswer,
    SearchHit,
    ShowAnswer,
    WorkAnswer,
)
from knowledge.conflicts import Conflict, cited_otherwise, find_conflicts, mark_conflicts
from knowledge.effects import Changes, consolidated, effect_answer, effect_order, run_effects
from knowledge.identity import Known, fold, fold_subject, may_be_one
from knowledge.lineage import lineage_answer, render_lineage
from knowledge.papers import FileMarks, Library, Link, PaperView, first_place, row_paragraph
from knowledge.search import match_query, matching_copies, snippet, tokens
from knowledge.store import Register, unpack, unpack_evidence
from knowledge.tables import CiteRow, CopyRow, DecisionRow, ReadingRow, RedirectRow, RelationRow, WorkRow

__all__ = [
    "UnknownWork",
    "candidates",
    "check",
    "conflicts",
    "deadlines",
    "effects",
    "lineage",
    "missing",
    "movements",
    "relations",
    "render_lineage",
    "restatements",
    "rules",
    "search",
    "show",
    "text",
    "works",
]

STRENGTH = {
    "supersedes": 9,
    "amends": 8,
    "endorses": 7,
    "forwards": 6,
    "encloses": 5,
    "continues": 4,
    "replies": 4,
    "clarifies": 4,
    "reminds": 3,
    "acts_on": 3,
    "restates": 2,
    "refers": 1,
}


class UnknownWork(LookupError):
    """No work, missing paper or redirect has this id. The message says what to do next."""

    def __init__(self, work_id: str) -> None:
        super().__init__(f"There is no work {work_id!r} in this register. `works` lists the ids that it holds.")
        self.work_id = work_id


def works(r: Register) -> list[WorkAnswer]:
    """Every paper held: undated ones first (they need a person's eye), then oldest first."""
    with r.session() as s:
        names = held_in(s)
        rows = s.exec(select(WorkRow).where(col(WorkRow.held))).all()
        answers = [work_answer(w, names.get(w.id, ())) for w in rows]
    return sorted(answers, key=lambda a: (a.date or "", a.reference_no or "", a.kind, a.subject or ""))


def held_in(s: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    joined = select(CopyRow.work_id, ReadingRow.name).join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    for work_id, name in s.exec(joined):
        found.setdefault(work_id, set()).add(name)
    return {k: tuple(sorted(v)) for k, v in found.items()}


def work_answer(w: WorkRow, names: tuple[str, ...]) -> WorkAnswer:
    return WorkAnswer(
        id=w.id,
        kind=w.kind or "other",
        reference_no=w.reference_no,
        date=w.date,
        date_basis=w.date_basis,
        issuer=w.issuer,
        subject=w.subject,
        held_in=names,
    )


def find_work(s: Session, work_id: str) -> WorkRow:
    """The work, following a redirect. UnknownWork where there is none."""
    work = s.get(WorkRow, work_id)
    if work is None:
        moved = s.get(RedirectRow, work_id)
        work = s.get(WorkRow, moved.work_id) if moved else None
    if work is None:
        raise UnknownWork(work_id)
    return work


def relations(r: Register) -> list[RelationAnswer]:
    """Every edge once: of two words for one pair the stronger (a paper forwarded is not also listed as referred to)."""
    with r.session() as s:
        return all_relations(s)


def all_relations(s: Session, work_id: str | None = None) -> list[RelationAnswer]:
    """The edges of the register, or those that begin or end at one work. Evidence is in the source's best copy."""
    cited = select(CiteRow).where(col(CiteRow.target_id).is_not(None))
    placed = select(RelationRow)
    copies = select(CopyRow.work_id, CopyRow.sha256)
    if work_id is not None:
        cited = cited.where(or_(col(CiteRow.work_id) == work_id, col(CiteRow.target_id) == work_id))
        placed = placed.where(or_(col(RelationRow.source_id) == work_id, col(RelationRow.target_id) == work_id))
        sources = select(CiteRow.work_id).where(col(CiteRow.target_id) == work_id)
        copies = copies.where(or_(col(CopyRow.work_id) == work_id, col(CopyRow.work_id).in_(sources)))
    best_copy: dict[str, str] = {}
    for source, sha256 in s.exec(copies.order_by(col(CopyRow.worth).desc(), col(CopyRow.sha256))):
        best_copy.setdefault(source, sha256)
    best: dict[tuple[str, str], tuple[tuple[int, bool, float, str], RelationAnswer]] = {}
    found = [(c.sha256, cite_answer(c)) for c in s.exec(cited)] + [(e.sha256, edge_answer(e)) for e in s.exec(placed)]
    for sha256, edge in found:
        pair = (edge.source, edge.target)
        # Whatever came first: the stronger word, then the best copy's evidence, then the surer reading.
        rank = (STRENGTH.get(edge.relation, 0), best_copy.get(edge.source) == sha256, edge.confidence, sha256)
        if edge.source != edge.target and (pair not in best or rank > best[pair][0]):
            best[pair] = (rank, edge)
    return sorted((edge for _, edge in best.values()), key=lambda e: (e.source, e.target))


def cite_answer(c: CiteRow) -> RelationAnswer:
    return RelationAnswer(
        source=c.work_id,
        target=c.target_id or "",
        relation=c.relation,
        inferred=False,
        confidence=min(c.confidence, c.fit),
        evidence=unpack_evidence(c.evidence),
    )


def edge_answer(e: RelationRow) -> RelationAnswer:
    return RelationAnswer(
        source=e.source_id,
        target=e.target_id,
        relation=e.relation,
        inferred=e.inferred,
        confidence=e.confidence,
        evidence=unpack_evidence(e.evidence),
    )


def missing(r: Register) -> list[MissingAnswer]:
    """Papers that are cited and not held, with those that cite them."""
    with r.session() as s:
        rows = s.exec(
            select(CiteRow, WorkRow).join(WorkRow, col(WorkRow.id) == col(CiteRow.target_id)).where(~col(WorkRow.held))
        ).all()
        cites: dict[str, list[CiteRow]] = {}
        absent: dict[str, WorkRow] = {}
        for cite, work in rows:
            cites.setdefault(work.id, []).append(cite)
            absent[work.id] = work
        answers = [missing_answer(absent[k], v) for k, v in cites.items()]
    return sorted(answers, key=lambda a: (a.date or "", a.reference_no or "", a.id))


def missing_answer(w: WorkRow, cites: list[CiteRow]) -> MissingAnswer:
    return MissingAnswer(
        id=w.id,
        kind=most([c.kind for c in cites]),
        reference_no=most([c.reference_no for c in cites]) or w.reference_no,
        date=w.date,
        issuer=most([c.issuer for c in cites]),
        cited_by=tuple(sorted({c.work_id for c in cites})),
    )


def most(values: list[str | None]) -> str | None:
    """The value named most often; of equals the first in the alphabet, so that the order of ingestion does not show."""
    counted = Counter(v for v in values if v)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else None


GROUP_LIMIT = 60
"""Works that share a date, number or subject are compared in pairs up to this many; larger groups say nothing."""


def candidates(r: Register) -> list[CandidateAnswer]:
    """Pairs of works that may be one paper and were not joined, surest first; what a person told apart is left out."""
    with r.session() as s:
        files: dict[str, set[str]] = {}
        for work_id, sha in s.exec(select(CopyRow.work_id, CopyRow.sha256)):
            files.setdefault(work_id, set()).add(sha)
        for sha, target in s.exec(select(CiteRow.sha256, CiteRow.target_id)):
            # A paper and one that it cites are two.
            if target:
                files.setdefault(target, set()).add(f"cited in {sha}" if target in files else sha)
        apart = {frozenset((d.one, d.other)) for d in s.exec(select(DecisionRow)) if d.verdict == "split"}
        known = [
            Known(w.id, w.held, w.kind, w.reference_no, w.loose_key, w.date, w.issuer, w.subject,
                  frozenset(files.get(w.id, ())))
            for w in s.exec(select(WorkRow))
        ]  # fmt: skip
    groups: dict[tuple[str, str], list[Known]] = {}
    for w in known:
        for name, value in (("date", w.date), ("number", w.loose), ("subject", fold_subject(w.subject))):
            if value:
                groups.setdefault((name, value), []).append(w)
    found: dict[frozenset[str], CandidateAnswer] = {}
    for group in groups.values():
        if len(group) > GROUP_LIMIT:
            continue
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                pair = frozenset((a.id, b.id))
                judged = may_be_one(a, b) if pair not in found and pair not in apart and (a.held or b.held) else None
                if judged:
                    x, y = sorted((a, b), key=lambda w: (not w.held, w.date or "", w.number or "", w.id))
                    found[pair] = CandidateAnswer(
                        one=x.id,
                        other=y.id,
                        one_name=name_known(x),
                        other_name=name_known(y),
                        confidence=judged[0],
                        reasons=judged[1],
                    )
    return sorted(found.values(), key=lambda c: (-c.confidence, c.one_name, c.other_name))


def name_known(w: Known) -> str:
    held = "" if w.held else " (not held)"
    return f"{w.number or (w.kind or 'paper').replace('_', ' ')} of {w.date or 'unknown date'}{held}"


# ------------------------------------------------------------------------------------------ one work
def show(r: Register, work_id: str) -> ShowAnswer:
    """A work with its copies, its best copy's fields and text, and its relations. UnknownWork where there is none."""
    with r.session() as s:
        work = find_work(s, work_id)
        copies = best_first(s, work.id)
        names = {
            row.sha256: row
            for row in s.exec(select(ReadingRow).where(col(ReadingRow.sha256).in_([c.sha256 for c in copies])))
        }
        readings = {sha: unpack(row.body) for sha, row in names.items()}
        item, text = (None, "")
        if copies:
            reading = readings[copies[0].sha256]
            item = reading.communications[copies[0].ordinal]
            text = reading.text[item.start : item.end]
        edges = tuple(e for e in all_relations(s, work.id) if work.id in (e.source, e.target))
        return ShowAnswer(
            work=work_answer(work, tuple(sorted({names[c.sha256].name for c in copies}))),
            asked=work_id if work_id != work.id else None,
            copies=tuple(
                CopyAnswer(
                    sha256=c.sha256,
                    name=names[c.sha256].name,
                    ordinal=c.ordinal,
                    pages=readings[c.sha256].communications[c.ordinal].pages,
                    start=c.start,
                    end=c.end,
                    reason=c.reason,
                )
                for c in copies
            ),
            communication=item,
            text=text,
            relations=edges,
            cited_by=tuple(sorted({e.source for e in edges if e.target == work.id})),
        )


def best_first(s: Session, work_id: str) -> list[CopyRow]:
    """The copies of a work, the best one first, whatever came first."""
    order = (col(CopyRow.worth).desc(), col(CopyRow.sha256), col(CopyRow.ordinal))
    return list(s.exec(select(CopyRow).where(col(CopyRow.work_id) == work_id).order_by(*order)))


def search(r: Register, words: str) -> list[SearchHit]:
    """Works that hold every word (whole words, in either script; ``word*`` for a beginning), best match first."""
    query = match_query(words)
    if query is None:
        return []
    wanted_words = tokens(words)
    with r.session() as s:
        ids = matching_copies(s, query, wanted_words)
        copies = {c.id: c for c in s.exec(select(CopyRow).where(col(CopyRow.id).in_(ids)))}
        hits: dict[str, SearchHit] = {}
        for copy_id in ids:
            copy = copies[copy_id]
            work = s.get(WorkRow, copy.work_id)
            row = s.get(ReadingRow, copy.sha256)
            if work is None or row is None or work.id in hits:
                continue
            text = unpack(row.body).text[copy.start : copy.end]
            hits[work.id] = SearchHit(
                work=work.id,
                kind=work.kind,
                reference_no=work.reference_no,
                date=work.date,
                subject=work.subject,
                name=row.name,
                snippet=snippet(text, wanted_words),
            )
    return list(hits.values())


# ------------------------------------------------------------------------------------------ what is in force
def library(r: Register) -> Library:
    """All works held with their best copies, as plain values (kept until the register changes)."""
    return cast(Library, r.cached("library", lambda: load_library(r)))


def load_library(r: Register) -> Library:
    with r.session() as s:
        readings = kept_readings(r, s)
        best: dict[str, CopyRow] = {}
        order = (col(CopyRow.worth).desc(), col(CopyRow.sha256), col(CopyRow.ordinal))
        for copy in s.exec(select(CopyRow).order_by(*order)):
            best.setdefault(copy.work_id, copy)
        rows = {w.id: w for w in s.exec(select(WorkRow).where(col(WorkRow.held)))}
        edges = all_relations(s)
        links = tuple(
            Link(e.source, e.target, e.relation, e.inferred, at=first_place(e.evidence) if e.evidence else None)
            for e in edges
        )
        cited: dict[str, str] = {}
        for e in edges:
            date = rows[e.target].date if e.target in rows else None
            if date and e.relation != "acts_on":
                cited[e.source] = max(cited.get(e.source, ""), date)
        papers = {
            w.id: PaperView(
                id=w.id,
                kind=w.kind or "other",
                reference_no=w.reference_no,
                number_key=w.number_key,
                date=w.date,
                issuer=w.issuer,
                subject=w.subject,
                item=readings[best[w.id].sha256].communications[best[w.id].ordinal],
                text=readings[best[w.id].sha256].text,
                since=w.date if w.date and len(w.date) == 10 else max(w.date or "", cited.get(w.id, "")) or None,
            )
            for w in sorted(rows.values(), key=by_age)
            if w.id in best
        }
        dates: dict[str, list[str]] = {}
        for sha, work_id in s.exec(select(CopyRow.sha256, CopyRow.work_id)):
            if work_id in rows and rows[work_id].date:
                dates.setdefault(sha, []).append(str(rows[work_id].date))
        marks = tuple(
            FileMarks(reading.source.name, reading.receipt_marks, max(dates.get(sha, []), default=None))
            for sha, reading in sorted(readings.items(), key=lambda i: i[1].source.name)
            if reading.receipt_marks
        )
    return Library(papers, links, marks)


def kept_readings(r: Register, s: Session) -> dict[str, Reading]:
    """Every Reading; those that were unpacked before are not unpacked again."""

    def unpacked(sha256: str) -> Callable[[], Reading]:
        return lambda: unpack(s.exec(select(ReadingRow.body).where(col(ReadingRow.sha256) == sha256)).one())

    keys = s.exec(select(ReadingRow.sha256, ReadingRow.pipeline_version, ReadingRow.added_at)).all()
    made = r.keep("readings", {tuple(k): unpacked(k[0]) for k in keys})
    return {key[0]: reading for key, reading in made.items()}


def by_age(w: WorkRow) -> tuple[str, str, str, str]:
    return w.date or "9999", w.number_key or "", w.kind or "", w.subject or ""


def law(r: Register) -> compliance.Law:
    """Every rule in every wording, derived from the library (kept until the register changes)."""
    return cast(compliance.Law, r.cached("law", lambda: derive_law(r)))


@dataclass(frozen=True)
class Island:
    """What follows from papers that are linked with each other and with no other paper."""

    changes: Changes
    allocations: tuple[norms.Allocation, ...]
    conflicts: tuple[Conflict, ...]


def islands(r: Register) -> list[Island]:
    """Every island; an added paper makes its own island anew and leaves the others as they are (kept in memory)."""

    def make() -> list[Island]:
        makers = {(part.papers_key, part.links): settled(part) for part in library(r).islands()}
        return list(r.keep("islands", makers).values())

    return cast("list[Island]", r.cached("islands", make))


def settled(part: Library) -> Callable[[], Island]:
    def make() -> Island:
        first, allocations = norms.derive(part)
        made = run_effects(part, first)
        return Island(made, tuple(allocations), tuple(find_conflicts(part, made.rules, made.effects)))

    return make


def changes(r: Register) -> tuple[Changes, list[norms.Allocation]]:
    """Every rule in every wording, every effect, the changed texts; and who prescribes what (kept until a change)."""

    def make() -> tuple[Changes, list[norms.Allocation]]:
        all_ = islands(r)
        order = {work: n for n, work in enumerate(library(r).papers)}
        joined = Changes(
            sorted(
                (v for i in all_ for v in i.changes.rules), key=lambda v: (order[v.paper.id], v.place, v.since or "")
            )
        )
        joined.effects = sorted((e for i in all_ for e in i.changes.effects), key=effect_order)
        for i in all_:
            joined.passages |= i.changes.passages
            joined.ends |= i.changes.ends
        return joined, sorted((a for i in all_ for a in i.allocations), key=lambda a: order[a.paper.id])

    return cast("tuple[Changes, list[norms.Allocation]]", r.cached("changes", make))


def effects(r: Register, work_id: str | None = None) -> list[EffectAnswer]:
    """Every change of one paper by another, oldest first; with a work those that it makes or suffers. UnknownWork."""
    lib = library(r)
    with r.session() as s:
        only = find_work(s, work_id).id if work_id is not None else None
    found = [effect_answer(e, lib) for e in changes(r)[0].effects]
    return [e for e in found if only is None or only in (e.affecting, e.affected, e.via)]


def text(r: Register, work_id: str, as_of: str) -> ConsolidatedAnswer:
    """The consolidated text of a held work on a day. UnknownWork; ValueError where ``as_of`` is no ISO date."""
    date.fromisoformat(as_of)
    with r.session() as s:
        work = find_work(s, work_id)
    paper = library(r).papers.get(work.id)
    if paper is None:
        raise UnknownWork(work_id)
    return consolidated(paper, changes(r)[0], as_of)


def derive_law(r: Register) -> compliance.Law:
    lib = library(r)
    made, allocations = changes(r)
    versions = made.rules
    found = [c for i in islands(r) for c in i.conflicts] + [c for m in lib.marks for c in mark_conflicts(m)]
    found = sorted(found, key=lambda c: (c.answer.kind, c.answer.message)) + citation_conflicts(r, lib)
    roles = tuple(role for paper in lib.papers.values() for role in paper.item.roles)
    return compliance.Law(lib, tuple(versions), tuple(allocations), roles, tuple(found))


def restatements(r: Register) -> list[RestatementAnswer]:
    """Papers that say again in the other language what a paper before them says, with their aligned paragraphs."""
    return cast("list[RestatementAnswer]", r.cached("restatements", lambda: restate.restatements(library(r))))


def citation_conflicts(r: Register, lib: Library) -> list[Conflict]:
    by_number: dict[str, list[PaperView]] = {}
    for paper in lib.papers.values():
        if paper.number_key and paper.kind != "endorsement":
            by_number.setdefault(paper.number_key, []).append(paper)
    with r.session() as s:
        rows = s.exec(
            select(CiteRow, WorkRow).join(WorkRow, col(WorkRow.id) == col(CiteRow.target_id)).where(~col(WorkRow.held))
        ).all()
    found = []
    for cite, _ in rows:
        citing = lib.papers.get(cite.work_id)
        if citing and cite.number_key and cite.date:
            quote = " ".join(e.quote for e in unpack_evidence(cite.evidence)) or cite.date
            conflict = cited_otherwise(
                cite.number_key,
                cite.date,
                quote,
                citing.subject,
                [p for p in by_number.get(cite.number_key, []) if p.id != citing.id],
            )
            found += [conflict] if conflict else []
    return found


def rules(r: Register, as_of: str | None = None) -> list[RuleAnswer]:
    """The rules in force on a day; without a day every version of every rule with its days. Oldest paper first."""
    versions = law(r).rules
    if as_of is not None:
        versions = tuple(v for v in versions if v.in_force(as_of))
    ordered = sorted(versions, key=lambda v: (v.paper.since or "9999", v.paper.name, v.place, v.since or ""))
    return [norms.rule_answer(v, as_of) for v in ordered]


def check(r: Register, facts: dict[str, Any], as_of: str) -> CheckAnswer:
    """One person's duties on a day. ValueError where ``as_of`` is no ISO date."""
    date.fromisoformat(as_of)
    return compliance.check(law(r), facts, as_of)


def conflicts(r: Register) -> list[ConflictAnswer]:
    """Contradictions and doubtful marks, each with what answers meanwhile."""
    return list(dict.fromkeys(c.answer for c in law(r).conflicts))


def deadlines(r: Register, as_of: str | None = None) -> list[DeadlineAnswer]:
    """Every limit that the papers set, by date; with ``as_of`` how many days are left. Undated limits come last."""
    day = date.fromisoformat(as_of) if as_of else None
    found: dict[tuple[str | None, str, str], DeadlineAnswer] = {}
    for paper in library(r).papers.values():
        for d in paper.item.deadlines:
            due = date.fromisoformat(d.date) if d.date and len(d.date) == 10 else None
            left = (due - day).days if due and day else None
            answer = DeadlineAnswer(
                date=d.date,
                rule=d.rule,
                text=" ".join(d.text.split()),
                who=d.who,
                work=paper.id,
                reference_no=paper.reference_no,
                work_date=paper.date,
                paragraph=d.paragraph or row_paragraph(paper, first_place(d.evidence)),
                days_left=left,
                passed=left < 0 if left is not None else None,
            )
            found.setdefault((answer.date, paper.id, fold(answer.text)), answer)
    return sorted(found.values(), key=lambda a: (a.date is None, a.date or "", a.reference_no or "", a.text))


# ------------------------------------------------------------------------------------------ lineage
def lineage(r: Register, work_id: str) -> LineageAnswer:
    """Who had the paper from whom and who passed it on, as two trees. UnknownWork where there is none."""
    with r.session() as s:
        work = find_work(s, work_id)
        edges = {*reached(s, work.id, "source"), *reached(s, work.id, "target")}
        ids = {i for e in edges for i in (e.source, e.target)} | {work.id}
        rows = {w.id: w for w in s.exec(select(WorkRow).where(col(WorkRow.id).in_(ids)))}
    return lineage_answer(work.id, rows, sorted(edges, key=lambda e: (e.source, e.target)))


def movements(r: Register, work_id: str) -> list[OfficeStay]:
    """In which office the papers of a lineage lay for how long, with receipt stamps. UnknownWork if none."""
    answer = lineage(r, work_id)
    marks: dict[str, tuple[tuple[str, ReceiptMark], ...]] = {}
    files: dict[str, frozenset[str]] = {}
    with r.session() as s:
        for work in lineage_forms.nodes(answer):
            found: list[tuple[str, ReceiptMark]] = []
            copies = best_first(s, work)
            files[work] = frozenset(c.sha256 for c in copies)
            for copy in copies:
                row = s.get(ReadingRow, copy.sha256)
                reading = unpack(row.body) if row else None
                pages = reading.communications[copy.ordinal].pages if reading else ()
                # A stamp between the papers' limits belongs to the paper in which it stands, else to that of its page.
                found += [
                    (copy.sha256, m)
                    for m in (reading.receipt_marks if reading else ())
                    if copy.start <= first_place(m.evidence) < copy.end or (m.page in pages and len(pages) == 1)
                ]
            marks[work] = tuple(dict.fromkeys(found))
    return lineage_forms.stays(answer, marks, files)


def reached(s: Session, start: str, side: str) -> list[RelationAnswer]:
    """The edges that lead upstream ("source": from here) or downstream ("target": to here), through any chain."""
    found: list[RelationAnswer] = []
    seen = {start}
    front = [start]
    while front:
        here = front.pop()
        for edge in all_relations(s, here):
            if getattr(edge, side) != here:
                continue
            found.append(edge)
            other = edge.target if side == "source" else edge.source
            if other not in seen:
                seen.add(other)
                front.append(other)
    return found
