"""A searchable PDF made from what was read: the page as it was, under it the text that is selected and found.

The text is invisible and set in a font without ink. One code of that font stands for one cluster of letters
("क्षि" is one), and its map to Unicode gives the cluster back whole: programs that copy or search never see the
parts of a syllable, so there is no order in which they could mix them up.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, pairwise
from statistics import median
from typing import Any

import numpy as np
import pikepdf
import regex
from pikepdf import Array, Dictionary, Name
from pikepdf.canvas import ContentStreamBuilder
from PIL import Image

from ingest.document import BBox, Document, Page, SourceFile, Word
from ingest.errors import DamagedSource, EncryptedSource, UnsupportedMedia
from ingest.image import open_images
from ingest.source import HEIC, JPEG, PDF, PNG, TIFF

_CLUSTER = regex.compile(r"\X")
_ADVANCE = 500  # thousandths of the font size; words are stretched to their boxes
_DESCENT = 0.2  # of the font size, below the base line
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_FORM_DEPTH = 4
_CELL_MOST = 16  # characters of one cluster: rubbish can pile up marks without end
_CONTENT_MOST = 4_000_000  # bytes: no hidden layer of a scan is that long, but an attack may be
_SLOPE_MOST = 0.05  # of a line's base line; beyond it the boxes mislead
_FALL_MOST = 0.3  # of the font size, from end to end
_FONT = "/PaReadText"
_SPACE = " "
_SPACE_ADVANCE = 60
_WORD_GAP = 0.15  # of the font size, at least; poppler cuts words at 0.1


def searchable_pdf(source: SourceFile, document: Document) -> bytes:
    """The pages of ``source`` with the words of ``document`` as an invisible layer on each page that OCR read.

    Pages whose own text layer was trusted stay as they are. Invisible text that another program left on a page that
    had to be read again is taken out: it would be found beside ours. ``source`` itself is not changed.
    Raises UnsupportedMedia for what has no page images, DamagedSource and EncryptedSource.
    """
    if source.media_type == PDF:
        pdf = _opened(source)
    elif source.media_type in (PNG, JPEG, TIFF, HEIC):
        pdf = _from_images(source, document)
    else:
        raise UnsupportedMedia(
            f"{source.name} has no page images: there is nothing to lay text under.",
            "Its text can be searched as it is. Upload a PDF or an image for a searchable PDF.",
        )
    with pdf:
        font = _Font(pdf)
        for target, page in zip(pdf.pages, document.pages, strict=False):
            if page.origin == "ocr":
                _take_out_hidden_text(pdf, target)
                _lay(pdf, target, page, document.text, font)
        font.finish()
        pdf.docinfo["/Producer"] = "Paripatra"
        out = io.BytesIO()
        pdf.save(
            out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return out.getvalue()


def _opened(source: SourceFile) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(source.data))
    except pikepdf.PasswordError:
        raise EncryptedSource(f"{source.name} is locked with a password.") from None
    except (pikepdf.PdfError, ValueError, RecursionError, MemoryError):
        raise DamagedSource(f"{source.name} is damaged.") from None


# --- images as pages -------------------------------------------------------------------------------------------------


def _from_images(source: SourceFile, document: Document) -> pikepdf.Pdf:
    frames = open_images(source, len(document.pages))
    pdf = pikepdf.new()
    for frame, page in zip(frames, document.pages, strict=False):
        width, height = page.width or 595.276, page.height or 841.89
        pdf.add_blank_page(page_size=(width, height))
        pdf.pages[-1].Resources = Dictionary(XObject=Dictionary(Im=_image(pdf, source, frame)))
        stream = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im Do Q".encode()
        pdf.pages[-1].Contents = pdf.make_stream(stream)
    return pdf


def _image(pdf: pikepdf.Pdf, source: SourceFile, frame: Image.Image) -> pikepdf.Stream:
    """A JPEG that needs no turning goes in as it is, byte for byte; everything else without loss."""
    if source.media_type == JPEG:
        with Image.open(io.BytesIO(source.data)) as raw:
            as_it_is = raw.size == frame.size and raw.mode in ("L", "RGB") and raw.getexif().get(0x0112, 1) == 1
            mode = raw.mode
        if as_it_is:
            return _image_stream(pdf, source.data, frame.size, mode, Filter=Name.DCTDecode)
    return _image_stream(pdf, frame.tobytes(), frame.size, frame.mode)


def _image_stream(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], mode: str, **more: Any) -> pikepdf.Stream:
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=Name.DeviceGray if mode == "L" else Name.DeviceRGB,
        BitsPerComponent=8,
        **more,
    )


# --- the layer -------------------------------------------------------------------------------------------------------


def _lay(pdf: pikepdf.Pdf, target: pikepdf.Page, page: Page, text: str, font: _Font) -> None:
    if not page.words:
        return
    place = _place(target)
    quarters = _quarters(page, text)
    builder: Any = ContentStreamBuilder
    built = builder().push().begin_text().set_text_rendering(3)
    for line in _lines(page, text):
        upright = [replace(word, bbox=_upright(word.bbox, page, quarters)) for word in line]
        for cells, left, width, base, size in _set_line(upright, text):
            built.set_text_font(Name(_FONT), round(size, 2))
            built.set_text_horizontal_scaling(round(100 * width / (len(cells) * size * _ADVANCE / 1000), 3))
            built.set_text_matrix(_TURNS[quarters] @ place(*_seen(left, base, page, quarters)))
            # The space is shown with its word: as a piece of its own pdfium takes it for a slip and drops it.
            built.show_text(font.codes([*cells, _SPACE]))
    built.end_text().pop()
    target.contents_add(pdf.make_stream(b"q\n"), prepend=True)
    target.contents_add(pdf.make_stream(b"\nQ\n" + built.build()))
    _add_font(pdf, target, font)


def _lines(page: Page, text: str) -> Iterator[list[Word]]:
    """The words between two line ends, from left to right."""
    number = 0

    def line_of(pair: tuple[int, Word]) -> int:
        nonlocal number
        index, word = pair
        if index and "\n" in text[page.words[index - 1].span.end : word.span.start]:
            number += 1
        return number

    for _, group in groupby(enumerate(page.words), key=line_of):
        yield [word for _, word in group if word.bbox.x1 > word.bbox.x0 and word.bbox.bottom > word.bbox.top]


_TURNS = (
    pikepdf.Matrix(1, 0, 0, 1, 0, 0),
    pikepdf.Matrix(0, -1, 1, 0, 0, 0),
    pikepdf.Matrix(-1, 0, 0, -1, 0, 0),
    pikepdf.Matrix(0, 1, -1, 0, 0, 0),
)


def _quarters(page: Page, text: str) -> int:
    """Quarter turns clockwise by which the print lies on the page as it is seen: which way its lines run."""
    across = down = 0.0
    for line in _lines(page, text):
        for one, other in pairwise(line):
            across += (other.bbox.x0 + other.bbox.x1 - one.bbox.x0 - one.bbox.x1) / 2
            down += (other.bbox.top + other.bbox.bottom - one.bbox.top - one.bbox.bottom) / 2
    if abs(down) > abs(across):
        return 1 if down > 0 else 3
    return 2 if across < 0 else 0


def _upright(box: BBox, page: Page, quarters: int) -> BBox:
    """A box of the page as it would be seen if its print stood upright."""
    width, height = page.width or 0.0, page.height or 0.0
    if quarters == 1:
        return BBox(box.top, width - box.x1, box.bottom, width - box.x0)
    if quarters == 2:
        return BBox(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    if quarters == 3:
        return BBox(height - box.bottom, box.x0, height - box.top, box.x1)
    return box


def _seen(x: float, y: float, page: Page, quarters: int) -> tuple[float, float]:
    """Back from the upright page to the page as it is seen."""
    width, height = page.width or 0.0, page.height or 0.0
    return ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[quarters]


def _set_line(line: Sequence[Word], text: str) -> Iterator[tuple[list[str], float, float, float, float]]:
    """Each word's clusters, left edge, width, base line (from the top) and font size."""
    if not line:
        return
    size = max(1.0, median(w.bbox.bottom - w.bbox.top for w in line))
    slope, level = 0.0, float(median(w.bbox.bottom for w in line))
    middles = [(w.bbox.x0 + w.bbox.x1) / 2 for w in line]
    reach = max(middles) - min(middles)
    centre = (max(middles) + min(middles)) / 2
    if len(line) >= 3 and reach > 4 * size:
        fitted, at_nought = (float(v) for v in np.polyfit(middles, [w.bbox.bottom for w in line], 1))
        if abs(fitted) < _SLOPE_MOST:
            # A line that falls further would be read as several: finding phrases counts for more than exact boxes.
            slope = max(-_FALL_MOST * size / reach, min(_FALL_MOST * size / reach, fitted))
            level = at_nought + fitted * centre
    for index, word in enumerate(line):
        cells = [
            c[at : at + _CELL_MOST] for c in _CLUSTER.findall(word.span.of(text)) for at in range(0, len(c), _CELL_MOST)
        ]
        base = slope * ((word.bbox.x0 + word.bbox.x1) / 2 - centre) + level - _DESCENT * size
        width = word.bbox.x1 - word.bbox.x0
        if index + 1 < len(line):  # boxes that touch would be read as one word
            width = max(0.4 * width, min(width, line[index + 1].bbox.x0 - _WORD_GAP * size - word.bbox.x0))
        yield cells, word.bbox.x0, width, base, size


