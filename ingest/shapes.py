"""Dates, ordinals, labels and lists of mail addresses have a shape: what a copy or small print changed in it is put
right.

Signs are, by what stands around them; letters only where what was read is no word and one other has the shape
(docs/ocr-generated.md, "Points and brackets").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ingest.hindi import common
from ingest.legacy import visargas
from ingest.lists import listed
from ingest.ocr import OcrPage, OcrWord

_DAY = regex.compile(r"(?:.*\D)?(?:0[1-9]|[12]\d|3[01])")
_MONTH = regex.compile(r"(?:0[1-9]|1[0-2])\.(?:19|20)\d\d\D?")
_NEAR = 0.6  # heights: between a day and its month, whose point is gone
_COLON = regex.compile(r"(?<![\d.:])(\d{1,2})(?:\.(\d{1,2}):|:(\d{1,2})\.)((?:19|20|१९|२०)\d\d)(?!\d)")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
# The figures of an ordinal are read as letters: Sth, 1Oth, l1th. Ist and IInd are printed so.
_ORDINAL = regex.compile(r"(?<![\p{L}\p{N}])(?!I+(?:st|nd|rd|th))([\dlI|SO]{1,2})(st|nd|rd|th)(?![\p{L}\p{N}])")
_AS_FIGURES = str.maketrans("lI|SO", "11150")
_FIGURE, _FIGURE_ENDED = regex.compile(r"[123]"), regex.compile(r"\d(?:st|nd|rd|th)\P{L}?")
# A number's section is a letter or a short word and a numeral, between which a wide point leaves white: 2015-E. Ill,
_SECTION = regex.compile(r"\S*\d\S*[-/]\p{Lu}\p{L}{0,5}\.")
_NUMERAL = regex.compile(r"([Il]{2,3})(\P{L}?)")
_YEAR_CUT = regex.compile(r"\S*\d\S*[./-](?:20|19|२०|१९)\d")
_LAST_FIGURE = regex.compile(r"\d(?:\D\S*)?")
_CUT = 0.45  # heights: between a year and its last figure
_TOUCHING = 0.3  # heights: between the figures of one number
_RAISED = regex.compile(r"(0?[1-9]|[12]\d|3[01])[%*\"”“’'®™°]{1,2}")  # what a small raised th is read as
_YEAR = regex.compile(r"(?:19|20|१९|२०)\d\d\P{N}*")
_DAY_ENDED = regex.compile("(?:[0०]?[1-9१-९]|[12१२][0-9०-९]|[3३][01०१])[.,;]")
_WORDS = (
    (regex.compile(r"(?<!\p{L})Madan(?=/Sir)|(?<=Sir/)Madan(?!\p{L})"), "Madam"),
    (regex.compile(r"^Il(?!\p{L})"), "II"),
    # the two dots of a visarga or colon, read once as each
    (regex.compile("(?<=[\u0900-\u0963])(?:::|:ः|ः:)(?=-)"), "ः"),
    # the zero that shortens a word, read twice
    (regex.compile("(?<=[\u0900-\u0963])([0०])\\1(?![0-9०-९])"), r"\1"),
    (regex.compile("(?<![\u0900-\u0963])क्र[-:,](?=सं(?![\u0900-\u0963]))"), "क्र."),
)

_POINTED = regex.compile("((?:[\u0904-\u0939][\u093c-\u094d]*[\u0900-\u0903]?){3,})\\.")
_LISTED = regex.compile(r"\"<\p{L}")
_LEAST = 5  # on a page: `"name"<address>`, again and again
_SIGN = r"[“”\"'‘’«*~=\-]"
_OPENS = regex.compile(rf"(?<=[\p{{L}}\p{{N}}][\"”]){_SIGN}(?=\p{{L}}[\p{{L}}\p{{N}}._-]*(?:@|$))")
_OPENS_WORD = regex.compile(rf"^{_SIGN}(?=\p{{L}}[\p{{L}}\p{{N}}._-]*(?:@|$))")
_OPENED = regex.compile(rf"(.*[\p{{L}}\p{{N}}][\"”]){_SIGN}")
_ADDRESS = regex.compile(r"\p{L}[\p{L}\p{N}._-]*@.*")
_NAME_ENDS = regex.compile(r"[\p{L}\p{N}][\"”]$")
_CLOSES = regex.compile(rf"(?<=@[\p{{L}}\p{{N}}.-]+\.\p{{L}}{{2,3}}){_SIGN}(?=,)")
_NEXT = regex.compile(r"(?<=@[\p{L}\p{N}.-]+>)\.(?=[\"“])")
_NEXT_WORD = regex.compile(r"(?<=@[\p{L}\p{N}.-]+>)\.$")
_DOMAIN = regex.compile(r"(?<=@[\p{L}\p{N}.-]+)[,:](?=\p{L}{2,3}>)")
_HOST, _TOP = regex.compile(r".*@[\p{L}\p{N}.-]*\p{L}"), regex.compile(r"\p{L}{2,3}>.*")


def in_shape(page: OcrPage) -> OcrPage:
    """``page`` with its dates, ordinals and labels in shape, and the points and brackets of lists of mail addresses."""
    listed = sum(len(_LISTED.findall(word.text)) for line in page.lines for word in line.words) >= _LEAST
    prose = any("।" in word.text for line in page.lines for word in line.words)
    lines = []
    for line in page.lines:
        words = _worded(_dated(line.words))
        words = [_with_tail(word) for word in words] if prose else words
        lines.append(replace(line, words=tuple(_addresses(words) if listed else words)))
    return OcrPage(tuple(lines), page.width, page.height)


def _with_tail(word: OcrWord) -> OcrWord:
    """A common Hindi word with the comma that lost its tail. Sentences end in a danda there, and no whole word in a
    point; short ones may be cut."""
    found = _POINTED.fullmatch(word.text)
    return _with(word, f"{found[1]},") if found and common(found[1]) else word


def _dated(words: Sequence[OcrWord]) -> list[OcrWord]:
    out = list(words[:1])
    for before, word in pairwise(words):
        gap = (word.box[0] - before.box[2]) / (word.box[3] - word.box[1])
        if 0 <= gap < _NEAR and _DAY.fullmatch(before.text) and _MONTH.fullmatch(word.text):
            out[-1] = _joined(out[-1], word)
        elif gap < _NEAR and _SECTION.fullmatch(before.text) and (numeral := _NUMERAL.fullmatch(word.text)):
            said = "I" * len(numeral[1]) + numeral[2]
            out[-1] = _joined(out[-1], replace(word, text=said), "")
        elif gap < _CUT and _YEAR_CUT.fullmatch(before.text) and _LAST_FIGURE.fullmatch(word.text):
            out[-1] = _joined(out[-1], word, "")
        elif gap < _TOUCHING and _FIGURE.fullmatch(before.text) and _FIGURE_ENDED.match(word.text):
            out[-1] = _joined(out[-1], word, "")
        else:
            out.append(word)
    return out


def _worded(words: Sequence[OcrWord]) -> list[OcrWord]:
    """A line's words, each in the shape of its kind."""
    out = []
    for at, word in enumerate(words):
        text = _ORDINAL.sub(_ordinal, _COLON.sub(r"\1.\2\3.\4", word.text))
        for shape, said in _WORDS:
            text = shape.sub(said, text)
        behind = [w.text for w in words[at + 1 : at + 3]]
        raised = _RAISED.fullmatch(text)
        if raised and len(behind) == 2 and _is_month(behind[0]) and _YEAR.fullmatch(behind[1]):
            text = raised[1] + _ending(int(raised[1]))
        text = visargas(text)
        text = _with_comma(words[at - 1].text if at else "", text, behind)
        out.append(_with(word, text))
    return out


