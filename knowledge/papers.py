"""The works of a register with their best copies and their edges, as plain values: what the deriving functions read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import regex

from extract.record import Communication, Evidence, Marginalium, Reading, ReceiptMark
from knowledge.identity import fold
from knowledge.words import alternatives


@dataclass(frozen=True)
class PaperView:
    """One work and its best copy. ``text`` is the whole text of the file that holds the copy."""

    id: str
    kind: str
    reference_no: str | None
    number_key: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    item: Communication
    text: str
    since: str | None
    """The earliest day on which it can have been issued: its date, or that of the youngest paper which it cites."""
    rank: tuple[str, ...] = ()
    """Its place among papers, by age; the same in every register of the same files."""

    @property
    def own_text(self) -> str:
        return self.text[self.item.start : self.item.end]

    @property
    def name(self) -> str:
        """How messages name the paper."""
        return f"{self.reference_no or self.kind.replace('_', ' ')} of {self.date or 'unknown date'}"

    def at(self, paragraph: str | None) -> str:
        """How messages name a paragraph of it; the paper where the paragraph bears no label."""
        return f"{self.name}, paragraph {paragraph}" if paragraph else self.name


@dataclass(frozen=True)
class Link:
    source: str
    target: str
    relation: str
    inferred: bool
    how: str = ""
    at: int | None = None
    """Where the source says so: an offset into the text of its file, None for inferred edges."""


@dataclass(frozen=True)
class FileMarks:
    """The receipt marks of one file and the latest date that its papers bear."""

    name: str
    marks: tuple[ReceiptMark, ...]
    latest: str | None


@dataclass(frozen=True)
class Library:
    papers: Mapping[str, PaperView]
    links: tuple[Link, ...]
    marks: tuple[FileMarks, ...]

    def near(self, work_id: str, steps: int = 3) -> Mapping[str, int]:
        """The works that at most ``steps`` edges join to ``work_id``, with the distance; itself is 0."""
        known = self.nearness.get((work_id, steps))
        if known is None:
            known = self.nearness[work_id, steps] = self.walk(work_id, steps)
        return known

    def islands(self) -> list[Library]:
        """The library in parts that no edge joins; receipt marks belong to files and are left out."""
        part_of: dict[str, int] = {}
        parts: list[list[str]] = []
        for start in (*self.papers, *self.beside):
            if start in part_of:
                continue
            parts.append([])
            queue = deque([start])
            part_of[start] = len(parts) - 1
            while queue:
                here = queue.popleft()
                parts[-1].append(here)
                for other in self.beside.get(here, ()):
                    if other not in part_of:
                        part_of[other] = len(parts) - 1
                        queue.append(other)
        papers: list[dict[str, PaperView]] = [{} for _ in parts]
        links: list[list[Link]] = [[] for _ in parts]
        for work, paper in self.papers.items():
            papers[part_of[work]][work] = paper
        for link in self.links:
            links[part_of[link.source]].append(link)
        return [Library(p, tuple(k), ()) for p, k in zip(papers, links, strict=True) if p]

    def walk(self, work_id: str, steps: int) -> dict[str, int]:
        found = {work_id: 0}
        queue = deque([work_id])
        while queue:
            here = queue.popleft()
            if found[here] == steps:
                continue
            for other in self.beside.get(here, ()):
                if other not in found:
                    found[other] = found[here] + 1
                    queue.append(other)
        return found

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """The works that an edge joins to each work, in either direction."""
        table: dict[str, list[str]] = {}
        for link in self.links:
            table.setdefault(link.source, []).append(link.target)
            table.setdefault(link.target, []).append(link.source)
        return {k: tuple(v) for k, v in table.items()}

    @cached_property
    def superseded_by(self) -> Mapping[str, frozenset[str]]:
        """The works that each work supersedes."""
        table: dict[str, set[str]] = {}
        for link in self.links:
            if link.relation == "supersedes":
                table.setdefault(link.source, set()).add(link.target)
        return {k: frozenset(v) for k, v in table.items()}

    @cached_property
    def nearness(self) -> dict[tuple[str, int], Mapping[str, int]]:
        """What ``near`` has answered already."""
        return {}


def paragraph_key(label: str | None) -> str:
    """ "Para 3 (vii)" and "3(vii)" are one paragraph."""
    return ".".join(
        regex.findall(r"[\p{L}\p{M}\p{N}]+", regex.sub(r"^(?:sub-?)?para(?:graph)?s?\b", "", fold(label or "")))
    )


def row_paragraph(paper: PaperView, at: int) -> str | None:
    """The label of the table row or paragraph that holds ``at``: "Annexure A, 6", "3", or None."""
    before = paper.text[paper.item.start : at]
    shape = rf"^\W*({alternatives('annexure')}\s*[-–]?\s*[\p{{Lu}}\p{{N}}]{{0,4}})\s*$"
    headings = list(regex.finditer(shape, before, regex.M | regex.I))
    heading = headings[-1] if headings else None
    inside = before[heading.end() :] if heading else before
    rows = regex.findall(r"^\s*(?:[-*]\s*)?(\p{N}{1,3})[.)]\s", inside, regex.M)
    # The place itself may stand right behind its number, on the same line.
    tail = regex.search(r"(?:^|\n)\s*(\p{N}{1,3})[.)]?[\s|]*$", inside)
    row = tail[1] if tail else (rows[-1] if rows else None)
    if heading:
        label = " ".join(heading[1].split())
        return f"{label}, {row}" if row else label
    return row


def first_place(evidence: Iterable[Evidence]) -> int:
    return min((e.start for e in evidence), default=0)


def owner(reading: Reading, mark: ReceiptMark | Marginalium) -> int | None:
    """The ordinal of the communication on which a mark stands: the one that holds it, else the next one of its page."""
    at = first_place(mark.evidence)
    near = [
        (0 if c.start <= at < c.end else min(abs(at - c.start), abs(at - c.end)) + 1, n)
        for n, c in enumerate(reading.communications)
        if c.start <= at < c.end or mark.page in c.pages
    ]
    return min(near)[1] if near else None
