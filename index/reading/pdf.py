"""PDF pages to positioned lines through pypdfium2; pages without a text layer go to the recogniser.

Boxes are in points with the origin at the top left of the page as it is shown.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import UnreadableFile
from index.layout.glyphs import lines_of
from index.layout.runs import Glyph
from index.models import Box, Document, Page, Progress
from index.reading import scan

_UNMAPPED_SHARE = 0.3
"""A text layer with more unmapped characters than this is useless: subset fonts without ToUnicode."""
_FEW_GLYPHS = 20
"""A page with a picture and fewer glyphs than this is a scan with, at most, a stamped label."""
_THIN = 4.0
"""A rule is at most this thick, in points."""
_SHORT = 24.0
"""Shorter strokes are ornament."""
_SCAN_DPI = 144
"""A scan is drawn at twice its points: ten-point letters are then 20 pixels high."""
_MOST_PATHS = 5000
"""Of an illustration drawn in vectors no more than this many paths are looked at."""
_SUBSET = re.compile(r"^[A-Z]{6}\+")


def read_pdf(path: Path, progress: Progress | None = None) -> Document:
    """Reads a PDF into positioned lines.

    Args:
        path: The file.
        progress: Told of every page.

    Returns:
        The pages that could be read; each page that could not is named in `notes`.

    Raises:
        UnreadableFile: The file is broken or encrypted, or no page of it holds text.
    """
    pdf = _open(path)
    pages: list[Page] = []
    notes: list[str] = []
    scans = _Scans()
    try:
        total = len(pdf)
        for number in range(1, total + 1):
            page, note = _page(pdf, number, scans)
            if page is not None:
                pages.append(page)
            if note:
                notes.append(note)
            if progress is not None:
                progress(f"reading {path.name}", number, total)
    finally:
        pdf.close()
    if not any(page.lines for page in pages):
        reason = " ".join(notes) or "it has no pages with text."
        raise UnreadableFile(f"{path.name} holds no text that can be read: {reason}")
    return Document(source=str(path), pages=tuple(pages), notes=tuple(notes))


def _open(path: Path) -> Any:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        return pypdfium2.PdfDocument(path)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path.name} is not there: check the path.") from error
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile(
                f"{path.name} is protected by a password: save a copy without one and index that."
            ) from error
        raise UnreadableFile(
            f"{path.name} is not a readable PDF, perhaps cut short: fetch or export it again."
        ) from error


def _page(pdf: Any, number: int, scans: _Scans) -> tuple[Page | None, str | None]:
    """One page, or None and the sentence that says why not."""
    import pypdfium2

    try:
        page = pdf[number - 1]
    except pypdfium2.PdfiumError:
        return None, f"Page {number} is damaged and was skipped."
    try:
        width, height = page.get_size()
        frame = _Frame(page)
        glyphs = list(_glyphs(page, frame))
        rules, pictures = _drawn(page, frame)
        if _is_scan(glyphs, bool(pictures)):
            return scans.read(page, number)
        lines = tuple(lines_of(glyphs))
        return Page(number, lines, width, height, rules, pictures), None
    except pypdfium2.PdfiumError:
        return None, f"Page {number} is damaged and was skipped."
    finally:
        page.close()


def _is_scan(glyphs: list[Glyph], has_picture: bool) -> bool:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if has_picture and len(inked) < _FEW_GLYPHS:
        return True
    unmapped = sum(unicodedata.category(glyph.text[0]) in ("Co", "Cn", "Cc") for glyph in inked)
    return unmapped > _UNMAPPED_SHARE * len(inked)


class _Scans:
    """Reads the pages that are pictures; the models are loaded with the first."""

    def __init__(self) -> None:
        self._recogniser: scan.Recogniser | None = None

    def read(self, page: Any, number: int) -> tuple[Page | None, str | None]:
        """One page, or None and the sentence that says why not."""
        if not scan.available():
            return None, f"Page {number} is a picture: {scan.INSTALL_HINT}"
        if self._recogniser is None:
            self._recogniser = scan.Recogniser()
        scale = _SCAN_DPI / 72
        image = page.render(scale=scale).to_pil()
        return scan.recognised_page(self._recogniser, image, number, scale)


class _Frame:
    """Turns user space into points from the top left of the page as shown."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space, on the page as shown."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, bounds: tuple[float, float, float, float]) -> Box:
        """Left, bottom, right, top of user space as a box."""
        x0, y0 = self.point(bounds[0], bounds[1])
        x1, y1 = self.point(bounds[2], bounds[3])
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _glyphs(page: Any, frame: _Frame) -> Iterator[Glyph]:
    import pypdfium2.raw as raw

    text_page = page.get_textpage()
    rect = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    styles: dict[int, tuple[str, float]] = {}
    try:
        for index in range(text_page.count_chars()):
            text = _character(raw.FPDFText_GetUnicode(text_page, index))
            raw.FPDFText_GetLooseCharBox(text_page, index, rect)
            raw.FPDFText_GetCharOrigin(text_page, index, x, y)
            font, size = _style(text_page, index, styles)
            x0, _ = frame.point(rect.left, rect.bottom)
            x1, _ = frame.point(rect.right, rect.top)
            _, baseline = frame.point(x.value, y.value)
            yield Glyph(text, min(x0, x1), max(x0, x1), baseline, size, font, index)
    finally:
        text_page.close()


def _style(text_page: Any, index: int, styles: dict[int, tuple[str, float]]) -> tuple[str, float]:
    """Font name and true size, looked up once for each text object."""
    import pypdfium2.raw as raw

    drawn = raw.FPDFText_GetTextObject(text_page, index)
    key = ctypes.cast(drawn, ctypes.c_void_p).value or -index - 1
    if key not in styles:
        matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
        name = ctypes.create_string_buffer(256)
        length = raw.FPDFText_GetFontInfo(text_page, index, name, 256, flags)
        raw.FPDFText_GetMatrix(text_page, index, matrix)
        nominal = raw.FPDFText_GetFontSize(text_page, index)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        font = name.value.decode("utf-8", "replace") if 0 < length <= 256 else ""
        styles[key] = (_SUBSET.sub("", font), max(nominal * scale, 0.1))
    return styles[key]


def _character(code: int) -> str:
    """The character, radicals and compatibility forms that fonts map to made ordinary ones."""
    if code in (0x02, 0xAD, 0xFFFE):
        return "-"
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    character = chr(code)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        return unicodedata.normalize("NFKC", character)
    return character


def _drawn(page: Any, frame: _Frame) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Rules and frames, and pictures."""
    import pypdfium2.raw as raw

    rules: list[Box] = []
    pictures: list[Box] = []
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
    for count, item in enumerate(page.get_objects(filter=kinds)):
        if count > _MOST_PATHS:
            break
        box = frame.box(item.get_bounds())
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append(box)
        elif _is_rule(box) or raw.FPDFPath_CountSegments(item) <= 5:
            rules.append(box)
    wide, tall = frame.right - frame.left, frame.top - frame.bottom
    whole = 0.9 * max(wide, tall)
    kept = [box for box in rules if max(box.width, box.height) >= _SHORT]
    return (
        tuple(box for box in kept if _is_rule(box) or min(box.width, box.height) < whole),
        tuple(box for box in pictures if min(box.width, box.height) >= _SHORT),
    )


def _is_rule(box: Box) -> bool:
    return min(box.width, box.height) <= _THIN
