"""Coloured ink on a page image: where it is, and the page without it where it covers black print.

Letterheads, telephone numbers and footers are printed in colour, so colour is never taken away as such: only pen
strokes and stamps that touch black letters are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.ink import Ink, connected, surrounded
from ingest.overprint import parted
from ingest.prepare import Gray
from ingest.unmarked import MARK, print_share, tones

LIFTED = "coloured ink over print lifted"
"""The note of a page whose print was freed."""

_BAND = 256  # rows
_COLOURED = 50  # spread of the three channels in levels, above that of the paper; grey scans stay under 20
_PALE = 22
_FIRM = 35
_FIRM_SHARE = 0.12  # of the ink of a stamp
_GREY = 15
_GREY_INK = 170
_FRINGE_SHARE = 0.4  # of its ink has grey ink beside it: stamps 0.00 to 0.22, the edges of black letters 0.64 and more
# A dull stamp has nothing strong, and of its ink 0.06 to 0.10 is firm: it stands all the more alone, and is large.
_DULL_FRINGE, _DULL_FIRM, _DULL_LEAST = 0.2, 0.05, 0.05  # the last: of the page's width, each way
_SQUARE = 4
_MASK = _SQUARE * _SQUARE  # what pixels of a mask are: their mean over a square says how many
_INK = 200  # the darkest channel of ink
_BLACK = 120
_LEAST_SHARE = 0.00002  # of the page: a stroke of a thin pen at 300 dpi
_PALE_LEAST = 0.0005  # of the page: thin stamps whose colour was packed away, and dull ones, of which little is strong
_LEAST_TALL = 0.13  # inch: letters of 10 points are 0.10, a pen's stroke over a line is taller
_BESIDE = 0.03  # inch
_JOINED = 0.03  # inch
_RIM = 0.012  # inch
_EMBLEM = 0.5  # inch, each way
_CORE = 0.6  # of an emblem's sides
_DRAWN = (0.2, 0.35)  # inch: the shorter and the longer side of a pen's stroke
_DRAWN_INK = 0.33  # of its box at most
_DRAWN_CLOSED = 0.35
_CLOSE_BESIDE = 0.1  # inch
_ARCS_APART = 0.3  # inch
_HULLS_AT = 25  # pixels an inch
_AS_DARK = 10  # levels
_LEVEL = 15  # per cent of the ink of a stroke is darker than its level
_OWN_LEVEL = 0.002  # square inch of ink that has a level of its own
_INKS_SEEN, _INK_DARKER = 0.3, 40  # inch of a square that is looked at for its ink; levels under the paper
# Two stamps that touch: the tint of squares for their darkness .12 to .2 in one ink, .45 to 1 in the other. Print below
# one ink lowers it too, in at most one of six squares.
_OTHER_INK, _OTHER_SHARE = 0.5, (0.25, 0.75)
_TINT = 3  # levels between grey and brightest channel, over the paper's: thin strokes keep 5 to 15, black letters 0
_CONTACT = 0.05  # inch of black print along the stroke
_STAMP = ((0.4, 3.3), (0.4, 2.6))  # inch: width and height
_STAMP_APART = 0.06  # inch, on each side of its strokes
_TINT_APART = (_STAMP_APART, 0.03, 0.015)  # two stamps, or a stamp and a pen, may stand closer than the pieces of one
_STAMP_CONTACT = 0.3  # inch of black print along all of them
_STAMP_ROUND = 0.85  # of the way around it there is ink: its outline; coloured letterheads have none
_ROUND_WITHIN = 0.03  # inch
_ASKED = 16.0  # square inch of a page that the network is asked about
_REST_APART, _REST_WITHIN = 0.2, 0.3  # inch around the strokes: parts of one mark, and what of it has no colour
_TINTED = 0.5  # of a coloured mark has a tint
_TINT_ROUND = 0.55  # where print crosses the outline no tint is left: stamps 0.60 to 1, pens 0.28 to 0.49

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page image as it is read: in grey, and 1 where its ink is coloured (None: nowhere).

    ``light`` is the brightest channel of each pixel, as through a glass of the ink's own colour: coloured ink is pale
    on it, black print black. It is there where ``colour`` is.
    """

    gray: Gray
    colour: Gray | None = None
    light: Gray | None = None


