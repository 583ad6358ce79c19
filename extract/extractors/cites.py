"""The other papers that a paper names, and what it does to each.

    to send herewith a copy of letter T-12/3/2021-Trg dated 3.3.2022          forwards
    this department letter of even number dated 29.10.2021 (copy enclosed)    encloses, even number
    कार्यालय ज्ञापन दिनांक 03.03.2022 … की प्रति संलग्न कर लेख है               forwards

A paper is named by a number, by a word for a paper with a date, or by both. The relation stands before it
("in continuation of"), behind it ("stands modified", "के क्रम में"), or in a later sentence that points back
("G.O. 4th read above"). Words are data (``lang/*_cites.toml``). Finding only: the register says which paper it is.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal, cast

import regex

from extract.compiled import compiled
from extract.confidence import confidence
from extract.cues import minutes_title
from extract.dates import FoundDate, find_dates
from extract.lexicon import Hit, lexicon
from extract.normalise import collapse
from extract.numbers import SERIES, FoundNumber, find_numbers, fold_number, number_after
from extract.record import Cite, Kind, RelationWord
from extract.view import Cell, Table, View, Zone, at
from ingest.document import Span

Source = Literal["reference", "subject", "body", "copy", "annexure", "table"]
SOURCES: dict[Zone, Source] = {
    "reference_line": "reference", "subject": "subject", "title": "body", "body": "body", "mail_body": "body",
    "closing": "body", "enclosure": "body", "copy_list": "copy", "annexure": "annexure", "table": "table",
}  # fmt: skip
TRANSPARENT: frozenset[Zone] = frozenset({"footer", "blank", "diary_stamp", "marginalia", "noise"})
"""Lines that may stand in the middle of a sentence without belonging to it."""

WEIGHT: dict[str, int] = {
    "refers": 0, "encloses": 1, "replies": 2, "reminds": 2, "clarifies": 2, "continues": 3, "forwards": 3, "amends": 4,
    "supersedes": 5,
}  # fmt: skip
"""A later, more telling relation wins over an earlier one."""

FAR = 160
"""A word and the date or relation that belongs to it stand no further apart (characters)."""
NEAR = 60
LONG_LINE = 120
SENTENCE = regex.compile(
    r"[।॥?!]|\.[\"”’)\]]*(?=\s+[\p{Lu}\p{Devanagari}“\"(])|\n[^\S\n\f]*\n"
    r"|\n(?=[^\S\n]*\(?(?:\d{1,2}|[ivx]{1,4}|[a-zA-Z])[.)](?=[\s\p{L}]))"
)
REFERENCE_END = regex.compile(r"(?<=\d{4}\)?)\n(?=[^\S\n]*\p{Lu}\p{Ll})")
SHORT_WORD = regex.compile(r"(?:[\p{L}\p{M}]{1,3}|[\p{L}\p{M}.]*\.[\p{L}\p{M}]+|[Dd]ept+|[Gg]ovt|[Ss]ecy|[Ee]ndst)$")
ITEM = regex.compile(r"(?:^|\n)[^\S\n]*[(\[]?(\d{1,2}|[०-९]{1,2})[.)\]]")
POINTED_ITEM = regex.compile(
    r"\(?(?P<item>\d{1,2})\s*(?:st|nd|rd|th)?\)?\s*(?:read|cited|referred)\b"
    r"|(?:read|cited|referred)\s+(?:to\s+)?(?:as|at)\s+(?:the\s+)?\(?(?:S\.?\s?No\.?\s*)?(?P<item>\d{1,2})"
    r"|\bat\s+(?:S[rl]?\.?|Ref\.?|Reference|Serial)\s?(?:No\.?)?\s*\(?(?P<item>\d{1,2})\b"
    r"|(?:संदर्भ|सन्दर्भ)\s*(?:क्रमांक|क्र\.?|संख्या|सं\.?)?\s*[-(]?\s*(?P<item>\d{1,2})(?!\d|[./]\d)"
    r"|(?:क्रमांक|क्र\.|क्रम\s+संख्या)\s*[-(]?\s*(?P<item>\d{1,2})\)?\s+पर",
    regex.IGNORECASE,
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
POINTED_WORD = regex.compile(
    rf"\b(?P<item>{'|'.join(ORDINALS)})\s+(?:read|cited|referred)\b|(?:read|cited)\s+as\s+(?:the\s+)?(?P<item>{'|'.join(ORDINALS)})\b",
    regex.IGNORECASE,
)
JOINED = regex.compile(
    r"\b(?:and|as well as|alongwith|along with)\b|[,&]|(?<![\p{L}\p{M}])(?:एवं|तथा|और|व)(?![\p{L}\p{M}])",
    regex.IGNORECASE,
)
JOINING_END = regex.compile(r"(?:\band|(?<![\p{L}\p{M}])(?:एवं|तथा|और|व))\s*$", regex.IGNORECASE)
ENGLISH_PHRASE = regex.compile(
    r"(?:(?<![\p{L}.])(?:[\p{Lu}][\p{L}\p{M}.&'’/\-]*|of|and|&|the|for|to)(?:\s?\([^()]{1,40}\))?,?\s+){1,16}$"
)
SMALL_HEAD = regex.compile(r"^(?:(?:of|and|&|the|for|to|in|vide|their|also|that|by|from)\s+)+", regex.IGNORECASE)
BEHIND_PHRASE = regex.compile(
    r"\s*(?:\((?:copy|copies)[^()]*\)\s*)?(?:received\s+from|issued\s+by|from|of|addressed\s+by)\s+(?:the\s+)?"
    r"(?P<office>[\p{Lu}][^.;:\n]{2,160}?)"
    r"(?=,?\s+(?:for|vide|on|regarding|along|alongwith|wherein|which|under|in|is|has|have|and|with|dated|to)\b|[.;:()]|\s*$|,\s+(?=\p{Ll}))"
)
HINDI_PHRASE = regex.compile(
    r"(?P<office>[\p{Devanagari}][\p{Devanagari}\s,()\-–0-9]{3,140}?)\s*"
    r"(?:से\s+प्राप्त|द्वारा\s+जारी|द्वारा\s+निर्गत|द्वारा\s+प्रेषित|के|की|का)\s*(?:\p{Devanagari}+\s+){0,2}$"
)


SENT_FOR_ACTION = regex.compile(
    r"\s*की\s+(?:एक\s+)?(?:छाया\s?|प्रमाणित\s)?प्रति(?:लिपि)?\s+[^।,]{0,40}(?:कार्रवाई|कार्यवाही|अनुपालन|पालन)\S*\s+(?:हेतु|के\sलिए)\s+संलग्न"
)
"""The copy comes with the paper so that something be done: "की प्रति आवश्यक कार्रवाई हेतु संलग्न है"."""
OFFICE_OF_PAPER = regex.compile(
    r"(?P<office>[\p{Devanagari}][\p{Devanagari}., ()\-\d]{0,90}?)(?<![\p{L}\p{M}])"
    r"(?P<last>(?:\p{Devanagari}+\s)?\p{Devanagari}+)(?:,\s?\p{Devanagari}+){0,2}"
    r"\s+(?:के|का|की|से प्राप्त|द्वारा जारी|द्वारा प्रेषित)\s+(?:[\p{L}\p{M}-]+\s+){0,2}$"
)
"""Whose a paper is, in front of it, the town behind a comma left out: "झील विभाग, मधुपुर के परिपत्र"."""


EFFECT_BEHIND = regex.compile(
    r"\s+(?:से(?!\s+(?:जारी|निर्गत|प्रेषित|प्राप्त))|के\s+(?:पश्चात्?|बाद|उपरान्त|उपरांत|पूर्व|पहले)|को\s+(?:या|अथवा))(?![\p{L}\p{M}])"
)
"""A day from which or after which something holds: no paper's date."""


