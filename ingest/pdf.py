"""PDFs: page by page the best source of text, the embedded layer where it can be trusted, else OCR."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
import regex

from ingest.colour import Sheet, sheet_in_colour, sheet_of
from ingest.document import BBox, Problem, SourceFile
from ingest.errors import DamagedSource, EncryptedSource, OcrUnavailable
from ingest.gate import Verdict, agreement, hindi_share, judge
from ingest.layers import Layer, Layers, same_words
from ingest.layout import PageDraft, compose
from ingest.legacy import layout_of
from ingest.options import ReadOptions
from ingest.parallel import in_order
from ingest.pdfium import LOCK as _PDFIUM
from ingest.pdfium import grey
from ingest.resolution import reads_as_it_is
from ingest.scan import ScanReader
from ingest.voices import with_voices

_MAX_RENDER_PIXELS = 30_000_000
_LARGEST_PAPER = 1300.0  # points; a page box beyond A3 (1191) is one whose maker took pixels for points
_A4_LONG = 841.89
_LAYER_MOST = 400_000  # characters on one page: beyond it is no letter but an attack or a drawing
_LEGACY_UNKNOWN_MOST = 0.02  # of the characters: a font of another layout than its name says shows up here
_HIDDEN_MOST = 0.5  # share of the letters without ink of their own
_HINDI_LITTLE = 0.06  # share of the letters: were half of it wrong, the page would still be 97 % right
_SURE = 0.9  # 99 of 100 words that OCR is as sure of are right (docs/ocr.md, Confidence)
_AGREEMENT_LEAST = 0.88  # sound Hindi layers 0.93 to 1.00, layers with over 5 % of their characters wrong 0.10 to 0.74
_AGREEMENT_OF_RECOGNISERS = 0.975  # two of them agree on what is easy to read: 0.95 with 6 % of the characters wrong
_PICTURES_MOST = 2000
_SEGMENTS_LEAST = 8
_WHOLE_PAGE = (0.9, 1.1)  # share of the page's area that a picture of all of it has
_INVISIBLE = 3  # how text is drawn
_WEIGHED = 20  # pictures
_COLOUR_ASKED = 20  # pictures: a page in strips is of one colour
_RECOGNISED_FONT = regex.compile(r"(?:[A-Z]{6}\+)?(?:Fd\d{3,}|HiddenHorzOCR|GlyphLessFont)")
_DEVANAGARI = regex.compile("[\u0900-\u097f]")


@dataclass(frozen=True, slots=True)
class _Glance:
    """What pdfium sees of a page before anything costly is done."""

    width: float
    height: float
    text: str
    fonts: frozenset[str]
    image_share: float
    ruled: bool
    """Whether anything is drawn that could be a table."""


def read_pdf(
    source: SourceFile, options: ReadOptions, reader: ScanReader, progress: Callable[[int, int], None] | None = None
) -> tuple[list[PageDraft], list[Problem]]:
    """Every page of a PDF that was checked as a draft, in order, and problems of the file.

    Raises DamagedSource, EncryptedSource, OcrUnavailable.
    """
    problems: list[Problem] = []
    with _opened(source) as pdf:
        with _PDFIUM:
            count = len(pdf)
        if count == 0:
            raise DamagedSource(f"{source.name} has no pages.")
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
        reader = reader.for_pages(count)
        with Layers(source.data, count) as layers:

            def read(index: int) -> PageDraft:
                return _read_page(pdf, index, layers, options, reader)

            drafts = in_order(read, count, options.jobs, progress, _weights(pdf, count, options))
    return drafts, problems


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


def _weights(pdf: pypdfium2.PdfDocument, count: int, options: ReadOptions) -> list[float]:
    """How long each page takes, in a unit of its own: by the pixels that are read, then by how little they pack."""
    if options.jobs == 1 or count <= 2:
        return []
    out = []
    with _PDFIUM:
        for index in range(count):
            weight = 0.0
            with suppress(pypdfium2.PdfiumError, ValueError, ZeroDivisionError, OverflowError):
                page = pdf[index]
                try:
                    width, height = page.get_size()
                    scale, _ = _scale_of(page, width, height, options.dpi)
                    weight = round(width * height * scale * scale / 1e6) + min(0.9, _packed(page) / 1e7)
                finally:
                    page.close()
            out.append(weight)
    return out


def _packed(page: Any) -> int:
    """Bytes of the page's first pictures as they are packed."""
    images = islice(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2), _WEIGHED)
    return sum(pdfium_c.FPDFImageObj_GetImageDataRaw(item.raw, None, 0) for item in images)


