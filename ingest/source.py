"""Bytes become a SourceFile, and originals are kept byte for byte."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path, PurePath

import puremagic

from ingest.document import SourceFile
from ingest.errors import DamagedSource, EmptySource, EncryptedSource, UnreadableSource, UnsupportedMedia

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
HEIC = "image/heic"
TEXT = "text/plain"
MAIL = "message/rfc822"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TEXT_SUFFIXES = {".txt", ".md", ".text", ".markdown", ""}
_PDF_HEAD = 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


def open_source(path: Path) -> SourceFile:
    """Read one file. Raises OSError as the file system does, and what ``source_from_bytes`` raises."""
    return source_from_bytes(path.name, path.read_bytes())


def source_from_bytes(name: str, data: bytes) -> SourceFile:
    """Name the media type by content, never by the extension alone.

    Raises EmptySource, UnsupportedMedia (a program named .pdf, a format that nothing here reads), EncryptedSource
    and DamagedSource (a file named .pdf that holds no PDF but is no known other thing either).
    """
    base = PurePath(name.replace("\\", "/")).name or "unnamed"
    if not data.strip(b"\x00\r\n\t "):
        raise EmptySource(f"{base} is empty.")
    return SourceFile(base, hashlib.sha256(data).hexdigest(), _media_type(base, data), data)


def _media_type(name: str, data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return TIFF
    head = data[:_PDF_HEAD].lstrip(b"\x00\r\n\t \xef\xbb\xbf")
    if head.startswith(b"%PDF-"):
        return PDF
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return HEIC
    if data.startswith(b"PK\x03\x04"):
        return _packed(name, data)
    if data.startswith(_OLE):
        raise _old_office(name, data)
    if data.startswith(b"{\\rtf"):
        raise UnsupportedMedia(f"{name} is a rich text file: this cannot be read here.", _SAVE_AS)
    if _is_mail(name, data):
        return MAIL
    foreign = _foreign(data)
    if foreign:
        raise UnsupportedMedia(f"{name} is {foreign}: this cannot be read here.")
    if b"%PDF-" in data[:_PDF_HEAD]:
        return PDF
    suffix = PurePath(name).suffix.lower()
    if suffix in _TEXT_SUFFIXES:
        return TEXT
    if suffix in {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".docx", ".eml"}:
        raise DamagedSource(f"{name} does not hold what its name says ({suffix[1:].upper()}).")
    raise UnsupportedMedia(f"{name} is of a kind that cannot be read here.")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
_SAVE_AS = "Open it, save it as DOCX or PDF, and upload the new file."
_MAIL_HEAD = 16384
_HEADER_LINE = re.compile(rb"(?i)^(from|[!-9;-~]{2,60}):[ \t]|^From ", re.MULTILINE)
_TRANSPORT = re.compile(rb"(?im)^(mime-version|message-id|received|return-path|x-mailer|delivered-to):")
_LETTER_HEAD = re.compile(rb"(?im)^(from|to|subject|date):")


def _packed(name: str, data: bytes) -> str:
    """A ZIP: a Word document, or a name for what it is. Nothing is unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        if PurePath(name).suffix.lower() == ".docx":
            raise DamagedSource(f"{name} is cut short or damaged.") from None
        names = set()
    if "word/document.xml" in names:
        return DOCX
    if names & {"xl/workbook.xml", "ppt/presentation.xml", "content.xml"}:
        raise UnsupportedMedia(f"{name} is an office document of another kind: this cannot be read here.", _SAVE_AS)
    raise UnsupportedMedia(
        f"{name} is a ZIP archive or an office document: this cannot be read here.",
        "Unpack it. Upload the files in it (PDF, DOCX, image, mail or text), one by one or as a folder.",
    )


def _old_office(name: str, data: bytes) -> UnreadableSource:
    """The error for an OLE container: a locked DOCX, an Outlook message, an old office document."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedSource(
            f"{name} is locked with a password.",
            "Open it with the password, save it without one as DOCX or PDF, and upload the new file.",
        )
    if "__properties_version1.0".encode("utf-16-le") in data:
        return UnsupportedMedia(
            f"{name} is an Outlook message: this cannot be read here.",
            "Save the message as .eml (or print it to PDF with its attachments) and upload that.",
        )
    return UnsupportedMedia(f"{name} is an old office document: this cannot be read here.", _SAVE_AS)


def _is_mail(name: str, data: bytes) -> bool:
    """A stored message, not the printed transcript of one: it has the header lines that only programs write."""
    head = re.split(rb"\r?\n\r?\n", data[:_MAIL_HEAD].lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    if b"\x00" in head or not _HEADER_LINE.match(head):
        return False
    if PurePath(name).suffix.lower() == ".eml":
        return bool(_LETTER_HEAD.search(head) or _TRANSPORT.search(head))
    return bool(_TRANSPORT.search(head) and _LETTER_HEAD.search(head))


_MAGIC = (
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program (Windows)"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program (macOS)"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF image"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
)


def _foreign(data: bytes) -> str | None:
    """What the file is, where it is clearly something that nothing here reads. Plain text is None."""
    for magic, what in _MAGIC:
        if data.startswith(magic) and not (magic == b"MZ" and b"\x00" not in data[:512]):
            return what
    try:
        guesses = puremagic.magic_string(data[:65536])
    except (puremagic.PureError, ValueError):
        return None
    # puremagic also knows two-letter signatures that plain text may begin with: only sure answers on binary count.
    sure = [g for g in guesses if g.confidence >= 0.8 and len(g.byte_match or b"") >= 4]
    if sure and b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{sure[0].name or sure[0].extension}"
    return None


class OriginalStore:
    """Originals by content: ``root/ab/abcdef…``. Putting the same bytes twice is one file."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where these bytes are or would be kept. Raises ValueError for what is no SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._root / sha256[:2] / sha256

    def put(self, source: SourceFile) -> Path:
        """Keep the bytes; durable when this returns. A crash leaves a temporary file at worst, no half original."""
        target = self.path(source.sha256)
        if target.exists() and target.stat().st_size == len(source.data):
            return target
        write_atomically(target, source.data)
        return target

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises KeyError where they are not held, DamagedSource where the disk has changed them."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedSource(
                "The stored original is damaged on disk.", "Restore it from a backup or upload the file again."
            )
        return data

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).exists()


def write_atomically(target: Path, data: bytes, durable: bool = True) -> None:
    """Write a temporary file beside ``target`` and rename it: readers see all of it or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if durable:
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