RUNS_ON = regex.compile(r"(?:(?<=\s)\p{Ll}{2,}[\s,]+){3}")
"""The text of the paper on its number's line: "No. 6/3/2018: In partial modification of this Department's …"."""
RUNS_ON_HI = regex.compile(
    r"\p{Devanagari}{2}\s(?:के|की|का|को|में|द्वारा|से)\s+[\p{Devanagari}-]+\s+(?!\S*\p{N})\p{Devanagari}"
)
"""The same in Hindi: "क्रमांक एफ 2-31/2022 : इस विभाग के समसंख्यक आदेश दिनांक …"."""
SHORT_YEAR = regex.compile(r"/20(?=\d\d(?:$|\D))")
CELL = regex.compile(r"[^\s|](?:[^|\t]*[^\s|])?")
BRACKET_OPENS = regex.compile(r"(?:\s{0,2}|[^()।;\n]{0,20}\d[\d./-]{5,9}\s{0,2})\((?:\p{L}[\p{L}\p{M}.]{0,8}\s?)?")
"""Between a number and a second one in brackets: nothing, or the date ("dated 2.5.2017 (RBE No. 13/2017)")."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run of lines of one part of the paper, and where its sentences begin."""

    span: Span
    source: Source
    starts: tuple[int, ...]

    def sentence(self, pos: int) -> Span:
        k = bisect_right(self.starts, pos) - 1
        end = self.starts[k + 1] if k + 1 < len(self.starts) else self.span.end
        return Span(self.starts[max(k, 0)], max(end, self.starts[max(k, 0)]))


@dataclass(slots=True)
class _Named:
    """A paper as one place names it; ``item`` is its number in the list of references."""

    span: Span
    evidence: Span
    number: str | None
    date: str | None
    kind: Kind | None
    even: bool
    source: Source
    labelled: bool
    vague: bool = False
    item: int | None = None
    issuer: str | None = None
    paragraph: str | None = None
    relation: str = "refers"
    sure: bool = False
    spans: list[Span] = field(default_factory=list)


def cites(view: View, tables: Sequence[Table] = ()) -> tuple[Cite, ...]:
    """Every other paper that is named, once each, in the order in which they are first named.

    ``tables``: those of ``view``; one whose columns are a paper's number and date lists papers, a row each.

    ``reference_no`` of "letter of even number" is the paper's own number. Meetings, Acts and the paper itself
    are no citations; neither is a paper named without number and date.
    """
    stretches = list(_stretches(view))
    named: list[_Named] = []
    for stretch in stretches:
        found = _named(view, stretch)
        _relate(view, stretch, found)
        named += found
    for table in [*tables, *_reference_tables(view)]:
        named += [paper for paper in _listed(view, table) if not _is_self(view, paper)]
    named.sort(key=lambda paper: paper.span.start)
    papers = _merged(named)
    _follow_pointers(view, stretches, papers)
    _by_kind_of_paper(view, stretches, papers)
    return tuple(_cite(view, paper) for paper in papers)


# --- where papers are named -----------------------------------------------------------------------


def _stretches(view: View) -> Iterator[_Stretch]:
    run: list[Span] = []
    source: Source | None = None
    for line in view.lines:
        if line.zone in TRANSPARENT:
            continue
        here = SOURCES.get(line.zone)
        told = RUNS_ON.search(line.text) or RUNS_ON_HI.search(line.text)
        if line.zone == "number_line" and (len(line.text) > LONG_LINE or told):
            # Gazettes run on behind the number: "G.S.R. 26(E).—In exercise of the powers …".
            here = "body"
        if here != source and run and source:
            yield _stretch(view.text, Span(run[0].start, run[-1].end), source)
            run = []
        source = here
        if here:
            run.append(line.span)
    if run and source:
        yield _stretch(view.text, Span(run[0].start, run[-1].end), source)


def _stretch(text: str, span: Span, source: Source) -> _Stretch:
    starts = [span.start]
    marks = [*SENTENCE.finditer(text, span.start, span.end)]
    if source == "reference":
        # A reference ends with its date at the end of a line; the text may follow without a stop.
        marks += REFERENCE_END.finditer(text, span.start, span.end)
    for mark in sorted(marks, key=lambda m: m.end()):
        if mark.group()[0] == "." and SHORT_WORD.search(text[max(span.start, mark.start() - 12) : mark.start()]):
            continue
        starts.append(mark.end())
    return _Stretch(span, source, tuple(starts))


@cache
def _date_lead() -> regex.Pattern[str]:
    """A date word directly before a date, or "Circular of 5th May"."""
    return compiled(rf"(?:{lexicon().alternation('date_word')})[\s:.;,।\-–()=]{{0,6}}(?:the\s+)?$", regex.IGNORECASE)


@cache
def _issued_lead() -> regex.Pattern[str]:
    """ "guidelines … issued by the Ministry of Ponds on 4.3.2021"."""
    return compiled(
        rf"^[^,;:\n]{{0,90}}?\b{lexicon().alternation('cite_issued')}\s+(?:by\s+[^.;:\n]{{2,70}}?\s+)?on\s+(?:the\s+)?$",
        regex.IGNORECASE,
    )


