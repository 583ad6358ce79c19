"""What a PDF is before anything of it is unpacked: locked, damaged, cut short, or a bomb; and what it carries along."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import regex

from ingest.document import Problem, SourceFile
from ingest.errors import DamagedSource, EncryptedSource, OversizedSource

_STREAM_MOST = 100_000_000  # bytes, unpacked: fonts have up to 30 MB, contents of maps a few
_ALL_MOST = 400_000_000
_CONTENTS_MOST = 60_000_000  # of one page
_DRAWS_MOST = 100_000  # of forms within forms, on one page
_PIXELS_MOST = 1_000_000_000  # A0 at 600 dpi has 560 million
_OBJECT_STREAM = regex.compile(rb"/ObjStm\b[^>]{0,400}?(?:>>[^>]{0,400}?)*?>>\s{0,4}stream\r?\n")
_FORM_DEPTH = 20
_NAMES_MOST = 20


def check_pdf(source: SourceFile) -> list[Problem]:
    """Problems of the whole file. Raises DamagedSource, EncryptedSource, OversizedSource."""
    _weigh_object_streams(source)
    try:
        with pikepdf.open(io.BytesIO(source.data)) as pdf:
            _weigh(source.name, pdf)
            found = _carried(source.name, pdf)
    except pikepdf.PasswordError:
        raise EncryptedSource(f"{source.name} is locked with a password.") from None
    except (pikepdf.PdfError, ValueError, RecursionError, MemoryError, TypeError, AttributeError, KeyError):
        raise DamagedSource(f"{source.name} is damaged.") from None
    if b"%%EOF" in source.data[-4096:]:
        return found
    # qpdf and pdfium rebuild what they can of a cut-off file and would hand on half a bundle without a word.
    try:
        with pikepdf.open(io.BytesIO(source.data), attempt_recovery=False):
            return found
    except (pikepdf.PdfError, ValueError):
        raise DamagedSource(f"{source.name} is cut short.") from None


def _oversized(name: str, most: int) -> OversizedSource:
    return OversizedSource(f"{name} unpacks to over {most // 1_000_000} MB: no paper does.")


def _weigh_object_streams(source: SourceFile) -> None:
    """Object streams are unpacked by whatever opens the file, so they are weighed before."""
    for found in _OBJECT_STREAM.finditer(source.data, timeout=5):
        if _unpacked(memoryview(source.data)[found.end() :], 1) > _STREAM_MOST:
            raise _oversized(source.name, _STREAM_MOST)


def _weigh(name: str, pdf: pikepdf.Pdf) -> None:
    total = 0
    sizes: dict[tuple[int, int], int] = {}
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if item.get("/Subtype") == pikepdf.Name.Image:
            if _number(item.get("/Width")) * _number(item.get("/Height")) > _PIXELS_MOST:
                raise OversizedSource(f"{name} holds a picture that is larger than any paper.")
            continue
        size = _unpacked(item.read_raw_bytes(), _deflated(item))
        sizes[item.objgen] = size
        total += size
        if size > _STREAM_MOST:
            raise _oversized(name, _STREAM_MOST)
        if total > _ALL_MOST:
            raise _oversized(name, _ALL_MOST)
    for page in pdf.pages:
        held: Any = page.obj.get("/Contents")
        parts = held if isinstance(held, pikepdf.Array) else [held]
        if sum(sizes.get(part.objgen, 0) for part in parts if isinstance(part, pikepdf.Stream)) > _CONTENTS_MOST:
            raise _oversized(name, _CONTENTS_MOST)
        if _draws(page.obj, {}, 0) > _DRAWS_MOST:
            raise OversizedSource(f"{name} draws forms within forms without end.")


def _number(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0


def _deflated(stream: pikepdf.Stream) -> int:
    """How many times over a stream is deflated, before any other filter."""
    held: Any = stream.get("/Filter")
    filters = list(held) if isinstance(held, pikepdf.Array) else [held]
    times = 0
    for item in filters:
        if item not in (pikepdf.Name.FlateDecode, pikepdf.Name.Fl):
            break
        times += 1
    return times


def _unpacked(data: bytes | memoryview, times: int) -> int:
    """The size of ``data`` when inflated ``times`` times over; never unpacks more than what is refused."""
    for _ in range(times):
        try:
            data = zlib.decompressobj().decompress(data, _STREAM_MOST + 1)
        except zlib.error:
            return len(data)
        if len(data) > _STREAM_MOST:
            break
    return len(data)


def _draws(target: Any, known: dict[tuple[int, int], int], depth: int) -> int:
    """How many forms are drawn where this page or form is; those that draw themselves are left to the readers."""
    resources = target.get("/Resources")
    forms = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if depth > _FORM_DEPTH or not isinstance(forms, pikepdf.Dictionary):
        return 1
    nested = {key: form for key, form in forms.items() if _is_form(form)}
    if not nested:
        return 1
    content = b"\n".join(_contents(target))
    total = 1
    for key, form in nested.items():
        if form.objgen not in known:
            known[form.objgen] = 0
            known[form.objgen] = _draws(form, known, depth + 1)
        total += content.count(str(key).encode() + b" Do") * known[form.objgen]
    return total


def _is_form(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == pikepdf.Name.Form


def _contents(target: Any) -> Iterator[bytes]:
    held = target if isinstance(target, pikepdf.Stream) else target.get("/Contents")
    for part in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(part, pikepdf.Stream):
            try:
                yield part.read_bytes()
            except pikepdf.PdfError:
                continue


def _carried(name: str, pdf: pikepdf.Pdf) -> list[Problem]:
    """Files inside the file are enclosures that nobody reads here: said, not lost."""
    try:
        names = [str(key) for key in pdf.attachments]
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        names = []
    if not names:
        return []
    shown = ", ".join(regex.sub(r"[\p{C}]", "", n)[:80] for n in names[:_NAMES_MOST])
    return [
        Problem(
            "files_in_pdf",
            f"{name} carries {len(names)} file{'s' if len(names) > 1 else ''} inside that were not read: {shown}.",
            "Save them from the attachments of a PDF viewer and upload them one by one.",
        )
    ]
