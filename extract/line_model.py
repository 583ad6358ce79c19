"""A trained second opinion on zones: which part of its paper is a line, from words, layout, neighbours and rules.

The rules (``extract.zones``) fall through to a default where they know no cue: ``body``, ``copy_list``, ``letterhead``.
A linear spaCy classifier reads the line, its neighbours and what the rules said of them all. It is asked only there,
and heard only on the changes of ``HEARD``, where it was right on papers of offices it had not seen (docs/accuracy.md).
Trained by ``python -m corpus train`` on invented papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

from extract.cues import Cue
from extract.lexicon import lexicon
from extract.segment import Form
from extract.view import Line, Zone

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = Path(__file__).parent / "models" / "lines"
SURE = 0.5
"""Softmax share from which the model's zone is taken: measured, see docs/accuracy.md."""
HEARD: dict[Zone, frozenset[Zone]] = {
    "reference_line": frozenset({"body"}),
    "copy_list": frozenset({"signature"}),
    "date_line": frozenset({"number_line"}),
    "letterhead": frozenset({"number_line", "copy_list"}),
    "body": frozenset({"addressee", "salutation", "subject", "signature", "copy_list", "reference_line"}),
    "addressee": frozenset({"body", "subject", "salutation"}),
    "signature": frozenset({"copy_list"}),  # a U.O. note prints its number at the foot: the rules know it
}
"""The rules' zone → the zones that the model may put in its place."""

WORD = regex.compile(r"[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]")
TITLE_CASE = regex.compile(r"\p{Latin}{4,}")
EDGES = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 90, 140)
INDENTS = (0, 2, 6, 12, 24, 48)
OWN_WORDS = 14
MILESTONES: tuple[Cue, ...] = (
    "subject", "salutation", "closing", "copy", "to", "opening", "enclosure", "annexure", "bracketed_name",
    "reference", "mail_from", "number", "date", "title", "long", "designation", "mail_sender",
)  # fmt: skip
TURNS = frozenset(MILESTONES[:11])
"""Cues that open a part of a paper: the last one above a line says much about it."""


