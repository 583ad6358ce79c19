"""Numbered and unnumbered paragraphs, labelled as papers cite them: "3", "3(vii)", "Annexure A, 6".

A label is taken for one only where its number can follow what stands before it, so that a wrapped
line beginning "2024. The" opens no paragraph. A paragraph that a page end breaks is joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from extract.lexicon import lexicon
from extract.normalise import ascii_digits, collapse
from extract.tables import SERIAL, annexure_heading, tables
from extract.view import Line, Paragraph, Table, View, Zone
from ingest.document import Span

RUNS_IN = regex.compile(r"[.:]?\s?[—–]{1,2}\s?\p{Lu}\p{L}*\s")
PROSE: tuple[Zone, ...] = ("body", "table", "annexure", "mail_body")
Family = Literal["number", "dotted", "roman", "letter", "akshara"]

DASH = r"(?:[-–—•*·▪]\s+)?"
LABEL = regex.compile(
    rf"^\s*{DASH}(?:"
    r"(?P<dotted>\p{Nd}{1,2}(?:\.\p{Nd}{1,2}){1,3})[.)]?(?=\s)"
    r"|(?:para(?:graph)?\s)?(?P<number>\p{Nd}{1,2})\s?(?:[.)]|[-–—/](?!\s?\p{Nd})(?:[-–—](?=\s))?)(?!\p{Nd})(?=\s|\p{L}|[\"“‘(]|$)"
    r"|\((?P<bnumber>\p{Nd}{1,2})\)(?=\s|\p{L})"
    r"|\(?(?P<roman>x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})(?:[.)]|[-–—](?=\s))(?!\p{L}\.)(?=\s|\p{L})"
    r"|\(?(?P<letter>[a-z])(?:\)|\.(?=\s)(?!\s\p{L}\.))(?=\s|\p{L})"
    r"|\((?P<akshara>[अआइईउऊएऐओऔक-ह])\)|(?P<bare>[अआइईबक-ह])[.)](?=\s)"
    r")\s*",
    regex.IGNORECASE,
)
FIGURE_ALONE = regex.compile(r"\s*(?P<n>[2-9]|[1-3]\d)\s{2,}(?=\p{Lu}\p{L})")
TERMINAL = regex.compile(r"[.।?!:;॥\"”’»|)]\s*$|[:：]\s?[-–—]\s*$|;\s*(?:and|or|तथा|एवं|और)\s*$")
OPENERS = ("leading_word", "recital_start", "condition_start")
BULLET = regex.compile(r"^\s*[-–—•*·▪]\s+(?=\S)")
COLUMNS = regex.compile(r"\S\s{3,}\S")
"""A gap inside a line, as between the columns of a list: "1.  A. B. Clerk      Pond Office      Net Office"."""
ROMAN = {"i": 1, "v": 5, "x": 10}
VARGA = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"


@dataclass(frozen=True, slots=True)
class _Label:
    family: Family
    printed: str
    value: int
    end: int
    """Where the text behind the label begins, in the line's own columns."""


@dataclass(frozen=True, slots=True)
class _Open:
    """One open level of numbering."""

    family: Family
    value: int
    printed: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A paragraph's words as one run, without what page ends put between; with the way back to ``View.text``."""

    text: str
    at: tuple[int, ...]
    """For each character its offset in ``View.text``."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of ``View.text`` under ``text[start:end]``."""
        return Span(self.at[start], self.at[end - 1] + 1) if end > start else Span(self.at[start], self.at[start])


def _runs_in(line: Line) -> bool:
    """The paper's text on its number's line, as gazettes print it: "No. 15(52)/Ponds/2021.—The following rules …"."""
    return line.zone == "number_line" and len(line.text) > 160 and RUNS_IN.search(line.text) is not None


