"""PDFs: page by page the best source of text, the embedded layer where it can be trusted, else OCR."""

from __future__ import annotations

import ctypes
import io
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pdfplumber
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
import regex
from PIL import Image

from ingest.document import BBox, Problem, SourceFile
from ingest.errors import DamagedSource, EncryptedSource
from ingest.gate import Verdict, judge
from ingest.layout import PageDraft, PlacedLine, PlacedWord, clean_word, compose, with_tables
from ingest.legacy import DecodedWords, decode_words, layout_of
from ingest.options import ReadOptions
from ingest.parallel import in_order
from ingest.scan import ScanReader

_PDFIUM = threading.Lock()
"""pypdfium2 is not thread-safe: every call into it, in the whole process, holds this lock."""

_MAX_RENDER_PIXELS = 30_000_000
_LARGEST_PAPER = 1300.0  # points; a page box beyond A3 (1191) is one whose maker took pixels for points
_A4_LONG = 841.89
_LAYER_MOST = 400_000  # characters on one page: beyond it is no letter but an attack or a drawing
_POPPLER_SECONDS = 60.0
_LEGACY_UNKNOWN_MOST = 0.02  # of the characters: a font of another layout than its name says shows up here
_DEVANAGARI = regex.compile("[\u0900-\u097f]")


@dataclass(frozen=True, slots=True)
class _Glance:
    """What pdfium sees of a page before anything costly is done."""

    width: float
    height: float
    text: str
    fonts: frozenset[str]
    image_share: float


def read_pdf(
    source: SourceFile, options: ReadOptions, reader: ScanReader, progress: Callable[[int, int], None] | None = None
) -> tuple[list[PageDraft], list[Problem]]:
    """Every page as a draft, in order, and problems of the file.

    Raises DamagedSource, EncryptedSource, OcrUnavailable.
    """
    _check(source)
    with _opened(source) as pdf:
        with _PDFIUM:
            count = len(pdf)
        if count == 0:
            raise DamagedSource(f"{source.name} has no pages.")
        problems = []
        if count > options.max_pages:
            problems.append(
                Problem(
                    "too_many_pages",
                    f"{source.name} has {count} pages; only the first {options.max_pages} were read.",
                    "Split the file and upload the parts, or raise the limit of pages.",
                    page=options.max_pages,
                )
            )
            count = options.max_pages
        layers = _Layers(source, count)
        with layers:

            def read(index: int) -> PageDraft:
                return _read_page(pdf, index, layers, options, reader)

            drafts = in_order(read, count, options.jobs, progress)
    return drafts, problems


def _check(source: SourceFile) -> None:
    """Tell a locked file and a cut-off file from one that can be read."""
    try:
        with pikepdf.open(io.BytesIO(source.data)):
            pass
    except pikepdf.PasswordError:
        raise EncryptedSource(f"{source.name} is locked with a password.") from None
    except (pikepdf.PdfError, ValueError, RecursionError, MemoryError):
        raise DamagedSource(f"{source.name} is damaged.") from None
    if b"%%EOF" in source.data[-4096:]:
        return
    # qpdf and pdfium rebuild what they can of a cut-off file and would hand on half a bundle without a word.
    try:
        with pikepdf.open(io.BytesIO(source.data), attempt_recovery=False):
            pass
    except (pikepdf.PdfError, ValueError):
        raise DamagedSource(f"{source.name} is cut short.") from None


@contextmanager
def _opened(source: SourceFile) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with _PDFIUM:
            pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedSource(f"{source.name} is locked with a password.") from None
        raise DamagedSource(f"{source.name} is damaged.") from None
    try:
        yield pdf
    finally:
        with _PDFIUM:
            pdf.close()


def _read_page(
    pdf: pypdfium2.PdfDocument, index: int, layers: _Layers, options: ReadOptions, reader: ScanReader
) -> PageDraft:
    try:
        with _PDFIUM:
            glance = _glance(pdf, index)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        problem = Problem("damaged_page", "This page of the PDF is damaged.", DamagedSource.default_next_step)
        return PageDraft("", (), "ocr", 0.0, "unreadable", notes=("page cannot be opened",), problems=(problem,))
    first = judge(glance.text, glance.fonts, glance.image_share)
    notes: tuple[str, ...]
    if any(layout_of(font) for font in glance.fonts) and (decoded := _decoded(index, layers, glance)) is not None:
        return decoded
    if first.trusted or _DEVANAGARI.search(glance.text):
        # pdfium's own text of a Hindi page may be broken where poppler's is sound, so the gate is asked again.
        made = layers.read(index, glance)
        if made is not None:
            lines, text, program = made
            verdict = judge(text, glance.fonts, glance.image_share)
            if verdict.trusted:
                words_text, words = compose(lines)
                notes = (f"text layer trusted ({program}): " + ", ".join(verdict.reasons),)
                return PageDraft(words_text, words, "text_layer", 0.99, "good", glance.width, glance.height, notes)
            first = verdict
    return _scan(pdf, index, glance, first, options, reader)


