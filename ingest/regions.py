"""What stands on a page beside its print: pen strokes, signatures, stamps, struck words, boxes to tick.

Found on the prepared image, by colour and by the size and shape of connected ink. Words stay words; what a pen
wrote gets a low confidence, so that no finding rests on it unnoticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import cv2
import numpy as np
import regex
from numpy.typing import NDArray
from PIL import Image

from ingest.document import Area, BBox
from ingest.ink import Ink, connected
from ingest.layout import PlacedLine, PlacedWord, lines_of
from ingest.ocr import OcrEngine, mean_confidence
from ingest.outline import Outline
from ingest.prepare import DARK, Gray, skew_angle
from ingest.resolution import pixels
from ingest.tess_server import ONE_BLOCK

PEN_CONFIDENCE = 0.2
"""Of words whose ink is a pen's: their digits are in a recogniser's favourite shapes, however sure it is."""

_SURE = 0.8
_SCRAWL = 0.5
_WORD_LEAST = 0.2
_WHOLE_SCRAWL = 0.7  # of a word that is all that was drawn there
_RULE, _STRUCK = 6, 5  # pixels at 300 dpi: how thick a rule is at most, and a pen's line
_OVER_PRINT = "over print"
_SURE_OVER_PRINT = 0.7
_HARDLY_WRONG = 0.9
_BELOW_STAMP = 0.85
_SAYS_LEAST = 0.6
_WITHIN_ARC = 0.68  # of a ring's radius
_STAMP_TURNED = 15.0  # degrees
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_LETTERS_ALONE = regex.compile(r"[^\p{L}\p{N}]*(?:\p{L}\p{M}*){3,}[^\p{L}\p{N}]*")
_NUMBER = regex.compile(r"\p{N}\p{N}")
_LATIN_OR_DIGIT = regex.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Parts:
    """Connected ink of a page: ``boxes`` are left, top, width, height, area; ``height`` is that of usual words."""

    labels: NDArray[Any]
    boxes: NDArray[Any]
    height: float


def find_regions(
    image: Gray,
    colour: Gray | None,
    words: Sequence[PlacedWord],
    tables: Sequence[BBox],
    dpi: int,
    ink: Ink | None = None,
    outlines: Sequence[Outline] = (),
    strokes: Gray | None = None,
) -> tuple[list[PlacedWord], list[Area]]:
    """The words, those written with a pen or struck out at low confidence, and the regions in reading order.

    ``ink`` is what is darker than DARK on ``image``, if it is known; ``outlines`` are those of stamps over print
    and ``strokes`` is 1 on a pen's, which are no longer on it, or only where lines are.
    """
    over_print = [Area("stamp", o.box, "", 0.5, f"a black {o.shape} {_OVER_PRINT}") for o in outlines]
    sound = [w for w in words if w.confidence >= _SURE and len(w.text) > 2]
    if len(sound) < 5:
        return list(words), over_print
    height = median(w.bbox.bottom - w.bbox.top for w in sound)
    ink = ink or connected((image < DARK).astype(np.uint8))
    parts = Parts(ink.labels, ink.boxes, height)
    areas: list[Area] = []
    out, pens = _coloured_words(words, image, colour)
    areas += pens
    areas += over_print
    areas += [
        a for a in stamps(parts, colour, out, tables, dpi) if not any(_overlap(a.bbox, o.box) > 0.5 for o in outlines)
    ]
    held = [a.bbox for a in areas if a.kind in ("stamp", "seal")]
    pen, drawn = signatures(parts, out, [*tables, *held], dpi)
    away = np.zeros_like(image) if strokes is None else strokes
    if colour is not None:
        away = away | ((colour > 0) & (image >= DARK)).astype(np.uint8)
    if colour is not None or strokes is not None:
        pen += _lifted_signatures(away, out, height, [*tables, *held, *(a.bbox for a in pen)], dpi)
    out, struck = struck_words(image, out, tables, dpi)
    out, pen = _without_scrawl(parts, drawn, strokes, out, pen)
    areas += [*pen, *struck]
    areas += _overwritten(image, out)
    areas += tick_boxes(parts, out, dpi)
    return out, sorted(areas, key=lambda a: (a.bbox.top, a.bbox.x0))


# ------------------------------------------------------------------------------------------ handwriting by colour


def _coloured_words(
    words: Sequence[PlacedWord], image: Gray, colour: Gray | None
) -> tuple[list[PlacedWord], list[Area]]:
    """Words in coloured ink on a line of black ones are a pen's; whole coloured lines are a letterhead."""
    if colour is None:
        return list(words), []
    share = {id(w): _share(w.bbox, image, colour) for w in words}
    found: dict[int, PlacedWord] = {}
    areas = []
    for line in lines_of(words):
        letters = sum(len(w.text) for w in line.words)
        black = sum(len(w.text) for w in line.words if share[id(w)] < 0.2)
        if black < 0.4 * letters:
            continue
        run: list[PlacedWord] = []
        for word in (*line.words, None):
            if word is not None and share[id(word)] > 0.5:
                run.append(word)
                found[id(word)] = replace(word, confidence=min(word.confidence, PEN_CONFIDENCE))
            elif run:
                box = _around([w.bbox for w in run])
                text = " ".join(w.text for w in run)
                areas.append(Area("handwriting", box, text, PEN_CONFIDENCE, "a pen's colour among print"))
                run = []
    return [found.get(id(w), w) for w in words], areas