def flow(view: View, span: Span) -> Flow:
    """The words under ``span``, lines of other zones (page heads, stamps, noise) left out."""
    inside = [line for line in view.lines if line.span.overlaps(span)]
    wanted: tuple[Zone, ...] = (*PROSE, "copy_list", "closing", "enclosure")
    chars: list[str] = []
    at: list[int] = []
    for line in inside:
        if line.zone not in wanted and not _runs_in(line):
            continue
        start, end = max(line.span.start, span.start), min(line.span.end, span.end)
        if chars and chars[-1] != "\n":
            chars.append("\n")
            at.append(start)
        chars.extend(view.text[start:end])
        at.extend(range(start, end))
    return Flow("".join(chars), tuple(at))


def paragraphs(view: View) -> tuple[Paragraph, ...]:
    """The paragraphs of body and annexures in printed order, then the items of the copy list."""
    found = tables(view)
    out = list(_prose(view, found))
    out = _name_opening(out)
    out.extend(_rows(found))
    out.sort(key=lambda p: p.span)
    out.extend(_instructions(view))
    return tuple(out)


# ------------------------------------------------------------------------------ labels


def _label(text: str) -> _Label | None:
    found = LABEL.match(text)
    if found is None:
        return None
    if found["dotted"]:
        printed = ascii_digits(found["dotted"])
        if regex.fullmatch(r"\d{1,2}\.0", printed):
            return _Label("number", printed, int(printed[:-2]), found.end())  # "3.0" as some offices number
        return _Label("dotted", printed, int(printed.split(".")[-1]), found.end())
    number = found["number"] or found["bnumber"]
    if number:
        printed = ascii_digits(number)
        return _Label("number", printed, int(printed), found.end())
    if found["roman"]:
        return _Label("roman", found["roman"].lower(), _roman(found["roman"].lower()), found.end())
    if found["letter"]:
        letter = found["letter"]
        return _Label("letter", letter, ord(letter.lower()) - ord("a") + 1, found.end())
    letter = found["akshara"] or found["bare"]
    return _Label("akshara", letter, VARGA.find(letter) + 1, found.end())


def _figure_alone(text: str, numbering: _Numbering) -> _Label | None:
    """A paragraph's number whose dot a recogniser lost: "2      The Corporation …", counting on from the last."""
    found = FIGURE_ALONE.match(text)
    if found is None:
        return None
    value = int(found["n"])
    last = next((o.value for o in numbering.levels if o.family == "number"), 1)
    return _Label("number", found["n"], value, found.end()) if value == last + 1 else None


def _roman(printed: str) -> int:
    total = 0
    for here, after in zip(printed, [*printed[1:], ""], strict=True):
        total += -ROMAN[here] if after and ROMAN[after] > ROMAN[here] else ROMAN[here]
    return total


def _as_letter(label: _Label) -> _Label:
    """ "i." after "h." is a letter, not one."""
    return replace(label, family="letter", value=ord(label.printed[0]) - ord("a") + 1)