def _place(target: pikepdf.Page) -> Any:
    """From the page as it is seen (points, origin top left) to a text matrix in the page's own space."""
    crop = [float(v) for v in target.cropbox]
    media = [float(v) for v in target.mediabox]
    left, bottom = max(min(crop[0::2]), min(media[0::2])), max(min(crop[1::2]), min(media[1::2]))
    right, top = min(max(crop[0::2]), max(media[0::2])), min(max(crop[1::2]), max(media[1::2]))
    turned = int(target.get("/Rotate", 0)) % 360

    def matrix(x: float, y: float) -> pikepdf.Matrix:
        if turned == 90:
            return pikepdf.Matrix(0, 1, -1, 0, left + y, bottom + x)
        if turned == 180:
            return pikepdf.Matrix(-1, 0, 0, -1, right - x, bottom + y)
        if turned == 270:
            return pikepdf.Matrix(0, -1, 1, 0, right - y, top - x)
        return pikepdf.Matrix(1, 0, 0, 1, left + x, top - y)

    return matrix


def _add_font(pdf: pikepdf.Pdf, target: pikepdf.Page, font: _Font) -> None:
    # Resources may be shared between pages or inherited: the page gets its own copy of the two dictionaries.
    held: Any = target.get("/Resources", Dictionary())
    resources = Dictionary({key: held[key] for key in held})
    fonts: Any = resources.get("/Font", Dictionary())
    resources["/Font"] = Dictionary({**{key: fonts[key] for key in fonts}, _FONT: font.reference})
    target["/Resources"] = resources


