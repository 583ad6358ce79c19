"""Small files made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from ingest.document import SourceFile
from ingest.source import source_from_bytes

FIXTURES = Path(__file__).parent.parent / "fixtures"


def image(size: tuple[int, int] = (1240, 1754), ink: bool = True) -> Image.Image:
    page = Image.new("L", size, 255)
    if ink:
        draw = ImageDraw.Draw(page)
        for row in range(10):
            draw.rectangle((200, 200 + 60 * row, size[0] - 300, 220 + 60 * row), fill=0)
    return page


def png(picture: Image.Image | None = None, **save: object) -> bytes:
    out = io.BytesIO()
    (picture or image()).save(out, "PNG", **save)
    return out.getvalue()


def huge_png(width: int, height: int, bands: int = 8, rows_held: int | None = None) -> bytes:
    """A grey PNG of any size, white with black bands, made row by row: nobody ever holds it unpacked.

    One that holds fewer rows than it says is cut short.
    """
    pack = zlib.compressobj(1)
    step = height // (2 * bands)
    white, black = b"\0" + b"\xff" * width, b"\0" + b"\xff" * (width // 4) + b"\0" * (width - width // 4)
    rows = []
    for row in range(height if rows_held is None else rows_held):
        rows.append(pack.compress(black if row // step % 2 and row % step < step // 3 else white))
    rows.append(pack.flush())

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"".join(rows)) + part(b"IEND", b"")


def scanned_pdf(pages: int = 2, box: tuple[float, float] = (595.0, 842.0)) -> bytes:
    """A PDF of pages that are images only, each with other ink."""
    pdf = pikepdf.new()
    for number in range(pages):
        picture = image((620, 877))
        ImageDraw.Draw(picture).rectangle((50, 800, 60 + number, 820), fill=0)
        pdf.add_blank_page(page_size=box)
        page = pdf.pages[-1]
        stream = pikepdf.Stream(pdf, picture.tobytes())
        stream.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=620,
                Height=877,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
        page.Contents = pikepdf.Stream(pdf, f"q {box[0]} 0 0 {box[1]} 0 0 cm /Im Do Q".encode())
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=True, **how)  # type: ignore[arg-type]
    return out.getvalue()


def source(name: str, data: bytes) -> SourceFile:
    return source_from_bytes(name, data)


def fixture(name: str) -> SourceFile:
    return source_from_bytes(name, (FIXTURES / name).read_bytes())


def typed_pdf(lines: list[list[tuple[str, str]]], size: float = 14.0, unspaced: str = "") -> bytes:
    """One page whose lines are runs of (font name, text): Windows-1252 codes in fonts that only bear the name.

    What a viewer draws is beside the point: programs that read see the codes and the name, as with a real font.
    Characters of ``unspaced`` have no width, as signs above and below a letter have none.
    """
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    fonts: dict[str, str] = {}
    out = [b"BT"]
    for number, line in enumerate(lines):
        out.append(f"1 0 0 1 60 {780 - number * 1.6 * size:.1f} Tm".encode())
        for font, text in line:
            key = fonts.setdefault(font, f"F{len(fonts)}")
            out.append(f"/{key} {size} Tf <{text.encode('cp1252').hex()}> Tj".encode())
    out.append(b"ET")
    resources = pikepdf.Dictionary()
    for font, key in fonts.items():
        drawn = [bytes([code]).decode("cp1252", "replace") for code in range(32, 256)]
        widths = [0 if c in unspaced else 278 if c in " ,.;:il|'" else 556 for c in drawn]
        resources[f"/{key}"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/" + font.replace(" ", "")),
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=pikepdf.Array(widths),
            FontDescriptor=pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/" + font.replace(" ", "")), Flags=32,
                    FontBBox=pikepdf.Array([0, -200, 1000, 800]), ItalicAngle=0, Ascent=800, Descent=-200,
                    CapHeight=700, StemV=80,
                )
            ),
        )  # fmt: skip
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=resources)
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b"\n".join(out))
    return saved(pdf)
