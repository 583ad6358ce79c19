"""The interface's words: text/en.toml and text/hi.toml, the same keys in both."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

Tongue = Literal["en", "hi"]
TONGUES: tuple[Tongue, ...] = ("en", "hi")
FOLDER = Path(__file__).parent / "text"


@cache
def words(tongue: Tongue) -> dict[str, str]:
    """Every text of one language under its dotted name."""
    with (FOLDER / f"{tongue}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, str(value))]
    return found


def say(tongue: Tongue, key: str, **values: object) -> str:
    """The text ``key`` with ``{placeholders}`` filled. An unknown code of the data (a new kind) is shown as it is.

    Where ``n`` is one, the text ``key_one`` is taken if there is one.
    """
    texts = words(tongue)
    text = texts.get(f"{key}_one") if values.get("n") == 1 else None
    text = text if text is not None else texts.get(key)
    if text is None:
        return key.rsplit(".", 1)[-1].replace("_", " ")
    return text.format(**values) if values else text


def pick(cookie: str | None, accepts: str | None) -> Tongue:
    """The language chosen before, else the first that the browser asks for, else English."""
    if cookie in TONGUES:
        return "hi" if cookie == "hi" else "en"
    for part in (accepts or "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in TONGUES:
            return "hi" if code == "hi" else "en"
    return "en"