def features(lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> list[list[str]]:
    """One list of feature words a line of one communication. ``lines`` carry the rules' zones."""
    bases, words = [], []
    for line, here in zip(lines, cues, strict=True):
        own = _words(line.text)
        words.append(own)
        bases.append(_base(line, here, own))
    count = len(lines)
    zones = ["out", "out", *(line.zone for line in lines), "out", "out"]
    seen: set[str] = set()
    last, since = "start", 0
    out: list[list[str]] = []
    for k, line in enumerate(lines):
        base = bases[k]
        found = [*base, *("w=" + w for w in words[k])]
        found += ["in=" + _bucket(line.indent, INDENTS), "pos=" + _bucket(k), "rem=" + _bucket(count - k)]
        for name, j in (("pp", k - 2), ("p", k - 1), ("n", k + 1), ("nn", k + 2)):
            if not 0 <= j < count:
                found.append(name + "=out")
            elif len(name) == 1:
                found += [name + x for x in bases[j]]
            else:
                found += [name + x for x in bases[j] if x[:2] in ("c=", "ga", "le")]
        found += ["seen=" + s for s in sorted(seen)]
        found += ["last=" + last, "since=" + _bucket(since), f"last+gap={last}{min(line.gap, 2)}"]
        found += [f"last+{x}={last}" for x in base if x[:2] in ("c=", "le")]
        pp, p, z, n, nn = zones[k : k + 5]
        found += ["z=" + z, "zp=" + p, "zn=" + n, "zpz=" + p + z, "zzn=" + z + n, "zpp=" + pp, "znn=" + nn]
        found.append(f"zgap={z}{min(line.gap, 2)}")
        found += [f"z{z}{x}" for x in base if x[:2] in ("c=", "f1", "le", "sh")]
        out.append(found)
        hits = [m for m in MILESTONES if m in cues[k]]
        seen.update(hits)
        since += 1
        turn = next((m for m in hits if m in TURNS), None)
        if turn:
            last, since = turn, 0
    return out


def _base(line: Line, here: frozenset[Cue], words: Sequence[str]) -> list[str]:
    text = line.text
    return [
        *("c=" + cue for cue in sorted(here)),
        "len=" + _bucket(len(text)),
        f"gap={min(line.gap, 3)}",
        "sh=" + _shape(text[:120]),
        "f1=" + "".join(words[:1]),
        "f2=" + "_".join(words[:2]),
        "e=" + (words[-1] if words and len(words) < OWN_WORDS else text[-1:]),
        "end=" + text[-1:],
    ]


def _bucket(n: int, edges: Sequence[int] = EDGES) -> str:
    return next((str(edge) for edge in edges if n <= edge), "more")


def _words(text: str) -> list[str]:
    """The first words, case folded; a number by its length alone, so that no number can be learnt."""
    out: list[str] = []
    for found in WORD.finditer(text[:300]):
        word = found.group()
        out.append("#" * min(len(word), 5) if word.isnumeric() else word.casefold())
        if len(out) == OWN_WORDS:
            break
    return out


def _shape(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return "none"
    if sum("\u0900" <= c <= "\u097f" for c in letters) * 2 > len(letters):
        return "hi"
    if sum(map(str.isupper, letters)) > 0.8 * len(letters):
        return "caps"
    return "title" if all(w[0].isupper() for w in TITLE_CASE.findall(text)) else "low"


def reconsidered(lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> tuple[Line, ...]:
    """The lines of one paper, some with another zone than the rules gave them. ``cues[k]`` belongs to ``lines[k]``.

    Where the model would have another zone but is not heard, the line is marked as disputed: what is read from it is
    less sure. Mails and invented text stay as they are. Linear in the lines.
    """
    out = list(lines)
    if form not in ("paper", "endorsement"):
        return tuple(out)
    open_ = [k for k in range(len(out)) if not _plain_body(k, lines, cues)]
    rows = features(lines, cues) if open_ else []
    for k, (zone, share) in zip(open_, opinions([rows[k] for k in open_]) if open_ else (), strict=True):
        if zone == lines[k].zone:
            continue
        if asked(k, lines, cues, form) and share > SURE and zone in HEARD[lines[k].zone]:
            out[k] = replace(lines[k], zone=zone)
        else:
            out[k] = replace(lines[k], disputed=True)
    return tuple(out)


def asked(k: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> bool:
    """Whether the model may be heard about line ``k``: a default zone, but a long line amid body lines is body, and a
    numbered recipient below "To" is one."""
    plain = _plain_body(k, lines, cues) or _numbered_recipient(k, lines, cues) or _post_below_numbers(k, lines, cues)
    return form in ("paper", "endorsement") and lines[k].zone in HEARD and not plain


def _post_below_numbers(k: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """A post without a label right below a numbered recipient that ended with a stop, or below the word that sends
    the copies on: whoever signs them."""
    if lines[k].zone != "signature" or "designation" not in cues[k] or "list_item" in cues[k] or not k:
        return False
    above = lines[k - 1].text.rstrip()
    sent = [hit for hit in lexicon().find("passed_on", above) if not above[hit.span.end :].strip(" ।.")]
    return bool(sent) or ("list_item" in cues[k - 1] and above.endswith((".", "।")))


def _plain_body(k: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    return "long" in cues[k] and all(near.zone == "body" for near in lines[max(0, k - 1) : k + 2])


def _numbered_recipient(k: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    if lines[k].zone != "addressee" or "list_item" not in cues[k] or "table" not in cues[k]:
        return False
    first = next((j + 1 for j in range(k, -1, -1) if lines[j].zone != "addressee"), 0)
    return "to" in cues[first]


class Row:
    """The feature words of one line, as the classifier's bag of words asks a spaCy ``Doc`` for them: by their hashes.

    A real ``Doc`` would put every word into a vocabulary, with its shape and affixes, only to be asked for the hash.
    """

    def __init__(self, keys: Any) -> None:
        self._keys = keys

    def to_array(self, _attributes: Sequence[int]) -> Any:
        return self._keys


def hashed(words: Sequence[str]) -> Row:
    """What the model is shown of a line: the hashes of its ``features``."""
    import numpy as np  # it and spaCy where they are needed: see extract.nlp
    from spacy.strings import get_string_id

    return Row(np.array([get_string_id(word) for word in words], dtype="uint64"))


def opinions(rows: Sequence[list[str]]) -> list[tuple[Zone, float]]:
    """The likeliest zone of each row of ``features``, with its softmax share."""
    part: Any = model().get_pipe("textcat")
    shares = part.model.predict([hashed(words) for words in rows])
    best = shares.argmax(axis=1)
    return [(part.labels[i], float(shares[k, i])) for k, i in enumerate(best)]


@cache
def model() -> Language:
    """The trained pipeline that ships with the package, loaded once, when first asked."""
    import spacy

    return spacy.load(MODEL, exclude=["vocab", "tokenizer"])
