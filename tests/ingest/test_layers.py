"""Text layers: trusted where they are right, rejected where they are wrong, whatever program made the PDF."""

import io
import unicodedata
from pathlib import Path

import pikepdf
import pytest
from pdfminer.pdfpage import PDFPage
from rapidfuzz.distance import Levenshtein

from ingest.document import BBox, Document
from ingest.gate import agreement, hindi_share, judge
from ingest.glyphs import read_glyphs
from ingest.layers import columns_of, same_words
from ingest.layout import PlacedWord
from ingest.load import load
from ingest.options import ReadOptions
from tests.ingest.engines import Missing, Says
from tests.ingest.papers import FIXTURES, saved, scanned_pdf, source

ONE = ReadOptions(jobs=1)
LAYERS = sorted((FIXTURES / "layers").glob("*.pdf"))
SOUND = [path for path in LAYERS if not ("weasyprint" in path.name and not path.name.startswith("english"))]
BROKEN = [path for path in LAYERS if path not in SOUND]
HINDI = (FIXTURES / "layers" / "hindi.txt").read_text(encoding="utf-8")
ENGLISH = (FIXTURES / "layers" / "english.txt").read_text(encoding="utf-8")


def truth_of(path: Path) -> str:
    text = (FIXTURES / "layers" / f"{path.name.split('-')[0]}.txt").read_text(encoding="utf-8")
    return " ".join(text.replace(" | ", " ").split())


def wrong(path: Path, document: Document) -> float:
    """Character error rate, spaces counted once."""
    truth = truth_of(path)
    return Levenshtein.distance(truth, " ".join(document.text.split())) / len(truth)


def short_lines(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]


def test_every_producer_has_its_pages() -> None:
    assert {path.name.split("-")[1] for path in LAYERS} == {"chromium", "libreoffice", "weasyprint", "typst"}
    assert len(SOUND) == 11
    assert len(BROKEN) == 3


@pytest.mark.parametrize("path", SOUND, ids=lambda p: p.stem)
def test_sound_layers_are_trusted_without_a_look_at_the_page(path: Path) -> None:
    engine = Says()
    document = load(source(path.name, path.read_bytes()), ONE, engine=engine)
    assert {page.origin for page in document.pages} == {"text_layer"}
    assert wrong(path, document) < 0.005
    assert engine.calls == 0


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_layers_with_a_wrong_map_are_not(path: Path) -> None:
    engine = Says(lines=short_lines(truth_of(path)))
    document = load(source(path.name, path.read_bytes()), ONE, engine=engine)
    page = document.pages[0]
    assert page.origin == "ocr"
    assert "%" in page.notes[0]
    assert page.rejected_layer
    assert "2031" in page.rejected_layer  # its numbers still have a voice


@pytest.mark.parametrize("path", [p for p in SOUND if p.name.startswith(("hindi", "english"))], ids=lambda p: p.stem)
def test_rows_of_tables(path: Path) -> None:
    text = load(source(path.name, path.read_bytes()), ONE, engine=Missing()).text
    row = "2.\tमुद्रित पुस्तकें तथा मानचित्र\t31.07.2031" if "hindi" in path.name else "2.\tPrinted books and maps\t31.07.2031"
    assert row in text