@cache
def _of_lead() -> regex.Pattern[str]:
    return compiled(rf"\s+(?:{lexicon().alternation('cite_dated')})\s+(?:the\s+)?$", regex.IGNORECASE)


@cache
def _even_lead() -> regex.Pattern[str]:
    """ "letter of even number 11.05.2020": the date word is left out."""
    return compiled(rf"\s+{lexicon().alternation('even_number')}[\s,]+", regex.IGNORECASE)


@cache
def _this_paper() -> regex.Pattern[str]:
    return compiled(lexicon().alternation("this_paper") + r"\s+$", regex.IGNORECASE)


def _named(view: View, stretch: _Stretch) -> list[_Named]:
    """The papers that one stretch names, in printed order, without the paper itself."""
    text, span = view.text, stretch.span
    numbers = find_numbers(text, span.start, span.end)
    dates = find_dates(text, span.start, span.end, masked=[n.span for n in numbers])
    numbers = [n for k, n in enumerate(numbers) if not (k and _bracketed_behind(text, numbers[k - 1], n))]
    numbers = [n for k, n in enumerate(numbers) if not _serial_of(text, n, numbers[k + 1 : k + 2])]
    kinds = list(lexicon().find("cite_kind", text, span.start, span.end))
    taken: set[int] = set()
    out = [_by_number(text, stretch, n, numbers, dates, kinds, taken) for n in numbers]
    out += _by_date(text, stretch, out, numbers, dates, kinds, taken)
    out.sort(key=lambda m: (m.span.start, m.span.end))
    for one, other in itertools.pairwise(out):
        if (
            other.even
            and other.number is None
            and one.number
            and _read_with().search(text, one.span.end, other.span.start)
        ):
            other.number, other.even = one.number, False  # "No. 5/2017 dated … read with O.M. of even No. dated …"
    return [m for m in (_completed(view, stretch, m) for m in out) if not _is_self(view, m) and _counts(m)]


@cache
def _read_with() -> regex.Pattern[str]:
    """Between a paper and the one that goes under its number: "read with", "as amended vide"."""
    return compiled(rf"\s{lexicon().alternation('read_with')}(?:\s+\S+){{0,6}}?\s*$", regex.IGNORECASE)


def _serial_of(text: str, serial: FoundNumber, following: Sequence[FoundNumber]) -> bool:
    """ "Circular XYZ/2005-06/51; PND. No. BC. 13/ 39.01.01 / 2005-06": the regulator's serial before the number."""
    if not following or SERIES.fullmatch(serial.value) is None:
        return False
    begin = following[0].label.start if following[0].label is not None else following[0].span.start
    return regex.fullmatch(r"[\s;,/]{0,3}", text[serial.span.end : begin]) is not None


def _bracketed_behind(text: str, one: FoundNumber, other: FoundNumber) -> bool:
    """ "Order No. 45/2022 (F. No. 2-15/2021-Estt.)": the file number in brackets is the same paper's."""
    begin = other.label.start if other.label is not None else other.span.start
    between = text[one.span.end : begin]
    opened = len(between) <= 60 and BRACKET_OPENS.fullmatch(between) is not None
    return opened and regex.match(r"[.\s]{0,2}\)", text[other.span.end : other.span.end + 4]) is not None


def _by_number(
    text: str, stretch: _Stretch, number: FoundNumber, numbers: Sequence[FoundNumber], dates: Sequence[FoundDate],
    kinds: Sequence[Hit], taken: set[int],
) -> _Named:  # fmt: skip
    begin = number.label.start if number.label is not None else number.span.start
    begin = min(begin, number.span.start)
    following = next((n.span.start for n in numbers if n.span.start > number.span.start), stretch.span.end)
    kind = _kind_before(text, stretch, begin, kinds)
    start = kind.span.start if kind is not None and begin - kind.span.end <= 3 else begin
    date = _date_behind(text, stretch, number.span.end, following, dates, taken)
    end = dates[date].span.end if date is not None else number.span.end
    if date is None:
        date = _date_in_front(text, start, dates, taken)
        start = dates[date].span.start if date is not None else start
    if date is not None:
        taken.add(date)
    named = cast("Kind | None", number.label_kind or (kind.value if kind else None))
    return _Named(
        span=Span(start, end),
        evidence=Span(start, end),
        number=number.value,
        date=dates[date].value if date is not None else None,
        kind=named,
        even=False,
        source=stretch.source,
        labelled=number.label is not None or number.label_kind is not None or kind is not None,
    )


def _date_behind(
    text: str, stretch: _Stretch, pos: int, following: int, dates: Sequence[FoundDate], taken: set[int]
) -> int | None:
    """The date of the number that ends at ``pos``: directly behind it, or behind its office and a date word."""
    k = bisect_left([d.span.start for d in dates], pos)
    if k == len(dates) or dates[k].span.start > min(following, pos + FAR) or k in taken:
        return None
    between = text[pos : dates[k].span.start]
    if regex.fullmatch(r"[\s,;:()\-–/।.]{0,12}(?:of\s+(?:the\s+)?)?", between):
        return k
    lead = _date_lead().search(between)
    if not lead or lexicon().pattern("event_word").search(between):
        return None
    # The office may stand between number and date, a sentence may not.
    middle = between[: lead.start()]
    if regex.search(r"\p{L}", middle) and EFFECT_BEHIND.match(text, dates[k].span.end):
        return None  # "विज्ञापन संख्या 26/2023 के द्वारा नियुक्त अध्यापकों की जाँच दिनांक 2.1.2024 से"
    if regex.search(r"[।;]|\n\s*\n|\n\s*\(?\d{1,2}[.)]\s", middle) or len(regex.findall(r"[\p{L}\p{M}]+", middle)) > 16:
        return None
    # "No. 1/2020 and revised the same vide letter dated …": the date is another paper's.
    kind = lexicon().pattern("cite_kind").search(middle)
    if (
        JOINING_END.search(middle)
        or (kind and kind.start() > 3)
        or any(h.entry.language == "en" for h in lexicon().find("relation_before", middle))
    ):
        return None
    return k


