"""Words are data: loads ``extract/lang/*.toml`` and turns each group into patterns and spaCy matchers.

A file holds groups of entries::

    [[number_label]]
    forms = ["F. No.", "File No."]
    value = "..."                     # what the form means, where the group needs it
    example = "F. No. 12/3/2020-Estt"

Every entry has an example in which one of its forms is found; the tests run all of them.
A form is literal: white space in it stands for any run of white space, a full stop may be missing
or be followed by white space. Letter case is folded, so are short and long dashes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby

import regex

from extract.compiled import compiled
from ingest.document import Span

EDGE_BEFORE = r"(?<![\p{L}\p{M}\p{N}])"
EDGE_AFTER = r"(?![\p{L}\p{M}\p{N}])"
_PIECE = regex.compile(r"\.\s+|\s+|\.|[-–—]|[^\s.\-–—]+")
_SIGN_OF_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]")
_BETWEEN = regex.compile(r"[\s.\-–—]+")
_LONG_WORD = regex.compile(r"[\p{Devanagari}\\]{5,}")
_DOTS = {ord(sign): None for sign in "ंँ"}
_DOT_ABOVE = regex.compile(r"[ंँ](?!$)")


@dataclass(frozen=True, slots=True)
class Entry:
    group: str
    language: str
    forms: tuple[str, ...]
    example: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found in a text: where, and the entry it belongs to."""

    span: Span
    entry: Entry

    @property
    def value(self) -> str | None:
        return self.entry.value


@cache
def _literal(form: str) -> str:
    """The form's characters, with what may vary between them."""
    out: list[str] = []
    for piece in _PIECE.findall(form):
        if piece.startswith(".") and len(piece) > 1:
            out.append(r"[.\s]\s*")
        elif piece.isspace():
            out.append(r"\s+")
        elif piece == ".":
            out.append(r"(?:\.\s?|(?![\p{L}\p{M}]))")
        elif piece in "-–—":
            out.append(r"\s?[-–—]\s?")
        else:
            out.append(regex.escape(piece))
    return "".join(out)


def _without_dots(literal: str) -> str:
    """Long Hindi words are known without their dot above, which worn print loses: "पृष्ठाकन", "दिनाक", "सलग्न"."""
    return str(_LONG_WORD.sub(lambda word: _DOT_ABOVE.sub("[ंँ]?", word.group()), literal))


def form_pattern(form: str) -> str:
    """The regular expression of one literal form, not inside a longer word (see the module's head)."""
    before, after = _edges(form)
    return before + _literal(form) + after


def _edges(form: str) -> tuple[str, str]:
    return (
        EDGE_BEFORE if _SIGN_OF_WORD.match(form) else "",
        # a visarga that ends a label stands for a colon: the number may be glued to it
        EDGE_AFTER if _SIGN_OF_WORD.match(form, len(form) - 1) and not form.endswith("ः") else "",
    )


class Lexicon:
    """All entries of all languages. Build with ``lexicon()``, which loads the files once."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._by_form: dict[str, dict[str, Entry]] = {}
        self._forms: dict[str, set[str]] = {}
        for entry in entries:
            self._forms.setdefault(entry.group, set()).update(entry.forms)
            table = self._by_form.setdefault(entry.group, {})
            for form in entry.forms:
                table.setdefault(_key(form), entry)
        self._alternations: dict[str, str] = {}
        self._patterns: dict[str, regex.Pattern[str]] = {}

    def groups(self) -> tuple[str, ...]:
        return tuple(self._by_form)

    def forms(self, group: str) -> list[str]:
        """Every form of ``group``, longest first, so that an alternation prefers the longer one."""
        if group not in self._forms:
            raise KeyError(f"no such group of words: {group}")
        return sorted(self._forms[group], key=lambda f: (-len(f), f))

    def alternation(self, group: str) -> str:
        """A regular expression (without a capture) for any form of ``group``.

        Neighbours that end alike share their edges: an alternation of hundreds of forms compiles many times faster.
        """
        if group not in self._alternations:
            runs = groupby(self.forms(group), key=_edges)
            parts = [f"{before}(?:{'|'.join(map(_literal, forms))}){after}" for (before, after), forms in runs]
            whole = "(?:" + "|".join(parts) + ")"
            self._alternations[group] = _without_dots(whole)
        return self._alternations[group]

    def openings(self, group: str) -> str:
        """Like ``alternation``, whatever stands before or follows: labels are glued to their numbers ("No12")."""
        return "(?:" + "|".join(map(_literal, self.forms(group))) + ")"

    def pattern(self, group: str) -> regex.Pattern[str]:
        if group not in self._patterns:
            self._patterns[group] = compiled(self.alternation(group), regex.IGNORECASE)
        return self._patterns[group]

    def find(self, group: str, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Every occurrence of a form of ``group`` in ``text[start:end]``, left to right, longest form first."""
        for found in self.pattern(group).finditer(text, start, len(text) if end is None else end):
            yield Hit(Span(found.start(), found.end()), self.entry_of(group, found.group()))

    def match(self, group: str, text: str) -> Hit | None:
        """A form of ``group`` at the very start of ``text``."""
        found = self.pattern(group).match(text)
        return Hit(Span(found.start(), found.end()), self.entry_of(group, found.group())) if found else None

    def entry_of(self, group: str, printed: str) -> Entry:
        table = self._by_form[group]
        return table.get(_key(printed)) or next(e for e in table.values())


@lru_cache(maxsize=8192)
def _key(form: str) -> str:
    return str(_BETWEEN.sub("", form)).translate(_DOTS).casefold()


@cache
def lexicon() -> Lexicon:
    """The words that ship with the package, loaded once."""
    entries: list[Entry] = []
    for file in sorted(files("extract").joinpath("lang").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for group, rows in tomllib.loads(file.read_text("utf-8")).items():
            for row in rows:
                entries.append(
                    Entry(
                        group,
                        file.name.removesuffix(".toml").split("_")[0],
                        tuple(row["forms"]),
                        row["example"],
                        row.get("value"),
                    )
                )
    return Lexicon(tuple(entries))
