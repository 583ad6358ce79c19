"""Tesseract's library in a process of its own: what it reads, and how it may fail."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import OcrFailed, OcrUnavailable
from ingest.ocr import Tesseract
from ingest.ocr_warm import WarmTesseract
from tests.ingest.papers import fixture

PAGE = Image.new("L", (60, 90), 255)

HEAD = """
import json, os, sys, time
def asked():
    line = sys.stdin.buffer.readline()
    if not line:
        sys.exit()
    q = json.loads(line)
    sys.stdin.buffer.read(q.get("bytes", 0))
    return q
def say(body, **head):
    sys.stdout.buffer.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\\n" + body)
    sys.stdout.buffer.flush()
def word(text="Memorandum"):
    say(f"5\\t1\\t1\\t1\\t1\\t1\\t10\\t20\\t30\\t8\\t96.53\\t{text}\\n".encode())
def first():
    try:
        os.close(os.open(FLAG, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False
"""

Makes = Callable[..., WarmTesseract]


@pytest.fixture
def served(tmp_path: Path) -> Makes:
    """An engine whose process runs ``body`` for each question."""
    (tmp_path / "eng.traineddata").touch()

    def make(body: str, timeout: float = 30.0) -> WarmTesseract:
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        server = tmp_path / "server.py"
        server.write_text(f"FLAG = {str(tmp_path / 'done')!r}\n{HEAD}\nwhile True:\n    q = asked()\n{lines}\n")
        return WarmTesseract(str(tmp_path), timeout, server=server)

    return make


def words(engine: WarmTesseract) -> list[str]:
    return [w.text for line in engine.read(PAGE, 72, "eng", 4).lines for w in line.words]


def test_a_word_its_box_and_whole_per_cents(served: Makes) -> None:
    (line,) = served("word()").read(PAGE, 72, "eng", 4).lines
    (word,) = line.words
    assert (word.text, word.box, word.confidence) == ("Memorandum", (10, 20, 40, 28), 0.96)


def test_a_process_that_dies_is_replaced_and_the_page_read(served: Makes) -> None:
    assert words(served("if first(): os.abort()\nword()")) == ["Memorandum"]


def test_a_page_on_which_two_processes_die_is_given_up_and_the_next_is_read(served: Makes) -> None:
    engine = served("if q['dpi'] == 99: os.abort()\nword()")
    with pytest.raises(OcrFailed, match="stopped"):
        engine.read(PAGE, 99, "eng")
    assert words(engine) == ["Memorandum"]


def test_a_process_that_hangs_is_ended_and_replaced(served: Makes) -> None:
    engine = served("if first(): time.sleep(3600)\nword()", timeout=3)
    began = time.monotonic()
    with pytest.raises(OcrFailed, match="did not finish within 3 s"):
        words(engine)
    assert time.monotonic() - began < 60, "nobody waits for the hour that it sleeps"
    assert words(engine) == ["Memorandum"]


@pytest.mark.parametrize("rubbish", ["b'no json\\n'", "b'[]\\n'", "b'{}\\n'", 'b\'{"bytes": "x"}\\n\''])
def test_rubbish_is_no_result_and_the_next_page_is_read(served: Makes, rubbish: str) -> None:
    say = f"sys.stdout.buffer.write({rubbish}); sys.stdout.buffer.flush()"
    engine = served(f"if first(): {say}\nelse: word()")
    with pytest.raises(OcrFailed, match="no result"):
        words(engine)
    assert words(engine) == ["Memorandum"]


def test_a_table_of_rubbish_is_no_result(served: Makes) -> None:
    with pytest.raises(OcrFailed, match="no result"):
        words(served("say(b'5\\ta\\tb\\tc\\td\\te\\tf\\tg\\th\\ti\\tj\\tk\\n')"))


def test_a_page_that_is_not_read_is_failed_not_empty(served: Makes) -> None:
    with pytest.raises(OcrFailed, match="failed"):
        words(served("say(b'', failed=True)"))


def test_a_machine_without_the_library_says_so(served: Makes) -> None:
    with pytest.raises(OcrUnavailable, match="library is not installed") as caught:
        served("sys.exit(3)").probe("eng")
    assert "tesseract" in caught.value.next_step


def test_missing_models_are_named_before_a_page_is_read(served: Makes) -> None:
    engine = served("say(b'', lacks='eng') if q['do'] == 'read' else say(b'9.9')")
    assert engine.probe("eng") == "tesseract 9.9"
    with pytest.raises(OcrUnavailable, match="Devanagari") as caught:
        engine.probe("Devanagari+eng")
    assert "apt-get install tesseract-ocr-script-deva" in caught.value.next_step
    with pytest.raises(OcrUnavailable, match="lacks a language"):
        words(engine)


def test_no_orientation_is_no_error(served: Makes) -> None:
    assert served("say(b'', failed=True)").orientation(PAGE, 72) is None
    assert served("os.abort()").orientation(PAGE, 72) is None
    said = served("say(b'', degrees=270, confidence=7.5)").orientation(PAGE, 72)
    assert said is not None
    assert (said.quarter_turns, said.confidence) == (1, 7.5)


def test_a_fresh_process_after_many_calls(served: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr_warm._CALLS", 2)
    engine = served("word(os.getpid())")
    pids = [words(engine)[0] for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_pickled_engine_arrives_cold_and_a_forgotten_one_takes_its_process_along(served: Makes) -> None:
    engine = served("word(os.getpid())")
    pid = int(words(engine)[0])
    other = pickle.loads(pickle.dumps(engine))
    assert int(words(other)[0]) != pid
    other.close()
    del engine
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.ocr
def test_the_warm_library_reads_word_for_word_what_the_program_reads() -> None:
    page = Image.open(BytesIO(fixture("english_office_scan.jpg").data)).convert("L")
    warm, program = WarmTesseract(), Tesseract()
    try:
        assert warm.probe("Devanagari+eng") == program.probe("Devanagari+eng")
    except OcrUnavailable as lacking:
        pytest.skip(lacking.message)
    assert warm.read(page, 200, "Devanagari+eng", 4) == program.read(page, 200, "Devanagari+eng", 4)
    strips = [page.crop((0, top, page.width, top + 80)) for top in range(200, 800, 80)]
    assert warm.read_strips(strips, 200, "eng") == program.read_strips(strips, 200, "eng")
    turned = page.rotate(90, expand=True)
    one, other = warm.orientation(turned, 200), program.orientation(turned, 200)
    assert one is not None and other is not None
    assert one.quarter_turns == other.quarter_turns
    warm.close()


@pytest.mark.ocr
def test_a_library_killed_between_two_pages_is_started_again() -> None:
    warm = WarmTesseract()
    try:
        warm.probe("eng")
    except OcrUnavailable as lacking:
        pytest.skip(lacking.message)
    assert warm._process is not None
    os.kill(warm._process._process.pid, signal.SIGKILL)
    assert warm.read(PAGE, 72, "eng", 4).width == PAGE.width
    warm.close()
