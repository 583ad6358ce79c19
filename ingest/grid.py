"""Ruled tables on page images: where the rules run, which cells they make, and the image without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.document import BBox
from ingest.ink import connected
from ingest.layout import PlacedWord
from ingest.prepare import Gray
from ingest.resolution import pixels, square

Row = list[BBox | None]

_SHORTEST = 1 / 5  # inch: shorter strokes are letters or underlines of a word
_LONGEST_WORDS = 3.0  # inch: head lines of neighbouring cells may meet at their rule; longer strokes are rules
_HANGS = (2, 6)  # pixels at 300 dpi below a stroke, in which the letters of a head line have their stems
_HANGING = (0.12, 0.8)  # of this band is ink: stems 0.13 to 0.6, below a rule 0 to 0.05, or all where it is double
_TALLEST_STEM = 0.45  # inch: stems of letters of 14 points measure 0.2
_STEM_BESIDE = 8  # pixels at 300 dpi to each side of a stroke, in which its letter has ink
_STEM_INK = 0.06  # of the rows there: a head line alone has a tenth
_MEETS = 0.03  # inch between the end of a rule and the rule that it ends at
_OWN_LINE = 0.25  # inch of ink without a gap along a rule: arcs of letters that touch it are shorter
_WHITE_PAPER, _PALE, _FAINT_RUN = 250, 248, 0.04  # levels of grey, and inches along a faint rule
_MOST_DARK = 0.1  # of a faint rule is ink: 0.04 at most, letters have 0.13 and more
_LEAST_SIDE = 0.35  # inch: a smaller frame is a box to tick or a seal
_STRIP_WIDTH = 4.0  # inch: a single row of a table that began on the page before
_STRIP_HEIGHT = 0.6  # inch: framed letterheads are higher
_STRIP_CELLS = (3, 8)  # boxes for the figures of a number are more, number and date are two
_CELL_LEAST = 0.09  # inch
_ONE_HEIGHT = 0.04  # inch: cells of a row begin so far apart at most
_ONE_ROW = 0.3  # of the lowest cell's height, if that is more
_PARTED = 1.0  # heights of white between the words of two cells; spaces of words stay under 0.8
# Rules in dashes; lengths in inches.
_THIN = 0.025  # height of a rule at most
_WHITE = 0.03  # above and below it
_BAND = 0.005  # that a dash may lie beside the line of its chain
_RULE = 0.02  # as drawn
_BREAK = 1.0  # without any ink
_LOST = 2.0  # between two chains in one line
_SHORTEST_CHAIN = 0.5
_COVERED = 0.25  # of a chain
_PURE = 0.7  # of the ink in its line stands alone: head lines have half of theirs over letters
_EDGE_COVERED = 0.08  # of a rule from one crossing to the next; merged cells have nothing there
_END = 0.15  # by which a rule may end before the one that it meets
_LARGER = 1.1
_LEAST_CROSSED = 3
_TOGETHER = 0.05  # between the ends of rules that end at one
_NARROWEST = 0.3  # column of which nothing but three sides is left
_LEAST_PRINT = 3  # pixels
_MOST_INK = 0.1  # of a line on which nothing is left of a rule: text has a fifth and more
_WHOLE = 0.8  # of the way between the outermost that it may cross
_NEAR = 0.04  # beside a crossing: the room that letters leave
_MEETING = 0.34  # of these places have ink; faded rules had 0.4 and more, columns of digits none to a fourth
_NEARER = 0.025  # the room that brackets of narrow rows leave
_AS_ELSEWHERE = 0.5  # of as many of these places have ink as the rule has in all, one at each side at least
_CROSSED = 0.25  # of the rows have letters on such a rule
_FAINT = 0.1  # covered, of a rule of a table that is known by its other rules
_STEP, _STEPS = 0.0005, 12  # of the slope that deskewing leaves


@dataclass(frozen=True, slots=True)
class Grid:
    """Tables as rows of cells in pixels, and the image with their rules painted over."""

    tables: tuple[list[Row], ...]
    cleared: Gray


def find_grid(gray: Gray, dpi: int, worn: bool = False) -> Grid:
    """Tables of at least two rows and two columns. Frames and lone rules are left as they are.

    Rules in dashes are looked for where whole ones make no even table, and on every page that is ``worn``.
    """
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    ink = (gray < min(threshold + 20, 210)).astype(np.uint8)
    grid = _inked(gray, ink, dpi, worn)
    return grid if grid.tables or worn else _faint(gray, ink, dpi)


def _inked(gray: Gray, ink: Gray, dpi: int, worn: bool) -> Grid:
    """Tables whose rules are ``ink``."""
    reach = max(15, int(dpi * _SHORTEST))
    # A rule that is bent or broken by the scan is closed over a few pixels before its length is asked for.
    down = _strokes(ink, (reach, 1))
    if down is None and not worn:
        return Grid((), gray)
    rules = np.zeros_like(ink)
    if down is not None:
        across = _strokes(ink, (1, 2 * reach))
        level = np.zeros_like(ink) if across is None else _without_head_lines(across, ink, dpi)
        rules = level | _without_stems(down, level, ink, dpi)
        del down, across, level
    grid = _grid(gray, ink, rules, dpi)
    even = all(_even(rows) for rows in grid.tables)
    if even and not worn:
        return grid
    drawn = _lattice(ink, dpi)
    if not drawn.any():
        return grid
    mended = _grid(gray, ink, rules | drawn, dpi)
    if even and _area(mended) < _LARGER * _area(grid):
        return grid  # an even table may be the half of a worn one whose rules are whole
    return mended if _cells(mended) > _cells(grid) else grid


def _faint(gray: Gray, ink: Gray, dpi: int) -> Grid:
    """Tables whose rules are paler than ``ink``: smoothing the grain of a photo leaves a trace of thin ones."""
    nothing = Grid((), gray)
    if np.median(gray[::8, ::8]) < _WHITE_PAPER:
        return nothing
    run, reach = max(3, round(_FAINT_RUN * dpi)), max(15, int(dpi * _SHORTEST))
    rules = np.zeros_like(ink)
    for along, shape in (((1, run), (reach, 1)), ((run, 1), (1, 2 * reach))):
        strokes = _strokes((cv2.blur(gray, along) < _PALE).astype(np.uint8), shape)
        if strokes is None:
            return nothing
        parts = connected(strokes)
        dark = np.bincount(parts.labels[ink > 0], minlength=len(parts))
        rules |= strokes & ~parts.mask(dark > _MOST_DARK * parts.boxes[:, 4])  # feet and stems of letters
    grid = _grid(gray, ink, rules, dpi)
    return grid if all(_even(rows) for rows in grid.tables) else nothing


def _without_head_lines(across: Gray, ink: Gray, dpi: int) -> Gray:
    """Level strokes but those that Hindi letters hang from: the head line of a long word in large or bold print."""
    first, last = pixels(_HANGS[0], dpi), pixels(_HANGS[1], dpi)
    parts = connected(across)
    letters = np.zeros(len(parts), bool)
    for number in range(1, len(parts)):
        left, top, width, height = (int(v) for v in parts.boxes[number, :4])
        below = ink[top + height + first - 1 : top + height + last, left : left + width]
        hanging = float(below.mean()) if below.size else 0.0
        letters[number] = width < _LONGEST_WORDS * dpi and _HANGING[0] < hanging < _HANGING[1]
    return across & ~parts.mask(letters) if letters.any() else across


def _without_stems(down: Gray, level: Gray, ink: Gray, dpi: int) -> Gray:
    """Upright strokes but the stems of large letters: short, with the letter's ink beside them, and no rule of a single
    row, which goes from one of the ``level`` rules to the next. Stems of two rows may be one stroke across their rule.
    """
    reach, beside, meets = round(_TALLEST_STEM * dpi), pixels(_STEM_BESIDE, dpi), round(_MEETS * dpi)
    parts = connected(down & ~level)
    stems = np.zeros(len(parts), bool)
    for number in range(1, len(parts)):
        left, top, width, height = (int(v) for v in parts.boxes[number, :4])
        if height >= reach:
            continue
        inked = np.flatnonzero(ink[top : top + height, left : left + width].any(axis=1))
        if not len(inked):
            continue
        first, last = top + int(inked[0]), top + int(inked[-1])
        near = slice(max(0, left - meets), left + width + meets)
        if all(level[max(0, end - meets) : end + meets + 1, near].any() for end in (first, last)):
            continue
        rows = slice(first, last + 1)
        sides = (
            ink[rows, max(0, left - beside) : max(0, left - 1)],
            ink[rows, left + width + 1 : left + width + beside],
        )
        stems[number] = max(float(side.any(axis=1).mean()) for side in sides) > _STEM_INK
    return down & ~parts.mask(stems) if stems.any() else down


def _even(rows: Sequence[Row]) -> bool:
    """Whether all rows have as many cells; band headings have one, the first rows may have merged ones."""
    most = max(len(row) for row in rows)
    return all(len(row) in (1, most) for row in rows[1:])


def _cells(grid: Grid) -> int:
    return sum(len(row) for rows in grid.tables for row in rows)


def _area(grid: Grid) -> float:
    cells = [cell for rows in grid.tables for row in rows for cell in row if cell]
    return sum((cell.x1 - cell.x0) * (cell.bottom - cell.top) for cell in cells)


def _grid(gray: Gray, ink: Gray, rules: Gray, dpi: int) -> Grid:
    joined = cv2.morphologyEx(rules, cv2.MORPH_CLOSE, square(9, dpi))
    parts = connected(joined)
    del joined
    tables: list[list[Row]] = []
    cleared = gray
    for number in range(1, len(parts)):
        left, top, width, height = (int(v) for v in parts.boxes[number, :4])
        strip = height < _LEAST_SIDE * dpi
        if width < (_STRIP_WIDTH if strip else _LEAST_SIDE) * dpi:
            continue
        inside = (slice(top, top + height), slice(left, left + width))
        own = (parts.crop(*inside) == number).astype(np.uint8)
        rows = _rows(own, left, top, dpi)
        if not rows or (not _last_row(rows, width, height, dpi) if len(rows) < 2 else max(map(len, rows)) < 2):
            continue
        tables.append(rows)
        if cleared is gray:
            cleared = gray.copy()
        painted = _wider(own & rules[inside], 5)
        painted = painted & ~_touching(painted, ink[inside], dpi)
        cleared[inside][painted > 0] = int(np.median(gray[inside]))
    return Grid(tuple(tables), cleared)


def _touching(painted: Gray, ink: Gray, dpi: int) -> Gray:
    """What of the ink under ``painted`` is that of letters which touch a rule: not in its own line, and beside ink that
    is not painted over."""
    length = max(9, round(_OWN_LINE * dpi))
    across, down = (
        np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)
        for shape in ((1, length), (length, 1))
    )
    own = painted & (1 - _wider(across | down, 3))
    letters = _wider(ink & (1 - painted), 7) & ink & own
    return _wider(letters, 3) & own


def _wider(mask: Gray, size: int) -> Gray:
    return np.asarray(cv2.dilate(mask, np.ones((size, size), np.uint8)), np.uint8)


def _last_row(rows: Sequence[Row], width: int, height: int, dpi: int) -> bool:
    """Whether a single row is that of a table of the page before: low, wide, of a few cells."""
    fewest, most = _STRIP_CELLS
    return height < _STRIP_HEIGHT * dpi and width > _STRIP_WIDTH * dpi and fewest <= len(rows[0]) <= most


def _strokes(ink: Gray, shape: tuple[int, int]) -> Gray | None:
    """What is at least as long as ``shape`` (rows, columns), one of which is 1; None where nothing is.

    Pieces of one line are joined over gaps of that length. As cv2.morphologyEx opens and closes, eight pixels at once.
    """
    across = shape[0] == 1
    thick = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    # Eight strokes beside each other are a byte, and bytes below each other are what lies along them.
    packed = np.packbits(np.asarray(cv2.transpose(thick) if across else thick, np.uint8), axis=1)
    del thick
    length = max(shape)
    opened = _reached(_held(packed, length), length)
    if not opened.any():
        return None
    closed = _held(_reached(opened, length), length)
    strokes = np.unpackbits(closed, axis=1, count=ink.shape[0 if across else 1])
    return np.asarray(cv2.transpose(strokes), np.uint8) if across else strokes


def _held(packed: Gray, length: int) -> Gray:
    """Eroded along the first axis by ``length`` pixels, the middle one of which is counted from 0; beyond it is ink."""
    return ~_reached(~packed, length)


def _reached(packed: Gray, length: int) -> Gray:
    """Dilated along the first axis by ``length`` pixels, the middle one of which is counted from 0."""
    before = length // 2
    out = np.zeros((len(packed) + 2 * length, packed.shape[1]), np.uint8)
    out[length : length + len(packed)] = packed
    reach = 1  # a place holds what stood there and in the reach - 1 places above
    while reach < length:
        step = min(reach, length - reach)
        out[step:] |= out[:-step].copy()
        reach += step
    first = length + length - 1 - before
    return out[first : first + len(packed)]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Dashes in one line: where it runs (``at``), from ``first`` to ``last``, and which places have its ink.

    ``print`` are the places where other ink stands on the line: that of letters.
    """

    at: int
    first: int
    last: int
    inked: NDArray[np.bool_]
    print: NDArray[np.bool_]

    def covered(self, first: int, last: int) -> float:
        return float(self.inked[first:last].mean()) if last > first else 0.0

    def crossed(self, first: int, last: int) -> bool:
        """Whether letters stand on the line."""
        return int(self.print[first:last].sum()) >= _LEAST_PRINT

    def reaches(self, at: int, slack: float) -> bool:
        return self.first - slack <= at <= self.last + slack


