"""The one place where the strength of a pattern, the page's quality and agreement become a confidence (0..1).

The figures are prior beliefs by kind of finding, not yet calibrated against truth; they order findings rightly:
a labelled value above an unlabelled one, a printed one above an inferred one.
"""

from __future__ import annotations

from typing import Literal

Strength = Literal["labelled", "placed", "shape", "inherited", "inferred", "doubtful"]
PRIOR: dict[Strength, float] = {
    "labelled": 0.97,
    "placed": 0.88,
    "shape": 0.75,
    "inherited": 0.8,
    "inferred": 0.6,
    "doubtful": 0.35,
}


def confidence(strength: Strength, page_confidence: float = 1.0, agreeing: int = 0) -> float:
    """How sure: the prior of ``strength``, lowered by a badly read page, raised by agreeing findings."""
    sure = PRIOR[strength] * (0.5 + 0.5 * max(0.0, min(1.0, page_confidence)))
    for _ in range(agreeing):
        sure += (1 - sure) * 0.4
    return round(min(sure, 0.99), 3)
