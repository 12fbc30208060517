"""Pictures of pages to positioned lines through RapidOCR, an optional extra that works offline.

The models (PP-OCRv6 small) lie inside the rapidocr wheel. The recogniser gives a quadrangle, a text
and a confidence for each line; the page's skew is taken out of the places, not out of the picture.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableFile
from index.models import Box, Document, Line, Page, Progress
from index.splitting.lines import em_width

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL_HINT = "install the `ocr` extra (pip install 'wenbao[ocr]') and index it again."

_LONGEST_SIDE = 3200
"""Pixels: a broadsheet's 9-point body is then still 16 pixels high, and detection takes seconds."""
_SHORTEST_SIDE = 64
_POOR = 0.75
"""Below this mean confidence a page is called too poor: clean print has 0.95 and more."""
_DOUBTFUL = 0.9
"""Below this it is used, with a note."""
_LEAST_CHARACTERS = 10
_LONG_LINE = 8.0
"""Lines of at least this many em tell skew and letter size well."""
_NOISE = 0.08
"""Letter sizes that differ by less than this share are one: boxes are a pixel or two off."""
_USUAL = (0.87, 1.18)
"""Heights between these, in units of the usual one, are the usual one; captions are just below."""

Quad = Sequence[Sequence[float]]


class TooPoor(UnreadableFile):
    """A picture in which too little was recognised to be quoted from."""


class Recogniser:
    """The loaded models; make one for each file, not one for each page."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "Global.max_side_len": _LONGEST_SIDE,
                "Global.log_level": "critical",
                "Global.use_cls": False,
            }
        )

    def lines(self, image: Image, scale: float = 1.0) -> tuple[Line, ...]:
        """Recognises the lines of a picture.

        Args:
            image: A page, upright to within a few degrees.
            scale: Pixels for one unit of the result's boxes (200 / 72 for points at 200 dpi).

        Returns:
            Lines from top to bottom with box, letter size and confidence; the skew is taken out.
        """
        import numpy as np

        result = self._engine(np.asarray(image.convert("RGB")))
        if result is None or result.boxes is None:
            return ()
        found = zip(result.boxes.tolist(), result.txts, result.scores, strict=True)
        return positioned([(quad, text, float(score)) for quad, text, score in found], scale)


def available() -> bool:
    """Whether the recogniser and its models are installed; nothing is ever downloaded."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None or importlib.util.find_spec("onnxruntime") is None:
        return False
    models = Path(spec.origin).parent / "models"
    return all(any(models.glob(f"*{kind}*.onnx")) for kind in ("det", "rec"))


def recognise(image: Image) -> tuple[Line, ...]:
    """Recognises the lines of one picture, boxes in its pixels.

    Raises:
        UnreadableFile: The `ocr` extra is not installed.
    """
    if not available():
        raise UnreadableFile(f"Pictures need the text recogniser: {INSTALL_HINT}")
    return Recogniser().lines(image)


def read_image(path: Path, progress: Progress | None = None) -> Document:
    """Reads the picture of a page: PNG, JPEG, TIFF (all its pages), WebP or BMP.

    Args:
        path: The file.
        progress: Told of every page; one takes from ten seconds to a minute.

    Raises:
        UnreadableFile: Not a picture, no recogniser, or too poor to be used.
    """
    from PIL import Image, ImageOps, ImageSequence

    if not available():
        raise UnreadableFile(f"{path.name} is a picture: {INSTALL_HINT}")
    pages: list[Page] = []
    notes: list[str] = []
    try:
        with Image.open(path) as picture:
            recogniser = Recogniser()
            total = getattr(picture, "n_frames", 1)
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                upright = ImageOps.exif_transpose(frame.convert("RGB"))
                page, note = recognised_page(recogniser, upright, number)
                pages.extend([page] if page else [])
                notes.extend([note] if note else [])
                if progress is not None:
                    progress(f"recognising {path.name}", number, total)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile(
            f"{path.name} cannot be opened as a picture: save it as PNG or JPEG again."
        ) from error
    if not pages:
        raise TooPoor(f"{path.name} cannot be used: {' '.join(notes)}")
    return Document(source=str(path), pages=tuple(pages), notes=tuple(notes))


def recognised_page(
    recogniser: Recogniser, image: Image, number: int, scale: float = 1.0
) -> tuple[Page | None, str | None]:
    """One page and, where its text is doubtful, a sentence that says so.

    Args:
        recogniser: The loaded models.
        image: The page's picture.
        number: Place in the file, from 1.
        scale: Pixels for one unit of the page's boxes.

    Returns:
        The page, or None when it is too poor, with the reason.
    """
    if min(image.size) < _SHORTEST_SIDE:
        return None, f"Page {number} is too small a picture to hold text."
    lines = recogniser.lines(image, scale)
    sure = confidence(lines)
    if sum(len(line.text) for line in lines) < _LEAST_CHARACTERS:
        return None, f"On page {number} hardly any text was recognised: scan it at 200 dpi or more."
    if sure < _POOR:
        return None, (
            f"Page {number} is too poor to be quoted from (confidence {sure:.2f}): "
            "scan it again, flat and at 300 dpi."
        )
    page = Page(number, lines, image.width / scale, image.height / scale)
    if sure < _DOUBTFUL:
        return page, (
            f"Page {number} was recognised with a confidence of only {sure:.2f}: "
            "compare quotations with the picture."
        )
    return page, None


