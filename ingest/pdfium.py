"""pdfium draws: one call at a time in the whole process, and large pictures without unpacking them whole."""

from __future__ import annotations

import struct
import threading
import zlib

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

LOCK = threading.Lock()
"""pypdfium2 is not thread-safe: every call into it, in the whole process, holds this lock."""

_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3}


_LOOKED_AT = 4  # pages


def has_scans(pdf: bytes) -> bool:
    """At first sight: whether at least two of the first pages have no text of their own. False where none opens."""
    found = 0
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                for number in range(min(_LOOKED_AT, len(document))):
                    layer = document[number].get_textpage()
                    found += layer.count_chars() == 0
                    layer.close()
                    if found == 2:
                        break
            finally:
                document.close()
        except pypdfium2.PdfiumError:
            return False
    return found == 2


def grey(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """The page in grey, ``scale`` pixels to a point. The caller holds LOCK."""
    # Straight into a grey bitmap: pdfium's own grey mode unpacks every picture whole first (an A0 sheet at 600 dpi
    # takes 760 MB in place of 110, any page four times as long).
    bitmap = page.render(scale=scale, force_bitmap_format=pdfium_c.FPDFBitmap_Gray)
    try:
        image: Image.Image = bitmap.to_pil().copy()
    finally:
        bitmap.close()
    return image


def drawn(pdf: bytes, size: tuple[int, int]) -> Image.Image:
    """The first page of ``pdf`` in grey, at most ``size`` pixels. Raises OSError."""
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                page = document[0]
                width, height = page.get_size()
                return grey(page, min(size[0] / width, size[1] / height))
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            raise OSError("the picture cannot be drawn") from error


def png_as_pdf(data: bytes) -> bytes | None:
    """A PNG as a PDF of one page around the very same packed bytes; None for palettes, transparency, interlacing.

    A PDF packs rows as a PNG does, so pdfium can draw it smaller row by row; Pillow would unpack it whole.
    """
    packed, head, at = [], b"", len(_PNG)
    if not data.startswith(_PNG):
        return None
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            head = body
        elif kind == b"IDAT":
            packed.append(body)
        elif kind == b"tRNS":
            return None
        at += 12 + length
    if len(head) != 13:
        return None
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", head)
    if colour not in _CHANNELS or depth > 8 or interlaced or not packed:
        return None
    channels = _CHANNELS[colour]
    space = b"/DeviceGray" if channels == 1 else b"/DeviceRGB"
    stream = b"".join(packed)
    try:
        zlib.decompressobj().decompress(stream, 64)
    except zlib.error:
        return None
    # As large as A4 at most: pdfium draws no page of any size.
    scale = min(1.0, 842 / max(width, height))
    box = b"%.3f %.3f" % (width * scale, height * scale)
    content = b"q %.3f 0 0 %.3f 0 0 cm /Im Do Q" % (width * scale, height * scale)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 " + box + b"] /Contents 4 0 R "
        b"/Resources << /XObject << /Im 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace " % (width, height)
        + space
        + b" /BitsPerComponent %d /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d " % (depth, channels)
        + b"/BitsPerComponent %d /Columns %d >> /Length %d >>\nstream\n" % (depth, width, len(stream))
        + stream
        + b"\nendstream",
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
