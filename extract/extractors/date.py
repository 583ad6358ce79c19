"""The paper's own date, with its basis.

Dated Chandigarh the 24th February, 2026         Date:19th August, 2025        जयपुर, दिनांक: यथा ई-हस्ताक्षर
Dated: March, 2026  (the day comes from the digital signature "Date: 03-03-2026")     संख्या 5(1) तद्दिनांक
"""

from __future__ import annotations

import regex

from extract.confidence import confidence
from extract.cues import cue_reader
from extract.dates import FoundDate, find_dates
from extract.lexicon import lexicon
from extract.misprints import misread_years
from extract.numbers import find_numbers
from extract.record import DateBasis, Field
from extract.view import Line, View, at
from ingest.document import Span

LINE = 40
"""How far behind its line a closing formula's date may stand (characters)."""
REST_OF_DATE = regex.compile(r".{0,8}$|\W*\p{L}[\p{L}\p{M}]{2,9}\W{1,3}\d{4}\W*$")


def date(
    view: View, above: Field | None = None, above_basis: DateBasis | None = None
) -> tuple[Field | None, DateBasis | None]:
    """The date and its basis. ``above`` is the date of the letter that an endorsement stands under."""
    words = lexicon()
    month: FoundDate | None = None
    dated = _labelled_first(view.zone("date_line", "number_line"))
    titled = [line.index for line in view.zone("title")]
    for zones in (("date_line", "number_line"), ("letterhead", "title", "sender_block")):
        for line in dated if zones[0] == "date_line" else view.zone(*zones):
            below = any(other.index > max(titled[:1], default=0) for other in dated if other.index > line.index)
            if words.pattern("weekday").search(line.text) and titled and line.index < titled[0] and below:
                continue  # a gazette prints its own day with the day of the week above what it publishes
            found = find_dates(view.text, line.span.start, _end(view, line))
            if not found and words.pattern("date_label").search(line.text):
                found = misread_years(view.text, Span(line.span.start, _end(view, line)), view.span)
            if zones[0] == "date_line" and line.zone == "number_line":
                # behind the number, and a date with its label before a stamp's
                found = [d for told in (True, False) for d in found[::-1] if _has_label(view, line, d) is told]
            for one in found:
                if one.precision == "day":
                    return _field(view, one, "labelled" if zones[0] == "date_line" else "placed"), "printed"
                month = month or one
            if above is not None and not found:
                span = _same_date(view, line)
                if span is not None:
                    return (
                        Field(value=above.value, printed=span.of(view.text), confidence=confidence("inherited"),
                              evidence=(at(span), *above.evidence)),
                        above_basis,
                    )  # fmt: skip
    signed = _signed(view)
    if signed is not None and (month is None or signed.value.startswith(month.value)):
        if month is None:
            return _field(view, signed, "placed"), "digital_signature"
        return (
            Field(value=signed.value, printed=month.span.of(view.text), confidence=confidence("labelled"),
                  evidence=(at(month.span), at(signed.span))),
            "digital_signature",
        )  # fmt: skip
    if month is not None:
        return _field(view, month, "labelled"), "printed"
    foot = _at_foot(view) or _given(view) or _beside_post(view)
    if foot is not None:
        return _field(view, foot, "placed"), "printed"
    return None, None


def _same_date(view: View, line: Line) -> Span | None:
    """Where "of the same date" stands, a letter of it perhaps misread."""
    for pattern in (lexicon().pattern("same_date"), cue_reader().same_date_misread):
        if found := pattern.search(view.text, line.span.start, line.span.end):
            return Span(found.start(), found.end())
    return None


def _labelled_first(lines: tuple[Line, ...]) -> list[Line]:
    """A bare date at the top may be a stamp: it waits for a line that has a date's label or a number."""
    label = lexicon().pattern("date_label")
    return sorted(lines, key=lambda line: "bare_date" in cue_reader().of(line) and not label.search(line.text))


def _has_label(view: View, line: Line, date: FoundDate) -> bool:
    before = view.text[max(line.span.start, date.span.start - 24) : date.span.start]
    label = list(lexicon().find("date_label", before))
    return bool(label) and not regex.search(r"\p{N}", before[label[-1].span.end :])


def _end(view: View, line: Line) -> int:
    """The end of the date's line, or of the next where that holds only the year, or month and year."""
    below = next((other for other in view.lines if other.index == line.index + 1), None)
    if below is not None and below.zone == line.zone == "date_line" and REST_OF_DATE.match(below.text):
        return below.span.end
    return line.span.end


def _field(view: View, found: FoundDate, strength: str) -> Field:
    return Field(
        value=found.value,
        printed=found.span.of(view.text),
        confidence=confidence("doubtful" if found.doubtful else strength),  # type: ignore[arg-type]
        candidates=found.candidates,
        evidence=(at(found.span),),
    )


def _signed(view: View) -> FoundDate | None:
    """The date of a digital signature: the first full date below its label."""
    words = lexicon()
    lines = view.zone("signature", "closing")
    for k, line in enumerate(lines):
        if words.pattern("digital_signature").search(line.text):
            for below in lines[k : k + 5]:
                for found in find_dates(view.text, below.span.start, below.span.end):
                    if found.precision == "day":
                        return found
    return None


def _given(view: View) -> FoundDate | None:
    """The day in "Given under my hand and seal on this 14th day of April, 2022", by which orders and notices close."""
    for line in reversed(view.zone("body", "signature", "closing")):
        said = lexicon().pattern("given_under").match(line.text.strip())
        if said:
            found = find_dates(view.text, line.span.start, min(line.span.end + LINE, view.span.end))
            return next((d for d in found if d.precision == "day"), None)
    return None


def _beside_post(view: View) -> FoundDate | None:
    """Typed at the left of the post that signs, on its line: "2nd February, 2009          Controller of Ponds"."""
    for line in view.zone("signature"):
        right = next((other for other in view.lines if other.index == line.index + 1), None)
        if right is None or not right.beside or "designation" not in cue_reader().of(right):
            continue
        if "bare_date" in cue_reader().of(line) and regex.search(r"\p{L}{3}", line.text):
            return next(iter(find_dates(view.text, line.span.start, line.span.end)), None)
    return None


def _at_foot(view: View) -> FoundDate | None:
    """ "Place: …  Date: …" below the signature, labelled."""
    words = lexicon()
    for line in view.zone("signature", "closing", "footer", "addressee", "enclosure"):
        numbered = any(n.label is not None for n in find_numbers(view.text, line.span.start, line.span.end))
        if numbered or words.pattern("date_label").match(line.text.lstrip(" -–(")):
            for found in find_dates(view.text, line.span.start, line.span.end):
                if found.precision == "day":
                    return found
    return None
