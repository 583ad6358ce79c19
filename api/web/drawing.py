"""Templates become pages. Everything that comes out of a paper is masked and escaped on its way into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.summary import band, cut, office, spoken
from api.web.masking import masked
from api.web.said import fact, said
from api.web.trouble import for_scripts, told
from api.web.words import Tongue, pick, say

TEMPLATES = Path(__file__).parent / "templates"
COOKIE = "language"


def _finalize(value: Any) -> Any:
    """What ``{{ … }}`` puts out: text of a paper masked. Markup was made here (``keep``) and passes."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return masked(value)
    return value


def _fact(value: object, tongue: Tongue) -> str:
    """A name or value of a condition as a person says it; plain words and numbers as they are."""
    if isinstance(value, bool):
        return say(tongue, "check.yes" if value else "check.no")
    return fact(tongue, spoken(value) if isinstance(value, float) else str(value))


def keep(value: object) -> Markup:
    """Escaped, not masked: for reference numbers (a long number is no telephone), addresses of pages, own input."""
    return escape(value)


class Pages:
    """Draws pages. ``upload_limit`` is bytes."""

    def __init__(self, upload_limit: int) -> None:
        self._limit = upload_limit
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            finalize=_finalize,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(keep=keep, short=cut, office=office, fact=_fact)
        self._templates.globals.update(band=band)

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Draw ``template`` in the reader's language."""
        tongue = pick(request.cookies.get(COOKIE), request.headers.get("accept-language"))
        body = self._templates.get_template(template).render(
            t=lambda key, **v: say(tongue, key, **v),
            told=lambda trouble: told(tongue, trouble),
            own=lambda text: said(tongue, text),
            troubles=for_scripts(tongue),
            tongue=tongue,
            here=values.pop("here", ""),
            back=_here(request),
            limit=self._limit,
            megabytes=self._limit // (1024 * 1024),
            **values,
        )
        return HTMLResponse(body, status, headers={"Content-Language": tongue, "Cache-Control": "no-store"})


def _here(request: Request) -> str:
    """The page to come back to after the language was changed."""
    if request.method != "GET":
        return "/check" if request.url.path == "/check" else "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path) + query
