"""Dates as Indian offices print them, in English and Hindi.

Day before month, always. A date is refused where it cannot be (31.02.2025), where its year is
outside 1900..2100, or where its shape is part of a reference number (``12/10/2021-1ABC``).
Month names and their neighbours are data (``lang/*_dates.toml``), shapes are here.
All searching is linear: every repetition below is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

import regex

from extract.compiled import compiled
from extract.lexicon import lexicon
from extract.normalise import ascii_digits
from ingest.document import Span

FIRST_YEAR, LAST_YEAR = 1900, 2100
CENTURY_TURN = 60
"""A two-digit year from here on is 19xx, below it 20xx."""
SAKA_OFFSET = 78
LOOK_BACK = 160
AROUND = 200
"""Day and year stand no further from their month (characters)."""

GAP = r"[^\S\n]{0,40}\n?[^\S\n]{0,40}"
"""White space between the parts of a date; it may run over one line end."""
NOT_INSIDE = r"(?<![\p{L}\p{M}\p{N}/\\_@#])(?<!(?:[\p{L}\p{M}\p{N}][-–]|\p{N}\.))"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
ORDINAL = r"(?:[^\S\n]?(?:st|nd|rd|th)(?!\p{L}))?"
MISREAD_ORDINAL = (
    r"(?:[^\S\n]?(?:st|nd|rd|th)|(?:[lti]?h|t[bn]|m)(?!\p{L})|"
    r"[\"'“”‘’%!*°^~$#&?«»™]{1,3}(?:[tlri]?h|t[bn]?|[rn]d|st)?(?!\p{L}))?"
)
"""The ordinal and what recognisers make of a raised one: 14% July, 23" June, 20!" January, 11'h May, 4™ August,
23m June."""
FILL = r"[._…]{0,8}"
YEAR = r"(?:1[89]|20)\d\d(?!\d)"

LISTED_DAY = regex.compile(
    rf"(?<!\d)(?P<d>{DAY})(?!\d){ORDINAL}(?:\s{{1,3}}(?P<m>\p{{L}}[\p{{L}}\p{{M}}]+))?", regex.IGNORECASE
)


FIGURES = str.maketrans("lI|OS", "11105")
MISREAD_FIGURE = regex.compile(r"\d[lIOS|]|[lIOS|]\d|(?<!\p{L})[lI]st(?!\p{L})")
NOUGHT_IN_MONTH = regex.compile(
    r"(?<=\d[\s./,\-]{1,2})0(?=CT[\s./,\-]{1,2}\d)|(?<=\d[\s./,\-]{1,2}N)0(?=V[\s./,\-]{1,2}\d)"
)
MIXED_MARKS = regex.compile(
    r"(?<=(?<![\d:.,])[0-3]\d)[:, ](?=[01]\d\.(?:19|20)\d\d(?!\d))"
    r"|(?<=(?<![\d:.,])[0-3]\d\.[01]\d)[:, ](?=(?:19|20)\d\d(?!\d))"
)
"""One of a date's two dots taken for another mark, or lost: "21:08.2023", "31 08.2025"."""
DANDA_AS_ONE = regex.compile(r"(?<=(?<!\d)[0-3]\d[./-][01]\d[./-](?:19|20)\d\d)1(?=[^\S\n]*(?:\n|$))")
"""The danda behind a year at the end of its line, read as a figure: "दिनांक 25/07/20231"."""
SPLIT_DAY = regex.compile(r"(?<=[,:]\s)[lI|] (?=\d[./][01]\d[./](?:19|20)\d\d(?!\d))")
"""The first figure of a day read as a letter and set apart: "Lakeside, I 4.02.2014"."""
SPLIT_YEAR = regex.compile(r"(?P<head>(?:19|20)\d) (?P<last>\d)(?![\p{L}\p{M}\p{N}]|[./\-]\p{N}|[^\S\n]\p{N})")
DIGITS_AND_MARKS = regex.compile(r"\d|^[lI]$")
MISREAD_DATE = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}/._\-])(?:[0-3lIO|][\dlIO|]|[\dlI|])(?P<s>[./-])(?:[01OlI|][\dOlI|S]|[\dlI|])(?P=s)"
    r"[12lI][\dO][\dOlI|][\dOlIS|](?![\p{L}\p{N}/])"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the text. ``value`` is YYYY-MM-DD, or YYYY-MM where ``precision`` is "month".

    ``candidates`` and ``doubtful`` are for callers that distrust what they found (see ``readings_of``).
    """

    span: Span
    value: str
    precision: Literal["day", "month"]
    candidates: tuple[str, ...] = ()
    doubtful: bool = False


def find_dates(text: str, start: int = 0, end: int | None = None, *, masked: Iterable[Span] = ()) -> list[FoundDate]:
    """The dates in ``text[start:end]``, in order, not overlapping; none that touches a ``masked`` span.

    Where days share a month ("3 and 9 June 2018") each is a date; the span of the earlier ones is their day alone.
    """
    stop = len(text) if end is None else end
    # Enough of what stands before to see what a date touches; never the whole text for a small stretch of it.
    base = max(0, start - LOOK_BACK)
    folded = _figures_restored(ascii_digits(text[base:stop]))
    found = [_moved(d, base) for match in _matches(folded, start - base) for d in _read(folded, match)]
    hidden = sorted(masked)
    return list(_outside(found, hidden)) if hidden else found


def _figures_restored(text: str) -> str:
    """l, I, | read for 1, O for 0, S for 5 inside what can only be a date ("3O/07/2020", "2Oth May 20l3"); a year
    behind a month in two pieces ("June, 201 7"). The text stays as long as it was."""
    if "0CT" in text or "N0V" in text:
        text = NOUGHT_IN_MONTH.sub("O", text)
    text = DANDA_AS_ONE.sub("।", SPLIT_DAY.sub(" 1", MIXED_MARKS.sub(".", text)))
    if SPLIT_YEAR.search(text):
        text = _split_year().sub(r" \g<head>\g<last>", text)
    if not MISREAD_FIGURE.search(text):
        return text
    for shape in (MISREAD_DATE, *_misread_with_names()):
        text = shape.sub(
            lambda m: m.group().translate(FIGURES) if DIGITS_AND_MARKS.search(m.group()) else m.group(), text
        )
    return text


@cache
def _split_year() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=(?i:{_names('month')})(?:[\s,.]{{1,3}}\d\d?)?[\s,.]{{1,3}}){SPLIT_YEAR.pattern}")


@cache
def _misread_with_names() -> tuple[regex.Pattern[str], ...]:
    """A day before a month's name or behind it, a year behind it."""
    month = f"(?i:{_names('month')})"
    return (
        regex.compile(
            r"(?<![\p{L}\p{M}\p{N}/.\-])(?:[1-3lIO]\d|\d[lIO]|[lI](?=st))"
            rf"(?=(?:st|nd|rd|th)?[\s,.\-]{{1,4}}{month})"
        ),
        regex.compile(rf"(?<={month}[\s,.]{{1,3}})(?:[1-3lIO]\d|\d[lIO])(?=(?:st|nd|rd|th)?[\s,.]{{1,3}}\d)"),
        regex.compile(
            rf"(?<={month}(?:[\s,.\-]{{1,4}}|[\s,.]{{1,3}}\d\d?[\s,.]{{1,3}}))"
            r"[12lI][\dOlI]{2}[\dOlIS](?![\p{L}\p{N}/])"
        ),
    )