@pytest.mark.parametrize("path", [p for p in SOUND if p.name.startswith("gazette")], ids=lambda p: p.stem)
def test_columns_are_read_one_after_the_other(path: Path) -> None:
    text = load(source(path.name, path.read_bytes()), ONE, engine=Missing()).text
    order = ["अधिसूचना", "प्रवृत्त होंगे", "विशेषज्ञ समिति", "NOTIFICATION", "come into force", "committee of experts"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_without_ocr_a_layer_that_looks_sound_is_taken_and_said_to_be_unproved() -> None:
    paper = source("mapped.pdf", mapped_pdf(HINDI.replace(" | ", " ").splitlines()))
    page = load(paper, ONE, engine=Missing()).pages[0]
    assert page.origin == "text_layer"
    assert "not proved" in page.notes[0]


@pytest.mark.parametrize(("share", "origin"), [(0, "text_layer"), (4, "ocr")])
def test_a_layer_without_marks_has_to_agree_with_the_page(share: int, origin: str) -> None:
    """The map says घ for ध in every ``share``-th word: each word keeps every rule of spelling."""
    words = HINDI.replace(" | ", " ").split(" ")
    told = [w.replace("न", "म").replace("क", "फ") if share and at % share == 0 else w for at, w in enumerate(words)]
    paper = source("mapped.pdf", mapped_pdf(" ".join(told).splitlines()))
    engine = Says(lines=short_lines(HINDI.replace(" | ", " ")))
    document = load(paper, ONE, engine=engine)
    assert document.pages[0].origin == origin
    assert engine.calls == 1


@pytest.mark.parametrize(("slips", "origin"), [(0, "text_layer"), (12, "ocr")])
def test_the_text_of_another_recogniser_has_to_agree_with_the_page(slips: int, origin: str) -> None:
    words = ENGLISH.replace(" | ", " ").split(" ")
    told = [w.replace("e", "c") if slips and at % slips == 0 else w for at, w in enumerate(words)]
    paper = source("scan.pdf", hidden_pdf(" ".join(told).splitlines()))
    document = load(paper, ONE, engine=Says(lines=short_lines(ENGLISH.replace(" | ", " "))))
    page = document.pages[0]
    assert page.origin == origin
    if origin == "text_layer":
        assert page.confidence <= 0.97  # no surer than what was seen
    else:
        assert page.rejected_layer


def test_hidden_text_over_a_page_on_which_nothing_is_sure_is_not_taken() -> None:
    paper = source("scan.pdf", hidden_pdf(ENGLISH.splitlines()))
    engine = Says(lines=short_lines(ENGLISH), confidence=0.5)
    assert load(paper, ONE, engine=engine).pages[0].origin == "ocr"


def test_hidden_text_under_the_picture_of_the_page() -> None:
    paper = source("scan.pdf", hidden_pdf(ENGLISH.splitlines(), mode=0, under=True))
    engine = Says(lines=["Another paper altogether, with words of its own"] * 6)
    assert load(paper, ONE, engine=engine).pages[0].origin == "ocr"


# --- signs in the text alone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HINDI.replace("दे", "देदे").replace("से", "सेसे").replace("र्म", "र्मर्म"), "say a syllable twice"),
        (HINDI.replace("ि", "ə"), "other letters"),
        (HINDI.replace("ा", "िा"), "malformed"),
        (HINDI.replace("क", "ख").replace("र", "ग").replace("म", "च").replace("त", "थ").replace("स", "श"), "common"),
    ],
)
def test_broken_hindi_is_told_by_its_text(text: str, reason: str) -> None:
    verdict = judge(text)
    assert not verdict.trusted
    assert any(reason in why for why in verdict.reasons), verdict.reasons


def test_sound_text_passes() -> None:
    for text in (HINDI, ENGLISH, HINDI + ENGLISH):
        assert judge(text).trusted, judge(text)


def test_agreement() -> None:
    seen = [f"शब्द{n}" for n in range(40)]
    assert agreement(" ".join(seen), seen) == 1.0
    assert agreement(" ".join(seen[:30]), seen) == 0.75
    assert agreement("(शब्द1), ‘शब्द2’", seen) == 0.05
    assert agreement(" ".join(seen), seen[:10]) is None
    assert agreement("", ["a"] * 100) is None
    assert 0.7 < hindi_share(HINDI) < 0.95
    assert hindi_share("") == hindi_share("English") == 0


# --- glyphs -----------------------------------------------------------------------------------------------------------


def mapped_pdf(lines: list[str], size: float = 9.0) -> bytes:
    """One page in a font that has one code for each character, in the order in which the characters are spoken."""
    chars = sorted(set("".join(lines)))
    codes = {c: n + 1 for n, c in enumerate(chars)}
    out = [b"BT /F1 %.1f Tf" % size]
    for number, line in enumerate(lines):
        shown = b"".join(b"%04X" % codes[c] for c in line)
        out.append(b"1 0 0 1 40 %.1f Tm <%s> Tj" % (800 - number * 1.5 * size, shown))
    return glyph_pdf(b"\n".join([*out, b"ET"]), {n: c for c, n in codes.items()}, width=400)


