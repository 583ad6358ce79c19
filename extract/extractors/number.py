"""The paper's own reference number, as printed, without its label.

No. T-28/27/2025-iGOT Part (1)          क्रमांक: प. 10(4)कार्मिक/क-1/2024 पार्ट-5(14917)
Endst. No.: As above                     SEBI-like: ABC/HO/ X-1/P/CIR/2025/96      June 30, 2025
"""

from __future__ import annotations

from dataclasses import replace

import regex

from extract.confidence import confidence
from extract.dates import find_dates
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.numbers import SERIES, FoundNumber, find_numbers
from extract.record import Field
from extract.view import Line, View, at
from ingest.document import Span

IN_BRACKETS = regex.compile(r"\s*[\[(].*[\])]\s*[.।]?\s*")
REMARK = regex.compile(r"(?:(?<![\p{L}])\p{Ll}{2,}\s+){2}")
GAZETTED = frozenset({"notification", "corrigendum", "addendum"})
FILE_NAMED = regex.compile(r"/.*/\s*\p{L}*$")
NAME_OF_FILE = regex.compile(r"(?=.*[\d)])\s?(?:[\p{Latin}\d().&'‘’/\-–]++\s?){1,9}")
"""A few words set close together, a figure or bracket among them."""
OWN_CODE = regex.compile(r"[.:\-–]\s*(?P<n>\p{Lu}[\p{Lu}.&-]{0,12}[/.-]\s?\d[\d/-]{0,12})\W*$")
SERIAL_OF_YEAR = regex.compile(
    r"(?:\bNo\s*[.:]?|(?i:circular|notice|order)\s)\s*(?P<n>\d{1,4}\s+of\s+(?:19|20)\d\d)\W*$", regex.IGNORECASE
)
YEAR_ALONE = regex.compile(r"(?:[^\d/]++/)+(?:19|20)\d\d(?:-\d\d(?:\d\d)?)?[./]?")
"""Letters and a year, no serial: the file of all circulars of that year."""
FOOT_LABEL = regex.compile(
    r"\b[UI]\.?\s?[OD]\.?|\bAdvt|^विज्ञ|\bF(?:ile)?\.?\s*No|फा|अ\.?\s?शा|यू\.?\s?ओ", regex.IGNORECASE
)


def number(view: View, above: Field | None = None) -> Field | None:
    """The number in the head. ``above`` is the number of the letter that an endorsement stands under."""
    words = lexicon()
    # a serial in the title ("POND ORDER NO. 16/2021") counts where the paper has no number beside it
    for line in (*view.zone("number_line", "date_line", "letterhead"), *view.zone("title")):
        for found in find_numbers(view.text, line.span.start, _end(view, line)):
            begins = found.label.start if found.label else found.span.start
            if begins >= line.span.end or (begins > line.span.start + 14 and found.label is None):
                continue
            if line.zone == "letterhead" and REMARK.search(view.text[line.span.start : begins]):
                continue  # "These instructions have been clarified vide No. …": a compiler's remark above the paper
            if not regex.search(r"\p{N}", found.value):
                continue
            if line.zone == "number_line" and begins == line.span.start:
                found = _with_file_name(view, line, found)
            serial = found.value if found.label is None and SERIES.fullmatch(found.value) else None
            found = (_beside_serial(view, line, found) or _below_serial(view, line) or found) if serial else found
            if YEAR_ALONE.fullmatch(found.value) and (own := _serial_of_kind(view, line)) is not None:
                found, serial = own, found.value
            printed = found.span.of(view.text)
            return Field(
                value=found.value,
                printed=printed if collapse(printed) != found.value else None,
                incomplete=True if _open_ended(view.text, found.span) else None,
                confidence=confidence("labelled" if found.label else "shape"),
                candidates=(found.value, serial) if serial and found.value != serial else (),
                evidence=(at(found.span),),
            )
        if view.kind == "endorsement" and above is not None:
            for hit in words.find("same_number", view.text, line.span.start, line.span.end):
                return Field(
                    value=above.value,
                    printed=hit.span.of(view.text),
                    confidence=confidence("inherited"),
                    evidence=(at(hit.span), *above.evidence),
                )
    return (_behind_reference(view) or _of_year(view) or _at_foot(view)) if view.kind != "endorsement" else None


def _behind_reference(view: View) -> Field | None:
    """Letters and figures alone behind "Ref" at the top: "Ref : PD/10452"."""
    for line in view.zone("number_line")[:1]:
        found = OWN_CODE.search(line.text)
        if found is not None and lexicon().match("reference_label", line.text.strip()) is not None:
            span = Span(line.span.start + found.start("n"), line.span.start + found.end("n"))
            return Field(value=collapse(found["n"]), confidence=confidence("labelled"), evidence=(at(span),))
    return None


def _beside_serial(view: View, line: Line, serial: FoundNumber) -> FoundNumber | None:
    """The department's own number behind the regulator's serial: "XYZ/2020-21/27 PND.LK. No 10 /31.05.012/2020-21"."""
    behind = next(iter(find_numbers(view.text, serial.span.end, line.span.end)), None)
    near = behind is not None and behind.span.start <= serial.span.end + 6
    return behind if behind is not None and near and behind.value.count("/") >= 2 else None


