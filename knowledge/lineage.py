"""Who acted on what: the hops inside an office that no paper prints.

A letter of an office is taken to act on the last e-mail that reached the office with the same paper, if the dates
allow it. The evidence is office procedure, never a name: the same paper passed on, a recipient's address that the
letter itself prints, or the same state in the letterhead and among the recipients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.identity import fold
from knowledge.words import places_in, places_of_address


@dataclass(frozen=True)
class Paper:
    """An office's letter. ``printed`` is its text with that of its endorsement."""

    id: str
    date: str | None
    issuer: str | None
    printed: str


@dataclass(frozen=True)
class Mail:
    """An e-mail that carries the paper which the letter passes on. ``sent`` is ISO; recipients are addresses."""

    id: str
    sent: str | None
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class ActsOn:
    mail: str
    confidence: float
    how: str


def acts_on(paper: Paper, mails: Sequence[Mail]) -> ActsOn | None:
    """The mail that the letter acts on, or None. Undated mails prove nothing; of several the last one counts."""
    offices = places_in(fold(paper.issuer or ""))
    printed = paper.printed.casefold()
    found: list[tuple[str, ActsOn]] = []
    for mail in mails:
        if not mail.sent or (paper.date and mail.sent[: len(paper.date)] > paper.date):
            continue
        own = [r for r in mail.recipients if r.casefold() in printed]
        there = (
            offices & frozenset().union(*(places_of_address(r) for r in mail.recipients))
            if mail.recipients
            else frozenset()
        )
        if own:
            why = "the same paper; an address that the letter prints is among the mail's recipients"
            found.append((mail.sent, ActsOn(mail.id, 0.9, why)))
        elif there:
            why = f"the same paper; the mail went to an office of {', '.join(sorted(there))}"
            found.append((mail.sent, ActsOn(mail.id, 0.7, why)))
    return max(found, key=lambda f: (f[0], f[1].mail))[1] if found else None