class _Numbering:
    """Which level a label belongs to; refuses numbers that cannot follow."""

    def __init__(self) -> None:
        self.levels: list[_Open] = []

    def accept(self, label: _Label, gap: int) -> bool:
        if label.family == "roman" and len(label.printed) == 1:
            above = next((o for o in reversed(self.levels) if o.family in ("letter", "roman")), None)
            if above is not None and above.family == "letter" and above.value + 1 == ord(label.printed) - ord("a") + 1:
                label = _as_letter(label)
        if label.family == "dotted":
            return self._accept_dotted(label, gap)
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            if level.family == label.family and (
                label.value == level.value + 1
                or (gap >= 1 and label.value > 1 and level.value <= label.value <= level.value + 3)
                or (label.family == "akshara" and label.value > level.value)
            ):
                self.levels[depth:] = [_Open(label.family, label.value, label.printed)]
                return True
        same = [o for o in self.levels if o.family == label.family]
        if label.family == "number" and not same:
            # A number above sub-items whose parent was never numbered begins the outer level.
            if label.value <= 3 or gap >= 1:
                self.levels = [_Open("number", label.value, label.printed)]
                return True
            return False
        listed = same[0].value if len(same) == 1 else 0
        if label.family == "number" and label.value == 2 and (listed == 2 or (gap >= 1 and listed > 2)):
            # "2." below a list "1." to "4.", or "1." and "2.", of an opening paragraph without a number
            self.levels = [_Open("number", 2, label.printed)]
            return True
        if label.value == 1 or (label.family == "akshara" and not same):
            if len(same) >= 2 or (same and same[-1].value == 1 and label.family != "number"):
                self.levels = self.levels[: self.levels.index(same[0])]
            elif same and self.levels[-1].family == label.family and label.family != "number":
                self.levels.pop()
            self.levels.append(_Open(label.family, label.value, label.printed))
            return True
        return False

    def _accept_dotted(self, label: _Label, gap: int) -> bool:
        head = label.printed.split(".")[0]
        top = next((o for o in self.levels if o.family == "number"), None)
        last = next((o for o in self.levels if o.family == "dotted"), None)
        follows = last is not None and last.printed.split(".")[0] == head
        under = top is not None and str(top.value) == head
        if under or follows or (gap >= 1 and label.value == 1):
            self.levels = [
                *([top] if top is not None and under else []),
                _Open("dotted", label.value, label.printed),
            ]
            return True
        return False

    def path(self) -> str:
        dotted = [k for k, o in enumerate(self.levels) if o.family == "dotted"]
        levels = self.levels[dotted[-1] :] if dotted else self.levels
        if not levels:
            return ""
        head = levels[0]
        first = head.printed if head.family in ("number", "dotted") else f"({head.printed})"
        return first + "".join(f"({o.printed})" for o in levels[1:])


# ------------------------------------------------------------------------------ prose


def _prose(view: View, found: Sequence[Table]) -> Iterator[Paragraph]:
    numbering = _Numbering()
    annexure: str | None = None
    in_annexure = False
    start: int | None = None
    end = 0
    label: str | None = None
    broken = True  # nothing stands before the first line that it could be wrapped from

    def close() -> Iterator[Paragraph]:
        nonlocal start
        if start is not None and view.text[start:end].strip():
            yield Paragraph(label, Span(start, end), "annexure" if in_annexure else "body")
        start = None

    rows = 0
    for line in (one for one in view.lines if one.zone in PROSE or _runs_in(one)):
        if any(table.span.overlaps(line.span) for table in found):
            yield from close()
            continue
        raw = line.span.of(view.text)
        if not raw.strip():
            broken = True
            continue
        heading = annexure_heading(raw)
        if heading is not None:
            yield from close()
            annexure, in_annexure, numbering = heading, True, _Numbering()
            broken = True
            continue
        if line.zone == "annexure" and not in_annexure:
            yield from close()
            in_annexure, numbering = True, _Numbering()
        gap = max(line.gap, int(broken))
        broken = False
        got = _label(raw) or _figure_alone(raw, numbering)
        if got is not None and got.end < len(raw.rstrip()) + 1 and numbering.accept(got, gap):
            yield from close()
            rows = rows + 1 if COLUMNS.search(raw, got.end) else 0
            path = numbering.path()
            label = f"{annexure}, {path}" if annexure else path
            start = line.span.start + got.end
            end = line.span.start + len(raw.rstrip())
            continue
        if rows >= 2 and _below_rows(line, raw):
            yield from close()  # no table was found, but a list set in columns ends here
            numbering, rows, broken = _Numbering(), 0, True
        if start is not None and (gap == 0 or _goes_on(view.text[start:end], raw)):
            end = line.span.start + len(raw.rstrip())
            continue
        yield from close()
        label = annexure
        bullet = BULLET.match(raw)
        start = line.span.start + (bullet.end() if bullet else len(raw) - len(raw.lstrip()))
        end = line.span.start + len(raw.rstrip())
    yield from close()


def _below_rows(line: Line, raw: str) -> bool:
    """A line of text below a list whose items are set in columns, not the rest of a cell: from the margin, and long."""
    return line.indent <= 3 and len(raw.strip()) >= 50 and COLUMNS.search(raw.strip()) is None


