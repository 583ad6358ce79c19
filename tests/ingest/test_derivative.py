"""Searchable PDFs: words come back from two programs letter by letter, the page that is seen is the page that was."""

import io
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ingest.derivative import searchable_pdf
from ingest.document import BBox, Document, SourceFile
from ingest.errors import UnsupportedMedia
from ingest.load import load
from ingest.ocr import OcrPage
from ingest.options import ReadOptions
from ingest.source import source_from_bytes
from tests.ingest.engines import Says
from tests.ingest.papers import fixture, image, png, saved, scanned_pdf, source

ONE = ReadOptions(jobs=1)
HINDI = (
    "राजस्थान सरकार कार्मिक (क-1) विभाग",
    "क्रमांक: प. 7(3)कार्मिक/क-1/2031 दिनांक १२.०३.२०३१",
    "शिक्षा क्षेत्र ज्ञापन श्रीमती अन्तर्राष्ट्रीय निर्देशित अंग्रेज़ी पढ़ाई हृदय द्वितीय",
    "सूचनार्थ एवं आवश्यक कार्यवाही हेतु। Part-5 (No. 12/3/2031-X) “quoted” – dash",
)


def words_of(document: Document) -> Counter[str]:
    return Counter(w.span.of(document.text) for p in document.pages for w in p.words)


def by_poppler(data: bytes, tmp_path: Path) -> Counter[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "out.pdf"
    path.write_bytes(data)
    done = subprocess.run([program, "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True, timeout=60)
    assert not done.stderr
    return Counter(done.stdout.decode().split())


def by_pdfium(data: bytes) -> Counter[str]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return Counter("\n".join(page.get_textpage().get_text_range() for page in pdf).split())
    finally:
        pdf.close()


def pixels(data: bytes) -> list[np.ndarray]:  # type: ignore[type-arg]
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=1.5).to_numpy().copy() for page in pdf]
    finally:
        pdf.close()


def made(paper: SourceFile, lines: tuple[str, ...] = HINDI) -> tuple[bytes, Document]:
    document = load(paper, ONE, engine=Says(lines=lines))
    return searchable_pdf(paper, document), document


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_come_back_and_the_page_is_unchanged(turned: int, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf(2))) as pdf:
        for page in pdf.pages:
            page.Rotate = turned
        original = saved(pdf)
    paper = source("scan.pdf", original)
    data, document = made(paper)
    assert sum(words_of(document).values()) > 60
    assert by_poppler(data, tmp_path) == words_of(document)
    assert by_pdfium(data) == words_of(document)
    for before, after in zip(pixels(original), pixels(data), strict=True):
        assert np.array_equal(before, after)
    assert paper.data == original


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_lie_where_they_were_read(turned: int) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf(1))) as pdf:
        pdf.pages[0].Rotate = turned
        pdf.pages[0].CropBox = pikepdf.Array([20, 30, 575, 800])
        original = saved(pdf)
    data, document = made(source("scan.pdf", original))
    with pypdfium2.PdfDocument(data) as pdf_out:
        page = pdf_out[0]
        layer = page.get_textpage()
        for word in document.pages[0].words[:6]:
            text = word.span.of(document.text)
            found = layer.search(text, match_case=True)
            at = found.get_next()
            assert at is not None, text
            left, bottom, right, top = layer.get_charbox(at[0], loose=True)
            x, y = page_to_seen((left + right) / 2, (bottom + top) / 2, turned, (20, 30, 575, 800))
            assert word.bbox.x0 - 2 <= x <= word.bbox.x1 + 2
            assert word.bbox.top - 4 <= y <= word.bbox.bottom + 4
            found.close()
        layer.close()