def _date_in_front(text: str, start: int, dates: Sequence[FoundDate], taken: set[int]) -> int | None:
    """ "दिनांक 5.5.2020 के पत्र क्रमांक 12/2020": the date stands before the number."""
    k = bisect_right([d.span.end for d in dates], start) - 1
    if k < 0 or k in taken or start - dates[k].span.end > NEAR:
        return None
    between = text[dates[k].span.end : start]
    if regex.fullmatch(r"\s{0,2}\(\s?", between):
        return k  # "circular dated 29 November 2013 (Circular no. 951/MCD-16/2013)"
    if not lexicon().pattern("date_of").match(between.lstrip()) or regex.search(r"[।;,]|\n\s*\n", between):
        return None
    return k


def _kind_before(text: str, stretch: _Stretch, pos: int, kinds: Sequence[Hit]) -> Hit | None:
    """The word for a paper that ends last before ``pos`` in the same sentence."""
    ends = [h.span.end for h in kinds]
    k = bisect_right(ends, pos) - 1
    if k < 0 or pos - ends[k] > NEAR or kinds[k].span.start < stretch.sentence(max(pos - 1, stretch.span.start)).start:
        return None
    return kinds[k]


def _by_date(
    text: str, stretch: _Stretch, numbered: Sequence[_Named], numbers: Sequence[FoundNumber],
    dates: Sequence[FoundDate], kinds: Sequence[Hit], taken: set[int],
) -> list[_Named]:  # fmt: skip
    """Papers named by a word and a date, each day of a list of dates on its own.

    The days behind a number's first one are papers of that number: "O.M. No. 1/2/2012 dated 21.5.2012 and 11.8.2012".
    """
    out: list[_Named] = []
    last: tuple[int, _Named] | None = None
    number_ends = [n.span.end for n in numbers]
    behind = {paper.span.end: paper for paper in numbered if paper.date}
    for k, date in enumerate(dates):
        if k in taken or _is_limit(text, date):
            paper = behind.get(date.span.end)
            last = (date.span.end, paper) if paper is not None and k in taken else None
            continue
        found = _word_before(text, stretch, date, dates[k - 1] if k else None, number_ends, kinds)
        found = found or _word_behind(text, stretch, date, kinds)
        if found is None and last is not None and _only_joined(text[last[0] : date.span.start]):
            found = replace(last[1], span=date.span, evidence=date.span, date=date.value, spans=[])
        last = (date.span.end, found) if found else None
        if found:
            out.append(found)
    return out


def _only_joined(between: str) -> bool:
    linking = rf"{lexicon().alternation('date_word')}|{lexicon().alternation('date_joiner')}|\bthe\b"
    rest = regex.sub(linking, " ", between, flags=regex.IGNORECASE)
    told = regex.search(r"[\p{L}\p{N}(]", regex.sub(r"(?:st|nd|rd|th)\b", "", rest))
    return len(between) <= 40 and told is None


def _is_limit(text: str, date: FoundDate) -> bool:
    """ "उपयोगिता प्रमाण पत्र दिनांक 7 अप्रैल 2013 तक": a day until which, not a paper's; nor is one alone in quotes."""
    around = text[max(0, date.span.start - 1) : date.span.start] + text[date.span.end : date.span.end + 1]
    if around in ("“”", '""', "‘’", "''"):
        return True
    return bool(lexicon().pattern("until_behind").match(text, date.span.end + 1, date.span.end + 24)) or bool(
        EFFECT_BEHIND.match(text, date.span.end, date.span.end + 40)
    )


def _word_before(
    text: str,
    stretch: _Stretch,
    date: FoundDate,
    previous: FoundDate | None,
    number_ends: Sequence[int],
    kinds: Sequence[Hit],
) -> _Named | None:
    """ "letter of even number dated 29.10.2025", "Master Circular for Brokers dated May 16, 2024"."""
    floor = stretch.sentence(date.span.start).start
    if previous is not None:
        floor = max(floor, previous.span.end)
    n = bisect_right(number_ends, date.span.start) - 1
    floor = max(floor, number_ends[n] if n >= 0 else 0, date.span.start - FAR)
    before = text[floor : date.span.start]
    k = bisect_right([h.span.end for h in kinds], date.span.start) - 1
    while k >= 0 and kinds[k].span.start >= floor:
        kind = kinds[k]
        between = text[kind.span.end : date.span.start]
        lead = _date_lead().search(between) or _issued_lead().search(between)
        near = _of_lead().fullmatch(between) or _even_lead().fullmatch(between)
        if lead or near:
            middle = between[: lead.start()] if lead else ""
            if lexicon().pattern("event_word").search(middle) and kind.value != "minutes":
                return None
            if any(not SUBJECT_OF.search(hit.span.of(middle)) for hit in lexicon().find("relation_after", middle)):
                return None  # "निर्देशों की अनुपालना में दिनांक 31 मई को": the day of what is done
            return _dated(text, stretch, kind, date, floor)
        k -= 1
        if not (_date_lead().search(before) or _issued_lead().search(before)):
            break
    return None


SUBJECT_OF = regex.compile(r"संबंध|सम्बन्ध|with|in\s", regex.IGNORECASE)
"""Behind a word for a paper these tell what it is about, not what is done with it."""


def _dated(text: str, stretch: _Stretch, kind: Hit, date: FoundDate, floor: int) -> _Named:
    even = list(lexicon().find("even_number", text, max(floor, kind.span.start - 40), date.span.start))
    start = min([kind.span.start, *(h.span.start for h in even)])
    return _Named(
        span=Span(start, date.span.end),
        evidence=Span(kind.span.start, date.span.end),
        number=None,
        date=date.value,
        kind=cast("Kind | None", kind.value),
        even=bool(even),
        source=stretch.source,
        labelled=True,
        vague=bool(lexicon().pattern("cite_vague").fullmatch(kind.span.of(text))),
    )


def _word_behind(text: str, stretch: _Stretch, date: FoundDate, kinds: Sequence[Hit]) -> _Named | None:
    """ "दिनांक 5 मई 2020 के परिपत्र": the word for the paper stands behind the date."""
    sentence = stretch.sentence(date.span.start)
    if not _date_lead().search(text[max(sentence.start, date.span.start - 24) : date.span.start]):
        return None
    k = bisect_left([h.span.start for h in kinds], date.span.end)
    if k == len(kinds) or kinds[k].span.start - date.span.end > NEAR or kinds[k].span.end > sentence.end:
        return None
    between = text[date.span.end : kinds[k].span.start]
    if not lexicon().pattern("date_of").match(between.lstrip()) or lexicon().pattern("event_word").search(between):
        return None
    even = list(lexicon().find("even_number", text, date.span.end, kinds[k].span.end))
    return _Named(
        span=Span(date.span.start, kinds[k].span.end),
        evidence=Span(date.span.start, kinds[k].span.end),
        number=None,
        date=date.value,
        kind=cast("Kind | None", kinds[k].value),
        even=bool(even),
        source=stretch.source,
        labelled=True,
    )


