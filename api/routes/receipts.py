"""Uploads: accepted at once, read in the background."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Response, UploadFile

from api.house import House, NotFound, house
from api.schemas import Receipt, Trouble
from ingest.source import source_from_bytes

router = APIRouter(
    prefix="/v1/receipts", tags=["receipts"], responses={400: {"model": Trouble}, 422: {"model": Trouble}}
)
Here = Annotated[House, Depends(house)]
MOST_NAME = 200


@router.post(
    "",
    status_code=202,
    summary="Upload one file to be read",
    responses={413: {"model": Trouble}, 415: {"model": Trouble}, 503: {"model": Trouble}},
)
def upload(
    h: Here,
    response: Response,
    file: Annotated[UploadFile, File(description="A PDF, a picture, a Word document, a mail or plain text")],
) -> Receipt:
    """The original is stored before this answers; ask the receipt how far the reading is."""
    receipt = accept(h, file)
    response.headers["Location"] = f"/v1/receipts/{receipt.id}"
    return receipt


@router.get("/{receipt_id}", summary="How far an upload is", responses={404: {"model": Trouble}})
def receipt(receipt_id: str, h: Here) -> Receipt:
    found = h.desk.receipt(receipt_id)
    if found is None:
        raise NotFound("There is no such receipt.", "Receipts end with the service: upload the file again.")
    return found


def accept(h: House, file: UploadFile) -> Receipt:
    """Judge an upload by its bytes, keep it and queue it. Raises UnreadableSource and Busy."""
    return h.desk.take(source_from_bytes(file_name(file.filename), file.file.read()))


def file_name(given: str | None) -> str:
    """A name that can stand in a table: no path, no control characters, not endless; the end (.pdf) is kept."""
    base = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c if c.isprintable() else "\ufffd" for c in base).strip() or "unnamed"
    return clean if len(clean) <= MOST_NAME else clean[: MOST_NAME - 21] + "…" + clean[-20:]
