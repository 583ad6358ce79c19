"""Word files: order, tables, automatic numbers, legacy fonts; locked, old and hostile files are refused."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordFile
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from ingest.document import Document
from ingest.errors import DamagedSource, EmptySource, EncryptedSource, UnsupportedMedia
from ingest.load import load
from ingest.options import ReadOptions
from ingest.source import DOCX, source_from_bytes
from tests.ingest.engines import Missing
from tests.ingest.kruti import to_kruti
from tests.ingest.papers import png
from tests.ingest.test_load import sound


def packed(file: WordFile) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def loaded(file: WordFile) -> Document:
    source = source_from_bytes("letter.docx", packed(file))
    assert source.media_type == DOCX
    return sound(load(source, ReadOptions(jobs=1), engine=Missing()))


def test_paragraphs_and_tables_in_order() -> None:
    file = docx.Document()
    file.add_paragraph("No. 12/3/2031-X")
    table = file.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("क्र.सं.", "नाम"), ("1", "First line\nsecond")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    file.add_paragraph("Yours faithfully,")
    text = loaded(file).text
    assert "क्र.सं.\tनाम\n1\tFirst line second\n" in text
    assert text.index("No. 12") < text.index("क्र.सं.") < text.index("Yours")


def test_merged_and_nested_cells_are_read_once() -> None:
    file = docx.Document()
    table = file.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "tall"
    table.cell(1, 0).text = "a"
    inner = table.cell(1, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "inside"
    assert loaded(file).text.strip() == "wide\ttall\na\tinside\t"[:-1]


@pytest.mark.parametrize("font", ["Kruti Dev 010", "DevLys 010"])
def test_legacy_runs_are_decoded_and_latin_runs_kept(font: str) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph()
    for name, text in ((font, to_kruti("आवेदन ")), ("Arial", "SPARROW"), (font, to_kruti(" पोर्टल पर करें।"))):
        paragraph.add_run(text).font.name = name
    document = loaded(file)
    assert document.text == "आवेदन SPARROW पोर्टल पर करें।"
    assert font in " ".join(document.pages[0].notes)


def test_a_legacy_font_that_the_style_names() -> None:
    file = docx.Document()
    file.styles["Normal"].font.name = "Kruti Dev 010"
    file.add_paragraph(to_kruti("कार्यालय आदेश"))
    assert loaded(file).text == "कार्यालय आदेश"


def test_automatic_numbers_are_written_out() -> None:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="2"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in ((0, "Officers shall"), (1, "complete"), (1, "report"), (0, "This issues"), (1, "again")):
        paragraph = file.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>')
        )
    lines = [line for line in loaded(file).text.split("\n") if line]
    assert lines == ["2. Officers shall", "(i) complete", "(ii) report", "3. This issues", "(i) again"]


def test_running_paragraphs_stand_apart_and_address_lines_do_not() -> None:
    file = docx.Document()
    long = "Every officer shall file the return of property through the portal within the period that is prescribed."
    for text in ("The Secretary,", "Department of Books,", long, long, "Yours faithfully,", "(A. Example)"):
        file.add_paragraph(text)
    text = loaded(file).text
    assert text == f"The Secretary,\nDepartment of Books,\n\n{long}\n\n{long}\n\nYours faithfully,\n(A. Example)"


def test_page_breaks_make_pages() -> None:
    file = docx.Document()
    file.add_paragraph("Letter")
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    file.add_paragraph("Annexure")
    document = loaded(file)
    assert [p.span.of(document.text) for p in document.pages] == ["Letter", "Annexure"]


def test_the_letterhead_in_the_header_comes_first() -> None:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Government of Somewhere"
    file.add_paragraph("No. 1")
    assert loaded(file).text.split("\n")[0] == "Government of Somewhere"


def test_struck_and_deleted_words_are_not_read() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("by ")
    paragraph.add_run("31.03.2031").font.strike = True
    paragraph.add_run("30.04.2031")
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1"><w:r><w:delText>deleted</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t> inserted</w:t></w:r></w:ins>'))
    document = loaded(file)
    assert document.text == "by 30.04.2031 inserted"
    assert [p.code for p in document.problems] == ["struck_out"]


def test_text_boxes_and_links_are_read_once() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("Body")
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent>{0}</mc:AlternateContent></w:r>"
    )
    content = "<w:txbxContent><w:p><w:r><w:t>Head in a box</w:t></w:r></w:p></w:txbxContent>"
    both = f'<mc:Choice Requires="wps">{content}</mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback>'
    paragraph._p.append(parse_xml(box.format(both)))
    paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t> and link</w:t></w:r></w:hyperlink>"))
    assert loaded(file).text == "Head in a box\nBody and link"


def test_pasted_scans_are_not_silently_passed_over() -> None:
    file = docx.Document()
    file.add_paragraph("Please see the letter below.")
    file.add_picture(io.BytesIO(png()), width=Cm(16))
    file.add_picture(io.BytesIO(png()), width=Cm(2))
    document = loaded(file)
    assert [p.code for p in document.problems] == ["pictures_not_read"]
    assert "1 large picture" in document.problems[0].message
    only = docx.Document()
    only.add_picture(io.BytesIO(png()), width=Cm(16))
    with pytest.raises(EmptySource) as error:
        loaded(only)
    assert "save it as PDF" in error.value.next_step


# ---- what is refused


def ole(marker: str = "") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + marker.encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("data", "error", "way_out"),
    [
        (ole("EncryptedPackage"), EncryptedSource, "save it without one as DOCX or PDF"),
        (ole("WordDocument"), UnsupportedMedia, "save it as DOCX or PDF"),
        (ole("__properties_version1.0"), UnsupportedMedia, "Save the message as .eml"),
        (rb"{\rtf1\ansi x}", UnsupportedMedia, "save it as DOCX or PDF"),
    ],
)
def test_locked_and_old_files_are_told_apart(data: bytes, error: type[Exception], way_out: str) -> None:
    with pytest.raises(error) as caught:
        source_from_bytes("letter.docx", data)
    assert way_out in caught.value.next_step  # type: ignore[attr-defined]


def zipped(change: Callable[[str, bytes], bytes] = lambda _, data: data) -> bytes:
    file = docx.Document()
    file.add_paragraph("Letter")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed(file))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def read(data: bytes) -> Document:
    return load(source_from_bytes("letter.docx", data), ReadOptions(jobs=1), engine=Missing())


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(DamagedSource, match="unpacks to far more"):
        read(zipped(lambda name, data: bytes(70_000_000) if name == "word/document.xml" else data))


def test_entities_are_not_followed() -> None:
    def evil(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY l "lol">]>'
        head, _, rest = data.partition(b"?>")
        return head + b"?>" + doctype + rest.replace(b"Letter", b"Letter &e;")

    try:
        text = read(zipped(evil)).text
    except DamagedSource:
        return
    assert "root" not in text


@pytest.mark.parametrize("cut", [100, 5000, 20000])
def test_cut_short(cut: int) -> None:
    with pytest.raises((DamagedSource, UnsupportedMedia)):
        read(zipped()[:cut])


def test_macros_and_empty_files() -> None:
    plain = b"wordprocessingml.document.main+xml"
    macros = zipped(
        lambda name, data: (
            data.replace(plain, b"x").replace(b"x", b"application/vnd.ms-word.document.macroEnabled.main+xml")
            if name == "[Content_Types].xml" and plain in data
            else data
        )
    )
    with pytest.raises((UnsupportedMedia, DamagedSource)):
        read(macros)
    with pytest.raises(EmptySource):
        read(packed(docx.Document()))


def test_other_office_files_have_a_way_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnsupportedMedia) as error:
        source_from_bytes("list.xlsx", out.getvalue())
    assert "save it as DOCX or PDF" in error.value.next_step