def readings_of(text: str) -> tuple[str, ...]:
    """Every date that a numeric date can mean, day before month first: ``06/08/26`` → 2026-08-06, 2026-06-08."""
    match = regex.fullmatch(r"\s*(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d\d)\s*", ascii_digits(text))
    if not match:
        return tuple(d.value for d in find_dates(text)[:1])
    first, second, year = int(match[1]), int(match[2]), _full_year(match[3])
    return tuple(dict.fromkeys(v for v in (_day(year, second, first), _day(year, first, second)) if v))


def parse_mail_time(text: str) -> str | None:
    """The time a mail header prints, as ISO 8601 ("2026-03-04T11:48:11+05:30"); no offset where none is printed."""
    days = [d for d in find_dates(text) if d.precision == "day"]
    if not days:
        return None
    clock = regex.compile(
        r"(?<!\d)(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?:[:.](?P<s>[0-5]\d))?(?!\d)\s?(?P<half>[AP]\.?M\b\.?)?"
        r"\s*\(?(?P<zone>(?:GMT|UTC)?\s?[+-]\d\d:?\d\d|GMT\b|UTC\b|IST\b|Z\b)?",
        regex.IGNORECASE,
    ).search(ascii_digits(text), days[0].span.end)
    if not clock:
        return None
    hour = int(clock["h"])
    half = (clock["half"] or "").replace(".", "").upper()
    # Some mailers print 13:05 PM: the half of the day then says nothing new.
    if half == "PM" and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    return f"{days[0].value}T{hour:02}:{clock['m']}:{clock['s'] or '00'}{_offset(clock['zone'])}"