def sheet_of(image: Image.Image) -> Sheet:
    """What is read of a picture, of any mode. Only RGB is looked at for coloured ink."""
    gray = np.asarray(image.convert("L"))
    colour = coloured_ink(image) if image.mode == "RGB" else None
    return Sheet(gray) if colour is None else Sheet(gray, colour, _light(image))


def sheet_in_colour(bgr: Rgb) -> Sheet | None:
    """What is read of a picture with its channels from blue to red; None where it holds no coloured ink."""
    colour = coloured_ink(bgr)
    if colour is None:
        return None
    gray = np.empty(bgr.shape[:2], np.uint8)
    for top in range(0, len(bgr), _BAND):
        rows = slice(top, top + _BAND)
        gray[rows] = np.asarray(Image.fromarray(cv2.cvtColor(bgr[rows], cv2.COLOR_BGR2RGB)).convert("L"))
    return Sheet(gray, colour, _light(bgr))


def _light(picture: Rgb | Image.Image) -> Gray:
    """The brightest channel of each pixel."""
    height, width = picture.size[::-1] if isinstance(picture, Image.Image) else picture.shape[:2]
    out = np.empty((height, width), np.uint8)
    for top in range(0, height, _BAND):
        first, second, third = cv2.split(_rows(picture, top, top + _BAND))
        out[top : top + _BAND] = cv2.max(cv2.max(first, second), third)
    return out


def coloured_ink(picture: Rgb | Image.Image) -> Gray | None:
    """1 where there is coloured ink, else 0; None for a page without any. Tinted paper is not ink.

    The three channels of ``picture`` may stand in any order.
    """
    spread, darkest = _spread(picture)
    paper = int(np.median(spread[::16, ::16]))  # in whole levels: what is compared with halves takes ten times as long
    dark = _up_to(darkest, _INK - 1)
    strong = np.minimum(_over(spread, _COLOURED + paper), dark)
    share = cv2.countNonZero(strong) / strong.size
    pale = np.minimum(_over(spread, _PALE + paper), dark)
    if share <= _LEAST_SHARE and cv2.countNonZero(pale) <= _PALE_LEAST * pale.size:
        return None
    firm = np.minimum(_over(spread, _FIRM + paper), dark)
    light = np.asarray(cv2.add(spread, darkest), np.uint8)
    grey = np.minimum(_up_to(spread, _GREY + paper), _up_to(light, _GREY_INK - 1))
    del spread, darkest, dark, light  # each as large as the page
    ink = _whole(strong, firm, pale, grey)
    return ink if ink.any() else None


def _over(levels: Gray, limit: int) -> Gray:
    """A mask of what is over ``limit``."""
    return cv2.threshold(levels, limit, _MASK, cv2.THRESH_BINARY)[1]  # type: ignore[return-value]


def _up_to(levels: Gray, limit: int) -> Gray:
    return cv2.threshold(levels, limit, _MASK, cv2.THRESH_BINARY_INV)[1]  # type: ignore[return-value]


def _whole(strong: Gray, firm: Gray, pale: Gray, grey: Gray) -> Gray:
    """Thin strokes whole: paler ink as well, where some of what stands close together is ``strong``, and much firm.

    Masks of coloured and of ``grey`` ink become 1 and 0. Looked at in squares of four pixels: a stamp's letters and its
    outline are one thing then, and it is quick.
    """
    fringe = np.minimum(pale, np.asarray(cv2.dilate(grey, np.ones((5, 5), np.uint8)), np.uint8))
    few, some, many, beside = map(_squares, (strong, firm, pale, fringe))
    things = connected(cv2.dilate(np.minimum(many, 1), np.ones((5, 5), np.uint8)))
    labels = things.labels.ravel()
    held = [np.bincount(labels, squares.ravel(), len(things)) for squares in (few, some, many, beside)]
    # The channels of a scanner do not meet quite: black letters have coloured edges.
    sound = (held[0] > 0) & (held[1] > _FIRM_SHARE * held[2]) & (held[3] < _FRINGE_SHARE * held[2])
    large = things.boxes[:, 2:4].min(axis=1) * _SQUARE > _DULL_LEAST * strong.shape[1]
    sound |= large & (held[1] > _DULL_FIRM * held[2]) & (held[3] < _DULL_FRINGE * held[2])
    sound[0] = False
    kept = cv2.resize(things.mask(sound), None, fx=_SQUARE, fy=_SQUARE, interpolation=cv2.INTER_NEAREST)
    thin = np.minimum(pale, np.asarray(kept[: pale.shape[0], : pale.shape[1]], np.uint8))
    return np.maximum(np.minimum(strong, 1), thin)


