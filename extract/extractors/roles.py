"""Which office holds which role, and for what: "the Home Secretary, being the CCA in respect of …"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from extract.compiled import compiled
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.paragraphs import Flow, flow, paragraphs
from extract.record import Role
from extract.sentences import sentences
from extract.view import View, at
from ingest.document import Span

LIST_LABEL = regex.compile(r"^\s*\(?(?:\p{Nd}{1,3}|[ivx]{1,5}|[a-z])[.)-]\s*")


def roles(view: View) -> tuple[Role, ...]:
    """The roles that body, annexures, copy list and addressees name, in printed order."""
    out: list[Role] = []
    if lexicon().pattern("role").search(view.text, view.span.start, view.span.end) is None:
        return ()  # most papers name none
    for run, stretch in _stretches(view):
        for office, role, held_for, sure, where in _in(stretch.of(run.text)):
            if any(r.office == office and r.role == role for r in out):
                continue
            place = run.span(stretch.start + where.start, stretch.start + where.end)
            out.append(Role(office=office, role=role, for_=held_for, confidence=sure, evidence=(at(place),)))
    return tuple(sorted(out, key=lambda r: r.evidence[0].start))


def _stretches(view: View) -> Iterator[tuple[Flow, Span]]:
    """Sentences of the paragraphs, whole items of the copy list, lines of addressees and signatures."""
    for paragraph in paragraphs(view):
        run = flow(view, paragraph.span)
        if paragraph.part == "instruction":
            yield run, Span(0, len(run.text))
        else:
            yield from ((run, sentence) for sentence in sentences(run.text))
    for line in view.zone("addressee", "signature"):
        text = line.span.of(view.text)
        yield Flow(text, tuple(range(line.span.start, line.span.end))), Span(0, len(text))


@cache
def _shapes() -> tuple[regex.Pattern[str], ...]:
    words = lexicon()
    role = f"(?P<role>{words.alternation('role')})"
    for_ = (
        rf"(?:\s*(?:{words.alternation('role_for')})\s+(?P<for>[^.;()]{{2,120}}?)"
        r"(?=\s*(?:[.;()]|$|,\s|\bwith\b|\band\s+(?:shall|will)\b)))?"
    )
    being = words.alternation("role_being")
    shall = words.alternation("role_shall_be")
    named = words.alternation("role_named")
    return (
        # The Home Secretary – being the CCA in respect of …
        compiled(
            rf"(?P<office>[^;\n]{{3,200}}?)\s*[,–—-]?\s*(?:{being})\s+{role}{for_}", regex.IGNORECASE | regex.DOTALL
        ),
        # उप सचिव (नोडल अधिकारी, गृह विभाग)
        compiled(
            r"(?P<office>[^()]{3,200}(?:\([^()]{1,60}\)[^()]{0,80})?)"
            rf"\(\s*{role}\s*(?:[,–-]|for|हेतु)?\s*(?P<for>[^()]{{2,80}})?\)",
            regex.IGNORECASE,
        ),
        # The Registrar shall be the competent authority for …
        compiled(
            r"(?P<office>[^,;:]{3,160}?(?:,\s[^,;:]{2,60}){0,3}?),?\s+"
            rf"(?:{shall})\s+(?:the\s+|an?\s+)?{role}{for_}",
            regex.IGNORECASE,
        ),
        # उप सचिव को परीक्षा हेतु नोडल अधिकारी नामित किया जाता है
        compiled(
            r"(?P<office>[^।;:]{3,160}?)\s+को\s+(?:(?P<for>[^।;:]{2,80}?)\s+"
            r"(?:हेतु|के लिए|के लिये|के अन्तर्गत|के अंतर्गत|के तहत|का|के)\s+)?"
            rf"{role}\s+(?:के रूप में\s+)?(?:{named})"
        ),
        # इस योजना हेतु नोडल अधिकारी उप सचिव होंगे
        compiled(
            rf"(?P<for>[^।;:,]{{2,80}}?)\s+(?:हेतु|के लिए|के लिये)\s+{role}\s+"
            r"(?P<office>[^।;:,]{3,80}?)\s+(?:होंगे|होगा|होंगी)"
        ),
        # निदेशक इस योजना के नोडल अधिकारी होंगे
        compiled(
            rf"(?P<office>(?:[^\s।;:,]+\s){{0,4}}{lexicon().alternation('designation')})\s+"
            rf"(?P<for>[^।;:,]{{2,60}}?)\s+(?:के|की|हेतु)\s+{role}\s+(?:होंगे|होगा|होंगी)"
        ),
    )  # fmt: skip


MARKS = (("role_being",), (), ("role_shall_be",), ("role_named",), ("role_named",), ("role_named",))
"""For each shape the group of words without which it cannot fit; the second asks for a bracket."""


def _in(text: str) -> Iterator[tuple[str, str, str | None, float, Span]]:
    """(office, role, for, confidence, where) of every shape that fits."""
    if lexicon().pattern("role").search(text) is None:
        return
    for k, (marks, shape) in enumerate(zip(MARKS, _shapes(), strict=True)):
        if not any(lexicon().pattern(mark).search(text) for mark in marks) and ("(" not in text or marks):
            continue
        for found in shape.finditer(text):
            office = _office(found["office"])
            if office is None or (k == 1 and found["role"].isupper() and not found["for"]):
                continue  # "Cadre Controlling Authority (CCA)" spells a role out
            held_for = collapse(found["for"]).strip(" ,.।–-") if found["for"] else None
            whole = Span(found.start("office"), found.end())
            yield office, collapse(found["role"]), held_for or None, 0.85 if k < 3 else 0.7, whole


def _office(printed: str) -> str | None:
    text = LIST_LABEL.sub("", collapse(printed)).strip(" ,–—-")
    text = regex.sub(r"(?i)^(?:accordingly|therefore|further|and|also)[,\s]+", "", text)
    text = regex.sub(r"(?i),?\s*\bwho$", "", text)
    text = regex.split(r"(?i)\bto\s+(?:nominate|appoint|designate|identify)\s", text)[-1]
    text = regex.split(r"(?i)\bthat\s", text)[-1] if len(text.split()) > 12 else text
    if len(text) < 3 or len(text.split()) > 25:
        return None
    known = lexicon().pattern("bearer_noun").search(text) or regex.search(r"\p{Lu}|\p{Devanagari}", text)
    return text if known else None