def saka_to_civil(year: int, month: int, day: int) -> date | None:
    """The civil date of a day of the Indian national calendar (month 1 is Chaitra); None where there is no such day."""
    civil = year + SAKA_OFFSET
    if not (FIRST_YEAR <= civil <= LAST_YEAR and 1 <= month <= 12):
        return None
    leap = civil % 4 == 0 and (civil % 100 != 0 or civil % 400 == 0)
    lengths = [31 if leap else 30, *[31] * 5, *[30] * 6]
    if not 1 <= day <= lengths[month - 1]:
        return None
    new_year = date(civil, 3, 21 if leap else 22)
    return new_year + timedelta(days=sum(lengths[: month - 1]) + day - 1)


@cache
def _months(group: str) -> dict[str, int]:
    return {
        form.casefold(): int(entry.value or 0)
        for entry in lexicon().entries
        if entry.group == group
        for form in entry.forms
    }


def _names(group: str) -> str:
    names = sorted(map(regex.escape, _months(group)), key=lambda n: (-len(n), n))
    return f"(?:{'|'.join(names)})" + r"(?![\p{L}\p{M}])"


@cache
def _begin() -> str:
    """What may stand before a date: nothing it could be a part of, its label, or a date and a hyphen."""
    # A label may be glued to its date ("दिनांक08.07.2021"); abbreviations with a dot or a digit only by a hyphen.
    words = lexicon().forms("date_word")
    glued = "|".join(regex.escape(form) for form in words if regex.fullmatch(r"[\p{L}\p{M}]+", form))
    hyphened = "|".join(regex.escape(form) for form in words)
    return (
        rf"(?:{NOT_INSIDE}|(?<=(?<!\p{{L}})(?:(?:{glued})|(?:{hyphened})[-–]))"
        r"|(?<=(?<!\d)\d\d?[./-]\d\d?[./-]\d{4}[-–]))"
    )


def _in_figures() -> str:
    begin = _begin()
    particle = lexicon().alternation("date_particle").replace(r"(?<![\p{L}\p{M}\p{N}])", "")
    # What may not follow a numeric date: a letter, a slash, a hyphen with a letter or digit. A second date may.
    second = r"\d\d?[./-]\d\d?[./-]\d{4}"
    after = (
        rf"(?:(?![\p{{L}}\p{{M}}\p{{N}}/\\_@])(?!\.\d)"
        # "letter dated 4.3.2021-reg.": how subjects end
        rf"(?![-–](?!{second})(?!(?i:reg|regd|regarding)(?!\p{{L}}))[\p{{L}}\p{{M}}\p{{N}}])|(?={particle}))"
    )
    between = r"(?P<sep>[^\S\n]?[./\-–][^\S\n]?)"
    return rf"""
        (?P<iso>{NOT_INSIDE}(?P<iy>(?:19|20)\d\d)(?P<isep>[-/])(?P<im>0[1-9]|1[0-2])(?P=isep)(?P<id>0[1-9]|[12]\d|3[01])
            (?=T\d|(?![\p{{L}}\p{{M}}\p{{N}}/\\_]|[-–][\p{{L}}\p{{N}}]|\.\d)))
        |(?P<numeric>{begin}(?:0[^\S\n](?=[1-9]\D)|[1-3](?=[^\S\n]0[./]\d))?[^\S\n]?
            (?P<nd>\d{{1,2}}){between}(?P<nm>\d{{1,2}})(?:[^\S\n]?[./\-–][^\S\n]?)(?P<ny>\d{{4}}|\d\d){after})"""