def _decoded(index: int, layers: _Layers, glance: _Glance) -> PageDraft | None:
    """A page set in a legacy Hindi font as Unicode; None where what comes out does not pass the gate."""
    made = layers.read_legacy(index)
    if made is None or made[1].unknown > _LEGACY_UNKNOWN_MOST:
        return None
    lines, found = made
    text, words = compose(lines)
    others = frozenset(font for font in glance.fonts if layout_of(font) is None)
    verdict = judge(text, others, glance.image_share)
    if not verdict.trusted or not _DEVANAGARI.search(text):
        return None
    why = f"legacy font {', '.join(sorted(found.fonts))} decoded run by run: " + ", ".join(verdict.reasons)
    return PageDraft(text, words, "text_layer", 0.97, "good", glance.width, glance.height, (why,))


def _scan(
    pdf: pypdfium2.PdfDocument, index: int, glance: _Glance, verdict: Verdict, options: ReadOptions, reader: ScanReader
) -> PageDraft:
    why = "read by OCR: " + ", ".join(verdict.reasons)
    try:
        with _PDFIUM:
            image, scale, dpi_scale = _render(pdf, index, glance, options.dpi)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        problem = Problem("damaged_page", "This page of the PDF could not be drawn.", DamagedSource.default_next_step)
        return PageDraft("", (), "ocr", 0.0, "unreadable", notes=(why,), problems=(problem,))
    draft = reader.read(image, dpi_scale, (why,))
    if scale == dpi_scale:
        return replace(draft, width=glance.width, height=glance.height)
    # The page box is in pixels of its maker: letters were sized as if it were A4, boxes go back to the box's points.
    factor = scale / dpi_scale
    words = tuple(
        replace(w, bbox=BBox(w.bbox.x0 * factor, w.bbox.top * factor, w.bbox.x1 * factor, w.bbox.bottom * factor))
        for w in draft.words
    )
    return replace(draft, words=words, width=glance.width, height=glance.height)


def _glance(pdf: pypdfium2.PdfDocument, index: int) -> _Glance:
    page = pdf[index]
    try:
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise ValueError("absurd page size")
        layer = page.get_textpage()
        try:
            count = layer.count_chars()
            text = layer.get_text_range() if 0 < count <= _LAYER_MOST else ""
            fonts = frozenset(_fonts(layer, count)) if text else frozenset()
        finally:
            layer.close()
        return _Glance(width, height, text.replace("\ufffe", "-"), fonts, _image_share(page, width * height))
    finally:
        page.close()


def _fonts(layer: Any, count: int) -> Iterator[str]:
    """Names of the fonts in use, by samples: a font that sets words shows up in every twentieth character."""
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    for at in range(0, count, 20 if count > 400 else 3):
        size = pdfium_c.FPDFText_GetFontInfo(layer.raw, at, buffer, 256, ctypes.byref(flags))
        if 1 < size <= 256:
            yield buffer.raw[: size - 1].decode("utf-8", "replace")


def _image_share(page: Any, area: float) -> float:
    most = 0.0
    for number, item in enumerate(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2)):
        if number > 200:
            break
        with suppress(pypdfium2.PdfiumError):
            left, bottom, right, top = item.get_pos() if hasattr(item, "get_pos") else item.get_bounds()
            most = max(most, abs((right - left) * (top - bottom)))
    return min(1.0, most / area)


def _render(pdf: pypdfium2.PdfDocument, index: int, glance: _Glance, dpi: int) -> tuple[Image.Image, float, float]:
    """The page image, points of the page box per pixel, points of the paper per pixel.

    The two differ where the page box is in pixels of its maker.
    """
    long_side = max(glance.width, glance.height)
    paper = _A4_LONG / long_side if long_side > _LARGEST_PAPER else 1.0
    scale = dpi / 72 * paper
    scale *= min(1.0, (_MAX_RENDER_PIXELS / (glance.width * glance.height * scale * scale)) ** 0.5)
    page = pdf[index]
    try:
        bitmap = page.render(scale=scale, grayscale=True)
        image = bitmap.to_pil().copy()
        bitmap.close()
    finally:
        page.close()
    return image, 1 / scale, paper / scale


