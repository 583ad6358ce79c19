"""A scan's workers are started before all is loaded that its pages need; the heaviest pages are begun first."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ingest.cache import OcrCache
from ingest.colour import Sheet, sheet_in_colour
from ingest.load import load
from ingest.options import ReadOptions
from ingest.parallel import in_order
from ingest.pdf import _weights
from ingest.pdfium import LOCK, has_scans
from ingest.scan import ScanReader
from ingest.workers import SHARED, Pool, Worker
from tests.ingest.engines import Says
from tests.ingest.papers import fixture, image, saved, scanned_pdf, source

LETTER = "english_letter.pdf"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many processes were wanted ahead, call by call; none is started, and all pages are read in this one."""
    counts: list[int] = []
    monkeypatch.setattr(SHARED, "make_ready", counts.append)
    monkeypatch.setattr("ingest.ocr_choice.reader_for", lambda options, _: says(options))
    return counts


def says(options: ReadOptions) -> ScanReader:
    return ScanReader(Says(), options, OcrCache(options.cache_dir))


def test_workers_are_wanted_for_scans_alone(asked: list[int]) -> None:
    options = ReadOptions(jobs=3, dpi=72)
    load(source("a.pdf", scanned_pdf(3)), options)
    assert asked == [3]
    load(fixture(LETTER), options)
    load(source("a.pdf", scanned_pdf(1)), options)
    load(source("a.pdf", scanned_pdf(3)), options, engine=Says())
    assert asked == [3]


def test_a_file_whose_pages_are_in_the_cache_wants_no_workers(asked: list[int], tmp_path: Path) -> None:
    options = ReadOptions(dpi=72, cache_dir=tmp_path)
    data = scanned_pdf(3)
    load(source("a.pdf", data), options)
    load(source("b.pdf", data), options)
    assert asked == [2]
    load(source("a.pdf", scanned_pdf(4)), options)
    assert asked == [2, 2]


def test_a_file_that_was_read_by_another_version_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, file = OcrCache(tmp_path), "ab" * 32
    assert not cache.knows(file)
    cache.remember(file)
    assert cache.knows(file)
    monkeypatch.setattr("ingest.cache.INGEST_VERSION", "0")
    assert not cache.knows(file)
    OcrCache(None).remember(file)
    assert not OcrCache(None).knows(file)


def test_scans_are_told_at_first_sight() -> None:
    assert has_scans(scanned_pdf(2))
    assert not has_scans(scanned_pdf(1))
    assert not has_scans(fixture(LETTER).data)
    assert not has_scans(b"no PDF")


def test_no_more_processes_than_are_wanted() -> None:
    class Idle(Worker):
        def __init__(self) -> None:
            pass

        def alive(self) -> bool:
            return True

        def dismiss(self) -> None:
            pass

    pool = Pool(Idle)
    pool.make_ready(2)
    pool.make_ready(1)
    assert len(pool._rest) == 2
    with pool.worker(2):
        pool.make_ready(3)
        assert len(pool._rest) == 2


def noted() -> tuple[Callable[[int], int], list[int]]:
    """Work that notes what was begun, in order; the first two wait for each other."""
    begun: list[int] = []
    both = threading.Barrier(2, timeout=20)

    def work(index: int) -> int:
        begun.append(index)
        if len(begun) <= 2:
            both.wait()
        return index

    return work, begun


def test_the_heaviest_are_begun_first_and_come_in_their_own_order() -> None:
    work, begun = noted()
    assert in_order(work, 4, 2, weights=[1, 3, 0, 2]) == [0, 1, 2, 3]
    assert set(begun[:2]) == {1, 3}


def test_of_many_pages_each_core_begins_with_a_light_one() -> None:
    work, begun = noted()
    assert in_order(work, 8, 2, weights=[5, 7, 1, 6, 4, 3, 2, 8]) == list(range(8))
    assert set(begun[:2]) == {2, 6}
    assert set(begun[2:4]) == {1, 7}
    assert sorted(begun) == list(range(8))


def test_of_pages_that_are_drawn_alike_each_core_begins_with_a_heavy_one_and_the_lightest_fill_the_end() -> None:
    work, begun = noted()
    assert in_order(work, 8, 2, weights=[4.1, 4.5, 4.3, 9.2, 4.2, 4.4, 9.1, 4.0]) == list(range(8))
    assert set(begun[:2]) == {1, 5}
    assert set(begun[2:4]) == {3, 6}
    assert set(begun[6:]) == {0, 7}


def test_another_page_may_be_drawn_while_one_is_searched_for_coloured_ink(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []

    def searched(bgr: object) -> Sheet | None:
        held.append(LOCK.locked())
        return sheet_in_colour(bgr)  # type: ignore[arg-type]

    monkeypatch.setattr("ingest.pdf.sheet_in_colour", searched)
    made = io.BytesIO()
    image((600, 800)).convert("RGB").save(made, "PDF", resolution=72)
    document = load(source("a.pdf", made.getvalue()), ReadOptions(jobs=1, dpi=72), engine=Says())
    assert held == [False]
    assert "Office Memorandum" in document.text


def test_finer_pictures_weigh_more_then_those_that_pack_less() -> None:
    grainy = image((1654, 2339))
    grainy.paste(Image.effect_noise((1000, 1000), 90), (300, 300))
    pdf = pikepdf.new()
    for picture, dpi in ((image((1654, 2339)), 200), (image((2480, 3508)), 300), (grainy, 200)):
        made = io.BytesIO()
        picture.save(made, "PDF", resolution=dpi)
        with pikepdf.open(made) as one:
            pdf.pages.extend(one.pages)
    with pypdfium2.PdfDocument(saved(pdf)) as document:
        plain, fine, grains = _weights(document, 3, ReadOptions())
        assert _weights(document, 3, ReadOptions(jobs=1)) == []
    assert fine > grains > plain
