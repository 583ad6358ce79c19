"""What was read, drawn over the page images: zones at the left, words by confidence, fields at the right."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

import regex
from PIL import Image, ImageDraw, ImageFont

from api.page_images import PageImages
from extract.cues import cue_reader
from extract.lines import lines_of
from extract.normalise import normalise
from extract.pipeline import glued
from extract.record import Evidence, Reading, Record
from extract.segment import cut
from extract.view import Zone
from extract.zones import zone
from ingest.document import Area, BBox, Document, Page, SourceFile, Span
from ingest.errors import UnsupportedMedia
from ingest.source import PDF, OriginalStore

SURE, DOUBTFUL = 0.9, 0.7
_SURE_INK, _DOUBTFUL_INK, _POOR_INK = "#2e8b57", "#e08a00", "#d11a2a"
_FIELD_INK, _CUT_INK, _AREA_INK = "#1f4fd8", "#8a1fd8", "#b0156b"
_LEFT, _RIGHT = 180, 520  # pixels beside the page, for names of zones and of fields
_SIZE = 19
_ROW = 25
_LABEL_MOST = 46
_TINTS = ("#cfe8ff", "#ffe3c2", "#d9f2d0", "#f3d1e6", "#e5dcff", "#fff3b0", "#c9efe9", "#f1d8d0")
_DEVANAGARI_FONTS = (
    "NotoSansDevanagari-Regular.ttf",
    "NotoSerifDevanagari-Regular.ttf",
    "Lohit-Devanagari.ttf",
    "mangal.ttf",
)
_LATIN_FONTS = ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "arial.ttf")
_ZONES = get_args(Zone)
_SCRIPTS = regex.compile(r"(?:\p{Devanagari}|[\u200c\u200d।॥])+|[^\p{Devanagari}।॥]+")


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    box: BBox
    ink: str = _FIELD_INK


def overlays(
    source: SourceFile, document: Document, reading: Reading, only: int | None = None
) -> Iterator[tuple[int, Image.Image]]:
    """Each page's number and picture, in order (or page ``only``). Raises UnsupportedMedia where there is no image."""
    if source.media_type != PDF and not source.media_type.startswith("image/"):
        raise UnsupportedMedia(
            f"{source.name} has no page images: there is nothing to draw on.",
            "Draw over a PDF or an image; the answers themselves come with: paripatra read FILE --json",
        )
    images = PageImages(OriginalStore(Path()))  # the bytes are at hand, the store is never asked
    bands = _bands(document)
    fields = list(_fields(reading))
    for page in document.pages:
        if only not in (None, page.number):
            continue
        picture = Image.open(io.BytesIO(images.png(source, page.number))).convert("RGB")
        yield page.number, _drawn(picture, document, page, bands, fields, reading)


def _drawn(
    picture: Image.Image,
    document: Document,
    page: Page,
    bands: Sequence[tuple[str, Span]],
    fields: Sequence[tuple[str, Evidence]],
    reading: Reading,
) -> Image.Image:
    scale = picture.width / page.width if page.width else 1.0
    sheet = Image.new("RGB", (_LEFT + picture.width + _RIGHT, picture.height), "white")

    zones = [_Label(name, box) for name, span in bands if (box := _box(document, page, span))]
    tint = Image.new("RGB", picture.size, "white")
    brush = ImageDraw.Draw(tint)
    for label in zones:
        brush.rectangle(_pixels(label.box, scale, 0, 3), fill=_tint(label.name))
    # Paper takes the tint, ink stays ink.
    sheet.paste(_multiplied(picture, tint), (_LEFT, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line((_LEFT - 1, 0, _LEFT - 1, sheet.height), fill="#bbbbbb")
    draw.line((_LEFT + picture.width, 0, _LEFT + picture.width, sheet.height), fill="#bbbbbb")

    for word in page.words:
        ink = _SURE_INK if word.confidence >= SURE else _DOUBTFUL_INK if word.confidence >= DOUBTFUL else _POOR_INK
        draw.rectangle(_pixels(word.bbox, scale, _LEFT, 0), outline=ink, width=1 if word.confidence >= SURE else 2)

    found = [_Label(_named(name, e), BBox(*e.bbox)) for name, e in fields if e.page == page.number and e.bbox]
    found += _cuts(document, page, reading)
    found += [_Label(_region_named(area), area.bbox, _AREA_INK) for area in page.areas]
    for label in found:
        draw.rectangle(_pixels(label.box, scale, _LEFT, 4), outline=label.ink, width=2)
    _margin(draw, zones, scale, 8, _LEFT - 12, sheet.height, left=True)
    _margin(draw, found, scale, _LEFT + picture.width + 26, sheet.width, sheet.height, left=False)
    _legend(draw, page, sheet)
    return sheet


def _margin(
    draw: ImageDraw.ImageDraw, labels: Sequence[_Label], scale: float, x: int, end: int, height: int, left: bool
) -> None:
    """Names beside the page, each at its box's height or below the name before it, with a line to the box."""
    below = 34.0
    for label in sorted(labels, key=lambda each: (each.box.top, each.box.x0)):
        y = max(below, label.box.top * scale)
        if y + _ROW > height - _ROW:
            _text(draw, (x, height - _ROW), "…", label.ink)
            break
        below = y + _ROW
        ink = "#444444" if left else label.ink
        if left:
            draw.rectangle((x - 4, y - 1, end, y + _ROW - 3), fill=_tint(label.name))
        else:
            edge = _LEFT + label.box.x1 * scale + 4
            _dotted(draw, (edge, (label.box.top + label.box.bottom) / 2 * scale), (x - 6, y + _ROW / 2), ink)
        _text(draw, (x, y), label.name, ink)


def _dotted(draw: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float], ink: str) -> None:
    """A line that leaves the print below it readable."""
    steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) // 9))
    for step in range(steps):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        draw.rectangle((x, y, x + 2, y + 1), fill=ink)