@dataclass(slots=True)
class _Font:
    """The font of one file: a code for each cluster that is used, none with ink."""

    pdf: pikepdf.Pdf
    reference: Any = field(init=False)
    _codes: dict[str, int] = field(default_factory=lambda: {_SPACE: 1})

    def __post_init__(self) -> None:
        self.reference = self.pdf.make_indirect(Dictionary(Type=Name.Font))

    def codes(self, clusters: Sequence[str]) -> bytes:
        out = b""
        for cluster in clusters:
            code = self._codes.setdefault(cluster, len(self._codes) + 1)
            out += min(code, 0xFFFF).to_bytes(2, "big")
        return out

    def finish(self) -> None:
        """Write the font's dictionaries, now that all its codes are known."""
        pdf, name = self.pdf, Name("/AAAAAA+PaReadText")
        program = pdf.make_stream(_empty_font(), Length1=len(_empty_font()))
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=Array([0, -200, 1000, 800]), ItalicAngle=0,
            Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=program,
        )  # fmt: skip
        glyphs = b"\x00\x00" + b"\x00\x01" * len(self._codes)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=_ADVANCE,
            W=Array([1, Array([_SPACE_ADVANCE])]),
            CIDToGIDMap=pdf.make_stream(glyphs),
        )
        font = self.reference
        font.Subtype = Name.Type0
        font.BaseFont = name
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        font.ToUnicode = pdf.make_stream(self._map())

    def _map(self) -> bytes:
        lines = [
            "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /PaReadText def", "/CMapType 2 def",
            "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
        ]  # fmt: skip
        pairs = [(code, cluster) for cluster, code in self._codes.items() if code <= 0xFFFF]
        for first in range(0, len(pairs), 100):
            part = pairs[first : first + 100]
            lines.append(f"{len(part)} beginbfchar")
            lines += [
                f"<{code:04X}> <{cluster.encode('utf-16-be', 'replace').hex().upper()}>" for code, cluster in part
            ]
            lines.append("endbfchar")
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines).encode("ascii")


