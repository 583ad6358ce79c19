"""PDFs that mean harm or came to harm, made on the spot. Each is a few hundred kilobytes at most."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.ingest.papers import saved, scanned_pdf, typed_pdf

LETTER = [
    [("Arial", line)]
    for line in (
        "OFFICE MEMORANDUM",
        "No. 12/3/2031-X dated the 12th March, 2031",
        "The undersigned is directed to refer to the letter of even number and to say that all",
        "offices of the Department shall furnish the statement by the 30th of April without fail.",
        "This issues with the approval of the Secretary to the Government of the State.",
    )
] * 2


def letter() -> pikepdf.Pdf:
    """One sound page of English text."""
    return pikepdf.open(io.BytesIO(typed_pdf(LETTER)))


def packed(pdf: pikepdf.Pdf, data: bytes, times: int = 1, **more: object) -> pikepdf.Object:
    """A stream whose data are deflated ``times`` times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    stream = pikepdf.Stream(pdf, b"")
    stream.write(data, filter=Array([Name.FlateDecode] * times) if times > 1 else Name.FlateDecode)
    for key, value in more.items():
        stream[f"/{key}"] = value
    return pdf.make_indirect(stream)


def content_bomb(megabytes: int) -> bytes:
    """Contents that unpack to ``megabytes`` of white space, packed twice."""
    with letter() as pdf:
        pdf.pages[0].contents_add(packed(pdf, b" " * 1_000_000 * megabytes, 2))  # type: ignore[arg-type]
        return raw(pdf)


def many_contents(times: int) -> bytes:
    """One stream of a megabyte, named ``times`` times over as the contents of a page."""
    with letter() as pdf:
        part = packed(pdf, b"q Q\n" * 250_000)
        pdf.pages[0].Contents = Array([pdf.pages[0].Contents, *[part] * times])
        return raw(pdf)


def image_bomb(side: int, bits: int = 8, held: int = 1000) -> bytes:
    """A page whose picture claims ``side`` pixels each way; ``held`` bytes of them are there."""
    with letter() as pdf:
        image = packed(
            pdf, b"\x00" * held, Type=Name.XObject, Subtype=Name.Image, Width=side, Height=side,
            ColorSpace=Name.DeviceGray, BitsPerComponent=bits,
        )  # fmt: skip
        page = pdf.pages[0]
        page.Resources["/XObject"] = Dictionary(Im=image)
        page.contents_add(pdf.make_stream(b"q 500 0 0 700 40 40 cm /Im Do Q"), prepend=True)
        return raw(pdf)


def to_unicode_bomb() -> bytes:
    with letter() as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.as_dict().values()))
        font["/ToUnicode"] = packed(pdf, b"1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange\n" * 20_000)
        return raw(pdf)


def pages(count: int) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    leaf = pdf.pages[0].obj
    pdf.Root.Pages.Kids = Array([pdf.make_indirect(Dictionary(leaf)) for _ in range(count)])
    pdf.Root.Pages.Count = count
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def page_loop() -> bytes:
    """A tree of pages that is its own branch."""
    with letter() as pdf:
        root = pdf.Root.Pages
        data = raw(pdf)
    del root
    return data.replace(b"/Kids [ ", b"/Kids [ 2 0 R ", 1) if b"/Kids [ " in data else data


def form_loop() -> bytes:
    """A form that draws itself."""
    with letter() as pdf:
        form = pdf.make_stream(b"/Fm Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
        form["/Resources"] = Dictionary(XObject=Dictionary(Fm=form))
        pdf.pages[0].Resources["/XObject"] = Dictionary(Fm=form)
        pdf.pages[0].contents_add(pdf.make_stream(b"/Fm Do"))
        return raw(pdf)


def form_tree(depth: int) -> bytes:
    """Forms that each draw the next one ten times: 10 ** depth in all."""
    with letter() as pdf:
        box = Array([0, 0, 595, 842])
        form = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=box)
        for _ in range(depth):
            outer = pdf.make_stream(b"/Fm Do\n" * 10, Type=Name.XObject, Subtype=Name.Form, BBox=box)
            outer["/Resources"] = Dictionary(XObject=Dictionary(Fm=form))
            form = outer
        pdf.pages[0].Resources["/XObject"] = Dictionary(Fm=form)
        pdf.pages[0].contents_add(pdf.make_stream(b"/Fm Do"))
        return raw(pdf)


