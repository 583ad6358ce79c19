"""The service: the register's answers under /v1/, and pages for people. For this machine only.

``create_app(settings)`` is the whole of it; ``read`` replaces the reading process (tests).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api import about, log
from api.guard import Guard, too_large
from api.house import House, NotFound
from api.intake import CACHE, ORIGINALS, place_of
from api.jobs import Busy, Desk, Read
from api.page_images import NoSuchPage, PageImages
from api.reader_process import ReaderProcess
from api.routes import answers, pages, readings, receipts
from api.schemas import Trouble
from api.settings import Settings
from api.web.drawing import Pages
from ingest.errors import UnreadableSource, UnsupportedMedia
from ingest.source import OriginalStore
from knowledge.queries import UnknownWork
from knowledge.store import Register

STATIC = Path(__file__).parent / "web" / "static"


def create_app(settings: Settings, read: Read | None = None) -> FastAPI:
    """The service over the register in ``settings.home``; the register is opened (and migrated) when it starts."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        log.set_up(settings.log_level)
        process = ReaderProcess(settings.home / CACHE, settings.log_level, engine=settings.engine)
        originals = OriginalStore(settings.home / ORIGINALS)
        with Register.open(settings.home) as register:
            desk = Desk(register, originals, read or process, about.pipeline_version)
            app.state.house = House(settings, register, originals, desk, PageImages(originals), drawn)
            desk.start()
            try:
                yield
            finally:
                desk.stop()
                process.close()
                desk.join(10)

    app = FastAPI(
        title="Paripatra",
        version=about.version(),
        summary="What the circulars of government offices put in force, for whom, by when, and where they say so.",
        description="No sign-in: this service answers on the loopback address only.",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # those pages load scripts from elsewhere
        redoc_url=None,
        lifespan=life,
    )
    drawn = Pages(settings.upload_limit)
    app.include_router(answers.router)
    app.include_router(readings.router)
    app.include_router(receipts.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guard, limit=settings.upload_limit)
    _handle_trouble(app, settings, drawn)
    return app


def _handle_trouble(app: FastAPI, settings: Settings, drawn: Pages) -> None:
    def told(request: Request, status: int, trouble: Trouble) -> Response:
        if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
            return JSONResponse(trouble.model_dump(), status)
        return drawn.show(request, "error.html", status, trouble=trouble)

    @app.exception_handler(UnknownWork)
    def unknown_work(request: Request, error: UnknownWork) -> Response:
        message = f"There is no work {error.work_id!r} in this register."
        return told(
            request, 404, Trouble(code="not_found", message=message, next_step="GET /v1/works lists the works.")
        )

    @app.exception_handler(NotFound)
    def not_found(request: Request, error: NotFound) -> Response:
        return told(request, 404, error.trouble)

    @app.exception_handler(NoSuchPage)
    def no_such_page(request: Request, error: NoSuchPage) -> Response:
        trouble = Trouble(
            code="not_found", message=f"There is no such page image: {error}.", next_step="Pages count from 1."
        )
        return told(request, 404, trouble)

    @app.exception_handler(UnreadableSource)
    def unreadable(request: Request, error: UnreadableSource) -> Response:
        status = 415 if isinstance(error, UnsupportedMedia) else 422
        return told(request, status, Trouble(code=error.code, message=error.message, next_step=error.next_step))

    @app.exception_handler(Busy)
    def busy(request: Request, error: Busy) -> Response:
        message = "Many uploads wait to be read already."
        return told(
            request, 503, Trouble(code="busy", message=message, next_step="Wait until some are read, then try again.")
        )

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0] if error.errors() else {}
        place = ".".join(str(p) for p in first.get("loc", ()) if p not in ("query", "path", "body"))
        message = f"{place or 'The request'}: {first.get('msg', 'not what is expected')}."
        step = "Dates are written YYYY-MM-DD. /v1/openapi.json says what each address takes."
        return told(request, 422, Trouble(code="bad_request", message=message, next_step=step))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 413:
            return too_large(settings.upload_limit)
        code, message = {
            404: ("not_found", "There is no such page."),
            405: ("wrong_method", "That cannot be done here."),
        }.get(error.status_code, ("refused", "The request could not be understood."))
        step = "GET /v1/openapi.json lists what there is."
        return told(request, error.status_code, Trouble(code=code, message=message, next_step=step))

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        log.trouble("fault", path=request.url.path, fault=place_of(error))
        message = f"The service failed: {type(error).__name__}."
        return told(
            request, 500, Trouble(code="fault", message=message, next_step="Report the line in the service's log.")
        )