def confidence(lines: Sequence[Line]) -> float:
    """Mean confidence of the characters, 0 to 1; 0 without any."""
    characters = sum(len(line.text) for line in lines)
    if not characters:
        return 0.0
    return sum(len(line.text) * (line.confidence or 0.0) for line in lines) / characters


def positioned(found: Sequence[tuple[Quad, str, float]], scale: float = 1.0) -> tuple[Line, ...]:
    """Lines from the recogniser's quadrangles.

    Args:
        found: Corners (top left, top right, bottom right, bottom left) in pixels, text, confidence.
        scale: Pixels for one unit of the boxes.

    Returns:
        Lines with the skew taken out and letter sizes made even, top to bottom.
    """
    kept = [(quad, text.strip(), score) for quad, text, score in found if text.strip()]
    angle = skew(kept)
    lines = [
        Line(text, _box(quad, angle, scale), None, max(0.0, min(1.0, score)))
        for quad, text, score in kept
    ]
    lines = [line for line in lines if line.box and min(line.box.width, line.box.height) > 0]
    ranked = sorted(
        _sized(lines), key=lambda line: (line.box.top, line.box.left) if line.box else (0, 0)
    )
    return tuple(ranked)


def skew(found: Sequence[tuple[Quad, str, float]]) -> float:
    """The page's turn in radians: the middle of its long lines' upper and lower edges."""
    angles = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for quad, text, _ in found
        if em_width(text) >= _LONG_LINE and abs(quad[1][0] - quad[0][0]) > 0
        for left, right in ((quad[0], quad[1]), (quad[3], quad[2]))
    ]
    flat = [angle for angle in angles if abs(angle) < math.radians(15)]
    return statistics.median(flat) if flat else 0.0


def _box(quad: Quad, angle: float, scale: float) -> Box:
    cosine, sine = math.cos(-angle), math.sin(-angle)
    points = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in quad]
    upright = abs(quad[2][1] - quad[0][1]) > abs(quad[2][0] - quad[0][0])
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    if upright:
        return Box(xs[0] / scale, ys[0] / scale, xs[-1] / scale, ys[-1] / scale)
    # The mean of both ends: a box that the detector tilted is not taller than its letters.
    return Box(
        xs[0] / scale, (ys[0] + ys[1]) / 2 / scale, xs[-1] / scale, (ys[2] + ys[3]) / 2 / scale
    )


def _sized(lines: Sequence[Line]) -> list[Line]:
    """Gives each line its letter size; boxes are a pixel or two off, so near sizes become one."""
    if not lines:
        return []
    boxes = [line.box or Box(0, 0, 1, 1) for line in lines]
    flat = [
        (box, em_width(line.text))
        for line, box in zip(lines, boxes, strict=True)
        if em_width(line.text) >= _LONG_LINE and box.width > box.height
    ]
    letter = _commonest([box.width / ems for box, ems in flat], [ems for _, ems in flat])
    tall = statistics.median([box.height for box, _ in flat]) if flat else 1.25
    sizes = [_size(line, box, letter, tall) for line, box in zip(lines, boxes, strict=True)]
    shared = _clustered(sizes)
    return [replace(line, font_size=shared[size]) for line, size in zip(lines, sizes, strict=True)]


def _size(line: Line, box: Box, letter: float, tall: float) -> float:
    """One line's letter size: the page's usual one unless width or height speak against it."""
    if box.height > 2 * box.width and len(line.text) > 2:
        return round(box.width * letter / tall, 1)
    ems = em_width(line.text)
    by_height = box.height * letter / tall
    by_width = box.width / ems if ems >= _LONG_LINE else by_height
    if _USUAL[0] <= box.height / tall <= _USUAL[1] and by_width > _USUAL[0] * letter:
        return round(letter, 1)
    # Wider than high is letter-spaced: the height tells.
    return round(min(by_width, by_height), 1)


def _clustered(sizes: Sequence[float]) -> dict[float, float]:
    """Maps each size to the middle of those that are the same but for the detector's noise."""
    shared: dict[float, float] = {}
    group: list[float] = []
    for size in [*sorted(sizes), math.inf]:
        if group and size > group[0] * (1 + _NOISE):
            shared.update(dict.fromkeys(group, round(statistics.median(group), 1)))
            group = []
        group.append(size)
    return shared


def _commonest(sizes: Sequence[float], weights: Sequence[float]) -> float:
    """The size near which most characters lie; 1 without any."""
    if not sizes:
        return 1.0

    def around(size: float) -> float:
        pairs = zip(sizes, weights, strict=True)
        return sum(weight for other, weight in pairs if abs(other - size) <= _NOISE / 2 * size)

    best = max(sizes, key=around)
    return statistics.median([size for size in sizes if abs(size - best) <= _NOISE / 2 * best])