def _lattice(ink: Gray, dpi: int) -> Gray:
    """Rules that the copier broke into dashes, drawn whole from crossing to crossing where they have ink.

    A rule is a chain of thin dashes in one line with white on both sides. Head lines and stems have letters beside
    them, and what stands alone (a danda, a row of hyphens) crosses nothing.
    """
    drawn = np.zeros_like(ink)
    flat = _alone(ink, dpi)
    slope = _slope(flat)
    across = _joined(_chains(flat, ink, slope, dpi), dpi)
    if len(across) < _LEAST_CROSSED:
        return drawn
    upright, turned_ink = np.ascontiguousarray(_alone(ink.T, dpi)), np.ascontiguousarray(ink.T)
    across, down = _meeting(across, _joined(_chains(upright, turned_ink, -slope, dpi), dpi), dpi)
    if len(across) >= _LEAST_CROSSED and len(down) >= _LEAST_CROSSED:
        extent = (
            min(d.at for d in down),
            max(d.at for d in down),
            min(a.at for a in across),
            max(a.at for a in across),
        )
        turned_extent = (*extent[2:], *extent[:2])
        across = [_stretched(a, extent) for a in across]
        down = [_stretched(d, turned_extent) for d in down]
        across += _apart_from(across, _chains(flat, ink, slope, dpi, extent), dpi)
        down += _apart_from(down, _chains(upright, turned_ink, -slope, dpi, turned_extent), dpi)
        across, down = _meeting(across, down, dpi, known=True)
        if across and down:
            above_below = _implied(down, across, ink, slope, dpi)
            across, down = [*across, *above_below], [*down, *_implied(across, down, turned_ink, -slope, dpi)]
    slack = _END * dpi
    thick, thin = max(3, round(dpi * _RULE)), round(dpi * _THIN)
    for chains, others, turned in ((across, down, False), (down, across, True)):
        for chain in chains:
            crossings = sorted(o.at for o in others if o.reaches(chain.at, slack) and chain.reaches(o.at, slack))
            for a, b in pairwise(crossings):
                if chain.covered(a, b) < _EDGE_COVERED and chain.crossed(a + thin, b - thin):
                    continue
                if turned:
                    ends = [(round(chain.at - slope * y), round(y + slope * chain.at)) for y in (a, b)]
                else:
                    ends = [(round(x - slope * chain.at), round(chain.at + slope * x)) for x in (a, b)]
                cv2.line(drawn, ends[0], ends[1], 1, thick)
    return drawn