def _below_serial(view: View, line: Line) -> FoundNumber | None:
    """The department's own number right below the regulator's serial, by which the paper is cited:
    "XYZ/2020-21/27" over "PND.No.LK.BC/9/31.05.012/2020-21"."""
    below = next((other for other in view.lines if other.index == line.index + 1), None)
    if below is None or below.zone not in ("number_line", "letterhead", "date_line"):
        return None
    first = next(iter(find_numbers(view.text, below.span.start, _end(view, below))), None)
    if first is None or first.span.start > below.span.start + 14 or SERIES.fullmatch(first.value):
        return None
    return first if first.value.count("/") >= 2 and regex.search(r"\p{Lu}{2}|\p{Devanagari}\.", first.value) else None


def _serial_of_kind(view: View, line: Line) -> FoundNumber | None:
    """Below the office's letters and the year, the number that says what the paper is: "ABC/Aff/2023" over
    "Circular No: Aff-07/2023"."""
    for below in view.zone("number_line", "date_line", "letterhead", "title"):
        if not line.index < below.index <= line.index + 4:
            continue
        for found in find_numbers(view.text, below.span.start, _end(view, below)):
            if found.label_kind is not None and found.span.start < below.span.end:
                return found
    return None


def _of_year(view: View) -> Field | None:
    """The serial and year in a title: "RATES CIRCULAR (Goods) No.100 of 2009"; elsewhere it would be a court's case."""
    for line in view.zone("title"):
        found = SERIAL_OF_YEAR.search(line.text)
        if found is not None:
            span = Span(line.span.start + found.start("n"), line.span.start + found.end("n"))
            return Field(value=collapse(found["n"]), confidence=confidence("labelled"), evidence=(at(span),))
    return None


def _with_file_name(view: View, line: Line, found: FoundNumber) -> FoundNumber:
    """The number with the words that name its file behind the last stroke, where they are all that is left of its line:
    "No. ABC/2023/12/ Lapsed accounts in XYZ (E-30014)"."""
    rest = view.text[found.span.end : line.span.end].rstrip()
    if not FILE_NAMED.search(found.span.of(view.text)) or not NAME_OF_FILE.fullmatch(rest) or find_dates(rest):
        return found
    if lexicon().pattern("date_label").search(rest) or lexicon().pattern("place").fullmatch(rest.strip(" .,")):
        return found
    span = Span(found.span.start, found.span.end + len(rest))
    return replace(found, span=span, value=collapse(span.of(view.text)))


def _end(view: View, line: Line) -> int:
    """The end of the line, or of the next in the head where the line ends in a stroke: the number goes on there."""
    below = next((other for other in view.lines if other.index == line.index + 1), None)
    goes_on = line.text.rstrip().endswith("/") and below is not None and below.zone not in ("body", "subject")
    return below.span.end if below is not None and goes_on else line.span.end


def _at_foot(view: View) -> Field | None:
    """A note's number below the signature ("M/o X U.O. No. 11/2/2017-Arch dated …"), where the head has none.

    Gazettes print it in brackets above or below the signatory: "[F. No. 12/4/2020-XYZ]".
    """
    for line in (*view.zone("body")[-2:], *view.zone("signature", "footer")):
        if (found := _alone(view, line)) is not None:
            return Field(value=found.value, confidence=confidence("placed"), evidence=(at(found.span),))
    for line in view.zone("signature", "addressee", "footer", "enclosure"):
        for found in find_numbers(view.text, line.span.start, line.span.end):
            if (
                found.label is not None
                and regex.search(r"\p{N}", found.value)
                and FOOT_LABEL.search(found.label.of(view.text))
            ):
                return Field(value=found.value, confidence=confidence("placed"), evidence=(at(found.span),))
    return None


def _alone(view: View, line: Line) -> FoundNumber | None:
    """The labelled number that, with its date, is all of the line: in brackets, or below a gazetted text."""
    bracketed = IN_BRACKETS.fullmatch(line.text) is not None
    if not bracketed and not (view.kind in GAZETTED and line.zone != "body"):
        return None
    for found in find_numbers(view.text, line.span.start, line.span.end):
        if found.label is None or "/" not in found.value or not regex.search(r"\p{N}", found.value):
            return None
        lead = view.text[line.span.start : found.label.start]
        rest = view.text[found.span.end : line.span.end]
        for date in reversed(find_dates(rest)):
            rest = rest[: date.span.start] + rest[date.span.end :]
        rest = lexicon().pattern("date_label").sub("", rest)
        return found if not regex.search(r"[\p{L}\p{N}]", lead + rest) else None
    return None


def _open_ended(text: str, span: Span) -> bool:
    """Only the beginning is printed and a gap or dots are left for the pen, or a gap between two strokes."""
    if regex.search(r"/[^\S\n]{2,}/", span.of(text)):
        return True
    rest = text[span.end : span.end + 12]
    return bool(regex.match(r"\s*(?:_{2,}|\.{3,}|…)", rest))
