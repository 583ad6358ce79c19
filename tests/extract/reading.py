"""Reads a text as a transcript: the shortest way from a case's words to a Reading."""

from __future__ import annotations

from extract.pipeline import read
from extract.record import Reading
from ingest.source import source_from_bytes


def read_text(text: str) -> Reading:
    return read(source_from_bytes("case.txt", text.encode()))
