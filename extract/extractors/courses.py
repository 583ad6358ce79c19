"""Lists of courses: which course, for whom, at which length of service, mandatory or optional."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import regex

from extract.compiled import compiled
from extract.lexicon import lexicon
from extract.normalise import ascii_digits, collapse
from extract.record import Course, ServiceYears
from extract.tables import SERIAL
from extract.view import Cell, Table, View, at

LETTER_FOR_DIGIT = regex.compile(
    r"(?<![\p{L}\p{N}])(?:[OolI]\d|\d[OolI]|[OlI](?=\s?[-–]\s?\d))(?![\p{L}\p{N}])|(?<=\d\s?[-–]\s?)[OlI](?!\p{L})"
)
GLUED_YEARS = regex.compile(
    r"(?<=वर्ष)(?=(?:की|से|तक)(?![\p{L}\p{M}]))|(?<=अधिक)(?=एवं|सेवा|और|तथा)|(?<=\d)(?=वर्ष|years?\b)"
)
AS_DIGITS = str.maketrans("OolI", "0011")
N = r"(?<!\d)(\d{1,2}(?:\.\d)?)(?!\d)"


def courses(view: View, tables: Sequence[Table]) -> tuple[Course, ...]:
    """The rows of every table whose header or heading speaks of courses or training."""
    out: list[Course] = []
    for table in tables:
        if _speaks_of_courses(table):
            out.extend(_rows(table))
    return tuple(out)


def _speaks_of_courses(table: Table) -> bool:
    said = lexicon().pattern("course_word")
    if any(said.search(cell.text) for cell in table.header):
        return True
    return any(len(row) == 1 and said.search(row[0].text) for row in table.rows)


def _rows(table: Table) -> list[Course]:
    name_at = _named(table.header, "course_column")
    need_at = _named(table.header, "requirement_column")
    out: list[Course] = []
    heading: Cell | None = None
    for row in table.rows:
        if len(row) == 1:
            heading = row[0]
            continue
        whole = len(row) == len(table.header)
        need = row[need_at] if whole and need_at is not None else None
        requirement = _requirement(need.text) if need else None
        if requirement is None:
            need = next((c for c in reversed(row) if len(c.text) <= 40 and _requirement(c.text)), None)
            requirement = _requirement(need.text) if need else None
        others = [c for c in row if c is not need and not SERIAL.match(c.text)]
        name = row[name_at] if whole and name_at is not None else max(others, key=lambda c: len(c.text), default=None)
        if name is None or not any(ch.isalpha() for ch in name.text):
            continue
        audience = audience_of(heading.text) if heading else None
        evidence = [at(name.span)]
        if need is not None and need is not name:
            evidence.append(at(need.span))
        if heading is not None:
            evidence.append(at(heading.span))
        out.append(
            Course(
                name=name.text,
                requirement=requirement,
                audience=audience,
                service=service_of(audience) if audience else None,
                service_years=service_years(audience) if audience else None,
                confidence=0.95 if name_at is not None and requirement else 0.8,
                evidence=tuple(evidence),
            )
        )
    return out


def _named(header: Sequence[Cell], group: str) -> int | None:
    hits = [
        (len(found.group()), -k)
        for k, cell in enumerate(header)
        if (found := lexicon().pattern(group).search(cell.text))
    ]
    return -max(hits)[1] if hits else None


def _requirement(text: str) -> Literal["mandatory", "optional"] | None:
    values = {hit.value for hit in lexicon().find("requirement", text)}
    if "optional" in values:
        return "optional"
    return "mandatory" if "mandatory" in values else None


def audience_of(heading: str) -> str | None:
    """The group that a band heading names: "IAS officers with 0-9 year of Service" of "Course prescribed for …"."""
    text = collapse(heading).strip(" :-–.")
    # A label, but not the "0-" of "0-9 years".
    text = regex.sub(r"^\(?(?:[A-Z]|[IVX]{1,4}|\p{Nd}{1,2}|[क-ह])(?:[.):]|[-–](?!\s?\p{Nd}))\s*", "", text)
    lead = lexicon().match("audience_lead", text)
    if lead is not None:
        text = text[lead.span.end :].strip(" :-–")
    tails = list(lexicon().find("audience_tail", text))
    tail = tails[-1] if tails else None
    if tail is not None and not text[tail.span.end :].strip(" :-–."):
        text = text[: tail.span.start].strip()
    return text or None


def service_of(audience: str) -> str | None:
    """The service that an audience prints, as printed."""
    hit = next(iter(sorted(lexicon().find("service_name", audience), key=lambda h: -len(h.span))), None)
    return hit.span.of(audience) if hit else None


@cache
def _bands() -> tuple[tuple[regex.Pattern[str], tuple[str, ...]], ...]:
    words = lexicon()
    year = words.alternation("years_word")
    maybe = rf"(?:\s*{year})?"
    above, upto = words.alternation("years_above"), words.alternation("years_upto")
    more = words.alternation("years_onwards")
    above_hi, upto_hi = words.alternation("years_above_after"), words.alternation("years_upto_after")
    to = rf"(?:to|-|–|and|&|,|एवं|और|तथा|व|से|{words.alternation('years_to')})"
    shapes = (
        (rf"{above}\s*{N}{maybe}(?:\s*{to})?(?:\s*{upto}|\s*to)?\s*{N}\s*{year}?", ("above", "to")),
        (rf"{N}{maybe}\s*{above_hi}\s*(?:{to}|किन्तु|परन्तु|लेकिन)?\s*{N}{maybe}(?:\s*{upto_hi})?", ("above", "to")),
        (rf"{N}{maybe}\s*(?:of\s+service\s+)?(?:की\s+सेवा\s+)?{more}", ("from",)),
        (rf"{above}\s*{N}\s*{year}", ("above",)),
        (rf"{N}\s*{year}\s*{above_hi}", ("above",)),
        (rf"{year}\s*(?:of\s+service\s*)?[:(\[-]*\s*{N}\s*{to}\s*(?:{upto}\s*)?{N}", ("from", "to")),
        (rf"(?:between\s+)?{N}{maybe}\s*{to}\s*(?:{upto}\s*)?{N}\s*{year}", ("from", "to")),
        (rf"{upto}\s*{N}\s*{year}", ("to",)),
        (rf"{N}\s*{year}\s*(?:की\s+सेवा\s+)?{upto_hi}", ("to",)),
    )
    return tuple((compiled(shape, regex.IGNORECASE), names) for shape, names in shapes)


def service_years(audience: str) -> ServiceYears | None:
    """ "above 9 to 16 years" → above 9, to 16; "25 years and above" → from 25; None where no band is printed."""
    text = LETTER_FOR_DIGIT.sub(lambda f: f.group().translate(AS_DIGITS), ascii_digits(audience))
    text = GLUED_YEARS.sub(" ", text)
    for shape, names in _bands():
        found = shape.search(text)
        if found is not None:
            numbers = dict(zip(names, (float(g) for g in found.groups() if g is not None), strict=False))
            return ServiceYears(above=numbers.get("above"), from_=numbers.get("from"), to=numbers.get("to"))
    return None
