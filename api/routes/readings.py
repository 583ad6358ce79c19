"""Files as they were read, and their pages as images."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from api.house import House, house
from api.routes.answers import Part, total
from api.schemas import Trouble
from extract.record import Reading
from ingest.document import SourceFile
from knowledge.answers import ReadingEntry

ABSENT: dict[int | str, dict[str, Any]] = {404: {"model": Trouble, "description": "No such reading or page"}}
router = APIRouter(
    prefix="/v1/readings", tags=["readings"], responses={400: {"model": Trouble}, 422: {"model": Trouble}}
)
Here = Annotated[House, Depends(house)]
Sha = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file")]


@router.get("", summary="The files that the register holds")
def readings(h: Here, part: Part, response: Response) -> list[ReadingEntry]:
    total(response, h.register.readings_count())
    return h.register.readings(part.limit, part.offset)


@router.get("/{sha256}", summary="All that was read from one file", responses=ABSENT)
def reading(sha256: Sha, h: Here) -> Reading:
    return h.reading(sha256)


@router.get(
    "/{sha256}/pages/{number}.png",
    summary="A page as an image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "The page"}, **ABSENT},
)
def page_image(sha256: Sha, number: int, h: Here) -> Response:
    source = h.reading(sha256).source
    image = h.images.png(SourceFile(source.name, sha256, source.media_type, b""), number)
    # The address holds the content's hash: it can never show another picture.
    return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=86400, immutable"})