def _meeting(
    across: Sequence[_Chain], down: Sequence[_Chain], dpi: int, known: bool = False
) -> tuple[list[_Chain], list[_Chain]]:
    """The chains that are rules, judged by each other until none falls."""
    while True:
        kept_across = [a for a in across if _whole(a, down, dpi) or _believed(a, down, dpi, known)]
        kept_down = [d for d in down if _believed(d, kept_across, dpi, known)]
        if len(kept_across) == len(across) and len(kept_down) == len(down):
            return kept_across, kept_down
        across, down = kept_across, kept_down


def _stretched(chain: _Chain, extent: tuple[int, int, int, int]) -> _Chain:
    """The chain to the ends of its table, where a few dashes of it go on or nothing stands in its way."""
    begin, end = extent[:2]
    first, last = chain.first, chain.last
    if chain.covered(begin, first) >= _FAINT or not chain.crossed(begin, first):
        first = min(first, begin)
    if chain.covered(last, end) >= _FAINT or not chain.crossed(last, end):
        last = max(last, end)
    return replace(chain, first=first, last=last)


def _apart_from(known: Sequence[_Chain], more: Sequence[_Chain], dpi: int) -> list[_Chain]:
    """Those of ``more`` between which and all that is known a cell has room."""
    return [chain for chain in more if all(abs(chain.at - k.at) > _CELL_LEAST * dpi for k in known)]


