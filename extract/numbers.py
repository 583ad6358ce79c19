"""Reference numbers: where one begins behind its label, and where it ends.

A number is what the clerk would write into the diary: ``12/10/2021-1 ABC Cell``, ``प. 3(4)स्था/क-1/2021``.
Labels ("No.", "क्रमांक") do not belong to it; heads ("G.O.Ms.No.", "का.आ.") do. Both are data
(``lang/*_numbers.toml``). The number ends before a date or a word that announces one, two blanks,
the end of the line, a comma with a word behind it, or the sentence going on.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from extract.compiled import compiled
from extract.dates import find_dates
from extract.lexicon import lexicon
from extract.normalise import ascii_digits, collapse
from ingest.document import Span

LONGEST = 120
"""No reference number has more characters than this."""
YEAR = r"(?<!\d)(?:(?:19|20)\d\d|\d\d-\d\d)(?!\d)"
LEADING = regex.compile(r"(?:,(?=[^\S\n]))?[\s:.=\-–—*]*(?:['‘’](?=\p{N}{1,6}[/-]))?")
"""What may stand between a label and its number; a speck before the first figure is read as a quotation mark."""
CHUNK = regex.compile(r"\S+")
DIGIT = regex.compile(r"\d")
NUMERAL = regex.compile(r"[(\[]?(?:[IVX]{1,5}|\d{1,3}|[A-Z])[)\]]?[.,]?")
SHORT_HEAD = regex.compile(
    r"[A-Z]{1,6}[.\-]?|\p{Lu}\p{Ll}{1,6}-|[\p{L}\p{M}]{1,4}\.|[\p{Devanagari}]{1,4}[.\-0०]?|[A-Z]\.?[A-Z]?\.?"
)
DEPARTMENT_AND_SERIAL = regex.compile(r"\d{1,3}\s?\(\d{1,4}\)\s?[\p{L}/]")
"""What follows the file's letter in Rajasthan and the Union: "प. 16(26)कोष/E-15/10"."""
LETTER_IN_FRONT = regex.compile(r"(?:^|\n)[^\S\n]*((?:\p{Lu}|प|एफ)\.?[^\S\n])$")
"""A file's letter that opens the line: "Z 15025/12/2020/DIR"."""
BRANCHES_IN_FRONT = regex.compile(r"(?:^|[\s:(])((?:\p{Lu}[\p{L}\-]{0,10}\.?/){1,4}\p{Lu}\p{Ll}{1,6}\.[^\S\n])$")
"""Branches before the shortened one that a blank parts from the rest: "P-Net/Misc./Surv. Boats/2018/3391"."""
CODE_IN_FRONT = regex.compile(r"(?<=\p{Ll}[^\S\n])(\p{Lu}{2,6}[^\S\n])$")
"""A branch's letters before a number in figures, in a sentence: "Notification FEB 37/2008/4 dated"."""
SECTION_AND_VOLUME = regex.compile(r"\(\p{Lu}[\p{L}.]{1,8}[-–]?\s?[IVX\d]{0,4}\)/\S+")
"""A shortened section in brackets and the volume behind the year: "11029-11/2015-ABC (Admn.-I)/Vol-II"."""
PART_AND_BRANCH = regex.compile(r"\((?:\p{Lu}{1,4}|[IVX]+|\d{1,2})\)/\p{Lu}[\p{L}.]{0,9}")
"""A section in brackets and its branch behind the year: "S.11030/25/2009-ABC (P)/XYZ"."""
HINDI_BRANCH = regex.compile(r"(?:[\p{Devanagari}]{1,5}[0०.oO])+[\p{Devanagari}]{0,4}-?")
BRANCH_AND_DISPATCH = regex.compile(r"(?:[\p{Devanagari}]{1,5}[0०])+-[\d०-९]{2,6}")
"""A section's letters and the dispatch number behind the year: "4/नौ-55/2021 का0-4127"."""
BRANCH = regex.compile(r"[\p{Devanagari}]{1,4}[-.][\p{Devanagari}.\-]{1,6}")
BRANCH_AND_PART = regex.compile(rf"{BRANCH.pattern}\s?\(\d{{1,3}}\)(?=\s|$)")
"""A branch's letters and its part behind the year: "2/32-2021 को-ऑ. (4)"."""
STROKE_APART = regex.compile(r"[^\S\n]/[^\S\n](?=[\p{L}\p{N}])")
"""A stroke between blanks is the label's, not the number's: "क्रमांक / संस्थापन / 2024 / 1189"."""
NAMED_FILE = regex.compile(
    r"[\p{Devanagari}]{2,12}[^\S\n][\p{Devanagari}.0०]{2,12}[^\S\n]?/"
    r"(?=[^\n]{0,20}\p{N})[\p{L}\p{M}\p{N}.()\-/ \t]{0,24}\p{N}"
)
"""A file's name in two words before its first stroke: "पत्रांक- राजस्व लेखा/45/2021"."""
FILE_IN_WORDS = regex.compile(r"(?:[\p{Devanagari}]{2,12}|\p{Lu}{2,8})[^\S\n]/[^\S\n](?=[^\n]{0,20}\p{N})")
"""A branch in a word, its strokes between blanks: "संस्थापन / 2024 / 1189-1260", "PND / 218-30 / 2023-24"."""
BLANK_FOR_PEN = regex.compile(r"/[^\S\n]{2,40}(?=/[^\S\n]?\p{N})")
DOTTED_IN = regex.compile(r"[^\S\n]?[.…]{3,}[^\S\n]*(?P<n>\d{1,6})[^\S\n]*[.…]{3,}(?:/[\p{L}\p{M}\p{N}]{1,6})?")
"""The dispatch number written on a dotted line: "6/पि0व0-12/2022..... 1873 ...../क0"."""
PENNED = regex.compile(r"[^\S\n]{1,4}(?P<n>\d{2,6}(?:\s?\(\p{Lu}{1,3}\))?)(?=[^\S\n]*(?:\n|$)|[^\S\n]{3,})")
"""The dispatch number behind a complete file number, alone before the end of the line or a column's gap."""
DISPATCHED = regex.compile(r"[^\S\n](?P<n>\d{2,6})(?=[^\S\n])")
"""The dispatch number between a complete file number and its date: "… / 2023-24 485 दिनांक"."""
SECTION_AND_NUMERAL = regex.compile(r"(?:[\p{Devanagari}]{1,4}[.0०]){1,4}-?(?:[IVX]{1,4}|\d{1,2})")
"""A section's letters and its numeral behind the year: "22/15/2022-1 मा.सं.-I"."""
SECTION_IN_LETTERS = regex.compile(
    r"(?!पैरा|प्रस्तर|बिन्दु|बिंदु|कंडिका|कण्डिका)"
    r"(?:[\p{Devanagari}]{2,8}|(?:[\p{Devanagari}]{1,4}\.){2,4})-(?:[IVX]{1,4}|[12])"
)
"""A section by its letters and numeral behind the year: "42/9/2021-5 एचआर-II", "6/13/2020-1 जी.एस.-I"."""
ABBREVIATED_TO_DATE = regex.compile(
    r"(?=.*[1-9१-९])(?:[\s\-/(),.]|\p{Devanagari}{1,4}[0०.]|\p{Devanagari}{1,3}(?!\p{Devanagari})|\p{N})+"
)
"""Nothing but shortened words, figures and strokes up to the date: "झी0 प0-87ए/70", "झी0 प0-दो/जी0 ई0 (दो) 75"."""
HINDI_WORD = regex.compile(r"[\p{Devanagari}]{2,}")
HINDI_WORDS = regex.compile(rf"[^\S\n]{HINDI_WORD.pattern}(?:[^\S\n]{HINDI_WORD.pattern}|,)")
SIGN_OF_ABBREVIATION = regex.compile(r"(?<=\p{Devanagari})[0०](?![\p{N}])")
"""A zero that shortens a word and counts nothing: "अधि०/कर्म०"."""
VOLUME = regex.compile(r"[IVXL]{1,6}")
"""A file's volume in Roman figures, on the next line behind the stroke: "AB/4-C3/117/" above "LXIV"."""
LINE_ENDS = regex.compile(r",?(?:[^\S\n]{0,2}(?:\n|$)|[^\S\n]{3})")
SECTION_IN_BRACKETS = regex.compile(r"\([\p{Devanagari}.0०]{1,10}\)")
EVEN = regex.compile(r"\beven[\s.]{1,2}$", regex.IGNORECASE)
OF_YEAR = regex.compile(r"\s(?:19|20)\d\d(?:-\d\d)?(?!\d)")
ENGLISH_BRANCH = regex.compile(r"(?:\p{Lu}[\p{L}&]++\s?){0,3}(?:\(\p{Lu}[\p{L}. ]{0,20}\))?,?\s*$")
BRANCH_TO_DATE = regex.compile(
    r"(?![^\n]*(?<![\p{L}\p{M}])(?:के|का|की|को|से|में|द्वारा|पर|एवं|तथा)(?![\p{L}\p{M}]))"
    r"[\p{Devanagari} .]{2,30}\([\p{Devanagari}\d.\-]{1,6}\),?\s*$"
)
"""The branch in words up to its bracket, and then the date word: "पी एण्ड पी डब्लू(ए), दिनांक"."""
ACRONYM = regex.compile(r"[A-Z][A-Z&.\-/]{0,9}(?:-[A-Z]{1,8})?\.?")
OPEN_PAREN = regex.compile(r"\([^()]*$")
SHORT_PART = regex.compile(
    r"\(\s{1,8}\)|\(\s?(?:[IVX]{1,4}|[ivx]{1,4}|\d{1,4}|[A-Z][A-Z.]{0,4}(?:-[IVX\d]{1,4})?|[A-Z]{1,3}/[A-Z]{1,3}|[eE]-\s?\d{3,8}|[Pp]art\b[^()]*|[Vv]ol\b[^()]*"
    r"|[A-Z]{1,3}[.\-][IVXl1|]{1,4})\s?\)|\([A-Z]{1,3}[.\-][IVX]{1,4}D(?![\p{L}\p{N}])",
)
PAREN_TAIL = regex.compile(r"\(\s?[^()\n]{1,24}\)|\([A-Z]{1,3}[.\-][IVX]{1,4}D(?![\p{L}\p{N}])")
OPENING_WORD = regex.compile(r"(?<![\p{L}.])(?:\p{Lu}{3,8}|\p{Lu}\p{L}{1,7}(?:\.\p{Lu}\p{L}{1,7}){1,4})\.$")
"""The office's letters before "No.": "DBOD.No.", "ABC.Dir.BC.No."."""
SAID_TWICE = regex.compile(r"[.:]?[^\S\n]?(?:F\.?[^\S\n]?)?No\.[^\S\n]?(?=[\p{L}\d(])")
"""The label once more: "No. F.No. 8-01/2012", "O.M. No. No. 1/1/2014"."""
LABEL_GOES_ON = regex.compile(
    r"(?<=सं|क्र)[0०](?=[\s\-–:./\p{Devanagari}])\s?|(?<=\p{L}\.?\s?)[^\S\n]?F\.?[^\S\n]?(?=\d)"
)
"""What a label's pattern leaves over: the zero of "सं0", the F of "No. F. 12/2020" and "D.O. No. F.12"."""
INITIALS = regex.compile(r"(?:^|\n)[^\S\n*]{0,80}((?:\p{Lu}{2,4}|(?:\p{Lu}\.[^\S\n]?){2,4})[^\S\n]?)$")
"""Initials that open a line and stand before "No.": "C.L. No.", "EC No."."""
SECTION_LETTER = r"['’‘\"](?=\p{Lu}['’\"][/-])|(?<=['‘\"]\p{Lu})['’\"](?=[/-])"
"""The quotes of a section's letter: "5/Admin 'C'/2015"."""
WORDS_AND_YEAR = regex.compile(r"\p{Lu}{2,12} \d{1,5} \p{Lu}{2,6} (?:19|20)\d\d(?!\d)(?:[^\S\n]?\(\p{Lu}\))?")
"""The department's letters, serial, section and year with blanks between them: "ABC 43 ADM 2019"."""
MISREAD_GROUP = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}])(?:[12][O0]\d[\dlIO]|[12][O0][lI]\d|\d{1,3}l+\d{0,3}|[lI]\d{3,5}|\d{3}[lIO])(?![\p{L}\p{M}\p{N}])"
)
"""A year or a running number with l or I for 1, O for 0."""
NOUGHT_OF_ABBREVIATION = regex.compile(r"(?<=\p{Devanagari})[oO](?!\p{Latin})")
"""The zero that shortens a Hindi word, read as a letter: "सा0प्रo"."""
FIGURES = str.maketrans("lIO", "110")
ROMAN = regex.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
ROMAN_MISREAD = regex.compile(
    r"(?<=[\p{L}\p{M}][0०]?[.\-–(]|\p{L}\.[ (]|\p{L}\)|\(|/(?=[IVX]))(?=[1l|]*[IVX])[IVXl1|\]]{2,6}(?![\p{L}\p{N}])"
    r"|(?<=\p{L}[.\-–])l(?=\)|$)"
)
"""A section's or volume's Roman numeral with 1, l or | for I, behind its letters: "E.1II(A)", "Vol.Xl", "Pay-l)"."""
ROMAN_SPACED = regex.compile(r"(?<![\p{L}\p{N}])[IVX](?: [IVX]){1,4}(?![\p{L}\p{N}])")
ROMAN_AND_BRACKET = regex.compile(r"(?<=\([^()]*[\p{L}.\-]?)(?<![\p{L}])(?P<n>[IVX]{1,4})D(?![\p{L}\p{N})])")
"""The last stroke and the bracket behind it taken for one letter: "Estt.(A.IID" is "Estt.(A.III)"."""
STROKES = str.maketrans("1l|]", "IIII")
SECOND_NUMBER = regex.compile(r",\s?(?=\p{Lu}{1,6}-[\p{Lu}\d]{2,}(?:-[\p{Lu}\d]+){0,4}/(?:19|20)\d\d(?!\d))")
"""The file's number behind the dispatch number: "4200/AB, AB-MC33-160/2025"."""
PLURAL = regex.compile(r"Nos\b", regex.IGNORECASE)
PLURAL_PAPERS = regex.compile(
    r"(?:letters|circulars|notices|notifications|orders|memoranda|memos|resolutions|O\.?Ms\.?|G\.?Os\.?)\s*$",
    regex.IGNORECASE,
)
LISTING = regex.compile(r"\s*(?:,\s*and|,|and|&)\s+(?=[\p{Lu}\p{N}])")
AND_ANOTHER = regex.compile(r"\s*(?:,|एवं|तथा|व|और)\s+(?P<n>\p{N}{2,6})(?!\p{N})")
DEVANAGARI = regex.compile(r"\p{Devanagari}")
SERIES = regex.compile(r"(?:\p{Lu}{2,8}|[\p{Devanagari}]{4,12})\s?/\s?(?:19|20)\d\d(?:-\d\d(?:\d\d)?)?\s?/\s?\d{1,4}")
"""A regulator's own serial, by initials, year and count alone: "XYZ/2020-21/27"."""
LETTERED_SERIAL = regex.compile(
    r"(?<![\p{L}\p{N}./])(?:\p{Lu}{2,8}\.[^\S\n]?){1,3}(?:No\.?[^\S\n]?)?(?:\p{Lu}\p{L}{0,6}[.\-][^\S\n]?){0,3}"
    r"\d{1,6}[^\S\n]?/[^\S\n]?\d[\d.]{4,11}[^\S\n]?/[^\S\n]?(?:19|20)\d\d(?:[-–]\d\d(?:\d\d)?)?(?!\d)"
)
"""A bank's letters with blanks between them, serial, subject, year: "PNDA. CO. No. Ret. BC. 97 /32.06.121/2004-05"."""
SECTIONED_SERIAL = regex.compile(
    r"(?<![\p{L}\p{N}./])\p{Lu}{2,8}[^\S\n]?\(\p{Lu}{2,8}\)[^\S\n]?(?:No\.?[^\S\n]?)?\p{Lu}{0,3}[^\S\n]?[-–][^\S\n]?"
    r"\d{1,6}/\d[\d.]{4,11}/(?:19|20)\d\d(?:[-–]\d\d(?:\d\d)?)?(?!\d)"
)
"""A bank's department and section, a dash between blanks, serial, subject, year: "PND(NETS)G – 4/16.01.05/2017-18"."""
SERVICE_ABOVE = regex.compile(r"I\.\s?[AFPR]\.\s?S\.?[^\S\n]*\n\s*$")
"""A member of a service at the end of the line above: its "S." counts nothing."""
VOLUME_BEHIND = regex.compile(r",[^\S\n]?(?:Vol|Pt|Part)\.?[^\S\n]?-?(?:[IVXL]{1,6}|\d{1,3})(?![\p{L}\p{N}])")
"""The file's volume behind a comma: "E(PN)/96/TR/36, Vol.III"."""
VOLUME_BEHIND_DASH = regex.compile(r"[^\S\n](?:Vol|Pt|Part)\.?[^\S\n]?-?(?:[IVXL]{1,6}|\d{1,3})(?![\p{L}\p{N}])")
"""The file's volume behind a dash between blanks: "9/4/2020/PND – Vol.III"."""
BRANCH_IN_BRACKETS = regex.compile(r"\(\p{Lu}\p{Ll}{2,8}\.?\)")
DASHED_BRANCH = regex.compile(r"–\p{Lu}{2,6}|–")
REST_OF_FILE_NAME = regex.compile(r"(?:\p{L}{2,12}[^\S\n]){0,2}\p{L}{2,12}/(?:19|20)\d\d/")
"""The rest of a file's name in words, and its year: "/idle Net LKW/2021/"."""
ORDER_SERIES = r"(?:-\p{Lu}{1,4}(?:\s?\(\p{Lu}{1,5}\))?)"
"""The department's letters between an order's serial and its year: "175-F of 2017", "12-JK(GAD) of 2021"."""
COLONS = regex.compile(r"(?<![^\s(])\p{Lu}{2,8}(?::[\p{Lu}\p{N}.&\-]{1,12}){2,6}(?![^\s,;.)])")
UNLABELLED = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}/\\@:.\-_(])(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}.&()_\-–]{0,30})(?:\s?/\s?[\p{L}\p{M}\p{N}.&()_\-–]{1,30}){1,12}"
)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A reference number. ``span`` leaves out ``label``; ``label_kind`` is the kind of paper the label names.

    ``value`` is one line as printed; a number that runs over a line end is joined, l and O in its figures are 1 and 0.
    """

    span: Span
    label: Span | None
    label_kind: str | None
    value: str


INNER_LETTERS = regex.compile(r"^\p{Devanagari}\.[\p{Devanagari}]+\.\p{Lo}$")
COMMA_OF_HEAD = regex.compile(r"(?:एफ|प|फा|\p{Lu}),[^\S\n]?(?=\d{1,3}\s?\(\d{1,4}\))")
"""The dot behind a file's letter read as a comma: "एफ, 1(2)आ.कृ./संस्था/2022"."""
STRAY_QUOTE = regex.compile(r"(?<=[^\S\n])[‘’'\"](?=\p{N})")
"""A speck before a figure inside a number: "11/वि ‘11-18/2023"."""