def _read_page(
    pdf: pypdfium2.PdfDocument, index: int, layers: Layers, options: ReadOptions, reader: ScanReader
) -> PageDraft:
    try:
        with _PDFIUM:
            glance = _glance(pdf, index)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        problem = Problem("damaged_page", "This page of the PDF is damaged.", DamagedSource.default_next_step)
        return PageDraft("", (), "ocr", 0.0, "unreadable", notes=("page cannot be opened",), problems=(problem,))
    if any(layout_of(font) for font in glance.fonts) and (decoded := _decoded(index, layers, glance)) is not None:
        return decoded
    found = list(_candidates(index, layers, glance))
    sound = [(layer, verdict) for layer, verdict in found if verdict.trusted]
    if sound and not _wants_proof(sound[0][0], glance):
        return _from_layer(*sound[0], glance)
    if not sound:
        verdict = found[0][1] if found else judge(glance.text, glance.fonts, glance.image_share)
        return _overruled(_scan(pdf, index, glance, verdict.reasons, options, reader), found, glance)
    try:
        read = _scan(pdf, index, glance, ("the text layer wants proof",), options, reader)
    except OcrUnavailable:
        layer, verdict = sound[0]
        return _from_layer(layer, Verdict(True, (*verdict.reasons, "not proved: OCR is missing")), glance)
    return _proved(sound, read, glance)


def _candidates(index: int, layers: Layers, glance: _Glance) -> Iterator[tuple[Layer, Verdict]]:
    """Readings of the page's layer with what the gate says, the best first; not one more than is needed."""
    if not glance.text.strip():
        return
    first = layers.by_glyphs(index, glance.ruled)
    if first is not None:
        if not _DEVANAGARI.search(glance.text) and not same_words(first.text, glance.text):
            # A stream that is drawn in no order: characters sorted by place are nearer to what is seen.
            other = layers.by_plumber(index, glance.ruled)
            if other is not None and same_words(other.text, glance.text):
                first = replace(other, hidden=first.hidden)
        verdict = judge(first.text, glance.fonts, glance.image_share)
        yield first, verdict
        if verdict.trusted and not _wants_proof(first, glance):
            return
    second = layers.by_poppler(index, glance.ruled)
    if second is not None:
        if first is not None:
            second = replace(second, hidden=first.hidden)
        yield second, judge(second.text, glance.fonts, glance.image_share)


def _wants_proof(layer: Layer, glance: _Glance) -> bool:
    """Whether a layer that looks sound has to agree with what is seen on the page.

    Another recogniser's text, and Hindi whose producer does not say what its glyphs stand for: a wrong map gives words
    that keep every rule of spelling.
    """
    if layer.hidden > _HIDDEN_MOST or any(_RECOGNISED_FONT.match(font) for font in glance.fonts):
        return True
    return not layer.vouched and hindi_share(layer.text) > _HINDI_LITTLE


def _proved(sound: list[tuple[Layer, Verdict]], read: PageDraft, glance: _Glance) -> PageDraft:
    """The layer that agrees with what OCR is sure of, else OCR."""
    seen = [w.span.of(read.text) for w in read.words if w.confidence >= _SURE]
    shares = [agreement(layer.text, seen) for layer, _ in sound]
    best = max(range(len(sound)), key=lambda n: shares[n] or 0.0)
    layer, verdict = sound[best]
    share = shares[best]
    if share is None:
        if layer.hidden <= _HIDDEN_MOST:
            unproved = (*verdict.reasons, "not proved: OCR is sure of too little")
            return _from_layer(layer, Verdict(True, unproved), glance)
        return _overruled(read, sound, glance)
    said = f"{share:.1%} of the words that OCR is sure of stand in the layer"
    if share < (_AGREEMENT_OF_RECOGNISERS if layer.hidden > _HIDDEN_MOST else _AGREEMENT_LEAST):
        notes = (f"read by OCR: text layer rejected, {said}", *read.notes[1:])
        return _overruled(replace(read, notes=notes), sound, glance)
    proved = _from_layer(layer, Verdict(True, (*verdict.reasons, said)), glance)
    if layer.hidden > _HIDDEN_MOST:  # another recogniser's: no surer than what was seen
        return replace(proved, confidence=min(proved.confidence, read.confidence))
    return proved