def _completed(view: View, stretch: _Stretch, paper: _Named) -> _Named:
    """With number of an even-numbered paper, issuer, paragraph, place in the list."""
    text = view.text
    if paper.even and paper.number is None:
        paper.number = view.own_number
    sentence = stretch.sentence(paper.span.start)
    paper.issuer = _issuer(text, sentence, paper, stretch)
    paper.paragraph = _paragraph(text, sentence, paper)
    if stretch.source == "reference" or _in_read_list(text, stretch, paper.span.start):
        items = list(ITEM.finditer(text, max(stretch.span.start, paper.span.start - 3000), paper.span.start))
        paper.item = int(items[-1][1]) if items else 1
    paper.spans = [paper.span]
    return paper


def _in_read_list(text: str, stretch: _Stretch, pos: int) -> bool:
    """A "Read:" list may stand in the body."""
    head = text[stretch.span.start : min(pos, stretch.span.start + 3000)]
    return bool(_read_label().search(head)) and "****" not in head


@cache
def _read_label() -> regex.Pattern[str]:
    return compiled(rf"(?:^|\n)[^\S\n]*{lexicon().alternation('reference_list')}[^\S\n]*[:\-–]", regex.IGNORECASE)


def _is_self(view: View, paper: _Named) -> bool:
    """The paper's own number or date, or "this circular"."""
    printed = view.text[paper.span.start : paper.span.end]
    # "this office order" is the office's order as often as this very one.
    if (
        _this_paper().search(view.text[max(0, paper.span.start - 16) : paper.span.start])
        and printed[:6].lower() != "office"
    ):
        return True
    if _in_own_title(view, paper):
        return True
    if paper.even and not paper.date:
        return True
    if paper.number is None and paper.date == view.own_date and paper.kind == view.kind:
        return True
    if paper.number and view.own_number and fold_number(paper.number) == fold_number(view.own_number):
        return paper.date is None or paper.date == view.own_date
    return False


def _in_own_title(view: View, paper: _Named) -> bool:
    """The serial in the paper's own title ("शुद्धि पत्र क्रमांक-02"), or the day of the meeting in that of minutes."""
    line = next((one for one in view.zone("title") if one.span.covers(paper.span)), None)
    if line is None:
        return False
    if view.kind == "minutes" and minutes_title().match(line.text):
        return True
    title = lexicon().match("kind_title", line.text.strip())
    return title is not None and paper.date is None and len(line.text.strip()) <= title.span.end + 24


def _counts(paper: _Named) -> bool:
    """A number alone counts where a word says that it is a paper's."""
    if paper.date:
        return paper.labelled or paper.source in {"reference", "subject", "body"}
    if paper.source in {"table", "annexure"}:
        return False
    return paper.kind is not None or paper.source == "reference"


# --- papers in tables -------------------------------------------------------------------------------


def _reference_tables(view: View) -> Iterator[Table]:
    """The tables in the reference lines ("Ref: / Sl. No. | Letter No. | Date / 1. | 12/3/2020 | 5.5.2020")."""
    header: tuple[Cell, ...] = ()
    rows: list[tuple[Cell, ...]] = []
    for line in view.zone("reference_line"):
        cells = tuple(
            Cell(Span(line.span.start + f.start(), line.span.start + f.end()), f.group())
            for f in CELL.finditer(line.text)
        )
        if len(cells) < 2:
            continue
        if any(_number_column().search(cell.text) for cell in cells) and not header:
            header = cells
        elif header and len(cells) == len(header):
            rows.append(cells)
    if header and rows:
        yield Table(Span(header[0].span.start, rows[-1][-1].span.end), header, tuple(rows), "body", None)


def _listed(view: View, table: Table) -> Iterator[_Named]:
    """A table of papers ("Sl. No. | Circular No. | Date | Subject"), a paper a row; words above hold for all."""
    column = next((k for k, cell in enumerate(table.header) if _number_column().search(cell.text)), None)
    if column is None:
        return
    when = next((k for k, cell in enumerate(table.header) if lexicon().pattern("date_word").search(cell.text)), column)
    kind = next(iter(lexicon().find("cite_kind", table.header[column].text)), None)
    lead = view.text[max(view.span.start, table.span.start - 300) : table.span.start].rsplit("\n\n", 2)
    told = [h.value for part in lead[-2:] for h in lexicon().find("relation_after", part)]
    relation = max(
        (t for t in told if t in {"supersedes", "amends"}), key=lambda t: WEIGHT[t or "refers"], default=None
    )
    for row in table.rows:
        if len(row) != len(table.header):
            continue
        cell, dated = row[column], row[when]
        number = number_after(view.text, cell.span.start, cell.span.end)
        dates = find_dates(view.text, dated.span.start, dated.span.end, masked=[number.span] if number else [])
        if number is None or not regex.search(r"\d", number.value) or not dates:
            continue
        span = Span(min(cell.span.start, dated.span.start), max(cell.span.end, dated.span.end))
        yield _Named(
            span=span,
            evidence=number.span,
            number=number.value,
            date=dates[0].value,
            kind=cast("Kind | None", kind.value if kind else None),
            even=False,
            source="table",
            labelled=True,
            relation=relation or "refers",
            sure=relation is not None,
            spans=[span],
        )


@cache
def _number_column() -> regex.Pattern[str]:
    """ "Circular No.", "O.M. No. & date", "पत्र संख्या": a word for a paper and a word for a number."""
    words = lexicon()
    return compiled(
        rf"{words.alternation('cite_kind')}[^|]{{0,12}}{words.alternation('number_word')}"
        rf"|{words.alternation('number_word')}[^|]{{0,6}}(?:of|का|की)\s[^|]{{0,12}}{words.alternation('cite_kind')}",
        regex.IGNORECASE,
    )


# --- who issued it, which paragraph ----------------------------------------------------------------


@cache
def _own_office() -> regex.Pattern[str]:
    return compiled(lexicon().alternation("own_office") + r"[\s'’s]*$", regex.IGNORECASE)


@cache
def _kind_at_end() -> regex.Pattern[str]:
    return compiled(rf"\s*{lexicon().alternation('cite_kind')}$", regex.IGNORECASE)


