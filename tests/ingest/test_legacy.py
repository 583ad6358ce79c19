"""Kruti Dev, DevLys and Chanakya become Unicode: known strings, office words there and back, hostile input."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from corpus.generate.bundle import document
from ingest.legacy import decode, decode_runs, layout_of
from ingest.load import load
from ingest.options import ReadOptions
from tests.ingest.engines import Missing, Says
from tests.ingest.kruti import to_kruti
from tests.ingest.papers import source, typed_pdf

KRUTI = layout_of("Kruti Dev 010")
CHANAKYA = layout_of("Chanakya")
assert KRUTI and CHANAKYA

KNOWN = {
    "dk;kZy;": "कार्यालय",
    "fnukad": "दिनांक",
    "foHkkx": "विभाग",
    "vkns'k": "आदेश",
    "izfrfyfi": "प्रतिलिपि",
    "la[;k": "संख्या",
    "lfpo": "सचिव",
    "'kklu": "शासन",
    "jktLFkku": "राजस्थान",
    "Øekad": "क्रमांक",
    'fo"k;%&': "विषय:-",
    "eq[; lfpo": "मुख्य सचिव",
    "Hkkjr ljdkj": "भारत सरकार",
    "mRrj izns'k": "उत्तर प्रदेश",
    "dkfeZd": "कार्मिक",
    "deZpkjh": "कर्मचारी",
    "vf/kdkjh": "अधिकारी",
    "dk;Zokgh": "कार्यवाही",
    "f'k{kk": "शिक्षा",
    "ea=ky;": "मंत्रालय",
    "ea=h": "मंत्री",
    'jk"Vªh;': "राष्ट्रीय",
    "fgUnh": "हिन्दी",
    "izèkku": "प्रधान",
    "i=kad": "पत्रांक",
    "vkKk ls": "आज्ञा से",
    "lwpukFkZ": "सूचनार्थ",
    "vko';d": "आवश्यक",
    "gLrk{kj": "हस्ताक्षर",
    "fu;qfDr": "नियुक्ति",
    "t;iqj": "जयपुर",
    "leLr ftyk dyDVj": "समस्त जिला कलक्टर",
    "lsok esa]": "सेवा में,",
    "egksn;": "महोदय",
    "Hkonh;": "भवदीय",
    "i- 10¼4½": "प. 10(4)",
    "d`i;k": "कृपया",
    "funs'kky;": "निदेशालय",
    "funsZ'k": "निर्देश",
    "fLFkfr": "स्थिति",
    "vr% iqu%": "अतः पुनः",
    'o"kksZa': "वर्षों",
    "dk;ks±": "कार्यों",
    "fnukad&12-03-2015": "दिनांक-12.03.2015",
    "ifji=": "परिपत्र",
    "jkT;iky": "राज्यपाल",
    "xzke": "ग्राम",
    "djsaA": "करें।",
    "fu'fpr": "निश्चित",
    "fuf'pr": "निश्चित",
    "m|ksx": "उद्योग",
    "lEc)": "सम्बद्ध",
    "O;fä": "व्यक्ति",
    "19 vDVwcj „å„†": "19 अक्टूबर २०२४",
    "izi=% 12%30": "प्रपत्र: 12:30",
}

WORDS = """
कार्यालय विभाग आदेश प्रतिलिपि संख्या क्रमांक दिनांक विषय संदर्भ महोदय महोदया भवदीय सचिव शासन राजस्थान सरकार मंत्रालय निदेशालय
आयुक्त अधिकारी कर्मचारी कार्मिक प्रशिक्षण अनिवार्य सुनिश्चित आवश्यक कार्यवाही अधिसूचना परिपत्र ज्ञापन पत्रांक पृष्ठांकन संलग्न सूचनार्थ
हस्ताक्षर मुख्य प्रमुख उप संयुक्त विशिष्ट अतिरिक्त निजी सहायक शिक्षा चिकित्सा स्वास्थ्य वित्त गृह राजस्व पुलिस न्याय विधि नियम उपनियम
संशोधन निरस्त प्रभावी तत्काल अवकाश वेतन भत्ता पेंशन पदोन्नति नियुक्ति स्थानान्तरण अनुशासनात्मक जिला कलक्टर तहसीलदार ग्राम पंचायत
नगरपालिका विश्वविद्यालय महाविद्यालय विद्यालय राज्यपाल राष्ट्रपति मंत्रिपरिषद् द्वारा श्री श्रीमती कृपया करें करावें किया जाएगा होगा
हिन्दी अंग्रेज़ी पढ़ाई सड़क बाढ़ ख़र्च उद्देश्य उद्योग बुद्धि सम्बद्ध चिह्न ब्राह्मण असह्य ट्रक ड्राइवर रुपये रूप ऋण ऐसा औषधि ओर ऑनलाइन ईंधन
अर्थ पूर्ण निर्णय आर्थिक वर्षों मार्गों निर्देशों कार्यों धर्म वर्गीकरण कर्तव्य निर्धारित आर्द्र अन्तर्राष्ट्रीय स्त्री शस्त्र क्षेत्र लक्ष्य सूक्ष्म
ज्ञान विज्ञान यज्ञ दृष्टि कृषि हृदय गाँव पाँच अतः पुनः प्रायः दुःख निःशुल्क अन्तःकरण पत्र परिपत्रों मित्र त्रुटि छात्र छात्राएँ
""".split()


@pytest.mark.parametrize(("kruti", "text"), KNOWN.items())
def test_strings_that_a_typist_knows(kruti: str, text: str) -> None:
    assert decode(KRUTI, kruti).text == text
    assert decode(KRUTI, kruti).unknown == 0


@pytest.mark.parametrize("word", WORDS)
def test_office_words_there_and_back(word: str) -> None:
    typed = to_kruti(word)
    assert not regex.search("[\u0900-\u097f]", typed)
    assert decode(KRUTI, typed).text == word


def test_enough_words() -> None:
    assert len(set(WORDS)) >= 120
    assert len(KNOWN) >= 25


@pytest.mark.parametrize(
    ("stored", "text"),
    {
        "çßÖæ»": "विभाग",
        "¥æÎðàæ": "आदेश",
        "ÖæÚUÌ âÚU·¤æÚU": "भारत सरकार",
        "ÚUæÁSÍæÙ": "राजस्थान",
        "ÂýçÌçÜçÂ": "प्रतिलिपि",
        "·¤æØæüÜØ": "कार्यालय",
        "çÎÙæ¢·¤": "दिनांक",
        "àææâÙ": "शासन",
        "çàæÿææ": "शिक्षा",
        "â¢\u0081Øæ": "संख्या",
        "¥çÏ·¤æÚUè": "अधिकारी",
    }.items(),
)
def test_chanakya(stored: str, text: str) -> None:
    assert decode(CHANAKYA, stored).text == text


@pytest.mark.parametrize(
    ("font", "key"),
    [
        ("Kruti Dev 010", "kruti_dev"),
        ("ABCDEF+KrutiDev010", "kruti_dev"),
        ("KrutiDev010-Bold", "kruti_dev"),
        ("DevLys 010", "kruti_dev"),
        ("GHIJKL+Chanakya", "chanakya"),
        ("Walkman-Chanakya905", None),
        ("Times New Roman", None),
        ("Mangal", None),
        ("", None),
    ],
)
def test_only_the_name_of_the_font_decides(font: str, key: str | None) -> None:
    found = layout_of(font)
    assert (found.key if found else None) == key


def test_latin_runs_are_kept() -> None:
    runs = [("Kruti Dev 010", "vkosnu "), ("Arial", "SPARROW"), ("Kruti Dev 010", " iksVZy ij "), ("Arial", "iGOT")]
    assert decode_runs(runs) == "आवेदन SPARROW पोर्टल पर iGOT"


def test_a_sign_in_the_next_run_of_the_same_font_belongs_to_the_letter_before() -> None:
    assert decode_runs([("KrutiDev010", "dk;k"), ("Kruti Dev 010", "Zy;")]) == "कार्यालय"


def test_unicode_under_the_name_of_a_legacy_font_is_kept() -> None:
    assert decode_runs([("Kruti Dev 010", "संख्या (क-1)/2031"), ("Kruti Dev 010", " fnukad")]) == "संख्या (क-1)/2031 दिनांक"


def test_codes_of_symbol_fonts() -> None:
    assert decode(KRUTI, "".join(chr(0xF000 + ord(c)) for c in "foHkkx")).text == "विभाग"


def test_what_the_layout_does_not_know_is_counted() -> None:
    found = decode(KRUTI, "漢字dk")
    assert found.unknown == 0.5
    assert "漢" not in found.text


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for layout in (KRUTI, CHANAKYA):
        found = decode(layout, text)
        assert 0 <= found.unknown <= 1
        assert not regex.search("[\ue000-\ue004]", found.text)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_sentences_there_and_back(words: list[str]) -> None:
    assert decode(KRUTI, to_kruti(" ".join(words))).text == " ".join(words)


LETTER = """राजस्थान सरकार
कार्मिक (क-1) विभाग
क्रमांक: प. 7(3)कार्मिक/क-1/2031
जयपुर, दिनांक: 12.03.2031
आदेश
विषय: वार्षिक कार्य मूल्यांकन प्रतिवेदन प्रस्तुत करने के सम्बन्ध में।
राज्य सरकार के समस्त अधिकारियों एवं कर्मचारियों को निर्देशित किया जाता है कि
वे अपना प्रतिवेदन निर्धारित तिथि तक अनिवार्य रूप से प्रस्तुत करें।
प्रतिलिपि सूचनार्थ एवं आवश्यक कार्यवाही हेतु प्रेषित है।
शासन सचिव""".splitlines()


@pytest.mark.parametrize("font", ["KrutiDev010", "ABCDEF+DevLys010"])
@pytest.mark.parametrize("unspaced", ["", "sSaqw`zZ¡W+~±‚"])
def test_a_letter_in_a_pdf(font: str, unspaced: str) -> None:
    data = typed_pdf([[(font, to_kruti(line))] for line in LETTER], unspaced=unspaced)
    document = load(source("letter.pdf", data), ReadOptions(jobs=1), engine=Missing())
    page = document.pages[0]
    assert page.origin == "text_layer"
    assert "legacy font" in page.notes[0]
    printed = [" ".join(line.split()) for line in document.text.split("\n") if line]
    # The typist has no other dash and writes "," "." ":" as the layout does; nothing else may differ.
    assert printed == LETTER
    for word in page.words:
        assert 60 <= word.bbox.x0 < word.bbox.x1 <= 595


def test_latin_words_and_numbers_of_another_font_stay_as_they_are() -> None:
    lines = [[("KrutiDev010", to_kruti(line))] for line in LETTER]
    lines.insert(6, [("KrutiDev010", to_kruti("पोर्टल ")), ("Arial", "SPARROW"), ("KrutiDev010", to_kruti(" पर"))])
    lines.insert(7, [("KrutiDev010", to_kruti("क्र")), ("Arial", "No.12-A"), ("KrutiDev010", to_kruti("संख्या"))])
    document = load(source("letter.pdf", typed_pdf(lines)), ReadOptions(jobs=1), engine=Missing())
    assert "पोर्टल SPARROW पर" in document.text
    assert "क्रNo.12-Aसंख्या" in document.text


def test_rubbish_under_the_name_of_a_legacy_font_goes_to_ocr() -> None:
    data = typed_pdf([[("KrutiDev010", "ffffZZZZssss qqqww~~~ kkkkhhh zzzz aaaa")] for _ in range(12)])
    document = load(source("letter.pdf", data), ReadOptions(jobs=1), engine=Says())
    assert document.pages[0].origin == "ocr"


LATIN = regex.compile(r"[A-Za-z@<>_+=#*!|][\w@.<>/-]*|[०-९]+")


def typed(line: str) -> list[tuple[str, str]]:
    """A line as a typist sets it: Hindi in Kruti Dev, Latin words in a font of their own."""
    runs, at = [], 0
    for found in LATIN.finditer(line):
        runs += [("KrutiDev010", to_kruti(line[at : found.start()])), ("Arial", found[0])]
        at = found.end()
    return [run for run in [*runs, ("KrutiDev010", to_kruti(line[at:]))] if run[1]]


def letters(text: str) -> str:
    return "".join(regex.findall(r"[\p{L}\p{M}\p{N}]", text))


def test_the_letters_of_whole_papers_come_back() -> None:
    """Invented papers of many offices: at least 99 of 100 letters, signs and digits are right."""
    right = wrong = 0
    for number in range(40):
        for line in unicodedata.normalize("NFC", document(99, number).text).splitlines():
            if regex.search("[\u0900-\u097f]", line):
                truth, found = letters(line), letters(decode_runs(typed(line)))
                slips = Levenshtein.distance(truth, found)
                right, wrong = right + len(truth) - slips, wrong + slips
    assert right > 10_000
    assert wrong / (right + wrong) < 0.005
