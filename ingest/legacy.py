"""Legacy Hindi fonts: Latin codes under Hindi glyphs become Unicode, run by run, by the name of the font.

Text alone does not show whether it is set in such a font; only the font's name does. The layouts are data
(``legacy_fonts/*.toml``); what is code is the order of writing: these fonts store the signs as they are drawn,
Unicode as they are spoken.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from ingest.document import BBox
from ingest.layout import PlacedWord, clean_word

_SHORT_I = "\ue000"
_SHORT_I_BINDU = "\ue001"
_REPH_SHORT_I = "\ue002"
_REPH_SHORT_I_BINDU = "\ue003"
_REPH = "\ue004"
_UNKNOWN = "\ufffd"
_BEFORE = {"ि": _SHORT_I, "िं": _SHORT_I_BINDU, "र्ि": _REPH_SHORT_I, "र्िं": _REPH_SHORT_I_BINDU}
_BEFORE_BECOMES = {
    _SHORT_I: ("", "ि"),
    _SHORT_I_BINDU: ("", "िं"),
    _REPH_SHORT_I: ("र्", "ि"),
    _REPH_SHORT_I_BINDU: ("र्", "िं"),
}

_CONSONANT = "[\u0915-\u0939]\u093c?"
_CLUSTER = f"{_CONSONANT}(?:\u094d{_CONSONANT})*"
_MATRA = "[\u093e-\u094c]"
_BINDU = "[\u0901-\u0903]"
_STROKE = regex.compile("\u094d(\u093c?)\u093e")
_HALF_NUKTA = regex.compile("\u094d\u093c")
_BINDU_FIRST = regex.compile(f"({_BINDU}+)({_MATRA}+)")
_NUKTA_LATE = regex.compile(f"({_MATRA}+)(\u093c)")
_REPH_EARLY = regex.compile(f"\ue004({_MATRA}+)")
_RAKAR_LATE = regex.compile(f"({_MATRA}+|{_BINDU}+)(\u094d[\u0930\u092f])")
_SHORT = regex.compile(f"([\ue000-\ue003])({_CLUSTER})")
_SYLLABLE_REPH = regex.compile(f"({_CLUSTER}{_MATRA}*)({_BINDU}*)\ue004")
_FINAL_COLON = regex.compile(r"(?<![\p{L}\p{M}])([\u0900-\u0963]{2,}):(?![\p{L}\p{N}:])")
_FINAL_VISARGA = regex.compile("[\u0900-\u0902\u0904-\u0963\u0970-\u097f]+\u0903(?![\u0900-\u0965\u0970-\u097f])")
_LONE_VISARGA = regex.compile("(?<![\u0900-\u0903\u0905-\u0939\u093c-\u094d\u0958-\u0963])\u0903")
_UNICODE_HINDI = regex.compile("[\u0900-\u0963\u0966-\u097f]")
_STRAY = regex.compile("[\ue000-\ue004]")
_TWO_SIGNS = (
    ("ाे", "ो"), ("ाै", "ौ"), ("ाॅ", "ॉ"), ("ेा", "ो"), ("ैा", "ौ"), ("अो", "ओ"), ("अौ", "औ"), ("अॉ", "ऑ"),
    ("अा", "आ"), ("आे", "ओ"), ("आै", "औ"), ("आॅ", "ऑ"), ("एे", "ऐ"), ("इ\ue004", "ई"), ("उू", "ऊ"),
)  # fmt: skip
_SUBSET = regex.compile(r"^[A-Z]{6}\+")
_SYMBOL_PAGE = range(0xF020, 0xF100)


@dataclass(frozen=True, slots=True)
class Layout:
    """One legacy layout. ``names`` are beginnings of font names in small letters and digits only."""

    key: str
    names: tuple[str, ...]
    glyphs: dict[str, str]
    longest: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """Unicode text, and the share of the characters (0..1) that the layout does not know."""

    text: str
    unknown: float


def layout_of(font: str) -> Layout | None:
    """The layout of a font by its name ("ABCDEF+KrutiDev010", "Kruti Dev 010 Bold"); None for every other font."""
    name = regex.sub(r"[^a-z0-9]", "", _SUBSET.sub("", font).lower())
    for layout in _layouts():
        if any(name.startswith(start) for start in layout.names):
            return layout
    return None


def decode(layout: Layout, text: str) -> Decoded:
    """One run of text in one legacy font as Unicode. White space stays as it is."""
    out: list[str] = []
    at = unknown = letters = 0
    text = _as_windows(text)
    while at < len(text):
        char = text[at]
        if char.isspace():
            out.append(char)
            at += 1
            continue
        letters += 1
        for size in range(layout.longest, 0, -1):
            found = layout.glyphs.get(text[at : at + size])
            if found is not None:
                out.append(found)
                at += size
                break
        else:
            known = char.isascii() and char.isprintable() or "\u0900" <= char <= "\u097f"
            unknown += not known
            out.append(char if known else _UNKNOWN)
            at += 1
    return Decoded(colons(_spoken("".join(out))), unknown / letters if letters else 0.0)


def decode_runs(runs: Iterable[tuple[str, str]]) -> str:
    """``(font, text)`` runs of one line: legacy runs decoded, all others kept. Neighbours in one layout are one run."""
    out: list[str] = []
    open_layout: Layout | None = None
    held = ""
    for font, text in runs:
        layout = _layout_for(font, text)
        if layout is open_layout:
            held += text
            continue
        out.append(decode(open_layout, held).text if open_layout else held)
        open_layout, held = layout, text
    out.append(decode(open_layout, held).text if open_layout else held)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class DecodedWords:
    """Words of a page, and the share (0..1) of the legacy characters among them that no layout knows."""

    words: list[PlacedWord]
    unknown: float
    fonts: frozenset[str]


def decode_words(found: Iterable[Mapping[str, Any]], origin: tuple[float, float] = (0.0, 0.0)) -> DecodedWords:
    """Words as pdfplumber gives them with ``extra_attrs=["fontname"]`` in the order of the content stream.

    It cuts a word where the font changes; pieces without a gap between them are one word again. ``origin`` is the
    top left corner of the page box.
    """
    pieces: list[list[Mapping[str, Any]]] = []
    for item in found:
        if pieces and _touches(pieces[-1][-1], item):
            pieces[-1].append(item)
        else:
            pieces.append([item])
    words: list[PlacedWord] = []
    fonts: set[str] = set()
    letters = unknown = 0.0
    for group in pieces:
        for item in group:
            layout = _layout_for(item["fontname"], item["text"])
            if layout is not None:
                fonts.add(_SUBSET.sub("", item["fontname"]))
                letters += len(item["text"])
                unknown += len(item["text"]) * decode(layout, item["text"]).unknown
        text = clean_word(decode_runs((item["fontname"], item["text"]) for item in group))
        if text:
            box = BBox(
                min(float(i["x0"]) for i in group) - origin[0],
                min(float(i["top"]) for i in group) - origin[1],
                max(float(i["x1"]) for i in group) - origin[0],
                max(float(i["bottom"]) for i in group) - origin[1],
            )
            words.append(PlacedWord(text, box, 0.99))
    return DecodedWords(words, unknown / letters if letters else 0.0, frozenset(fonts))


def _layout_for(font: str, text: str) -> Layout | None:
    """Programs leave the old font's name on text that was typed in Unicode."""
    return None if _UNICODE_HINDI.search(text) else layout_of(font)