def _overruled(read: PageDraft, found: Sequence[tuple[Layer, Verdict]], glance: _Glance) -> PageDraft:
    """What was read from the image, with the layer that it overruled as a voice on numbers."""
    if not found:
        return replace(read, rejected_layer=glance.text)
    return replace(with_voices(read, found[0][0].words), rejected_layer=found[0][0].text)


def _from_layer(layer: Layer, verdict: Verdict, glance: _Glance) -> PageDraft:
    text, words = compose(layer.lines)
    notes = (f"text layer trusted ({layer.program}): " + ", ".join(verdict.reasons),)
    return PageDraft(text, words, "text_layer", 0.99, "good", glance.width, glance.height, notes)


def _decoded(index: int, layers: Layers, glance: _Glance) -> PageDraft | None:
    """A page set in a legacy Hindi font as Unicode; None where what comes out does not pass the gate."""
    made = layers.legacy(index)
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
    pdf: pypdfium2.PdfDocument,
    index: int,
    glance: _Glance,
    reasons: tuple[str, ...],
    options: ReadOptions,
    reader: ScanReader,
) -> PageDraft:
    why = "read by OCR: " + ", ".join(reasons)
    try:
        sheet, scale, dpi_scale = _render(pdf, index, glance, options.dpi)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        problem = Problem("damaged_page", "This page of the PDF could not be drawn.", DamagedSource.default_next_step)
        return PageDraft("", (), "ocr", 0.0, "unreadable", notes=(why,), problems=(problem,))
    notes: tuple[str, ...] = (why,)
    if scale != dpi_scale:
        notes = (why, f"a page box of {glance.width:.0f} x {glance.height:.0f} points, read as an A4 sheet")
    draft = reader.read(sheet, dpi_scale, notes)
    if scale == dpi_scale:
        return replace(draft, width=glance.width, height=glance.height)
    # The page box is in pixels of its maker: letters were sized as if it were A4, boxes go back to the box's points.
    return replace(enlarged(draft, scale / dpi_scale), width=glance.width, height=glance.height)


def enlarged(draft: PageDraft, factor: float) -> PageDraft:
    """The draft with the boxes of its words and areas ``factor`` times as large."""

    def box(b: BBox) -> BBox:
        return BBox(b.x0 * factor, b.top * factor, b.x1 * factor, b.bottom * factor)

    words = tuple(replace(w, bbox=box(w.bbox)) for w in draft.words)
    return replace(draft, words=words, areas=tuple(replace(a, bbox=box(a.bbox)) for a in draft.areas))


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
        # The sign for a hyphen at the end of a line.
        text = text.replace("\ufffe", "-")
        return _Glance(width, height, text, fonts, _image_share(page, width * height), _has_paths(page))
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


def _has_paths(page: Any) -> bool:
    """Whether there is as much drawing as four lines: less is no table, and looking for tables costs."""
    segments = 0
    for item in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,), max_depth=3):
        segments += pdfium_c.FPDFPath_CountSegments(item.raw)
        if segments >= _SEGMENTS_LEAST:
            return True
    return False


def _image_share(page: Any, area: float) -> float:
    """The part of the page that pictures cover; scanners cut a page into strips, so they are counted together."""
    covered = 0.0
    for number, item in enumerate(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2)):
        if number > _PICTURES_MOST:
            break
        with suppress(pypdfium2.PdfiumError):
            left, bottom, right, top = item.get_pos() if hasattr(item, "get_pos") else item.get_bounds()
            covered += abs((right - left) * (top - bottom))
    return min(1.0, covered / area)


def _scanned_in_colour(page: Any) -> bool:
    """Whether one of the page's first pictures has three channels."""
    for number, item in enumerate(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2)):
        if number > _COLOUR_ASKED:
            break
        with suppress(pypdfium2.PdfiumError):
            if item.get_metadata().bits_per_pixel >= 24:
                return True
    return False


def _render(pdf: pypdfium2.PdfDocument, index: int, glance: _Glance, dpi: int) -> tuple[Sheet, float, float]:
    """The page as it is read, points of the page box per pixel, points of the paper per pixel.

    The two differ where the page box is in pixels of its maker.
    """
    with _PDFIUM, _page(pdf, index) as page:
        scale, paper = _scale_of(page, glance.width, glance.height, dpi)
        bgr, gray = None, None
        if _scanned_in_colour(page):
            bgr = page.render(scale=scale, force_bitmap_format=pdfium_c.FPDFBitmap_BGR)
        else:
            gray = grey(page, scale)
    # To look for coloured ink takes as long as drawing: another page may be drawn meanwhile.
    sheet = _in_colour(bgr) if bgr is not None else None
    if sheet is None:
        if gray is None:
            with _PDFIUM, _page(pdf, index) as page:
                gray = grey(page, scale)
        sheet = sheet_of(gray)
    points = glance.width / sheet.gray.shape[1]
    return sheet, points, paper * points


def _in_colour(bgr: pypdfium2.PdfBitmap) -> Sheet | None:
    """The page where it holds coloured ink, else None. Closes ``bgr``."""
    try:
        return sheet_in_colour(bgr.to_numpy())
    finally:
        with _PDFIUM:
            bgr.close()


@contextmanager
def _page(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    """The caller holds _PDFIUM."""
    page = pdf[index]
    try:
        yield page
    finally:
        page.close()


def _scale_of(page: Any, width: float, height: float, dpi: int) -> tuple[float, float]:
    """Pixels to a point of the page's box, ``width`` by ``height`` points, and how much smaller its paper is."""
    long_side = max(width, height)
    paper = _A4_LONG / long_side if long_side > _LARGEST_PAPER else 1.0
    own = _own_pixels(page, width, height)
    if own and reads_as_it_is(72 * own[0] / width / paper, dpi):
        # Bitmaps are rounded up to whole pixels: the middle of the scales that give just these.
        low = max((side - 1) / long for side, long in zip(own, (width, height), strict=True))
        high = min(side / long for side, long in zip(own, (width, height), strict=True))
        return (low + high) / 2, paper
    scale = dpi / 72 * paper
    return scale * min(1.0, (_MAX_RENDER_PIXELS / (width * height * scale * scale)) ** 0.5), paper


def _own_pixels(page: Any, width: float, height: float) -> tuple[int, int] | None:
    """How many pixels wide and high the page is where it is a picture and no more, by the finest; None elsewhere.

    What a scanner saw is often parted into layers that lie upon each other.
    """
    area = width * height
    best = 0.0, 0, 0
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_TEXT)
    for number, item in enumerate(page.get_objects(filter=kinds, max_depth=2)):
        if number > _PICTURES_MOST:
            return None
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) != _INVISIBLE:
                return None
            continue
        with suppress(pypdfium2.PdfiumError):
            left, bottom, right, top = item.get_bounds()
            share = abs((right - left) * (top - bottom)) / area
            if _WHOLE_PAGE[0] <= share <= _WHOLE_PAGE[1]:
                across, down = item.get_px_size()  # its other data want the whole picture unpacked: JPEG 2000, 0.4 s
                best = max(best, (across * down / share, across, down))
    pixels, wide, high = best
    if not pixels:
        return None
    if (wide > high) != (width > height):  # turned as it is placed
        wide, high = high, wide
    larger = (pixels / (wide * high)) ** 0.5
    return (wide, high) if abs(larger - 1) < 0.005 else (round(wide * larger), round(high * larger))
