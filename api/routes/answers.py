"""The register's answers: the same as ``paripatra COMMAND --json``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

import knowledge.answers as shapes
from api import about
from api.house import House, NotFound, house
from api.schemas import Service, Trouble
from knowledge import diff, queries

router = APIRouter(prefix="/v1", responses={400: {"model": Trouble}, 422: {"model": Trouble}, 500: {"model": Trouble}})
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Trouble, "description": "No such work"}}

Here = Annotated[House, Depends(house)]
AsOf = Annotated[date | None, Query(description="The day that is asked about, YYYY-MM-DD; today where none is given")]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for; all of it where no limit is given."""

    limit: int | None
    offset: int


def window(
    limit: Annotated[
        int | None, Query(ge=1, le=1000, description="How many to answer; all where none is given")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000, description="How many to leave out before")] = 0,
) -> Window:
    return Window(limit, offset)


Part = Annotated[Window, Depends(window)]
TOTAL = "X-Total-Count"
"""The header that tells how long the whole list is."""


def total(response: Response, count: int) -> None:
    response.headers[TOTAL] = str(count)


def day(asked: date | None) -> str:
    """The day asked about as ISO; today (where this service runs) where none is."""
    return (asked or datetime.now().astimezone().date()).isoformat()


@router.get("/", summary="What this service is", tags=["service"])
def service() -> Service:
    return Service(
        name="paripatra",
        version=about.version(),
        pipeline_version=about.pipeline_version(),
        listens_on="loopback",
        note="No sign-in: this service answers on the loopback address only.",
    )


@router.get("/works", summary="The works that the register holds", tags=["works"])
def works(h: Here, part: Part, response: Response) -> list[shapes.WorkAnswer]:
    total(response, queries.works_count(h.register))
    return queries.works(h.register, part.limit, part.offset)


@router.get("/works/{work_id}", summary="One work with everything known of it", tags=["works"], responses=UNKNOWN)
def show(work_id: str, h: Here) -> shapes.ShowAnswer:
    return queries.show(h.register, work_id)


@router.get("/works/{work_id}/lineage", summary="Where a work came from and went", tags=["works"], responses=UNKNOWN)
def lineage(work_id: str, h: Here) -> shapes.LineageAnswer:
    return queries.lineage(h.register, work_id)


@router.get(
    "/works/{work_id}/movements", summary="In which office it lay for how long", tags=["works"], responses=UNKNOWN
)
def movements(work_id: str, h: Here) -> list[shapes.OfficeStay]:
    return queries.movements(h.register, work_id)


@router.get(
    "/works/{work_id}/copies/diff", summary="The copies of a work, word by word", tags=["works"], responses=UNKNOWN
)
def diff_copies(
    work_id: str,
    h: Here,
    left: Annotated[str | None, Query(max_length=500, description="A file that holds a copy; else the best")] = None,
    right: Annotated[str | None, Query(max_length=500, description="The other file; else every other copy")] = None,
) -> list[shapes.CopyDifference]:
    this = queries.show(h.register, work_id).work.id
    try:
        return diff.diff_copies(h.register, this, left, right)
    except ValueError as error:
        raise NotFound(f"{error}.".capitalize(), "GET /v1/works/{work_id} lists the files that hold a copy.") from None


@router.get("/search", summary="Works by words, Hindi or English", tags=["works"])
def search(h: Here, q: Annotated[str, Query(min_length=1, max_length=500)]) -> list[shapes.SearchHit]:
    return queries.search(h.register, q)


@router.get("/relations", summary="What each work does to another", tags=["works"])
def relations(h: Here, part: Part, response: Response) -> list[shapes.RelationAnswer]:
    total(response, queries.relations_count(h.register))
    return queries.relations(h.register, part.limit, part.offset)


@router.get("/missing", summary="Papers that are cited but not held", tags=["works"])
def missing(h: Here, part: Part, response: Response) -> list[shapes.MissingAnswer]:
    total(response, queries.missing_count(h.register))
    return queries.missing(h.register, part.limit, part.offset)


@router.get("/rules", summary="The rules as they stand on a day", tags=["rules"])
def rules(h: Here, part: Part, response: Response, as_of: AsOf = None) -> list[shapes.RuleAnswer]:
    total(response, queries.rules_count(h.register, day(as_of)))
    return queries.rules(h.register, day(as_of), limit=part.limit, offset=part.offset)


@router.post("/check", summary="Whether one person's facts meet the rules of a day", tags=["rules"])
def check(h: Here, facts: Annotated[dict[str, Any], Body()], as_of: AsOf = None) -> shapes.CheckAnswer:
    return queries.check(h.register, facts, day(as_of))


@router.get("/deadlines", summary="What is due, and for whom", tags=["rules"])
def deadlines(h: Here, part: Part, response: Response, as_of: AsOf = None) -> list[shapes.DeadlineAnswer]:
    total(response, queries.deadlines_count(h.register))
    return queries.deadlines(h.register, day(as_of), part.limit, part.offset)


@router.get("/conflicts", summary="Where papers contradict each other", tags=["rules"])
def conflicts(h: Here, part: Part, response: Response) -> list[shapes.ConflictAnswer]:
    total(response, queries.conflicts_count(h.register))
    return queries.conflicts(h.register, part.limit, part.offset)