def number_after(text: str, pos: int, end: int | None = None) -> FoundNumber | None:
    """The number that begins at ``pos`` (behind a label); blanks, colons and dashes before it are passed over.

    None where no number stands there: a word, a date, "As above", nothing.
    """
    stop = min(len(text) if end is None else end, pos + 4 * LONGEST)
    skipped = LEADING.match(text, pos, stop)
    begin = skipped.end() if skipped else pos
    spaced = WORDS_AND_YEAR.match(text, begin, stop)
    if spaced and "\n" not in text[pos:begin]:
        return _found(text, begin, spaced.end(), None, None)
    worn = COMMA_OF_HEAD.match(text, begin, stop)
    if worn and (rest := _read(text, worn.end(), stop)):
        return _found(text, begin, rest, None, None)
    head = _head_at(text, begin, stop)
    if head:
        rest = _read(text, head.end, stop)
        return _found(text, begin, rest, Span(begin, head.end), None) if rest else None
    # "क्रमांक/123": a slash glued to the label is the label's.
    slash = regex.match(r"/(?=[\p{L}\p{M}\p{N}])|/[^\S\n]{1,3}(?=[\p{L}\p{N}])", text[begin : begin + 6])
    if slash and begin == pos and not text[max(0, pos - 1) : pos].isspace():
        begin += slash.end()
    elif STROKE_APART.match(text, pos, stop):
        begin += 1
    if "\n" in text[pos:begin]:
        return None
    rest = _read(text, begin, stop)
    return _found(text, begin, rest, None, None) if rest else None