def _implied(chains: Sequence[_Chain], others: Sequence[_Chain], ink: Gray, slope: float, dpi: int) -> list[_Chain]:
    """Outer rules of which nothing is left: they stand where most of the rules that they bound end.

    No rule runs through a line of text, in which stems above the table may look like more of its upright rules.
    """
    out = []
    first, last = min(c.at for c in chains), max(c.at for c in chains)
    for ends in ([c.first for c in chains], [c.last for c in chains]):
        at = int(np.median(ends))
        together = sum(abs(end - at) <= _TOGETHER * dpi for end in ends)
        if 2 * together < len(ends) or any(abs(at - o.at) <= _NARROWEST * dpi for o in others):
            continue
        x = np.arange(first, last + 1)
        y = np.clip(np.round(at + slope * x).astype(int), 0, len(ink) - 1)
        if ink[y, np.clip(x, 0, ink.shape[1] - 1)].mean() < _MOST_INK:
            whole = np.ones(last + 1, bool)
            out.append(_Chain(at, first, last, whole, ~whole))
    return out


def _crossings(chain: _Chain, others: Sequence[_Chain], dpi: int) -> list[int]:
    slack = _END * dpi
    return sorted(o.at for o in others if o.reaches(chain.at, slack) and chain.reaches(o.at, slack))


