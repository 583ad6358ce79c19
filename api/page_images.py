"""A page of an original as PNG, for the evidence to be drawn over."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict

from ingest.document import SourceFile
from ingest.errors import DamagedSource
from ingest.source import PDF, OriginalStore

LONGEST_SIDE = 2200
"""Pixels; enough to read small print on a screen, whatever size the page claims."""
SCALE = 2.0
KEPT = 24


class NoSuchPage(LookupError):
    """The source has no such page, or no image at all (a transcript)."""


def can_be_drawn(media_type: str) -> bool:
    """Whether pages of such a source have images: PDFs and pictures; not texts, mails and Word documents."""
    return media_type == PDF or media_type.startswith("image/")


class PageImages:
    """Renders under one lock (pypdfium2 is not thread-safe) and keeps the last few pages."""

    def __init__(self, originals: OriginalStore) -> None:
        self._originals = originals
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def png(self, source: SourceFile, number: int) -> bytes:
        """Page ``number`` (from 1); empty ``source.data`` is looked up. Raises NoSuchPage and DamagedSource."""
        key = (source.sha256, number)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            try:
                data = source.data or self._originals.get(source.sha256)
            except KeyError:
                raise NoSuchPage("the original is not kept here") from None
            made = _pdf_page(data, number) if source.media_type == PDF else _image_page(data, source, number)
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return made


def _pdf_page(data: bytes, number: int) -> bytes:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DamagedSource("The page cannot be drawn.") from error
    try:
        if not 1 <= number <= len(document):
            raise NoSuchPage(f"page {number} of {len(document)}")
        page = document[number - 1]
        scale = min(SCALE, LONGEST_SIDE / max(page.get_size()))
        return _png(page.render(scale=scale).to_pil())
    except pypdfium2.PdfiumError as error:
        raise DamagedSource("The page cannot be drawn.") from error
    finally:
        document.close()


def _image_page(data: bytes, source: SourceFile, number: int) -> bytes:
    from PIL import Image

    from ingest.image import open_images

    if not can_be_drawn(source.media_type):
        raise NoSuchPage("a source of this kind has no page images")
    frames = open_images(SourceFile(source.name, source.sha256, source.media_type, data), number)
    if not 1 <= number <= len(frames):
        raise NoSuchPage(f"page {number} of {len(frames)}")
    image = frames[number - 1]
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _png(image)


def _png(image: object) -> bytes:
    from PIL import Image

    assert isinstance(image, Image.Image)
    out = io.BytesIO()
    (image if image.mode in ("L", "RGB") else image.convert("RGB")).save(out, "PNG")
    return out.getvalue()