def glyph_pdf(stream: bytes, unicode: dict[int, str], width: int = 500, widths: dict[int, int] | None = None) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pairs = "\n".join(f"<{code:04X}> <{text.encode('utf-16-be').hex()}>" for code, text in unicode.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(unicode)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap end end"
    )
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/AAAAAA+Mapped"), Flags=4, ItalicAngle=0,
        FontBBox=pikepdf.Array([0, -200, 1000, 800]), Ascent=800, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    own: list[object] = []
    for code, value in (widths or {}).items():
        own += [code, pikepdf.Array([value])]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name("/AAAAAA+Mapped"),
        Encoding=pikepdf.Name("/Identity-H"), ToUnicode=pdf.make_stream(cmap.encode()),
        DescendantFonts=pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=pikepdf.Name("/AAAAAA+Mapped"),
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor), DW=width, W=pikepdf.Array(own),
        ))]),
    )  # fmt: skip
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    ink = b"\n0 g 40 20 400 6 re f"  # the page is not blank
    pdf.pages[0].Contents = pdf.make_stream(stream + ink)
    return saved(pdf)


def hidden_pdf(lines: list[str], mode: int = 3, under: bool = False) -> bytes:
    """A scanned page with the text of another recogniser."""
    with pikepdf.open(io.BytesIO(scanned_pdf(1))) as pdf, pikepdf.open(io.BytesIO(mapped_pdf(lines))) as text:
        page = pdf.pages[0]
        layer = pdf.copy_foreign(text.pages[0].obj)
        page.Resources["/Font"] = layer.Resources.Font
        stream = layer.Contents.read_bytes().replace(b"BT ", b"BT %d Tr " % mode, 1).split(b"\n0 g 40")[0]
        page.contents_add(pdf.make_stream(b"q " + stream + b" Q "), prepend=under)
        return saved(pdf)


def words_of(data: bytes) -> list[PlacedWord]:
    return list(read_glyphs(next(PDFPage.get_pages(io.BytesIO(data)))).words)


def line_of(stream: bytes, unicode: dict[int, str], widths: dict[int, int] | None = None) -> str:
    return " ".join(w.text for w in words_of(glyph_pdf(stream, unicode, widths=widths)))


def test_a_cluster_told_twice_is_one() -> None:
    """As Typst writes दे: for the letter, and again for the sign on it, which has no width."""
    stream = b"BT /F1 10 Tf 50 700 Td <0001000200030004> Tj ET"
    assert line_of(stream, {1: "प्र", 2: "दे", 3: "दे", 4: "श"}, {3: 0}) == "प्रदेश"
    # Letters with a width of their own are printed twice, not told twice.
    assert line_of(stream, {1: "प्र", 2: "दे", 3: "दे", 4: "श"}) == "प्रदेदेश"


def test_signs_drawn_before_or_behind_their_cluster() -> None:
    """ि stands at the left of its cluster, the raised र at its right: as drawn, not as spoken."""
    told = {1: "ि", 2: "स्", 3: "थ", 4: "त", 5: "र्", 6: "म", 7: "ा", 8: "ण", 9: "न", 10: " "}
    stream = b"BT /F1 10 Tf 50 700 Td <00010002000300010004000A00010009000600070005 0008> Tj ET"
    assert line_of(stream, told, {5: 0}) == "स्थिति निर्माण"


def test_signs_of_a_layer_that_other_programs_wrote_letter_by_letter_stay() -> None:
    """Tesseract writes its layer in the order of speech from left to right; there ि ends words."""
    told = {1: "ि", 2: "न", 3: "य", 4: "म", 5: "त", 6: " "}
    stream = b"BT /F1 10 Tf 50 700 Td <0002000100030004 0006 000500010006 00020001000300040001 0005> Tj ET"
    assert line_of(stream, told) == "नियम ति नियमित"


def test_signs_in_the_order_of_speech_are_left_there() -> None:
    told = {1: "न", 2: "ि", 3: "य", 4: "म"}
    stream = b"BT /F1 10 Tf 1 0 0 1 54 700 Tm <0001> Tj 1 0 0 1 50 700 Tm <0002> Tj 1 0 0 1 60 700 Tm <00030004> Tj ET"
    assert line_of(stream, told) == "नियम"


def test_marked_clusters_are_what_the_producer_says() -> None:
    said = "क्षि".encode("utf-16-be").hex().encode()
    stream = b"BT /F1 10 Tf 50 700 Td /Span <</ActualText <FEFF" + said + b">>> BDC <00010002> Tj EMC <0003> Tj ET"
    data = glyph_pdf(stream, {1: "x", 2: "y", 3: "ति"})
    assert [w.text for w in words_of(data)] == ["क्षिति"]


