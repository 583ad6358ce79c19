"""Pages in worker processes: whatever one page does to its worker, the page is marked and the rest is read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ingest.cache import OcrCache
from ingest.document import Document
from ingest.errors import OcrFailed, OcrUnavailable
from ingest.layout import Recognised
from ingest.load import load
from ingest.ocr import OcrEngine, Tesseract
from ingest.ocr_choice import INSTEAD, ReaderApart, _recognise, chosen
from ingest.ocr_inprocess import InProcess
from ingest.ocr_warm import WarmTesseract
from ingest.options import ReadOptions
from ingest.recognise import Recogniser
from ingest.workers import Apart, Job, Pool, Worker, WorkerLost
from tests.ingest.deadly import Once, pid_of
from tests.ingest.engines import Missing, Says
from tests.ingest.papers import scanned_pdf, source
from tests.ingest.test_ocr import program

PAGES = 3
Read = Callable[..., Document]


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


@pytest.fixture
def read(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads a scan of PAGES pages, one page after the other, in workers of ``pool``."""

    def call(engine: OcrEngine, fallback: OcrEngine | None = None, pages: int = PAGES, **how: object) -> Document:
        options = ReadOptions(**{"jobs": 1, "dpi": 72, **how})  # type: ignore[arg-type]
        reader = ReaderApart(engine, options, OcrCache(options.cache_dir), Apart(engine, fallback, options, pool))
        monkeypatch.setattr("ingest.ocr_choice.reader_for", lambda *_: reader)
        return load(source("a.pdf", scanned_pdf(pages)), options)

    return call


def load_with(reader: ReaderApart, options: ReadOptions) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.ocr_choice.reader_for", lambda *_: reader)
        return load(source("a.pdf", scanned_pdf(PAGES)), options)


def unreadable(document: Document) -> list[int]:
    return [page.number for page in document.pages if page.quality == "unreadable"]


def test_a_killed_worker_costs_its_page_only(read: Read, tmp_path: Path) -> None:
    document = read(Once(deed="kill", flag=tmp_path / "done"))
    assert unreadable(document) == [1]
    (problem,) = document.problems
    assert (problem.code, problem.page) == ("ocr_failed", 1)
    assert "300 dpi" in problem.next_step
    assert all("Office Memorandum" in page.span.of(document.text) for page in document.pages[1:])


def test_the_page_of_a_killed_worker_is_tried_by_the_other_engine(read: Read, tmp_path: Path) -> None:
    document = read(Once(deed="kill", flag=tmp_path / "done"), Says(lines=("the other engine",)))
    assert unreadable(document) == [] and document.problems == ()
    assert INSTEAD in document.pages[0].notes
    assert "the other engine" in document.pages[0].span.of(document.text)
    assert "the other engine" not in document.pages[1].span.of(document.text)


def test_an_other_engine_that_is_not_installed_is_no_other_engine(read: Read, tmp_path: Path) -> None:
    class Absent(Missing):
        pass

    assert unreadable(read(Once(deed="kill", flag=tmp_path / "done"), Tesseract("no-such-tesseract"))) == [1]


def test_a_worker_that_hangs_is_ended_and_replaced(read: Read, pool: Pool, tmp_path: Path) -> None:
    with pool.worker(1) as worker:
        before = worker.ask(30, Says(), pid_of)
    began = time.monotonic()
    with pool.worker(1) as worker, pytest.raises(WorkerLost, match=r"within 0\.05 s"):
        worker.ask(0.05, Once(deed="hang", flag=tmp_path / "done"), read_one)
    assert time.monotonic() - began < 20, "nobody waits for the hour that it sleeps"
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    with pool.worker(1) as worker:
        assert worker.ask(30, Says(), pid_of) != before


def read_one(engine: OcrEngine) -> int:
    return len(engine.read(Image.new("L", (60, 90), 255), 72, "eng").lines)


def test_a_page_that_hangs_is_marked_and_the_rest_is_read(read: Read, pool: Pool, tmp_path: Path) -> None:
    # Only the page that hangs comes near its limit: the worker that reads the others has all the time it needs.
    options = ReadOptions(jobs=1, dpi=72, page_timeout=60)
    engine = Once(deed="hang", flag=tmp_path / "done")

    class Impatient(Apart):
        def _once(self, engine: OcrEngine, job: Job, *arguments: Any) -> Any:
            with self.pool.worker(1) as worker:
                return worker.ask(3 if not (tmp_path / "done").exists() else 120, engine, job, *arguments)

    with pool.worker(1) as worker:
        worker.ask(30, engine, pid_of)
    reader = ReaderApart(engine, options, OcrCache(None), Impatient(engine, None, options, pool))
    document = load_with(reader, options)
    assert 1 in unreadable(document)
    assert "did not finish within 3 s" in document.problems[0].message
    assert "Office Memorandum" in document.pages[2].span.of(document.text)


