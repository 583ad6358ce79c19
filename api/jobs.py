"""Uploads on their way into the register: accepted at once, read one after another in the background.

Receipts live as long as the service; the originals stay. A receipt cut off by a restart is uploaded again.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from api import log
from api.intake import Failed, Progress, place_of
from api.schemas import Receipt, Trouble
from extract.record import Reading
from ingest.document import SourceFile
from ingest.errors import UnreadableSource
from ingest.source import OriginalStore
from knowledge.store import Register

Read = Callable[[SourceFile, Progress], Reading]
KEPT = 1000
WAITING = 100


class Busy(Exception):
    """Too many uploads wait already."""


class Desk:
    """Takes uploads and reports on them. ``read`` reads one source; ``held`` says whether that needs no reading."""

    def __init__(
        self, register: Register, originals: OriginalStore, read: Read, pipeline_version: Callable[[], str]
    ) -> None:
        self._register = register
        self._originals = originals
        self._read = read
        self._version = pipeline_version
        self._receipts: dict[str, Receipt] = {}
        self._sources: queue.Queue[tuple[str, SourceFile] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="reading", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no more; the caller ends a reading that is under way."""
        self._stopping = True
        self._sources.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def take(self, source: SourceFile) -> Receipt:
        """Keep the original and queue it; bytes already on their way give the same receipt. Raises Busy, OSError."""
        with self._lock:
            waiting = [r for r in self._receipts.values() if r.state in ("queued", "reading")]
            for receipt in waiting:
                if receipt.sha256 == source.sha256:
                    return receipt
            if len(waiting) >= WAITING:
                raise Busy
        self._originals.put(source)
        receipt = Receipt(id=secrets.token_urlsafe(9), name=source.name, sha256=source.sha256, state="queued")
        with self._lock:
            self._receipts[receipt.id] = receipt
            self._forget()
        self._sources.put((receipt.id, source))
        return receipt

    def receipt(self, receipt_id: str) -> Receipt | None:
        with self._lock:
            return self._receipts.get(receipt_id)

    def _forget(self) -> None:
        finished = [r.id for r in self._receipts.values() if r.state in ("done", "failed")]
        for receipt_id in finished[: max(0, len(self._receipts) - KEPT)]:
            del self._receipts[receipt_id]

    def _note(self, receipt_id: str, **changes: Any) -> None:
        with self._lock:
            self._receipts[receipt_id] = self._receipts[receipt_id].model_copy(update=changes)

    def _work(self) -> None:
        self._settle()
        while (item := self._sources.get()) is not None and not self._stopping:
            receipt_id, source = item
            try:
                self._one(receipt_id, source)
            except UnreadableSource as error:
                trouble = Trouble(code=error.code, message=error.message, next_step=error.next_step)
                self._note(receipt_id, state="failed", trouble=trouble)
            except Exception as error:
                # The register could not take it: the receipt says so, and the next upload has its turn.
                log.trouble("unstored", sha12=source.sha256[:12], fault=place_of(error))
                trouble = Trouble(
                    code="not_stored",
                    message=f"{source.name} was read, but the register could not take it.",
                    next_step="Check that the disk has room, then upload the file again.",
                )
                self._note(receipt_id, state="failed", trouble=trouble)
            self._settle()

    def _settle(self) -> None:
        """Derive what follows from what has come, so that no question has to; uploads that wait are read before."""
        if self._stopping or not self._sources.empty():
            return
        try:
            left = self._register.stale_count()
            began = time.monotonic()
            self._register.settle()
        except Exception as error:
            # Whoever asks is told.
            log.trouble("underived", fault=place_of(error))
        else:
            if left:
                log.line("derived", works=left, seconds=round(time.monotonic() - began, 2))

    def _one(self, receipt_id: str, source: SourceFile) -> None:
        self._note(receipt_id, state="reading")
        held = self._register.has(source.sha256, self._version())
        reading = self._register.reading(source.sha256) if held else None
        if reading is None:
            try:
                reading = self._read(source, lambda page, pages: self._note(receipt_id, page=page, pages=pages))
            except UnreadableSource:
                raise
            except Exception as error:
                log.trouble("unread", sha12=source.sha256[:12], fault=place_of(error))
                raise Failed(f"{source.name} could not be read: {type(error).__name__} inside the program.") from error
            self._register.add(reading)
        self._note(
            receipt_id,
            state="done",
            pages=reading.source.pages,
            communications=len(reading.communications),
            problems=len(reading.problems),
            already_held=held,
        )