def page_to_seen(x: float, y: float, turned: int, crop: tuple[float, float, float, float]) -> tuple[float, float]:
    left, bottom, right, top = crop
    return {
        0: (x - left, top - y), 90: (y - bottom, x - left), 180: (right - x, y - bottom), 270: (top - y, right - x),
    }[turned]  # fmt: skip


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_print_that_lies_on_its_side_is_found_where_it_is(quarters: int, tmp_path: Path) -> None:
    """The sheet lies turned on the page as it is seen, as a scanner leaves it: words run down, back or up."""
    upright = source("scan.pdf", scanned_pdf(1))
    document = load(upright, ONE, engine=Says(lines=HINDI))
    with pikepdf.open(io.BytesIO(upright.data)) as pdf:
        pdf.pages[0].Rotate = 90 * quarters
        lying = source("scan.pdf", saved(pdf))
    page = document.pages[0]
    width, height = page.width or 0.0, page.height or 0.0
    boxes = [w.bbox for w in page.words]
    for _ in range(quarters):
        boxes = [BBox(height - b.bottom, b.x0, height - b.top, b.x1) for b in boxes]
        width, height = height, width
    words = tuple(replace(w, bbox=b) for w, b in zip(page.words, boxes, strict=True))
    turned = replace(document, pages=(replace(page, width=width, height=height, words=words),))
    data = searchable_pdf(lying, turned)
    assert by_poppler(data, tmp_path) == words_of(document)
    assert by_pdfium(data) == words_of(document)
    for before, after in zip(places(searchable_pdf(upright, document)), places(data), strict=True):
        assert before[0] == after[0]
        assert before[1] == pytest.approx(after[1], abs=1.0)


def places(data: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """Each word and its place in the page's own space."""
    with pypdfium2.PdfDocument(data) as pdf:
        layer = pdf[0].get_textpage()
        text = layer.get_text_range()
        found = []
        for word in dict.fromkeys(text.split()):
            seeker = layer.search(word, match_case=True)
            at = seeker.get_next()
            if at is not None:
                found.append((word, layer.get_charbox(at[0], loose=True)))
            seeker.close()
        layer.close()
    return sorted(found)


class Skewed(Says):
    """Lines that fall by a hundredth and a half, as on a sheet that was laid down carelessly."""

    def read(self, image: Image.Image, dpi: int, languages: str, psm: int = 3) -> OcrPage:
        page = super().read(image, dpi, languages, psm)
        return replace(
            page,
            lines=tuple(
                replace(line, words=tuple(replace(w, box=self.fallen(w.box)) for w in line.words))
                for line in page.lines
            ),
        )

    @staticmethod
    def fallen(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        drop = round(0.015 * box[0])
        return box[0], box[1] + drop, box[2], box[3] + drop


def test_phrases_of_falling_lines_are_found(tmp_path: Path) -> None:
    paper = source("scan.png", png(image((2480, 3508))))
    document = load(paper, ONE, engine=Skewed(lines=HINDI))
    data = searchable_pdf(paper, document)
    (tmp_path / "out.pdf").write_bytes(data)
    by_poppler(data, tmp_path)  # skips where pdftotext is missing
    done = subprocess.run(["pdftotext", str(tmp_path / "out.pdf"), "-"], capture_output=True, check=True, timeout=60)
    lines = [" ".join(line.split()) for line in done.stdout.decode().split("\n") if line.strip()]
    assert lines == list(HINDI)


def test_images_become_pdfs(tmp_path: Path) -> None:
    data, document = made(source("scan.png", png()))
    assert by_poppler(data, tmp_path) == words_of(document)
    (drawn,) = pixels(data)
    assert drawn.shape[0] / drawn.shape[1] == pytest.approx(1754 / 1240, rel=0.01)
    assert drawn.min() < 40


def test_a_jpeg_goes_in_byte_for_byte() -> None:
    out = io.BytesIO()
    image().convert("RGB").save(out, "JPEG", dpi=(150, 150))
    data, _ = made(source("scan.jpg", out.getvalue()))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        held = pdf.pages[0].Resources.XObject.Im
        assert held.read_raw_bytes() == out.getvalue()


def test_a_turned_photo_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image((1754, 1240)).convert("RGB").save(out, "JPEG", exif=exif)
    data, _ = made(source("photo.jpg", out.getvalue()))
    (drawn,) = pixels(data)
    assert drawn.shape[0] > drawn.shape[1]


def test_several_frames() -> None:
    out = io.BytesIO()
    image().save(out, "TIFF", save_all=True, append_images=[image(), image()])
    data, document = made(source("scan.tif", out.getvalue()))
    assert len(pixels(data)) == 3
    assert by_pdfium(data) == words_of(document)


def test_a_page_with_a_sound_layer_stays_as_it_is() -> None:
    paper = fixture("english_letter.pdf")
    document = load(paper, ONE, engine=Says())
    assert document.pages[0].origin == "text_layer"
    data = searchable_pdf(paper, document)
    assert by_pdfium(data) == by_pdfium(paper.data)


def with_hidden_text(words: str, in_a_form: bool) -> bytes:
    with pikepdf.open(io.BytesIO(scanned_pdf(1))) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        fonts = pikepdf.Dictionary(F=font)
        text = f"BT 3 Tr /F 12 Tf 50 700 Td ({words}) Tj ET".encode()
        if in_a_form:
            form = pdf.make_stream(
                text, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 595, 842]),
                Resources=pikepdf.Dictionary(Font=fonts),
            )  # fmt: skip
            page.Resources.XObject["/Hidden"] = form
            text = b"/Hidden Do"
        else:
            page.Resources.Font = fonts
        page.contents_add(pdf.make_stream(b"\nq " + text + b" Q\nBT /F 12 Tf 60 60 Td (Seen) Tj ET"))
        if in_a_form:
            page.Resources.Font = fonts
        return saved(pdf)


