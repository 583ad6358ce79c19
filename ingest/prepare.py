"""A page image is made ready for reading: each step fires on a measured sign and can be traced back to the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ink import Ink, connected
from ingest.resolution import MEASURED_AT, square
from ingest.unwarp import Curve, curve_of, straightened, through

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]

SPECKLED = "specks removed"
"""The note of a speckled page."""

_SKEW_LIMIT = 5.0
_SKEW_FIRES = 0.3
_ON_SIDE = 1.5  # times the contrast of rows
_UNEVEN_FIRES = 24.0
_GRAIN_FIRES = 7.0  # grey levels: sound scans and photos 2.8 to 5, a noisy typescript 9.6
_PALE_PRINT = 160  # grey level: print at 100 dpi
_GRAIN_GONE = 110, 190  # grey levels that become black and white
_PAPER_OF_PHOTO = (0.3, 0.97)  # of the picture
_SOLID = 0.9  # of its hull: paper has straight sides
_DESK_DARKER = 35.0  # grey levels
_FOUR_SIDED = 0.95  # of the outline lies within its four corners
_SPECKS_FIRE = 20.0  # lonely specks to a square inch of paper: sound scans 0 to 5, a halftone 14, photocopies over 33
_SPECKS_FEW = 5.0  # below it nothing is looked for
_CRUMBS_APART, _RULE_LEAST = 0.08, 0.3  # inch: between two crumbs of a rule; what is left of it
_MORE_THAN_SPECKS = 2.0  # times as many of a size beside letters as specks would be there: most are print
_DOT_ABOVE, _DOT_ASIDE = 0.06, 0.01  # inch: so far over the ink of a letter stands its dot, and so far aside
_LEAST_DOTS = 3  # on a page: one or two over letters may be specks of a size that lies nowhere else
_SPREAD_FIRES = 0.85  # of the half inches of a page have a lonely speck: copies 0.93 and more, real scans up to 0.75
_FAINT = 200  # grey level: print so light counts as print where specks are told from it
_FAR = 0.05  # inch: a speck so far from all print belongs to none of it
_MIDDLE = 0.01  # inch between the middle of a speck and that of its black part, at most
_FAR_FIRE = 3.0  # of these to a square inch: sound scans and faint print 0 to 0.2, thinly specked copies 5 and more
_FAR_SPREAD = 0.4  # of the half inches of a page have one: copies with few specks 0.6, a halftone in one place 0.1
_PAPER_LEAST = 0.2  # of a page's area
DARK = 128  # grey level
_BLUR = 1.0  # pixels: of the steps that a picture in black and white has at any resolution
_SPECK = 14  # pixels at 300 dpi; more would eat anusvara and full stops

cv2.setNumThreads(1)  # pages are read side by side; OpenCV's own threads would only fight over the cores


@dataclass(frozen=True, slots=True)
class Prepared:
    """The image to read and the way back: ``back`` takes a point of ``image`` to a point of the page image.

    It is 2×3, or 3×3 (in homogeneous coordinates) where a photo was flattened. Where curled paper was straightened,
    ``curve`` comes first.
    """

    image: Gray
    back: Matrix = field(default_factory=lambda: np.eye(2, 3))
    notes: tuple[str, ...] = ()
    ink: Ink | None = None
    """What is darker than DARK on ``image``, where it was looked at already."""
    curve: Curve | None = None

    def box_back(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """The upright rectangle around ``box`` on the page image."""
        x0, y0, x1, y1 = box
        edges = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float)
        if self.curve is not None:  # a long box has its lowest point between its corners
            across = np.linspace(x0, x1, 9)
            edges = self.curve.back(np.concatenate([np.column_stack([across, np.full(9, y)]) for y in (y0, y1)]))
        moved = through(self.back, edges)
        left, top = moved.min(axis=0)
        right, bottom = moved.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def along(self, mask: Gray) -> Gray:
        """A mask of the page image, moved as the image was."""
        if self.curve is not None:
            return straightened(mask, self.curve, _square(self.back), cv2.INTER_NEAREST)
        size = self.image.shape[1], self.image.shape[0]
        warp = cv2.warpPerspective if self.back.shape[0] == 3 else cv2.warpAffine
        moved = warp(mask, self.back, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
        return np.asarray(moved, np.uint8)


def prepare(gray: Gray, dpi: int = 300) -> Prepared:
    """Background division for uneven pages, specks out of speckled ones, curled paper straightened, else deskew."""
    notes = []
    image = source = gray
    back = np.eye(3)
    if unevenness(image) > _UNEVEN_FIRES:
        paper = _paper(image)
        image = source = divide_by_background(image, dpi)
        if paper is not None:
            image[paper.beside > 0] = 255
            notes.append("what lies beside the paper left out")
            image, back = flattened(image, paper.outline)
            if not np.array_equal(back, np.eye(3)):
                notes.append("paper flattened")
        notes.append("uneven background divided out")
        if grain(image, dpi) > _GRAIN_FIRES:
            image = source = without_grain(image)
            notes.append("grain of the paper smoothed")
    ink = connected((image < DARK).astype(np.uint8))
    clean, found = without_specks(image, dpi, ink)
    if found:
        image = cv2.GaussianBlur(clean, (0, 0), _BLUR)  # type: ignore[assignment]
        notes.append(SPECKLED)
    else:
        image, found = without_far_specks(image, dpi, ink)
        notes += [SPECKLED] if found else []
    curve = curve_of(image, dpi)
    if curve is not None and curve.curled:
        notes.append(f"curled paper straightened ({curve.bend:.2f} inch)")
        # Drawn once from the picture as it came, unless specks were taken out of the flattened one.
        image = straightened(image, curve, np.eye(3)) if found else straightened(source, curve, back)
        return Prepared(image, _shortest(back), tuple(notes), curve=curve)
    angle = skew_angle(image)
    if abs(angle) < _SKEW_FIRES:
        return Prepared(image, _shortest(back), tuple(notes), None if found else ink)
    height, width = image.shape
    forward = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    image = cv2.warpAffine(  # type: ignore[assignment]
        image, forward, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    notes.append(f"turned by {angle:.1f} degrees")
    level = np.vstack([cv2.invertAffineTransform(forward), (0.0, 0.0, 1.0)])
    return Prepared(image, _shortest(back @ level), tuple(notes))


def _shortest(back: Matrix) -> Matrix:
    """The first two rows where the third says nothing."""
    return back[:2] if np.array_equal(back[2], (0.0, 0.0, 1.0)) else back


def _square(back: Matrix) -> Matrix:
    return back if back.shape[0] == 3 else np.vstack([back, (0.0, 0.0, 1.0)])


def turn(gray: Gray, quarter_turns: int) -> Prepared:
    """The image turned clockwise by quarters, with the way back."""
    height, width = gray.shape
    quarter_turns %= 4
    image = np.ascontiguousarray(np.rot90(gray, -quarter_turns))
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, 1, 0], [-1, 0, height]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, -1, width], [1, 0, 0]],
    }[quarter_turns]
    return Prepared(image, np.array(back, dtype=float))


def unevenness(gray: Gray) -> float:
    """Spread of the paper's brightness, 5th to 95th percentile in grey levels: under 10 for flat scans."""
    quarter = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)  # by whole pixels: fast
    small = cv2.resize(quarter, (64, 90), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((9, 9), np.uint8))
    low, high = np.percentile(paper[3:-3, 3:-3], (5, 95))
    return float(high - low)