class _Layers:
    """Reads text layers with the program that suits the script. A context: it holds the file open."""

    def __init__(self, source: SourceFile, count: int) -> None:
        self._source = source
        self._count = count
        self._lock = threading.Lock()
        self._plumber: Any = None
        self._poppler: dict[int, list[PlacedWord]] | None = None

    def __enter__(self) -> _Layers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._plumber is not None:
            self._plumber.close()

    def read(self, index: int, glance: _Glance) -> tuple[list[PlacedLine], str, str] | None:
        """Lines, their plain text for the gate, and which program gave them; None where no program could."""
        # pdfminer shares one parser a file; pages of one file are parsed one after the other.
        with self._lock:
            try:
                page = self._page(index)
                tables = _tables(page)
                if _DEVANAGARI.search(glance.text) and (words := self._poppler_words(index)) is not None:
                    program = "pdftotext"
                else:
                    program = "pdfplumber"
                    words = _plumber_words(page)
            except Exception:  # pdfminer raises almost anything on hostile files; OCR is left
                return None
            finally:
                if self._plumber is not None:
                    self._plumber.pages[index].close()
        lines = with_tables(words, tables)
        return lines, compose(lines)[0], program

    def read_legacy(self, index: int) -> tuple[list[PlacedLine], DecodedWords] | None:
        """Lines with the runs in legacy fonts decoded; None where the page cannot be parsed."""
        with self._lock:
            try:
                page = self._page(index)
                # In the order of the content: signs without a width of their own would be sorted before their letter.
                found = page.extract_words(
                    x_tolerance_ratio=0.15, y_tolerance=3, use_text_flow=True, extra_attrs=["fontname"]
                )
                made = decode_words(found, (float(page.bbox[0]), float(page.bbox[1])))
                tables = _tables(page)
            except Exception:  # pdfminer raises almost anything on hostile files; OCR is left
                return None
            finally:
                if self._plumber is not None:
                    self._plumber.pages[index].close()
        return with_tables(made.words, tables), made

    def _page(self, index: int) -> Any:
        if self._plumber is None:
            self._plumber = pdfplumber.open(io.BytesIO(self._source.data))
        return self._plumber.pages[index]

    def _poppler_words(self, index: int) -> list[PlacedWord] | None:
        if self._poppler is None:
            self._poppler = _pdftotext(self._source.data, self._count)
        return self._poppler.get(index)


def _plumber_words(page: Any) -> list[PlacedWord]:
    found = page.extract_words(x_tolerance_ratio=0.15, y_tolerance=3, keep_blank_chars=False)
    x, y = float(page.bbox[0]), float(page.bbox[1])
    words = []
    for item in found:
        text = clean_word(item["text"])
        if text:
            box = BBox(float(item["x0"]) - x, float(item["top"]) - y, float(item["x1"]) - x, float(item["bottom"]) - y)
            words.append(PlacedWord(text, box, 0.99))
    return words


def _tables(page: Any) -> list[list[list[BBox | None]]]:
    """Ruled tables of the page as rows of cells. A frame around everything is no table."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 4 or len(page.edges) > 5000:
        return []
    x, y = float(page.bbox[0]), float(page.bbox[1])
    out = []
    for table in page.find_tables():
        rows: list[list[BBox | None]] = [
            [BBox(c[0] - x, c[1] - y, c[2] - x, c[3] - y) if c else None for c in row.cells] for row in table.rows
        ]
        if len(rows) >= 2 and max(len(row) for row in rows) >= 2:
            out.append(rows)
    return out



def _pdftotext(data: bytes, pages: int) -> dict[int, list[PlacedWord]]:
    """Words of every page as poppler reads them; empty where the program is absent or fails."""
    program = shutil.which("pdftotext")
    if program is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="layer-") as folder:
        path = Path(folder) / "in.pdf"
        path.write_bytes(data)
        command = [program, "-bbox", "-f", "1", "-l", str(pages), "-enc", "UTF-8", str(path), "-"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_POPPLER_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return {}
    markup = regex.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", done.stdout.decode("utf-8", "replace"))
    try:
        root = ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return {}
    space = "{http://www.w3.org/1999/xhtml}"
    out: dict[int, list[PlacedWord]] = {}
    for number, page in enumerate(root.iter(f"{space}page")):
        words = out.setdefault(number, [])
        for item in page.iter(f"{space}word"):
            text = clean_word(item.text or "")
            if text:
                x0, top, x1, bottom = (float(item.get(k, "0")) for k in ("xMin", "yMin", "xMax", "yMax"))
                words.append(PlacedWord(text, BBox(min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)), 0.98))
    return out