def _whole(chain: _Chain, others: Sequence[_Chain], dpi: int) -> bool:
    """Whether a chain runs nearly from the first to the last of many others: print has no such line across."""
    crossings = _crossings(chain, others, dpi)
    if len(crossings) < _LEAST_CROSSED:
        return False
    outer = [o.at for o in others]
    length = chain.last - chain.first
    return length >= _WHOLE * (max(outer) - min(outer)) and chain.covered(chain.first, chain.last) >= _COVERED


def _joined(chains: Sequence[_Chain], dpi: int) -> list[_Chain]:
    """Pieces of one line are one chain where no more is white between them than what a copier may lose."""
    out: list[_Chain] = []
    for chain in sorted(chains, key=lambda c: (c.at, c.first)):
        before = out[-1] if out and out[-1].at == chain.at else None
        if before is not None and chain.first - before.last <= _LOST * dpi:
            out[-1] = replace(before, last=chain.last)
        else:
            out.append(chain)
    return out


def _believed(chain: _Chain, others: Sequence[_Chain], dpi: int, known: bool = False) -> bool:
    """Whether a chain crosses others and has ink next to them, where the letters of a cell have none.

    The rules of a ``known`` table may be fainter. They are looked at nearer to their crossings, at both sides of them
    (a danda stands on the rule below it), and letters stand across few of them.
    """
    thin, near = round(_THIN * dpi), round((_NEARER if known else _NEAR) * dpi)
    crossings = _crossings(chain, others, dpi)
    if len(crossings) < _LEAST_CROSSED:
        return False
    before = [(at - thin - near, at - thin) for at in crossings if at - thin - near >= chain.first]
    behind = [(at + thin, at + thin + near) for at in crossings if at + thin + near <= chain.last]
    seen = [[chain.covered(*part) > 0.1 for part in side] for side in (before, behind)]
    if not known:
        return sum(map(sum, seen)) > _MEETING * (len(before) + len(behind))
    crossed = sum(chain.crossed(a + 2 * thin, b - 2 * thin) for a, b in pairwise(crossings))
    wanted = _AS_ELSEWHERE * chain.covered(chain.first, chain.last) * (len(before) + len(behind))
    return crossed <= _CROSSED * len(crossings) and all(map(any, seen)) and sum(map(sum, seen)) >= wanted