def _with_names() -> str:
    month, saka = _names("month"), _names("saka_month")
    joining = lexicon().alternation("date_joiner")
    joiner = rf"(?:[^\S\n]{{0,3}},[^\S\n]{{0,3}}|{GAP}(?<=\s)(?:{joining}){GAP}|[^\S\n]?[-–][^\S\n]?)"
    of = r"(?:day[^\S\n]{1,3}of[^\S\n]{1,3}|of[^\S\n]{1,3})?"
    number, thousand = lexicon().alternation("number_in_words"), lexicon().alternation("year_thousand")
    return rf"""
        (?P<named>{_begin()}(?:(?<![._…])[._…]{{1,8}})?[^\S\n]?
            (?P<list>(?:{DAY}{ORDINAL}(?:[^\S\n]{{1,3}}{month}\.?)?{joiner}){{0,4}})
            {FILL}(?P<dd>{DAY})(?!\d){MISREAD_ORDINAL}{FILL}{GAP}[-–,./]?{GAP}{of}
            (?P<dm>{month})\.?
            (?:{GAP}[-–,./]{{0,2}}{GAP}(?P<dy>{YEAR})|(?:[-–.]|[^\S\n]{{0,2}},?[^\S\n]?['’])(?P<dy2>\d\d)(?![\d/-])))
        |(?P<worded>(?P<wd>{number})[^\S\n]{{1,3}}{of}(?P<wm>{month})
            (?:{GAP}[-–,./]?{GAP}(?P<wy>{YEAR})|{GAP},?{GAP}{thousand}(?:{GAP}(?<=\s)(?P<wt>{number}))?))
        |(?P<saka>(?<![\p{{L}}\p{{M}}])(?:(?P<sd1>{DAY})[^\S\n]{{0,3}},?[^\S\n]{{0,3}})?(?P<sm>{saka})
            (?:[^\S\n]{{0,3}},?[^\S\n]{{0,3}}(?P<sd2>{DAY})(?!\d))?[^\S\n]{{0,3}},?[^\S\n]{{0,3}}(?P<sy>{YEAR}))
        |(?P<monthfirst>(?<![\p{{L}}\p{{M}}])(?P<mm>{month})\.?{GAP}[-–,.]?{GAP}(?P<md>{DAY}){ORDINAL}
            (?:{GAP}[-–,.]{GAP}|{GAP}(?<=\s))(?P<my>{YEAR}))
        |(?P<monthonly>(?<![\p{{L}}\p{{M}}/])(?<![\p{{L}}\p{{M}}\p{{N}}][-–])(?P<om>{month})\.?
            (?:{GAP}[-–,.]?{GAP}(?P<oy>{YEAR})(?!/\p{{N}})|[^\S\n]?['’](?P<oy2>\d\d)(?!\d)))"""


@cache
def _figures() -> regex.Pattern[str]:
    return compiled(_in_figures(), regex.IGNORECASE | regex.VERBOSE)


@cache
def _names_only() -> regex.Pattern[str]:
    return compiled(_with_names(), regex.IGNORECASE | regex.VERBOSE)


@cache
def _any_month() -> regex.Pattern[str]:
    return compiled(f"{_names('month')}|{_names('saka_month')}", regex.IGNORECASE)


def _matches(text: str, start: int) -> list[regex.Match[str]]:
    """The shapes in order, not overlapping. The costly ones with names are looked for only around a month."""
    found = list(_figures().finditer(text, start))
    windows: list[tuple[int, int]] = []
    for month in _any_month().finditer(text, start):
        begin, end = max(start, month.start() - AROUND), min(len(text), month.end() + AROUND)
        if windows and begin <= windows[-1][1]:
            begin = windows.pop()[0]
        windows.append((begin, end))
    for begin, end in windows:
        found += _names_only().finditer(text, begin, end)
    out: list[regex.Match[str]] = []
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        if not out or match.start() >= out[-1].end():
            out.append(match)
    return out