def _share(box: BBox, image: Gray, colour: Gray) -> float:
    """Share of a box's ink that is coloured."""
    rows, columns = _slices(box, image)
    # Coloured ink that was lifted is paper on the image: what was read there is the print below it.
    ink = image[rows, columns] < 200
    return float((colour[rows, columns][ink] > 0).mean()) if ink.any() else 0.0


# ------------------------------------------------------------------------------------------------- signatures


def signatures(
    parts: Parts, words: Sequence[PlacedWord], taken: Sequence[BBox], dpi: int
) -> tuple[list[Area], list[int]]:
    """Open strokes taller than two lines; a signature where print stands close below, else handwriting.

    Beside the areas the numbers of the parts that are strokes.
    """
    big = []
    strokes = []
    _, _, wide, high, _ = parts.boxes.T
    sized = (high >= 1.7 * parts.height) & (wide >= 0.8 * parts.height) & (high <= 2.5 * dpi) & (wide <= 4.0 * dpi)
    for number in np.flatnonzero(sized):
        x, y, w, h, area = parts.boxes[number]
        box = BBox(float(x), float(y), float(x + w), float(y + h))
        if area > 0.3 * w * h or w > 12 * h or _rule(area, w, h, dpi) or any(_overlap(box, t) > 0.3 for t in taken):
            continue
        # Print of large letters is read soundly; strokes are not.
        read = [v for v in words if v.confidence >= 0.5 and len(v.text) > 2 and _overlap(v.bbox, box) > 0.8]
        if sum((v.bbox.x1 - v.bbox.x0) * (v.bbox.bottom - v.bbox.top) for v in read) > 0.6 * w * h:
            continue
        if x <= 3 or y <= 3 or x + w >= parts.labels.shape[1] - 3 or y + h >= parts.labels.shape[0] - 3:
            continue  # the edge of the paper
        if _shape(parts.labels[y : y + h, x : x + w] == number) is not None:
            continue
        big.append(box)
        strokes.append(int(number))
    out = []
    for box in _joined(big, 0.12 * dpi):
        below = [
            w
            for w in words
            if w.confidence >= 0.6 and _LETTER.search(w.text) and w.bbox.x0 < box.x1 + dpi and w.bbox.x1 > box.x0 - dpi
            and box.top + 0.5 * (box.bottom - box.top) < w.bbox.top < box.bottom + 2.2 * parts.height
        ]  # fmt: skip
        kind = "signature" if below and box.x1 - box.x0 > 2 * parts.height else "handwriting"
        out.append(Area(kind, box, "", 0.6, "strokes taller than the lines"))  # type: ignore[arg-type]
    return out, strokes


