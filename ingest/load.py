"""A source file becomes a Document: the one door into this package.

Each kind of file is imported where a file of that kind is met: PDFs and pictures bring OpenCV, PDFium and pdfminer,
which take longer to load than a transcript takes to read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.cache import OcrCache
from ingest.document import PAGE_BREAK, Document, Page, Problem, SourceFile, Span
from ingest.errors import OcrFailed, UnsupportedMedia
from ingest.layout import PageDraft
from ingest.memory import give_back_pictures, importing
from ingest.options import ReadOptions
from ingest.repetition import repetition_loops
from ingest.source import DOCX, HEIC, JPEG, MAIL, PDF, PNG, TEXT, TIFF
from ingest.text import read_text

if TYPE_CHECKING:
    from ingest.ocr import OcrEngine

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
    problems: list[Problem] = []
    if source.media_type == TEXT:
        drafts = [read_text(source)]
        if progress:
            progress(1, 1)
    elif source.media_type == PDF:
        with importing():
            from ingest.pdf_check import check_pdf

            problems = check_pdf(source)
            if engine is None:
                _make_ready(source, options)
            from ingest.ocr_choice import reader_for
            from ingest.pdf import read_pdf

        give_back_pictures()
        drafts, more = read_pdf(source, options, reader_for(options, engine), progress)
        problems += more
        if any(draft.origin == "ocr" for draft in drafts):
            OcrCache(options.cache_dir).remember(source.sha256)
    elif source.media_type in (PNG, JPEG, TIFF, HEIC):
        with importing():
            from ingest.ocr_choice import reader_for
            from ingest.pictures import read_pictures

        give_back_pictures()
        drafts, problems = read_pictures(source, options, reader_for(options, engine), progress)
    elif source.media_type == DOCX:
        from ingest.word import read_word

        drafts, problems = read_word(source, options.max_pages)
    elif source.media_type == MAIL:
        from ingest.mail import read_mail

        drafts, problems = read_mail(source, lambda part: load(part, options, progress, engine), options.max_pages)
    else:
        raise UnsupportedMedia(f"{source.name} is of a kind that cannot be read here ({source.media_type}).")
    failed = [p for d in drafts for p in d.problems if p.code == "ocr_failed"]
    if failed and len(failed) == len(drafts):
        raise OcrFailed(failed[0].message, failed[0].next_step)
    if any(draft.origin == "ocr" for draft in drafts):
        with importing():
            from ingest.signs import short_for_intelligence

        drafts = short_for_intelligence(drafts)
    return assemble(source, drafts, problems)


def _make_ready(source: SourceFile, options: ReadOptions) -> None:
    """Starts the processes that read the pages of a scan, while what this one needs for it is still being loaded."""
    from ingest.pdfium import has_scans
    from ingest.workers import SHARED

    if has_scans(source.data) and not OcrCache(options.cache_dir).knows(source.sha256):
        SHARED.make_ready(options.jobs)


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