def _read(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    groups = match.groupdict()
    kind = next(k for k in _READERS if groups.get(k) is not None)
    yield from _READERS[kind](text, match)


def _read_iso(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    if not _behind(text, match.start("iy"), "number_word"):
        yield from _one(match.start("iy"), match.end(), _day(int(match["iy"]), int(match["im"]), int(match["id"])))


def _read_numeric(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    begin, day = match.start("nd"), match["nd"]
    tens = text[match.start() : begin].strip()
    first, second = match["sep"].strip(), text[match.end("nm") : match.start("ny")].strip()
    if first.replace("–", "-") != second.replace("–", "-"):
        return
    spaced = " " in match["sep"] or " " in text[match.start("nm") : match.start("ny")]
    if len(match["ny"]) == 2 and (spaced or tens):
        return
    # A recogniser that split the day: "0 4.07.2025", "2 0.04.2020".
    if tens and len(day) == 1:
        begin, day = match.start(), tens + day
    numbered = _behind(text, begin, "number_word") and not EVEN_NUMBER.search(text[max(0, begin - 20) : begin])
    if numbered or (len(match["ny"]) == 2 and _behind(text, begin, "place_word")):
        return
    yield from _one(begin, match.end("ny"), _day(_full_year(match["ny"]), int(match["nm"]), int(day)))


def _read_named(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    month, year = _months("month")[match["dm"].casefold()], _full_year(match["dy"] or match["dy2"])
    begin, end = match.start("dd"), match.end()
    if "\n" in text[match.end("dd") : match.start("dm")] and _alone_on_line(text, begin):
        # A page or list number above a month: the day is blank.
        yield from _month(match.start("dm"), end, year, month)
        return
    listed = match.start("list")
    for piece in LISTED_DAY.finditer(match["list"]):
        own = _months("month").get((piece["m"] or "").casefold(), month)
        stop = piece.end() if (piece["m"] or "").casefold() in _months("month") else piece.end("d")
        yield from _one(listed + piece.start(), listed + stop, _day(year, own, int(piece["d"])))
    yield from _one(begin, end, _day(year, month, int(match["dd"])))


def _read_worded(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    year = int(match["wy"] or 2000 + _in_words(match["wt"] or ""))
    month = _months("month")[match["wm"].casefold()]
    yield from _one(match.start(), match.end(), _day(year, month, _in_words(match["wd"])))


def _in_words(printed: str) -> int:
    return int(lexicon().entry_of("number_in_words", printed).value or 0) if printed else 0


def _read_saka(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    day = match["sd2"] or match["sd1"]
    if day:
        civil = saka_to_civil(int(match["sy"]), _months("saka_month")[match["sm"].casefold()], int(day))
        yield from _one(match.start(), match.end(), civil.isoformat() if civil else None)


def _read_month_first(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    month = _months("month")[match["mm"].casefold()]
    yield from _one(match.start(), match.end(), _day(int(match["my"]), month, int(match["md"])))


def _read_month(text: str, match: regex.Match[str]) -> Iterator[FoundDate]:
    # "may 2025" and "march 2025" are verbs as often as months.
    if not match["om"][0].islower():
        year = _full_year(match["oy"] or match["oy2"])
        yield from _month(match.start(), match.end(), year, _months("month")[match["om"].casefold()])


_READERS = {
    "iso": _read_iso, "numeric": _read_numeric, "named": _read_named, "worded": _read_worded, "saka": _read_saka,
    "monthfirst": _read_month_first, "monthonly": _read_month,
}  # fmt: skip


def _one(start: int, end: int, value: str | None) -> Iterator[FoundDate]:
    if value:
        yield FoundDate(Span(start, end), value, "day")


def _month(start: int, end: int, year: int, month: int) -> Iterator[FoundDate]:
    if FIRST_YEAR <= year <= LAST_YEAR:
        yield FoundDate(Span(start, end), f"{year:04}-{month:02}", "month")


def _day(year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _full_year(printed: str) -> int:
    year = int(printed)
    return year if len(printed) == 4 else year + (1900 if year >= CENTURY_TURN else 2000)


EVEN_NUMBER = regex.compile(r"\beven[\s.]{1,2}(?:file\s)?n(?:umber|o\.?)[\s,]*$", regex.IGNORECASE)
""" "letter of even number 11.5.2020": the date word is left out."""


def _behind(text: str, at: int, group: str) -> bool:
    """A word of ``group`` stands directly before ``at``."""
    return bool(_before(group).search(text[max(0, at - 24) : at]))


@cache
def _before(group: str) -> regex.Pattern[str]:
    return regex.compile(lexicon().alternation(group) + r"[^\S\n]?[:.\-–]{0,2}[^\S\n]?\Z", regex.IGNORECASE)


def _alone_on_line(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    return not text[line:at].strip()


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    printed = zone.upper().replace(" ", "").removeprefix("GMT").removeprefix("UTC")
    if printed == "IST":
        return "+05:30"
    if printed in {"", "Z"}:
        return "+00:00"
    digits = printed[1:].replace(":", "")
    return f"{printed[0]}{digits[:2]}:{digits[2:]}"


def _moved(found: FoundDate, by: int) -> FoundDate:
    return replace(found, span=Span(found.span.start + by, found.span.end + by)) if by else found


def _outside(found: list[FoundDate], hidden: list[Span]) -> Iterator[FoundDate]:
    """The dates that touch no hidden span; both lists are in order."""
    first = 0
    for d in found:
        while first < len(hidden) and hidden[first].end <= d.span.start:
            first += 1
        if first == len(hidden) or not hidden[first].overlaps(d.span):
            yield d
