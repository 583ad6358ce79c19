"""Names of papers for other systems: made from what a paper is, so that two registers of the same files agree.

The ids inside a register are its own: which paper came first decides them. A pack names a paper by its form, number,
date and office instead (an unnumbered or undated one by its words, too).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence

from knowledge.answers import MissingAnswer
from knowledge.identity import fold, full_date, number_key
from knowledge.papers import PaperView


def names_of_papers(papers: Iterable[PaperView], missing: Sequence[MissingAnswer] = ()) -> dict[str, str]:
    """Register id to name. Papers that nothing tells apart but their words are counted in the order of their words."""
    known: dict[str, list[tuple[str, str]]] = {}
    for p in papers:
        words = hashlib.sha256(fold(p.own_text).encode()).hexdigest()
        told = p.number_key and full_date(p.date)
        identity = "|".join((p.kind, p.number_key or "", p.date or "", fold(p.issuer or ""), "" if told else words))
        known.setdefault(named(identity), []).append((words, p.id))
    for m in missing:
        identity = "|".join(("cited", m.kind or "", number_key(m.reference_no) or "", m.date or ""))
        known.setdefault(named(identity), []).append((fold(m.issuer or ""), m.id))
    return {
        work: name if n == 1 else f"{name}-{n}"
        for name, several in known.items()
        for n, (_, work) in enumerate(sorted(several), start=1)
    }


def named(identity: str) -> str:
    return "p" + base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()[:16]