def find_numbers(text: str, start: int = 0, end: int | None = None) -> list[FoundNumber]:
    """The reference numbers in ``text[start:end]``, in order, not overlapping.

    Labelled ones, those with a head of their own ("S.O. 1234(E)"), and unlabelled ones of an unmistakable
    shape: two slashes or more, letters, a year. A bare "No." in running text needs a slash behind it.
    """
    stop = len(text) if end is None else end
    named = [*_labelled(text, start, stop), *_headed(text, start, stop), *_lettered(text, start, stop)]
    found = _apart(sorted(named, key=lambda n: (n.span.start, -n.span.end)))
    ends = [n.span.end for n in found]
    free = []
    for number in _bare(text, start, stop):
        following = bisect_right(ends, number.span.start)
        if following == len(found) or not found[following].span.overlaps(number.span):
            free.append(number)
    return _apart(sorted([*found, *free], key=lambda n: n.span.start))


def _apart(numbers: list[FoundNumber]) -> list[FoundNumber]:
    """The numbers, in order, without those that begin inside an earlier one."""
    out: list[FoundNumber] = []
    for number in numbers:
        if not out or number.span.start >= out[-1].span.end:
            out.append(number)
    return out


@lru_cache(maxsize=8192)
def fold_number(value: str) -> str:
    """A form in which equal numbers are equal: case, blanks, dashes, Devanagari digits, dots and commas folded."""
    plain = ascii_digits(unicodedata.normalize("NFKC", value)).casefold()
    plain = regex.sub(r"[\u200b-\u200d\ufeff*_]", "", plain)
    plain = regex.sub(r"[–—‐‑−]", "-", plain)
    plain = regex.sub(r"\s+", " ", plain).strip(" .,;:|।-")
    plain = regex.sub(r"^(f\.?\s*no\.?|no\.?\s*f\.?|no\.?)(?=[\s:]*[^\s:])", "", plain)
    return str(regex.sub(r"[\s.,;:]", "", plain))


