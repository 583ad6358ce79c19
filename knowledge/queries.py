"""What the register answers. Every function takes an open Register and returns frozen types of knowledge.answers.

Lists take ``limit`` and ``offset`` and read that page from the database; what they hold in all is told by ``…_count``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from typing import Any, cast

from sqlalchemy import bindparam, func, or_, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from extract.record import Role
from knowledge import compliance, norms, restate
from knowledge.answers import (
    CandidateAnswer,
    CheckAnswer,
    ConflictAnswer,
    ConsolidatedAnswer,
    CopyAnswer,
    DateRangeAnswer,
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
from knowledge.conflicts import ALIKE, Conflict, cited_otherwise, dates_confused, mark_conflicts
from knowledge.dating import ranges_of
from knowledge.deadlines import seen_from
from knowledge.derived import Island, Shelf, derive, library_of, library_with, limit_place, marks_of, shelf_of
from knowledge.edges import IDS, Edge, all_edges, ask, component, edges_at, edges_from, edges_to, pieces
from knowledge.effects import consolidated
from knowledge.identity import Known, fold_subject, full_date, may_be_one, same_subject
from knowledge.lineage import lineage_answer, render_lineage
from knowledge.movements import movements_of
from knowledge.papers import FileMarks, Library
from knowledge.search import match_query, matching_copies, snippet, tokens
from knowledge.store import Register, unpack, unpack_evidence
from knowledge.tables import (
    CiteRow,
    CopyRow,
    DecisionRow,
    DerivedRow,
    EffectRow,
    NormRow,
    ReadingRow,
    RedirectRow,
    RelationRow,
    RestRow,
    SearchRow,
    WorkRow,
)

__all__ = [
    "UnknownWork",
    "asked_facts",
    "candidates",
    "check",
    "conflicts",
    "conflicts_count",
    "deadlines",
    "deadlines_count",
    "effects",
    "files_of",
    "law",
    "law_for_persons",
    "lineage",
    "missing",
    "missing_count",
    "missing_of",
    "movements",
    "relations",
    "relations_count",
    "render_lineage",
    "restatements",
    "rules",
    "rules_count",
    "rules_on",
    "search",
    "show",
    "text",
    "works",
    "works_count",
    "works_of",
]


class UnknownWork(LookupError):
    """No work, missing paper or redirect has this id. The message says what to do next."""

    def __init__(self, work_id: str) -> None:
        super().__init__(f"There is no work {work_id!r} in this register. `works` lists the ids that it holds.")
        self.work_id = work_id


def in_order(*columns: Any) -> tuple[Any, ...]:
    """What is not known comes first."""
    return tuple(col(c).nulls_first() for c in columns)


HELD = col(WorkRow.held)
WORK_ORDER = in_order(WorkRow.date, WorkRow.reference_no, WorkRow.kind, WorkRow.subject, WorkRow.id)
MISSING_ORDER = in_order(WorkRow.date, WorkRow.number_key, WorkRow.kind, WorkRow.id)
IS_CITED = select(CiteRow.id).where(col(CiteRow.target_id) == col(WorkRow.id)).exists()


def works(r: Register, limit: int | None = None, offset: int = 0) -> list[WorkAnswer]:
    """The papers held: undated ones first (they need a person's eye), then oldest first."""
    with r.session() as s:
        rows = s.exec(select(WorkRow).where(HELD).order_by(*WORK_ORDER).limit(limit).offset(offset)).all()
        return work_answers(r, s, rows)


def works_count(r: Register) -> int:
    """Kept until the register changes, as every count of a list that grows with it."""
    return counted(r, "works", select(func.count()).select_from(WorkRow).where(HELD))


def counted(r: Register, name: str, question: Any) -> int:
    def make() -> int:
        with r.session() as s:
            return int(s.scalar(question) or 0)

    return cast(int, r.cached(f"count of {name}", make))


def works_of(r: Register, ids: Collection[str]) -> dict[str, WorkAnswer]:
    """Those of ``ids`` that are held, as ``works`` shows them."""
    with r.session() as s:
        rows = [w for piece in pieces(ids) for w in s.scalars(WORKS_OF, {"ids": piece}) if w.held]
        return {w.id: w for w in work_answers(r, s, rows)}


def work_answers(r: Register, s: Session, rows: Iterable[WorkRow]) -> list[WorkAnswer]:
    rows = list(rows)
    names: dict[str, set[str]] = {}
    for work, name, _ in files_at(s, [w.id for w in rows]):
        names.setdefault(work, set()).add(name)
    ranges = ranges_of(s, partial(r.kept_readings, s), [w.id for w in rows if not full_date(w.date)])
    return [work_answer(w, tuple(sorted(names.get(w.id, ()))), ranges.get(w.id)) for w in rows]


def files_of(r: Register, ids: Collection[str]) -> dict[str, dict[str, str]]:
    """For each of these works the files that hold it: hash by name. Of two files of one name none is named."""
    found: dict[str, dict[str, set[str]]] = {}
    with r.session() as s:
        for work, name, sha in files_at(s, ids):
            found.setdefault(work, {}).setdefault(name, set()).add(sha)
    return {work: {name: min(shas) for name, shas in of.items() if len(shas) == 1} for work, of in found.items()}


def files_at(s: Session, ids: Collection[str]) -> list[Any]:
    """(work, name, hash) of every file that holds one of the works."""
    return [row for piece in pieces(ids) for row in ask(s, FILES_AT, {"ids": piece})]


FILES_AT: Any = (
    select(CopyRow.work_id, ReadingRow.name, ReadingRow.sha256)
    .join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    .where(col(CopyRow.work_id).in_(IDS))
)


def work_answer(w: WorkRow, names: tuple[str, ...], between: DateRangeAnswer | None = None) -> WorkAnswer:
    return WorkAnswer(
        id=w.id,
        kind=w.kind or "other",
        reference_no=w.reference_no,
        date=w.date,
        date_basis=w.date_basis,
        issuer=w.issuer,
        subject=w.subject,
        held_in=names,
        date_range=between,
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


def relations(r: Register, limit: int | None = None, offset: int = 0) -> list[RelationAnswer]:
    """Every edge once: of two words for one pair the stronger (a paper forwarded is not also listed as referred to)."""
    with r.session() as s:
        if limit is None and offset == 0:
            return [edge_answer(e) for e in all_edges(s)]
        page = PAIRS.order_by("work_id", "target_id").limit(-1 if limit is None else limit).offset(offset)
        pairs = {(p[0], p[1]) for p in ask(s, page)}
        return [edge_answer(e) for e in edges_from(s, {p[0] for p in pairs}) if (e.source, e.target) in pairs]


def relations_count(r: Register) -> int:
    return counted(r, "relations", select(func.count()).select_from(PAIRS.subquery()))


PAIRS: Any = union(
    select(CiteRow.work_id, CiteRow.target_id).where(
        col(CiteRow.target_id).is_not(None), col(CiteRow.work_id) != col(CiteRow.target_id)
    ),
    select(RelationRow.source_id, RelationRow.target_id).where(
        col(RelationRow.source_id) != col(RelationRow.target_id)
    ),
)
"""The two ends of every edge, each pair once."""


def edge_answer(e: Edge) -> RelationAnswer:
    return RelationAnswer(
        source=e.source,
        target=e.target,
        relation=e.relation,
        inferred=e.inferred,
        confidence=e.confidence,
        evidence=unpack_evidence(e.evidence),
    )


def counts(r: Register) -> dict[str, int]:
    """How much the register holds: works, relations as printed or placed (a pair may be named twice), rules."""
    tests: dict[str, Any] = {
        "works": select(func.count()).select_from(WorkRow).where(col(WorkRow.held)),
        "relations": select(func.count()).select_from(CiteRow).where(col(CiteRow.target_id).is_not(None)),
        "placed": select(func.count()).select_from(RelationRow),
        "rules": select(func.count()).select_from(NormRow),
    }
    with r.settled() as s:
        found = {name: int(s.scalars(test).one()) for name, test in tests.items()}
    return {**found, "relations": found["relations"] + found.pop("placed")}


def missing(r: Register, limit: int | None = None, offset: int = 0) -> list[MissingAnswer]:
    """Papers that are cited and not held, with those that cite them; undated ones first, then oldest first."""
    wanted = select(WorkRow).where(~HELD, IS_CITED).order_by(*MISSING_ORDER).limit(limit).offset(offset)
    with r.session() as s:
        return missing_answers(s, s.exec(wanted))


def missing_count(r: Register) -> int:
    return counted(r, "missing papers", select(func.count()).select_from(WorkRow).where(~HELD, IS_CITED))


def missing_of(r: Register, ids: Collection[str]) -> dict[str, MissingAnswer]:
    """Those of ``ids`` that are cited and not held."""
    with r.session() as s:
        rows = [w for piece in pieces(ids) for w in s.scalars(WORKS_OF, {"ids": piece}) if not w.held]
        return {m.id: m for m in missing_answers(s, rows)}


def missing_answers(s: Session, rows: Iterable[WorkRow]) -> list[MissingAnswer]:
    """In the order of ``rows``; those that nobody cites are left out."""
    rows = list(rows)
    cites: dict[str, list[CiteRow]] = {}
    for piece in pieces(w.id for w in rows):
        for cite in s.scalars(CITES_OF, {"ids": piece}):
            cites.setdefault(cite.target_id or "", []).append(cite)
    return [missing_answer(w, cites[w.id]) for w in rows if w.id in cites]


CITES_OF = select(CiteRow).where(col(CiteRow.target_id).in_(IDS))


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
        edges = tuple(edge_answer(e) for e in edges_at(s, {work.id}))
        ranges = ranges_of(s, partial(r.kept_readings, s), [work.id])
        return ShowAnswer(
            work=work_answer(work, tuple(sorted({names[c.sha256].name for c in copies})), ranges.get(work.id)),
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


def search(r: Register, words: str, limit: int = 50) -> list[SearchHit]:
    """Works that hold every word (whole words, in either script; ``word*`` for a beginning), best match first."""
    query = match_query(words)
    if query is None:
        return []
    wanted_words = tokens(words)
    with r.session() as s:
        # Two copies of one work are one hit.
        ids = matching_copies(s, query, wanted_words, limit * 2)
        found = {row[0]: row for row in s.execute(FOUND, {"ids": ids})}
        hits: dict[str, SearchHit] = {}
        for copy_id in ids:
            _, work, kind, reference_no, day, subject, name = found[copy_id]
            if work in hits or len(hits) == limit:
                continue
            hits[work] = SearchHit(
                work=work,
                kind=kind,
                reference_no=reference_no,
                date=day,
                subject=subject,
                name=name,
                snippet=snippet(shown_text(s, copy_id, wanted_words), wanted_words),
            )
    return list(hits.values())


FOUND_COLUMNS: Any = (
    CopyRow.id, WorkRow.id, WorkRow.kind, WorkRow.reference_no, WorkRow.date, WorkRow.subject, ReadingRow.name
)  # fmt: skip
FOUND = (
    select(*FOUND_COLUMNS)
    .join(WorkRow, col(WorkRow.id) == col(CopyRow.work_id))
    .join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    .where(col(CopyRow.id).in_(IDS))
)
OF_COPY = col(SearchRow.copy_id) == bindparam("copy")
HEAD = 8000
"""Signs at the beginning of a paper in which a hit's words are looked for first."""
SHOWN_HEAD, SHOWN = select(func.substr(SearchRow.shown, 1, HEAD)).where(OF_COPY), select(SearchRow.shown).where(OF_COPY)


def shown_text(s: Session, copy_id: int, words: list[str]) -> str:
    """The copy's text on one line: its beginning where one of the words stands there."""
    head = str(s.scalars(SHOWN_HEAD, {"copy": copy_id}).one())
    low = head.casefold()
    if len(head) < HEAD or any(w in low for w in words):
        return head
    return s.scalars(SHOWN, {"copy": copy_id}).one()


# ------------------------------------------------------------------------------------------ what is in force
def library(r: Register) -> Library:
    """All works held with their best copies, as plain values (kept until the register changes).

    For what needs every paper at once: packs and restatements. It grows with the register.
    """

    def make() -> Library:
        with r.session() as s:
            files = s.scalars(select(ReadingRow.sha256).where(col(ReadingRow.marks) > 0).order_by(col(ReadingRow.name)))
            marks = [marks_of(s, partial(r.kept_readings, s), sha) for sha in files.all()]
        return joined(islands(r), tuple(m for m in marks if m))

    return cast(Library, r.cached("library", make))


def joined(parts: list[Island], marks: tuple[FileMarks, ...] = ()) -> Library:
    papers = [p for i in parts for p in i.library.papers.values()]
    return library_with(papers, (k for i in parts for k in i.library.links), marks)


def islands(r: Register) -> list[Island]:
    """Every island; an added paper makes its own island anew and leaves the others as they are (kept in memory)."""

    def make() -> list[Island]:
        with r.session() as s:
            return kept_islands(r, s, "islands", None)

    return cast("list[Island]", r.cached("islands", make))


def kept_islands(r: Register, s: Session, name: str, ids: Collection[str] | None) -> list[Island]:
    """The islands of these works, oldest first; those that are as they were are taken from the last call."""

    def maker(part: Shelf) -> Callable[[], Island]:
        return lambda: derive(part.library(partial(r.kept_readings, s)))

    made = r.keep(name, {part.key: maker(part) for part in shelf_of(s, ids).parts()})
    return sorted(made.values(), key=lambda i: min(p.rank for p in i.library.papers.values()))


def island_with(r: Register, work_id: str) -> Island | None:
    """The island of one work; None where the work is not held. UnknownWork."""
    with r.session() as s:
        work = find_work(s, work_id)
        reach = component(s, {work.id}) or set()
        if not work.held:
            return None
        return derive(library_of(s, partial(r.kept_readings, s), reach))


def effects(r: Register, work_id: str | None = None) -> list[EffectAnswer]:
    """Every change of one paper by another, oldest first; with a work those that it makes or suffers. UnknownWork."""
    wanted = select(EffectRow.body).order_by(col(EffectRow.place), col(EffectRow.id))
    with r.settled() as s:
        if work_id is not None:
            only = find_work(s, work_id).id
            ends = (col(EffectRow.work_id), col(EffectRow.affected), col(EffectRow.via))
            wanted = wanted.where(or_(*(end == only for end in ends)))
        return [EffectAnswer.model_validate_json(body) for body in s.scalars(wanted)]


def text(r: Register, work_id: str, as_of: str) -> ConsolidatedAnswer:
    """The consolidated text of a held work on a day. UnknownWork; ValueError where ``as_of`` is no ISO date."""
    date.fromisoformat(as_of)
    island = island_with(r, work_id)
    with r.session() as s:
        work = find_work(s, work_id)
    if island is None:
        raise UnknownWork(work_id)
    return consolidated(island.library.papers[work.id], island.changes, as_of)


def law(r: Register) -> compliance.Law:
    """Every rule of every paper in every wording, for packs (kept until the register changes)."""

    def make() -> compliance.Law:
        lib = library(r)
        marks = [c for m in lib.marks for c in mark_conflicts(m)]
        return law_of(r, lib, islands(r), marks, tuple(role for p in lib.papers.values() for role in p.item.roles))

    return cast(compliance.Law, r.cached("law", make))


def law_for_persons(r: Register) -> compliance.Law:
    """What ``check`` reads: the islands with a rule that facts about a person decide (kept until a change)."""

    def make() -> compliance.Law:
        with r.settled() as s:
            bearing = s.scalars(select(NormRow.work_id).where(col(NormRow.decided)).distinct()).all()
            reach = component(s, bearing) or set()
            parts = kept_islands(r, s, "islands of persons", reach)
            found = s.scalars(
                select(DerivedRow.body)
                .where(col(DerivedRow.kind) == "role")
                .order_by(col(DerivedRow.place), col(DerivedRow.id))
            )
            roles = tuple(Role.model_validate_json(body) for body in found)
        return law_of(r, joined(parts), parts, [], roles)

    return cast(compliance.Law, r.cached("law for persons", make))


def law_of(
    r: Register, lib: Library, parts: list[Island], marks: list[Conflict], roles: tuple[Role, ...]
) -> compliance.Law:
    order = {work: n for n, work in enumerate(lib.papers)}
    versions = sorted(
        (v for i in parts for v in i.changes.rules), key=lambda v: (order[v.paper.id], v.place, v.since or "")
    )
    allocations = sorted((a for i in parts for a in i.allocations), key=lambda a: order[a.paper.id])
    found = sorted(
        [c for i in parts for c in i.conflicts] + marks, key=lambda c: (c.answer.kind, c.answer.message)
    ) + citation_conflicts(r)
    return compliance.Law(lib, tuple(versions), tuple(allocations), roles, tuple(found))


def restatements(r: Register) -> list[RestatementAnswer]:
    """Papers that say again in the other language what a paper before them says, with their aligned paragraphs."""

    def make() -> list[RestatementAnswer]:
        found: dict[tuple[str, str], tuple[tuple[str, str], RestatementAnswer]] = {}
        with r.session() as s:
            # Only papers that an edge joins to one in the other language are opened, some at a time.
            across = pairs_across(s)
            for sources in pieces(one for one, _ in across):
                within = set(sources)
                ids = within | {other for one, other in across if one in within}
                lib = library_of(s, partial(r.kept_readings, s), ids)
                for answer in restate.restatements(lib):
                    names = lib.papers[answer.work].name, lib.papers[answer.of].name
                    found[answer.work, answer.of] = names, answer
        return [answer for _, answer in sorted(found.values(), key=lambda f: f[0])]

    return cast("list[RestatementAnswer]", r.cached("restatements", make))


def pairs_across(s: Session) -> set[tuple[str, str]]:
    """The ends of every edge between a paper in Hindi and one in another language."""
    best: dict[str, tuple[tuple[float, str, int], bool]] = {}
    for work, worth, sha, ordinal, words in s.connection().execution_options(yield_per=500).execute(WORDS_HELD):
        # The best copy speaks for the work, as everywhere.
        rank = (-worth, sha, ordinal)
        if work not in best or rank < best[work][0]:
            best[work] = rank, not words.isascii() and restate.is_hindi(words)
    rows = s.connection().execution_options(yield_per=5000).execute(PAIRS)
    return {(one, other) for one, other in rows if one in best and other in best and best[one][1] != best[other][1]}


WORDS_HELD: Any = select(  # type: ignore[call-overload]
    CopyRow.work_id, CopyRow.worth, CopyRow.sha256, CopyRow.ordinal, SearchRow.shown
).join(SearchRow, col(SearchRow.copy_id) == col(CopyRow.id))


def citation_conflicts(r: Register) -> list[Conflict]:
    """Citations of a paper that is not held, of which the number is held under another date."""
    with r.session() as s:
        pools: dict[int, tuple[str | None, set[str]]] = {}
        for cite, cited_on, subject, work, issued_on, held_subject in ask(s, SAME_NUMBER):
            # Told apart before any Reading is opened: one file number may head hundreds of letters.
            if dates_confused(issued_on, cited_on) and same_subject(subject, held_subject, ALIKE):
                pools.setdefault(cite, (subject, set()))[1].add(work)
        cites = {c.id: c for piece in pieces(pools) for c in s.scalars(CITES_BY_ID, {"ids": piece})}
        found = []
        for key, (subject, held) in pools.items():
            cite = cites[key]
            lib = library_of(s, partial(r.kept_readings, s), held)
            quote = " ".join(e.quote for e in unpack_evidence(cite.evidence)) or cite.date or ""
            conflict = cited_otherwise(cite.number_key, cite.date or "", quote, subject, list(lib.papers.values()))
            found += [conflict] if conflict else []
    return sorted(found, key=lambda c: (c.answer.message, c.answer.quotes))


CITED_WORK, HELD_WORK, CITING_WORK = aliased(WorkRow), aliased(WorkRow), aliased(WorkRow)
SAME_NUMBER_COLUMNS: Any = (
    CiteRow.id, CiteRow.date, CITING_WORK.subject, HELD_WORK.id, HELD_WORK.date, HELD_WORK.subject
)  # fmt: skip
SAME_NUMBER = (
    select(*SAME_NUMBER_COLUMNS)
    .join(CITED_WORK, col(CITED_WORK.id) == col(CiteRow.target_id))
    .join(HELD_WORK, col(HELD_WORK.number_key) == col(CiteRow.number_key))
    .join(CITING_WORK, col(CITING_WORK.id) == col(CiteRow.work_id))
    .where(
        ~col(CITED_WORK.held),
        col(HELD_WORK.held),
        col(HELD_WORK.id) != col(CiteRow.work_id),
        col(HELD_WORK.kind) != "endorsement",
        col(CiteRow.date).is_not(None),
    )
)
CITES_BY_ID = select(CiteRow).where(col(CiteRow.id).in_(IDS))


def rules(
    r: Register, as_of: str | None = None, work_id: str | None = None, limit: int | None = None, offset: int = 0
) -> list[RuleAnswer]:
    """The rules in force on a day; without a day every version of every rule with its days. Oldest paper first.

    ``work_id``: those of one paper (UnknownWork). ``limit`` and ``offset`` take a page of the answer.
    """
    wanted = in_force(select(NormRow.body), as_of).order_by(*RULE_ORDER).limit(limit).offset(offset)
    with r.settled() as s:
        if work_id is not None:
            wanted = wanted.where(col(NormRow.work_id) == find_work(s, work_id).id)
        answers = [RuleAnswer.model_validate_json(body) for body in s.scalars(wanted)]
    return [a.model_copy(update={"status": norms.status_on(a.in_force_from, a.in_force_to, as_of)}) for a in answers]


RULE_ORDER = tuple(
    col(c)
    for c in (
        NormRow.paper_since, NormRow.paper_name, NormRow.place, NormRow.begins, NormRow.rule, NormRow.until, NormRow.id
    )
)  # fmt: skip


def in_force(wanted: Any, as_of: str | None) -> Any:
    if as_of is None:
        return wanted
    until = col(NormRow.until)
    return wanted.where(col(NormRow.begins) <= as_of, until.is_(None) | (until > as_of))


def rules_on(r: Register, work_id: str, as_of: str) -> list[RuleAnswer]:
    """The rules of a day that rest on one paper: it says them, changes them or restates them. UnknownWork."""
    with r.settled() as s:
        this = find_work(s, work_id).id
        resting = select(RestRow.rule).where(col(RestRow.work_id) == this)
        wanted = in_force(select(NormRow.body), as_of).where(col(NormRow.rule).in_(resting)).order_by(*RULE_ORDER)
        answers = [RuleAnswer.model_validate_json(body) for body in s.scalars(wanted)]
    # A rule may rest on the paper in another wording than that of the day.
    on = [a for a in answers if any(source.work == this for source in (*a.sources, *a.restated_by))]
    return [a.model_copy(update={"status": norms.status_on(a.in_force_from, a.in_force_to, as_of)}) for a in on]


def asked_facts(r: Register, as_of: str) -> list[str]:
    """The names of the facts that decide the rules of a day, in the rules' order."""
    wanted = in_force(select(NormRow.body), as_of).where(col(NormRow.decided)).order_by(*RULE_ORDER)
    with r.settled() as s:
        found = [RuleAnswer.model_validate_json(body) for body in s.scalars(wanted)]
    names: dict[str, None] = {}
    for condition in (c for rule in found for c in rule.conditions):
        names[condition.fact] = None
        if condition.op == "same":
            names[str(condition.value)] = None
    return list(names)


def rules_count(r: Register, as_of: str | None = None) -> int:
    """How many rules are in force on a day; without a day, how many versions of rules there are."""
    with r.settled() as s:
        return int(s.scalars(in_force(select(func.count()).select_from(NormRow), as_of)).one())


def check(r: Register, facts: dict[str, Any], as_of: str) -> CheckAnswer:
    """One person's duties on a day. ValueError where ``as_of`` is no ISO date."""
    date.fromisoformat(as_of)
    return compliance.check(law_for_persons(r), facts, as_of)


def conflicts(r: Register, limit: int | None = None, offset: int = 0) -> list[ConflictAnswer]:
    """Contradictions and doubtful marks, each with what answers meanwhile."""
    with r.settled() as s:
        bodies = s.scalars(CONFLICTS.order_by(col(DerivedRow.place), col(DerivedRow.id)).limit(limit).offset(offset))
        found = [ConflictAnswer.model_validate_json(body) for body in bodies]
    if limit is not None and len(found) == limit:
        return found
    beyond = cited_conflicts(r)[max(0, offset - kept_conflicts(r)) :]
    return [*found, *beyond[: None if limit is None else limit - len(found)]]


def conflicts_count(r: Register) -> int:
    return kept_conflicts(r) + len(cited_conflicts(r))


SAME = aliased(DerivedRow)
CONFLICTS: Any = select(DerivedRow.body).where(
    col(DerivedRow.kind) == "conflict",
    ~select(SAME.id)
    .where(
        col(SAME.kind) == "conflict",
        col(SAME.place) == col(DerivedRow.place),
        col(SAME.id) < col(DerivedRow.id),
        col(SAME.body) == col(DerivedRow.body),
    )
    .exists(),
)
"""One that is found in two files is told once; equal ones stand at one place of the index."""


def kept_conflicts(r: Register) -> int:
    """How many follow from papers that are linked or from marks of one file (kept until the register changes)."""

    def make() -> int:
        with r.settled() as s:
            counted = select(func.count()).select_from(DerivedRow).where(col(DerivedRow.kind) == "conflict")
            return int(s.scalar(counted) or 0) - int(s.scalar(TOLD_AGAIN) or 0)

    return cast(int, r.cached("conflicts", make))


SEVERAL = (
    select(DerivedRow.place)
    .where(col(DerivedRow.kind) == "conflict")
    .group_by(col(DerivedRow.place))
    .having(func.count() > 1)
)
AT_ONE_PLACE = (
    select((func.count() - func.count(func.distinct(col(DerivedRow.body)))).label("more"))
    .where(col(DerivedRow.kind) == "conflict", col(DerivedRow.place).in_(SEVERAL))
    .group_by(col(DerivedRow.place))
    .subquery()
)
TOLD_AGAIN = select(func.sum(AT_ONE_PLACE.c.more))
"""How many conflicts are equal to another one. Only those at one place of the index are compared."""


def cited_conflicts(r: Register) -> list[ConflictAnswer]:
    """Those of citations, each once (kept until the register changes)."""
    made = r.cached("citation conflicts", lambda: list(dict.fromkeys(c.answer for c in citation_conflicts(r))))
    return cast("list[ConflictAnswer]", made)


def deadlines(r: Register, as_of: str | None = None, limit: int | None = None, offset: int = 0) -> list[DeadlineAnswer]:
    """The limits that the papers set, by date; with ``as_of`` how many days are left. Undated limits come last."""
    day = date.fromisoformat(as_of) if as_of else None
    kept = select(DerivedRow.body).where(LIMIT).order_by(col(DerivedRow.place), col(DerivedRow.id))
    with r.settled() as s:
        bodies = s.scalars(kept.limit(limit).offset(offset))
        return [seen_from(DeadlineAnswer.model_validate_json(body), day) for body in bodies]


LIMIT = col(DerivedRow.kind) == "limit"


def deadlines_count(r: Register, before: str | None = None) -> int:
    """How many limits the papers set; with ``before`` those that fall due before this day, which come first."""
    counted = select(func.count()).select_from(DerivedRow).where(LIMIT)
    if before is not None:
        counted = counted.where(col(DerivedRow.place) < limit_place(before))
    with r.settled() as s:
        return int(s.scalar(counted) or 0)


# ------------------------------------------------------------------------------------------ lineage
def lineage(r: Register, work_id: str) -> LineageAnswer:
    """Who had the paper from whom, who passed it on (two trees), and where it lay meanwhile. Raises UnknownWork."""
    with r.session() as s:
        work = find_work(s, work_id)
        edges = {(e.source, e.target): e for up in (True, False) for e in reached(s, work.id, up)}
        ids = {i for pair in edges for i in pair} | {work.id}
        rows = {w.id: w for piece in pieces(ids) for w in s.scalars(WORKS_OF, {"ids": piece})}
        ranges = ranges_of(s, partial(r.kept_readings, s), [w.id for w in rows.values() if not full_date(w.date)])
    answer = lineage_answer(work.id, rows, [bare_edge(e) for _, e in sorted(edges.items())], ranges)
    return answer.model_copy(update={"movements": tuple(movements_of(r, answer))})


WORKS_OF = select(WorkRow).where(col(WorkRow.id).in_(IDS))


def bare_edge(e: Edge) -> RelationAnswer:
    """The edge without its evidence, which no lineage shows."""
    return RelationAnswer(
        source=e.source, target=e.target, relation=e.relation, inferred=e.inferred, confidence=e.confidence
    )


def movements(r: Register, work_id: str) -> list[OfficeStay]:
    """In which office the papers of a lineage lay for how long: stamps, marking trails, days. UnknownWork if none."""
    return list(lineage(r, work_id).movements)


def reached(s: Session, start: str, upstream: bool) -> list[Edge]:
    """The edges that lead upstream (from here) or downstream (to here), through any chain."""
    found: list[Edge] = []
    seen = {start}
    front = {start}
    while front:
        step = edges_from(s, front) if upstream else edges_to(s, front)
        found += step
        front = {e.target if upstream else e.source for e in step} - seen
        seen |= front
    return found
