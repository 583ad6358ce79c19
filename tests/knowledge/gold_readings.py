"""Readings made from gold files and transcripts, so that the register is tested apart from the reader.

Evidence is found by searching the quote in the text; a communication reaches from its first evidence to the next
communication's first. Not a reader: it knows the answers.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import regex

from extract.record import Communication, Reading

TEXTUAL = ("reference_no", "subject", "issuer", "place", "priority", "sender")
FIELDS = ("reference_no", "date", "subject", "issuer", "place", "priority", "sender")
BEING = regex.compile(r"^(?:The\s+)?(?P<office>.+?)\s*[–-]\s*being the (?P<role>\w+) in respect of (?P<for>.+?)\.?$")


def loose(quote: str) -> str:
    words = regex.findall(r"[\p{L}\p{M}\p{N}]+", quote)
    return r"[^\p{L}\p{M}\p{N}]{0,12}".join(regex.escape(w) for w in words)


def find(text: str, quote: str | None, start: int, end: int) -> tuple[int, int] | None:
    if not quote:
        return None
    at = text.find(quote, start, end)
    if at >= 0:
        return at, at + len(quote)
    shape = loose(quote)
    hit = regex.compile(shape, regex.I).search(text, start, end) if shape else None
    return (hit.start(), hit.end()) if hit else None


def evidence(text: str, quote: str | None, start: int, end: int) -> list[dict[str, Any]]:
    a, b = find(text, quote, start, end) or (start, min(start + 1, end))
    return [{"page": 1, "start": a, "end": b, "quote": text[a:b]}]


def anchor(item: dict[str, Any], text: str, low: int) -> tuple[int, int]:
    """Where a communication begins (start of the line, end of what was found): its first field behind ``low``."""
    spot: tuple[int, int] | None = None
    if item["kind"] == "endorsement":
        found = regex.compile(r"^Endst.*$", regex.M).search(text, low)
        spot = (found.start(), found.end()) if found else None
    elif item["kind"] == "unreadable":
        quoted = regex.search(r"'([^']+)'", str(item.get("note", "")))
        spot = find(text, quoted[1], low, len(text)) if quoted else None
    else:
        for key in ("sender",) if item["kind"] == "email" else ("reference_no", "issuer", "subject"):
            spot = spot or find(text, str(item.get(key) or "").split(" | ")[0], low, len(text))
    if spot is None:
        return low, low
    return text.rfind("\n", 0, spot[0]) + 1, spot[1]


def reading_of(transcript: Path, gold: Path, version: str = "gold") -> Reading:
    """The Reading that the gold says ``transcript`` should give."""
    data = transcript.read_bytes()
    return build(json.loads(gold.read_text(encoding="utf-8")), data.decode("utf-8"), transcript.name, version)


def build(gold: dict[str, Any], text: str, name: str, version: str = "gold") -> Reading:
    items = gold["communications"]
    starts: list[int] = []
    low = 0
    for item in items:
        start, low = anchor(item, text, low)
        starts.append(start)
    starts[0] = 0
    ends = [*starts[1:], len(text)]
    pages = [
        {
            "number": 1,
            "start": 0,
            "end": len(text),
            "origin": "transcript",
            "language": "en",
            "confidence": 1.0,
            "quality": "good",
        }
    ]
    marks = [
        {
            "office": m.get("office"),
            "diary_no": m.get("diary_no"),
            "date": m.get("date"),
            "page": 1,
            "candidates": m.get("candidates", []),
            "doubtful": m.get("doubtful", False),
            "evidence": evidence(text, m.get("diary_no"), 0, len(text)),
        }
        for m in gold.get("receipt_marks", [])
    ]
    return Reading.model_validate(
        {
            "source": {
                "name": name,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "media_type": "text/plain",
                "pages": 1,
            },
            "pipeline_version": version,
            "text": text,
            "pages": pages,
            "communications": [communication(i, text, a, b) for i, a, b in zip(items, starts, ends, strict=True)],
            "receipt_marks": marks,
        }
    )


def communication(item: dict[str, Any], text: str, start: int, end: int) -> Communication:
    made: dict[str, Any] = {
        "kind": item["kind"],
        "language": item["language"],
        "pages": [1],
        "start": start,
        "end": end,
        "cut_reason": "gold",
        "sent": item.get("sent"),
    }
    for key in FIELDS:
        if item.get(key) is not None:
            made[key] = {"value": item[key], "confidence": 0.95, "evidence": evidence(text, item[key], start, end)}
    if item.get("printed_date"):
        if "date" in made:
            made["date"]["printed"] = item["printed_date"]
    day_known = not regex.match(r"^\p{L}+, \d{4}$", item.get("printed_date") or "")
    if item["kind"] == "email":
        made["date_basis"] = "mail_header" if item.get("date") else None
    elif item.get("date"):
        made["date_basis"] = "printed" if day_known else "digital_signature"
    elif item.get("printed_date"):
        made["date_basis"] = "digital_signature"
    for key in ("addressees", "copy_to"):
        made[key] = [
            {"value": p, "confidence": 0.9, "evidence": evidence(text, p, start, end)} for p in item.get(key) or []
        ]
    made["signatories"] = [
        {**s, "confidence": 0.9, "evidence": evidence(text, s.get("name") or s.get("designation"), start, end)}
        for s in item.get("signatories") or []
    ]
    made["cites"] = [
        {
            "issuer": None,
            "paragraph": None,
            **c,
            "confidence": 0.9,
            "evidence": evidence(text, c["reference_no"], start, end),
        }
        for c in item.get("cites") or []
    ]
    made["deadlines"] = [
        {"who": None, "paragraph": None, **d, "confidence": 0.9, "evidence": evidence(text, d["text"], start, end)}
        for d in item.get("deadlines") or []
    ]
    made["courses"] = courses(item, text, start, end)
    made["obligations"] = [
        {**o, "confidence": 0.9, "evidence": evidence(text, o["quote"], start, end)}
        for o in item.get("obligations") or []
    ]
    made["amends"] = [
        {
            "paragraph": a["paragraph"],
            "old": a["old"],
            "new": a["new"],
            "confidence": 0.9,
            "evidence": evidence(text, a["new"], start, end),
        }
        for a in item.get("amends") or []
    ]
    made["roles"] = [
        {
            "office": m["office"],
            "role": m["role"],
            "for": m["for"],
            "confidence": 0.9,
            "evidence": evidence(text, p, start, end),
        }
        for p in item.get("copy_to") or []
        if (m := BEING.match(p))
    ]
    return Communication.model_validate(made)


def courses(item: dict[str, Any], text: str, start: int, end: int) -> list[dict[str, Any]]:
    """In the order of the list, so that a name printed twice is found at its own row."""
    made, at = [], start
    for c in item.get("courses") or []:
        found = evidence(text, c["name"], at, end)
        at = max(at, found[0]["end"])
        made.append({**c, "confidence": 0.9, "evidence": found})
    return made
