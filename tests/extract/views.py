"""Views for tests: a short paper in one zone a line."""

from __future__ import annotations

import regex

from extract.view import Line, View, Zone
from ingest.document import Span


def view(
    text: str, zone: Zone = "body", zones: dict[str, Zone] | None = None, addressees: tuple[str, ...] = ()
) -> View:
    """``text`` as one communication. ``zones`` names the zone from the line that begins with its key on."""
    lines: list[Line] = []
    at = gap = 0
    here: Zone = zone
    for raw in text.split("\n"):
        for start, named in (zones or {}).items():
            if raw.strip().startswith(start):
                here = named
        if raw.strip():
            lines.append(Line(len(lines), Span(at, at + len(raw)), raw, 1, gap, len(raw) - len(raw.lstrip()), here))
            gap = 0
        else:
            gap += 1
        at += len(raw) + 1
    hindi = len(regex.findall(r"\p{Devanagari}", text)) > len(regex.findall(r"[A-Za-z]", text))
    return View(
        text=text, span=Span(0, len(text)), kind="letter", language="hi" if hindi else "en", lines=tuple(lines),
        addressees=addressees,
    )  # fmt: skip
