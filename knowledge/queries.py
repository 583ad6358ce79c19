"""What the register answers. Every function takes an open Register and returns the frozen types of knowledge.answers."""

from __future__ import annotations

from collections import Counter

from sqlmodel import Session, col, select

from knowledge.answers import MissingAnswer, RelationAnswer, WorkAnswer
from knowledge.store import Register, unpack_evidence
from knowledge.tables import CiteRow, CopyRow, ReadingRow, RedirectRow, RelationRow, WorkRow

STRENGTH = {"supersedes": 9, "amends": 8, "endorses": 7, "forwards": 6, "encloses": 5, "continues": 4, "replies": 4,
            "clarifies": 4, "reminds": 3, "acts_on": 3, "restates": 2, "refers": 1}  # fmt: skip


class UnknownWork(LookupError):
    """No work, missing paper or redirect has this id. The message says what to do next."""

    def __init__(self, work_id: str) -> None:
        super().__init__(f"There is no work {work_id!r} in this register. `works` lists the ids that it holds.")
        self.work_id = work_id


def works(r: Register) -> list[WorkAnswer]:
    """Every paper held, oldest first; undated ones last."""
    with r.session() as s:
        names = held_in(s)
        rows = s.exec(select(WorkRow).where(col(WorkRow.held))).all()
        answers = [work_answer(w, names.get(w.id, ())) for w in rows]
    return sorted(answers, key=lambda a: (a.date is None, a.date or "", a.reference_no or "", a.kind, a.id))


def held_in(s: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    joined = select(CopyRow.work_id, ReadingRow.name).join(ReadingRow, col(ReadingRow.sha256) == col(CopyRow.sha256))
    for work_id, name in s.exec(joined):
        found.setdefault(work_id, set()).add(name)
    return {k: tuple(sorted(v)) for k, v in found.items()}


def work_answer(w: WorkRow, names: tuple[str, ...]) -> WorkAnswer:
    return WorkAnswer(
        id=w.id, kind=w.kind or "other", reference_no=w.reference_no, date=w.date, date_basis=w.date_basis,
        issuer=w.issuer, subject=w.subject, held_in=names,
    )  # fmt: skip


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


def all_relations(s: Session) -> list[RelationAnswer]:
    best: dict[tuple[str, str], RelationAnswer] = {}
    found = [
        RelationAnswer(
            source=c.work_id,
            target=c.target_id or "",
            relation=c.relation,
            inferred=False,
            confidence=c.confidence,
            evidence=unpack_evidence(c.evidence),
        )  # fmt: skip
        for c in s.exec(select(CiteRow).where(col(CiteRow.target_id).is_not(None)))
    ]
    found += [
        RelationAnswer(
            source=e.source_id,
            target=e.target_id,
            relation=e.relation,
            inferred=e.inferred,
            confidence=e.confidence,
            evidence=unpack_evidence(e.evidence),
        )  # fmt: skip
        for e in s.exec(select(RelationRow))
    ]
    for edge in found:
        pair = (edge.source, edge.target)
        kept = best.get(pair)
        if edge.source != edge.target and (kept is None or rank(edge) > rank(kept)):
            best[pair] = edge
    return sorted(best.values(), key=lambda e: (e.source, e.target))


def rank(edge: RelationAnswer) -> tuple[int, float]:
    return STRENGTH.get(edge.relation, 0), edge.confidence


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
        id=w.id, kind=most([c.kind for c in cites]), reference_no=most([c.reference_no for c in cites]) or w.reference_no,
        date=w.date, issuer=most([c.issuer for c in cites]), cited_by=tuple(sorted({c.work_id for c in cites})),
    )  # fmt: skip


def most(values: list[str | None]) -> str | None:
    """The value named most often; of equals the first in the alphabet, so that the order of ingestion does not show."""
    counted = Counter(v for v in values if v)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else None
