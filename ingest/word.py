"""Word documents (DOCX): paragraphs and tables in order, automatic numbers written out, legacy-font runs decoded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import regex

from ingest.document import Problem, SourceFile
from ingest.errors import DamagedSource, EmptySource, UnsupportedMedia
from ingest.layout import CELL_GAP, PageDraft
from ingest.legacy import decode_runs, layout_of

if TYPE_CHECKING:
    from docx.document import Document as WordFile

MAX_UNPACKED = 200 * 1024 * 1024
MAX_TEXT_PART = 60 * 1024 * 1024
MAX_PARTS = 5000
_RUNNING_TEXT = 90  # characters: more than fits on a printed line
_DEPTH = 12  # tables in tables, fields in links: beyond it is no letter

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_ART = "http://schemas.openxmlformats.org/drawingml/2006/main"
_EMU_PER_CM = 360_000
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "✓", "\uf0a8": "☐", "\uf0fe": "☒"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HINDI_DIGITS = str.maketrans("0123456789", "०१२३४५६७८९")


def read_word(source: SourceFile, max_pages: int) -> tuple[list[PageDraft], list[Problem]]:
    """One draft for each stretch between page breaks that the author set; Word's own page ends are not in the file.

    Raises DamagedSource, EmptySource and UnsupportedMedia (a form or template with macros).
    """
    import docx  # a quarter of a second that only Word files need

    _check_size(source)
    try:
        opened = docx.Document(io.BytesIO(source.data))
    except ValueError:
        raise UnsupportedMedia(
            f"{source.name} is a Word file of another kind (with macros, or a template).",
            "Open it, save it as DOCX or PDF, and upload the new file.",
        ) from None
    except Exception:  # zip, XML and relationship errors of many kinds
        raise DamagedSource(f"{source.name} is damaged.") from None
    try:
        reader = _Reader(opened)
        pages = reader.pages()
    except RecursionError:
        raise DamagedSource(f"{source.name} is damaged.") from None
    if not any(page.strip() for page in pages):
        raise EmptySource(
            f"{source.name} holds no text.", "If it holds pictures of pages, save it as PDF and upload that."
        )
    notes = ["Word document"]
    if reader.legacy:
        notes.append(f"legacy font {', '.join(sorted(reader.legacy))} decoded run by run")
    problems = []
    if reader.struck:
        notes.append(f"{reader.struck} struck-out passages left out")
        problems.append(
            Problem(
                "struck_out",
                f"{reader.struck} struck-out passages of {source.name} were left out.",
                "Look at the paper if they matter.",
                page=1,
            )
        )
    pictures = _large_pictures(opened.element.body)
    if pictures:
        problems.append(
            Problem(
                "pictures_not_read",
                f"{source.name} holds {pictures} large pictures; text in them was not read.",
                "If they are scanned pages, save the file as PDF and upload that.",
                page=1,
            )
        )
    if len(pages) > max_pages:
        pages = pages[:max_pages]
        problems.append(
            Problem(
                "too_many_pages",
                f"Only the first {max_pages} pages were read.",
                "Split the file and upload the parts, or raise the limit of pages.",
                page=max_pages,
            )
        )
    return [PageDraft(page, (), "text_layer", 0.99, "good", notes=tuple(notes)) for page in pages], problems


def qn(tag: str) -> str:
    """``w:p`` as lxml names it."""
    return f"{{{_WORD}}}{tag[2:]}"


def _large_pictures(body: Any) -> int:
    """Pictures over 8 cm both ways: emblems and signatures are smaller, pasted scans larger."""
    count = 0
    for extent in body.iter(f"{{{_DRAWING}}}extent"):
        size = [extent.get("cx") or "", extent.get("cy") or ""]
        if all(side.isdigit() and int(side) > 8 * _EMU_PER_CM for side in size) and not _in_fallback(extent):
            count += next(extent.getparent().iter(f"{{{_ART}}}blip"), None) is not None
    return count


def _check_size(source: SourceFile) -> None:
    """Refuse what unpacks to more than any letter holds, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise DamagedSource(f"{source.name} is cut short or damaged.") from None
    xml = max((p.file_size for p in parts if p.filename.endswith((".xml", ".rels"))), default=0)
    if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED or xml > MAX_TEXT_PART:
        raise DamagedSource(
            f"{source.name} unpacks to far more than a letter holds.", "Save it as PDF and upload that."
        )


