"""Tables as printed: rows of cells parted by tabs, by bars, or by wide gaps under a header.

A row with one cell is a band heading. A table goes on over a page end and over blank lines as
long as another row follows near by; prose behind the last row is never swallowed. Over a page end
it goes on where the columns are as many and no other header begins; what pages print at their
head and foot is no part of it.

Where cells lie on a page is decided by ``ingest`` alone, which parts them by tabs: here their words are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mode
from typing import Literal

import regex
from rapidfuzz import fuzz

from extract.cues import PAGE_MARKER
from extract.lexicon import lexicon
from extract.normalise import ascii_digits, collapse
from extract.view import Cell, Line, Table, View, Zone
from ingest.document import Span

ZONES: tuple[Zone, ...] = ("body", "table", "annexure", "mail_body")
NEAR = 4
"""So many lines without cells may stand between two rows (wrapped text, a band heading)."""
LONG = 90
"""A line longer than this is prose, not a wrapped cell, unless the table zone says otherwise."""

ALIKE = 80
"""Likeness in per cent from which a row is the header printed again."""

BAR = regex.compile(r"[^\S\n]?\|[^\S\n]?")
RULE_LINE = regex.compile(r"^[\s|:+\-–—_=]+$")
WIDE = regex.compile(r"[^\S\n]{3,}")
SERIAL = regex.compile(r"^\(?[\p{Nd}]{1,3}[.)\-]?$|^\(?(?:[ivx]{1,5}|[a-z]|[क-ह])[.)]$", regex.IGNORECASE)
ROW_START = regex.compile(r"^\s*\(?\p{Nd}{1,3}[.)]?(?=\s{2,}|\t)")


def annexure_heading(text: str) -> str | None:
    """ "Annexure A" for "ANNEXURE – A" or "अनुलग्नक-1" standing alone at the head of a line; None for other lines."""
    flat = collapse(text)
    found = lexicon().match("annexure_word", flat)
    if found is None:
        return None
    rest = flat[found.span.end :]
    tail = regex.match(
        r"^\s*[-–—:.]?\s*[\"'“‘(]?((?:[IVX]{1,4}|[A-Z]|\p{Nd}{1,2}|[अ-ह])(?![\p{L}\p{M}\p{N}]))?[\"'”’)]?\s*[:.–—-]*\s*(.*)$",
        rest,
    )
    if tail is None or (tail[2] and len(flat) > 60):
        return None
    if tail[2] and tail[1] is None and not tail[2].startswith("("):
        return None
    if tail[2] and tail[2][0].islower():
        return None
    word = flat[: found.span.end]
    word = word.capitalize() if word.isupper() else word
    return f"{word} {tail[1]}" if tail[1] else word


def tables(view: View) -> tuple[Table, ...]:
    """Every table of the body and the annexures, in printed order."""
    lines = view.zone(*ZONES)
    out: list[Table] = []
    i = 0
    while i < len(lines):
        for read in (_marked, _spaced):
            got = read(view, lines, i)
            if got is not None:
                table, i = got
                out.append(table)
                break
        else:
            i += 1
    return tuple(out)


# ------------------------------------------------------------------------------ tabs and bars


def _cells(line: Line, text: str) -> list[Cell]:
    """The non-empty cells of a line parted by tabs or bars; one cell for other lines."""
    raw = line.span.of(text)
    mark = "\t" if "\t" in raw.strip() else "|" if BAR.search(raw.strip(" |")) else None
    if mark is None:
        return []
    out: list[Cell] = []
    at = 0
    for piece in raw.split(mark):
        cell = _cell(text, line.span.start + at, line.span.start + at + len(piece))
        if cell is not None:
            out.append(cell)
        at += len(piece) + 1
    return out if len(out) > 1 else []


def _cell(text: str, start: int, end: int) -> Cell | None:
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return Cell(Span(start, end), collapse(text[start:end])) if end > start else None


def _marked(view: View, lines: Sequence[Line], first: int) -> tuple[Table, int] | None:
    """A table whose cells are parted by tabs or bars, from line ``first`` on; and the index behind it."""
    if len(_cells(lines[first], view.text)) < 2:
        return None
    rows: list[list[Cell]] = []
    last = first
    i = first
    while i < len(lines):
        cells = _cells(lines[i], view.text)
        if cells and _begins_another(rows, cells, i > first and lines[i].page != lines[i - 1].page):
            break
        if cells:
            rows.append(cells)
            last = i
            i += 1
            continue
        follows = next((j for j in range(i, min(i + NEAR, len(lines))) if _cells(lines[j], view.text)), None)
        if follows is None or any(annexure_heading(lines[j].text) for j in range(i, follows)):
            break
        over = lines[last].page != lines[follows].page
        next_row = _cells(lines[follows], view.text)
        if _begins_another(rows, next_row, over):
            break
        between = [line for line in lines[i:follows] if not RULE_LINE.match(line.text) and line.text.strip()]
        if over:
            between = [line for line in between if not PAGE_MARKER.match(line.text)]
        if sum(len(line.text) for line in between) > 3 * LONG:
            break
        _place_between(view.text, rows, between, next_row)
        i = follows
    if len(rows) < 2:
        return None
    return _build(view, lines, first, last, rows), last + 1


def _begins_another(rows: Sequence[Sequence[Cell]], row: Sequence[Cell], over: bool) -> bool:
    """Whether ``row`` heads another table: a header that is not the first one again, or other columns on a new page."""
    whole = [len(r) for r in rows if len(r) > 1]
    if len(whole) < 2:
        return False
    if _is_header([row]) and _is_header(rows) and not _same_cells(rows[0], row):
        return not any(_same_cells(r, row) for r in rows[:2])
    return over and abs(len(row) - mode(whole)) > 1


def _same_cells(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    """Whether two rows say the same, but for what a recogniser makes of a sign or two."""
    return fuzz.ratio(_joined(one), _joined(other)) >= ALIKE


def _joined(row: Sequence[Cell]) -> str:
    return "".join("".join(cell.text.casefold().split()) for cell in row)


def _place_between(text: str, rows: list[list[Cell]], between: Sequence[Line], following: Sequence[Cell]) -> None:
    """Lines between two rows: a band heading where the count starts again or a word says so, else wrapped text."""
    if not between:
        return
    restarts = bool(rows) and (ascii_digits(following[0].text).rstrip(".)-").strip("(") == "1" or len(rows) == 1)
    for line in between:
        cell = _cell(text, line.span.start, line.span.end)
        if cell is None:
            continue
        if restarts or lexicon().pattern("band_heading").search(cell.text):
            rows.append([cell])
        elif rows and len(rows[-1]) > 1:
            row = rows[-1]
            k = max(range(len(row)), key=lambda n: len(row[n].text))
            row[k] = Cell(row[k].span, f"{row[k].text} {cell.text}")


# ------------------------------------------------------------------------------ wide gaps


def _pieces(line: Line, text: str) -> list[tuple[int, Cell]]:
    """(column, cell) of the pieces of a line that stand three or more spaces apart."""
    raw = line.span.of(text)
    out: list[tuple[int, Cell]] = []
    at = 0
    for gap in [*WIDE.finditer(raw), None]:
        end = gap.start() if gap else len(raw)
        cell = _cell(text, line.span.start + at, line.span.start + end)
        if cell is not None:
            # A line's span may leave out the leading blanks that ``indent`` counts.
            lead = line.indent - (len(raw) - len(raw.lstrip()))
            out.append((cell.span.start - line.span.start + max(lead, 0), cell))
        at = gap.end() if gap else len(raw)
    return out


def _spaced(view: View, lines: Sequence[Line], first: int) -> tuple[Table, int] | None:
    """A table set with wide gaps: a header of known column words, then rows that begin with a serial number."""
    head = _pieces(lines[first], view.text)
    named = sum(bool(lexicon().pattern("column_word").search(cell.text)) for _, cell in head)
    if len(head) < 2 or named < 2 or not lexicon().pattern("serial_header").search(head[0][1].text):
        return None
    columns = [at for at, _ in head]
    rows: list[dict[int, list[Cell]]] = []
    last = first
    for i in range(first + 1, len(lines)):
        line = lines[i]
        pieces = _pieces(line, view.text)
        serial = bool(pieces) and bool(SERIAL.match(pieces[0][1].text))
        opens = serial or bool(ROW_START.match(line.text))
        if opens and len(pieces) == 2 and len(columns) > 2 and _over_all(pieces[1], columns):
            break  # "2.    The officers shall report …": a numbered paragraph below the table
        if opens and (len(pieces) > 1 or line.zone == "table"):
            rows.append({})
        elif rows and line.gap <= 1 and pieces and pieces[0][0] >= columns[1] - 4:
            pass  # wrapped text under a later column
        elif not rows and line.gap == 0 and pieces and pieces[0][0] >= columns[1] - 4:
            continue  # wrapped header
        else:
            break
        for at, cell in pieces:
            k = min(range(len(columns)), key=lambda n: abs(columns[n] - at))
            rows[-1].setdefault(k, []).append(cell)
        last = i
    if not rows:
        return None
    joined = [[cell for _, cell in head]]
    for row in rows:
        joined.append(
            [Cell(Span(c[0].span.start, c[0].span.end), " ".join(x.text for x in c)) for _, c in sorted(row.items())]
        )
    return _build(view, lines, first, last, joined), last + 1


def _over_all(piece: tuple[int, Cell], columns: Sequence[int]) -> bool:
    """One piece of text that runs over the beginnings of the later columns."""
    at, cell = piece
    return at < columns[2] and at + len(cell.text) > columns[-1] and len(cell.text.split()) > 5


# ------------------------------------------------------------------------------ building


def _is_header(rows: Sequence[Sequence[Cell]]) -> bool:
    first = rows[0]
    if len(first) < 2:
        return False
    if lexicon().pattern("serial_header").search(first[0].text):
        return True
    if SERIAL.match(first[0].text):
        return False
    named = sum(bool(lexicon().pattern("column_word").search(cell.text)) for cell in first)
    return named >= 2 or (named >= 1 and len(rows) > 1 and not any(ch.isdigit() for c in first for ch in c.text))


def _has_digits(row: Sequence[Cell]) -> bool:
    return any(ch.isdigit() for cell in row for ch in cell.text)


def _is_second_header(header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the row under the header names what one of its columns is divided into ("From", "To" under "Period")."""
    usual = mode(len(row) for row in rows[1:])
    under = rows[0]
    return 1 < len(under) < len(header) and not _has_digits(under) and len(header) - 1 + len(under) == usual


