"""What stands where on a page. Boxes are pixels of the page image: left, top, right, bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
Points = NDArray[np.float64]
"""Shape (n, 2): x, y."""

Move = Callable[[Points], Points]


@dataclass(frozen=True)
class TrueWord:
    text: str
    box: Box


@dataclass(frozen=True)
class TrueLine:
    """One printed line, or one row of a table: its cells apart by tabs, the lines of a cell joined."""

    text: str
    words: tuple[TrueWord, ...]


@dataclass(frozen=True)
class TrueCell:
    """``columns`` is how many columns the cell spans; an empty cell has text ``""``."""

    text: str
    box: Box
    columns: int = 1


@dataclass(frozen=True)
class TrueTable:
    """``continues``: the table began on the page before."""

    rows: tuple[tuple[TrueCell, ...], ...]
    ruled: bool
    header_rows: int
    continues: bool = False


@dataclass(frozen=True)
class TruePage:
    """``lines`` in reading order; the places of stamps and pen strokes are kept, they are not part of the text."""

    width: int
    height: int
    lines: tuple[TrueLine, ...]
    tables: tuple[TrueTable, ...] = ()
    stamps: tuple[Box, ...] = ()
    strokes: tuple[Box, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def moved(self, move: Move, width: int, height: int) -> TruePage:
        """The same page after its image went through ``move``; boxes stay upright rectangles."""

        def box(b: Box) -> Box:
            corners = np.array([(b[0], b[1]), (b[2], b[1]), (b[2], b[3]), (b[0], b[3])], float)
            after = move(corners)
            low, high = after.min(axis=0), after.max(axis=0)
            return float(low[0]), float(low[1]), float(high[0]), float(high[1])

        return TruePage(
            width,
            height,
            tuple(replace(x, words=tuple(replace(w, box=box(w.box)) for w in x.words)) for x in self.lines),
            tuple(
                replace(t, rows=tuple(tuple(replace(c, box=box(c.box)) for c in row) for row in t.rows))
                for t in self.tables
            ),
            tuple(box(b) for b in self.stamps),
            tuple(box(b) for b in self.strokes),
        )
