"""PDFs that mean harm or came to harm are refused with a next step, or read; they cost neither memory nor time."""

import time
from collections.abc import Callable

import pytest

from ingest.errors import DamagedSource, OversizedSource, UnreadableSource
from ingest.load import load
from ingest.options import ReadOptions
from tests.ingest import hostile
from tests.ingest.engines import Says
from tests.ingest.papers import source

ONE = ReadOptions(jobs=1)
SECONDS = 20.0  # a loaded machine included; each takes about one

REFUSED: dict[str, tuple[Callable[[], bytes], type[UnreadableSource]]] = {
    "contents that unpack without end": (lambda: hostile.content_bomb(110), OversizedSource),
    "one stream as the contents many times over": (lambda: hostile.many_contents(300), OversizedSource),
    "objects that unpack without end": (lambda: hostile.object_stream_bomb(110), OversizedSource),
    "a picture of a hundred thousand pixels square": (lambda: hostile.image_bomb(100_000), OversizedSource),
    "a scan of a hundred thousand pixels square": (lambda: hostile.scanned_image_bomb(100_000), OversizedSource),
    "forms that draw ten forms each": (lambda: hostile.form_tree(7), OversizedSource),
    "pages that are their own branch": (hostile.page_loop, DamagedSource),
}

READ: dict[str, Callable[[], bytes]] = {
    "a form that draws itself": hostile.form_loop,
    "brackets without end": lambda: hostile.deep_arrays(50_000),
    "a map of letters without end": hostile.to_unicode_bomb,
    "a page box turned round": lambda: hostile.boxed(595, 842, 0, 0),
    "a page box of nothing": lambda: hostile.boxed(0, 0, 0, 0),
    "a page of half a point": lambda: hostile.boxed(0, 0, 0.5, 0.5),
    "a unit of a thousand inches": lambda: hostile.boxed(0, 0, 595, 842, unit=72_000),
    "a font of rubbish": hostile.rubbish_font,
    "a letter that draws itself": hostile.glyph_loop,
    "a script that runs on opening": hostile.with_script,
    "a table of objects that names itself": hostile.table_loop,
}


@pytest.mark.parametrize(("made", "error"), REFUSED.values(), ids=REFUSED)
def test_refused(made: Callable[[], bytes], error: type[UnreadableSource]) -> None:
    paper = source("paper.pdf", made())
    began = time.monotonic()
    with pytest.raises(error) as refused:
        load(paper, ONE, engine=Says())
    assert time.monotonic() - began < SECONDS
    assert refused.value.next_step
    assert "paper.pdf" in refused.value.message


@pytest.mark.parametrize("made", READ.values(), ids=READ)
def test_read_all_the_same(made: Callable[[], bytes]) -> None:
    paper = source("paper.pdf", made())
    began = time.monotonic()
    document = load(paper, ONE, engine=Says())
    assert time.monotonic() - began < SECONDS
    assert len(document.pages) == 1
    assert "OFFICE MEMORANDUM" in document.text
    assert "12/3/2031-X" in document.text


@pytest.mark.parametrize("box", [(0, 0, 1e9, 1e9), (0, 0, 595, 2e6)])
def test_a_page_of_a_thousand_kilometres_is_said_to_be_damaged(box: tuple[float, ...]) -> None:
    document = load(source("paper.pdf", hostile.boxed(*box)), ONE, engine=Says())
    assert document.pages[0].quality == "unreadable"
    assert [p.code for p in document.problems] == ["damaged_page"]


def test_a_broken_table_of_objects_is_mended() -> None:
    document = load(source("paper.pdf", hostile.broken_table()), ONE, engine=Says())
    assert len(document.pages) == 2


@pytest.mark.slow
def test_ten_thousand_pages_are_read_up_to_the_limit() -> None:
    engine = Says()
    document = load(source("paper.pdf", hostile.pages(10_000)), ReadOptions(jobs=1, max_pages=20), engine=engine)
    assert len(document.pages) == 20
    assert [p.code for p in document.problems] == ["too_many_pages"]


def test_files_inside_are_named() -> None:
    document = load(source("paper.pdf", hostile.with_files("enclosure.pdf", "list.xlsx")), ONE, engine=Says())
    (problem,) = document.problems
    assert problem.code == "files_in_pdf"
    assert "enclosure.pdf, list.xlsx" in problem.message
    assert problem.next_step


def test_a_large_but_honest_file_is_read() -> None:
    """Many pages with pictures and fonts weigh nothing near the limits."""
    document = load(source("paper.pdf", hostile.image_bomb(4000, held=16_000_000)), ONE, engine=Says())
    assert document.pages[0].origin == "text_layer"
