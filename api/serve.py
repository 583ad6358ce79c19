"""``paripatra serve``: the service on 127.0.0.1, until Ctrl-C."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

from api import log
from api.settings import Settings
from api.summary import count

ADDRESS = "127.0.0.1"


class ToOurLog(logging.Handler):
    """What uvicorn has to say, as lines of our log: redacted, without tracebacks (they quote what they choke on)."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info is None:  # a fault in a request has its own line already (api.app)
            log.trouble("server", said=record.getMessage())


def run(settings: Settings, port: int, held: int, say: Callable[[str], None]) -> int:
    """Serve until somebody stops it; gives the exit code (5 where the port is taken). ``held`` files are told of."""
    import uvicorn

    from api.app import create_app

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError:
        listener.close()
        say(f"Port {port} on {ADDRESS} is taken.\n  -> Choose another: paripatra serve --port {port + 1}")
        return 5
    say(
        f"The register is at http://{ADDRESS}:{port} (Ctrl-C ends it); it holds {count(held, 'file')}.\n"
        "It has no sign-in and answers on this machine only."
    )
    theirs = logging.getLogger("uvicorn.error")
    theirs.handlers, theirs.propagate = [ToOurLog(logging.WARNING)], False
    config = uvicorn.Config(create_app(settings), log_config=None, access_log=False, server_header=False)
    with listener:
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            pass  # That is how one ends it.
    return 0
