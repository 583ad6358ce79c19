"""Commands that work on the pages themselves: ``pdf``, ``overlay`` and ``ocr``. Nothing is stored in the register."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ingest.errors import OcrFailed, UnreadableSource
from ingest.options import ENGINES

if TYPE_CHECKING:
    from PIL import Image

    from ingest.document import Document, SourceFile

PIPELINE = "pipeline"
_DPI = 300

PaperFile = Annotated[Path, typer.Argument(metavar="FILE", help="A PDF or an image.")]
OnePage = Annotated[int | None, typer.Option("--page", min=1, help="This page only.")]


def register(app: typer.Typer, cli: ModuleType) -> None:
    """Add the commands to ``app``; ``cli`` is the module that prints, stops and knows the settings."""

    @app.command()
    def pdf(
        file: PaperFile,
        out: Annotated[Path, typer.Option("--out", metavar="OUT.pdf", help="The file to write.")],
    ) -> None:
        """Make a searchable PDF: the pages as they are, with text to select and find. The original is not touched."""
        source, document = _loaded(cli, file)
        if out.resolve() == file.resolve() or (out.exists() and out.samefile(file)):
            cli.stop("The original is never written over.", "Name another file with --out.")
        from ingest.derivative import searchable_pdf

        try:
            data = searchable_pdf(source, document)
        except UnreadableSource as error:
            _refuse(cli, error)
        _written(cli, out, data)
        laid = sum(1 for p in document.pages if p.origin == "ocr" and p.words)
        cli.say(f"{out}: {len(document.pages)} pages, {laid} of them with a new text layer.")

    @app.command()
    def overlay(
        file: PaperFile,
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the pictures, a PNG a page.")],
        page: OnePage = None,
    ) -> None:
        """Draw zones, words (by confidence) and fields over the page images."""
        source, document = _loaded(cli, file)
        from api.overlay import overlays
        from extract.pipeline import read_document

        try:
            for number, picture in overlays(source, document, read_document(document), page):
                target = out / f"{file.stem}-page{number:03d}.png"
                _written(cli, target, _png(picture))
                cli.put(str(target))
        except UnreadableSource as error:
            _refuse(cli, error)
        if page and page > len(document.pages):
            cli.stop(f"There is no page {page}: the file has {len(document.pages)}.", "Name another page with --page.")

    @app.command()
    def ocr(
        file: PaperFile,
        compare: Annotated[
            list[str] | None,
            typer.Option(
                "--compare",
                metavar="ENGINE",
                help="tesseract, libtesseract or tesserocr, [:LANGUAGES[:PSM]] behind it: tesseract:eng:6; repeatable.",
            ),
        ] = None,
        page: OnePage = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
    ) -> None:
        """Read pages by the pipeline and by other engines, side by side, with the differences marked."""
        engines = [_engine(cli, spec) for spec in compare or ()]
        source, document = _loaded(cli, file)
        if page and page > len(document.pages):
            cli.stop(f"There is no page {page}: the file has {len(document.pages)}.", "Name another page with --page.")
        found = []
        try:
            for own in document.pages:
                if page in (None, own.number):
                    readings = [ReadingOf(PIPELINE, own.span.of(document.text), own.confidence)]
                    image = _image(source, own.number) if engines else None
                    readings += [engine.read(image) for engine in engines if image is not None]
                    found.append(PageReadings(own.number, own.notes, tuple(readings)))
        except UnreadableSource as error:
            _refuse(cli, error)
        if as_json:
            cli.put(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            cli.shown(_table(one))


# --- readings side by side -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadingOf:
    """What one engine made of one page. ``confidence`` is 0..1 as the engine itself says."""

    engine: str
    text: str
    confidence: float
    failed: str | None = None


@dataclass(frozen=True)
class Difference:
    """Words ``[start, end)`` of the pipeline's page that another engine reads as ``other``."""

    start: int
    end: int
    own: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class PageReadings:
    """One page by the pipeline (first) and by the engines that it is compared with."""

    number: int
    notes: tuple[str, ...]
    readings: tuple[ReadingOf, ...]

    def as_json(self) -> dict[str, Any]:
        own = self.readings[0]
        return {
            "page": self.number,
            "notes": list(self.notes),
            "readings": [
                {
                    "engine": r.engine,
                    "confidence": round(r.confidence, 4),
                    "words": len(r.text.split()),
                    "text": r.text,
                    "failed": r.failed,
                    "differences": [
                        {"start": d.start, "end": d.end, "pipeline": " ".join(d.own), "engine": " ".join(d.other)}
                        for d in ([] if r is own or r.failed else differences(own.text, r.text))
                    ],
                }
                for r in self.readings
            ],
        }


def differences(own: str, other: str) -> list[Difference]:
    """Where two readings of a page differ, by words, in the order of ``own``."""
    a, b = own.split(), other.split()
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [Difference(i, j, tuple(a[i:j]), tuple(b[k:n])) for tag, i, j, k, n in blocks if tag != "equal"]


def side_by_side(own: str, other: str) -> list[tuple[list[tuple[str, bool]], list[tuple[str, bool]]]]:
    """For each line of ``own`` its words and the other's at the same place, each word with whether it differs."""
    lines = [line.split() for line in own.split("\n") if line.strip()] or [[]]
    line_of = [number for number, line in enumerate(lines) for _ in line]
    left: list[list[tuple[str, bool]]] = [[] for _ in lines]
    right: list[list[tuple[str, bool]]] = [[] for _ in lines]
    a, b = [w for line in lines for w in line], other.split()
    for tag, i, j, k, n in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for at in range(i, j):
            left[line_of[at]].append((a[at], tag != "equal"))
        for step, at in enumerate(range(k, n)):
            beside = min(i + step, j - 1) if j > i else max(0, i - 1)
            right[line_of[beside] if line_of else 0].append((b[at], tag != "equal"))
    return list(zip(left, right, strict=True))