def test_a_marked_phrase_is_cut_into_its_words() -> None:
    said = "सेवा में".encode("utf-16-be").hex().encode()
    stream = b"BT /F1 10 Tf 50 700 Td /Span <</ActualText <FEFF" + said + b">>> BDC <0001000200010002> Tj EMC ET"
    first, second = words_of(glyph_pdf(stream, {1: "x", 2: "y"}))
    assert (first.text, second.text) == ("सेवा", "में")
    assert 50 <= first.bbox.x0 < first.bbox.x1 <= second.bbox.x0 < second.bbox.x1 <= 70.01


def test_bold_made_by_drawing_twice_is_read_once() -> None:
    stream = b"BT /F1 10 Tf 1 0 0 1 50 700 Tm <00010002> Tj 1 0 0 1 50.3 700 Tm <00010002> Tj ET"
    assert line_of(stream, {1: "a", 2: "b"}) == "ab"


def test_words_of_a_deep_and_a_flat_font_on_one_base_line_are_one_row() -> None:
    with pikepdf.open(io.BytesIO(mapped_pdf(["ab"]))) as pdf:
        fonts = pdf.pages[0].Resources.Font
        deep = pikepdf.Dictionary(fonts.F1)
        below = pikepdf.Dictionary(fonts.F1.DescendantFonts[0])
        below.FontDescriptor = pdf.make_indirect(
            pikepdf.Dictionary({**below.FontDescriptor.as_dict(), "/Descent": -900, "/Ascent": 1400})
        )
        deep.DescendantFonts = pikepdf.Array([pdf.make_indirect(below)])
        fonts.F2 = pdf.make_indirect(deep)
        stream = b"BT /F1 10 Tf 50 700 Td <0001> Tj /F2 10 Tf 20 0 Td <0002> Tj ET"
        pdf.pages[0].Contents = pdf.make_stream(stream)
        one, other = words_of(saved(pdf))
    assert (one.bbox.top, one.bbox.bottom) == (other.bbox.top, other.bbox.bottom)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_lie_on_the_page_as_it_is_seen(turned: int) -> None:
    with pikepdf.open(io.BytesIO(mapped_pdf(["AB CD"], size=10.0))) as pdf:
        pdf.pages[0].Rotate = turned
        pdf.pages[0].CropBox = pikepdf.Array([20, 30, 575, 822])
        data = saved(pdf)
    word = words_of(data)[0]
    assert word.text in ("AB", "A", "B")
    x, y = (word.bbox.x0 + word.bbox.x1) / 2, (word.bbox.top + word.bbox.bottom) / 2
    at = {0: (24, 19), 90: (773, 24), 180: (531, 773), 270: (19, 531)}[turned]
    assert abs(x - at[0]) < 8
    assert abs(y - at[1]) < 8


# --- columns ----------------------------------------------------------------------------------------------------------


def block(left: float, top: float, lines: int, words: int = 5) -> list[PlacedWord]:
    return [
        PlacedWord(f"w{row}", BBox(left + 40 * n, top + 14 * row, left + 40 * n + 36, top + 14 * row + 10))
        for row in range(lines)
        for n in range(words)
    ]


def test_two_columns() -> None:
    found = columns_of([*block(50, 100, 10), *block(300, 100, 10)])
    assert [len(part) for part in found] == [50, 50]


def test_the_last_line_of_a_column_at_the_top_of_the_next() -> None:
    found = columns_of([*block(50, 100, 30), *block(300, 100, 1, 2)])
    assert [len(part) for part in found] == [150, 2]
    # A date that is drawn last stands beside its number, in one row.
    assert len(columns_of([*block(50, 100, 1, 3), *block(50, 130, 30, 10), *block(300, 100, 1, 2)])) == 1


@pytest.mark.parametrize(
    "words",
    [
        [*block(50, 100, 20), *block(300, 370, 2, 3)],  # a signature at the right, below
        [*block(50, 100, 20), *block(50, 400, 3, 2), *block(350, 400, 3, 2)],  # two signatories
        block(50, 100, 30),
        [*block(50, 100, 3), *block(300, 100, 3)],
    ],
)
def test_one_column(words: list[PlacedWord]) -> None:
    assert len(columns_of(words)) == 1


def test_the_same_words_in_another_order() -> None:
    assert same_words("a b c d", "d c b a")
    assert same_words("", "")
    assert not same_words("a b c d", "ab cd")


def test_fixture_texts_are_composed() -> None:
    for name in ("hindi", "english", "gazette"):
        text = (FIXTURES / "layers" / f"{name}.txt").read_text(encoding="utf-8")
        assert unicodedata.normalize("NFC", text) == text
