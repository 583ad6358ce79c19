"""The JSON shapes by name, and the bodies that only the service knows (receipts, errors)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

import knowledge.answers as answers
from extract.record import Reading
from knowledge.reconcile import ReconcileAnswer
from knowledge.roster import RosterAnswer

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SHAPES: dict[str, Any] = {
    "reading": Reading,
    "works": tuple[answers.WorkAnswer, ...],
    "show": answers.ShowAnswer,
    "search": tuple[answers.SearchHit, ...],
    "relations": tuple[answers.RelationAnswer, ...],
    "lineage": answers.LineageAnswer,
    "missing": tuple[answers.MissingAnswer, ...],
    "rules": tuple[answers.RuleAnswer, ...],
    "check": answers.CheckAnswer,
    "roster": RosterAnswer,
    "reconcile": ReconcileAnswer,
    "deadlines": tuple[answers.DeadlineAnswer, ...],
    "conflicts": tuple[answers.ConflictAnswer, ...],
    "effects": tuple[answers.EffectAnswer, ...],
    "text": answers.ConsolidatedAnswer,
    "candidates": tuple[answers.CandidateAnswer, ...],
    "restates": tuple[answers.RestatementAnswer, ...],
    "movements": tuple[answers.OfficeStay, ...],
    "diff-copies": tuple[answers.CopyDifference, ...],
}
"""What ``paripatra NAME --json`` prints (``read`` prints a reading, or an array of them)."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one answer. Raises KeyError for an unknown name."""
    body = TypeAdapter(SHAPES[name]).json_schema(by_alias=True, mode="serialization")
    return {"$schema": DIALECT, "$id": f"urn:paripatra:schema:{name}", **body}


def to_json(answer: Any, indent: int | None = 2) -> str:
    """Any answer, or a sequence of them, as the contract's JSON: not escaped, ``from`` and ``for`` as keys."""
    return TypeAdapter(Any).dump_json(answer, by_alias=True, indent=indent).decode("utf-8")


class Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class Trouble(Body):
    """Every error of the service: a stable code, what happened, what to do next."""

    code: str
    message: str
    next_step: str


ReceiptState = Literal["queued", "reading", "done", "failed"]


class Receipt(Body):
    """What became of one upload. ``page`` of ``pages`` while it is read; ``trouble`` once it failed."""

    id: str
    name: str
    sha256: str
    state: ReceiptState
    page: int | None = None
    pages: int | None = None
    communications: int | None = None
    problems: int | None = None
    already_held: bool = False
    trouble: Trouble | None = None


class Service(Body):
    """Who answers, and for whom: this service has no sign-in, so it listens on the loopback address only."""

    name: str
    version: str
    pipeline_version: str
    listens_on: str
    note: str