@dataclass(frozen=True, slots=True)
class _Paper:
    """The hull of the paper in a photo, points of shape (n, 2), and 1 where something else is seen."""

    outline: NDArray[Any]
    beside: Gray


def beside_paper(gray: Gray) -> Gray | None:
    """1 where a photo shows the desk and the paper's very edge, else 0; None where the paper fills the picture.

    The paper is the even part in the middle, bounded by edges, with straight sides; around it, it is clearly darker.
    """
    found = _paper(gray)
    return found.beside if found else None


def flattened(gray: Gray, outline: NDArray[Any]) -> tuple[Gray, Matrix]:
    """The paper inside ``outline`` as a rectangle, and the 3×3 way back; nothing is done without four sides."""
    corners = cv2.approxPolyDP(outline.astype(np.float32), 0.03 * cv2.arcLength(outline.astype(np.float32), True), True)
    same = gray, np.eye(3)
    if len(corners) != 4:
        return same
    points = corners.reshape(4, 2)
    if cv2.contourArea(points) < _FOUR_SIDED * cv2.contourArea(outline.astype(np.float32)):
        return same
    # Left top first, then clockwise.
    points = points[np.argsort(np.arctan2(*(points - points.mean(axis=0)).T[::-1]))]
    points = np.roll(points, -int(points.sum(axis=1).argmin()), axis=0)
    sides = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)
    wide, high = float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2
    if min(wide, high) < 100:
        return same
    rectangle = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    forward = cv2.getPerspectiveTransform(points.astype(np.float32), rectangle)
    size = (round(wide), round(high))
    flat = cv2.warpPerspective(gray, forward, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8), np.asarray(np.linalg.inv(forward), float)


