"""By when: printed dates with a word of limit, columns of last dates, relative and recurring limits.

A date in a recital, a period ("from 1.4.2016 to 31.3.2017") or something past is no deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import regex

from extract.compiled import compiled
from extract.dates import FoundDate, find_dates
from extract.deontic import clauses, duties, recipient, task_doer
from extract.lexicon import lexicon
from extract.mend import mend
from extract.normalise import collapse
from extract.paragraphs import Flow, flow
from extract.record import Deadline
from extract.sentences import sentences
from extract.tables import SERIAL
from extract.view import Cell, Paragraph, Table, View, at
from ingest.document import Span

PAST_HI = regex.compile(r"(?:था|थी|थे|चुका है|चुकी है|चुके हैं|गया है|गई है|गयी है|गए हैं|गये हैं)\s*[।.]?\s*$")
FROM = regex.compile(r"(?:\bfrom|\bbetween|\bw\.?e\.?f\.?)\s*(?:the\s+)?$", regex.IGNORECASE)
DIGIT = regex.compile(r"\p{Nd}")
HOUR = r"(?:\p{Nd}{1,2}(?:[:.]\p{Nd}{2})?\s*(?:hrs\.?|hours|[ap]\.?m\.?|बजे)?\s*(?:of|on|,|तक)?\s*)?"


def deadlines(view: View, paragraphs: Sequence[Paragraph], tables: Sequence[Table]) -> tuple[Deadline, ...]:
    """The limits of time of one paper, in printed order. ``date`` is null for a relative or recurring one."""
    out: list[Deadline] = []
    dated: list[Span] = []
    for table in tables:
        rows = list(_rows(view, table))
        if rows:
            dated.append(table.span)
            out.extend(rows)
    for paragraph in paragraphs:
        if not any(span.overlaps(paragraph.span) for span in dated):
            out.extend(_prose(view, paragraph))
    return tuple(sorted(out, key=lambda d: d.evidence[0].start))


# ------------------------------------------------------------------------------ tables


def _column(header: Sequence[Cell], group: str) -> int | None:
    return next((k for k, cell in enumerate(header) if lexicon().pattern(group).search(cell.text)), None)


def _rows(view: View, table: Table) -> Iterator[Deadline]:
    when = _column(table.header, "deadline_column")
    for row in table.rows:
        if len(row) < 2:
            continue
        cell = _when(table, row, when)
        if cell is None:
            continue
        dates = _dates(mend(cell.text).text)
        days = [d for d in dates if d.precision == "day"] or dates
        rule = None if days else _limit(cell.text)
        if not days and rule is None:
            continue
        thing = _thing(table, row, cell)
        if thing is None:
            continue
        number = row[0].text.strip("(). -") if SERIAL.match(row[0].text) else None
        label = table.label
        if table.part == "annexure" and number:
            label = f"{table.label}, {number}" if table.label else number
        doer = _who(table, row) or (d.of(thing.text) if (d := task_doer(thing.text)) else None)
        yield Deadline(
            date=days[-1].value if days else None,
            rule=rule,
            text=thing.text,
            who=doer,
            paragraph=label,
            confidence=0.95 if when is not None else 0.75,
            evidence=(at(thing.span), at(cell.span)),
        )


def _when(table: Table, row: Sequence[Cell], when: int | None) -> Cell | None:
    """The cell of a row that says by when; without a column of that name only a cell that is nothing but a limit."""
    if when is not None:
        if len(row) == len(table.header):
            return row[when]
        return next((cell for cell in reversed(row) if _dates(mend(cell.text).text) or _limit(cell.text)), None)
    for cell in reversed(row):
        if len(cell.text) <= 40 and _has_cue(cell.text):
            return cell
    return None


def _has_cue(text: str) -> bool:
    text = mend(text).text
    return any(_cued(text, found) for found in _dates(text))


def _thing(table: Table, row: Sequence[Cell], when: Cell) -> Cell | None:
    column = _column(table.header, "thing_column")
    if column is not None and len(row) == len(table.header) and row[column] is not when:
        return row[column]
    others = [cell for cell in row if cell is not when and not SERIAL.match(cell.text)]
    return max(others, key=lambda cell: len(cell.text), default=None)


def _who(table: Table, row: Sequence[Cell]) -> str | None:
    column = _column(table.header, "who_column")
    return row[column].text if column is not None and len(row) == len(table.header) else None


# ------------------------------------------------------------------------------ prose


@lru_cache(maxsize=4096)
def _dates(text: str) -> tuple[FoundDate, ...]:
    return tuple(find_dates(text)) if DIGIT.search(text) else ()


def _prose(view: View, paragraph: Paragraph) -> Iterator[Deadline]:
    run = flow(view, paragraph.span)
    for sentence in sentences(run.text):
        mended = mend(sentence.of(run.text))
        text = mended.text
        found = _dates(text)
        for k, day in enumerate(found):
            if view.own_date is not None and len(view.own_date) == 10 and day.value < view.own_date[: len(day.value)]:
                continue  # past when the paper was written
            cued = _cued(text, day) or (k > 0 and _extends(text) and _joined(text, found[k - 1], day))
            if not cued or _period(text, found, k) or not _binding(text, day.span):
                continue
            yield _deadline(paragraph, run, sentence, mended.span(day.span), day.value, None)
        for limit, rule in _limits(text) if duties(text) else ():
            if not any(d.span.overlaps(limit) for d in found):
                yield _deadline(paragraph, run, sentence, mended.span(limit), None, rule)


def _deadline(
    paragraph: Paragraph, run: Flow, sentence: Span, where: Span, date: str | None, rule: str | None
) -> Deadline:
    """One limit that stands at ``where`` in a sentence: the clause round it is what is to be done."""
    text = sentence.of(run.text)
    laid = [d for d in duties(text) if d.span.covers(where)]
    clause = laid[0].span if laid else next((c for c in clauses(text) if c.covers(where)), Span(0, len(text)))
    who = collapse(laid[0].who.of(text)) if laid and laid[0].who else None
    if paragraph.part == "instruction":
        who = recipient(run.text, sentence.start + where.start) or who
    return Deadline(
        date=date,
        rule=rule,
        text=collapse(clause.of(text)),
        who=who,
        paragraph=paragraph.label,
        confidence=0.85 if laid else 0.7,
        evidence=(at(run.span(sentence.start + clause.start, sentence.start + clause.end)),),
    )


LAST_DATE = (
    r"\b(?:last|final|closing|due|target|cut-?\s?off)\s+date\s+(?:for|of)\s[^.;]{2,80}?\s"
    r"(?:is|(?:may|shall|should|will)\s+be\s+read\s+as|shall\s+be|will\s+be|has\s+been|stands?|being)(?:\s+(?:now|hereby|further))?"
    r"(?:\s+(?:fixed|extended|notified|postponed|revised|set)(?:\s+(?:as|to|till|up\s?to|on|for))?)?"
    r"|अ(?:ं|न्)तिम\s(?:तिथि|तारीख|दिनांक)\s[^।]{0,40}?(?:बढ़ाकर|बढ़ाकर|बढाकर|बढ़ा\sकर|बढ़ा\sकर|बढ़ाते\sहुए|विस्तारित\s(?:कर|करते\sहुए))"
)
"""The last date as a fact: "The last date for receipt of claims is …", "अंतिम तिथि बढ़ाकर …"."""
EFFECT_AFTER = (
    r"से\s+(?:ही\s+)?(?:लागू|प्रभावी|प्रवृत्त|प्रभावशील|क्रियाशील|प्रारम्भ|प्रारंभ)\s+"
    r"(?:हो(?:ग|ं?गे|ंग)|होंग|रहे|मान[ाीे]\s+जा|समझ[ाीे]\s+जा|की\s+जा|किय[ाे]\s+जा)"
)
EXTENDED_FROM = regex.compile(r"\s*(?:को|से)\s+(?:बढ़ा|बढ़ा|बढा|विस्तारित|आगे\s+बढ़)")
"""The limit that was: "अन्तिम तिथि 10.12.2031 से बढ़ाकर 15.12.2031 की जाती है"."""
READ_INSTEAD = regex.compile(r"[^।.;]{0,24}?\s?(?:के\s+(?:स्थान|बजाय)|की\s+जगह)(?![\p{L}\p{M}])")
"""The limit that stood there: "अंतिम तिथि 30.9.2031 के स्थान पर 10.10.2031 पढ़ा जावे"."""
LAST_DATE_SAID = regex.compile(LAST_DATE + r"[^.।]{0,30}$", regex.IGNORECASE)
FIXED_BEHIND = regex.compile(r"\s*(?:को\s+)?(?:निर्धारित|नियत|निश्चित|तय|घोषित)\s+(?:की|किया|कर)")
FUTURE_HI = regex.compile(r"(?:े|ए|ो)[ंँ]?(?:गा|गी|गे|गें|गीं)(?![\p{L}\p{M}])")


@cache
def _before() -> regex.Pattern[str]:
    cue = lexicon().alternation("deadline_before")
    effect = lexicon().alternation("effect_from")
    return compiled(
        rf"(?:{cue}|{effect}|{LAST_DATE})\s*(?::|-|–)?\s*(?:the\s+|dated\s+|दिनांक\s*:?\s*|positively\s+)?"
        rf"(?:close of (?:business|office)(?: hours)? on\s+)?{HOUR}$",
        regex.IGNORECASE,
    )


@cache
def _after() -> regex.Pattern[str]:
    return compiled(
        rf"\s*(?:\((?:[^()]{{0,25}})\)\s*)?(?:(?:को|की|के)?\s*(?:सायं|प्रातः|अपरान्ह|अपराह्न|शाम)?\s*\p{{Nd}}{{1,2}}(?:[:.]\p{{Nd}}{{2}})?\s*बजे\s*)?(?:(?!तक\s+(?:का|की|के)\s){lexicon().alternation('deadline_after')}|{lexicon().alternation('effect_after')}|{EFFECT_AFTER})",
        regex.IGNORECASE,
    )


STATE_BY_THEN = regex.compile(
    r"(?<!\b(?:be|been|being|is|are|was|were|get|duly)\s+(?:\p{L}+ly\s+)?)"
    r"\b(?:likely\s+to\s+\p{L}+|arising|arisen|accrued|received|registered|pending|existing|outstanding|available|occurring"
    r"|appointed|enrolled|retiring|retired|sanctioned|issued|reported|incurred|cases|claims|bills|arrears|dues|pendency)\s+(?:up\s?to|till|until|as\s+on)\s+(?:the\s+)?$",
    regex.IGNORECASE,
)
"""What holds by then and is not to be done by then: "vacancies likely to arise upto", "applications received till"."""


@cache
def _listed() -> regex.Pattern[str]:
    """An item of a schedule: "Last date for payment of the fee by the colleges concerned - 13.12.2010"."""
    label = rf"[^\p{{L}}]{{0,8}}{lexicon().alternation('schedule_label')}\s"
    return compiled(rf"{label}[^\n:]{{3,400}}?\s*[-–—:]+\s*$", regex.IGNORECASE)


def _cued(text: str, day: FoundDate) -> bool:
    """Whether a word of limit stands before the date, or behind it in Hindi."""
    if not text[day.span.end :].strip(" .") and _listed().match(text[: day.span.start]):
        return True
    if EXTENDED_FROM.match(text, day.span.end) or READ_INSTEAD.match(text, day.span.end):
        return False
    if STATE_BY_THEN.search(text[max(0, day.span.start - 60) : day.span.start]):
        return False
    return bool(
        _before().search(text[max(0, day.span.start - 140) : day.span.start]) or _after().match(text, day.span.end)
    )


def _period(text: str, found: Sequence[FoundDate], k: int) -> bool:
    """The date ends (or begins) a stretch of time: "from 1.4.2016 to 31.3.2017", "1.4.2016 से 31.3.2017 तक"."""
    day = found[k]
    if lexicon().pattern("effect_from").search(text[max(0, day.span.start - 60) : day.span.start]):
        return False
    if _extends(text):
        # "from 5th May to 9th May" in an extension: the later one is the new limit.
        return k + 1 < len(found) and bool(_joined(text, day, found[k + 1]))
    if regex.search(
        r"(?i)(?:period|financial year|year|अवधि)\s+(?:ending|ended|up\s?to|till|समाप्त)?\s*(?:on\s+)?(?:the\s+)?$",
        text[: day.span.start],
    ):
        return True
    return (
        k > 0
        and _joined(text, found[k - 1], day)
        and bool(FROM.search(text[: found[k - 1].span.start]) or regex.match(r"\s*से\s", text[found[k - 1].span.end :]))
    )


def _extends(text: str) -> bool:
    return regex.search(r"(?i)extend|postpone|बढ़|बढा|वृद्धि|विस्तारित", text) is not None


def _joined(text: str, one: FoundDate, other: FoundDate) -> bool:
    between = text[one.span.end : other.span.start]
    return regex.fullmatch(r"(?i)\s*(?:to|till|up\s?to|until|and|से|-|–)\s*(?:the\s+|दिनांक\s*)?", between) is not None


def _binding(text: str, day: Span) -> bool:
    if LAST_DATE_SAID.search(text, 0, day.start):
        return True
    if FIXED_BEHIND.match(text, day.end) and _before().search(text[max(0, day.start - 140) : day.start]):
        return True  # "अन्तिम तिथि 15 नवम्बर, 2023 निर्धारित की गई है"
    if any(0 <= day.start - hit.span.end <= 8 for hit in lexicon().find("extended", text, 0, day.start)):
        return True  # "… vide which all were directed to report by …, the last date has been extended upto 16.10.2023"
    if lexicon().pattern("past_sign").search(text) or (PAST_HI.search(text) and not _extends(text)):
        return False
    return lexicon().pattern("deadline_sign").search(text) is not None or FUTURE_HI.search(text) is not None


# ------------------------------------------------------------------------------ relative and recurring


@cache
def _shapes() -> tuple[regex.Pattern[str], ...]:
    words = lexicon()
    in_words = rf"{words.alternation('count_word')}(?:[\s-]{words.alternation('count_word')})?"
    count = rf"(?:\p{{Nd}}{{1,3}}|{in_words})(?:\s+and\s+a\s+half)?(?:\s*\([^()]{{1,20}}\))?"
    unit = words.alternation("time_unit")
    issue = (
        r"(?:\s+(?:of|from)\s+(?:the\s+)?(?:date\s+of\s+)?"
        r"(?:issue|receipt|publication|notification|commencement|joining|completion|(?<=\bdate\s{1,3}of\s{1,3})\p{Ll}+)"
        r"(?:\s+of\s+(?:this|the|these)\s+\p{L}+)?)?"
    )
    every = words.alternation("recurring")
    ordinal = r"\p{Nd}{1,2}(?:st|nd|rd|th)?"
    month = words.alternation("month")
    weekday = words.alternation("weekday")
    nth = words.alternation("nth_word")
    hour = r"\p{Nd}{1,2}(?:[:.]\p{Nd}{2})?\s*(?:hrs\.?|hours|noon|[ap]\.?\s?m\.?)"
    by_hour = rf"(?:\s+(?:by|before|latest\s+by)\s+{hour})?"
    yearless = rf"(?:{ordinal}\s*(?:of\s+)?{month}|{month}\s*{ordinal})(?!,?\s*(?:of\s+)?['’]?\p{{Nd}})"
    return (
        compiled(rf"within\s+(?:a\s+(?:period|maximum)\s+of\s+)?{count}\s*{unit}{issue}", regex.IGNORECASE),
        compiled(rf"(?:not\s+later\s+than|latest\s+by)\s+{count}\s*{unit}{issue}", regex.IGNORECASE),
        compiled(rf"{count}\s*{unit}\s*(?:{words.alternation('within_after')})", regex.IGNORECASE),
        compiled(
            rf"(?:on or before|by|before|on|latest by|not later than)\s+(?:the\s+)?{ordinal}\s+"
            rf"(?:day\s+|working\s+day\s+)?(?:of\s+)?{every}",
            regex.IGNORECASE,
        ),
        # "every Monday by 5 p.m.", "by the last working day of every month", "on the first Monday of each month"
        compiled(rf"(?:(?:by|before|on)\s+)?(?:every|each)\s+{weekday}{by_hour}", regex.IGNORECASE),
        compiled(
            rf"(?:every\s+day|daily|every\s+evening|every\s+morning)(?={by_hour}){by_hour}(?<=\p{{Nd}}.{{0,9}})",
            regex.IGNORECASE,
        ),
        compiled(
            rf"(?:on\s+or\s+before|by|before|on|latest\s+by|not\s+later\s+than)\s+(?:the\s+)?"
            rf"(?:{nth}(?:\s+(?:{weekday}|(?:working\s+)?(?:day|week)))?|{weekday})\s+(?:of\s+)?{every}",
            regex.IGNORECASE,
        ),
        # A day without a year: every year's, or the year goes without saying.
        compiled(
            rf"(?:by|before|till|up\s?to|on or before|latest by|not later than)\s+(?:the\s+)?{yearless}(?:\s+{every})?",
            regex.IGNORECASE,
        ),
        compiled(rf"(?:{every}\s*(?:की|के)?\s*)?{yearless}\s*(?:तक|से पूर्व|के पूर्व|से पहले)", regex.IGNORECASE),
        compiled(rf"{every}\s*(?:की|के)?\s*{ordinal}\s*(?:तारीख|तिथि|दिनांक)?\s*(?:तक|से पूर्व|से पहले|को)", regex.IGNORECASE),
    )


LOOSE = regex.compile(r"(?:वर्ष|माह|मास|पूर्व|तक)\s*(?:में|पूर्व|तक)?$")


def _limits(text: str) -> Iterator[tuple[Span, str]]:
    """Relative and recurring limits as printed."""
    words = lexicon()
    told = ("count_word", "recurring", "weekday")
    if not DIGIT.search(text) and not any(words.pattern(group).search(text) for group in told):
        return
    taken: list[Span] = []
    for k, shape in enumerate(_shapes()):
        for found in shape.finditer(text):
            span = Span(found.start(), found.end())
            if k == 2 and regex.search(r"(?:पूर्व|तक)$", found.group()):
                continue
            if any(span.overlaps(t) for t in taken):
                continue
            taken.append(span)
            yield span, collapse(" ".join((*_counted_from(text[: span.start]), found.group())))


@cache
def _event() -> regex.Pattern[str]:
    return compiled(
        rf"(?P<e>(?:[\p{{Devanagari}}]+\s+){{1,6}}{lexicon().alternation('event_day')}\s+से)(?P<rest>\s[^।;]{{0,100}})?$"
    )


def _counted_from(before: str) -> tuple[str, ...]:
    """The event in front of a limit from whose day it counts: "अनुमोदन प्राप्त होने की तिथि से … 60 दिन में"."""
    found = next((f for f in _event().finditer(before[-220:])), None)
    if found is None:
        return ()
    return (found["e"], "…") if (found["rest"] or "").strip() else (found["e"],)


def _limit(text: str) -> str | None:
    """The relative limit that a table's cell prints, if it prints one."""
    return next((rule for _, rule in _limits(text)), None)
