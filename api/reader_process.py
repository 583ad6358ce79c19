"""Reading in a process of its own: a page that crashes the reader does not take the service with it, and the page
images of the service never share pypdfium2 with it (it is not thread-safe)."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from api.intake import Failed, Progress
from extract.record import Reading
from ingest.document import SourceFile
from ingest.errors import UnreadableSource
from ingest.workers import limit_memory

MEMORY = 4 << 30
"""Address space of the reading process in bytes; it has mapped about 1 GB after a scan."""

SILENCE = 900.0
"""Seconds without a page done after which a reading is given up: a page may cost several runs of OCR, not more."""


class Crashed(Failed):
    """The reading process died, of too little memory or of a fault in a library."""

    code = "reader_crashed"
    exit_code = 1
    default_next_step = "Try again; if it fails again, split the file and upload the parts."


class TooSlow(Failed):
    """No page was done for a long time: a file made to keep the reader busy, or one too large for this machine."""

    code = "reader_too_slow"
    exit_code = 1
    default_next_step = "Split the file and upload the parts, or scan the pages again at 300 dpi."


class Refused(UnreadableSource):
    """An UnreadableSource as it came over from the reading process."""

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(message, next_step)
        self.code = code


class ReaderProcess:
    """Call it to read one source; it keeps its process (and the language models in it) for the next.

    One caller at a time; ``close`` may come from another thread and makes a running call raise Crashed.
    """

    def __init__(
        self, cache: Path, log_level: str, memory: int = MEMORY, silence: float = SILENCE, engine: str = "auto"
    ) -> None:
        self._cache = cache
        self._log_level = log_level
        self._memory = memory
        self._engine = engine
        self._silence = silence
        self._lock = threading.Lock()
        self._process: Any = None
        self._connection: Connection | None = None

    def __call__(self, source: SourceFile, progress: Progress) -> Reading:
        """Raises UnreadableSource: what the reading itself raised, Crashed or TooSlow."""
        with self._lock:
            connection = self._alive()
            try:
                connection.send(source)
                while True:
                    if not connection.poll(self._silence):
                        self._process.kill()
                        self._process.join(5)
                        self._connection = None
                        raise TooSlow(f"{source.name} could not be read: no page was done in {self._silence:.0f} s.")
                    kind, *body = connection.recv()
                    if kind == "page":
                        progress(*body)
                    elif kind == "done":
                        return Reading.model_validate_json(body[0])
                    else:
                        raise Refused(*body)
            except (EOFError, OSError):
                self._connection = None
                raise Crashed(f"{source.name} could not be read: the reading process ended.") from None

    def _alive(self) -> Connection:
        if self._connection is not None and self._process.is_alive():
            return self._connection
        ours, theirs = multiprocessing.Pipe()
        # spawn: a fork of a process with threads may inherit locks that nobody will ever open again.
        context = multiprocessing.get_context("spawn")
        given = (theirs, self._cache, self._log_level, self._memory, self._engine)
        self._process = context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        return ours

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(5)


def _serve(connection: Connection, cache: Path, log_level: str, memory: int, engine: str) -> None:
    """The other side: read what comes in until the service goes away."""
    from api import log
    from api.intake import read_source

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service; it ends this process itself.
    log.set_up(log_level)
    limit_memory(memory)
    while True:
        try:
            source = connection.recv()
        except EOFError:
            return
        try:
            # A page that takes its reader down fails alone: the rest of its file is read.
            found = read_source(
                source, lambda page, pages: connection.send(("page", page, pages)), cache, engine, isolated=True
            )
            connection.send(("done", found.to_json()))
        except UnreadableSource as error:
            connection.send(("failed", error.code, error.message, error.next_step))