@cache
def _paragraph_marks() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """A paragraph named before the paper it stands in, and one named behind it."""
    number = r"\s*(?:No\.?)?\s*[-:]?\s*(\d{1,3}(?:\.\d+)*(?:\s?\([\p{L}\p{M}\d]{1,5}\))*)"
    word = lexicon().alternation("cite_paragraph")
    return (
        compiled(rf"{word}{number}\s+(?:of|to|in)\b", regex.IGNORECASE),
        compiled(rf"{word}{number}\s+(?:thereof|of the said|ibid|में|के|का|की|को)", regex.IGNORECASE),
    )


def _issuer(text: str, sentence: Span, paper: _Named, stretch: _Stretch) -> str | None:
    """The office printed beside the paper; None for "this Department's", "your", "their"."""
    front = text[max(sentence.start, paper.evidence.start - FAR) : paper.evidence.start]
    own = _own_office()
    if not own.search(front):
        english = ENGLISH_PHRASE.search(front)
        office = SMALL_HEAD.sub("", collapse(english.group())) if english else ""
        office = regex.sub(r"['’]s?$|[,\s]+$|\s+(?:of|and|the|for|to)$", "", office.strip())
        office = _kind_at_end().sub("", office)
        if regex.search(r"\p{Lu}\p{L}{2}|\p{Lu}{3}", office) and not own.fullmatch(office):
            return office.rstrip(",.& ") or None
        hindi = HINDI_PHRASE.search(regex.sub(r"^.*?[:：]\s*[-–]?", "", front))
        if hindi and lexicon().pattern("government").search(hindi["office"]):
            return collapse(hindi["office"]).strip(" ,-–") or None
    behind = BEHIND_PHRASE.match(text[paper.span.end : min(sentence.end, paper.span.end + 240)].replace("\n", " "))
    return collapse(behind["office"]).strip(" ,") if behind else None


def _paragraph(text: str, sentence: Span, paper: _Named) -> str | None:
    before, behind = _paragraph_marks()
    front = text[max(sentence.start, paper.span.start - 80) : paper.span.start]
    named = list(before.finditer(front))
    if named:
        return collapse(named[-1][1]).replace(" ", "")
    thereof = behind.search(text, paper.span.end, min(sentence.end, paper.span.end + FAR))
    return collapse(thereof[1]).replace(" ", "") if thereof else None


# --- what it does to them ---------------------------------------------------------------------------


def _relate(view: View, stretch: _Stretch, found: Sequence[_Named]) -> None:
    """Sets each paper's relation from the words around it; joined papers share one."""
    text = view.text
    behind: list[str | None] = []
    for k, paper in enumerate(found):
        sentence = stretch.sentence(paper.span.start)
        floor = max(sentence.start, found[k - 1].span.end if k else sentence.start)
        roof = stretch.sentence(max(paper.span.end - 1, paper.span.start)).end
        if k + 1 < len(found):
            roof = min(roof, max(paper.span.end, found[k + 1].span.start))
        front, back = (
            text[min(floor, paper.span.start) : paper.span.start],
            text[paper.span.end : max(roof, paper.span.end)],
        )
        before, after = _before(front, stretch.source), _after(front, back)
        if stretch.source == "body" and before in {None, "refers"} and after in {None, "refers"}:
            after = _told_later(front, back) or after
        behind.append(after)
        paper.sure = bool(before or after)
        if before in {None, "refers"} and after:
            paper.relation = after
        elif before and after in {"amends", "supersedes"}:
            paper.relation = after
        elif before:
            paper.relation = before
        elif (
            k
            and behind[k - 1] in {None, "encloses", "refers"}
            and sentence.start <= found[k - 1].span.start
            and _is_joined(front)
            and not (
                found[k - 1].relation == "replies"
                and (lexicon().pattern("this_paper").search(front) or _somebodys().search(front))
            )
        ):
            paper.relation, paper.sure = found[k - 1].relation, found[k - 1].sure
        if paper.relation == "continues" and after == "continues" and not paper.even and _another_office(view, front):
            paper.relation = "refers"  # an office goes on from papers of its own; another's it acts upon
        copied = stretch.source not in ("reference", "body") or lexicon().pattern("copy_label").search(front)
        if paper.relation == "refers" and not copied and _yours().search(front):
            paper.relation, paper.sure = "replies", True
    for k in range(len(found) - 2, -1, -1):
        # "पत्र दिनांक … एवं पत्र दिनांक … के क्रम में": the words behind the last are for all.
        one, other = found[k], found[k + 1]
        between = text[one.span.end : other.span.start]
        if (
            behind[k] is None
            and behind[k + 1]
            and one.relation == "refers"
            and _is_joined(between)
            and len(between) < NEAR
        ):
            one.relation, behind[k] = behind[k + 1] or one.relation, behind[k + 1]


def _another_office(view: View, front: str) -> bool:
    """The paper behind ``front`` is of an office that this one's head does not name: "भारत सरकार, … मंत्रालय के पत्र"."""
    named = OFFICE_OF_PAPER.search(front[-FAR:])
    own = [line.text for line in view.zone("letterhead", "sender_block", "signature", "date_line")]
    if named is None or not own:
        return False
    said = [hit.span.of(named.group()) for hit in lexicon().find("own_office", named.group())]
    if any(not lexicon().match("government", words) for words in said):
        return False
    office = named["last"].split()
    if len(office) < 2 or lexicon().match("names_no_office", office[0]):
        # "निदेशालय के कार्यालय ज्ञाप" is one's own; a bare government stands over all its offices
        office = [word for word in office[-1:] if lexicon().pattern("government").fullmatch(word)]
    known = any(lexicon().pattern(group).search(" ".join(office)) for group in ("office_word", "government"))
    return known and not any(" ".join(office) in collapse(line) for line in own)


@cache
def _yours() -> regex.Pattern[str]:
    """The paper in front of which this stands is the reader's: "refer to your office letter", "कृपया अपने पत्र"."""
    words = lexicon()
    return compiled(
        rf"(?:{words.alternation('your_paper')}|{words.alternation('own_of_addressee')})"
        r"\s+(?:(?!(?:ध्यान|के|की|का|kind|attention|information)\s)[\p{L}\p{M}.0०/()-]+\s+){0,3}$",
        regex.IGNORECASE,
    )


@cache
def _somebodys() -> regex.Pattern[str]:
    """The second paper is another office's: "आपका पत्र … एवं वित्त विभाग का परिपत्र"."""
    return compiled(rf"(?<=\p{{Devanagari}}{{2}})\s{{1,3}}{lexicon().alternation('date_of')}\s")