def _touches(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    if left["fontname"] == right["fontname"]:
        return False  # pdfplumber saw the gap
    height = float(left["bottom"]) - float(left["top"])
    same_line = abs(float(left["bottom"]) - float(right["bottom"])) < 0.4 * height
    return same_line and -0.3 * height < float(right["x0"]) - float(left["x1"]) < 0.12 * height


def _spoken(text: str) -> str:
    """From the order in which signs are drawn to the order in which they are spoken."""
    text = _HALF_NUKTA.sub("\u093c\u094d", text)
    text = _STROKE.sub(r"\1", text)  # a half letter and its upright stroke
    text = text.replace("\u094d\u200c", "\u094d")  # the sign of the half letter, typed by itself
    # A sign typed a key too early or late draws the same letter.
    for _ in range(2):
        text = _BINDU_FIRST.sub(r"\2\1", text)
        text = _RAKAR_LATE.sub(r"\2\1", text)
        text = _NUKTA_LATE.sub(r"\2\1", text)
        text = _REPH_EARLY.sub("\\1\ue004", text)
        for drawn, spoken in _TWO_SIGNS:
            text = text.replace(drawn, spoken)
    text = regex.sub(f"({_BINDU})\\1+|({_MATRA})\\2+", r"\1\2", text)  # struck twice, drawn once
    # The sign may stand inside a cluster: half letter, sign, full letter.
    text = _SHORT.sub(_moved_back, text)
    text = _SYLLABLE_REPH.sub("र्\\1\\2", text)
    text = _BINDU_FIRST.sub(r"\2\1", text)
    return str(_STRAY.sub(lambda m: "र्" if m[0] == _REPH else "".join(_BEFORE_BECOMES[m[0]]), text))


def _moved_back(match: regex.Match[str]) -> str:
    first, last = _BEFORE_BECOMES[match[1]]
    return f"{first}{match[2]}{last}"


def colons(text: str) -> str:
    """A visarga at a word's end is a colon, except in the words that are written with it."""
    text = _LONE_VISARGA.sub(":", text)
    return str(_FINAL_VISARGA.sub(lambda m: m[0] if m[0] in _visarga_words() else m[0][:-1] + ":", text))


def visargas(text: str) -> str:
    """A colon at the end of a word that is written with a visarga is one; a single letter may be a label."""
    return str(_FINAL_COLON.sub(lambda m: f"{m[1]}ः" if f"{m[1]}ः" in _visarga_words() else m[0], text))


def _as_windows(text: str) -> str:
    """Symbol fonts keep their codes at U+F000; below 0xA0 Windows-1252 has characters of its own."""
    out = []
    for char in text:
        code = ord(char)
        if code in _SYMBOL_PAGE:
            code -= 0xF000
            char = chr(code)
        if 0x80 <= code < 0xA0:
            char = bytes([code]).decode("cp1252", "replace")
            char = chr(code) if char == _UNKNOWN else char
        out.append(char)
    return "".join(out)


@cache
def _layouts() -> tuple[Layout, ...]:
    found = []
    for name in ("kruti_dev", "chanakya"):
        data = tomllib.loads((files("ingest") / "legacy_fonts" / f"{name}.toml").read_text(encoding="utf-8"))
        glyphs: dict[str, str] = dict(data["glyphs"])
        glyphs |= {drawn: _BEFORE[spoken] for drawn, spoken in data["before"].items()}
        glyphs |= {drawn: spoken.replace("र्", _REPH) for drawn, spoken in data["after"].items()}
        found.append(Layout(name, tuple(data["names"]), glyphs, max(map(len, glyphs))))
    return tuple(found)


@cache
def _visarga_words() -> frozenset[str]:
    data = tomllib.loads((files("ingest") / "legacy_fonts" / "visarga.toml").read_text(encoding="utf-8"))
    return frozenset(data["words"])