def _paper(gray: Gray) -> _Paper | None:
    scale = 400 / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Print is no hole in the paper: it is closed over before the paper's brightness is asked for.
    flat = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    edges = cv2.dilate(cv2.Canny(flat, 20, 60), np.ones((3, 3), np.uint8))
    parts = connected((edges == 0).astype(np.uint8), connectivity=4)
    labels, count = parts.labels, len(parts)
    if count < 2:
        return None
    middle = labels[small.shape[0] // 4 : -(small.shape[0] // 4), small.shape[1] // 4 : -(small.shape[1] // 4)]
    number = int(np.bincount(middle[middle > 0].ravel(), minlength=count).argmax()) if (middle > 0).any() else 0
    share = float(parts.boxes[number, cv2.CC_STAT_AREA]) / small.size
    if number == 0 or not _PAPER_OF_PHOTO[0] < share < _PAPER_OF_PHOTO[1]:
        return None
    outline, _ = cv2.findContours((labels == number).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(max(outline, key=cv2.contourArea))
    paper = np.zeros_like(small)
    cv2.fillConvexPoly(paper, hull.astype(np.int32), 1)
    if share * small.size < _SOLID * float(paper.sum()):
        return None
    inside, outside = paper > 0, cv2.dilate(paper, np.ones((9, 9), np.uint8)) == 0
    if outside.mean() < 0.03 or float(np.median(flat[outside])) > float(np.median(flat[inside])) - _DESK_DARKER:
        return None
    paper = cv2.erode(paper, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1)
    full = cv2.resize(paper, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return _Paper(hull.reshape(-1, 2) / scale, np.asarray(full == 0, np.uint8))


def divide_by_background(gray: Gray, dpi: int = 300) -> Gray:
    """Paper becomes white everywhere: the page is divided by a smooth picture of itself without ink."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, square(13, dpi)), (0, 0), 8 * dpi / MEASURED_AT)
    paper = cv2.resize(paper, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(gray, paper, scale=250)  # type: ignore[return-value]


def grain(gray: Gray, dpi: int = 300) -> float:
    """How much the paper away from print differs from its surroundings at 100 dpi: standard deviation in grey levels.

    So coarse, for the noise of a camera is as strong on every pixel and is gone at that size.
    """
    scale = 100 / dpi
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    near = cv2.dilate((small < _PALE_PRINT).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    fine = small.astype(np.float32) - cv2.GaussianBlur(small, (0, 0), 3).astype(np.float32)
    return 0.0 if near.all() else float(fine[~near].std())


def without_grain(gray: Gray) -> Gray:
    """The picture a little blurred and its contrast stretched, so that the paper's grain turns white."""
    black, white = _GRAIN_GONE
    soft = cv2.GaussianBlur(gray, (0, 0), 1.0).astype(np.float32)
    return np.asarray(np.clip((soft - black) * (255 / (white - black)), 0, 255), np.uint8)


def without_specks(gray: Gray, dpi: int = 300, ink: Ink | None = None) -> tuple[Gray, bool]:
    """The image without parts smaller than any printed mark, and whether the page was speckled at all.

    Lonely are specks with no letter within seven pixels of 300 dpi, so that dots of letters do not make a page look
    speckled. On a page full of them those near letters go as well, for they turn into points and quotation marks,
    save those of sizes of which most there are print: dots and crumbs of letters (`_of_print`). Higher over letters,
    where worn dots of Hindi print stand, parts stay of sizes that lie thicker there than elsewhere. On a page where
    specks are thin but everywhere only the lonely ones go: the dots of Hindi letters are worth more.
    ``ink`` is what is darker than DARK, if it is known.
    """
    ink = ink or connected((gray < DARK).astype(np.uint8))
    area = ink.boxes[:, cv2.CC_STAT_AREA]
    small = area < _SPECK * (dpi / 300) ** 2
    small[0] = False
    # Were a fifth of the page paper and every small part lonely, it would still be clean: nothing more to look at.
    most = float(small.sum()) / (_PAPER_LEAST * gray.size / dpi**2)
    if most < _SPECKS_FEW:
        return gray, False
    large = ~small
    large[0] = False
    letters = ink.mask(large)
    near = cv2.dilate(letters, square(15, dpi))
    close = ink.counts(near) > 0
    beside = cv2.countNonZero(near)
    paper = near.size - beside
    lonely = small & ~close
    many = _SPECKS_FIRE * max(1.0, paper / dpi**2)
    if lonely.sum() > many:
        small &= ~_crumbs_of_rules(ink, small, dpi)
        lonely &= small
    if lonely.sum() <= many:
        if _spread(ink.centres()[lonely], gray.shape, dpi) < _SPREAD_FIRES:
            return gray, False
        small = lonely
    else:
        room = (beside - cv2.countNonZero(letters)) / max(1, paper)
        print_ = _of_print(area, lonely, small & close, room)
        over = _above(letters, dpi)  # a worn dot of a head line may stand there, further off than other marks
        over[near > 0] = 0
        dots, high = lonely & (ink.counts(over) > 0), cv2.countNonZero(over)
        worn = _of_print(area, lonely & ~dots, dots, high / max(1, paper - high))
        if worn.sum() >= _LEAST_DOTS:
            print_ |= worn
        small &= ~print_
        letters |= ink.mask(print_)
    # The grey rim of a speck goes with it, the rim of a letter beside it stays.
    away = ink.mask(small)
    rim = cv2.dilate(away, np.ones((3, 3), np.uint8)) > 0
    kept = cv2.dilate(letters, np.ones((3, 3), np.uint8)) > 0
    out = gray.copy()
    out[(rim & ~kept) | (away > 0)] = 255
    return out, True


def _above(letters: Gray, dpi: int) -> Gray:
    """1 from the ink of ``letters`` as far up as a dot over a head line stands."""
    wide, high = round(_DOT_ASIDE * dpi), round(_DOT_ABOVE * dpi)
    return np.asarray(cv2.dilate(letters, np.ones((high + 1, 2 * wide + 1), np.uint8), anchor=(wide, 0)), np.uint8)


def _crumbs_of_rules(ink: Ink, small: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """Which of the ``small`` parts lie in one row or column with others, as a rule does whose grey is that of DARK."""
    mask = ink.mask(small)
    lines = np.zeros_like(mask)
    apart, least = round(_CRUMBS_APART * dpi), round(_RULE_LEAST * dpi)
    for thick, closed, length in (((3, 1), (1, apart), (1, least)), ((1, 3), (apart, 1), (least, 1))):
        row = cv2.morphologyEx(cv2.dilate(mask, np.ones(thick, np.uint8)), cv2.MORPH_CLOSE, np.ones(closed, np.uint8))
        lines |= np.asarray(cv2.morphologyEx(row, cv2.MORPH_OPEN, np.ones(length, np.uint8)), np.uint8)
    return np.asarray(small & (ink.counts(lines) > 0))


def _of_print(
    area: NDArray[Any], lonely: NDArray[np.bool_], beside: NDArray[np.bool_], room: float
) -> NDArray[np.bool_]:
    """Which of the small parts ``beside`` letters are print, by their size alone.

    Specks lie as thick beside letters as elsewhere, size for size: there is ``room`` times as much paper beside letters
    as around the ``lonely`` ones. Where parts of a size are many more than that, most are dots and crumbs of letters.
    """
    top = int(area[beside | lonely].max(initial=0)) + 1
    specks = room * np.bincount(area[lonely], minlength=top)
    many = np.bincount(area[beside], minlength=top) > _MORE_THAN_SPECKS * specks
    return np.asarray(beside & many[np.minimum(area, top - 1)])


def without_far_specks(gray: Gray, dpi: int, ink: Ink) -> tuple[Gray, bool]:
    """The image without black specks that stand far from all print, and whether there were more than a few.

    For pages on which specks are too few to show how they lie. Broken pieces of faint print stand beside lighter ink
    and stay. ``ink`` is what is darker than DARK.
    """
    least = _FAR_FIRE * _PAPER_LEAST * gray.size / dpi**2
    if (ink.boxes[1:, cv2.CC_STAT_AREA] < _SPECK * (dpi / 300) ** 2).sum() < least:
        return gray, False
    if _spread(_perhaps_far(ink, dpi), gray.shape, dpi) < 0.75 * _FAR_SPREAD:
        return gray, False
    parts = connected((gray < _FAINT).astype(np.uint8))
    small = parts.boxes[:, cv2.CC_STAT_AREA] < 2 * _SPECK * (dpi / 300) ** 2
    print_ = ~small
    small[0] = print_[0] = False
    # At half the size, where a pixel counts as print when one of its four does: a fourth of the cost.
    far = cv2.distanceTransform(1 - parts.halved(print_), cv2.DIST_L2, 3) > _FAR * dpi / 2
    x, y = (parts.centres().T / 2).astype(int)
    specks = small & (parts.counts(gray < DARK) > 0) & far[y, x]
    paper = max(1.0, 4 * np.count_nonzero(far) / dpi**2)
    if specks.sum() / paper <= _FAR_FIRE or _spread(parts.centres()[specks], gray.shape, dpi) < _FAR_SPREAD:
        return gray, False
    out = gray.copy()
    out[parts.mask(specks) > 0] = 255
    return out, True


def _perhaps_far(ink: Ink, dpi: int) -> NDArray[Any]:
    """Where black specks may stand far from all print (x, y): only black print is looked at, faint one may be near.

    A little nearer than far counts, for the middle of a speck's black part is not quite that of the speck.
    """
    small = ink.boxes[:, cv2.CC_STAT_AREA] < 2 * _SPECK * (dpi / 300) ** 2
    print_ = ~small
    small[0] = print_[0] = False
    half = ink.halved(print_)
    reach = (_FAR - _MIDDLE) * dpi / 2
    near = np.zeros_like(half)
    for degrees in (10, 27, 45, 63, 80):  # rectangles within a circle, for they are quick
        sides = (2 * int(reach * np.sin(np.radians(degrees))) + 1, 2 * int(reach * np.cos(np.radians(degrees))) + 1)
        near |= np.asarray(cv2.dilate(half, np.ones(sides, np.uint8)), np.uint8)
    places = ink.centres()[small]
    x, y = (places.T / 2).astype(int)
    return np.asarray(places[near[y, x] == 0])


def _spread(places: NDArray[Any], shape: tuple[int, ...], dpi: int) -> float:
    """Share of the half inches of a page, its rim left out, that hold one of ``places`` (x, y)."""
    side = max(1, dpi // 2)
    high, wide = shape[0] // side, shape[1] // side
    if min(high, wide) < 3:
        return 0.0
    held = np.zeros((high + 1, wide + 1), bool)
    held[(places[:, 1] // side).astype(int), (places[:, 0] // side).astype(int)] = True
    return float(held[1 : high - 1, 1 : wide - 1].mean())


def skew_angle(gray: Gray, limit: float = _SKEW_LIMIT) -> float:
    """Degrees by which to turn the page so that its lines run level (row sums most contrasted), within ±limit."""
    # First by whole pixels: fast.
    half: Gray = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    fine, coarse = _lines_of_ink(half, 1000), _lines_of_ink(half, 500)
    if np.count_nonzero(fine) < 50:
        return 0.0
    first = max(np.arange(-limit, limit + 0.01, 0.5), key=lambda angle: _contrast(coarse, angle))
    sharp = {angle: _contrast(fine, angle) for angle in np.arange(first - 0.4, first + 0.41, 0.1)}
    best = float(max(sharp, key=lambda angle: sharp[angle]))
    # A page without lines (a photograph, a map) has no clear best: leave it as it lies.
    return best if sharp[best] > 1.05 * _contrast(fine, 0.0) else 0.0


def on_its_side(gray: Gray) -> bool:
    """Whether lines of print, or the longer rules, run from top to bottom rather than across."""
    half: Gray = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    ink = _lines_of_ink(half, 500)
    return _contrast(np.ascontiguousarray(ink.T), 0.0) > _ON_SIDE * _contrast(ink, 0.0)


def _lines_of_ink(gray: Gray, longest: int) -> Gray:
    """Ink as 255 on 0, margins left out, the longer side at most ``longest`` pixels."""
    scale = min(1.0, longest / max(gray.shape))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    threshold, _ = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)
    ink = (small < threshold).astype(np.uint8) * 255
    margin = max(1, int(min(ink.shape) * 0.04))
    ink[:margin] = ink[-margin:] = 0
    ink[:, :margin] = ink[:, -margin:] = 0
    return ink


def _contrast(ink: Gray, angle: float) -> float:
    """How much the sums of neighbouring rows differ once the page is turned by ``angle`` degrees."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def ink_share(gray: Gray) -> float:
    """Share of the page that is dark, margins left out: 0 for a blank page."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    inner = small[height // 20 : height - height // 20, width // 20 : width - width // 20]
    return float((inner < 128).mean()) if inner.size else 0.0