def _is_joined(between: str) -> bool:
    """Nothing but "and" with an office or so between two papers."""
    return bool(JOINED.search(between)) and len(between) <= FAR


def _before(front: str, source: Source) -> str | None:
    window = front[-260:]
    cues = [
        hit
        for hit in lexicon().find("relation_before", window)
        if not (hit.value == "replies" and _called_for().search(window, max(0, hit.span.start - 40), hit.span.start))
    ]
    if source == "subject":
        cues += [Hit(h.span, replace(h.entry, value="amends")) for h in lexicon().find("subject_amends", window)]
        cues.sort(key=lambda h: (WEIGHT[h.value or "refers"], h.span.end))
    if not cues:
        return None
    last = cues[-1]
    if last.value == "refers":
        # Only what stands closer than a neutral word counts ("to send herewith, as per …"),
        # but "in continuation of the instructions issued vide …" is one phrase.
        told = next((h for h in reversed(cues[:-1]) if h.value != "refers"), None)
        phrase = window[told.span.end : last.span.start] if told else ""
        near = 2 * NEAR if told is not None and told.value in {"supersedes", "amends"} else NEAR
        joined = told is not None and len(phrase) <= near and "," not in phrase and told.value != "forwards"
        return told.value if told and joined else "refers"
    return last.value if len(window) - last.span.end <= FAR else None


@cache
def _called_for() -> regex.Pattern[str]:
    """ "the applications received in response to the notice": not this paper answers."""
    return compiled(rf"{lexicon().alternation('called_for')}\s+(?:received\s+|submitted\s+)?$", regex.IGNORECASE)


def _after(front: str, back: str) -> str | None:
    window = back[:260]
    copied = bool(list(lexicon().find("copy_of", front[-NEAR:])))
    neutral = None
    for hit in lexicon().find("relation_after", window):
        gap = window[: hit.span.start]
        if hit.value in {"amends", "supersedes"} and len(gap) > (NEAR if "," in gap else 2 * NEAR):
            continue
        if hit.value == "forwards" and hit.entry.language == "en" and not copied and _before(front, "body"):
            continue
        if hit.entry.language == "hi" and hit.value != "forwards" and len(gap) > NEAR:
            continue
        behind = gap + window[hit.span.start : hit.span.start + 4]
        if hit.value == "supersedes" and _paragraph_marks()[1].search(behind):
            return "amends"  # "आदेश … के पैरा 3 को अधिक्रमित करते हुए": the rest of it stands
        if hit.value == "forwards" and regex.search(r"जिसकी\s+(?:\p{Devanagari}+\s+)?$", gap):
            return "encloses"  # "… पत्र की ओर दिलाऊं, जिसकी प्रति इसके साथ संलग्न है"
        if hit.value == "encloses" and SENT_FOR_ACTION.match(window):
            return "forwards"
        if hit.value != "refers":
            return hit.value
        # "परिपत्र … द्वारा जारी नीति में आंशिक संशोधन": a neutral word does not end the search.
        neutral = neutral or hit.value
    return neutral


def _told_later(front: str, back: str) -> str | None:
    """What the sentence goes on to say of a paper that it only refers to.

    "… की प्रति आवश्यक कार्यवाही हेतु प्रेषित है", "… to which no reply has been received",
    "With reference to … I am directed to convey the approval".
    """
    words, window = lexicon(), back[:260]
    put = words.pattern("in_place_of").search(window)
    if put and words.pattern("read_as").search(window, put.end()):
        return "amends"  # "आदेश दिनांक … के प्रस्तर-4 में "…" के स्थान पर "…" पढ़ा जाय"
    copied = words.pattern("copy_behind").match(window.lstrip())
    if copied and any(
        not regex.search(r"[।()]", window[: sent.span.start]) for sent in words.find("sent_on", window[: NEAR * 2])
    ):
        return "forwards"
    if next(words.find("reply_awaited", window), None):
        return "reminds"
    asked = words.pattern("refer_lead").search(front[-FAR:])
    if asked and next(words.find("clarified", window), None):
        return "clarifies"
    if asked and next(words.find("reply_given", window), None):
        return "replies"
    return None


def _merged(named: Sequence[_Named]) -> list[_Named]:
    """One entry a paper: the same number, or the same date where one place gives only the date."""
    out: list[_Named] = []
    for paper in named:
        alike = [p for p in out if _same_paper(p, paper)]
        twin = next((p for p in alike if p.kind == paper.kind), alike[0] if alike else None)
        if twin is None:
            out.append(paper)
            continue
        if WEIGHT[paper.relation] > WEIGHT[twin.relation]:
            twin.relation, twin.sure = paper.relation, True
        if twin.number is None and paper.number:
            twin.number, twin.even, twin.evidence = paper.number, paper.even, paper.evidence
        twin.date = twin.date or paper.date
        twin.kind = twin.kind or paper.kind
        twin.issuer = twin.issuer or paper.issuer
        twin.paragraph = twin.paragraph or paper.paragraph
        twin.item = twin.item or paper.item
        twin.spans += paper.spans
    return out


def _same_paper(one: _Named, other: _Named) -> bool:
    if one.number and other.number:
        dated = one.date is not None and one.date == other.date
        same = fold_number(one.number) == fold_number(other.number) or (
            # "08/08/2020" and "08/08/20" of one day
            dated and SHORT_YEAR.sub("/", fold_number(one.number)) == SHORT_YEAR.sub("/", fold_number(other.number))
        )
        return same and (one.date is None or other.date is None or one.date == other.date)
    if not one.date or one.date != other.date:
        return False
    return one.kind is None or other.kind is None or one.kind == other.kind or (other.vague and not other.number)


# --- words that come later --------------------------------------------------------------------------


