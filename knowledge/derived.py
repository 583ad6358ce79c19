"""What follows from the Readings, kept by work: rules in every wording, effects, conflicts, limits, roles.

A change marks the works that it touches as stale, in its own transaction. ``settle`` derives the papers anew that any
chain of edges joins to a stale work, and no others, and writes their rows in one transaction: what it leaves is what
deriving everything would give. Papers are linked by edges only, so nothing else can depend on the change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, func, insert
from sqlmodel import Session, col, select

from extract.record import Reading
from knowledge import norms
from knowledge.conflicts import Conflict, find_conflicts, mark_conflicts
from knowledge.deadlines import deadlines_of
from knowledge.edges import IDS, Edge, all_edges, ask, component, edges_from, pieces
from knowledge.effects import Changes, effect_answer, effect_order, run_effects
from knowledge.papers import FileMarks, Library, Link, PaperView
from knowledge.tables import CopyRow, DerivedRow, EffectRow, MetaRow, NormRow, ReadingRow, RestRow, StaleRow, WorkRow

ReadingsOf = Callable[[Collection[str]], Mapping[str, Reading]]
"""The Readings of files by their hashes."""
FILE = "file:"
UNIT = "\x1f"
"""Between the parts of a sort key: lower than every printed sign, so that keys sort as the tuples do."""
MOST_WHILE_ADDING = 24
"""Works of an island that is derived while a paper is added to it. Larger ones wait for the first question, so that
adding costs the same however much is held."""

COPY_COLUMNS: Any = (
    CopyRow.work_id, CopyRow.sha256, CopyRow.ordinal, ReadingRow.pipeline_version, ReadingRow.added_at
)  # fmt: skip
BEST_COPIES: Any = (
    select(*COPY_COLUMNS)
    .join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    .order_by(col(CopyRow.worth).desc(), col(CopyRow.sha256), col(CopyRow.ordinal))
)
BEST_COPIES_OF = BEST_COPIES.where(col(CopyRow.work_id).in_(IDS))
HELD = select(WorkRow).where(col(WorkRow.held))
HELD_OF = HELD.where(col(WorkRow.id).in_(IDS))
MARKED_FILES = (
    select(CopyRow.sha256)
    .join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    .where(col(CopyRow.work_id).in_(IDS), col(ReadingRow.marks) > 0)
)
MARKS_OF = select(ReadingRow.marks).where(col(ReadingRow.sha256) == bindparam("sha256"))
DATES_OF_FILE = (
    select(WorkRow.date)
    .join(CopyRow, col(CopyRow.work_id) == col(WorkRow.id))
    .where(col(CopyRow.sha256) == bindparam("sha256"), col(WorkRow.held), col(WorkRow.date).is_not(None))
)


@dataclass(frozen=True)
class Island:
    """What follows from papers that are linked with each other and with no other paper."""

    library: Library
    changes: Changes
    allocations: tuple[norms.Allocation, ...]
    conflicts: tuple[Conflict, ...]


def derive(part: Library) -> Island:
    first, allocations = norms.derive(part)
    made = run_effects(part, first)
    return Island(part, made, tuple(allocations), tuple(find_conflicts(part, made.rules, made.effects)))


# ------------------------------------------------------------------------------------------ papers
@dataclass(frozen=True)
class Shelf:
    """Works that are held, their best copies and the edges from them, as rows: what a library is made of.

    ``key`` is equal where the library would be.
    """

    rows: Mapping[str, Any]
    best: Mapping[str, Any]
    edges: tuple[Edge, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        held = tuple(sorted((tuple(map(str, self.rows[w])), tuple(map(str, self.best[w]))) for w in self.rows))
        return held, self.edges

    def parts(self) -> list[Shelf]:
        """Those that no edge joins to each other."""
        beside: dict[str, list[str]] = {}
        for e in self.edges:
            beside.setdefault(e.source, []).append(e.target)
            beside.setdefault(e.target, []).append(e.source)
        part_of: dict[str, int] = {}
        works: list[list[str]] = []
        for start in self.rows:
            if start in part_of:
                continue
            part_of[start] = len(works)
            works.append([start])
            front = [start]
            while front:
                for other in beside.get(front.pop(), ()):
                    if other not in part_of:
                        part_of[other] = len(works) - 1
                        front.append(other)
                        if other in self.rows:
                            works[-1].append(other)
        edges: list[list[Edge]] = [[] for _ in works]
        for e in self.edges:
            if e.source in part_of:
                edges[part_of[e.source]].append(e)
        return [
            Shelf({w: self.rows[w] for w in own}, {w: self.best[w] for w in own}, tuple(between))
            for own, between in zip(works, edges, strict=True)
        ]

    def library(self, readings_of: ReadingsOf) -> Library:
        cited: dict[str, str] = {}
        for e in self.edges:
            day = self.rows[e.target].date if e.target in self.rows else None
            if day and e.relation != "acts_on":
                cited[e.source] = max(cited.get(e.source, ""), day)
        readings = readings_of({copy.sha256 for copy in self.best.values()})
        papers = [
            paper_view(w, self.best[w.id], readings[self.best[w.id].sha256], cited.get(w.id, ""))
            for w in self.rows.values()
        ]
        return library_with(papers, (Link(e.source, e.target, e.relation, e.inferred, at=e.at) for e in self.edges))


def library_with(papers: Iterable[PaperView], links: Iterable[Link], marks: tuple[FileMarks, ...] = ()) -> Library:
    """Papers by age, links by their papers: in one order in every register."""
    held = {p.id: p for p in sorted(papers, key=lambda p: p.rank)}
    place = {work: n for n, work in enumerate(held)}

    def by_place(link: Link) -> tuple[int, int, int, str]:
        # Not by the works' ids, which differ from register to register.
        at = link.at if link.at is not None else -1
        return place.get(link.source, len(place)), place.get(link.target, len(place)), at, link.relation

    return Library(held, tuple(sorted(links, key=by_place)), marks)


def shelf_of(s: Session, ids: Collection[str] | None = None) -> Shelf:
    """The works ``ids`` that are held, all where None."""
    best: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for piece in pieces(ids) if ids is not None else [None]:
        values = {} if piece is None else {"ids": piece}
        for copy in ask(s, BEST_COPIES if piece is None else BEST_COPIES_OF, values):
            best.setdefault(copy.work_id, copy)
        rows |= {w.id: w for w in ask(s, HELD if piece is None else HELD_OF, values)}
    edges = all_edges(s) if ids is None else edges_from(s, ids)
    return Shelf({w: row for w, row in rows.items() if w in best}, best, tuple(edges))


def library_of(s: Session, readings_of: ReadingsOf, ids: Collection[str]) -> Library:
    """The works ``ids`` that are held with their best copies and the edges from them. Receipt marks belong to files."""
    return shelf_of(s, ids).library(readings_of)


def paper_view(w: Any, copy: Any, reading: Reading, cited: str) -> PaperView:
    return PaperView(
        id=w.id,
        kind=w.kind or "other",
        reference_no=w.reference_no,
        number_key=w.number_key,
        date=w.date,
        issuer=w.issuer,
        subject=w.subject,
        item=reading.communications[copy.ordinal],
        text=reading.text,
        # Of equals the copy decides: never what came first.
        rank=(w.date or "9999", w.number_key or "", w.kind or "", w.subject or "", copy.sha256, f"{copy.ordinal:06d}"),
        since=w.date if w.date and len(w.date) == 10 else max(w.date or "", cited) or None,
    )


def marks_of(s: Session, readings_of: ReadingsOf, sha256: str) -> FileMarks | None:
    """The receipt marks of a file with the latest date that its works bear; None where it bears none."""
    if any(r[0] for r in ask(s, MARKS_OF, {"sha256": sha256})):
        reading = readings_of({sha256})[sha256]
        latest = max((r[0] for r in ask(s, DATES_OF_FILE, {"sha256": sha256})), default=None)
        return FileMarks(reading.source.name, reading.receipt_marks, latest)
    return None


# ------------------------------------------------------------------------------------------ stale and settled
def mark(s: Session, owners: Iterable[str]) -> None:
    """Say that what follows from these works ("file:" and a hash: receipt marks) must be derived anew."""
    wanted = set(owners)
    known = {r[0] for piece in pieces(wanted) for r in ask(s, STALE_OF, {"ids": piece})}
    rows = [{"owner": o} for o in sorted(wanted - known)]
    if rows:
        s.connection().execute(insert(StaleRow), rows)


STALE_OF = select(StaleRow.owner).where(col(StaleRow.owner).in_(IDS))


def mark_all(s: Session) -> None:
    held = s.scalars(select(WorkRow.id).where(col(WorkRow.held)))
    marked = s.scalars(select(ReadingRow.sha256).where(col(ReadingRow.marks) > 0))
    mark(s, [*held, *(f"{FILE}{sha}" for sha in marked)])


def is_settled(s: Session) -> bool:
    return s.scalar(select(StaleRow.owner).limit(1)) is None


def stale_count(s: Session) -> int:
    return int(s.scalar(select(func.count()).select_from(StaleRow)) or 0)


def some_stale(s: Session, most: int) -> list[str]:
    return list(s.scalars(select(StaleRow.owner).order_by(col(StaleRow.owner)).limit(most)))


@dataclass(frozen=True)
class Derivation:
    """What follows from some islands whole, and from the marks of some files; not yet stored."""

    works: frozenset[str]
    files: frozenset[str]
    islands: tuple[Island, ...]
    marks: Mapping[str, FileMarks | None]


def settle(s: Session, readings_of: ReadingsOf, owners: Collection[str], most: int | None = None) -> None:
    """Derive the islands of ``owners`` anew. Those of more than ``most`` works stay as they are, and stale."""
    made = derivation(s, readings_of, owners, most)
    if made is not None:
        store(s, made)


def derivation(
    s: Session, readings_of: ReadingsOf, owners: Collection[str], most: int | None = None
) -> Derivation | None:
    """What follows from the islands of ``owners``, of at most ``most`` works each; nothing is written."""
    works = {o for o in owners if not o.startswith(FILE)}
    files = {o.removeprefix(FILE) for o in owners if o.startswith(FILE)}
    reach = component(s, works, None if most is None else most + len(works))
    if reach is None:
        reach = set()
        for work in sorted(works):
            if work not in reach:
                reach |= component(s, {work}, most) or set()
    if not reach and not files:
        return None
    files |= {r[0] for piece in pieces(reach) for r in ask(s, MARKED_FILES, {"ids": piece})}
    islands = tuple(derive(part) for part in library_of(s, readings_of, reach).islands())
    marks = {sha: marks_of(s, readings_of, sha) for sha in sorted(files)}
    return Derivation(frozenset(reach), frozenset(files), islands, marks)


def store(s: Session, made: Derivation) -> None:
    """Put the rows of a derivation in the place of what was derived from its works and files before."""
    rows: dict[Any, list[dict[str, Any]]] = {NormRow: [], RestRow: [], EffectRow: [], DerivedRow: []}
    for island in made.islands:
        rows[NormRow] += norm_rows(island)
        rows[RestRow] += rest_rows(island)
        rows[EffectRow] += effect_rows(island)
        rows[DerivedRow] += derived_rows(island)
    for sha, found in made.marks.items():
        for c in mark_conflicts(found) if found else ():
            rows[DerivedRow].append(conflict_row(f"{FILE}{sha}", c))
    owners = [*made.works, *(f"{FILE}{sha}" for sha in made.files)]
    for piece in pieces(owners):
        for statement in GONE:
            s.connection().execute(statement, {"ids": piece})
    for table, values in rows.items():
        if values:
            s.connection().execute(insert(table), values)


GONE = tuple(
    delete(table).where(column.in_(IDS))
    for table, column in (
        (NormRow, col(NormRow.work_id)),
        (RestRow, col(RestRow.owner)),
        (EffectRow, col(EffectRow.work_id)),
        (DerivedRow, col(DerivedRow.owner)),
        (StaleRow, col(StaleRow.owner)),
    )
)


def norm_rows(island: Island) -> Iterable[dict[str, Any]]:
    versions: dict[str, int] = {}
    for rule in sorted(island.changes.rules, key=lambda v: (v.id, v.since or "", v.until or "~")):
        versions[rule.id] = versions.get(rule.id, 0) + 1
        yield {
            "work_id": rule.paper.id,
            "rule": rule.id,
            "version": versions[rule.id],
            "begins": rule.since or rule.paper.since or "",
            "until": rule.until,
            "decided": rule.typed and rule.bearer.side == "person",
            "paper_since": rule.paper.since or "9999",
            "paper_name": rule.paper.name,
            "place": rule.place,
            "body": norms.rule_answer(rule, None).model_dump_json(by_alias=True),
        }


def rest_rows(island: Island) -> Iterable[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    for rule in island.changes.rules:
        for source in (*rule.sources, *rule.restated_by):
            if (rule.id, source.work) not in seen:
                seen.add((rule.id, source.work))
                yield {"owner": rule.paper.id, "rule": rule.id, "work_id": source.work}


def effect_rows(island: Island) -> Iterable[dict[str, Any]]:
    for e in island.changes.effects:
        day, name, paragraph, through, old = effect_order(e)
        yield {
            "work_id": e.affecting.id,
            "affected": e.target,
            "via": e.via,
            "place": UNIT.join((day, name, paragraph, str(int(through)), old)),
            "body": effect_answer(e, island.library).model_dump_json(),
        }


def derived_rows(island: Island) -> Iterable[dict[str, Any]]:
    # A conflict concerns several papers; any of the island may own it, since an island is derived as one.
    first = min(island.library.papers)
    yield from (conflict_row(first, c) for c in island.conflicts)
    for paper in island.library.papers.values():
        for d in deadlines_of(paper, island.changes):
            place = UNIT.join((limit_place(d.due), d.reference_no or "", d.text))
            yield {"kind": "limit", "owner": paper.id, "place": place, "body": d.model_dump_json()}
        for n, role in enumerate(paper.item.roles):
            place = UNIT.join((paper.date or "9999", paper.name, paper.kind, f"{n:04d}"))
            yield {"kind": "role", "owner": paper.id, "place": place, "body": role.model_dump_json(by_alias=True)}


def limit_place(due: str | None) -> str:
    """How the sort key of a limit begins that falls due on this day (ISO): undated ones come last."""
    return UNIT.join(("9" if due is None else "0", due or ""))


def conflict_row(owner: str, c: Conflict) -> dict[str, Any]:
    place = f"{c.answer.kind}{UNIT}{c.answer.message}"
    return {"kind": "conflict", "owner": owner, "place": place, "body": c.answer.model_dump_json()}


# ------------------------------------------------------------------------------------------ the deriving code itself
MADE_BY = "derived by"


@cache
def code_sum() -> str:
    """A name for the code and the words that derive: rows that other code made are stale."""
    here = Path(__file__).parent
    made = hashlib.sha256()
    for folder in (here, here.parent / "extract"):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".toml")):
            made.update(path.read_bytes())
    return made.hexdigest()[:16]


def made_by_this_code(s: Session) -> bool:
    row = s.get(MetaRow, MADE_BY)
    return row is not None and row.value == code_sum()


def sign(s: Session) -> None:
    """Mark everything as stale and say which code derives it from now on."""
    mark_all(s)
    s.merge(MetaRow(key=MADE_BY, value=code_sum()))
