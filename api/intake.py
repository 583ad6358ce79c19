"""From a path or an upload into the register: the one way in that the command line and the service share."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api import log
from ingest.document import SourceFile
from ingest.errors import UnreadableSource

if TYPE_CHECKING:
    from extract.record import Reading

Progress = Callable[[int, int], None]
"""Told ``(page, pages)`` as pages are read; pages count from 1."""

ORIGINALS = "originals"
CACHE = "ocr-cache"


class Unopened(UnreadableSource):
    """The path leads to nothing that can be opened."""

    code = "cannot_open"
    default_next_step = "Check the name of the file and that you may read it."


class Failed(UnreadableSource):
    """The program itself failed on this file: ours to mend, and the rest of the batch goes on."""

    code = "reading_failed"
    exit_code = 1
    default_next_step = "Read the other files, keep this one, and report it to whoever maintains the program."


def open_path(path: Path) -> SourceFile:
    """Read one file from disk. Raises UnreadableSource (Unopened where the system refuses)."""
    from ingest.source import source_from_bytes

    name = readable_name(path.name)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unopened(f"There is no file {readable_name(str(path))}.") from None
    except IsADirectoryError:
        raise Unopened(
            f"{readable_name(str(path))} is a folder.",
            "Name the files, or read a whole folder with: paripatra ingest FOLDER",
        ) from None
    except OSError as error:
        raise Unopened(f"{name} cannot be opened: {error.strerror or 'the system refused'}.") from None
    return source_from_bytes(name, data)


def readable_name(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are replaced, since a Reading can hold text only."""
    return os.fsencode(name).decode("utf-8", "replace")


def files_under(paths: Sequence[Path]) -> list[Path]:
    """The files named, and every file below the folders named, sorted, each once; hidden ones are left out.

    A path that does not exist is kept: it is reported when its turn comes. Links to folders are not followed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(sorted(_below(path))))
        else:
            found[path] = None
    return list(found)


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        yield from (Path(root) / n for n in names if not n.startswith("."))


def read_source(
    source: SourceFile,
    progress: Progress | None = None,
    cache: Path | None = None,
    engine: str = "auto",
    isolated: bool = False,
) -> Reading:
    """Read one source and log its one line. Raises UnreadableSource, also for what nobody expected (Failed).

    ``engine`` and ``isolated`` as in ReadOptions.
    """
    from extract.pipeline import read
    from ingest.options import ReadOptions

    began = time.monotonic()
    facts: dict[str, Any] = {"sha12": source.sha256[:12], "bytes": len(source.data), "media_type": source.media_type}
    try:
        found = read(source, ReadOptions(cache_dir=cache, engine=engine, isolated=isolated), progress)
    except UnreadableSource as error:
        log.trouble("unread", **facts, code=error.code, seconds=round(time.monotonic() - began, 2))
        raise
    except Exception as error:
        # Not the message: it may quote the paper. The type and the place are enough to find the fault.
        log.trouble(
            "unread", **facts, code=Failed.code, fault=place_of(error), seconds=round(time.monotonic() - began, 2)
        )
        raise Failed(f"{source.name} could not be read: {type(error).__name__} inside the program.") from error
    log.line(
        "read", **facts, pages=found.source.pages, communications=len(found.communications),
        problems=len(found.problems), seconds=round(time.monotonic() - began, 2),
    )  # fmt: skip
    return found


def place_of(error: BaseException) -> str:
    """The type of an error and the line that raised it: enough to find the fault, and never a word of a paper."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"


class Interrupts:
    """Ctrl-C for a batch: while a result is being stored it waits, at any other moment it stops the work at once.

    Use as a context manager in the main thread; elsewhere it changes nothing.
    """

    def __init__(self) -> None:
        self._holding = False
        self._waiting = False

    def __enter__(self) -> Interrupts:
        self._mine = threading.current_thread() is threading.main_thread()
        if self._mine:
            self._before = signal.signal(signal.SIGINT, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        if self._mine:
            signal.signal(signal.SIGINT, self._before)

    def _came(self, _number: int, _frame: object) -> None:
        if self._holding:
            self._waiting = True
        else:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing interrupts the body; an interrupt that came meanwhile is raised behind it."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt
