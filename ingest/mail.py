"""A stored e-mail becomes one bundle: the message as a printed mail would show it, then each attachment's pages."""

from __future__ import annotations

import codecs
import email
import email.policy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser

import regex

from ingest.document import Document, Page, Problem, SourceFile, Span
from ingest.errors import DamagedSource, OcrUnavailable, UnreadableSource
from ingest.layout import PageDraft
from ingest.source import MAIL, source_from_bytes

MAX_DEPTH = 4
MAX_ATTACHMENTS = 100
MAX_ATTACHMENT_BYTES = 100 * 1024 * 1024
_LOGO_BYTES = 32 * 1024
_BODY_MOST = 2_000_000  # characters

Read = Callable[[SourceFile], Document]
"""Reads one attachment as ``ingest.load`` reads a file."""

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_SEALED = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "application/ms-tnef"}
)
_ASIDE = {"text/calendar": "a calendar entry", "text/x-amp-html": "the text once more, for one mail program"}
_SUFFIX = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
}
# What an assembled Document finds again in the joined text and pages.
_FOUND_AGAIN = frozenset({"repetition_loop", "unreadable_page"})


@dataclass(frozen=True, slots=True)
class _Attachment:
    """``name`` is fit to be shown: it holds no address and no telephone number."""

    name: str
    data: bytes
    media: str


def read_mail(source: SourceFile, read: Read, max_pages: int, depth: int = 0) -> tuple[list[PageDraft], list[Problem]]:
    """The message as page one, then the pages of its attachments in order, and problems of single attachments.

    ``read`` reads an attachment that is no message; ``depth`` counts messages inside messages. Raises DamagedSource
    where there is neither a header nor text, and OcrUnavailable as ``read`` does.
    """
    message = _parsed(source)
    skipped: list[str] = []
    attachments = list(_attachments(message, skipped))
    text = "\n".join([*_head(message), "", _body(message)]).rstrip()
    if not text and not attachments:
        raise DamagedSource(f"{source.name} holds no message.")
    notes = ["mail message", *(f"left out: {what}" for what in skipped)]
    drafts = [PageDraft(text, (), "transcript", 1.0, "good", notes=tuple(notes))]
    problems: list[Problem] = []
    if len(attachments) > MAX_ATTACHMENTS:
        problems.append(
            _problem(
                "too_many_attachments",
                f"The mail has {len(attachments)} attachments; only the first {MAX_ATTACHMENTS} were read.",
                "Save the others from your mail program and upload them.",
            )
        )
    for attachment in attachments[:MAX_ATTACHMENTS]:
        if len(drafts) >= max_pages:
            problems.append(
                _problem(
                    "too_many_pages",
                    f"Only the first {max_pages} pages of the mail and its attachments were read.",
                    "Save the attachments from your mail program and upload them one by one.",
                )
            )
            break
        try:
            more, trouble = _read_attachment(attachment, read, max_pages - len(drafts), depth)
        except OcrUnavailable:
            raise
        except UnreadableSource as error:
            problems.append(
                _problem(f"attachment_{error.code}", _unread(attachment.name, error.message), error.next_step)
            )
            continue
        drafts += more
        problems += trouble
    return drafts[:max_pages], problems


def _unread(name: str, message: str) -> str:
    about = "An attachment" if name in message else f"The attachment {name}"
    return f"{about} could not be read: {without_contacts(message)}"


def _problem(code: str, message: str, next_step: str) -> Problem:
    return Problem(code, message, next_step, page=1)


def _parsed(source: SourceFile) -> EmailMessage:
    try:
        message = email.message_from_bytes(source.data.lstrip(b"\xef\xbb\xbf"), policy=email.policy.default)
    except Exception:  # the parser promises not to fail, and does on some rubbish
        raise DamagedSource(f"{source.name} is no mail that can be read.") from None
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DamagedSource(f"{source.name} is no mail that can be read.")
    return message


# --- the message -----------------------------------------------------------------------------------------------------


def _head(message: EmailMessage) -> Iterator[str]:
    for name in _HEADERS:
        value = _header(message, name)
        if value:
            yield f"{name}: {value}"


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message[name] or "")
    except Exception:  # headers are parsed on access; a broken one is still worth its raw text
        value = next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")
    # Older programs leave raw UTF-8 in headers; the parser keeps its bytes as surrogates.
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" in value:
        try:
            value = str(make_header(decode_header(value)))
        except (ValueError, LookupError):
            pass
    return " ".join(_printable(value).split())


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # a body of a kind that contradicts its own header
        part = None
    if not isinstance(part, EmailMessage):
        return ""
    text = _text_of(part)
    if part.get_content_type() == "text/html":
        text = text_of_html(text)
    elif not text.strip():
        html = message.get_body(preferencelist=("html",))
        text = text_of_html(_text_of(html)) if isinstance(html, EmailMessage) else ""
    return _printable(text)[:_BODY_MOST].strip("\n")


def _text_of(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):  # no such charset; bytes it does not have; a NUL in its name
            continue
    return data.decode("utf-8", "replace")


def _printable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(c for c in text if c in "\n\t" or c >= " " and c not in "\x7f\u200b\ufeff\u00ad")


_BLOCKS = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 table ul ol blockquote hr pre section article".split())
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 table ul ol blockquote".split())
_HIDDEN = frozenset("script style head title template".split())


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "tr":
            self._cells = 0
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append("\t" if self._cells else "")
            self._cells += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _SPACED:
            self.parts.append("\n\n")
        elif tag in _BLOCKS and tag != "tr":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(regex.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The text that a reader of the page sees: a line for each block, cells of a table row apart by tabs."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    text = "".join(parser.parts)
    text = regex.sub(r"\s*\t\s*", "\t", text)  # blocks inside a cell are one line of their row
    lines = [regex.sub(r" {2,}", " ", line).strip(" ") for line in text.split("\n")]
    return str(regex.sub(r"\n{3,}", "\n\n", "\n".join(lines))).strip("\n")


# --- the attachments -------------------------------------------------------------------------------------------------


def _attachments(message: EmailMessage, skipped: list[str]) -> Iterator[_Attachment]:
    """In the order in which they stand. What is no enclosure (a certificate, a logo) goes to ``skipped``."""
    try:
        bodies = {id(message.get_body(preferencelist=(kind,))) for kind in ("plain", "html")}
    except Exception:  # a body of a kind that contradicts its own header
        bodies = set()
    number = 0
    for part in _leaves(message):
        media = part.get_content_type()
        if id(part) in bodies and part.get_content_disposition() != "attachment":
            continue
        if media in _SIGNATURES:
            skipped.append("the mail's digital signature")
            continue
        if part.get_content_disposition() != "attachment" and media in _ASIDE:
            skipped.append(_ASIDE[media])
            continue
        number += 1
        name = _name(part, number)
        if media == "message/rfc822":
            yield _Attachment(name, _nested(part), media)
            continue
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        if _is_logo(part, data):
            skipped.append(f"the picture {name} inside the mail's text")
            continue
        if media == "text/html" and part.get_content_disposition() != "attachment":
            continue
        if media == "text/html":
            name, data = f"{name}.txt", text_of_html(_text_of(part)).encode("utf-8")
        elif media == "text/plain" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            data = _text_of(part).encode("utf-8")
        yield _Attachment(name, data, media)


def _leaves(part: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    if part.get_content_type() == "message/rfc822" and depth:
        yield part
    elif part.is_multipart() and depth < 20:
        for inner in part.iter_parts() if part.get_content_maintype() == "multipart" else ():
            if isinstance(inner, EmailMessage):
                yield from _leaves(inner, depth + 1)
    else:
        yield part


def _nested(part: EmailMessage) -> bytes:
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    try:
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    except Exception:  # a header that cannot be written again as it was read
        return first.as_string().encode("utf-8", "replace") if isinstance(first, EmailMessage) else b""


def _is_logo(part: EmailMessage, data: bytes) -> bool:
    shown_inside = part.get_content_disposition() != "attachment" and part["Content-ID"] is not None
    return part.get_content_maintype() == "image" and shown_inside and len(data) < _LOGO_BYTES


def _name(part: EmailMessage, number: int) -> str:
    try:
        given = part.get_filename() or ""
    except Exception:  # a name in a broken encoding
        given = ""
    if not given and part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        subject = _header(inner[0], "Subject") if isinstance(inner, list) and isinstance(inner[0], EmailMessage) else ""
        given = f"{subject[:80]}.eml".replace("/", "-") if subject else ""
    given = given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" in given:
        try:
            given = str(make_header(decode_header(given)))
        except (ValueError, LookupError):
            pass
    given = " ".join(_printable(given).replace("\\", "/").rpartition("/")[2].split())[-120:]
    return without_contacts(given) or f"attachment-{number}{_SUFFIX.get(part.get_content_type(), '')}"


_ADDRESS = regex.compile(r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*")
_PHONE = regex.compile(r"(?<!\d)(?:\+?91[\- ]?)?[6-9]\d{4}[\- ]?\d{5}(?!\d)")


def without_contacts(text: str) -> str:
    """``text`` without mail addresses and mobile numbers: names of attachments go into problems and notes."""
    return str(_PHONE.sub("…", _ADDRESS.sub("…", text)))


def _read_attachment(
    attachment: _Attachment, read: Read, most: int, depth: int
) -> tuple[list[PageDraft], list[Problem]]:
    if len(attachment.data) > MAX_ATTACHMENT_BYTES:
        raise UnreadableSource("it is too large.", "Save it from your mail program and upload it by itself.")
    if attachment.media in _SEALED:
        raise UnreadableSource(
            "it is encrypted, or sealed in the sender's own format.",
            "Open the mail in your mail program, save what it shows and its attachments, and upload those.",
        )
    note = f"attachment {attachment.name}"
    name = attachment.name
    if attachment.media == "message/rfc822" and not name.lower().endswith(".eml"):
        name += ".eml"
    source = source_from_bytes(name, attachment.data)
    if source.media_type == MAIL:
        if depth >= MAX_DEPTH:
            raise UnreadableSource(
                "it is a mail inside a mail, too many deep.", "Save that mail from your mail program and upload it."
            )
        drafts, problems = read_mail(source, read, most, depth + 1)
        problems = [replace(p, message=f"In the attachment {attachment.name}: {p.message}") for p in problems]
        return [replace(d, notes=(note, *d.notes)) for d in drafts], problems
    document = read(source)
    return drafts_of(document, note), [
        _problem(p.code, f"In the attachment {attachment.name}: {p.message}", p.next_step)
        for p in document.problems
        if p.page is None and p.code not in _FOUND_AGAIN
    ]


def drafts_of(document: Document, note: str) -> list[PageDraft]:
    """The pages of a Document as drafts again, each with its own problems, ``note`` first among its notes."""
    return [_draft(document, page, document.problems, note) for page in document.pages]


def _draft(document: Document, page: Page, problems: Sequence[Problem], note: str) -> PageDraft:
    at = page.span.start
    words = tuple(replace(w, span=Span(w.span.start - at, w.span.end - at)) for w in page.words)
    own = tuple(replace(p, span=None) for p in problems if p.page == page.number and p.code not in _FOUND_AGAIN)
    return PageDraft(
        page.span.of(document.text), words, page.origin, page.confidence, page.quality,
        page.width, page.height, (note, *page.notes), own, page.rejected_layer, page.areas,
    )  # fmt: skip