def _goes_on(before: str, line: str) -> bool:
    """A blank line inside a sentence: a page ended there."""
    after = BULLET.sub("", line).lstrip()
    if not before.strip() or not after or regex.search(r"[.।?!:॥]\s*[-–—]?\s*$|[.।?!:][\"”’]\s*$", before):
        return False
    if after[0].islower():
        return True
    if after[0].isupper() and any(lexicon().match(group, after) for group in OPENERS):
        return False  # "… of the students" / "In view of the above, …": the full stop was lost, not the page
    return len(collapse(before)) >= 40 and len(collapse(line)) >= 15 and not TERMINAL.search(before)


def _name_opening(found: list[Paragraph]) -> list[Paragraph]:
    """Unnumbered opening paragraphs are "1" where the first number is "2"; their sub-items "1(a)"."""
    body = [p for p in found if p.part == "body"]
    first = next((p for p in body if p.label and p.label[0].isdigit()), None)
    if first is None or first.label is None or regex.match(r"2(?!\d)", first.label) is None:
        return found
    out: list[Paragraph] = []
    before = True
    for p in found:
        before = before and p is not first
        out.append(replace(p, label=f"1{p.label or ''}") if before and p.part == "body" else p)
    return out


def _rows(found: Sequence[Table]) -> Iterator[Paragraph]:
    """A row of an annexure's table that has a serial number: "Annexure A, 6"; the span leaves the number out."""
    for table in found:
        if table.part != "annexure":
            continue
        for row in table.rows:
            if len(row) < 2 or not SERIAL.match(row[0].text):
                continue
            number = ascii_digits(row[0].text).strip("(). -")
            yield Paragraph(
                f"{table.label}, {number}" if table.label else number,
                Span(row[1].span.start, max(cell.span.end for cell in row)),
                "annexure",
            )


# ------------------------------------------------------------------------------ copy lists


def _instructions(view: View) -> Iterator[Paragraph]:
    """The items of a copy list, each with its lines; an unnumbered copy line has no label."""
    lines = view.zone("copy_list")
    numbering = _Numbering()
    item: list[Line] = []
    start = 0
    label: str | None = None
    width = max((len(line.text.rstrip()) for line in lines), default=0)

    def close() -> Iterator[Paragraph]:
        if item:
            yield Paragraph(
                label, Span(start, item[-1].span.start + len(item[-1].span.of(view.text).rstrip())), "instruction"
            )

    for line in lines:
        raw = line.span.of(view.text)
        if not raw.strip():
            continue
        got = _label(raw)
        if got is not None and numbering.accept(got, max(line.gap, 1)):
            yield from close()
            item, start = [line], line.span.start + got.end
            word = "प्रतिलिपि" if _is_hindi(view, raw) else "Copy to"
            label = f"{word} {numbering.path().strip('()')}"
        elif (
            item
            and not BULLET.match(raw)
            and (line.gap == 0 or not TERMINAL.search(item[-1].text))
            and not lexicon().pattern("copy_label").match(raw.strip())
            and not (label is None and _is_next(item[-1].text, raw, width))
        ):
            item.append(line)
        else:
            yield from close()
            bullet = BULLET.match(raw)
            item, start, label = [line], line.span.start + (bullet.end() if bullet else 0), None
    yield from close()


def _is_next(above: str, line: str, width: int) -> bool:
    """Whether ``line`` of an unnumbered copy list opens an item: ``above`` had room for its first word."""
    above, words = above.rstrip(), line.split()
    if not words or words[0][0].islower() or above.endswith((",", "-", "–", "&")):
        return False
    if BULLET.match(above) or line.startswith((" ", "\t")) and not above.startswith((" ", "\t")):
        return False
    return len(above) + 1 + len(words[0]) <= width or above[-1:] in (":", ".", "।", ";")


def _is_hindi(view: View, raw: str) -> bool:
    return bool(regex.search(r"\p{Devanagari}", raw)) if raw.strip() else view.language == "hi"
