"""The paragraphs of a paper as units with labels and Akoma Ntoso ids, read again from its own text.

A Reading labels what it found (duties, amendments); here every paragraph counts, also one that rules nothing, because
an amendment may touch any of them. Labels follow the papers ("3(vii)", "Annexure A, 6"); ids follow Akoma Ntoso
(``para_3__subpara_vii``, ``att_A__para_6``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from extract.record import Communication
from knowledge.identity import ROMAN, fold
from knowledge.papers import PaperView, paragraph_key
from knowledge.words import alternatives

LEVELS = ("para", "subpara", "point", "indent")
LABEL = regex.compile(
    r"^[ \t]*(?:[-*•][ \t]+)?(?:"
    r"(?P<dotted>\p{Nd}{1,2}(?:\.\p{Nd}{1,2}){1,3})[.)]?(?=[ \t])"
    r"|(?P<number>\p{Nd}{1,2}(?:-?[A-Z](?![\p{L}]))?)[ \t]?[.)](?!\p{Nd})(?=[ \t]|\p{L}|[\"“‘(]|$)"
    r"|\((?P<bnumber>\p{Nd}{1,2})\)(?=[ \t]|\p{L})"
    r"|\((?P<roman>[ivx]{1,5})\)|(?P<oroman>[ivx]{1,5})[.)](?=[ \t])"
    r"|\((?P<letter>[a-zA-Z]|[क-हअआइईउऊ])\)|(?P<oletter>[a-zA-Zक-ह])\)(?=[ \t])"
    r")[ \t]*"
)
ROW = regex.compile(r"\S\t+\S.*\t+\S|^\s*\|.*\|")
VARGA = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"


@dataclass(frozen=True)
class Unit:
    """One paragraph: ``path`` is its label in parts ("3", "vii"), the first part an annexure's name where it is one."""

    label: str | None
    path: tuple[str, ...]
    annexure: str | None
    text: str
    start: int
    """Offset into the text of the file."""

    @property
    def eid(self) -> str:
        return eid_of(self.path, self.annexure)


@dataclass(frozen=True)
class Mark:
    family: str
    printed: str
    value: int
    end: int


def parts_of(label: str) -> tuple[tuple[str, ...], str | None]:
    """ "Para 3 (vii)" → (("3", "vii"), None); "Annexure A, 6" → (("6",), "A")."""
    flat = " ".join(label.split())
    annexure = None
    head = regex.match(
        rf"\W*{alternatives('annexure')}\s*[-–]?\s*([\p{{L}}\p{{M}}\p{{N}}]{{0,4}})\s*,?\s*", flat, regex.I
    )
    if head:
        annexure, flat = head[1] or "1", flat[head.end() :]
    key = paragraph_key(flat)
    return tuple(p for p in key.split(".") if p), annexure


def eid_of(path: Iterable[str], annexure: str | None = None) -> str:
    """The Akoma Ntoso id of a paragraph; the whole body is "body"."""
    made = [f"att_{annexure}"] if annexure else []
    for depth, part in enumerate(path):
        made.append(f"{LEVELS[min(depth, len(LEVELS) - 1)]}_{part}")
    return "__".join(made) or "body"


def eid_of_label(label: str | None) -> str | None:
    """The id of a paragraph as papers cite it, or None where none is named."""
    if not label:
        return None
    path, annexure = parts_of(label)
    return eid_of(path, annexure) if path or annexure else None


def units_of(paper: PaperView) -> tuple[Unit, ...]:
    """The paragraphs of body and annexures in printed order; unnumbered ones count from 1 where none is numbered."""
    found = [u for start, end in stretches(paper) for u in split(paper.text[start:end], start)]
    body = [u for u in found if u.annexure is None and (u.path or len(u.text) > SALUTATION)]
    numbered = [u for u in body if u.path]
    opening = [u for u in body if not u.path]
    if not numbered:
        body = [replace(u, label=str(n), path=(str(n),)) for n, u in enumerate(opening, start=1)]
    elif opening and not any(u.path[0] == "1" for u in numbered):
        # An unnumbered opening paragraph is "1" where the next is "2".
        body = [replace(u, label="1", path=("1",)) if u is opening[-1] else u for u in body]
    return (*body, *(u for u in found if u.annexure is not None))


SALUTATION = 25
"""Unnumbered lines up to this length before the body are a salutation or a stray line, no paragraph."""


def stretches(paper: PaperView) -> list[tuple[int, int]]:
    """The body (from behind number, date and subject to the first signature) and the annexures behind it."""
    item = paper.item
    heads = [f.evidence[-1].end for f in (item.reference_no, item.date, item.subject) if f]
    firsts = [first for name in ("obligations", "amends", "deadlines") if (first := places(item, name)) is not None]
    limit = min(firsts, default=item.end)
    start = max([h for h in heads if item.start <= h <= limit], default=item.start)
    floor = max([start, *firsts])
    end = min([e.start for s in item.signatories for e in s.evidence[:1] if e.start > floor], default=item.end)
    behind = regex.search(annexure_line(), paper.text[end : item.end], regex.M | regex.I)
    return [(start, end)] + ([(end + behind.start(), item.end)] if behind else [])