def _labelled(text: str, start: int, stop: int) -> Iterator[FoundNumber]:
    passed = start
    for hit in lexicon().find("number_label", text, start, stop):
        if hit.span.start < passed or _foreign(text, hit.span.start) or _between_slashes(text, hit.span):
            continue
        if INNER_LETTERS.search(text[max(start, hit.span.start - 2) : hit.span.end + 1]):
            continue  # "विवि.सं.बीपी.बीसी.45/21": the letters of an office, the label among them
        if EVEN.search(text[max(start, hit.span.start - 8) : hit.span.start]):
            continue  # "of even number 11.5.2020": a date follows, no number
        opened = (
            OPENING_WORD.search(text[max(start, hit.span.start - 32) : hit.span.start]) if hit.value is None else None
        )
        more = LABEL_GOES_ON.match(text, hit.span.end, stop)
        label = Span(hit.span.start, more.end() if more else hit.span.end)
        again = SAID_TWICE.match(text, label.end, stop)
        label = Span(label.start, again.end()) if again else label
        if text[label.end - 1 : label.end + 1] == "F(" and len(label) > 2:
            label = Span(label.start, label.end - 1)  # "No. F(E)I/2015": the letter opens the number
        number = number_after(text, label.end, stop)
        if number is None:
            continue
        weak = hit.value is None and number.label is None and not _strong(number.value)
        if weak and _heads_dated_line(text, label, number.span.end):
            weak = False  # "ज्ञापांक-2046 (MD)          राँची, दिनांक-16/11/2021"
        if weak and not _dated_behind().match(text, number.span.end, stop):
            continue
        passed = number.span.end
        many = PLURAL.search(hit.span.of(text)) or PLURAL_PAPERS.search(
            text[max(0, hit.span.start - 16) : hit.span.start]
        )
        more_numbers = list(_listed(text, number.span.end, stop, hit.value, bool(many)))
        if not many and number.value.isdecimal() and DEVANAGARI.search(hit.span.of(text)):
            more_numbers = list(_and_another(text, number.span.end, stop, hit.value))
        if opened:
            # "DBOD.No.Leg.BC.86/2001-02": the office's letters open the number, "No." is part of it.
            yield _found(text, label.start - len(opened.group()), number.span.end, None, None)
        elif number.label is None:
            opening = INITIALS.search(text, max(start, label.start - 100), label.start) if hit.value is None else None
            if opening and _strong(number.value):
                label = Span(opening.start(1), label.end)
            yield FoundNumber(number.span, label, hit.value, number.value)
        else:
            yield number
        for other in more_numbers:
            passed = other.span.end
            yield other


def _listed(text: str, pos: int, stop: int, kind: str | None, many: bool) -> Iterator[FoundNumber]:
    """The further numbers behind "Nos.": "113/2020 dated 17.4.2020 and 143/2020 dated 13.7.2020".

    Behind a label for one number another counts only with a day of its own.
    """
    for _ in range(20):
        dated = _dated_behind().match(text, pos, stop)
        days = find_dates(text, pos, min(stop, pos + 45)) if dated else []
        joint = LISTING.match(text, days[0].span.end if days else pos, stop)
        again = lexicon().match("number_label", text[joint.end() : joint.end() + 24]) if joint else None
        other = number_after(text, joint.end() + (again.span.end if again else 0), stop) if joint else None
        if other is None or not _strong(other.value) or not (_has_year(other.value) or days):
            return
        if not many and (again or not days or not _dated_behind().match(text, other.span.end, stop)):
            return
        yield FoundNumber(other.span, None, kind, other.value)
        pos = other.span.end


def _and_another(text: str, pos: int, stop: int, kind: str | None) -> Iterator[FoundNumber]:
    """The dispatch number behind a first with its date: "पत्रांक 882 दिनांक 18.5.2022 एवं 951 दिनांक 30.5.2022"."""
    days = find_dates(text, pos, min(stop, pos + 40)) if _dated_behind().match(text, pos, stop) else []
    found = AND_ANOTHER.match(text, days[0].span.end, stop) if days else None
    if found and _dated_behind().match(text, found.end("n"), stop):
        yield FoundNumber(Span(found.start("n"), found.end("n")), None, kind, found["n"])


