"""What is set: letters that `corpus.generate` invents, bilingual papers in two columns, tables of offices."""

from __future__ import annotations

import datetime as dt
import random
from typing import Literal

import regex

from corpus.generate.bundle import document
from corpus.generate.parts import Half, Lang, parts
from corpus.generate.styles import DEVANAGARI, EN_STYLES, HI_STYLES, date_text
from corpus.pages.typeset import Align, Block, Columns, Table, Text

Content = Literal["letter", "columns", "ruled", "unruled", "over_pages"]
CONTENTS: tuple[Content, ...] = ("letter", "columns", "ruled", "unruled", "over_pages")

_WIDE = regex.compile(r"\t+|[^\S\n]{3,}")
_MARK = regex.compile(r"^\s*(?:\(?[\p{Nd}ivxa-z]{1,4}[.)]\)?|[-•*])\s")
_CELLS = regex.compile(r"\t| \| ")
_JOINED = ("body", "copy_list", "subject", "annexure", "mail_body")

_WORDS: dict[Lang, dict[str, tuple[str, ...]]] = {
    "en": {
        "officers": ("Sl. No.", "Name of the officer", "Present posting", "Date of joining"),
        "dues": ("S. No.", "Name of work", "Sanctioned amount (Rs.)", "Last date"),
        "periods": ("S.No.", "Item", "From", "To", "Amount"),
        "merged": ("Period",),
        "heads": ("Annexure", "Statement", "Schedule"),
        "posted": ("Accounts Branch", "Head Office", "Stores", "Legal Cell", "Planning Wing", "Training Centre",
                   "Audit Party No. 3", "Sub Division II", "Record Room", "Computer Cell"),
    },
    "hi": {
        "officers": ("क्र.सं.", "अधिकारी का नाम", "वर्तमान पदस्थापन", "कार्यग्रहण तिथि"),
        "dues": ("क्रमांक", "कार्य का नाम", "स्वीकृत राशि (रू.)", "अंतिम तिथि"),
        "periods": ("क्र.सं.", "विवरण", "दिनांक से", "दिनांक तक", "राशि"),
        "merged": ("अवधि",),
        "heads": ("अनुलग्नक", "विवरणी", "समय सारणी"),
        "posted": ("लेखा शाखा", "मुख्यालय", "भण्डार", "विधि प्रकोष्ठ", "योजना अनुभाग", "प्रशिक्षण केन्द्र", "अंकेक्षण दल 3",
                   "उपखण्ड द्वितीय", "अभिलेख कक्ष", "कम्प्यूटर प्रकोष्ठ"),
    },
}  # fmt: skip


def blocks(seed: int, index: int, content: Content, lang: Lang, half: Half) -> list[Block]:
    """The blocks of one paper. The same arguments give the same blocks."""
    rng = random.Random(f"{seed}/{index}/{content}/{lang}/blocks")
    if content == "letter":
        return _letter(_bundle_text(seed, index, lang, half), rng)
    if content == "columns":
        return _columns(seed, index, half, rng)
    over = content == "over_pages"
    ruled = content == "ruled" or (over and rng.random() < 0.6)
    return [*_opening(seed, index, lang, half, rng), _table(rng, lang, half, ruled, over), *_closing(lang, rng)]


# ------------------------------------------------------------------------------------ letters


def _bundle_text(seed: int, index: int, lang: Lang, half: Half) -> list[tuple[str, str]]:
    """(zone, line) of the first invented bundle from ``index`` on whose first paper is in ``lang`` and no e-mail."""
    for step in range(200):
        made = document(seed, 1000 * index + step, half)
        first = made.gold["communications"][0]
        if first["language"] != lang or first["kind"] == "email":
            continue
        lines = made.text.split("\n")
        return [(zone, lines[number - 1]) for number, zone, _, _ in made.zones]
    raise AssertionError("two hundred bundles and none in this language")


def _letter(lines: list[tuple[str, str]], rng: random.Random) -> list[Block]:
    centre = rng.random() < 0.7
    body: Align = rng.choice(("justify", "left"))
    far = rng.random() < 0.7
    indent = rng.choice((0.0, 0.0, 3.0))
    out: list[Block] = []
    gap = 0.0
    for zone, text in _joined(lines):
        if not text.strip():
            gap = 0.6
            continue
        if _CELLS.search(text.strip()) and zone in ("table", "annexure"):
            row = tuple(c.strip() for c in _CELLS.split(text.strip()))
            last = out[-1] if out else None
            if isinstance(last, Table) and gap == 0.0:
                out[-1] = Table((*last.rows, row), last.ruled)
            else:
                out.append(Table((row,), ruled=rng.random() < 0.7))
            gap = 0.0
            continue
        pieces = tuple(p.strip() for p in _WIDE.split(text.strip()) if p.strip())
        align: Align = "left"
        if zone in ("letterhead", "title"):
            align = "centre" if centre else "left"
        elif zone in ("signature", "closing") and far:
            align = "far"
        elif zone in ("body", "copy_list"):
            align = body
        bold = zone in ("title", "letterhead", "subject") and rng.random() < 0.5
        first = indent if zone == "body" and not _MARK.match(text) else 0.0
        out.append(Text(pieces, align, bold, first, gap))
        gap = 0.0
    return out