def _over_columns(header: tuple[Cell, ...], under: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """The header with its divided column told apart, where the rows show which one it is; else as it is."""
    count = len(header) - 1 + len(under)
    body = [row for row in rows if len(row) == count]

    def kind(k: int) -> str:
        shapes = [regex.sub(r"[\p{L}\p{M}]+", "a", regex.sub(r"\p{Nd}+", "9", row[k].text)) for row in body]
        return mode(shapes) if any("9" in shape for shape in shapes) else f"prose {k}"

    kinds = [kind(k) for k in range(count)]
    places = [p for p in range(len(header)) if len(set(kinds[p : p + len(under)])) == 1]
    if len(places) != 1:
        return header
    return (*header[: places[0]], *under, *header[places[0] + 1 :])


def _is_column_numbers(row: Sequence[Cell]) -> bool:
    numbers = [ascii_digits(cell.text).strip("().-") for cell in row]
    return (
        len(row) > 1
        and all(n.isdigit() for n in numbers)
        and [int(n) for n in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
    )


def _build(view: View, lines: Sequence[Line], first: int, last: int, rows: list[list[Cell]]) -> Table:
    header: tuple[Cell, ...] = ()
    if len(rows) > 2 and len(rows[0]) < len(rows[1]) and not _has_digits(rows[0]) and _is_header(rows[1:]):
        rows = rows[1:]  # the texts that stand over several columns
    if _is_header(rows):
        header, rows = tuple(rows[0]), rows[1:]
        if len(rows) > 2 and _is_second_header(header, rows):
            header, rows = _over_columns(header, rows[0], rows[1:]), rows[1:]
        if rows and _is_column_numbers(rows[0]):
            rows = rows[1:]
        rows = [row for row in rows if len(row) == 1 or not _same_cells(header, row)]  # repeated on the next page
    label, part = _place(lines, first)
    return Table(
        Span(lines[first].span.start, lines[last].span.end), header, tuple(tuple(r) for r in rows), part, label
    )


def _place(lines: Sequence[Line], first: int) -> tuple[str | None, Literal["body", "annexure"]]:
    """The annexure or numbered paragraph above line ``first``."""
    part: Literal["body", "annexure"] = "annexure" if lines[first].zone == "annexure" else "body"
    number: str | None = None
    for line in reversed(lines[:first]):
        heading = annexure_heading(line.text)
        if heading is not None:
            return heading, "annexure"
        if number is None:
            found = regex.match(r"^\s*\(?(\p{Nd}{1,2}(?:\.0)?)\s?(?:[.)\-–]|(?<=\.0)\s)\s*[\p{L}\"“(]", line.text)
            number = ascii_digits(found[1]) if found else None
    return (None, part) if part == "annexure" else (number, part)