@pytest.mark.parametrize("in_a_form", [False, True])
def test_hidden_text_of_other_programs_goes_and_seen_text_stays(in_a_form: bool) -> None:
    original = with_hidden_text("fgUnh rubbish", in_a_form)
    assert "rubbish" in by_pdfium(original)
    data, document = made(source("scan.pdf", original))
    found = by_pdfium(data)
    assert "rubbish" not in found
    assert "Seen" in found
    assert not words_of(document) - found
    assert np.array_equal(pixels(original)[0], pixels(data)[0])


def test_the_same_reading_gives_the_same_file() -> None:
    paper = source("scan.pdf", scanned_pdf(1))
    assert made(paper)[0] == made(paper)[0]


def test_what_has_no_page_images() -> None:
    paper = source_from_bytes("letter.txt", b"Sir,")
    with pytest.raises(UnsupportedMedia, match="no page images"):
        searchable_pdf(paper, load(paper, ONE, engine=Says()))


def test_pages_without_words() -> None:
    paper = source("blank.png", png(image(ink=False)))
    document = load(paper, ONE, engine=Says())
    assert not by_pdfium(searchable_pdf(paper, document))


@pytest.mark.parametrize(
    "rubbish", ["क" + "ं" * 400, "a" + "\u0301" * 300, "👨‍👩‍👧‍👦", "\U00013000𝒜", "()\\<>", "\ufffd\ufdd0"]
)
def test_odd_words_do_no_harm(rubbish: str) -> None:
    data, document = made(source("scan.png", png()), ("Office Memorandum", rubbish, "No. 12/3/2031-X"))
    assert rubbish in document.text
    assert {"Office", "Memorandum", "No.", "12/3/2031-X"} <= set(by_pdfium(data))


def test_contents_without_end_are_not_parsed() -> None:
    with pikepdf.open(io.BytesIO(with_hidden_text("rubbish", False))) as pdf:
        pdf.pages[0].contents_add(pdf.make_stream(b"q Q\n" * 1_100_000))
        original = saved(pdf)
    data, document = made(source("scan.pdf", original))
    assert not words_of(document) - by_pdfium(data)
