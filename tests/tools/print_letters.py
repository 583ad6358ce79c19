"""Prints letters to PDF with Chromium, LibreOffice, WeasyPrint and Typst, to see what their text layers are worth.

The PDFs of `tests/fixtures/layers` were made with it; no test runs it. Needed beside the project: the programs
`chromium` and `soffice`, the packages `weasyprint`, `typst` and `python-docx`, and the fonts that are named.

    python tests/tools/print_letters.py --text LETTER.txt --out DIR --font "Lohit Devanagari" [--columns 2] [--justify]
        [--by chromium libreoffice weasyprint typst] [--fonts FOLDER] [--bare]

--bare takes the outlines of the letters out: what is left is small, shows nothing, and holds the same text layer.
A line of LETTER.txt is a paragraph; lines with " | " between cells are rows of a ruled table.
"""

from __future__ import annotations

import argparse
import html
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

LATIN = "Liberation Serif"


@dataclass(frozen=True)
class Style:
    font: str
    columns: int = 1
    justify: bool = False
    points: float = 11.0
    fonts: Path | None = None


Block = tuple[str, list[str]]
"""("line", [text]) or ("table", rows)."""


def blocks(text: str) -> list[Block]:
    out: list[Block] = []
    for is_table, lines in groupby(text.splitlines(), key=lambda line: " | " in line):
        if is_table:
            out.append(("table", list(lines)))
        else:
            out += [("line", [line.strip()]) for line in lines]
    return out


def as_html(text: str, style: Style) -> str:
    body = []
    for kind, lines in blocks(text):
        if kind == "table":
            rows = "".join(
                "<tr>" + "".join(f"<td>{html.escape(c.strip())}</td>" for c in line.split(" | ")) + "</tr>"
                for line in lines
            )
            body.append(f"<table>{rows}</table>")
        else:
            body.append(f"<p>{html.escape(lines[0]) or '&nbsp;'}</p>")
    align = "justify" if style.justify else "left"
    columns = f"columns: {style.columns}; column-gap: 8mm;" if style.columns > 1 else ""
    return (
        "<!doctype html><meta charset='utf-8'><style>@page { size: A4; margin: 20mm }"
        f" body {{ font-family: '{LATIN}', '{style.font}'; font-size: {style.points}pt; {columns} margin: 0 }}"
        f" p {{ margin: 0 0 2pt 0; text-align: {align} }}"
        " table { border-collapse: collapse } td { border: 0.6pt solid black; padding: 2pt 4pt }"
        f"</style><body>{''.join(body)}"
    )


def by_chromium(text: str, style: Style, out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "letter.html"
        page.write_text(as_html(text, style), encoding="utf-8")
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def by_weasyprint(text: str, style: Style, out: Path) -> None:
    import weasyprint

    weasyprint.HTML(string=as_html(text, style)).write_pdf(out)


def by_libreoffice(text: str, style: Style, out: Path) -> None:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paper: Any = docx.Document()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(style.points)
    fonts = normal.element.rPr.rFonts
    fonts.set(qn("w:cs"), style.font)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(round(2 * style.points)))
    normal.element.rPr.append(size)
    normal.paragraph_format.space_after = Pt(2)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    if style.columns > 1:
        section._sectPr.xpath("./w:cols")[0].set(qn("w:num"), str(style.columns))
    for kind, lines in blocks(text):
        if kind == "table":
            rows = [line.split(" | ") for line in lines]
            table = paper.add_table(len(rows), max(map(len, rows)), style="Table Grid")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(number, column).text = cell.strip()
        else:
            paragraph = paper.add_paragraph(lines[0])
            paragraph.alignment = 3 if style.justify else 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        paper.save(path)
        command = [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
            "--outdir", folder, str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        out.write_bytes((Path(folder) / "letter.pdf").read_bytes())


def by_typst(text: str, style: Style, out: Path) -> None:
    import typst

    def said(words: str) -> str:
        return "#" + json.dumps(words, ensure_ascii=False)

    lines = [
        "#set page(paper: \"a4\", margin: 20mm)" if style.columns == 1
        else f"#set page(paper: \"a4\", margin: 20mm, columns: {style.columns})",
        f"#set text(font: ({json.dumps(LATIN)}, {json.dumps(style.font)}), size: {style.points}pt)",
        f"#set par(justify: {str(style.justify).lower()}, leading: 0.5em, spacing: 0.6em)",
    ]  # fmt: skip
    for kind, part in blocks(text):
        if kind == "table":
            rows = [[c.strip() for c in line.split(" | ")] for line in part]
            cells = ", ".join(json.dumps(c, ensure_ascii=False) for row in rows for c in row)
            lines.append(f"#table(columns: {len(rows[0])}, {cells})")
        else:
            lines.append(said(part[0] or " ") + "\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.typ"
        path.write_text("\n".join(lines), encoding="utf-8")
        typst.compile(str(path), output=str(out), font_paths=[str(style.fonts)] if style.fonts else [])


def strip_outlines(path: Path) -> None:
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in list(pdf.objects):
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor:
                for key in ("/FontFile", "/FontFile2", "/FontFile3", "/CIDSet"):
                    if key in item:
                        del item[key]
        for key in ("/StructTreeRoot", "/Metadata"):
            if key in pdf.Root:
                del pdf.Root[key]
        for page in pdf.pages:
            for key in ("/StructParents", "/Tabs"):
                if key in page:
                    del page[key]
        pdf.remove_unreferenced_resources()
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)


PRODUCERS: dict[str, Callable[[str, Style, Path], None]] = {
    "chromium": by_chromium,
    "libreoffice": by_libreoffice,
    "weasyprint": by_weasyprint,
    "typst": by_typst,
}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--text", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--font", default="Noto Serif Devanagari")
    ask.add_argument("--columns", type=int, default=1)
    ask.add_argument("--justify", action="store_true")
    ask.add_argument("--points", type=float, default=11.0)
    ask.add_argument("--fonts", type=Path)
    ask.add_argument("--bare", action="store_true")
    ask.add_argument("--by", nargs="+", choices=list(PRODUCERS), default=list(PRODUCERS))
    said = ask.parse_args()
    style = Style(said.font, said.columns, said.justify, said.points, said.fonts)
    said.out.mkdir(parents=True, exist_ok=True)
    for name in said.by:
        out = said.out / f"{said.text.stem}-{name}-{said.font.lower().replace(' ', '_')}.pdf"
        PRODUCERS[name](said.text.read_text(encoding="utf-8"), style, out.absolute())
        if said.bare:
            strip_outlines(out)
        print(out.name, out.stat().st_size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