def _table(page: PageReadings) -> Any:
    from rich.table import Table
    from rich.text import Text

    from api.summary import unprintable_gone

    def drawn(words: Sequence[tuple[str, bool]], ink: str) -> Text:
        line = Text()
        # Marked by signs too: not every terminal has colours, and a file has none.
        for differs, run in groupby(words, key=lambda pair: pair[1]):
            text = unprintable_gone(" ".join(word for word, _ in run))
            line.append(" " if line else "")
            line.append(f"[{text}]" if differs else text, f"bold {ink}" if differs else "")
        return line

    own, others = page.readings[0], page.readings[1:]
    table = Table(title=f"page {page.number}", caption="; ".join(page.notes), show_lines=False, expand=True)
    rows: list[list[Text]] = [[Text(line)] for line in own.text.split("\n") if line.strip()] or [[Text("")]]
    table.add_column(f"{own.engine} ({own.confidence:.0%})", ratio=1)
    for other in others:
        count = sum(max(len(d.own), len(d.other)) for d in differences(own.text, other.text))
        heading = other.failed or f"{other.engine} ({other.confidence:.0%}, {count} words differ)"
        table.add_column(heading, ratio=1)
        for row, (left, right) in zip(rows, side_by_side(own.text, other.text), strict=True):
            if len(others) == 1:
                row[0] = drawn(left, "yellow")
            row.append(drawn(right, "red"))
    for row in rows:
        table.add_row(*row)
    return table


# --- engines ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Engine:
    """Tesseract, the program or the library, with languages and a page segmentation of its own."""

    name: str
    kind: str
    languages: str
    psm: int

    def read(self, image: Image.Image) -> ReadingOf:
        """Raises OcrUnavailable; a page on which the program fails is a reading that says so."""
        from ingest.ocr_choice import chosen
        from ingest.options import ReadOptions

        program = chosen(ReadOptions(engine=self.kind))
        program.probe(self.languages)
        try:
            page = program.read(image, _DPI, self.languages, self.psm)
        except OcrFailed as error:
            return ReadingOf(self.name, "", 0.0, f"{self.name}: {error.message}")
        parts: list[str] = []
        for line, after in pairwise([*page.lines, None]):
            if line is not None:
                parts.append(" ".join(w.text for w in line.words))
                new = after is not None and (after.block, after.paragraph) != (line.block, line.paragraph)
                parts.append("\n\n" if new else "\n")
        words = [w for line in page.lines for w in line.words]
        mean = sum(w.confidence for w in words) / len(words) if words else 0.0
        return ReadingOf(self.name, "".join(parts).rstrip(), mean)


def _engine(cli: ModuleType, spec: str) -> Engine:
    name, _, rest = spec.partition(":")
    languages, _, psm = rest.partition(":")
    if name not in ENGINES[1:] or (psm and not (psm.isascii() and psm.isdigit() and 1 <= int(psm) <= 13)):
        cli.stop(
            f"{spec!r} names no engine.",
            "Write tesseract, libtesseract or tesserocr, "
            "with :LANGUAGES or :LANGUAGES:PSM (PSM 1 to 13) behind it or without.",
        )
    if any(part.startswith("-") or not part for part in (languages or "Devanagari+eng").split("+")):
        cli.stop(f"{spec!r} names no languages.", "Write them as tesseract does: eng, Devanagari+eng.")
    return Engine(spec, name, languages or "Devanagari+eng", int(psm or 3))


def _image(source: SourceFile, number: int) -> Image.Image:
    """The page at 300 dpi in grey, unprepared: what another program would be given."""
    from ingest.errors import DamagedSource, UnsupportedMedia
    from ingest.image import open_images, points_per_pixel, scaled_for_reading
    from ingest.source import PDF

    if source.media_type.startswith("image/"):
        frame = open_images(source, number)[number - 1]
        return scaled_for_reading(frame, points_per_pixel(frame), _DPI)[0].convert("L")
    if source.media_type != PDF:
        raise UnsupportedMedia(
            f"{source.name} has no page images to compare on.", "Compare readings of a PDF or an image."
        )
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(source.data) as pdf:
            page = pdf[number - 1]
            scale = min(_DPI / 72, (30_000_000 / max(1.0, page.get_width() * page.get_height())) ** 0.5)
            image: Image.Image = page.render(scale=scale, grayscale=True).to_pil().copy()
            page.close()
    except pypdfium2.PdfiumError:
        raise DamagedSource(f"Page {number} of {source.name} cannot be drawn.") from None
    return image


# --- files -----------------------------------------------------------------------------------------------------------


def _loaded(cli: ModuleType, file: Path) -> tuple[SourceFile, Document]:
    from api.intake import CACHE, open_path
    from ingest.load import load
    from ingest.options import ReadOptions

    conf = cli.conf()
    try:
        source = open_path(file)
        return source, load(source, ReadOptions(cache_dir=conf.home / CACHE, engine=conf.engine))
    except UnreadableSource as error:
        _refuse(cli, error)


def _refuse(cli: ModuleType, error: UnreadableSource) -> NoReturn:
    cli.report(error)
    raise typer.Exit(error.exit_code)


def _png(picture: Image.Image) -> bytes:
    import io

    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _written(cli: ModuleType, target: Path, data: bytes) -> None:
    from ingest.source import write_atomically

    try:
        write_atomically(target, data)
    except OSError as error:
        cli.stop(
            f"{target} cannot be written: {error.strerror or 'the system refused'}.", "Name another place with --out."
        )
