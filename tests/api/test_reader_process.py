"""Reading in another process: what it reads comes back, what it raises comes back, and its death is only a message."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from api.reader_process import Crashed, ReaderProcess, TooSlow
from ingest.errors import UnreadableSource
from ingest.source import source_from_bytes

pytestmark = pytest.mark.slow
LETTER = """No. 12/3/2025-Estt
Dated 1st May, 2025

To
All officers

Subject: Annual returns.

Sir,

Officers shall file the return.
"""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ReaderProcess]:
    found = ReaderProcess(tmp_path / "cache", "error")
    yield found
    found.close()


def test_it_reads_fails_dies_and_reads_again(reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[tuple[int, int]] = []
    source = source_from_bytes("letter.txt", LETTER.encode())
    assert reader(source, lambda page, of: pages.append((page, of))).source.sha256 == source.sha256
    assert pages == [(1, 1)]

    with pytest.raises(UnreadableSource) as caught:
        reader(source_from_bytes("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<"), lambda _p, _n: None)
    assert caught.value.code == "damaged_file"
    assert caught.value.next_step

    start = reader._alive

    def start_and_kill() -> Connection:
        connection = start()
        os.kill(reader._process.pid, signal.SIGKILL)
        reader._process.join(10)
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(reader, "_alive", start_and_kill)
        with pytest.raises(Crashed):
            reader(source, lambda _p, _n: None)
    assert reader(source, lambda _p, _n: None).communications


def test_a_reading_without_end_is_given_up(tmp_path: Path) -> None:
    reader = ReaderProcess(tmp_path / "cache", "error", silence=0.01)
    try:
        with pytest.raises(TooSlow) as caught:
            reader(source_from_bytes("letter.txt", LETTER.encode()), lambda _p, _n: None)
        assert caught.value.next_step
        assert not reader._process.is_alive()
    finally:
        reader.close()


def test_a_paper_that_wants_too_much_memory_fails_alone(tmp_path: Path) -> None:
    reader = ReaderProcess(tmp_path / "cache", "error", memory=100 << 20)
    try:
        with pytest.raises(UnreadableSource) as caught:
            reader(source_from_bytes("letter.txt", LETTER.encode()), lambda _p, _n: None)
        assert caught.value.code in {"reading_failed", "reader_crashed"}
    finally:
        reader.close()