@cache
def _empty_font() -> bytes:
    """A TrueType font of two glyphs without ink."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    # A line there and back: no ink, but a size. pdfium leaves out text without one on turned pages.
    pen = TTGlyphPen(None)
    pen.moveTo((0, -200))
    pen.lineTo((_ADVANCE, 800))
    pen.closePath()
    line = pen.glyph()

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({32: "blank"})
    builder.setupGlyf({".notdef": line, "blank": line})
    builder.setupHorizontalMetrics({".notdef": (_ADVANCE, 0), "blank": (_ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "PaReadText", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0  # the same file for the same paper
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


# --- other programs' hidden text -------------------------------------------------------------------------------------


def _take_out_hidden_text(pdf: pikepdf.Pdf, target: pikepdf.Page) -> None:
    resources = target.get("/Resources", Dictionary())
    if "/Font" in resources:
        changed = _without_hidden(target)
        if changed is not None:
            target.Contents = pdf.make_stream(changed)
    _clean_forms(resources, 0)


def _clean_forms(resources: Any, depth: int) -> None:
    if depth > _FORM_DEPTH or not isinstance(resources, Dictionary):
        return
    forms: Any = resources.get("/XObject", Dictionary())
    for key in list(forms):
        form = forms[key]
        if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == Name.Form:
            changed = _without_hidden(form)
            if changed is not None:
                form.write(changed)
            _clean_forms(form.get("/Resources", Dictionary()), depth + 1)


def _length(content: Any) -> int:
    held = content.get("/Contents", Array([])) if isinstance(content, pikepdf.Page) else content
    return sum(len(s.read_bytes()) for s in (held if isinstance(held, Array) else [held]))


def _without_hidden(content: Any) -> bytes | None:
    """The stream without text objects that show only invisible text; None where there is none of them."""
    try:
        if _length(content) > _CONTENT_MOST:
            return None
        instructions = list(pikepdf.parse_content_stream(content))
    except (pikepdf.PdfError, ValueError):
        return None
    out: list[Any] = []
    block: list[Any] = []
    stack: list[int] = []
    mode = shown = hidden = removed = 0
    for instruction in instructions:
        name = str(instruction.operator)
        if name == "q":
            stack.append(mode)
        elif name == "Q":
            mode = stack.pop() if stack else 0
        elif name == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        elif name == "BT":
            shown = hidden = 0
        elif name in _SHOWS:
            hidden += mode == 3
            shown += mode != 3
        block.append(instruction)
        if name == "ET" or name != "BT" and block[0] is instruction:
            if name == "ET" and hidden and not shown:
                block = [i for i in block if str(i.operator) not in _SHOWS]
                removed += 1
            out += block
            block = []
    return bytes(pikepdf.unparse_content_stream(out + block)) if removed else None
