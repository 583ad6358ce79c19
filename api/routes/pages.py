"""Pages for people: the register, a work, a reading beside its evidence, and the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.house import House, NotFound, house
from api.page_images import can_be_drawn
from api.routes.answers import day
from api.routes.receipts import accept
from api.web.drawing import COOKIE
from api.web.fields import Card, Shown, cards, marks, receipt_marks
from api.web.marking import Mark, Piece, pieces
from api.web.masking import masked, masked_characters
from api.web.words import pick, say
from extract.record import PageSummary, Reading
from knowledge import diff, queries
from knowledge.store import copies_of_file

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Here = Annotated[House, Depends(house)]


# --- the register --------------------------------------------------------------------------------------------------


PAGE = 50
"""Rows on one page of a list."""
MOST = 50
"""Files without a paper that the start page names."""
Asked = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which page of a list this is, of how many; pages count from 1."""

    page: int
    last: int
    total: int

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE


def leaf(total: int, page: int) -> Leaf:
    """The page asked for, the last one where there are not so many."""
    last = max(1, -(-total // PAGE))
    return Leaf(min(page, last), last, total)


@router.get("/")
def register(request: Request, h: Here, page: Asked = 1) -> Response:
    at = leaf(queries.works_count(h.register), page)
    works = queries.works(h.register, PAGE, at.offset)
    counts = {"missing": queries.missing_count(h.register)}
    # The start page waits for nothing: what is being derived is counted once it is.
    settled = h.register.is_settled()
    if settled:
        counts["conflicts"] = queries.conflicts_count(h.register)
        counts["deadlines"] = queries.deadlines_count(h.register)
        counts["rules"] = queries.rules_count(h.register, day(None))
    bare = h.register.readings_count(bare=True)
    return h.pages.show(
        request,
        "register.html",
        here="register",
        works=works,
        leaf=at,
        # Two files of one name: the work's own page tells them apart.
        files=queries.files_of(h.register, [w.id for w in works]),
        alone=h.register.readings(MOST, bare=True) if bare else [],
        more=max(0, bare - MOST),
        counts=counts,
        settled=settled,
    )


@router.post("/upload")
def upload(h: Here, file: Annotated[UploadFile, File()]) -> Response:
    """The upload form where no script runs."""
    return RedirectResponse(f"/receipts/{accept(h, file).id}", 303)


@router.get("/receipts/{receipt_id}")
def receipt(request: Request, receipt_id: str, h: Here) -> Response:
    found = h.desk.receipt(receipt_id)
    if found is None:
        raise NotFound("There is no such receipt.", "Receipts end with the service: upload the file again.")
    return h.pages.show(request, "receipt.html", receipt=found)


@router.get("/search")
def search(request: Request, h: Here, q: Annotated[str, Query(max_length=500)] = "") -> Response:
    hits = queries.search(h.register, q) if q.strip() else []
    return h.pages.show(request, "search.html", q=q, hits=hits, nothing=_nothing(h))


# --- one work ------------------------------------------------------------------------------------------------------


@router.get("/works/{work_id}")
def work(request: Request, work_id: str, h: Here) -> Response:
    shown = queries.show(h.register, work_id)
    this = shown.work.id
    ends = {i for e in shown.relations for i in (e.source, e.target)}
    held = queries.works_of(h.register, ends)
    papers: dict[str, Any] = {**queries.missing_of(h.register, ends - set(held)), **held}

    def edges(outwards: bool) -> list[tuple[Any, Any, bool]]:
        found = []
        for e in shown.relations:
            other = e.target if outwards else e.source
            if (e.source if outwards else e.target) == this and other in papers:
                found.append((e, papers[other], other in held))
        return found

    return h.pages.show(
        request,
        "work.html",
        shown=shown,
        work=shown.work,
        lineage=queries.lineage(h.register, this),
        outgoing=edges(True),
        incoming=edges(False),
        rules=queries.rules_on(h.register, this, day(None)),
    )


@router.get("/works/{work_id}/copies")
def copies(
    request: Request,
    work_id: str,
    h: Here,
    left: Annotated[str | None, Query(max_length=64)] = None,
    right: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    shown = queries.show(h.register, work_id)
    held = diff.copies(h.register, shown.work.id)
    try:
        one = diff.chosen(held, left) if left else held[0] if held else None
        rest = [c for c in held if c is not one]
        other = diff.chosen(held, right) if right else rest[0] if rest else None
    except ValueError as error:
        raise NotFound(f"{error}.".capitalize(), "Go back to the work: it lists its copies.") from None
    return h.pages.show(
        request,
        "copies.html",
        work=shown.work,
        copies=[c.part for c in held],
        left=one.part if one else None,
        right=other.part if other else None,
        # Masked before they are compared: a number that is cut into pieces could not be told any more.
        found=diff.difference(_masked(one), _masked(other)) if one and other and one is not other else None,
    )


def _masked(copy: diff.Held) -> diff.Held:
    return diff.Held(copy.part, masked(copy.text))


# --- one reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """Evidence on a page image, in PDF points. ``first``: the field's link leads here."""

    field: str
    group: str
    label: str
    x: float
    y: float
    width: float
    height: float
    first: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    page: PageSummary
    pieces: tuple[Piece, ...]
    boxes: tuple[Box, ...]


@router.get("/readings/{sha256}")
def reading(
    request: Request,
    sha256: Annotated[str, Path(max_length=64)],
    h: Here,
    view: Annotated[Literal["image", "text"] | None, Query()] = None,
) -> Response:
    found = h.reading(sha256)
    shown, stamps = cards(found), receipt_marks(found)
    lines = [*stamps, *(line for card in shown for group in card.groups for line in group.lines)]
    has_image = can_be_drawn(found.source.media_type) and any(p.width for p in found.pages) and sha256 in h.originals
    chosen = (view or "image") if has_image else "text"
    return h.pages.show(
        request,
        "reading.html",
        reading=found,
        source=found.source,
        cards=shown,
        marks=stamps,
        works=_works_of(h, found),
        kinds={card.number: card.item.kind for card in shown},
        marked={m.field for m in _troubled(found)} if chosen == "text" else set(),
        sheets=_sheets(found, lines, shown, chosen == "image"),
        has_image=has_image,
        view=chosen,
    )


def _works_of(h: House, found: Reading) -> dict[int, str | None]:
    """The work that each communication (from 1) is a copy of."""
    with h.register.session() as session:
        ids = {c.ordinal: c.work_id for c in copies_of_file(session, found.source.sha256)}
    return {n: ids.get(n - 1) for n in range(1, len(found.communications) + 1)}


def _sheets(found: Reading, lines: list[Shown], shown: tuple[Card, ...], images: bool) -> list[Sheet]:
    if images:
        return [Sheet(p, (), _boxes(lines, p.number)) for p in found.pages]
    text = masked_characters(found.text)
    evidence = marks(lines)
    trouble = _troubled(found)
    begins = {card.item.start: card.number for card in shown}
    return [Sheet(p, tuple(pieces(text, p.start, p.end, [*evidence, *trouble], begins)), ()) for p in found.pages]


def _troubled(found: Reading) -> list[Mark]:
    """Where the problems stand, without those about a communication as a whole: colouring all of it says nothing."""
    whole = {(c.start, c.end) for c in found.communications if c.kind != "unreadable"}
    return [
        Mark(p.start, p.end, f"p{i}", "problem")
        for i, p in enumerate(found.problems)
        if p.start is not None and p.end is not None and (p.start, p.end) not in whole
    ]


def _boxes(lines: Iterable[Shown], number: int) -> tuple[Box, ...]:
    """The largest first, so that a small box is never under a large one."""
    found = []
    for line in lines:
        first = True
        for e in line.evidence:
            if e.bbox is not None and e.page == number:
                x0, top, x1, bottom = e.bbox
                label = line.value[:80]
                found.append(Box(line.id, line.group, label, x0, top, x1 - x0, bottom - top, first))
            first = False
    return tuple(sorted(found, key=lambda b: -b.width * b.height))


# --- answers -------------------------------------------------------------------------------------------------------


@router.get("/rules")
def rules(request: Request, h: Here, as_of: date | None = None, page: Asked = 1) -> Response:
    on = day(as_of)
    at = leaf(queries.rules_count(h.register, on), page)
    found = queries.rules(h.register, on, limit=PAGE, offset=at.offset)
    return h.pages.show(request, "rules.html", here="rules", day=on, rules=found, leaf=at, nothing=_nothing(h))


@router.get("/deadlines")
def deadlines(
    request: Request, h: Here, as_of: date | None = None, page: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> Response:
    on = day(as_of)
    total = queries.deadlines_count(h.register)
    # The list begins with what has long passed: it is opened where the day stands.
    at = leaf(total, page or 1 + min(queries.deadlines_count(h.register, on), max(0, total - 1)) // PAGE)
    found = queries.deadlines(h.register, on, PAGE, at.offset)
    return h.pages.show(
        request, "deadlines.html", here="deadlines", day=on, deadlines=found, leaf=at, nothing=_nothing(h)
    )


@router.get("/missing")
def missing(request: Request, h: Here, page: Asked = 1) -> Response:
    at = leaf(queries.missing_count(h.register), page)
    found = queries.missing(h.register, PAGE, at.offset)
    works = queries.works_of(h.register, {i for m in found for i in m.cited_by[:CITING]})
    return h.pages.show(
        request, "missing.html", here="missing", missing=found, works=works, citing=CITING, leaf=at, nothing=_nothing(h)
    )


CITING = 20
"""Papers that cite a missing one, of those that are named; the others are counted."""


@router.get("/conflicts")
def conflicts(request: Request, h: Here, page: Asked = 1) -> Response:
    at = leaf(queries.conflicts_count(h.register), page)
    found = queries.conflicts(h.register, PAGE, at.offset)
    return h.pages.show(request, "conflicts.html", here="conflicts", conflicts=found, leaf=at, nothing=_nothing(h))


@router.get("/check")
def check_form(request: Request, h: Here) -> Response:
    # The facts that the rules of today ask for, to be filled in: null is "not known".
    asked = dict.fromkeys(queries.asked_facts(h.register, day(None)))
    facts = json.dumps(asked, ensure_ascii=False, indent=2)
    return h.pages.show(
        request, "check.html", here="check", facts=facts, day=day(None), answer=None, wrong="", nothing=_nothing(h)
    )


@router.post("/check")
def check(
    request: Request, h: Here, facts: Annotated[str, Form()], as_of: Annotated[date | None, Form()] = None
) -> Response:
    on = day(as_of)
    tongue = pick(request.cookies.get(COOKIE), request.headers.get("accept-language"))
    answer, wrong = None, ""
    try:
        known = json.loads(facts)
        if isinstance(known, dict):
            answer = queries.check(h.register, known, on)
        else:
            wrong = say(tongue, "check.not_object")
    except json.JSONDecodeError as error:
        wrong = say(tongue, "check.bad_json", line=error.lineno, column=error.colno)
    except RecursionError:
        wrong = say(tongue, "check.not_object")
    return h.pages.show(
        request, "check.html", 422 if wrong else 200, here="check", facts=facts, day=on, answer=answer, wrong=wrong,
        nothing=_nothing(h),
    )  # fmt: skip


def _nothing(h: House) -> bool:
    """Whether the register is empty."""
    return h.register.is_empty()


# --- the rest ------------------------------------------------------------------------------------------------------


@router.post("/language/{tongue}")
def language(tongue: Literal["en", "hi"], back: Annotated[str, Form()] = "/") -> Response:
    # Only into our own pages: "//elsewhere" and "/\elsewhere" lead out.
    own = back.startswith("/") and back[1:2] not in ("/", "\\") and back.isprintable()
    response = RedirectResponse(back if own else "/", 303)
    response.set_cookie(COOKIE, tongue, max_age=365 * 86400, httponly=True, samesite="strict")
    return response


@router.get("/api")
def api(request: Request, h: Here) -> Response:
    described = request.app.openapi()["paths"]
    operations = [
        (method.upper(), path, operation.get("summary", ""))
        for path, methods in described.items()
        for method, operation in methods.items()
    ]
    return h.pages.show(request, "api.html", operations=operations)