def _lifted_signatures(
    away: Gray, words: Sequence[PlacedWord], height: float, taken: Sequence[BBox], dpi: int
) -> list[Area]:
    """Signatures in ink that was taken ``away`` from the page."""
    ink = connected(cv2.morphologyEx(away, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    return signatures(Parts(ink.labels, ink.boxes, height), words, taken, dpi)[0]


def _without_scrawl(
    parts: Parts, strokes: Sequence[int], cut: Gray | None, words: Sequence[PlacedWord], areas: Sequence[Area]
) -> tuple[list[PlacedWord], list[Area]]:
    """Doubted words that are mostly pen strokes are taken out of the lines and kept with their region.

    ``strokes`` are parts of the page's ink, ``cut`` is 1 on strokes of which only scraps are left.
    """
    pen = np.zeros(len(parts.boxes), bool)
    pen[list(strokes)] = True

    def drawn(word: PlacedWord) -> bool:
        rows, columns = _slices(word.bbox, parts.labels)
        labels = parts.labels[rows, columns]
        own = pen[labels] if cut is None else pen[labels] | ((cut[rows, columns] > 0) & (labels > 0))
        return bool(own.sum() > 0.6 * max(1, (labels > 0).sum()))

    out = list(words)
    marked = []
    for area in areas:
        near = [w for w in out if len(w.text) <= 4 and _overlap(w.bbox, area.bbox) > 0.5]
        near = [w for w in near if w.confidence < (_WHOLE_SCRAWL if _overlap(area.bbox, w.bbox) > 0.8 else _SCRAWL)]
        scrawl = [w for w in near if drawn(w) and not _among_print(w, out)]
        held = {id(w) for w in scrawl}
        out = [w for w in out if id(w) not in held]
        text = " ".join(w.text for line in lines_of(scrawl) for w in line.words)
        marked.append(replace(area, text=text))
    return out, marked


def _among_print(word: PlacedWord, words: Sequence[PlacedWord]) -> bool:
    """Whether sound print stands close beside: then it is part of a line that a stroke runs over, and is kept."""
    height = word.bbox.bottom - word.bbox.top
    return any(
        w is not word and w.confidence >= 0.6 and len(w.text) > 1
        and min(w.bbox.bottom, word.bbox.bottom) - max(w.bbox.top, word.bbox.top) > 0.4 * (w.bbox.bottom - w.bbox.top)
        and w.bbox.x0 - word.bbox.x1 < 1.5 * height and word.bbox.x0 - w.bbox.x1 < 1.5 * height
        for w in words
    )  # fmt: skip


def _rule(area: int, width: int, height: int, dpi: int) -> bool:
    """A frame or a straight rule: little ink in a large box, or nothing but ink in a thin one."""
    return min(width, height) < pixels(_RULE, dpi) or area < 0.012 * width * height


# ----------------------------------------------------------------------------------------------------- stamps


def stamps(
    parts: Parts, colour: Gray | None, words: Sequence[PlacedWord], tables: Sequence[BBox], dpi: int
) -> list[Area]:
    """Rings (seals, round stamps) and small frames (receipt stamps), black or coloured."""
    sources = [(parts.labels, parts.boxes, "black")]
    if colour is not None:
        closed = cv2.morphologyEx(colour, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        strokes = connected(closed)
        sources.append((strokes.labels, strokes.boxes, "coloured"))
    out: list[Area] = []
    for labels, boxes, ink in sources:
        _, _, wide, high, held = boxes.T
        sized = (0.45 * dpi < wide) & (wide < 3.3 * dpi) & (0.35 * dpi < high) & (high < 2.4 * dpi)
        for number in np.flatnonzero(sized & (held <= 0.5 * wide * high)):
            x, y, w, h, _ = boxes[number]
            box = BBox(float(x), float(y), float(x + w), float(y + h))
            if any(_overlap(box, t) > 0.5 for t in (*tables, *(a.bbox for a in out))):
                continue
            shape = _shape(labels[y : y + h, x : x + w] == number)
            if shape is None:
                continue
            inside = [v for v in words if _within(v.bbox, box)]
            text = "\n".join(" ".join(v.text for v in line.words) for line in lines_of(inside))
            if shape == "frame" and (len(inside) > 20 or not regex.search(r"\p{N}", text)):
                continue  # a framed notice, a logo
            kind = "seal" if shape == "ring" and not regex.search(r"\p{N}", text) else "stamp"
            sure = mean_confidence(inside) if inside else 0.5
            out.append(Area(kind, box, text, sure, f"a {ink} {shape}"))  # type: ignore[arg-type]
    return out


def stamps_apart(
    image: Gray,
    colour: Gray | None,
    words: Sequence[PlacedWord],
    areas: Sequence[Area],
    engine: OcrEngine,
    dpi: int,
    models: str,
    outlines: Sequence[Outline] = (),
) -> tuple[list[PlacedWord], list[PlacedLine], list[Area]]:
    """The letter's words, the stamps' own lines, and the areas with what each stamp says.

    A stamp is cut out, in its own colour where it has one, set level and read for itself. Print below a coloured
    stamp, or below one of ``outlines`` whose ink was told from print, stays the letter's.
    """
    rest = list(words)
    lines: list[PlacedLine] = []
    out = []
    for area in areas:
        if area.kind != "stamp":
            out.append(area)
            continue
        own_colour = colour if area.why.startswith("a coloured") else None
        inside = [
            w for w in rest
            if _within(w.bbox, area.bbox) and (own_colour is None or _share(w.bbox, image, own_colour) > 0.5)
        ]  # fmt: skip
        letter: list[PlacedWord] = []
        kept: set[int] = set()
        outline = next((o for o in outlines if o.box == area.bbox), None)
        own = outline.own if outline else None
        if outline:
            inside = [w for w in inside if outline.holds(w.bbox)]
            letter = [w for w in inside if _on_a_line(w, rest, area.bbox) or (own is not None and _is_word(w))]
            kept = {id(w) for w in letter}
            inside = [w for w in inside if id(w) not in kept]
        hidden = [w.bbox for w in letter] if own is None else []
        read = _stamp_lines(image, own_colour, area, engine, dpi, models, hidden, outline)
        if own is not None:
            read = _without_doubted(read, letter)
        seen = lines_of([w for w in inside if outline is None or w.confidence >= _SCRAWL])
        if own is None and _weight(seen) >= _weight(read):
            read = seen
        held = {id(w) for w in inside}
        rest = [_doubted(w) if id(w) in kept else w for w in rest if id(w) not in held]
        if read and _says_something(read):
            lines += [replace(read[0], new_paragraph=True), *read[1:]]
        text = "\n".join(" ".join(w.text for w in line.words) for line in read)
        sure = mean_confidence([w for line in read for w in line.words]) if read else 0.3
        out.append(replace(area, text=text, confidence=min(0.9, sure)))
    return rest, lines, out


def _says_something(lines: Sequence[PlacedLine]) -> bool:
    """Whether a stamp's lines are not mere doubt: a number or date is always told."""
    words = [w for line in lines for w in line.words]
    return mean_confidence(words) >= _SAYS_LEAST or any(_NUMBER.search(w.text) for w in words)


def _without_doubted(lines: Sequence[PlacedLine], letter: Sequence[PlacedWord]) -> list[PlacedLine]:
    """A stamp's lines without words that lie on words of the letter and are not sure: some of these shines through."""
    kept = [
        [w for w in line.words if w.confidence >= _HARDLY_WRONG or sum(_overlap(w.bbox, v.bbox) for v in letter) < 0.2]
        for line in lines
    ]
    return [replace(line, words=tuple(words)) for line, words in zip(lines, kept, strict=True) if words]


def _doubted(word: PlacedWord) -> PlacedWord:
    """A word below a black stamp: of those surer than 0.9 one in seven is wrong, of others five in six."""
    doubt = _BELOW_STAMP if word.confidence >= _HARDLY_WRONG else word.confidence / 2
    return replace(word, confidence=min(word.confidence, doubt))


def _is_word(word: PlacedWord) -> bool:
    """Whether what is left of a stamp's place when its letters are gone is print, no speck of them.

    Specks are read as one sign or two, and print mixed with a stamp's letters has signs between its own: words of three
    letters and more alone are the letter's.
    """
    if _LETTERS_ALONE.fullmatch(word.text):
        return word.confidence >= _WORD_LEAST
    return bool(_LETTER.search(word.text)) and word.confidence >= (_SCRAWL if len(word.text) > 2 else _SURE)


def _on_a_line(word: PlacedWord, words: Sequence[PlacedWord], stamp: BBox) -> bool:
    """Whether sound print as tall stands beside ``stamp`` at the same height: then the word is the letter's."""
    height, middle = word.bbox.bottom - word.bbox.top, (word.bbox.top + word.bbox.bottom) / 2
    return any(
        w.confidence >= 0.7 and len(w.text) > 1 and not _within(w.bbox, stamp)
        and abs((w.bbox.top + w.bbox.bottom) / 2 - middle) < 0.35 * height
        and 0.65 * height < w.bbox.bottom - w.bbox.top < 1.5 * height
        for w in words
    )  # fmt: skip


def _stamp_lines(
    image: Gray,
    colour: Gray | None,
    stamp: Area,
    engine: OcrEngine,
    dpi: int,
    models: str,
    hidden: Sequence[BBox] = (),
    outline: Outline | None = None,
) -> list[PlacedLine]:
    """What ``stamp`` says; what stands at the ``hidden`` places is not its own. Over print its ``outline`` is known."""
    rows, columns = _slices(stamp.bbox, image)
    crop = image[rows, columns].copy() if outline is None or outline.own is None else outline.own.copy()
    over_print = outline is not None
    if outline is not None:
        inner = outline.filled(image.shape)[rows, columns]
        crop[inner[: crop.shape[0], : crop.shape[1]] == 0] = 255
    if over_print and "ring" in stamp.why:  # letters on an arc are not read, only what stands across the middle
        middle, half = (crop.shape[1] // 2, crop.shape[0] // 2), _WITHIN_ARC * min(crop.shape) / 2
        crop[cv2.circle(np.zeros_like(crop), middle, round(half), 1, -1) == 0] = 255
    for other in hidden:
        down, along = _slices(other, image)
        crop[max(0, down.start - rows.start) : max(0, down.stop - rows.start),
             max(0, along.start - columns.start) : max(0, along.stop - columns.start)] = 255  # fmt: skip
    if colour is not None:
        crop[cv2.dilate(colour[rows, columns], np.ones((3, 3), np.uint8)) == 0] = 255
    parts = connected((crop < 200).astype(np.uint8))
    if len(parts) > 1:  # the outline goes, it would be read as bars
        frame = 1 + int(np.argmax(parts.boxes[1:, cv2.CC_STAT_WIDTH] * parts.boxes[1:, cv2.CC_STAT_HEIGHT]))
        if parts.boxes[frame, cv2.CC_STAT_WIDTH] > 0.6 * crop.shape[1]:
            crop[cv2.dilate((parts.labels == frame).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    angle = skew_angle(crop, limit=_STAMP_TURNED)
    size = crop.shape[1], crop.shape[0]
    turned = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), angle, 1)
    level = cv2.warpAffine(crop, turned, size, flags=cv2.INTER_CUBIC, borderValue=255)
    padded = cv2.copyMakeBorder(level, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
    back = cv2.invertAffineTransform(turned)
    out = []
    for line in engine.read(Image.fromarray(padded), dpi, models, ONE_BLOCK).lines:
        words = []
        for word in line.words:
            if word.confidence < (_SURE_OVER_PRINT if over_print else 0.3) or not _LETTER.search(word.text):
                continue
            x0, y0, x1, y1 = (v - 20 for v in word.box)
            corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]], float) @ back.T
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            dx, dy = columns.start, rows.start
            place = BBox(float(left + dx), float(top + dy), float(right + dx), float(bottom + dy))
            words.append(PlacedWord(word.text, place, word.confidence))
        if words:
            out.append(PlacedLine(tuple(words)))
    return out


def _weight(lines: Sequence[PlacedLine]) -> float:
    return sum(len(w.text) * w.confidence for line in lines for w in line.words)


def _shape(own: NDArray[Any]) -> str | None:
    """``ring`` or ``frame`` for a closed thin outline that is an ellipse or a (turned) rectangle."""
    filled = np.pad(own.astype(np.uint8), 2)
    contours, _ = cv2.findContours(filled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea)
    area = cv2.contourArea(outline)
    if area < 0.5 * own.size or len(outline) < 60:
        return None
    if own.sum() > 0.45 * area:
        return None
    (_, _), (w, h), _ = cv2.minAreaRect(outline)
    fill = area / max(1.0, w * h)
    if fill > 0.93:
        return "frame"
    (_, _), (a, b), _ = cv2.fitEllipse(outline)
    ellipse = np.pi / 4 * a * b
    if 0.72 < fill < 0.84 and 0.94 < area / max(1.0, ellipse) < 1.06 and min(a, b) > 0.55 * max(a, b):
        return "ring"
    return None


# ------------------------------------------------------------------------------- struck, overwritten, ticked


def struck_words(
    image: Gray, words: Sequence[PlacedWord], tables: Sequence[BBox], dpi: int = 300
) -> tuple[list[PlacedWord], list[Area]]:
    """Words with a straight line through their middle. They stay, at low confidence."""
    out, areas = [], []
    thick = pixels(_STRUCK, dpi, 3)
    for word in words:
        box = word.bbox
        height, width = box.bottom - box.top, box.x1 - box.x0
        if len(word.text) < 3 or width < 1.5 * height or not _LATIN_OR_DIGIT.search(word.text):
            out.append(word)  # the head line of Hindi words is such a line
            continue
        rows, columns = _slices(BBox(box.x0, box.top + 0.3 * height, box.x1, box.top + 0.72 * height), image)
        ink = (image[rows, columns] < 150).astype(np.uint8)
        if ink.size == 0:
            out.append(word)
            continue
        # One line from end to end of the word, in a band as thick as a pen: letters never fill every column.
        covered = max(
            (float(ink[top : top + thick].any(axis=0).mean()) for top in range(0, max(1, ink.shape[0] - thick + 1), 2)),
            default=0.0,
        )
        beyond = _line_goes_on(image, box)
        if covered > 0.97 and beyond:
            out.append(replace(word, confidence=min(word.confidence, 0.4)))
            areas.append(Area("struck", box, word.text, 0.7, "a line through the word"))
        else:
            out.append(word)
    return out, areas


def _line_goes_on(image: Gray, box: BBox) -> bool:
    """Whether ink at the word's middle goes on past at least one of its ends."""
    height = box.bottom - box.top
    middle = (int(box.top + 0.3 * height), int(box.top + 0.72 * height))
    reach = max(4, int(0.25 * height))
    for x0, x1 in ((int(box.x0) - reach, int(box.x0)), (int(box.x1), int(box.x1) + reach)):
        strip = image[middle[0] : middle[1], max(0, x0) : max(0, x1)] < 150
        if strip.size and strip.any(axis=0).mean() > 0.95:
            return True
    return False


def _overwritten(image: Gray, words: Sequence[PlacedWord]) -> list[Area]:
    """Dates that the reader doubts and whose ink is much denser than their line's: written over."""
    areas = []
    for line in lines_of(words):
        usual = [_density(w.bbox, image) for w in line.words if w.confidence >= _SURE and _LETTER.search(w.text)]
        if len(usual) < 2:
            continue
        for word in line.words:
            if word.confidence < 0.5 and sum(c.isdigit() for c in word.text) >= 2:
                density = _density(word.bbox, image)
                if density > 1.6 * median(usual):
                    areas.append(Area("overwritten", word.bbox, word.text, 0.5, "figures denser than their line"))
    return areas


def _density(box: BBox, image: Gray) -> float:
    rows, columns = _slices(box, image)
    part = image[rows, columns]
    return float((part < DARK).mean()) if part.size else 0.0


def tick_boxes(parts: Parts, words: Sequence[PlacedWord], dpi: int) -> list[Area]:
    """Small square frames left of print, ticked where a stroke stands in them."""
    out = []
    least, most = 0.085 * dpi, 0.28 * dpi
    _, _, wide, high, held = parts.boxes.T
    sized = (least < wide) & (wide < most) & (least < high) & (high < 1.6 * most) & (wide < 1.3 * high)
    for number in np.flatnonzero(sized & (held >= 2 * (wide + high))):
        x, y, w, h, _ = parts.boxes[number]
        own = parts.labels[y : y + h, x : x + w] == number
        frame = _square(own)
        if frame is None:
            continue
        beside = any(
            0 < v.bbox.x0 - (x + w) < 0.6 * dpi and v.bbox.top < y + h and v.bbox.bottom > y and _LETTER.search(v.text)
            for v in words
        )
        within = any(len(v.text) > 1 and v.bbox.x0 < x + w / 2 < v.bbox.x1 and v.bbox.top < y + h / 2 < v.bbox.bottom
                     for v in words)  # fmt: skip
        if not beside or within:
            continue
        top, side = frame
        rim = max(3, side // 6)
        inner = parts.labels[y + top + rim : y + top + side - rim, x + rim : x + side - rim] > 0
        ticked = inner.size > 0 and inner.mean() > 0.06
        box = BBox(float(x), float(y), float(x + w), float(y + h))
        out.append(Area("ticked_box" if ticked else "empty_box", box, "☑" if ticked else "☐", 0.7, "a square frame"))
    return out


def _square(own: NDArray[Any]) -> tuple[int, int] | None:
    """Top and side of a square outline at the left of ``own`` (a tick may stick out above and at the right)."""
    height, width = own.shape
    rows = np.flatnonzero(own.mean(axis=1) > 0.7 * min(1.0, height / width))
    columns = np.flatnonzero(own.mean(axis=0) > 0.7 * min(1.0, width / height))
    if len(rows) < 2 or len(columns) < 2:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])
    side = right - left + 1
    if not 0.85 < (bottom - top + 1) / max(1, side) < 1.18 or left > 0.25 * width:
        return None
    edge = max(2, side // 10)
    square = own[top : bottom + 1, left : right + 1]
    full = [square[:edge].any(axis=0), square[-edge:].any(axis=0), square[:, :edge].any(axis=1),
            square[:, -edge:].any(axis=1)]  # fmt: skip
    if min(float(f.mean()) for f in full) < 0.95:
        return None
    # Between frame and middle there is paper: the letter O in a heavy type has none in its corners.
    corners = [square[:edge, :edge], square[:edge, -edge:], square[-edge:, :edge], square[-edge:, -edge:]]
    return (top, side) if all(c.mean() > 0.5 for c in corners) else None


# --------------------------------------------------------------------------------------------------- geometry


def _slices(box: BBox, image: NDArray[Any]) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box.top)), max(0, min(image.shape[0], int(box.bottom) + 1))),
        slice(max(0, int(box.x0)), max(0, min(image.shape[1], int(box.x1) + 1))),
    )


def _around(boxes: Sequence[BBox]) -> BBox:
    out = boxes[0]
    for box in boxes[1:]:
        out = out.union(box)
    return out


def _overlap(a: BBox, b: BBox) -> float:
    """Share of ``a`` that lies in ``b``."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    whole = (a.x1 - a.x0) * (a.bottom - a.top)
    return max(0.0, width) * max(0.0, height) / whole if whole > 0 else 0.0


def _within(box: BBox, whole: BBox) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return whole.x0 <= x <= whole.x1 and whole.top <= y <= whole.bottom


def _joined(boxes: Sequence[BBox], gap: float) -> list[BBox]:
    """Boxes that touch, or nearly, as one."""
    out: list[BBox] = []
    for box in boxes:
        again = True
        while again:
            again = False
            for other in out:
                if (
                    box.x0 - gap < other.x1 and other.x0 - gap < box.x1
                    and box.top - gap < other.bottom and other.top - gap < box.bottom
                ):  # fmt: skip
                    out.remove(other)
                    box = box.union(other)
                    again = True
                    break
        out.append(box)
    return out
