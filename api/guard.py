"""What stands before every request: only this machine, only our own pages, and no body that fills the disk."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def host_of(header: str) -> str | None:
    """The name in a Host header without its port (``[::1]:8000`` is ``::1``); None for what is no Host header."""
    if any(c in header for c in "/@\\ \t,?#"):
        return None
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname


class Guard:
    """ASGI middleware. Refuses other Host names (a web page elsewhere could point its own name at 127.0.0.1),
    changes asked for by other origins (there is no sign-in that would stop them), and bodies over ``limit`` bytes."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, sent)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, sent)

    def _refusal(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_of(hosts[0]) not in LOOPBACK:
            return refusal(
                400,
                "wrong_host",
                "This service answers under localhost only.",
                "Open http://127.0.0.1 with the service's port.",
            )
        if scope["method"] not in SAFE and not self._own(headers, hosts[0]):
            return refusal(
                403, "wrong_origin", "Another site asked for a change here.", "Use the pages of this service itself."
            )
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.limit:
            return too_large(self.limit)
        return None

    @staticmethod
    def _own(headers: Headers, host: str) -> bool:
        # Programs send neither header. A page cannot forge the first; old browsers send only the second.
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("none", "same-origin")
        return origin is None or urlsplit(origin).netloc == host


def refusal(status: int, code: str, message: str, next_step: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message, "next_step": next_step}, status)


def too_large(limit: int) -> JSONResponse:
    megabytes = limit // (1024 * 1024)
    return refusal(
        413,
        "too_large",
        f"The upload is larger than {megabytes} MB.",
        "Split the file, or scan it in black and white at 300 dpi.",
    )