def _headed(text: str, start: int, stop: int) -> Iterator[FoundNumber]:
    for hit in lexicon().find("number_head", text, start, stop):
        rest = _read(text, hit.span.end, stop)
        if rest and regex.match(r"[\s.:\-–]*\d", text[hit.span.end : rest]):
            yield _found(text, hit.span.start, rest, hit.span, hit.value)


def _lettered(text: str, start: int, stop: int) -> Iterator[FoundNumber]:
    for pattern in (LETTERED_SERIAL, SECTIONED_SERIAL):
        for shape in pattern.finditer(text, start, stop):
            yield _found(text, shape.start(), shape.end(), None, None)


def _bare(text: str, start: int, stop: int) -> Iterator[FoundNumber]:
    for shape in UNLABELLED.finditer(text, start, stop):
        lettered = regex.search(r"\p{L}", shape.group()) or CODE_IN_FRONT.search(
            text, max(0, start, shape.start() - 12), shape.start()
        )
        if not DIGIT.search(shape.group()):
            continue
        if regex.search(r"www\.|https?|\.(?:in|com|org|html?|pdf)\b", shape.group(), regex.IGNORECASE):
            continue
        if _foreign(text, shape.start()):
            continue
        number = number_after(text, shape.start(), stop)
        if number is None or not _strong(number.value):
            continue
        if _heads_a_line(text, number.span):
            yield number
            continue
        if lettered is None:
            # "SB Order 08/2021 dated": a word for a paper in front
            named = regex.search(r"\p{L}[\p{L}.]*[^\S\n]?\s?$", text[max(start, shape.start() - 24) : shape.start()])
            paper = named and lexicon().pattern("cite_kind").fullmatch(named.group().strip())
            if (
                paper
                and "/" in number.value
                and _has_year(number.value)
                and _dated_behind().match(text, number.span.end, stop)
            ):
                yield number
            continue
        coded = CODE_IN_FRONT.search(text, max(0, start, shape.start() - 12), shape.start())
        if coded and _has_year(number.value) and _dated_behind().match(text, number.span.end, stop):
            yield _found(text, coded.start(1), number.span.end, None, None)
            continue
        letter = LETTER_IN_FRONT.search(text, max(0, start - 1, shape.start() - 12), shape.start())
        rajasthan = letter and DEPARTMENT_AND_SERIAL.match(number.value) and "/" in number.value
        union = letter and "/" in number.value and _has_year(number.value)
        dated = union and _dated_beside().match(text[number.span.end : number.span.end + 120].split("\n", 1)[0])
        if rajasthan or dated or (union and number.value.count("/") >= 2):
            yield _found(text, letter.start(1), number.span.end, None, None)
            continue
        branches = BRANCHES_IN_FRONT.search(text, max(0, start, shape.start() - 60), shape.start())
        if branches and _has_year(number.value) and _dated_behind().match(text, number.span.end, stop):
            yield _found(text, branches.start(1), number.span.end, None, None)
            continue
        # One slash is enough where a date word stands behind: "Acad-11/2019 dated".
        if (number.value.count("/") >= 2 and _has_year(number.value)) or (
            "/" in number.value and _dated_behind().match(text, number.span.end, stop)
        ):
            yield number
    for shape in COLONS.finditer(text, start, stop):
        if DIGIT.search(shape.group()) and _heads_a_line(text, Span(shape.start(), shape.end())):
            yield _found(text, shape.start(), shape.end(), None, None)


def _between_slashes(text: str, label: Span) -> bool:
    """What looks like a label is a part of a number: "अबक/सं/44/2018-19"."""
    return text[label.start - 1 : label.start] == "/" and text[label.end : label.end + 1] == "/"


def _heads_dated_line(text: str, label: Span, end: int) -> bool:
    """A Hindi label in full opens the line, and nothing but place and date stands beside the number."""
    if not regex.match(r"[\p{Devanagari}]{5,}", label.of(text)) or text[: label.start].rsplit("\n", 1)[-1].strip(
        " \t*"
    ):
        return False
    return _dated_beside().match(text[end : end + 120].split("\n", 1)[0]) is not None


def _heads_a_line(text: str, number: Span) -> bool:
    """Letters and two marks or more, and nothing beside it on its line but a date: no label is needed."""
    printed = number.of(text)
    if len(regex.findall(r"[/:]", printed)) < 2 or not regex.match(r"\p{Lu}{2,}[^\s/:]*[/:]|\p{Devanagari}+/", printed):
        return False
    begin = text.rfind("\n", max(0, number.start - 100), number.start) + 1
    if text[begin : number.start].strip(" \t*") or number.start - begin > 90:
        return False
    rest = text[number.end : number.end + 120].split("\n", 1)[0]
    return not rest.strip(" \t*.") or bool(_dated_beside().match(rest))


@cache
def _dated_beside() -> regex.Pattern[str]:
    date = rf"(?:{lexicon().alternation('date_word')}|(?=\p{{N}}{{1,2}}[./-]))"
    return regex.compile(rf"(?:[^\S\n]{{2,}}|\t|[^\S\n]?/[^\S\n])[\p{{L}}\p{{M}}, ]{{0,30}}?{date}", regex.IGNORECASE)


def _has_year(printed: str) -> bool:
    return bool(regex.search(YEAR, ascii_digits(printed)))


def _strong(value: str) -> bool:
    """Nobody would take this for a count or a serial number."""
    if not DIGIT.search(SIGN_OF_ABBREVIATION.sub("", value)):
        return False
    if WORDS_AND_YEAR.match(value) or COLONS.match(value):
        return True
    return "/" in value or bool(regex.search(r"\p{L}[\p{M}.]*[-(]|\d[-(][\p{L}]", value))


def _foreign(text: str, at: int) -> bool:
    before = text[max(0, at - 24) : at]
    if _tender_notice().search(text[max(0, at - 48) : at]):
        return False  # "Notice Inviting Tender No. 5/2021 dated …": a paper of the office
    return not SERVICE_ABOVE.search(before) and _foreign_before().search(before) is not None


@cache
def _dated_behind() -> regex.Pattern[str]:
    return compiled(rf"[\s.,;:()\-–/]{{0,4}}{lexicon().alternation('date_word')}", regex.IGNORECASE)


@cache
def _tender_notice() -> regex.Pattern[str]:
    words = lexicon()
    number = rf"(?:{words.alternation('number_word')}[\s:.\-–]*)?"
    return compiled(rf"{words.alternation('tender_notice')}[\s:.\-–]*{number}$", regex.IGNORECASE)


@cache
def _foreign_before() -> regex.Pattern[str]:
    words = lexicon()
    label = rf"(?:[^\S\n]{{0,2}}{words.alternation('number_word')}[\s:.\-–]{{0,3}})?"
    return compiled(rf"(?<!['’]){words.alternation('foreign_number')}{label}[^\S\n]{{0,2}}\Z", regex.IGNORECASE)