def _alone(ink: Gray, dpi: int) -> Gray:
    """Ink that is thin from top to bottom, with white above and below it."""
    thin, white = max(3, round(dpi * _THIN)), max(4, round(dpi * _WHITE))
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thin + 1, 1), np.uint8))
    flat = cv2.subtract(ink, thick)
    # Looked for beyond the rule's own height, as far as it must have white.
    reach = np.ones((white, 1), np.uint8)
    beside = np.zeros_like(ink)
    beside[thin + 1 :] = cv2.dilate(ink, reach, anchor=(0, white - 1))[: -thin - 1]
    below = np.asarray(cv2.dilate(ink, reach, anchor=(0, 0)), np.uint8)
    beside[: -thin - 1] |= below[thin + 1 :]
    widened = np.asarray(cv2.dilate(beside, np.ones((1, 3), np.uint8)), np.uint8)
    return np.asarray(cv2.bitwise_and(flat, 1 - widened), np.uint8)


def _slope(flat: Gray) -> float:
    """How much lower a rule is for each pixel to the right: what is left after deskewing."""
    ys, xs = np.nonzero(flat)
    if not len(ys):
        return 0.0
    best = (0.0, 0.0)
    for step in range(-_STEPS, _STEPS + 1):
        slope = step * _STEP
        profile = np.bincount(np.round(ys - slope * xs).astype(int) + 100)
        best = max(best, (float((profile.astype(float) ** 2).sum()), slope))
    return best[1]


def _chains(
    flat: Gray, ink: Gray, slope: float, dpi: int, extent: tuple[int, int, int, int] | None = None
) -> list[_Chain]:
    """Chains of dashes that run across ``flat`` with ``slope``; ``ink`` is the page with its letters.

    ``extent`` is the table (from, to, and the first and last ``at``) if it is known: few dashes make a chain there.
    """
    height, width = flat.shape
    ys, xs = np.nonzero(flat)
    if not len(ys):
        return []
    places = np.clip(np.round(ys - slope * xs).astype(int), 0, height - 1)
    along = np.clip(np.round(xs + slope * ys).astype(int), 0, width - 1)
    level = np.zeros((height, width), np.uint8)
    level[places, along] = 1
    band = 2 * max(1, round(dpi * _BAND)) + 1
    wide = cv2.dilate(level, np.ones((band, 1), np.uint8))
    profile = wide.sum(axis=1, dtype=np.int64)
    begin, end, top, bottom = extent or (0, width, 0, height)
    least, covered = (_WHOLE * (end - begin), _FAINT) if extent else (_SHORTEST_CHAIN * dpi, _COVERED)
    most_white = (end - begin) if extent else _BREAK * dpi
    x = np.arange(width)
    out: list[_Chain] = []
    free = np.ones(height, bool)
    for at in np.argsort(-profile, kind="stable"):
        if profile[at] < covered * least:
            break
        if not free[at] or not top <= at <= bottom:
            continue
        free[max(0, at - 2 * band) : at + 2 * band + 1] = False
        inked = wide[at] > 0
        y = np.round(at + slope * x).astype(int)
        dark = ink[np.clip(y, 0, height - 1), x] > 0

        def beside(side: int, y: NDArray[np.int_] = y) -> NDArray[np.bool_]:
            near = ink[np.clip(y + side * round(dpi * _RULE), 0, height - 1), x]
            return np.asarray(cv2.dilate(near[None], np.ones((1, 5), np.uint8))[0] > 0)

        found = begin + np.flatnonzero(inked[begin : end + 1])
        for piece in np.split(found, np.flatnonzero(np.diff(found) > most_white) + 1):
            if not len(piece):
                continue
            first, last = int(piece[0]), int(piece[-1]) + 1
            if last - first < least or len(piece) < covered * (last - first):
                continue
            if len(piece) >= _PURE * float(dark[first:last].sum()):
                out.append(_Chain(int(at), first, last, inked, dark & beside(-1) & beside(1)))
    return out


def _rows(rules: Gray, left: int, top: int, dpi: int) -> list[Row]:
    """Cells are what the rules enclose; cells that begin at one height make a row."""
    height, width = rules.shape
    framed = np.pad(rules, 1)
    count, _, parts, _ = cv2.connectedComponentsWithStats((framed == 0).astype(np.uint8), connectivity=4)
    least = _CELL_LEAST * dpi
    cells = []
    for number in range(1, count):
        x, y, w, h = (int(v) for v in parts[number, :4])
        if w < least or h < least or x == 0 or y == 0 or x + w >= width + 2 or y + h >= height + 2:
            continue  # too small for a word, or the outside of the table
        cells.append(BBox(left + x - 1, top + y - 1, left + x + w - 1, top + y + h - 1))
    rows: list[list[BBox]] = []
    for cell in sorted(cells, key=lambda c: (c.top, c.x0)):
        if rows and cell.top - rows[-1][0].top < 0.6 * least + pixels(6, dpi):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    out: list[Row] = []
    for row in rows:
        out.append([*sorted(row, key=lambda c: c.x0)])
    return out


