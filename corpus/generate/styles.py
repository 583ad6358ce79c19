"""Numbers, dates and numerals as offices print them."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.generate.parts import Half, Lang, of_half

MONTHS_EN = "January February March April May June July August September October November December".split()
MONTHS_HI = "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्टूबर नवम्बर दिसम्बर".split()
SAKA_EN = "Chaitra Vaisakha Jyaistha Asadha Sravana Bhadra Asvina Kartika Agrahayana Pausa Magha Phalguna".split()
SAKA_HI = "चैत्र वैशाख ज्येष्ठ आषाढ़ श्रावण भाद्रपद आश्विन कार्तिक अग्रहायण पौष माघ फाल्गुन".split()
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
HINDI_WORDS = ("एक", "दो", "तीन", "चार", "पांच", "छः", "सात", "आठ", "नौ", "दस")
SLOT = re.compile(r"yyyy|yy|dth|dd|d(?![a-z])|month|Mon|mm|m(?![a-z])")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@dataclass(frozen=True)
class PrintedDate:
    """``text`` as printed; ``iso`` what it says ("YYYY-MM-DD", "YYYY-MM" where only that is printed, or None)."""

    text: str
    iso: str | None


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def saka(day: dt.date) -> tuple[int, int, int]:
    """(year, month 1..12, day) of the Indian national calendar."""

    def new_year(year: int) -> dt.date:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return dt.date(year, 3, 21 if leap else 22)

    year = day.year if day >= new_year(day.year) else day.year - 1
    passed = (day - new_year(year)).days
    first = 31 if new_year(year).day == 21 else 30
    for month, length in enumerate([first, *[31] * 5, *[30] * 6], start=1):
        if passed < length:
            return year - 78, month, passed + 1
        passed -= length
    raise AssertionError("a Saka year has 365 or 366 days")


EN_STYLES = (
    "dd.mm.yyyy", "d.m.yyyy", "dth month, yyyy", "dd/mm/yyyy", "the dth month, yyyy", "dd-mm-yyyy", "month dd, yyyy",
    "dd month, yyyy", "d month yyyy", "dd-Mon-yyyy", "dth month yyyy", "dth day of month, yyyy", "d/m/yyyy", "dd.mm.yy",
)  # fmt: skip
HI_STYLES = (
    "dd.mm.yyyy", "dd month, yyyy", "dd/mm/yyyy", "d.m.yyyy", "०dd.mm.yyyy", "dd-mm-yyyy", "d month yyyy", "०dd month, yyyy",
    "०month, dd, yyyy", "dd month yyyy",
)  # fmt: skip


def date_text(day: dt.date, style: str, lang: Lang) -> str:
    """The words of ``style`` filled in; a leading "०" asks for Devanagari digits."""
    months = MONTHS_EN if lang == "en" else MONTHS_HI
    said = {
        "yyyy": str(day.year), "yy": f"{day.year % 100:02}", "dth": ordinal(day.day), "dd": f"{day.day:02}", "d": str(day.day),
        "mm": f"{day.month:02}", "m": str(day.month), "month": months[day.month - 1], "Mon": months[day.month - 1][:3],
    }  # fmt: skip
    out = SLOT.sub(lambda m: said[m[0]], style.removeprefix("०"))
    return out.translate(DEVANAGARI) if style.startswith("०") else out


def head_date(rng: random.Random, day: dt.date, lang: Lang, half: Half) -> PrintedDate:
    """The date at the head of a paper, now and then without its day."""
    if rng.random() < 0.04:
        month = f"{(MONTHS_EN if lang == 'en' else MONTHS_HI)[day.month - 1]}, {day.year}"
        return PrintedDate(month if rng.random() < 0.5 else f"     {month}", f"{day:%Y-%m}")
    style = rng.choice(of_half(list(EN_STYLES if lang == "en" else HI_STYLES), half))
    return PrintedDate(date_text(day, style, lang), day.isoformat())


def inner_date(rng: random.Random, day: dt.date, lang: Lang, half: Half) -> str:
    """A date inside a sentence."""
    styles = [s for s in of_half(list(EN_STYLES if lang == "en" else HI_STYLES), half) if not s.startswith("the")]
    return date_text(day, rng.choice(styles), lang)


def number(rng: random.Random, stem: str, year: int) -> str:
    """A reference number from its template."""
    out = stem.replace("{yyyy}", str(year), 1).replace("{yyyy}", str(year))
    out = out.replace("{yy}", f"{(year + 1) % 100:02}" if "{yyyy}-{yy}" in stem else f"{year % 100:02}")
    draws: dict[str, Callable[[], str]] = {
        "{n}": lambda: str(rng.randint(1, 48)),
        "{m}": lambda: str(rng.randint(100, 999)),
        "{k}": lambda: str(rng.randint(1000, 9999)),
        "{e}": lambda: str(rng.randint(100000, 9999999)),
        "{A}": lambda: rng.choice("ABCDEF"),
        "{R}": lambda: rng.choice(ROMANS[:4]),
        "{w}": lambda: rng.choice(HINDI_WORDS),
    }
    for slot, draw in draws.items():
        while slot in out:
            out = out.replace(slot, draw(), 1)
    return out