def _head_at(text: str, pos: int, stop: int) -> Span | None:
    found = lexicon().pattern("number_head").match(text, pos, stop)
    if found and regex.match(r"[\s.:\-–]{0,3}\d", ascii_digits(text[found.end() : found.end() + 4])):
        return Span(found.start(), found.end())
    return None


def _found(text: str, begin: int, end: int, head: Span | None, kind: str | None) -> FoundNumber:
    printed = regex.sub(r"(?<=[/\-–])[^\S\n]*\n\s*|[^\S\n]*\n\s*(?=/)", "", text[begin:end])
    if head:
        kind = lexicon().entry_of("number_head", head.of(text)).value
    printed = STRAY_QUOTE.sub("", COMMA_OF_HEAD.sub(lambda m: m.group().replace(",", "."), printed, count=1))
    return FoundNumber(Span(begin, end), head, kind, _figures_restored(collapse(printed)))


def _figures_restored(printed: str) -> str:
    """Groups that can only be figures, as figures: "2O15" is 2015, "1l" is 11, "I419" is 1419."""
    printed = _romans_restored(NOUGHT_OF_ABBREVIATION.sub("0", printed))
    return str(MISREAD_GROUP.sub(lambda m: m.group().translate(FIGURES), printed))


def _romans_restored(printed: str) -> str:
    """Roman numerals behind letters with I in place of the 1, l or | that strokes are taken for."""

    def strokes(found: regex.Match[str]) -> str:
        numeral = found.group().translate(STROKES)
        return str(numeral if ROMAN.fullmatch(numeral) else found.group())

    printed = ROMAN_MISREAD.sub(strokes, printed)
    printed = ROMAN_SPACED.sub(lambda m: m.group().replace(" ", ""), printed)
    if printed.count("(") > printed.count(")"):
        printed = ROMAN_AND_BRACKET.sub(lambda m: f"{m['n']}I)", printed)
    return str(printed)


def _read(text: str, begin: int, stop: int) -> int | None:
    """Where the number that begins at ``begin`` ends; None where none begins."""
    start = begin
    while start < stop and text[start] in " \t.:-–":
        start += 1
    limit = min(stop, start + LONGEST)
    if not _begins(text, start, limit):
        return None
    for word in _date_words().finditer(text, start, limit):
        # "2021-DT/Bills": letters between a hyphen and a slash are a branch, not "dated"
        if regex.match(r"/|-\p{L}", text[word.end() : word.end() + 2]):
            continue
        limit = word.start()
        break
    # A date where a number should be is no number, unless it stands behind its label ("No. 12/10/2023").
    dates = find_dates(text, start, limit)
    limit = dates[0].span.start if dates else limit
    if start >= limit:
        return None
    at = end = start
    while at < limit:
        chunk = CHUNK.match(text, at, limit)
        if not chunk:
            break
        stretch = _chunk_end(text, start, at, chunk.end(), limit)
        if stretch is None:
            break
        end, whole = stretch
        if not whole:
            break
        gap = regex.compile(r"[^\S\n]*\n?[^\S\n]*").match(text, end, limit)
        blank = gap.group() if gap else ""
        if "\n" in blank:
            if not _runs_on(text, end, end + len(blank), stop):
                break
        elif (len(blank) > 1 or "\t" in blank) and not (
            _slashed(text, end, end + len(blank)) or _stamped(text, end, end + len(blank), limit)
        ):
            break
        at = end + len(blank)
    end = _penned(text, start, _trim(text, start, end), stop)
    if text[end - 1 : end] == "/" and _same_date().match(text, end, stop):
        end = _trim(text, start, end - 1)  # "2208 / मु०अ० / उक्त दिनांकित"
    sentence = HINDI_WORDS.match(text, end) if text[end - 2 : end] == " /" else None
    apart = text[end - 2 : end] == " /" and " / " in text[start : end - 2]
    dated = apart and _dated_behind().match(text, end, stop)  # "PND / 218-30 / 2023-24 / दिनांक"
    if text[end - 1 : end] == "/" and (sentence or dated or lexicon().pattern("place").match(text, end + 1)):
        end = _trim(text, start, end - 1)
    end = _before_place(text, start, end)
    if regex.fullmatch(r"\p{N}{2,6}/", text[start:end]):
        end -= 1  # "ज्ञापांक- 1459/          मधुपुर": a memo's number of figures alone
    volume = VOLUME_BEHIND.match(text, end, stop) if "/" in text[start:end] else None
    end = volume.end() if volume else end
    printed = text[start:end]
    if not DIGIT.search(printed) or len(printed) < 1:
        return None
    return end


def _before_place(text: str, start: int, end: int) -> int:
    """The number's end before a town glued to it by a stroke, its date behind: "5/2021/ 4712/पटना, दिनांक"."""
    stroke = text.rfind("/", start, end)
    if stroke <= start or not HINDI_WORD.fullmatch(text, stroke + 1, end) or not _dated_behind().match(text, end):
        return end
    return _trim(text, start, stroke) if lexicon().pattern("place").match(text, stroke + 1) else end


def _chunk_end(text: str, start: int, at: int, chunk_end: int, limit: int) -> tuple[int, bool] | None:
    """How much of the chunk at ``at`` belongs to the number, and whether the number may go on; None: nothing."""
    chunk = text[at:chunk_end]
    before = text[start:at].rstrip()
    mark = regex.search(
        rf"(?!{SECTION_LETTER})"
        r"(?:(?!,\(\p{Devanagari}|(?<=[IVX])\]\))[;।|,\"“”'’‘\]\[{}<>](?!\d)|,(?=\d{1,2}[./-]\d)|:(?!\d|-\p{Devanagari}|\p{Lu}{1,8}(?::|[.]\d))"
        r"|-{2,}(?=\p{Devanagari}{3})|\.(?=\p{Lu}\p{Ll}{2,}(?![\p{L}\p{N}.]*/))|\.?[—–](?=\D|$)(?!(?<=\d{4,6}[—–])\p{Lu}{2,6}[-/])(?!(?<=\d)[—–]\p{Lu}{2,6}-)|\.[-:](?=\p{Lu}\p{Ll}))",
        chunk,
    )
    dispatched = mark and "/" in chunk[: mark.start()] and not _has_year(chunk[: mark.start()])
    if mark and dispatched and SECOND_NUMBER.match(text, at + mark.start(), limit):
        return at + mark.end(), True
    if before and DASHED_BRANCH.fullmatch(chunk):
        mark = None  # a branch behind a dash between blanks: "1(3)/2008 – EII (B)"
    cut = mark.start() if mark else None
    opened = OPEN_PAREN.search(chunk if cut is None else chunk[:cut])
    if opened and (opened.start() > 0 or before):
        tail = PAREN_TAIL.match(text, at + opened.start(), limit)
        if tail and SHORT_PART.match(tail.group()):
            chunk_end, chunk, cut = tail.end(), text[at : tail.end()], None
            after = CHUNK.match(text, chunk_end, limit)
            if after:
                chunk_end = after.end()
                chunk = text[at:chunk_end]
        elif opened.start() > 0:
            cut = opened.start()
        else:
            return None
    if cut == 0:
        return None
    word = chunk if cut is None else chunk[:cut]
    if not before:
        return at + len(word), cut is None
    if not _joins(text, before, word, at + len(word), limit, cut is not None):
        return None
    return at + len(word), cut is None