def test_a_page_that_eats_all_memory_is_marked_and_its_worker_goes_on(read: Read, pool: Pool, tmp_path: Path) -> None:
    document = read(Once(deed="eat", flag=tmp_path / "done"))
    assert unreadable(document) == [1]
    assert "memory" in document.problems[0].message
    with pool.worker(1) as worker:
        first = worker.pid
    read(Says())
    with pool.worker(1) as worker:
        assert worker.pid == first, "warm from page to page and from file to file"


def test_what_a_library_prints_is_no_answer(read: Read, tmp_path: Path) -> None:
    document = read(Once(deed="print", flag=tmp_path / "done"))
    assert unreadable(document) == []
    assert document.text.count("Office Memorandum") == PAGES


def test_a_fault_of_ours_is_raised_here(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        read(Once(deed="fail", flag=tmp_path / "done"))


def test_a_missing_engine_is_said_before_anything_is_started(read: Read, pool: Pool) -> None:
    with pytest.raises(OcrUnavailable):
        read(Missing())
    assert not pool.warm


def test_two_workers_read_side_by_side_and_progress_is_told(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ReadOptions(jobs=2, dpi=72)
    reader = ReaderApart(Says(), options, OcrCache(None), Apart(Says(), None, options, pool))
    monkeypatch.setattr("ingest.ocr_choice.reader_for", lambda *_: reader)
    told: list[tuple[int, int]] = []
    load(source("a.pdf", scanned_pdf(4)), options, lambda *done: told.append(done))
    assert told == [(n, 4) for n in range(1, 5)]
    assert 1 <= len(pool._rest) <= 2


def test_a_single_page_starts_no_worker_unless_asked(read: Read, pool: Pool) -> None:
    read(Says(), pages=1)
    assert not pool.warm
    read(Says(), pages=1, isolated=True)
    assert pool.warm


def test_what_is_in_the_cache_starts_no_worker(read: Read, pool: Pool, tmp_path: Path) -> None:
    first = read(Says(), cache_dir=tmp_path)
    pool.close()
    assert not pool.warm
    assert read(Says(), cache_dir=tmp_path).text == first.text
    assert not pool.warm


def test_a_worker_ends_when_whoever_started_it_is_gone(root: Path) -> None:
    script = (
        "from ingest.workers import Worker\nfrom tests.ingest.deadly import pid_of\n"
        "from tests.ingest.engines import Says\nimport os\nw = Worker()\n"
        "print(w.ask(30, Says(), pid_of), flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    for _ in range(200):
        try:
            os.kill(pid, 0)
            if "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
                return  # ended; nobody is left to be told
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    os.kill(pid, 9)
    pytest.fail("the worker outlived its master")


def test_a_dead_worker_is_not_lent(pool: Pool) -> None:
    with pool.worker(1) as worker:
        first = worker.pid
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    with pool.worker(1) as worker:
        assert worker.pid != first


def test_memory_of_a_worker_is_limited(tmp_path: Path) -> None:
    worker = Worker(memory=1 << 30)
    try:
        with pytest.raises(OcrFailed, match="memory"):
            worker.ask(30, Once(deed="eat", flag=tmp_path / "done"), read_one)
        assert worker.ask(30, Says(), read_one) == 2
    finally:
        worker.kill()


# --- the program, failing as it fails; the first call only, so that the rest can be read -----------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("kill -9 $$", "code -9"),
        ("kill -11 $$", "code -11"),
        ("exec sleep 3600", "did not finish"),
        ("printf '\\377\\376rubbish' > $2.tsv; exit 0", "no result"),
        ("echo 'std::bad_alloc' >&2; exit 1", "code 1"),
    ],
)
def test_a_program_that_fails_on_one_page(read: Read, tmp_path: Path, body: str, said: str) -> None:
    sound = (
        "printf 'level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\t"
        "left\\ttop\\twidth\\theight\\tconf\\ttext\\n"
        "5\\t1\\t1\\t1\\t1\\t1\\t100\\t100\\t80\\t20\\t96.5\\tMemorandum\\n' > $2.tsv; exit 0"
    )
    flag = tmp_path / "done"
    engine = Tesseract(program(tmp_path, f"if [ -e {flag} ]; then {sound}; fi\n: > {flag}\n{body}"), timeout=2.0)
    document = read(engine)
    assert unreadable(document) == [1]
    assert said in document.problems[0].message
    assert document.text.count("Memorandum") == PAGES - 1


# --- which engine ----------------------------------------------------------------------------------------------------


def test_a_named_program_is_the_program() -> None:
    assert isinstance(chosen(ReadOptions(tesseract_cmd="my-tesseract")), Tesseract)
    assert isinstance(chosen(ReadOptions(engine="tesseract")), Tesseract)
    assert isinstance(chosen(ReadOptions(engine="tesserocr")), InProcess)
    assert isinstance(chosen(ReadOptions(engine="libtesseract")), WarmTesseract)
    with pytest.raises(ValueError, match="auto, tesserocr, libtesseract, tesseract"):
        ReadOptions(engine="abbyy")


def test_without_a_library_the_program_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    (tmp_path / "eng.traineddata").touch()
    options = ReadOptions(tessdata=str(tmp_path), ocr_languages="eng")
    with monkeypatch.context() as m:
        m.setattr(WarmTesseract, "probe", Missing().probe)
        assert isinstance(chosen(options), Tesseract)
    with pytest.raises(OcrUnavailable, match="tesserocr is not installed"):
        InProcess(tessdata=str(tmp_path)).probe("eng")


def test_the_library_says_which_models_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = type(sys)("tesserocr")
    fake.__version__ = "9"
    fake.tesseract_version = lambda: "tesseract 9.9\n leptonica"
    monkeypatch.setitem(sys.modules, "tesserocr", fake)
    (tmp_path / "script").mkdir()
    for name in ("eng", "script/Devanagari"):
        (tmp_path / f"{name}.traineddata").touch()
    engine = InProcess(tessdata=str(tmp_path))
    assert engine.probe("Devanagari+eng") == "tesserocr 9 tesseract 9.9"
    with pytest.raises(OcrUnavailable, match="tam"):
        engine.probe("eng+tam")
    assert isinstance(chosen(ReadOptions(tessdata=str(tmp_path))), InProcess)


def test_a_single_page_is_read_here_unless_its_engine_could_take_us_along(pool: Pool) -> None:
    options = ReadOptions()

    def apart(engine: OcrEngine) -> bool:
        reader = ReaderApart(engine, options, OcrCache(None), Apart(engine, None, options, pool))
        return isinstance(reader.for_pages(1), ReaderApart)

    assert apart(InProcess())
    assert not apart(WarmTesseract()) and not apart(Tesseract())


@pytest.mark.ocr
def test_the_library_reads_as_the_program_does() -> None:
    pytest.importorskip("tesserocr", reason="tesserocr is not to be had for this machine")
    from tests.ingest.papers import fixture

    name = "english_office_scan.jpg"
    one, other = (load(fixture(name), ReadOptions(engine=engine)).text.split() for engine in ("tesserocr", "tesseract"))
    same = len(set(one) & set(other)) / len(set(other))
    assert same > 0.97, (one, other)


# --- the cache between processes -------------------------------------------------------------------------------------

WRITE = """
import sys
from pathlib import Path
from ingest.cache import OcrCache
cache = OcrCache(Path(sys.argv[1]))
for turn in range(300):
    cache.put("ab" * 32, {"lines": [["x" * 5000]] * 20, "notes": [sys.argv[2]]})
    found = cache.get("ab" * 32)
    assert found is not None and len(found["lines"]) == 20, turn
"""


def test_two_processes_write_the_same_entry(tmp_path: Path, root: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path), name], cwd=root) for name in "ab"]
    assert [one.wait(60) for one in both] == [0, 0]
    assert OcrCache(tmp_path).get("ab" * 32)["notes"][0] in ("a", "b")  # type: ignore[index]
    assert [p.suffix for p in tmp_path.rglob("*") if p.is_file()] == [".json"], "no half-written file is left"


def test_a_truncated_entry_is_read_again(read: Read, tmp_path: Path) -> None:
    first = read(Says(), cache_dir=tmp_path)
    for entry in tmp_path.rglob("*.json"):
        entry.write_bytes(entry.read_bytes()[:-20])
    engine = Says(lines=("read", "again"))
    assert read(engine, cache_dir=tmp_path).text.count("again") == PAGES
    assert first.text.count("again") == 0


def test_pictures_that_have_served_are_let_go_before_the_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    page = [np.full((60, 40), 255, np.uint8), 72, np.zeros((60, 40), np.uint8), np.full((60, 40), 255, np.uint8)]
    pictures = [weakref.ref(picture) for picture in page if isinstance(picture, np.ndarray)]
    held: list[bool] = []

    def look(*_: object) -> Recognised:
        held.extend(picture() is not None for picture in pictures)
        return [], [], ()

    monkeypatch.setattr(Recogniser, "_oriented", look)
    _recognise(Says(), "eng", page)
    assert held == [True, True, False]  # grey, coloured ink, light
