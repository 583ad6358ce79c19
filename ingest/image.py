"""Images: PNG, JPEG, HEIC, TIFF with several pages. Turned as the camera says, bombs refused."""

from __future__ import annotations

import importlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, ImageSequence

from ingest.document import SourceFile
from ingest.errors import DamagedSource, UnsupportedMedia
from ingest.source import HEIC

MAX_PIXELS = 60_000_000
A4_WIDTH = 595.276
A4_HEIGHT = 841.89
_BOMB_STEP = "Scan the page at 300 dpi (A4: 2480 x 3508 pixels) and upload it again."


def open_images(source: SourceFile, max_pages: int) -> list[Image.Image]:
    """The frames of the file, upright, at most ``max_pages + 1`` of them (one more shows that there are more).

    Raises DamagedSource for what cannot be decoded and for images over 60 million pixels.
    """
    frames: list[Image.Image] = []
    formats: tuple[str, ...] = ("PNG", "JPEG", "TIFF")
    if source.media_type == HEIC:
        _learn_heic(source.name)
        formats = ("HEIF",)
    with _guarded(source.name), Image.open(io.BytesIO(source.data), formats=formats) as image:
        for frame in ImageSequence.Iterator(image):
            if frame.width * frame.height > MAX_PIXELS:
                raise DamagedSource(f"{source.name}: the image is too large to read.", _BOMB_STEP)
            frame.load()
            frames.append(_flat(ImageOps.exif_transpose(frame)))
            if len(frames) > max_pages:
                break
    if not frames:
        raise DamagedSource(f"{source.name} holds no image.")
    return frames


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
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
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
    """The image at about ``dpi``, and the size of its pixels in points. Only clear misfits are resampled."""
    have = 72 / scale
    factor = dpi / have
    if 0.75 <= factor <= 1.4:
        return image, scale
    factor = min(factor, (MAX_PIXELS / 2 / (image.width * image.height)) ** 0.5)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    filter_ = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.LANCZOS
    return image.resize(size, filter_), scale * image.width / size[0]
