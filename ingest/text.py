"""Plain transcripts: one page, no boxes, the text as it was written."""

from __future__ import annotations

import codecs

from ingest.document import SourceFile
from ingest.errors import EmptySource, UnknownEncoding
from ingest.layout import PageDraft

_CONTROL_SHARE = 0.02
_KEPT_CONTROLS = frozenset("\t\n\r\f\v\x85")


def read_text(source: SourceFile) -> PageDraft:
    """One page of origin ``transcript``. Raises UnknownEncoding for what is not UTF-8 or UTF-16 text."""
    text = decode(source.name, source.data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptySource(f"{source.name} holds no text.")
    return PageDraft(text=text, words=(), origin="transcript", confidence=1.0, quality="good")


def decode(name: str, data: bytes) -> str:
    """UTF-8 with or without a byte order mark, or UTF-16 with one. Raises UnknownEncoding."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(f"{name} is not in UTF-8 (byte {error.start}).") from None
    # Binary rubbish can be valid UTF-8 by accident; text does not hold many control characters.
    controls = sum(1 for c in text if (c < " " or c == "\x7f") and c not in _KEPT_CONTROLS)
    if controls > max(8, _CONTROL_SHARE * len(text)):
        raise UnknownEncoding(f"{name} holds {controls} control characters: it is no text.")
    return text
