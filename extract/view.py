"""What an extractor sees of one communication: its lines by zone, its paragraphs, its tables.

All spans here are offsets into the *normalised* text (``View.text``); the pipeline maps
evidence back to the Document's own offsets when a Reading is assembled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.record import Evidence, Kind, Language
from ingest.document import Span

Zone = Literal[
    "letterhead", "number_line", "date_line", "title", "subject", "reference_line", "salutation", "sender_block",
    "addressee", "body", "table", "annexure", "closing", "signature", "enclosure", "copy_list", "diary_stamp",
    "marginalia", "mail_header", "mail_body", "footer", "noise", "blank",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. ``gap`` counts the blank lines before it, ``indent`` the leading columns.

    ``disputed``: rules and line model see different parts of the paper in it. ``beside``: it stands at the right of
    the line before it, on the same printed line.
    """

    index: int
    span: Span
    text: str
    page: int
    gap: int
    indent: int
    zone: Zone = "body"
    disputed: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered or unnumbered unit of the body, an annexure or a copy list.

    ``label`` is as papers cite it: "3", "3(vii)", "Annexure A", "Annexure A, 6"; None where nothing is printed
    (an unnumbered opening paragraph is "1" where the next is "2"). ``text`` is ``View.text`` under ``span``.
    """

    label: str | None
    span: Span
    part: Literal["body", "annexure", "instruction"]


@dataclass(frozen=True, slots=True)
class Cell:
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as printed; ``header`` is the row that names the columns, ``()`` where none is printed.

    A row with one cell is a band heading ("Courses prescribed for officers with 0-9 years").
    """

    span: Span
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    part: Literal["body", "annexure"]
    label: str | None
    """The paragraph or annexure in which the table stands ("2", "Annexure A")."""


@dataclass(frozen=True, slots=True)
class View:
    """One communication. ``own_number`` and ``own_date`` (ISO) are what its number and date extractors found."""

    text: str
    span: Span
    kind: Kind
    language: Language
    lines: tuple[Line, ...]
    own_number: str | None = None
    own_date: str | None = None
    addressees: tuple[str, ...] = ()

    def zone(self, *names: Zone) -> tuple[Line, ...]:
        """The lines of the named zones, in printed order."""
        return tuple(line for line in self.lines if line.zone in names)


def at(span: Span) -> Evidence:
    """Evidence that knows its offsets; page, quote and box are added when the Reading is assembled."""
    return Evidence(start=span.start, end=span.end)