def places(item: Communication, name: str) -> int | None:
    return min((e.start for found in getattr(item, name) for e in found.evidence), default=None)


def annexure_line() -> str:
    return rf"^\W*{alternatives('annexure')}\s*[-–]?\s*([\p{{Lu}}\p{{N}}]{{0,4}})\W*$"


def split(text: str, offset: int) -> list[Unit]:
    """The units of a stretch of text: a label opens one where its number can follow what stands before it."""
    made: list[Unit] = []
    open_: list[Mark] = []
    annexure: str | None = None
    path: tuple[str, ...] = ()
    lines: list[str] = []
    begun = offset
    at = offset

    def close() -> None:
        nonlocal lines
        # The bracket before the signatory's name is none of the paragraph's.
        body = " ".join(" ".join(lines).split()).strip("* ").removesuffix("(").rstrip()
        if body:
            made.append(Unit(label_of(path, annexure), path, annexure, body, begun))
        lines = []

    blank = False
    for line in text.split("\n"):
        heading = regex.match(annexure_line(), line, regex.I)
        # A row of a table is numbered, too, but belongs to the paragraph above it.
        mark = None if heading or ROW.search(line) else mark_of(line)
        if heading:
            close()
            annexure, path, open_, begun = heading[1] or "1", (), [], at
        elif mark is not None and follows(mark, open_):
            close()
            path, begun = tuple(m.printed for m in open_), at
            lines = [line[mark.end :]]
        elif blank and not path and line.strip():
            close()
            begun, lines = at, [line]
        else:
            lines.append(line)
        blank = not line.strip()
        at += len(line) + 1
    close()
    return made


def label_of(path: tuple[str, ...], annexure: str | None) -> str | None:
    if not path:
        return f"Annexure {annexure}" if annexure else None
    inner = path[0] + "".join(f".{p}" if p.isdecimal() and i == 0 else f"({p})" for i, p in enumerate(path[1:]))
    return f"Annexure {annexure}, {inner}" if annexure else inner


def mark_of(line: str) -> Mark | None:
    m = LABEL.match(line)
    if m is None:
        return None
    if m["dotted"]:
        parts = fold(m["dotted"]).split(".")
        return Mark("number" if parts[-1] == "0" else "dotted", ".".join(parts), int(parts[-1]), m.end())
    number = m["number"] or m["bnumber"]
    if number:
        digits = regex.match(r"\p{Nd}+", number)
        assert digits is not None
        return Mark("number" if m["number"] else "bnumber", fold(number), int(fold(digits[0])), m.end())
    roman = m["roman"] or m["oroman"]
    if roman and fold(roman) in ROMAN:
        return Mark("roman", fold(roman), ROMAN[fold(roman)], m.end())
    letter = m["letter"] or m["oletter"] or (roman if roman and len(roman) == 1 else None)
    if not letter:
        return None
    value = VARGA.find(letter) + 1 if letter in VARGA else ord(fold(letter)[0]) - ord("a") + 1
    return Mark("letter", fold(letter), value, m.end())


def follows(mark: Mark, open_: list[Mark]) -> bool:
    """Whether the label can stand here; if so the open levels are brought up to it."""
    if mark.family == "dotted":
        parts = mark.printed.split(".")
        if not open_ or open_[0].printed != parts[0]:
            if open_ and open_[0].family == "number" and int(parts[0]) not in (open_[0].value, open_[0].value + 1):
                return False
            open_[:] = [Mark("number", parts[0], int(parts[0]), 0)]
        del open_[1:]
        open_ += [Mark("dotted", p, int(p), 0) for p in parts[1:]]
        return True
    if mark.family == "roman" and len(mark.printed) == 1:
        # "(i)" behind "(h)" is a letter.
        above = next((o for o in reversed(open_) if o.family in ("letter", "roman")), None)
        value = ord(mark.printed) - ord("a") + 1
        if above is not None and above.family == "letter" and above.value + 1 == value:
            mark = Mark("letter", mark.printed, value, mark.end)
    for depth in range(len(open_) - 1, -1, -1):
        if open_[depth].family != mark.family:
            continue
        step = mark.value - open_[depth].value
        inserted = step == 0 and mark.printed != open_[depth].printed
        if step in (1, 2) or inserted:
            open_[depth:] = [mark]
            return True
        if mark.family == "number":
            return False
    if mark.family == "number":
        if open_ and open_[0].family == "number":
            return False
        if mark.value > 2:
            return False
        open_[:] = [mark]
        return True
    if mark.value != 1:
        return False
    open_.append(mark)
    return True


def unit_at(units: Iterable[Unit], place: int) -> Unit | None:
    """The unit that holds an offset."""
    best = None
    for u in units:
        if u.start <= place:
            best = u
    return best


def under(unit: Unit, path: tuple[str, ...], annexure: str | None) -> bool:
    """Whether ``unit`` is the paragraph ``path`` or stands inside it."""
    same = fold(unit.annexure or "") == fold(annexure or "")
    return same and tuple(fold(p) for p in unit.path[: len(path)]) == tuple(fold(p) for p in path)
