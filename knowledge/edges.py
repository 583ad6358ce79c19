"""The edges between works as they are stored: of two words for one pair of papers the stronger, whatever came first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from knowledge.tables import CiteRow, CopyRow, RelationRow

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
PIECE = 400
"""Values in one IN list."""


@dataclass(frozen=True, slots=True)
class Edge:
    """``evidence`` is JSON as it is stored; ``sha256`` the file that says so."""

    source: str
    target: str
    relation: str
    inferred: bool
    confidence: float
    sha256: str
    evidence: str

    @property
    def at(self) -> int | None:
        """The first offset of the evidence in the text of its file, None where there is none."""
        return min((int(e["start"]) for e in json.loads(self.evidence)), default=None)


IDS: Any = bindparam("ids", expanding=True)
CITED = select(
    CiteRow.work_id, CiteRow.target_id, CiteRow.relation, CiteRow.confidence, CiteRow.fit, CiteRow.sha256,
    CiteRow.evidence,
).where(col(CiteRow.target_id).is_not(None))  # type: ignore[call-overload]  # fmt: skip
PLACED = select(
    RelationRow.source_id, RelationRow.target_id, RelationRow.relation, RelationRow.inferred, RelationRow.confidence,
    RelationRow.sha256, RelationRow.evidence,
)  # type: ignore[call-overload]  # fmt: skip
BY_SOURCE = (CITED.where(col(CiteRow.work_id).in_(IDS)), PLACED.where(col(RelationRow.source_id).in_(IDS)))
BY_TARGET = (CITED.where(col(CiteRow.target_id).in_(IDS)), PLACED.where(col(RelationRow.target_id).in_(IDS)))
COPIES = select(CopyRow.work_id, CopyRow.sha256).order_by(col(CopyRow.worth).desc(), col(CopyRow.sha256))
COPIES_OF = COPIES.where(col(CopyRow.work_id).in_(IDS))
ENDS = (
    select(CiteRow.target_id).distinct().where(col(CiteRow.work_id).in_(IDS), col(CiteRow.target_id).is_not(None)),
    select(CiteRow.work_id).distinct().where(col(CiteRow.target_id).in_(IDS)),
    select(RelationRow.target_id).distinct().where(col(RelationRow.source_id).in_(IDS)),
    select(RelationRow.source_id).distinct().where(col(RelationRow.target_id).in_(IDS)),
)


def ask(s: Session, statement: Any, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """Plain rows. Past the session, which would cost more than the database: flush before, where rows wait."""
    return s.connection().execute(statement, values or {}).all()


def pieces(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, each once and in order, in lists that fit one statement."""
    source = iter(sorted(set(ids)))
    while piece := list(islice(source, PIECE)):
        yield piece


def edges_from(s: Session, ids: Collection[str]) -> list[Edge]:
    """The edges that begin at one of the works."""
    return strongest(s, [e for piece in pieces(ids) for e in found(s, BY_SOURCE, piece)])


def edges_to(s: Session, ids: Collection[str]) -> list[Edge]:
    """The edges that end at one of the works."""
    return strongest(s, [e for piece in pieces(ids) for e in found(s, BY_TARGET, piece)])


def edges_at(s: Session, ids: Collection[str]) -> list[Edge]:
    """The edges that begin or end at one of the works."""
    return strongest(
        s, [e for piece in pieces(ids) for sides in (BY_SOURCE, BY_TARGET) for e in found(s, sides, piece)]
    )


def all_edges(s: Session) -> list[Edge]:
    return strongest(s, list(found(s, (CITED, PLACED), None)))


def found(s: Session, statements: tuple[Any, Any], ids: list[str] | None) -> Iterator[Edge]:
    values = {} if ids is None else {"ids": ids}
    for source, target, relation, confidence, fit, sha256, evidence in ask(s, statements[0], values):
        yield Edge(source, target, relation, False, min(confidence, fit), sha256, evidence)
    for row in ask(s, statements[1], values):
        yield Edge(*row)


def strongest(s: Session, edges: list[Edge]) -> list[Edge]:
    """One edge a pair, by source and target. Evidence is in the source's best copy where that says the same."""
    by_pair: dict[tuple[str, str], list[Edge]] = {}
    for e in edges:
        if e.source != e.target:
            by_pair.setdefault((e.source, e.target), []).append(e)
    doubled = {pair[0] for pair, several in by_pair.items() if len(several) > 1}
    best_copy: dict[str, str] = {}
    for piece in pieces(doubled):
        for work, sha256 in ask(s, COPIES_OF, {"ids": piece}):
            best_copy.setdefault(work, sha256)

    def rank(e: Edge) -> tuple[int, bool, float, str, str]:
        # Whatever came first: the stronger word, then the best copy's evidence, then the surer reading.
        return (
            STRENGTH.get(e.relation, 0), best_copy.get(e.source) == e.sha256, e.confidence, e.sha256,
            f"{e.relation}{e.evidence}",
        )  # fmt: skip

    return [max(several, key=rank) for _, several in sorted(by_pair.items())]


def component(s: Session, seeds: Collection[str], most: int | None = None) -> set[str] | None:
    """The works that any chain of edges joins to ``seeds``, these included; None where they are more than ``most``."""
    seen = set(seeds)
    front = set(seeds)
    while front:
        if most is not None and len(seen) > most:
            return None
        # Of a paper that everybody cites no more are read than tell that there are too many: ends that are seen
        # already may come first, so that as many more are asked for.
        enough = None if most is None else len(seen) + most + 1
        reached: set[str] = set()
        for piece in pieces(front):
            for side in ENDS:
                rows = ask(s, side.limit(enough), {"ids": piece})
                if enough is not None and len(rows) == enough:
                    return None
                reached |= {r[0] for r in rows}
        front = reached - seen
        seen |= front
    return seen
