"""What every request may use."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.jobs import Desk
from api.page_images import PageImages
from api.schemas import Trouble
from api.settings import Settings
from api.web.drawing import Pages
from extract.record import Reading
from ingest.source import OriginalStore
from knowledge.store import Register


@dataclass(frozen=True)
class House:
    settings: Settings
    register: Register
    originals: OriginalStore
    desk: Desk
    images: PageImages
    pages: Pages

    def reading(self, sha256: str) -> Reading:
        """The reading of a file. Raises NotFound."""
        found = self.register.reading(sha256)
        if found is None:
            raise NotFound("The register holds no such file.", "GET /v1/readings lists the files that it holds.")
        return found


class NotFound(LookupError):
    """No reading, receipt or page image of that name."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.trouble = Trouble(code="not_found", message=message, next_step=next_step)


def house(request: Request) -> House:
    """The house of the running service (a FastAPI dependency)."""
    found: House = request.app.state.house
    return found
