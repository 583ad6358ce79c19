"""The header of a printed e-mail: who sent it to whom, when, about what. To-lists may run over page ends.

Fwd: Subject …                            From: NAME <a@x.in>
NAME <a@x.in>                             To: "b"<b@x.in>,"c"<c@x.in> …
Wed, 04 Mar 2026 11:48:11 AM +0530        Cc: …     Date: …     Subject: …
To "b"<b@x.in>
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extract.confidence import confidence
from extract.cues import ADDRESS, cue_reader
from extract.dates import find_dates, parse_mail_time
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Field, Party, Signatory
from extract.subject_line import goes_on
from extract.view import Line, View, at
from ingest.document import Span

# Inside angle brackets a recogniser's stray spaces are allowed ("<first. last@x.in >") and left out of the value.
ONE = regex.compile(
    r"(?:(?:[\"“”](?P<quoted>[^\"“”<>\n]{1,80})[\"“”]|(?P<name>[^\"“”'<>,:;@\n]{1,60}?))\s*)?"
    rf"<\s*(?P<a>[\p{{L}}\p{{N}}._%+\- ]{{1,60}}@[\p{{L}}\p{{N}}.\- ]{{2,60}}?)\s*>|(?P<b>{ADDRESS})"
)


@dataclass(frozen=True, slots=True)
class MailHeader:
    sender: Field | None
    addressees: tuple[Party, ...]
    copy_to: tuple[Party, ...]
    subject: Field | None
    date: Field | None
    sent: str | None


def header(view: View) -> MailHeader:
    """Reads the lines of zone ``mail_header``. What is not printed (a page may end inside the To-list) is None."""
    lines = view.zone("mail_header")
    parts = _parts(view, lines)
    sender = None
    for key in ("from", "sender_line"):
        if key in parts and sender is None:
            sender = _sender(view, parts[key])
    when: Field | None = None
    sent: str | None = None
    for key in ("date", "time_line"):
        if key in parts and when is None:
            when, sent = _when(view, parts[key])
    subject = None
    for key in ("subject", "reply_line"):
        if key in parts and subject is None:
            value = collapse(parts[key].of(view.text))
            if regex.search(r"[\p{L}\p{M}]{2}", value):
                subject = Field(value=value, confidence=confidence("labelled"), evidence=(at(parts[key]),))
    return MailHeader(
        sender,
        _recipients(view, parts.get("to")),
        _recipients(view, parts.get("cc")) + _recipients(view, parts.get("bcc")),
        subject,
        when,
        sent,
    )


def _parts(view: View, lines: tuple[Line, ...]) -> dict[str, Span]:
    """The header's fields by name, each as the stretch of text after its label, up to the next field."""
    words = lexicon()
    reader = cue_reader()
    labels = {
        "from": words.pattern("mail_from"), "to": words.pattern("mail_to"), "cc": words.pattern("mail_cc"),
        "bcc": words.pattern("mail_bcc"), "date": words.pattern("mail_date"), "subject": words.pattern("mail_subject"),
    }  # fmt: skip
    out: dict[str, Span] = {}
    current: str | None = None
    for line in lines:
        cues = reader.of(line)
        label = None
        for name, pattern in labels.items():
            found = pattern.match(line.text)
            if found is None:
                continue
            colon = regex.match(r"\s*:\s*", line.text[found.end() :])
            if colon is None and not (
                name in ("to", "cc", "bcc") and regex.match(r"\s+[\"'<“]", line.text[found.end() :])
            ):
                continue
            if name in ("to", "cc", "bcc", "from") and not regex.search(ADDRESS, line.text):
                continue
            label = name
            begin = line.span.start + found.end() + (colon.end() if colon else 0)
            break
        if label is not None:
            current = label if label not in out else None
            if current:
                out[label] = Span(begin, line.span.end)
        elif "forwarded" in cues:
            current = None
        elif "mail_subject" in cues and "reply_line" not in out and "to" not in out:
            out["reply_line"] = line.span
            current = "reply_line"
        elif not out and not cues & {"mail_sender", "forwarded", "page_marker", "mail_count", "mail_time"}:
            out["reply_line"] = line.span  # the subject of a printed mail, without "Fwd:"
            current = "reply_line"
        elif "mail_sender" in cues and "sender_line" not in out and "from" not in out:
            out["sender_line"] = line.span
            current = None
        elif "mail_time" in cues and "time_line" not in out and current not in ("to", "cc"):
            out["time_line"] = line.span
            current = None
        elif "mail_count" in cues:
            current = None
        elif (
            current in ("to", "cc", "bcc")
            and "@" in line.text
            or (current in ("subject", "reply_line") and goes_on(out[current].of(view.text), line.text, line.gap))
        ):
            out[current] = Span(out[current].start, line.span.end)
    return out


