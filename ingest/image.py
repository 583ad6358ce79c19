"""Images: PNG, JPEG, HEIC, TIFF with several pages. Turned as the camera says, bombs refused."""

from __future__ import annotations

import importlib
import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageOps

from ingest.document import SourceFile
from ingest.errors import DamagedSource, UnsupportedMedia
from ingest.pdfium import drawn, png_as_pdf
from ingest.resolution import reads_as_it_is
from ingest.source import HEIC

MAX_PIXELS = 60_000_000
REDUCED = "reduced from"
_HUGEST = 1_000_000_000
_PAGE = (2480, 3508)
_DECODING = threading.RLock()
A4_WIDTH = 595.276
A4_HEIGHT = 841.89
_BOMB_STEP = "Scan the page at 300 dpi (A4: 2480 x 3508 pixels) and upload it again."


class Frames(Sequence[Image.Image]):
    """The pages of an image file, each decoded when it is asked for: a scan of 500 pages is never held whole.

    Safe to share between threads. Opening the file and asking for a frame raise DamagedSource where it cannot be
    decoded, or is too large.
    """

    def __init__(self, source: SourceFile, formats: tuple[str, ...], most: int) -> None:
        self._source = source
        self._formats = formats
        with self._opened() as image:
            self._count = min(most, getattr(image, "n_frames", 1))
            # Decoded at once, so that a damaged file is told from a sound one; given away when it is asked for.
            self._first: Image.Image | None = self._frame(image)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        with self._opened() as image:
            if index % self._count == 0 and self._first is not None:
                first, self._first = self._first, None
                return first
            image.seek(index % self._count)
            return self._frame(image)

    def _frame(self, image: Image.Image) -> Image.Image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            reduced = _reduced(self._source, image)
            if reduced is None:
                raise DamagedSource(f"{self._source.name}: the image is too large to read.", _BOMB_STEP)
            reduced.info[REDUCED] = (width, height)
            return reduced
        image.load()
        return _flat(ImageOps.exif_transpose(image))

    @contextmanager
    def _opened(self) -> Iterator[Image.Image]:
        # The guard changes what Pillow and the warnings of the whole process do: one frame at a time.
        with (
            _DECODING,
            _guarded(self._source.name),
            Image.open(io.BytesIO(self._source.data), formats=self._formats) as image,
        ):
            yield image


def open_images(source: SourceFile, max_pages: int) -> Frames:
    """The frames of the file, upright, at most ``max_pages + 1`` of them (one more shows that there are more).

    A frame over 60 million pixels comes smaller where its format can be decoded so (JPEG, plain PNG); ``info[REDUCED]``
    then holds its true size. Raises DamagedSource for what is no image.
    """
    formats: tuple[str, ...] = ("PNG", "JPEG", "TIFF")
    if source.media_type == HEIC:
        _learn_heic(source.name)
        formats = ("HEIF",)
    frames = Frames(source, formats, max_pages + 1)
    if not frames:
        raise DamagedSource(f"{source.name} holds no image.")
    return frames


def _reduced(source: SourceFile, image: Image.Image) -> Image.Image | None:
    """A huge image at about the size of an A4 page at 300 dpi, decoded without ever being whole; None: not possible."""
    if image.width * image.height > _HUGEST:
        return None
    step = min(image.width / _PAGE[0], image.height / _PAGE[1])
    wanted = (int(image.width / step), int(image.height / step))
    if image.format == "JPEG" and not image.info.get("progressive"):  # that one is kept whole by its decoder
        dpi = image.info.get("dpi")
        width = image.width
        image.draft("L", wanted)
        if image.width * image.height > MAX_PIXELS:
            return None
        image.load()
        flat = _flat(ImageOps.exif_transpose(image))
        if dpi:
            flat.info["dpi"] = tuple(float(v) * image.width / width for v in dpi)
        return flat
    packed = png_as_pdf(source.data) if image.format == "PNG" else None
    return drawn(packed, wanted) if packed else None


def _learn_heic(name: str) -> None:
    """pi-heif decodes only: its library is LGPL and holds no GPL encoder, unlike pillow-heif's."""
    try:
        importlib.import_module("pi_heif").register_heif_opener()
    except ImportError:
        raise UnsupportedMedia(
            f"{name} is a photo of a telephone (HEIC), and the reader for it is not installed.",
            "Save the photo as JPEG and upload it, or install the reader: pip install pi-heif",
        ) from None


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = _HUGEST  # what is between the two is decoded smaller, or refused
    try:
        with warnings.catch_warnings():
            # Of damaged particulars Pillow only warns: what is left is a picture, or it raises.
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DamagedSource(f"{name}: the image is too large to read.", _BOMB_STEP) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError):
        raise DamagedSource(f"{name} is cut short or damaged.") from None
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _flat(image: Image.Image) -> Image.Image:
    """Grey or RGB on white paper: transparency shows the paper, not black."""
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        flat = Image.alpha_composite(paper, rgba).convert("RGB")
    elif image.mode in ("L", "1"):
        flat = image.convert("L")
    elif image.mode.startswith(("I", "F")):
        low, high = (float(v) for v in image.getextrema()[:2])  # type: ignore[arg-type]
        flat = image.convert("F").point(lambda v: (v - low) * 255 / max(high - low, 1.0)).convert("L")
    else:
        flat = image.convert("RGB")
    if "dpi" in image.info:
        flat.info["dpi"] = image.info["dpi"]
    return flat


def points_per_pixel(image: Image.Image) -> float:
    """Size of a pixel in points: from the file where it says so believably, else as if the sheet were A4."""
    said = image.info.get("dpi")
    try:
        dpi = float(said[0]) if said else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    # Cameras and converters write 72 or 96 into anything; a sheet that would then be a poster is not believed.
    long_side, short_side = max(image.size), min(image.size)
    if dpi >= 100 and 3.0 < short_side / dpi < 17 and long_side / dpi < 24:
        return 72 / dpi
    return min(A4_WIDTH / short_side, A4_HEIGHT / long_side) if long_side < 2 * short_side else A4_WIDTH / short_side


def scaled_for_reading(image: Image.Image, scale: float, dpi: int) -> tuple[Image.Image, float]:
    """The image as it is or at ``dpi``, and the size of its pixels in points. Only clear misfits are resampled."""
    have = 72 / scale
    factor = dpi / have
    if 0.75 <= factor <= 1.4 or reads_as_it_is(have, dpi):
        return image, scale
    factor = min(factor, (MAX_PIXELS / 2 / (image.width * image.height)) ** 0.5)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    filter_ = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.LANCZOS
    return image.resize(size, filter_), scale * image.width / size[0]
