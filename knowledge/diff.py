"""Two copies of one work, word by word: what both say, what one lacks, what they say otherwise.

Words are compared folded (case, width, digits of any script, punctuation at their ends), so that only what reads
otherwise is marked; a change that a recogniser's slip explains ("Ill" for "III", "1O" for "10") is said to be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import floor

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from sqlmodel import Session, col, select

from extract.record import Communication, Reading
from knowledge.answers import CopyDifference, CopyPart, DiffPiece
from knowledge.identity import LOOKALIKES, fold
from knowledge.queries import find_work
from knowledge.store import Register, unpack
from knowledge.tables import CopyRow, ReadingRow

SLIP = 70.0
"""From which likeness (0..100) of letters two stretches are one, misread; a difference in a figure is never a slip."""
BRIDGE = 3
"""Words in common of up to so many letters between two changes belong to the change: they agree by chance."""
MOST_PAIRS = 400_000_000
"""Pairs of words (20 000 by 20 000) up to which the comparison is exact; it needs a bit for each."""


@dataclass(frozen=True)
class Held:
    """A copy with the words that it prints."""

    part: CopyPart
    text: str


def copies(r: Register, work_id: str) -> list[Held]:
    """The copies of a work, the best one first. UnknownWork where there is none."""
    with r.session() as s:
        work = find_work(s, work_id)
        order = (col(CopyRow.worth).desc(), col(CopyRow.sha256), col(CopyRow.ordinal))
        rows = s.exec(select(CopyRow).where(col(CopyRow.work_id) == work.id).order_by(*order))
        return [held(s, row) for row in rows]


def held(s: Session, row: CopyRow) -> Held:
    reading = unpack(s.exec(select(ReadingRow.body).where(col(ReadingRow.sha256) == row.sha256)).one())
    item = reading.communications[row.ordinal]
    part = CopyPart(
        sha256=row.sha256,
        name=reading.source.name,
        ordinal=row.ordinal,
        pages=item.pages,
        origins=origins(item, reading),
        confidence=sureness(item, reading),
        worth=row.worth,
    )
    return Held(part, reading.text[item.start : item.end])


def origins(item: Communication, reading: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.origin for p in reading.pages if p.number in item.pages))


def sureness(item: Communication, reading: Reading) -> float | None:
    """How sure the words are, as the pages say (0..1)."""
    found = [p.confidence for p in reading.pages if p.number in item.pages and p.confidence is not None]
    return round(sum(found) / len(found), 3) if found else None


def chosen(found: Sequence[Held], file: str) -> Held:
    """The copy in a file (its name, sha256 or the beginning of that). ValueError where there is none or several."""
    fits = [h for h in found if file == h.part.name or (len(file) >= 6 and h.part.sha256.startswith(file))]
    if len(fits) != 1:
        raise ValueError(f"the work has {'no copy' if not fits else 'several copies'} in {file}")
    return fits[0]


def diff_copies(r: Register, work_id: str, left: str | None = None, right: str | None = None) -> list[CopyDifference]:
    """The best copy (or ``left``) against every other one (or ``right``). UnknownWork; ValueError for a file."""
    found = copies(r, work_id)
    if not found:
        return []
    one = chosen(found, left) if left else found[0]
    others = [chosen(found, right)] if right else [h for h in found if h is not one]
    return [difference(one, other) for other in others if other is not one]


def difference(one: Held, other: Held) -> CopyDifference:
    pieces = differences(one.text, other.text)
    words = dict.fromkeys(("same", "deleted", "inserted", "changed"), 0)
    for p in pieces:
        words[p.op] += max(len(p.left.split()), len(p.right.split()))
    longest = max(len(one.text.split()), len(other.text.split()), 1)
    return CopyDifference(
        left=one.part,
        right=other.part,
        # Rounded down: 1 means that no word differs.
        likeness=floor(1000 * words["same"] / longest) / 1000,
        same=words["same"],
        deleted=words["deleted"],
        inserted=words["inserted"],
        changed=words["changed"],
        slips=sum(1 for p in pieces if p.slip),
        pieces=tuple(pieces),
    )


def differences(left: str, right: str) -> list[DiffPiece]:
    """The stretches of two texts in order, as printed (runs of space are one). Punctuation alone never differs."""
    a, b = left.split(), right.split()
    groups: list[tuple[bool, list[str], list[str]]] = []
    for same, i1, i2, j1, j2 in steps([plain(w) for w in a], [plain(w) for w in b]):
        if groups and groups[-1][0] == same:
            groups[-1][1].extend(a[i1:i2])
            groups[-1][2].extend(b[j1:j2])
        else:
            groups.append((same, a[i1:i2], b[j1:j2]))
    return [piece(x, y, same) for same, x, y in bridged(groups)]


def steps(one: list[str], two: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """(equal?, from, to in the one, from, to in the other), covering both."""
    if len(one) * len(two) <= MOST_PAIRS:
        return [
            (op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end) for op in LCSseq.opcodes(one, two)
        ]
    # The exact answer needs memory for every pair of words; this one takes popular words for noise.
    matched = SequenceMatcher(None, one, two).get_opcodes()
    return [(tag == "equal", i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matched]


def plain(word: str) -> str:
    """The word as it is compared; of a word that is all punctuation the sign itself."""
    return regex.sub(r"^[^\p{L}\p{M}\p{N}]+|(?:[^\p{L}\p{M}\p{N}]|ः)+$", "", fold(word)) or fold(word) or word


def bridged(groups: list[tuple[bool, list[str], list[str]]]) -> list[tuple[bool, list[str], list[str]]]:
    """With chance agreements inside a change taken into it; slips of a recogniser stay by themselves."""
    made: list[tuple[bool, list[str], list[str]]] = []
    for k, (same, x, y) in enumerate(groups):
        inside = 0 < k < len(groups) - 1
        short = same and inside and len(x) == 1 and len(x[0]) <= BRIDGE
        if short and not any(piece(*g[1:], False).slip for g in (groups[k - 1], groups[k + 1])):
            same = False
        if made and not made[-1][0] and not same:
            made[-1] = (False, made[-1][1] + x, made[-1][2] + y)
        else:
            made.append((same, x, y))
    return made


def piece(x: list[str], y: list[str], same: bool) -> DiffPiece:
    left, right = " ".join(x), " ".join(y)
    if same:
        return DiffPiece(op="same", left=left, right=right)
    letters = [regex.sub(r"[^\p{L}\p{M}\p{N}]", "", fold(t)) for t in (left, right)]
    if letters[0] == letters[1]:
        # Parted or run together, or nothing but signs: it reads the same.
        return DiffPiece(op="same", left=left, right=right)
    if not letters[0] or not letters[1]:
        return DiffPiece(op="inserted" if not letters[0] else "deleted", left=left, right=right)
    return DiffPiece(op="changed", left=left, right=right, slip=is_slip(*letters))


def is_slip(one: str, two: str) -> bool:
    """Whether a recogniser can have made one of the other: look-alikes, or few letters, and no figure."""
    if one.translate(LOOKALIKES) == two.translate(LOOKALIKES):
        return True
    figures = [regex.findall(r"\d+", t) for t in (one, two)]
    return figures[0] == figures[1] and fuzz.ratio(one, two) >= SLIP