def deep_arrays(depth: int) -> bytes:
    with letter() as pdf:
        pdf.pages[0].contents_add(pdf.make_stream(b"[" * depth + b"]" * depth + b" TJ"))
        return raw(pdf)


def boxed(*box: float, unit: float | None = None) -> bytes:
    with letter() as pdf:
        pdf.pages[0].MediaBox = Array(list(box))
        if unit is not None:
            pdf.pages[0].UserUnit = unit
        return raw(pdf)


def rubbish_font() -> bytes:
    with letter() as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.as_dict().values()))
        font.FontDescriptor["/FontFile2"] = pdf.make_stream(b"\x00\x01\x00\x00" + bytes(range(256)) * 40)
        font["/FirstChar"] = -2_000_000_000
        font["/LastChar"] = 2_000_000_000
        return raw(pdf)


def glyph_loop() -> bytes:
    """A font whose letter is drawn with the font itself."""
    with letter() as pdf:
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), FirstChar=97, LastChar=97, Widths=Array([1000]),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
        )  # fmt: skip
        font = pdf.make_indirect(font)
        font["/CharProcs"] = Dictionary(a=pdf.make_stream(b"1000 0 d0 BT /F9 1000 Tf (aaaaaaaaaa) Tj ET"))
        font["/Resources"] = Dictionary(Font=Dictionary(F9=font))
        pdf.pages[0].Resources.Font["/F9"] = font
        pdf.pages[0].contents_add(pdf.make_stream(b"BT /F9 12 Tf 50 50 Td (aaaaaaaaaa) Tj ET"))
        return raw(pdf)


def with_script() -> bytes:
    with letter() as pdf:
        pdf.Root["/OpenAction"] = Dictionary(
            S=Name.JavaScript, JS="app.alert('read'); this.exportDataObject({cName:'x', nLaunch:2});"
        )
        pdf.Root["/AA"] = Dictionary(WC=Dictionary(S=Name.Launch, F="/bin/sh"))
        return raw(pdf)


def with_files(*names: str) -> bytes:
    with letter() as pdf:
        for name in names:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"Enclosure", filename=name)
        return raw(pdf)


def broken_table() -> bytes:
    """Every place in the table of objects is wrong."""
    data = scanned_pdf(2)
    at = data.rindex(b"startxref")
    return data[:at] + b"startxref\n7\n%%EOF\n"


def table_loop() -> bytes:
    """A table of objects that names itself as the one before it."""
    data = typed_pdf(LETTER)
    at = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    return data.replace(b"trailer << ", b"trailer << /Prev %d " % at, 1)


def raw(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )  # fmt: skip
    return out.getvalue()


def scanned_image_bomb(side: int) -> bytes:
    """A scan without any text whose picture claims ``side`` pixels each way."""
    with pikepdf.open(io.BytesIO(image_bomb(side, 1))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"q 500 0 0 700 40 40 cm /Im Do Q")
        return raw(pdf)


def object_stream_bomb(megabytes: int) -> bytes:
    """A stream of objects that unpacks to ``megabytes``; the table of objects is rebuilt by whoever opens it."""
    inside = b"7 0 " + b" " * 1_000_000 * megabytes + b"<< /Type /Pages /Kids [] /Count 0 >>"
    body = zlib.compress(inside, 9)
    return b"".join(
        [
            b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 7 0 R >>\nendobj\n",
            b"6 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body),
            body,
            b"\nendstream\nendobj\ntrailer << /Root 1 0 R /Size 8 >>\nstartxref\n0\n%%EOF\n",
        ]
    )
