from __future__ import annotations

import math
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import UnreadableFile
from index.layout import articles_of
from index.models import Document, Page
from index.reading import scan
from index.reading.scan import TooPoor, confidence, positioned, read_image, recognise, skew
from tests.pdf_pages import SIZE, PageSetter, paragraphs, width_of

Found = tuple[list[list[float]], str, float]


def scanned(page: PageSetter, degrees: float, scale: float = 2.0) -> list[Found]:
    """What a recogniser gives for a page that lies turned on the glass."""
    turn = math.radians(degrees)
    found: list[Found] = []
    for left, baseline, text, size, spacing in page.runs:
        right = left + width_of(text, size, spacing)
        top, bottom = baseline - 1.0 * size, baseline + 0.25 * size
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        quad = [
            [
                scale * (x * math.cos(turn) - y * math.sin(turn)) + 50,
                scale * (x * math.sin(turn) + y * math.cos(turn)) + 50,
            ]
            for x, y in corners
        ]
        found.append((quad, text, 0.98))
    return found


def sample_page() -> PageSetter:
    page = PageSetter()
    page.running_head()
    page.centred(40, 378, 70, "小学运动场完工", 26)
    page.columns(paragraphs(6, 3), (40.0, 228.0), 104, 15)
    page.centred(416, 754, 70, "老年大学招新", 26)
    page.columns(paragraphs(6, 4), (416.0, 604.0), 104, 15)
    page.rule(40, 350, 754)
    page.centred(40, 754, 380, "图书馆延长开放时间", 24)
    page.columns(paragraphs(10, 5), (40.0, 228.0, 416.0, 604.0), 416, 15)
    return page


@pytest.mark.parametrize("degrees", [-0.6, 0.0, 0.5, 2.0])
def test_skew_is_found_and_taken_out(degrees: float) -> None:
    found = scanned(sample_page(), degrees)
    assert math.degrees(skew(found)) == pytest.approx(degrees, abs=0.02)
    lines = positioned(found, 2.0)
    body = [line for line in lines if line.font_size == pytest.approx(SIZE, rel=0.1)]
    lefts = {round(line.box.left) for line in body if line.box}
    # Four columns, each with its edge and its indent, and nothing between.
    assert len(lefts) <= 14


@pytest.mark.parametrize("degrees", [0.0, 0.5])
def test_articles_of_a_scan(degrees: float) -> None:
    lines = positioned(scanned(sample_page(), degrees), 2.0)
    page = Page(1, lines, 800, 1130)
    articles = articles_of([page], Document("scan.png", (page,)))
    found = {article.headline: article.paragraphs for article in articles}
    assert found == {
        "小学运动场完工": tuple(paragraphs(6, 3)),
        "老年大学招新": tuple(paragraphs(6, 4)),
        "图书馆延长开放时间": tuple(paragraphs(10, 5)),
    }


def test_confidence_is_weighted_by_length() -> None:
    quad = [[0.0, 0.0], [100.0, 0.0], [100.0, 20.0], [0.0, 20.0]]
    lines = positioned([(quad, "十个字十个字十个字十", 1.0), (quad, "字", 0.0)])
    assert confidence(lines) == pytest.approx(10 / 11)
    assert confidence(()) == 0.0


def test_not_a_picture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "no.png"
    path.write_bytes(b"this is no picture")
    with pytest.raises(UnreadableFile, match=r"no\.png"):
        read_image(path)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "available", lambda: False)
    path = tmp_path / "a.png"
    Image.new("RGB", (100, 100)).save(path)
    with pytest.raises(UnreadableFile, match="ocr"):
        read_image(path)
    with pytest.raises(UnreadableFile, match="ocr"):
        recognise(Image.new("RGB", (100, 100)))


def picture(text: list[str], width: int = 900) -> Image.Image:
    image = Image.new("RGB", (width, 120 + 60 * len(text)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=32)
    for row, line in enumerate(text):
        draw.text((60, 60 + row * 60), line, fill="black", font=font)
    return image


@pytest.mark.slow
@pytest.mark.skipif(not scan.available(), reason="the ocr extra is not installed")
def test_recognises_real_letters(tmp_path: Path) -> None:
    text = ["The water board opened a new pump", "station in the valley this week."]
    path = tmp_path / "page.png"
    picture(text).save(path)
    seen: list[int] = []
    document = read_image(path, lambda _what, done, _total: seen.append(done))
    (page,) = document.pages
    assert [line.text.replace(" ", "") for line in page.lines] == [t.replace(" ", "") for t in text]
    assert all(line.confidence and line.confidence > 0.8 for line in page.lines)
    assert seen == [1]


@pytest.mark.slow
@pytest.mark.skipif(not scan.available(), reason="the ocr extra is not installed")
def test_empty_picture_is_too_poor(tmp_path: Path) -> None:
    path = tmp_path / "blank.tiff"
    Image.new("RGB", (600, 800), "white").save(path)
    with pytest.raises(TooPoor, match="hardly any text"):
        read_image(path)
