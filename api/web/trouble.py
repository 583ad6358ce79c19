"""What a page says about trouble, by its code: the program's own words in English, text/trouble_hi.toml in Hindi."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from api.web.said import known, said
from api.web.words import FOLDER, Tongue

_ATTACHMENT = "attachment_"


class Trouble(Protocol):
    """A ProblemReport of a reading, a Trouble of the service."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def next_step(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """``detail`` holds the program's English words where they name what the other text cannot: a file, a number."""

    message: str
    next_step: str
    detail: str = ""


def told(tongue: Tongue, trouble: Trouble) -> Told:
    """The texts in the reader's language; in English where there are no others."""
    own = Told(trouble.message, trouble.next_step)
    if tongue == "en":
        return own
    words = catalogue().get(_known(trouble.code))
    if words is None:
        return own
    if not words.get("detail"):
        return Told(words["message"], words["next_step"])
    # What it names is carried over where there are words for it, else shown as the program says it.
    if known(trouble.message):
        return Told(said(tongue, trouble.message), words["next_step"])
    return Told(words["message"], words["next_step"], trouble.message)


def for_scripts(tongue: Tongue) -> str:
    """The catalogue as JSON for the page's own script; nothing in English."""
    return json.dumps(catalogue(), ensure_ascii=False) if tongue == "hi" else "{}"


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """``{code: {"message", "next_step", "detail"?}}`` in Hindi."""
    with (FOLDER / "trouble_hi.toml").open("rb") as file:
        return tomllib.load(file)


def _known(code: str) -> str:
    """Trouble with an attachment bears the trouble's own code behind a prefix."""
    return "attachment" if code.startswith(_ATTACHMENT) else code
