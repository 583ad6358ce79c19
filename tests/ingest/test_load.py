"""Files become Documents: offsets are exact, trouble is told, one bad page does not cost the rest."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.document import PAGE_BREAK, Area, BBox, Document, Span, Word
from ingest.errors import (
    DamagedSource,
    EmptySource,
    EncryptedSource,
    OcrFailed,
    OcrUnavailable,
    UnknownEncoding,
    UnsupportedMedia,
)
from ingest.layout import PageDraft, PlacedLine, PlacedWord, compose, lines_of
from ingest.load import assemble, load
from ingest.options import ReadOptions
from ingest.pdf import enlarged
from tests.ingest.engines import Crashes, Missing, Says
from tests.ingest.papers import fixture, huge_png, image, png, saved, scanned_pdf, source

ONE = ReadOptions(jobs=1)


def sound(document: Document) -> Document:
    """The invariants of every Document."""
    at = 0
    for number, page in enumerate(document.pages, 1):
        assert page.number == number
        assert page.span.start == at
        for word in page.words:
            assert page.span.covers(word.span)
            assert not any(c.isspace() for c in word.span.of(document.text))
            assert len(word.span) > 0
        assert list(page.words) == sorted(page.words, key=lambda w: w.span)
        if number < len(document.pages):
            assert document.text[page.span.end : page.span.end + len(PAGE_BREAK)] == PAGE_BREAK
        at = page.span.end + len(PAGE_BREAK)
    assert document.pages[-1].span.end == len(document.text)
    for problem in document.problems:
        assert problem.next_step
    return document


# ---- transcripts


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("क्रमांक: 12\r\nSir,".encode(), "क्रमांक: 12\nSir,"),
        (b"\xef\xbb\xbfSir,", "Sir,"),
        ("Sir,\n".encode("utf-16"), "Sir,\n"),
        (b"\xfe\xff" + "श्री".encode("utf-16-be"), "श्री"),
        (b"one\ftwo", "one\ftwo"),
        (b"a\x00b", "a\x00b"),
    ],
)
def test_transcripts(data: bytes, text: str) -> None:
    document = sound(load(source("a.txt", data)))
    (page,) = document.pages
    assert document.text == text
    assert (page.origin, page.words, page.width) == ("transcript", (), None)


@pytest.mark.parametrize(
    "data",
    [
        "विषय".encode("utf-16-le")[:-1] + b"\xff\xff\xff",
        b"caf\xe9 au lait",
        bytes(range(1, 32)) * 40,
        b"ok\x80\x81\x82",
        b"\xff\xfe\x00",
    ],
)
def test_unknown_encoding(data: bytes) -> None:
    with pytest.raises(UnknownEncoding) as error:
        load(source("a.txt", data))
    assert "UTF-8" in error.value.next_step


def test_a_transcript_of_nothing_is_empty() -> None:
    with pytest.raises(EmptySource):
        load(source("a.txt", "\ufeff \u00a0\n".encode()))


def test_a_line_of_a_megabyte() -> None:
    assert len(sound(load(source("a.txt", b"x" * 1_000_000))).text) == 1_000_000


def test_a_loop_is_a_problem_with_its_place() -> None:
    head = "Sir,\n\nThe return is awaited.\n\n"
    loop = "The following is shared to help in the understanding of the entry. It will be used for all.\n\n" * 9
    document = load(source("a.txt", (head + loop).encode()))
    (problem,) = [p for p in document.problems if p.code == "repetition_loop"]
    assert problem.span is not None
    assert problem.span.start == len(head)
    assert problem.page == 1


# ---- images


def test_an_image_gives_words_with_boxes_in_points() -> None:
    document = sound(load(source("a.png", png(dpi=(150, 150))), engine=Says()))
    (page,) = document.pages
    assert document.text == "Office Memorandum\nNo. 12/3/2031-X"
    assert (round(page.width or 0), round(page.height or 0)) == (595, 842)
    (region,) = document.regions(Span(0, 6))
    # The image was doubled to 300 dpi for reading: a box at pixel 100 stands at 24 points.
    assert region.bbox is not None
    assert region.bbox.x0 == pytest.approx(24, abs=0.5)


def test_resolution_is_guessed_from_a4_where_the_file_does_not_say() -> None:
    page = load(source("a.png", png(image((2480, 3508)))), engine=Says()).pages[0]
    assert page.width == pytest.approx(595.3, abs=1)


def test_a_blank_page_is_not_unreadable() -> None:
    engine = Says()
    document = sound(load(source("a.png", png(image(ink=False))), engine=engine))
    assert (document.text, document.pages[0].quality, engine.calls) == ("", "good", 0)


def test_a_line_alone_on_a_page_is_read_where_it_stands() -> None:
    """A designation carried over to an empty page: recognisers take it for dust, or the page for one on its side."""
    page = Image.new("L", (2480, 3508), 255)
    page.paste(0, (1300, 260, 1660, 300))
    document = sound(load(source("a.png", png(page)), engine=Says(lines=("Joint Secretary",))))
    assert document.text == "Joint Secretary"
    assert "a few words alone, read apart" in document.pages[0].notes
    scale, margin = 595.3 / 2480, 50  # the engine says (100, 100) in the part it was given
    box = document.pages[0].words[0].bbox
    assert box.x0 == pytest.approx((1300 - margin + 100) * scale, abs=1)
    assert box.top == pytest.approx((260 - margin + 100) * scale, abs=1)


def test_transparent_paper_is_white() -> None:
    clear = Image.new("RGBA", (400, 600), (0, 0, 0, 0))
    assert "blank page" in load(source("a.png", png(clear)), engine=Says()).pages[0].notes


def test_exif_orientation() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    image((1754, 1240)).save(out, "JPEG", exif=exif)
    page = load(source("a.jpg", out.getvalue()), engine=Says()).pages[0]
    assert (page.width or 0) < (page.height or 0)


def test_pages_of_a_tiff() -> None:
    out = io.BytesIO()
    image().save(out, "TIFF", save_all=True, append_images=[image(), image()])
    document = sound(load(source("a.tif", out.getvalue()), ONE, engine=Says()))
    assert len(document.pages) == 3
    cut = sound(load(source("a.tif", out.getvalue()), ReadOptions(max_pages=2), engine=Says()))
    assert [len(cut.pages), cut.problems[0].code] == [2, "too_many_pages"]


def test_image_bomb_is_refused() -> None:
    # No sheet of paper is that large, and a TIFF or a PNG with transparency can only be decoded whole.
    for bomb in (huge_png(60_000, 60_000, rows_held=3), png(Image.new("LA", (9_000, 9_000)), compress_level=1)):
        with pytest.raises(DamagedSource, match="too large") as error:
            load(source("a.png", bomb), engine=Says())
        assert "300 dpi" in error.value.next_step


@pytest.mark.parametrize("keep", [20, 200, 0.6])
def test_truncated_image(keep: float) -> None:
    data = png(image().effect_spread(3))
    with pytest.raises(DamagedSource):
        load(source("a.png", data[: int(keep if keep > 1 else keep * len(data))]), engine=Says())


# ---- PDFs


def test_scanned_pages_are_read_by_ocr_and_joined() -> None:
    seen: list[tuple[int, int]] = []
    document = sound(load(source("a.pdf", scanned_pdf(3)), progress=lambda *at: seen.append(at), engine=Says()))
    assert [p.origin for p in document.pages] == ["ocr"] * 3
    assert document.text.count(PAGE_BREAK) == 2
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert "no text layer" in document.pages[0].notes[0]


def test_text_layer_in_english() -> None:
    document = sound(load(fixture("english_letter.pdf"), engine=Missing()))
    page = document.pages[0]
    assert page.origin == "text_layer"
    assert "LIB/4127/2031-Rec    Dated Devgarh, the 17th June, 2031" in document.text
    assert "reg.\n\nSir/Madam,\nI am directed" in document.text
    start = document.text.index("Subject")
    (region,) = document.regions(Span(start, start + 7))
    assert region.bbox is not None
    assert 50 < region.bbox.x0 < 80
    assert 200 < region.bbox.top < 400


def test_text_layer_in_hindi_is_sound_or_not_used() -> None:
    document = sound(load(fixture("hindi_letter.pdf"), engine=Says(["read by OCR"])))
    if document.pages[0].origin == "text_layer":
        assert "दुर्लभ पुस्तकों का अर्धवार्षिक विवरण" in document.text
        assert "पु.वि./2718/2031" in document.text
    else:
        assert document.text == "read by OCR"


def test_encrypted(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(scanned_pdf(1)))
    locked = saved(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(EncryptedSource) as error:
        load(source("a.pdf", locked), engine=Says())
    assert "qpdf" in error.value.next_step
    pdf = pikepdf.open(io.BytesIO(scanned_pdf(1)))
    opens = saved(pdf, encryption=pikepdf.Encryption(owner="o", user=""))
    assert len(load(source("a.pdf", opens), engine=Says()).pages) == 1


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_truncated_pdf(share: float) -> None:
    data = scanned_pdf(2)
    with pytest.raises(DamagedSource):
        load(source("a.pdf", data[: int(share * len(data))]), engine=Says())


def test_pdf_of_no_pages_and_of_rubbish() -> None:
    with pytest.raises(DamagedSource):
        load(source("a.pdf", saved(pikepdf.new())), engine=Says())
    with pytest.raises(DamagedSource):
        load(source("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF"), engine=Says())


def test_absurd_page_size_is_clamped() -> None:
    document = sound(load(source("a.pdf", scanned_pdf(1, (14_400.0, 14_400.0))), engine=Says()))
    assert document.pages[0].width == 14_400
    assert document.pages[0].words[0].bbox.x0 < 14_400


def test_a_page_box_in_pixels_is_read_as_a4() -> None:
    sizes = []

    class Sees(Says):
        def read(self, image, dpi, languages, psm=3):  # type: ignore[no-untyped-def]
            sizes.append((image.size, dpi))
            return super().read(image, dpi, languages, psm)

    page = load(source("a.pdf", scanned_pdf(1, (2480.0, 3508.0))), engine=Sees()).pages[0]
    assert sizes == [((2480, 3508), 300)]
    assert (page.width, page.height) == (2480, 3508)
    assert page.words[0].bbox.x0 == pytest.approx(100, abs=1)


def test_too_many_pages() -> None:
    document = sound(load(source("a.pdf", scanned_pdf(4)), ReadOptions(max_pages=3), engine=Says()))
    assert len(document.pages) == 3
    assert [p.code for p in document.problems] == ["too_many_pages"]


def test_one_failing_page_does_not_cost_the_rest() -> None:
    engine = Crashes()
    engine.on = frozenset({2})
    document = sound(load(source("a.pdf", scanned_pdf(3)), ONE, engine=engine))
    assert [p.quality for p in document.pages] == ["good", "unreadable", "good"]
    (problem,) = document.problems
    assert (problem.code, problem.page) == ("ocr_failed", 2)


def test_ocr_that_fails_on_every_page_is_an_error() -> None:
    with pytest.raises(OcrFailed) as error:
        load(source("a.pdf", scanned_pdf(2)), ONE, engine=Crashes())
    assert error.value.exit_code == 4


def test_no_ocr_is_an_error_only_where_it_is_needed() -> None:
    with pytest.raises(OcrUnavailable) as error:
        load(source("a.pdf", scanned_pdf(2)), engine=Missing())
    assert "apt-get install" in error.value.next_step
    assert load(fixture("english_letter.pdf"), engine=Missing()).pages[0].origin == "text_layer"


def test_unreadable_pages_are_said_to_be_so() -> None:
    document = load(source("a.png", png()), engine=Says(["q#x", "zz~"], confidence=0.2))
    assert document.pages[0].quality == "unreadable"
    assert [p.code for p in document.problems] == ["unreadable_page"]


def test_a_media_type_without_a_reader() -> None:
    with pytest.raises(UnsupportedMedia):
        load(replace(source("a.txt", b"x"), media_type="video/mp4"))


# ---- layout

BOXES = st.builds(
    lambda x, y, w, h: BBox(x, y, x + w, y + h),
    st.floats(0, 500),
    st.floats(0, 800),
    st.floats(1, 80),
    st.floats(1, 30),
)
WORDS = st.lists(
    st.builds(PlacedWord, st.text("abcक्षि1/(", min_size=1, max_size=8), BOXES, st.floats(0, 1)), max_size=25
)


@settings(max_examples=120, deadline=None)
@given(WORDS)
def test_every_word_keeps_its_place(placed: list[PlacedWord]) -> None:
    text, words = compose(lines_of(placed))
    assert sorted(w.span.of(text) for w in words) == sorted(w.text for w in placed)
    assert all(a.span.end < b.span.start for a, b in pairwise(words))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_pages_are_exact(pages: list[list[PlacedWord]]) -> None:
    drafts = []
    for placed in pages:
        text, words = compose(lines_of(placed))
        drafts.append(PageDraft(text, words, "ocr", 0.9, "good", 595, 842))
    document = sound(assemble(source("a.png", png()), drafts))
    assert [document.text[p.span.start : p.span.end] for p in document.pages] == [d.text for d in drafts]


def line(y: float, *words: tuple[float, str]) -> PlacedLine:
    return PlacedLine(tuple(PlacedWord(t, BBox(x, y, x + 6 * len(t), y + 10)) for x, t in words))


def test_paragraphs_and_wide_gaps_are_kept() -> None:
    lines = [
        line(100, (50, "No."), (72, "12"), (400, "Dated"), (436, "3.4.2031")),
        line(128, (50, "Sir,")),
        line(142, (50, "The"), (74, "return")),
        line(156, (50, "is"), (66, "due.")),
        line(184, (50, "2."), (66, "Noted.")),
    ]
    text, _ = compose(lines)
    assert text == "No. 12    Dated 3.4.2031\n\nSir,\nThe return\nis due.\n\n2. Noted."


def test_boxes_go_back_to_a_page_box_in_pixels() -> None:
    word = Word(Span(0, 1), BBox(1, 2, 3, 4), 0.9)
    area = Area("handwriting", BBox(10, 20, 30, 40))
    draft = enlarged(PageDraft("a", (word,), "ocr", 0.9, "good", areas=(area,)), 4)
    assert draft.words[0].bbox == BBox(4, 8, 12, 16)
    assert draft.areas[0].bbox == BBox(40, 80, 120, 160)