def _is_month(text: str) -> bool:
    return text.rstrip(".,;") in listed("months")


def _with_comma(before: str, text: str, behind: Sequence[str]) -> str:
    """A month, or the day behind one, with the comma that papers print before what is left of such a date."""
    years = [_YEAR.fullmatch(word) is not None for word in behind]
    before_year = bool(years) and years[0]
    if _DAY_ENDED.fullmatch(text):
        comma = before_year and _is_month(before)
    else:
        before_day = len(years) > 1 and years[1] and _DAY_ENDED.fullmatch(behind[0]) is not None
        comma = text.endswith(";") and _is_month(text) and (before_year or before_day)
    return f"{text[:-1]}," if comma else text


def _ordinal(found: regex.Match[str]) -> str:
    """An ordinal in figures; as it stands where its ending is another number's."""
    figures = found[1].translate(_AS_FIGURES)
    return f"{figures}{found[2]}" if int(figures) and _ending(int(figures)) == found[2] else str(found[0])


def _ending(number: int) -> str:
    return "th" if number in _TEENS else _ENDINGS.get(number % 10, "th")


def _addresses(words: Sequence[OcrWord]) -> list[OcrWord]:
    out: list[OcrWord] = []
    for word in words:
        text = _DOMAIN.sub(".", _NEXT.sub(",", _CLOSES.sub(">", _OPENS.sub("<", word.text))))
        before = out[-1] if out else None
        if before and _NAME_ENDS.search(before.text):
            text = _OPENS_WORD.sub("<", text)
        word = _with(word, text)
        if before and text[0] in '"“':
            out[-1] = before = _with(before, _NEXT_WORD.sub(",", before.text))
        if before and _HOST.fullmatch(before.text) and _TOP.fullmatch(text):
            out[-1] = _joined(before, word)
        elif before and (found := _OPENED.fullmatch(before.text)) and _ADDRESS.fullmatch(text):
            out[-1] = _joined(replace(before, text=found[1]), word, "<")
        else:
            out.append(word)
    return out


def _joined(before: OcrWord, behind: OcrWord, sign: str = ".") -> OcrWord:
    """Two words with ``sign`` between them."""
    box = (
        min(before.box[0], behind.box[0]), min(before.box[1], behind.box[1]),
        max(before.box[2], behind.box[2]), max(before.box[3], behind.box[3]),
    )  # fmt: skip
    text, sure = f"{before.text}{sign}{behind.text}", min(before.confidence, behind.confidence)
    return OcrWord(text, box, sure, (f"{before.text} {behind.text}",))


def _with(word: OcrWord, text: str) -> OcrWord:
    return word if text == word.text else replace(word, text=text, alternatives=(*word.alternatives, word.text))