def _begins(text: str, at: int, limit: int) -> bool:
    """A number may begin here: figures, a slash, or a short head ("प.", "F") with figures behind it."""
    first = CHUNK.match(text, at, limit)
    if not first:
        return False
    if DIGIT.search(first.group()) or "/" in first.group():
        return True
    following = CHUNK.match(text, first.end() + 1, limit)
    if SHORT_HEAD.fullmatch(first.group()) and following and DIGIT.search(following.group()):
        return True
    return NAMED_FILE.match(text, at, limit) is not None or FILE_IN_WORDS.match(text, at, limit) is not None


def _joins(text: str, before: str, word: str, at: int, limit: int, closed: bool) -> bool:
    """Does ``word``, one blank behind ``before``, belong to the number?"""
    if regex.fullmatch(r"[-–]\d{1,5}", word) and regex.search(r"/\s?\d{1,5}$", before):
        return True  # a dispatch range with a blank in it: "1PB1/ 236 -92"
    if word == "–" and regex.match(r"\s\p{Lu}{2,6}(?:\s?\(\p{Lu}\))?,?\s*$", text[at:limit]):
        return True
    if BRANCH_IN_BRACKETS.fullmatch(word) and _has_year(before) and before[-1].isalpha():
        return _ends_here(text, at, limit)  # "12/4/2012-Comm (Inv)"
    if word == "&" and regex.search(r"/\d{2,4}-\p{Lu}{2,6}$", before):
        return regex.fullmatch(r"\s\p{Lu}{1,6},?\s*", text[at:limit]) is not None  # "5/7/2003-ABC & DE dated"
    if word == "&":
        return regex.match(r"\s\p{Lu}{2,8}/", text[at : at + 12]) is not None and "/" in before
    if DASHED_BRANCH.fullmatch(word) and len(word) > 1:
        return before[-1].isdigit() and _ends_here(text, at, limit)
    if before[-1] == "–" and regex.fullmatch(r"\p{Lu}{2,6}", word):
        return True
    if regex.fullmatch(r"\d{3,6}-\p{Lu}", before) and regex.fullmatch(r"(?:19|20)\d\d", word):
        return _ends_here(text, at, limit)  # "Memo No. 2162-E 2020"
    if regex.search(r"\d[^\s/]*/\p{L}{2,12}(?:\s\p{L}{2,12}){0,2}$", before) and REST_OF_FILE_NAME.match(
        text, at - len(word)
    ):
        return True
    if word in {"-", "–"}:
        volume = "/" in before and VOLUME_BEHIND_DASH.match(text, at, limit) is not None
        return volume or bool(regex.search(r"\d$", before) and regex.match(r"\s\d", text[at : at + 2]))
    if before.endswith((" -", " –")) and VOLUME_BEHIND_DASH.match(text, at - len(word) - 1, limit):
        return True
    if before[-1] in "/-–&" and (lexicon().pattern("place").match(word) or lexicon().pattern("honorific").match(word)):
        return False
    if before.endswith(" /") and HINDI_WORD.fullmatch(word) and HINDI_WORDS.match(text, at):
        return False  # "… 2020-नि0 96 / राज्य सरकार एतद्द्वारा": the stroke parts the number from its sentence
    if regex.match(r"[IVX]{1,3}(?![\p{L}\p{N}])", word) and regex.search(r"/[IVX](?: [IVX])*$", before):
        return True  # "283/X X X(2)/2022": a Roman numeral read in pieces
    if before[-1] in "/-–&" or word[0] == "/":
        return bool(DIGIT.search(word) or "/" in word or regex.match(r"[\p{Lu}\p{Devanagari}]", word))
    if before[-1] == "," and "/" in before:
        return True  # only a second number lets a comma through
    if not DIGIT.search(before):
        begins = at - len(word) - len(before) - 1
        return bool(DIGIT.search(word)) or ("/" in word and NAMED_FILE.match(text, begins) is not None)
    if regex.match(r"\s?/\s?[\p{L}\p{N}]", text[at : at + 4]) and regex.fullmatch(
        r"[\p{Lu}\p{N}\p{Devanagari}().\-]+", word
    ):
        return True  # "COVID 19 / 2020": a slash follows, so the number is not yet at its end
    if regex.fullmatch(rf"\d{{1,4}}{ORDER_SERIES}?", before) and word.casefold() == "of":
        return bool(OF_YEAR.match(text, at, limit))
    if word.casefold() == "of" and regex.search(r"\p{L}[\p{L}.]*/\d{1,5}$", before):
        return bool(OF_YEAR.match(text, at, limit))  # "Exam./Sc/29 of 2009"
    if regex.search(r"\p{L}[\p{L}.]*/\d{1,5}\s+of$", before, regex.IGNORECASE):
        return bool(OF_YEAR.match(" " + word))
    if regex.fullmatch(rf"\d{{1,4}}{ORDER_SERIES}?\s+of", before, regex.IGNORECASE):
        return bool(OF_YEAR.match(" " + word))
    if DIGIT.search(word) and regex.search(r"[/(]|\p{L}[\p{M}]*-|-\p{L}", word):
        last = before.split()[-1]
        branch = BRANCH.fullmatch(last) is not None or (_has_year(before) and LINE_ENDS.match(text, at, at + 4))
        return not regex.fullmatch(r"\(\d{1,2}\)\.?", word) or _is_tail(last) or len(before) < 12 or branch
    if SECTION_AND_NUMERAL.fullmatch(word) and _has_year(before):
        return True
    if SECTION_IN_LETTERS.fullmatch(word) and regex.search(r"(?:19|20)\d\d-\d{1,2}$", ascii_digits(before)):
        return True
    if regex.fullmatch(r"\d{2,6}", word) and _has_year(before) and HINDI_BRANCH.fullmatch(before.split()[-1]):
        return regex.match(r"[^\S\n]?(?:[/,\n]|$)|[^\S\n]{2}", text[at : at + 3]) is not None
    if SECTION_IN_BRACKETS.fullmatch(word):
        following = CHUNK.match(text, at + 1, limit)
        goes_on = following is not None and regex.match(r"\d+[-/]\d", ascii_digits(following.group())) is not None
        shortened = regex.search(rf"(?:[.0०]|-\p{{Devanagari}}|{YEAR})$", before)
        if goes_on or (shortened and LINE_ENDS.match(text, at, at + 4)):
            return True
    if (
        _is_tail(word)
        or SHORT_PART.fullmatch(word)
        or (HINDI_BRANCH.fullmatch(word) and regex.match(r"\s{1,40}\d", ascii_digits(text[at : at + 42])))
        or (BRANCH_AND_DISPATCH.fullmatch(word) and regex.search(r"(?:19|20)\d\d$", ascii_digits(before)))
        or (BRANCH_AND_PART.match(text, at - len(word), limit) and _has_year(before))
    ):
        return True
    if before[-1] in "0०" and "/" in before and SIGN_OF_ABBREVIATION.search(before[-2:]):
        rest = text[at - len(word) : limit].split("\n", 1)[0].strip(" ,")
        if len(rest) <= 40 and ABBREVIATED_TO_DATE.fullmatch(rest):
            return True
    if len(before) > 4 and BRANCH_TO_DATE.match(text, at - len(word), limit):
        return True
    if (PART_AND_BRANCH.fullmatch(word) or SECTION_AND_VOLUME.fullmatch(word)) and _has_year(before):
        return True
    if regex.fullmatch(r"\p{Lu}{1,5}\d{0,3}[-.]?\d{0,3}", word) and DIGIT.search(word) and not text[at:limit].strip():
        return True  # "E(G)/91 AL6-1 dated": nothing but the date word follows
    if regex.search(r"\d.*/\p{Lu}\p{Ll}+$", before) and regex.match(r"\p{Lu}\p{L}+/\p{Lu}{2}", word):
        return True  # "2006/Syllabus Review/MF.ABC(E)": the branch in two words between strokes
    if regex.search(r"[-/]\s?\p{Lu}\p{Ll}{4,}(?:\s\p{Lu}\p{L}+){0,3}$", before) and not lexicon().pattern(
        "place"
    ).match(word):
        # "12/2017-Central Tax (Rate), dated": the branch in words up to the date.
        return bool(ENGLISH_BRANCH.match(text, at - len(word), limit))
    if NUMERAL.fullmatch(word) and _is_tail(before.split()[-1]):
        return True
    if ACRONYM.fullmatch(word):
        return closed or _stops_soon(text, at, limit)
    return False