def _sender(view: View, span: Span) -> Field | None:
    found = ONE.search(view.text, span.start, span.end)
    if found is None:
        return None
    group = "a" if found.group("a") else "b"
    return Field(
        value=found.group(group).replace(" ", ""),
        confidence=confidence("labelled"),
        evidence=(at(Span(found.start(group), found.end(group))),),
    )


def _when(view: View, span: Span) -> tuple[Field | None, str | None]:
    sent = parse_mail_time(span.of(view.text))
    for found in find_dates(view.text, span.start, span.end):
        if found.precision == "day":
            return (
                Field(
                    value=found.value,
                    printed=found.span.of(view.text),
                    confidence=confidence("labelled"),
                    evidence=(at(found.span),),
                ),
                sent,
            )
    return None, None


def _recipients(view: View, span: Span | None) -> tuple[Party, ...]:
    if span is None:
        return ()
    out: list[Party] = []
    for found in ONE.finditer(view.text, span.start, span.end):
        group = "a" if found.group("a") else "b"
        name = collapse(found.group("quoted") or found.group("name") or "").strip(" \"'“”")
        out.append(
            Party(
                value=found.group(group).replace(" ", ""),
                name=name or None,
                confidence=confidence("labelled"),
                evidence=(at(Span(found.start(group), found.end(group))),),
            )
        )
    return tuple(out)


def office(view: View) -> Field | None:
    """The office that a mail's own text gives as its sender's ("Chief Secretary Office, State, City")."""
    for line in view.zone("mail_body")[:4]:
        cues = cue_reader().of(line)
        if cues & {"office", "government"} and "long" not in cues and len(view.zone("mail_body")) <= 3:
            return Field(value=collapse(line.text), confidence=confidence("inferred"), evidence=(at(line.span),))
    return None


def signed(view: View) -> tuple[Signatory, ...]:
    """The name (and post) below a mail's text, or the name that is its whole text."""
    reader = cue_reader()
    lines = view.zone("closing", "signature")
    if not lines:
        body = view.zone("mail_body")
        lines = body if len(body) <= 2 else ()
    name: Line | None = None
    post: Line | None = None
    for line in lines:
        cues = reader.of(line)
        if "salutation" in cues:
            return ()
        if "closing" in cues or not regex.search(r"[\p{L}\p{M}]{3}", line.text):
            continue
        if name is None and not cues & {"office", "government", "contact", "designation", "address"}:
            if 1 < len(line.text.split()) <= 5 and "long" not in cues and not regex.search(r"[:@\d!?]", line.text):
                name = line
                continue
            return ()
        if name is not None and post is None and "designation" in cues:
            post = line
        break
    if name is None:
        return ()
    return (
        Signatory(
            name=collapse(name.text).strip(" ,."),
            designation=collapse(post.text).strip(" ,") if post else None,
            confidence=confidence("placed"),
            evidence=tuple(at(line.span) for line in (name, post) if line is not None),
        ),
    )