@dataclass(slots=True)
class _Reader:
    """One pass over the body. ``legacy`` and ``struck`` are what was met on the way."""

    file: WordFile
    legacy: set[str] = field(default_factory=set)
    struck: int = 0
    _lines: list[str] = field(default_factory=list)
    _pages: list[str] = field(default_factory=list)
    _numbers: _Numbering = field(init=False)
    _styles: dict[str, Any] = field(init=False)
    _default_font: str = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = _Numbering(self.file)
        root = self.file.styles.element
        self._styles = {s.get(qn("w:styleId")): s for s in root.iter(qn("w:style"))}
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._default_font = _font(defaults) or ""

    def pages(self) -> list[str]:
        for line in self._header():
            self._lines.append(line)
        self._block(self.file.element.body, 0)
        self._turn_page()
        while len(self._pages) > 1 and not self._pages[-1].strip():
            self._pages.pop()
        return self._pages

    def _header(self) -> Iterator[str]:
        """The letterhead that stands in the first section's header, once."""
        section = self.file.sections[0] if len(self.file.sections) else None
        if section is None:
            return
        header = section.first_page_header if section.different_first_page_header_footer else section.header
        if header.is_linked_to_previous:
            return
        for paragraph in header._element.iter(qn("w:p")):
            text = self._paragraph(paragraph, 0).strip()
            if text:
                yield text

    def _block(self, parent: Any, depth: int) -> None:
        if depth > _DEPTH:
            return
        for item in parent.iterchildren():
            if item.tag == qn("w:p"):
                self._lines_of(item, depth)
            elif item.tag == qn("w:tbl"):
                self._table(item, depth)
            elif item.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
                self._block(item, depth + 1)

    def _lines_of(self, paragraph: Any, depth: int) -> None:
        if _on(paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")):
            self._turn_page()
        number = self._numbers.of(paragraph, self._style_of(paragraph))
        text = self._paragraph(paragraph, depth)
        parts = text.split("\f")
        for index, part in enumerate(parts):
            if index:
                self._turn_page()
            line = (number + part.lstrip() if number and not index else part).rstrip()
            if line or len(parts) == 1:
                # A paragraph is over where Word says so; lines of an address are typed one paragraph each.
                apart = len(line) > _RUNNING_TEXT or bool(line) and not _tight(paragraph)
                if len(line) > _RUNNING_TEXT and self._lines and self._lines[-1]:
                    self._lines.append("")
                self._lines.append(line)
                if apart:
                    self._lines.append("")

    def _turn_page(self) -> None:
        text = regex.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")
        self._lines = []
        if text.strip() or not self._pages:
            self._pages.append(text)
        if len(self._pages) > 1 and not self._pages[0]:
            del self._pages[0]

    def _table(self, table: Any, depth: int) -> None:
        """Each row is one line, its cells apart by CELL_GAP; what a cell holds is joined by spaces."""
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not table:
                continue  # a table inside a cell is part of that cell
            cells = []
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val")) != "restart":
                    cells.append("")  # the cell above reaches down here
                    continue
                texts = []
                for paragraph in cell.iter(qn("w:p")):
                    number = self._numbers.of(paragraph, self._style_of(paragraph))
                    texts.append(number + self._paragraph(paragraph, depth + 1))
                cells.append(" ".join(" ".join(texts).split()))
            if any(cells):
                self._lines.append(CELL_GAP.join(cells))
        self._lines.append("")

    def _paragraph(self, paragraph: Any, depth: int) -> str:
        runs: list[tuple[str, str]] = []
        boxes: list[Any] = []
        for run in paragraph.iter(qn("w:r")):
            if next(run.iterancestors(qn("w:p"))) is not paragraph or _in_fallback(run):
                continue
            if run.getparent().tag in (qn("w:del"), qn("w:moveFrom")):
                continue
            boxes += [b for b in run.iter(qn("w:txbxContent")) if not _in_fallback(b)]
            properties = run.find(qn("w:rPr"))
            font = self._font_of(run, paragraph, properties)
            text = "".join(_run_text(run, font))
            if not text:
                continue
            if properties is not None and (
                _on(properties.find(qn("w:strike"))) or _on(properties.find(qn("w:dstrike")))
            ):
                self.struck += 1
                continue
            if properties is not None and _on(properties.find(qn("w:vanish"))):
                continue
            if layout_of(font) is not None and text.strip():
                self.legacy.add(font)
            runs.append((font, text))
        text = decode_runs(runs)
        if boxes and depth < _DEPTH:
            # A text box hangs on a paragraph; letterheads are often set in one.
            inside = [
                self._paragraph(inner, depth + 1)
                for box in boxes
                for inner in box.iterchildren()
                if inner.tag == qn("w:p")
            ]
            text = "\n".join(part for part in [*inside, text] if part.strip())
        return text

    def _font_of(self, run: Any, paragraph: Any, properties: Any) -> str:
        found = _font(properties)
        if found:
            return found
        named = properties.find(qn("w:rStyle")) if properties is not None else None
        for style in (named, paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")):
            name = style.get(qn("w:val")) if style is not None else None
            for step in self._chain(name):
                found = _font(step.find(qn("w:rPr")))
                if found:
                    return found
        normal = next((s for s in self._styles.values() if s.get(qn("w:default")) == "1"), None)
        return (_font(normal.find(qn("w:rPr"))) if normal is not None else None) or self._default_font

    def _chain(self, name: str | None) -> Iterator[Any]:
        """A style and the styles that it is based on."""
        for _ in range(20):
            style = self._styles.get(name) if name else None
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            name = based.get(qn("w:val")) if based is not None else None

    def _style_of(self, paragraph: Any) -> list[Any]:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return list(self._chain(style.get(qn("w:val")) if style is not None else None))


def _run_text(run: Any, font: str) -> Iterator[str]:
    for item in run.iterchildren():
        if item.tag == qn("w:t"):
            yield "".join(_SYMBOLS.get(c, c) for c in item.text or "")
        elif item.tag in (qn("w:tab"), qn("w:ptab")):
            yield "    "
        elif item.tag == qn("w:br"):
            yield "\f" if item.get(qn("w:type")) == "page" else "\n"
        elif item.tag == qn("w:cr"):
            yield "\n"
        elif item.tag == qn("w:noBreakHyphen"):
            yield "-" if layout_of(font) is None else "&"  # where the legacy fonts draw the hyphen
        elif item.tag == qn("w:sym"):
            code = item.get(qn("w:char")) or ""
            if regex.fullmatch("[0-9A-Fa-f]{2,4}", code):
                char = chr(int(code, 16))
                yield _SYMBOLS.get(char, "" if "\ue000" <= char <= "\uf8ff" else char)


def _font(properties: Any) -> str | None:
    """The font of Latin codes: legacy Hindi is stored as those, whatever is said of complex scripts."""
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    if fonts is None:
        return None
    named = [fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs")]
    legacy = [n for n in named[:2] if n and layout_of(n)]
    found: str | None = (legacy or [n for n in named if n] or [None])[0]
    return found


def _on(flag: Any) -> bool:
    return flag is not None and flag.get(qn("w:val")) not in ("0", "false", "off")


def _in_fallback(item: Any) -> bool:
    """A drawing is stored twice, for programs that know it and for those that do not."""
    return any(a.tag.endswith("}Fallback") for a in item.iterancestors())


def _tight(paragraph: Any) -> bool:
    """The next paragraph follows without a gap: lines of an address, typed one paragraph each."""
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return True
    spacing = properties.find(qn("w:spacing"))
    after = spacing.get(qn("w:after")) if spacing is not None else None
    return not (after or "").isdigit() or int(after or 0) < 80


# --- automatic numbers -----------------------------------------------------------------------------------------------


class _Numbering:
    """Word numbers paragraphs when it draws them: "2." or "(ख)" is not in the text and is written out here."""

    def __init__(self, file: WordFile) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        try:
            root = file.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId")) or ""
            self._levels[key] = {int(v.get(qn("w:ilvl")) or 0): v for v in abstract.iterchildren(qn("w:lvl"))}
        for number in root.iter(qn("w:num")):
            points_to = number.find(qn("w:abstractNumId"))
            if points_to is not None:
                self._abstract[number.get(qn("w:numId")) or ""] = points_to.get(qn("w:val")) or ""

    def of(self, paragraph: Any, styles: Iterable[Any]) -> str:
        """What Word draws before the paragraph, with a space behind it; empty where it draws nothing."""
        for holder in (paragraph, *styles):
            setting = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if setting is not None:
                break
        else:
            return ""
        key = _value(setting, "w:numId")
        level = int(_value(setting, "w:ilvl") or 0) if (_value(setting, "w:ilvl") or "0").isdigit() else 0
        levels = self._levels.get(self._abstract.get(key or "", ""), {})
        if key in (None, "0") or level not in levels or not any(t.text for t in paragraph.iter(qn("w:t"))):
            return ""
        counts = self._counts.setdefault(self._abstract[key], {})
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        shape = _value(levels[level], "w:numFmt") or "decimal"
        pattern = _value(levels[level], "w:lvlText") or ""
        if shape in ("bullet", "none"):
            return "• " if shape == "bullet" else ""

        def drawn(match: regex.Match[str]) -> str:
            at = int(match[1]) - 1
            own = levels.get(at)
            return _number(counts.get(at, _start(own)), _value(own, "w:numFmt") or "decimal")

        return f"{regex.sub('%([1-9])', drawn, pattern)} " if pattern else ""


def _value(holder: Any, tag: str) -> str | None:
    found = holder.find(qn(tag)) if holder is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _start(level: Any) -> int:
    said = _value(level, "w:start") or "1"
    return int(said) if said.isdigit() else 1


def _number(value: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter"):
        letters = _LETTERS[(value - 1) % 26] * ((value - 1) // 26 + 1) if value > 0 else ""
        return letters.upper() if shape == "upperLetter" else letters
    if shape in ("lowerRoman", "upperRoman"):
        return _roman(value).upper() if shape == "upperRoman" else _roman(value)
    if shape == "hindiNumbers":
        return str(value).translate(_HINDI_DIGITS)
    if shape == "hindiConsonants":
        return "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"[(value - 1) % 33]
    return f"{value:02d}" if shape == "decimalZero" else str(value)


def _roman(value: int) -> str:
    out = ""
    for worth, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while value >= worth and len(out) < 30:
            out += sign
            value -= worth
    return out
