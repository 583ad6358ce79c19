"""The header of a printed e-mail: who sent it to whom, when, about what. To-lists may run over page ends.

Fwd: Subject …                            From: NAME <a@x.in>
NAME <a@x.in>                             To: "b"<b@x.in>,"c"<c@x.in> …
Wed, 04 Mar 2026 11:48:11 AM +0530        Cc: …     Date: …     Subject: …
To "b"<b@x.in>
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

from extract.confidence import confidence
from extract.cues import ADDRESS, cue_reader
from extract.dates import find_dates, parse_mail_time
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Field, Party, Signatory
from extract.subject_line import goes_on
from extract.view import Line, View, at
from ingest.document import Span

# Inside angle brackets a recogniser's stray spaces are allowed ("<first. last@x.in >") and left out of the value, and
# one line end, at which a narrow column breaks an address; so are signs of money, which letters are taken for.
ONE = regex.compile(
    r"(?:(?:[\"“”](?P<quoted>[^\"“”<>\n]{1,80})[\"“”]|(?P<name>(?=\S)[^\"“”'<>,:;@\n]{1,60}?))\s*+)?"
    rf"<\s*(?P<a>(?![^@>]*\n[^@>]*\n)[\p{{L}}\p{{N}}\p{{Sc}}._%+\-\s]{{1,60}}"
    rf"@(?![^>\n]*\n[^>\n]*\n)[\p{{L}}\p{{N}}.\-\s]{{2,60}}?)\s*>|(?P<b>{ADDRESS})"
)
BLANK = regex.compile(r"\s")
MARGIN = "-._"
"""No address begins or ends with one of these: dashes and dots beside it are specks."""
ENDING = regex.compile(r"\.\p{L}{2,}$")
OFTEN = 3
"""An ending that a paper prints so often is printed rightly; another one sign away, printed once, is it misread."""


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
    return _address(view, found, _domains(view)) if found else None


def _domains(view: View) -> Counter[str]:
    """How often each domain stands behind an @ in the paper's own header."""
    lines = view.zone("mail_header")
    if not lines:
        return Counter()
    header = view.text[lines[0].span.start : lines[-1].span.end]
    return Counter(_parts_of(BLANK.sub("", m.group("a") or m.group("b")))[1] for m in ONE.finditer(header))


def _parts_of(address: str) -> tuple[str, str]:
    local, _, domain = address.strip(MARGIN).partition("@")
    return local, domain.casefold()


def _address(view: View, found: regex.Match[str], domains: Counter[str]) -> Field:
    """The address that ``found`` holds, on one line and without specks beside it. A domain whose end is one sign
    away from one that stands often is less sure for it; so is an address whose end is no domain's."""
    group = "a" if found.group("a") else "b"
    said = BLANK.sub("", found.group(group))
    plain = said.strip(MARGIN)
    local, domain = plain.rsplit("@", 1)
    meant = _domain_meant(domain, domains)
    value = f"{local}@{meant}" if meant else plain
    whole = meant is None and plain == said and ENDING.search(domain)
    return Field(
        value=value,
        printed=found.group(group) if value != said else None,
        confidence=confidence("labelled" if whole else "shape"),
        evidence=(at(Span(found.start(group), found.end(group))),),
    )


def _domain_meant(domain: str, domains: Counter[str]) -> str | None:
    """The domain with the ending of government hosts or of a public provider, where it has one misread: "ntc.in"."""
    here = domain.casefold()
    if domains[here] != 1:
        return None
    apart = 1 if ENDING.search(here) else 2  # "nic.m" ends as no domain does
    for host in lexicon().forms("mail_host"):
        cut = here.rsplit(".", host.count(".") + 1)
        if len(cut) < host.count(".") + 1:
            continue
        front, ending = (cut[0] + ".", ".".join(cut[1:])) if len(cut) > host.count(".") + 1 else ("", here)
        if ending == host:
            return None
        often = sum(n for d, n in domains.items() if d == host or d.endswith(f".{host}")) >= OFTEN
        if often and Levenshtein.distance(ending, host) <= apart:
            return front + host
    return None


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
    domains = _domains(view)
    for found in ONE.finditer(view.text, span.start, span.end):
        name = collapse(found.group("quoted") or found.group("name") or "").strip(" \"'“”")
        out.append(Party(**dict(_address(view, found, domains)), name=name or None))
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