def _legend(draw: ImageDraw.ImageDraw, page: Page, sheet: Image.Image) -> None:
    x = _LEFT + 8.0
    draw.rectangle((_LEFT, 0, sheet.width - _RIGHT - 1, 28), fill="#f4f4f4")
    head = f"page {page.number}   {page.origin}, {page.quality}, {page.confidence:.0%}"
    for text, ink in (
        (head, "#222222"), (f"sure (from {SURE:.0%})", _SURE_INK), (f"doubtful (from {DOUBTFUL:.0%})", _DOUBTFUL_INK),
        ("poor", _POOR_INK), ("field", _FIELD_INK), ("begins here", _CUT_INK),
        ("pen, stamp, struck", _AREA_INK),
    ):  # fmt: skip
        x = _text(draw, (x, 2), text, ink) + 26


def _cuts(document: Document, page: Page, reading: Reading) -> list[_Label]:
    """Where a communication begins on this page."""
    out = []
    for number, one in enumerate(reading.communications, 1):
        if page.span.start <= one.start <= page.span.end:
            first = next((w for w in page.words if w.span.end > one.start and w.span.start < one.end), None)
            if first is not None:
                box = BBox(first.bbox.x0, first.bbox.top, first.bbox.x1, first.bbox.bottom)
                out.append(_Label(f"begins: {number}. {one.kind}", box, _CUT_INK))
    return out


def _bands(document: Document) -> list[tuple[str, Span]]:
    """Runs of lines in one zone, as spans of the Document's text. The cut and zones are those of the pipeline."""
    normalised = normalise(document.text, glued())
    reader = cue_reader()
    lines = reader.parted(lines_of(normalised, document))
    cues = [reader.of(line) for line in lines]
    out: list[tuple[str, Span]] = []
    for segment in cut(lines, cues, ()):
        own = zone(lines[segment.first : segment.last], cues[segment.first : segment.last], segment.form)
        for (name, _), run in groupby(
            (line for line in own if line.zone != "blank"), key=lambda li: (li.zone, li.page)
        ):
            held = list(run)
            out.append((name, normalised.offsets.to_source(Span(held[0].span.start, held[-1].span.end))))
    return out


def _fields(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    """Every piece of evidence with the name of the field that it supports."""
    for one in reading.communications:
        yield from _of(one, "")
    for mark in reading.receipt_marks:
        yield from _of(mark, "receipt_mark")
    for note in reading.marginalia:
        yield from _of(note, "marginalia")


def _of(record: Record, name: str) -> Iterator[tuple[str, Evidence]]:
    for key in type(record).model_fields:
        value = getattr(record, key)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Evidence):
                yield name, item
            elif isinstance(item, Record):
                yield from _of(item, key)


def _region_named(area: Area) -> str:
    kind = area.kind.replace("_", " ")
    return f"{kind}: {' '.join(area.text.split())}"[:_LABEL_MOST] if area.text else kind


def _named(name: str, evidence: Evidence) -> str:
    quote = " ".join(evidence.quote.split())
    text = f"{name}: {quote}" if quote else name
    return text if len(text) <= _LABEL_MOST else text[: _LABEL_MOST - 1] + "…"


def _box(document: Document, page: Page, span: Span) -> BBox | None:
    return next((r.bbox for r in document.regions(span) if r.page == page.number), None)


def _pixels(box: BBox, scale: float, dx: int, grow: int) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (
        box.x0 * scale + dx - grow,
        box.top * scale - grow,
        box.x1 * scale + dx + grow,
        box.bottom * scale + grow,
    )
    return x0, top, max(x0 + 1, x1), max(top + 1, bottom)


def _tint(name: str) -> str:
    return _TINTS[_ZONES.index(name) % len(_TINTS)]


def _multiplied(picture: Image.Image, tint: Image.Image) -> Image.Image:
    from PIL import ImageChops

    return ImageChops.multiply(picture, tint)


def _text(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, ink: str) -> float:
    """Draw mixed Hindi and English, each run in its font; the x where it ends."""
    x, y = at
    for run in _SCRIPTS.findall(text):
        font = _font(bool(regex.match(r"\p{Devanagari}|।", run)))
        draw.text((x, y + _SIZE), run, font=font, fill=ink, anchor="ls")
        x += draw.textlength(run, font=font)
    return x


@cache
def _font(devanagari: bool) -> Any:
    for name in _DEVANAGARI_FONTS if devanagari else _LATIN_FONTS:
        try:
            return ImageFont.truetype(name, _SIZE)
        except OSError:
            continue
    return ImageFont.load_default(_SIZE)