def settled(rows: Sequence[Row], words: Sequence[PlacedWord], dpi: int = 300) -> list[Row]:
    """Cells over several rows are cut where every one of these rows has its own line in them.

    A faded rule glues two cells together; a cell that is printed over two rows has its text in one place. The cells of
    the first row that a faded rule glues beside each other are cut as those of the second row are.
    """
    tops: list[float] = []
    cells = [cell for row in rows for cell in row if cell]
    slack = max(_ONE_HEIGHT * dpi, _ONE_ROW * min((cell.bottom - cell.top for cell in cells), default=0.0))
    for before, top in pairwise([-np.inf, *sorted(cell.top for cell in cells)]):
        if top - before > slack:  # the rules of a photo's table may fall from cell to cell
            tops.append(top)
    out: list[Row] = [[] for _ in tops]
    for cell in cells:
        first = max(n for n, top in enumerate(tops) if top <= cell.top + 1)
        inner = [top for top in tops[first + 1 :] if top < cell.bottom - slack]
        if not inner:
            out[first].append(cell)
            continue
        edges = [cell.top, *inner, cell.bottom]
        inside = [w for w in words if cell.x0 <= (w.bbox.x0 + w.bbox.x1) / 2 <= cell.x1]
        parts = [BBox(cell.x0, top, cell.x1, bottom) for top, bottom in pairwise(edges)]
        held = [any(p.top <= (w.bbox.top + w.bbox.bottom) / 2 <= p.bottom for w in inside) for p in parts]
        if all(held):
            for number, part in enumerate(parts, first):
                out[number].append(part)
        else:
            out[first].append(cell)
    tidy = [sorted((c for c in row if c), key=lambda c: c.x0) for row in out if row]
    if len(tidy) > 1 and len(tidy[0]) < len(tidy[1]):
        tidy[0] = _as_below(tidy[0], tidy[1], words)
    return [[*row] for row in tidy]


def _as_below(row: Sequence[BBox], below: Sequence[BBox], words: Sequence[PlacedWord]) -> list[BBox]:
    """The cells of a row, cut where those below it are if white parts its words there, and those that it lacks.

    Words of a header over several columns stand as close to each other as words do.
    """
    top, bottom = min(c.top for c in row), max(c.bottom for c in row)
    within = [w for w in words if top <= (w.bbox.top + w.bbox.bottom) / 2 <= bottom]
    out = [piece for cell in row for piece in _cut(cell, below, within)]
    for column in below:
        middle = (column.x0 + column.x1) / 2
        if not any(c.x0 <= middle <= c.x1 for c in row):
            own = BBox(column.x0, top, column.x1, bottom)
            out += [own] if any(_middle_in(w, own) for w in within) else []
    return sorted(out, key=lambda c: c.x0)


def _cut(cell: BBox, below: Sequence[BBox], words: Sequence[PlacedWord]) -> list[BBox]:
    held = [w for w in words if _middle_in(w, cell) and any(map(str.isalnum, w.text))]
    edges = [cell.x0]
    for a, b in pairwise([c for c in below if cell.x0 <= (c.x0 + c.x1) / 2 <= cell.x1]):
        left = [w.bbox for w in held if edges[-1] <= (w.bbox.x0 + w.bbox.x1) / 2 <= a.x1]
        right = [w.bbox for w in held if (w.bbox.x0 + w.bbox.x1) / 2 > a.x1]
        if not left or not right:
            continue
        white = min(w.x0 for w in right) - max(w.x1 for w in left)
        if white >= _PARTED * float(np.median([w.bottom - w.top for w in (*left, *right)])):
            edges.append(b.x0)
    return [BBox(x0, cell.top, x1, cell.bottom) for x0, x1 in pairwise([*edges, cell.x1])]


def _middle_in(word: PlacedWord, cell: BBox) -> bool:
    x, y = (word.bbox.x0 + word.bbox.x1) / 2, (word.bbox.top + word.bbox.bottom) / 2
    return cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom
