"""A source file becomes a Document: the one door into this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.colour import sheet_of
from ingest.document import PAGE_BREAK, Document, Page, Problem, SourceFile, Span
from ingest.errors import OcrFailed, UnsupportedMedia
from ingest.image import REDUCED, open_images, points_per_pixel, scaled_for_reading
from ingest.layout import PageDraft
from ingest.mail import read_mail
from ingest.ocr import OcrEngine
from ingest.ocr_choice import reader_for
from ingest.options import ReadOptions
from ingest.parallel import in_order
from ingest.pdf import read_pdf
from ingest.repetition import repetition_loops
from ingest.scan import ScanReader
from ingest.source import DOCX, HEIC, JPEG, MAIL, PDF, PNG, TEXT, TIFF
from ingest.text import read_text
from ingest.word import read_word

Progress = Callable[[int, int], None]
"""Called with pages done and pages in all, from the thread that called ``load``."""

_DEFAULTS = ReadOptions()


def load(
    source: SourceFile,
    options: ReadOptions = _DEFAULTS,
    progress: Progress | None = None,
    engine: OcrEngine | None = None,
) -> Document:
    """Read every page of ``source``. Trouble that leaves something readable stands in ``Document.problems``.

    Raises a subclass of UnreadableSource: DamagedSource, EncryptedSource, UnknownEncoding, EmptySource,
    UnsupportedMedia, OcrUnavailable where a page needs OCR and there is none, OcrFailed where OCR failed on
    every page. ``engine`` replaces the one that the options name; it is called in this process, from several threads.
    """
    reader = reader_for(options, engine)
    problems: list[Problem] = []
    if source.media_type == TEXT:
        drafts = [read_text(source)]
        if progress:
            progress(1, 1)
    elif source.media_type == PDF:
        drafts, found = read_pdf(source, options, reader, progress)
        problems += found
    elif source.media_type in (PNG, JPEG, TIFF, HEIC):
        drafts, found = _read_images(source, options, reader, progress)
        problems += found
    elif source.media_type == DOCX:
        drafts, found = read_word(source, options.max_pages)
        problems += found
    elif source.media_type == MAIL:
        drafts, found = read_mail(source, lambda part: load(part, options, progress, engine), options.max_pages)
        problems += found
    else:
        raise UnsupportedMedia(f"{source.name} is of a kind that cannot be read here ({source.media_type}).")
    failed = [p for d in drafts for p in d.problems if p.code == "ocr_failed"]
    if failed and len(failed) == len(drafts):
        raise OcrFailed(failed[0].message, failed[0].next_step)
    return assemble(source, drafts, problems)


def _read_images(
    source: SourceFile, options: ReadOptions, reader: ScanReader, progress: Progress | None
) -> tuple[list[PageDraft], list[Problem]]:
    frames = open_images(source, options.max_pages)
    problems = []
    count = min(len(frames), options.max_pages)
    if len(frames) > count:
        problems.append(too_many_pages(options.max_pages))

    reader = reader.for_pages(count)

    def read(index: int) -> PageDraft:
        frame = frames[index]
        image, scale = scaled_for_reading(frame, points_per_pixel(frame), options.dpi)
        notes = ("image",)
        if REDUCED in frame.info:
            true, shown = frame.info[REDUCED], f"{frame.width} x {frame.height}"
            notes = (f"image of {true[0]} x {true[1]} pixels, read at {shown}",)
        sheet = sheet_of(image)
        del frame, image  # of three or four bytes a pixel: not held while the page is read
        return reader.read(sheet, scale, notes)

    return in_order(read, count, options.jobs, progress), problems


def too_many_pages(most: int) -> Problem:
    return Problem(
        "too_many_pages",
        f"Only the first {most} pages were read.",
        "Split the file and upload the parts, or raise the limit of pages.",
        page=most,
    )


def assemble(source: SourceFile, drafts: Sequence[PageDraft], problems: Sequence[Problem] = ()) -> Document:
    """Number the pages, join their texts with PAGE_BREAK and move every span to its place."""
    pages: list[Page] = []
    found = list(problems)
    at = 0
    for number, draft in enumerate(drafts, 1):
        if number > 1:
            at += len(PAGE_BREAK)
        words = tuple(replace(w, span=Span(at + w.span.start, at + w.span.end)) for w in draft.words)
        pages.append(
            Page(
                number,
                Span(at, at + len(draft.text)),
                draft.origin,
                min(1.0, max(0.0, draft.confidence)),
                draft.quality,
                draft.width,
                draft.height,
                words,
                draft.notes,
                draft.rejected_layer,
                draft.areas,
            )
        )
        found += [replace(p, page=number) for p in draft.problems]
        if draft.quality == "unreadable" and not draft.problems:
            found.append(
                Problem(
                    "unreadable_page",
                    f"Page {number} could not be read reliably.",
                    "Scan this page again at 300 dpi, flat and upright, or type its text into a .txt file.",
                    page=number,
                    span=Span(at, at + len(draft.text)),
                )
            )
        at += len(draft.text)
    text = PAGE_BREAK.join(draft.text for draft in drafts)
    document = Document(source, text, tuple(pages), ())
    for loop in repetition_loops(text):
        found.append(
            Problem(
                "repetition_loop",
                "The same passage is repeated over and over, as a recogniser does when it invents text.",
                "Compare with the paper; if it is printed only once, upload a transcript without the repetition.",
                page=document.page_at(loop.start).number,
                span=loop,
            )
        )
    return replace(document, problems=tuple(found))