def _follow_pointers(view: View, stretches: Sequence[_Stretch], papers: Sequence[_Named]) -> None:
    """A later sentence says what happens to a paper named before: "the Master Circular stands modified"."""
    if not papers:
        return
    text, words = view.text, lexicon()
    used = sorted((s for p in papers for s in p.spans), key=lambda s: s.start)
    starts = [s.start for s in used]
    for stretch in stretches:
        if stretch.source not in {"body", "annexure", "reference"}:
            continue
        for kind in words.find("cite_kind", text, stretch.span.start, stretch.span.end):
            k = bisect_right(starts, kind.span.end) - 1
            if k >= 0 and used[k].end > kind.span.start:
                continue
            front_start = stretch.sentence(kind.span.start)
            # Words in front of a paper that is named in between belong to that paper.
            floor = used[k].end if k >= 0 else 0
            front = text[max(front_start.start, floor, kind.span.start - 120) : kind.span.start]
            if _this_paper().search(front) or not _points(front, text[kind.span.end : kind.span.end + 40]):
                continue
            back = text[kind.span.end : min(front_start.end, kind.span.end + FAR)]
            relation = _pointed(front, back)
            target = (
                _target(papers, kind, text[kind.span.end : min(front_start.end, kind.span.end + NEAR)])
                if relation
                else None
            )
            own = len(papers) == 1 and words.pattern("own_office").search(
                text, max(0, papers[0].span.start - 40), papers[0].span.start
            )
            if relation == "continues" and (target is None or not (target.even or own)):
                continue  # only one's own paper is surely continued
            if target is not None and relation and WEIGHT[relation] > WEIGHT[target.relation]:
                target.relation, target.sure = relation, True


def _points(front: str, back: str) -> bool:
    pattern = lexicon().alternation("points_back")
    return bool(
        POINTED_ITEM.search(back)
        or regex.search(rf"{pattern}\s*(?:[\p{{Lu}}][\p{{L}}.]*\s+){{0,3}}$", front, regex.IGNORECASE)
        or regex.search(r"\b(?:of|in)\s+(?:[\p{Lu}][\p{L}.]*\s+){0,3}$", front)
        # "उपरोक्त संदर्भित रेलवे बोर्ड के पत्र"
        or regex.search(rf"{pattern}\s+(?:[\p{{Devanagari}}]+\s+){{1,4}}(?:के|का|की)\s+$", front)
        or regex.match(rf"\s*(?:\S+\s+){{0,2}}{pattern}", back, regex.IGNORECASE)
    )


def _pointed(front: str, back: str) -> str | None:
    after = next((h for h in lexicon().find("relation_after", back)), None)
    if next(lexicon().find("reply_awaited", back), None):
        return "reminds"
    copied = lexicon().pattern("copy_behind").match(back.lstrip())
    if copied and next(lexicon().find("sent_on", back[: 2 * NEAR]), None):
        return "forwards"
    if after is not None and after.value in {"amends", "supersedes"} and after.span.start <= 2 * NEAR:
        return after.value
    if after is not None and after.value == "continues" and after.span.start <= 2:
        return "continues"  # "उपर्युक्त संदर्भित पत्र के क्रम में"
    if (
        after is not None
        and after.value == "forwards"
        and (after.entry.language == "hi" or lexicon().pattern("copy_of").search(front))
    ):
        return "forwards" if after.span.start <= NEAR else None
    cues = list(lexicon().find("relation_before", front))
    if cues and cues[-1].value in {"amends", "supersedes", "forwards", "continues", "replies"}:
        return cues[-1].value if len(front) - cues[-1].span.end <= NEAR else None
    return None


def _target(papers: Sequence[_Named], kind: Hit, back: str) -> _Named | None:
    """Which paper a pointer means: the numbered one of the list, the last of that kind, the only one."""
    printed, spelt = POINTED_ITEM.search(back), POINTED_WORD.search(back)
    if printed or spelt:
        item = int(printed["item"]) if printed else ORDINALS[spelt["item"].casefold()] if spelt else 0
        return next((p for p in papers if p.item == item), None)
    alike = [p for p in papers if p.kind == kind.value and p.source != "copy"]
    before = [p for p in alike if p.span.end <= kind.span.start]
    if len(before) == 1:
        return before[0]
    if alike:
        return alike[-1] if len(alike) == 1 or kind.value != "letter" else None
    rest = [p for p in papers if p.source != "copy"]
    return rest[0] if len(rest) == 1 and rest[0].kind is None else None


def _by_kind_of_paper(view: View, stretches: Sequence[_Stretch], papers: Sequence[_Named]) -> None:
    """What the whole paper is says what it does to the paper it names."""
    text = view.text
    own = [p for p in papers if p.source != "copy"]
    if not own:
        return
    if view.kind in {"corrigendum", "addendum"}:
        corrected = next((p for p in own if p.even), own[0])
        # An addendum may say in words that it continues: then it changes nothing in what stands there.
        says_so = view.kind == "addendum" and corrected.relation == "continues" and corrected.sure
        if WEIGHT[corrected.relation] < WEIGHT["amends"] and not says_so:
            corrected.relation, corrected.sure = "amends", True
        return
    if view.kind == "email":
        for paper in own:
            if paper.relation == "encloses" and paper.source == "body":
                paper.relation = "forwards"  # what is attached to a mail is what the mail sends on
    decided = any(
        next(lexicon().find("amending_decision", text, s.span.start, s.span.end), None)
        for s in stretches
        if s.source == "body"
    )
    extended = any(
        next(lexicon().find("time_extended", text, s.span.start, s.span.end), None)
        for s in stretches
        if s.source == "body"
    )
    if len(own) == 1 and own[0].relation == "refers" and (extended or (decided and own[0].kind != "letter")):
        own[0].relation = "amends"
    even = [p for p in own if p.even and p.relation == "refers" and p.kind != "letter"]
    if decided and len(own) > 1 and len(even) == 1:
        even[0].relation = "amends"  # of several the one that goes under the same number
    if view.kind in {"letter", "office_memorandum", "do_letter", "uo_note", "endorsement", "note"} and _is_reminder(
        view
    ):
        # Where the text says of which paper it reminds, the others are only referred to.
        told = any(paper.relation == "reminds" for paper in own)
        for paper in own:
            if paper.relation == "refers" and not told:
                paper.relation = "reminds"


def _is_reminder(view: View) -> bool:
    head = view.zone("title", "subject", "letterhead", "number_line", "date_line")
    pattern = lexicon().pattern("reminder_title")
    return any(len(line.text) < 40 and pattern.search(line.text) for line in head)


def _cite(view: View, paper: _Named) -> Cite:
    strength: Literal["labelled", "placed", "shape"]
    strength = "labelled" if paper.number and paper.date else "placed" if paper.labelled else "shape"
    return Cite(
        reference_no=paper.number,
        date=paper.date,
        issuer=paper.issuer,
        kind=paper.kind,
        relation=cast("RelationWord", paper.relation),
        even_number=paper.even,
        paragraph=paper.paragraph,
        confidence=confidence(strength, agreeing=1 if paper.sure else 0),
        evidence=(at(paper.evidence),),
    )