def _ends_here(text: str, at: int, limit: int) -> bool:
    """Nothing more stands on the line, or before the date."""
    return regex.match(r"[^\S\n]*(?:$|\n|,)|[^\S\n]{2}", text[at:limit]) is not None


def _is_tail(word: str) -> bool:
    return bool(_tail().match(word))


@cache
def _tail() -> regex.Pattern[str]:
    return regex.compile(lexicon().alternation("number_tail") + r"[-\s(]?[\dIVX]{0,4}\)?\.?")


def _stops_soon(text: str, at: int, limit: int) -> bool:
    """Behind an acronym the number ends or goes on with a tail word: it is no subject of a sentence."""
    if at >= limit:
        return True
    rest = regex.compile(r"[^\S\n]*(\n|[,;।(]|$)|[^\S\n]{2,}").match(text, at, limit)
    if rest:
        return True
    following = CHUNK.match(text, at + 1, limit)
    return bool(following and (_is_tail(following.group()) or following.end() >= limit))


def _penned(text: str, start: int, end: int, stop: int) -> int:
    """The end of the number with the dispatch number that a pen put behind it, on dots or after a blank."""
    if "/" not in text[start:end] or not regex.search(r"\p{Devanagari}", text[max(0, start - 24) : end]):
        return end
    dotted = DOTTED_IN.match(text, end, stop)
    if dotted:
        return int(dotted.end())
    if not regex.search(rf"(?:{YEAR}|(?<!\d)(?:19|20)\d\d-\d\d)$", ascii_digits(text[start:end])):
        return end
    penned = PENNED.match(text, end, stop)
    if penned is None:
        penned = DISPATCHED.match(text, end, stop)
        penned = penned if penned and _dated_behind().match(text, penned.end("n"), stop) else None
    return int(penned.end("n")) if penned else end


def _slashed(text: str, end: int, at: int) -> bool:
    """Two blanks part the number from what follows, unless a slash beside them shows that it goes on."""
    if BLANK_FOR_PEN.match(text, end - 1):
        return True
    return at - end <= 3 and "/" in (text[end - 1 : end], text[at : at + 1])


def _stamped(text: str, end: int, at: int, limit: int) -> bool:
    """A dispatch number written into the gap that was left for it: "3/स्था-17/2021 सा0प्र0-        11458      /"."""
    if text[end - 1 : end] not in "/-–" or at - end > 40:
        return False
    stamped = regex.compile(r"\d{1,6}(?=\s|/|$)").match(text, at, limit)
    return stamped is not None and "/" in text[max(0, end - LONGEST) : end]


def _runs_on(text: str, end: int, at: int, stop: int) -> bool:
    """The number goes on in the next line: it was cut at a slash or hyphen, or the rest stands before a date word."""
    following = CHUNK.match(text, at, stop)
    if not following:
        return False
    word = following.group()
    if text[end - 1] == ",":
        return True  # only a second number lets a comma through
    if text[end - 1] in "/-–" and DIGIT.search(word + text[max(0, end - 12) : end]):
        goes_on = "/" in word or DIGIT.search(word) or (text[end - 1] == "/" and VOLUME.fullmatch(word))
        return bool(regex.match(r"[\p{Lu}\p{N}\p{Devanagari}]", word) and goes_on)
    if word[0] == "/" and len(word) > 1:
        return True
    tail = regex.compile(r"[A-Z\d][A-Z\d/()\-.]{1,20},?[^\S\n]?").match(text, at, stop)
    return bool(tail and _date_words().match(text, tail.end(), stop))


def _trim(text: str, start: int, end: int) -> int:
    """Punctuation behind the number goes; a bracket that was never opened goes; an abbreviation keeps its dot."""
    while end > start:
        last, printed = text[end - 1], text[start:end]
        unopened = (last == ")" and printed.count(")") > printed.count("(")) or last == "]"
        abbreviated = last == "." and regex.search(r"(?:\d|[-/.])(?:\p{Lu}\p{Ll}{1,5}|\p{Devanagari}{1,5})\.$", printed)
        if not (last in " \t\n,;:।.-–—=*'\"“”’‘|([" or unopened) or abbreviated:
            break
        end -= 1
    return end


@cache
def _same_date() -> regex.Pattern[str]:
    return compiled(rf"\s*{lexicon().alternation('same_date_word')}")


@cache
def _date_words() -> regex.Pattern[str]:
    words = "|".join(lexicon().alternation(g) for g in ("date_word", "same_date_word"))
    # A date word may be glued to the number by a hyphen, a comma or (a blank lost) a figure, never by a letter.
    glued = "|".join(regex.escape(f) for f in lexicon().forms("date_word") if regex.fullmatch(r"[\p{L}\p{M}]{5,}", f))
    return regex.compile(rf"{words}|(?<=\p{{N}})(?:{glued})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)