def _squares(mask: Gray) -> Gray:
    """How many pixels of each square of four by four are in the mask."""
    below, right = (-side % _SQUARE for side in mask.shape)
    if below or right:
        mask = cv2.copyMakeBorder(mask, 0, below, 0, right, cv2.BORDER_CONSTANT, value=0)  # type: ignore[assignment]
    size = mask.shape[1] // _SQUARE, mask.shape[0] // _SQUARE
    # The mean of its sixteen pixels, of which each is 16 or 0.
    return cv2.resize(mask, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _rows(picture: Rgb | Image.Image, first: int, last: int) -> Rgb:
    if isinstance(picture, Image.Image):
        return np.asarray(picture.crop((0, first, picture.width, min(last, picture.height))))
    return picture[first:last]


def _spread(picture: Rgb | Image.Image) -> tuple[Gray, Gray]:
    """Of each pixel the distance between its lowest and its highest channel, and the lowest."""
    height, width = picture.size[::-1] if isinstance(picture, Image.Image) else picture.shape[:2]
    spread, darkest = np.empty((height, width), np.uint8), np.empty((height, width), np.uint8)
    # By bands: the page split into channels whole, twice at a time, would be most of what the process holds.
    for top in range(0, height, _BAND):
        first, rows = max(0, top - 1), slice(top, top + _BAND)
        # Pictures are packed with coarser colour than light.
        red, green, blue = cv2.split(cv2.blur(_rows(picture, first, top + _BAND + 1), (3, 3)))
        kept = slice(top - first, top - first + _BAND)
        least = cv2.min(cv2.min(red, green), blue)
        darkest[rows] = least[kept][: height - top]
        spread[rows] = cv2.subtract(cv2.max(cv2.max(red, green), blue), least)[kept][: height - top]
    return spread, darkest


def lifted(gray: Gray, colour: Gray, dpi: int, light: Gray | None = None) -> tuple[Gray, bool]:
    """The page without the coloured strokes of pens and stamps that touch black print, and whether there were any.

    A pen's large strokes close beside print go as well, for they are read as words of its lines.
    With ``light`` the print below them stays as it is seen through a glass of the ink's colour.
    """
    reach = max(3, 2 * round(_JOINED * dpi / 2) + 1)
    joined = cv2.morphologyEx(colour, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    strokes = connected(joined)
    del joined
    parts = strokes.boxes
    black = _print_beside(gray if light is None else light, colour)
    touched = _touched(strokes, black)
    tall = parts[:, cv2.CC_STAT_HEIGHT] > _LEAST_TALL * dpi
    over = (tall & (touched > _CONTACT * dpi)) | _of_stamps(strokes, touched, dpi)
    over[0] = False
    over &= ~_of_emblems(parts, over, black, dpi)
    drawn = _drawn(strokes, black, dpi) & ~over
    frames = _frames(strokes, drawn, dpi)  # print that a stamp's letters cover does not stand on its own
    over, drawn = over | frames, drawn & ~frames
    if not (over | drawn).any():
        return gray, False
    long = np.maximum(parts[:, cv2.CC_STAT_WIDTH], parts[:, cv2.CC_STAT_HEIGHT]) > _LEAST_TALL * dpi
    hulls = _hulls(strokes, over, long & (touched > _CONTACT * dpi), dpi)
    over |= _amid(parts, hulls, strokes.shape)
    # The loose ends of a signature go with the strokes they stand beside.
    left, top = parts[:, cv2.CC_STAT_LEFT], parts[:, cv2.CC_STAT_TOP]
    right, bottom = left + parts[:, cv2.CC_STAT_WIDTH], top + parts[:, cv2.CC_STAT_HEIGHT]
    slack = round(_BESIDE * dpi)
    for number in np.flatnonzero(over):
        over |= (
            (left < right[number] + slack) & (right > left[number] - slack)
            & (top < bottom[number] + slack) & (bottom > top[number] - slack)
        )  # fmt: skip
    over[0] = False
    chosen = strokes.mask(over | drawn)
    paper = int(np.percentile(gray[::8, ::8], 80))
    if light is not None:
        tint = _tint(gray, light)
        seen = _through_glass(gray, light, tint, chosen, colour, hulls, paper, dpi)
        return _without_rests(seen, light, tint, chosen, dpi), True
    away = cv2.dilate(chosen, np.ones((3, 3), np.uint8)) > 0
    out = gray.copy()
    out[away & ~black] = paper
    return out, True


def _drawn(strokes: Ink, black: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """Open strokes larger than letters close beside ``black`` print: no outline of a stamp, no letter of a heading."""
    parts = strokes.boxes
    wide, high = parts[:, cv2.CC_STAT_WIDTH], parts[:, cv2.CC_STAT_HEIGHT]
    sized = (np.maximum(wide, high) > _DRAWN[1] * dpi) & (np.minimum(wide, high) > _DRAWN[0] * dpi)
    sized &= parts[:, cv2.CC_STAT_AREA] < _DRAWN_INK * wide * high
    out, slack = np.zeros(len(parts), bool), round(_CLOSE_BESIDE * dpi)
    for number in np.flatnonzero(sized):
        left, top, w, h = (int(side) for side in parts[number, :4])
        near = black[max(0, top - slack) : top + h + slack, max(0, left - slack) : left + w + slack]
        if np.count_nonzero(near) < (_CONTACT * dpi) ** 2:
            continue
        own = (strokes.crop(slice(top, top + h), slice(left, left + w)) == number).astype(np.uint8)
        contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        out[number] = max(map(cv2.contourArea, contours)) < _DRAWN_CLOSED * w * h
    return out


def _of_stamps(strokes: Ink, touched: NDArray[np.int64], dpi: int) -> NDArray[np.bool_]:
    """The strokes of things as large as a stamp that stand in print: packing and print leave a thin one in pieces."""
    out = np.zeros(len(strokes), bool)
    if len(strokes) < 2:
        return out
    step = dpi / _HULLS_AT
    size = tuple(max(1, round(side / step)) for side in strokes.shape[::-1])
    ink = cv2.resize(strokes.mask(np.ones(len(strokes), bool)) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    part, first = np.unique(strokes.run_part, return_index=True)
    row = np.minimum(strokes.run_row[first] / step, size[1] - 1).astype(int)
    column = np.minimum(strokes.run_left[first] / step, size[0] - 1).astype(int)
    reach = np.ones((2 * round(_STAMP_APART * _HULLS_AT) + 1,) * 2, np.uint8)
    things = connected(cv2.dilate((ink > 0).astype(np.uint8), reach))
    of_thing = things.crop(slice(None), slice(None))[row, column]
    contact = np.bincount(of_thing, touched[part], len(things))
    for number in np.flatnonzero((contact > _STAMP_CONTACT * dpi) & _as_stamps(things.boxes, _HULLS_AT)):
        chosen = part[of_thing == number]
        boxes = strokes.boxes[chosen]
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = (boxes[:, :2] + boxes[:, 2:4]).max(axis=0)
        own = strokes.crop(slice(top, bottom), slice(left, right))
        out[chosen] = surrounded(np.isin(own, chosen), dpi, _ROUND_WITHIN) > _STAMP_ROUND
    return out


def _as_stamps(boxes: NDArray[np.int32], dpi: int) -> NDArray[np.bool_]:
    """Which of the parts are as wide and as high as stamps; the paper is not."""
    out = np.ones(len(boxes), bool)
    for side, (least, most) in zip((cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT), _STAMP, strict=True):
        out &= (boxes[:, side] > least * dpi) & (boxes[:, side] < most * dpi)
    out[0] = False
    return out


def _frames(strokes: Ink, drawn: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """Those of the strokes ``drawn`` that are, alone or several together, an outline as large as a stamp."""
    out = np.zeros(len(strokes), bool)
    numbers = np.flatnonzero(drawn)
    left, top, wide, high = (strokes.boxes[numbers, side] for side in range(4))
    right, bottom, slack = left + wide, top + high, round(_BESIDE * dpi)
    for n in range(len(numbers)):
        held = np.zeros(len(numbers), bool)
        held[n] = True
        for _ in numbers:  # until the box around them meets no other
            box = (
                left[held].min() - slack,
                top[held].min() - slack,
                right[held].max() + slack,
                bottom[held].max() + slack,
            )
            held = (left < box[2]) & (right > box[0]) & (top < box[3]) & (bottom > box[1])
        x0, y0, x1, y1 = box[0] + slack, box[1] + slack, box[2] - slack, box[3] - slack
        if all(least * dpi < side < most * dpi for side, (least, most) in zip((x1 - x0, y1 - y0), _STAMP, strict=True)):
            own = np.isin(strokes.crop(slice(y0, y1), slice(x0, x1)), numbers[held])
            out[numbers[held]] |= surrounded(own, dpi, _ROUND_WITHIN) > _STAMP_ROUND
    return out


def _hulls(strokes: Ink, over: NDArray[np.bool_], arcs: NDArray[np.bool_], dpi: int) -> Gray:
    """1 amid the strokes ``over`` print and the ``arcs`` near them: print breaks the outline of a stamp.

    Of the whole page, shrunk to about 25 pixels an inch.
    """
    step = dpi / _HULLS_AT
    size = max(1, round(strokes.shape[1] / step)), max(1, round(strokes.shape[0] / step))
    tall, any_ = (
        (cv2.resize(strokes.mask(chosen) * np.uint8(255), size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
        for chosen in (over, over | arcs)
    )
    reach = np.ones((round(_ARCS_APART * _HULLS_AT) | 1,) * 2, np.uint8)
    _, labels = cv2.connectedComponents(cv2.dilate(any_, reach))
    inside = np.zeros_like(tall)
    for number in np.unique(labels[tall > 0]):
        own = cv2.findNonZero(any_ * (labels == number).astype(np.uint8))
        cv2.fillConvexPoly(inside, cv2.convexHull(own), 1)
    return inside


def _amid(parts: NDArray[np.int32], hulls: Gray, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The parts of a page of that ``shape`` whose middle lies within ``hulls``."""
    high, wide = hulls.shape
    x = ((parts[:, 0] + parts[:, 2] / 2) * wide / shape[1]).astype(int)
    y = ((parts[:, 1] + parts[:, 3] / 2) * high / shape[0]).astype(int)
    out = np.asarray(hulls[np.minimum(y, high - 1), np.minimum(x, wide - 1)] > 0, np.bool_)
    out[0] = False
    return out


def _touched(strokes: Ink, black: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many ``black`` pixels stand within three pixels of each stroke."""
    out = np.zeros(len(strokes), np.int64)
    height, width = black.shape
    for top in range(0, height, _BAND):
        rows = slice(max(0, top - 3), min(height, top + _BAND + 3))
        labels = strokes.crop(rows, slice(0, width))
        if labels.any():
            wide = labels if labels.dtype == np.uint16 else labels.astype(np.float32)
            near = cv2.dilate(wide, np.ones((7, 7), np.uint8))[top - rows.start :][:_BAND]
            out += np.bincount(near[black[top : top + _BAND]].astype(np.int64), minlength=len(strokes))
    return out


def _of_emblems(
    parts: NDArray[np.int32], over: NDArray[np.bool_], black: NDArray[np.bool_], dpi: int
) -> NDArray[np.bool_]:
    """Strokes within an emblem: a larger coloured thing that itself touches no black ink and holds some at its core.

    Print that a stamp lies over fills it or runs out of it; the dark drawing of a letterhead's emblem does neither.
    """
    left, top = parts[:, cv2.CC_STAT_LEFT], parts[:, cv2.CC_STAT_TOP]
    wide, high = parts[:, cv2.CC_STAT_WIDTH], parts[:, cv2.CC_STAT_HEIGHT]
    right, bottom = left + wide, top + high
    out = np.zeros(len(parts), bool)
    wholes = ~over & (np.minimum(wide, high) > _EMBLEM * dpi)
    wholes[0] = False
    for n in np.flatnonzero(wholes):
        within = (left > left[n]) & (right < right[n]) & (top > top[n]) & (bottom < bottom[n])
        if (over & within).any():
            inner = black[top[n] : bottom[n], left[n] : right[n]].astype(np.uint8)
            _, _, w, h = cv2.boundingRect(cv2.morphologyEx(inner, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
            if w < _CORE * wide[n] and h < _CORE * high[n]:
                out |= within
    return out


def _through_glass(
    gray: Gray, light: Gray, tint: Gray, chosen: Gray, colour: Gray, hulls: Gray, paper: int, dpi: int
) -> Gray:
    """The page with the ``chosen`` strokes as pale as paper; what is darker than their ink is print and stays.

    Pictures are packed with coarse colour, and thin strokes lose theirs: what is left amid them (``hulls``) and is
    nowhere darker than their ink goes as well, and of a stamp all that has its tint.
    """
    side = 2 * max(1, round(_RIM * dpi)) + 1
    zone = cv2.dilate(chosen, np.ones((side, side), np.uint8)) > 0
    zone |= _tinted((tint > _TINT).astype(np.uint8), chosen, dpi)
    black = int(np.percentile(gray[gray < _BLACK], 25)) if (gray < _BLACK).any() else 0
    level = _levels(light, tint, chosen, colour, dpi)
    seen, own = light[zone].astype(np.float32), level[zone].astype(np.float32)
    # Print stays dark to near the level of the ink: thin letters are grey themselves.
    bright = np.clip((seen - black) / np.maximum(1, own - black), 0, 1) ** 2 * (paper - black) + black
    seen = np.where(own > black, bright, np.minimum(seen, bright)).astype(np.uint8)
    out = gray.copy()
    out[zone] = np.maximum(gray[zone], seen)
    amid = cv2.resize(hulls, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    rests = connected((amid & (out < _INK)).astype(np.uint8))
    print_ = rests.counts(light < level.astype(np.int16) - _AS_DARK) > 0
    print_[0] = True
    out[rests.mask(~print_) > 0] = paper
    return out


def _without_rests(seen: Gray, light: Gray, tint: Gray, chosen: Gray, dpi: int) -> Gray:
    """The page ``seen`` through a glass without what is left around the ``chosen`` strokes, is no print and has a tint.

    Thin lines of stamps lose their colour where it is packed coarsely; they are a mark all the same. The network is
    asked about ``light``, on which the whole mark stands, and is pale. Black marks beside have their own way out.
    """
    reach = np.ones((2 * round(_REST_APART * dpi) + 1,) * 2, np.uint8)
    boxes = connected(np.asarray(cv2.dilate(chosen, reach), np.uint8)).boxes[1:]
    levels, left, margin, out = tones(light, dpi), _ASKED * dpi * dpi, round(_REST_WITHIN * dpi), seen.copy()
    for x, y, wide, high, _ in sorted(boxes.tolist(), key=lambda box: -box[2] * box[3]):
        place = slice(max(0, y - margin), y + high + margin), slice(max(0, x - margin), x + wide + margin)
        if max(wide, high) < _STAMP[0][0] * dpi or out[place].size > left:
            continue
        left -= out[place].size
        share = print_share(light, place, levels, dpi)
        marks = connected(((share < MARK) & (light[place] < _INK)).astype(np.uint8))
        own = marks.counts(tint[place] > _TINT) > _TINTED * marks.boxes[:, cv2.CC_STAT_AREA]
        own[0] = False
        if surrounded((chosen[place] > 0) | (marks.mask(own) > 0), dpi, _ROUND_WITHIN) < _STAMP_ROUND:
            continue  # a pen's strokes: figures may stand beside them
        zone = cv2.dilate(marks.mask(own), np.ones((7, 7), np.uint8)) > 0
        out[place] = parted(out[place], share, None, zone).print_
    return out


def _levels(light: Gray, tint: Gray, chosen: Gray, colour: Gray, dpi: int) -> Gray:
    """How dark the ink of the ``chosen`` strokes is: near each of them its own ink's, else that of all together.

    One page may bear a violet stamp and the darker green of a pen, or a green stamp that lies on a violet one.
    """
    reach = np.ones((2 * round(_STAMP_APART * dpi) + 1,) * 2, np.uint8)
    things = connected(np.asarray(cv2.dilate(chosen, reach), np.uint8))
    core = (chosen > 0) & (colour > 0)
    paper = int(np.median(light[::16, ::16]))
    out = np.full(light.shape, int(np.percentile(light[core], _LEVEL)), np.uint8)
    for number in range(1, len(things)):
        left, top, wide, high = (int(side) for side in things.boxes[number, :4])
        place = slice(top, top + high), slice(left, left + wide)
        own = things.crop(*place) == number
        inked = own & core[place]
        inks = light[place][inked]
        if len(inks) <= _OWN_LEVEL * dpi * dpi:
            continue
        other = _other_ink(light[place], tint[place], inked, paper, dpi)
        for part in (own,) if other is None else (own & ~other, own & other):
            out[place][part] = int(np.percentile(light[place][inked & part], _LEVEL))
    return out


def _other_ink(light: Gray, tint: Gray, inked: NDArray[np.bool_], paper: int, dpi: int) -> NDArray[np.bool_] | None:
    """Where strokes are of a second ink with less tint for its darkness, with a square around; None: of one ink."""
    side, dark = round(_INKS_SEEN * dpi), paper - light.astype(np.float32)
    squares = np.full((-(-light.shape[0] // side), -(-light.shape[1] // side)), np.nan)
    for row, column in np.ndindex(*squares.shape):
        place = slice(row * side, (row + 1) * side), slice(column * side, (column + 1) * side)
        seen = inked[place] & (dark[place] > _INK_DARKER)
        if np.count_nonzero(seen) > _OWN_LEVEL * dpi * dpi:
            squares[row, column] = np.median(tint[place][seen] / dark[place][seen])
    told = squares[~np.isnan(squares)]
    if not len(told):
        return None
    low = np.nan_to_num(squares, nan=np.inf) < _OTHER_INK * np.percentile(told, 75)
    if not _OTHER_SHARE[0] < np.count_nonzero(low) / len(told) < _OTHER_SHARE[1]:
        return None
    low = cv2.dilate(low.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out = np.repeat(np.repeat(low, side, axis=0), side, axis=1)[: light.shape[0], : light.shape[1]]
    return out if np.count_nonzero(inked & ~out) > _OWN_LEVEL * dpi * dpi else None


def _tint(gray: Gray, light: Gray) -> Gray:
    """How much brighter each pixel's brightest channel is than its grey, over the paper's."""
    spread = cv2.blur(cv2.subtract(light, gray), (3, 3))
    return np.asarray(cv2.subtract(spread, np.full_like(spread, int(np.median(spread[::16, ::16])))), np.uint8)


def _tinted(tint: Gray, chosen: Gray, dpi: int) -> NDArray[np.bool_]:
    """The ``tint`` of stamps: of what holds ``chosen`` strokes, is as large as a stamp and has an outline around it.

    Colour is packed in squares, of which some lose theirs: an outline has gaps. A pen's figures beside a stroke are
    tinted too, have none and stay.
    """
    out = np.zeros(tint.shape, np.bool_)
    for apart in _TINT_APART:
        out |= _tinted_together(tint, chosen, apart, dpi)
    return out


def _tinted_together(tint: Gray, chosen: Gray, apart: float, dpi: int) -> NDArray[np.bool_]:
    """The ``tint`` of such things, whose pieces stand less than twice ``apart`` inch from each other."""
    reach = np.ones((2 * round(apart * dpi) + 1,) * 2, np.uint8)
    things = connected(np.asarray(cv2.dilate(tint, reach), np.uint8))
    sized = _as_stamps(things.boxes, dpi) & (things.counts(chosen > 0) > 0)
    for number in np.flatnonzero(sized):
        left, top, wide, high = (int(side) for side in things.boxes[number, :4])
        place = slice(top, top + high), slice(left, left + wide)
        own = (things.crop(*place) == number) & (tint[place] > 0)
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        own = own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        sized[number] = surrounded(own, dpi, _ROUND_WITHIN) > _TINT_ROUND
    return (tint > 0) & (things.mask(sized) > 0)


def _print_beside(gray: Gray, colour: Gray) -> NDArray[np.bool_]:
    """Black letters that stand on their own, not the dark rims and cores of coloured strokes."""
    black = ((gray < _BLACK) & (colour == 0)).astype(np.uint8)
    reach = cv2.dilate(colour, np.ones((7, 7), np.uint8))
    parts = connected(black)
    letters = parts.counts(reach) < 0.6 * parts.boxes[:, cv2.CC_STAT_AREA]
    letters[0] = False
    return parts.mask(letters).view(np.bool_)