def _joined(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lines that the transcript wrapped are one paragraph again."""
    out: list[tuple[str, str]] = []
    for zone, text in lines:
        before = out[-1] if out else ("", "")
        goes_on = before[1] and text.strip() and zone == before[0] and zone in _JOINED and not _MARK.match(text)
        if goes_on and len(before[1].rsplit("\n", 1)[-1]) > 60 and not _CELLS.search(text):
            out[-1] = (zone, f"{before[1]}\n{text.strip()}")
        else:
            out.append((zone, text))
    return [(zone, text.replace("\n", " ")) for zone, text in out]


# -------------------------------------------------------------------------------- two columns


def _columns(seed: int, index: int, half: Half, rng: random.Random) -> list[Block]:
    """A bilingual paper: Hindi left, English right, or one language in both."""
    langs: tuple[Lang, Lang] = rng.choice((("hi", "en"), ("hi", "en"), ("en", "en"), ("hi", "hi")))
    sides = []
    for number, lang in enumerate(langs):
        lines = _bundle_text(seed, index + 7 * number + 500, lang, half)
        said = [text for zone, text in _joined(lines) if zone in ("subject", "body") and text.strip()]
        sides.append(tuple(Text((_flat(text),), "left", space=0.4) for text in said[:9]))
    lines = _bundle_text(seed, index, langs[0], half)
    head = [_flat(text) for zone, text in lines if zone in ("letterhead", "title") and text.strip()][:4]
    return [
        *(Text((text,), "centre", bold=True) for text in head),
        Columns(sides[0], sides[1], rule=rng.random() < 0.3),
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


# -------------------------------------------------------------------------------------- tables


def _opening(seed: int, index: int, lang: Lang, half: Half, rng: random.Random) -> list[Block]:
    lines = _bundle_text(seed, index, lang, half)
    head = [_flat(text) for zone, text in lines if zone == "letterhead" and text.strip()][:3]
    body = [_flat(text) for zone, text in _joined(lines) if zone == "body" and text.strip()]
    label = f"{rng.choice(_WORDS[lang]['heads'])} {rng.choice('AB123')}"
    return [
        *(Text((text,), "centre", bold=True) for text in head),
        *(Text((text,), "justify", space=0.6) for text in body[: rng.randint(1, 2)]),
        Text((label,), "centre", bold=True, space=0.8),
    ]


def _closing(lang: Lang, rng: random.Random) -> list[Block]:
    said = ("By order", "(Controlling Officer)") if lang == "en" else ("आज्ञा से", "(नियंत्रण अधिकारी)")
    return [Text((text,), "far", space=1.0 if n == 0 else 0.0) for n, text in enumerate(said)]


def _table(rng: random.Random, lang: Lang, half: Half, ruled: bool, over: bool) -> Table:
    words, held = _WORDS[lang], parts(half)
    names = held.people["names"][lang]
    topics = held.words[lang]["topics"]["subject"]
    kind = rng.choice(("officers", "dues", "periods"))
    count = rng.randint(22, 34) if over else rng.randint(4, 11)
    style = rng.choice([s for s in (EN_STYLES if lang == "en" else HI_STYLES) if "th" not in s or lang == "en"])
    digits = lang == "hi" and rng.random() < 0.25
    serial = rng.choice(("{}.", "{}", "({})", "{})"))

    def day() -> str:
        said = date_text(dt.date(2016, 1, 1) + dt.timedelta(days=rng.randint(0, 3600)), style, lang)
        return said.removeprefix("the ")

    def amount() -> str:
        figure = rng.randint(1200, 9_99_999)
        tail = str(figure)[-3:]
        front = str(figure)[:-3]
        grouped = ",".join([*([front[:-2]] if front[:-2] else []), front[-2:], tail])
        return f"{grouped}.00" if paise else grouped

    paise = rng.random() < 0.3
    rows: list[tuple[str, ...]] = [words[kind]]
    for number in range(1, count + 1):
        mark = serial.format(number)
        row: tuple[str, ...]
        if kind == "officers":
            row = (mark, rng.choice(names), rng.choice(words["posted"]), day())
        elif kind == "dues":
            row = (mark, rng.choice(topics), amount(), day())
        else:
            row = (mark, rng.choice(topics), day(), day(), amount())
        rows.append(tuple(c.translate(DEVANAGARI) if digits else c for c in row))
    if ruled and not over and rng.random() < 0.25:
        band = "Group A" if lang == "en" else "वर्ग क"
        rows.insert(1 + count // 2, (band,))
    merged: tuple[tuple[str, int], ...] = ()
    if kind == "periods" and ruled and rng.random() < 0.6:
        merged = (("", 1), ("", 1), (words["merged"][0], 2), ("", 1))
    return Table(tuple(rows), ruled, 1, merged, repeat_header=over and rng.random() < 0.5)
