from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from index.errors import UnreadableFile
from index.models import Line
from index.reading import scan
from index.reading.pdf import read_pdf
from tests.pdf_pages import HEIGHT, WIDTH, PageSetter, paragraphs, write_pdf


def only_line(path: Path) -> Line:
    (page,) = read_pdf(path).pages
    (line,) = page.lines
    return line


def test_position_size_and_font(tmp_path: Path) -> None:
    page = PageSetter()
    page.text(100, 200, "样例日报", 24)
    line = only_line(write_pdf(tmp_path / "a.pdf", [page]))
    assert line.text == "样例日报"
    assert line.font_size == pytest.approx(24)
    assert line.font == "STSong-Light"
    assert line.confidence is None
    assert line.box is not None
    assert line.box.left == pytest.approx(100, abs=1)
    assert line.box.top == pytest.approx(200, abs=1)
    assert line.box.right == pytest.approx(196, abs=1)


def test_size_set_by_matrix_counts(tmp_path: Path) -> None:
    """Founder's files set the font at size 1 and scale by the matrix."""
    canvas = Canvas(str(tmp_path / "m.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.saveState()
    canvas.scale(2, 2)
    run = canvas.beginText()
    run.setTextTransform(12, 0, 0, 12, 50, 300)
    run.setFont("Helvetica", 1)
    run.textOut("Water")
    canvas.drawText(run)
    canvas.restoreState()
    canvas.save()
    line = only_line(tmp_path / "m.pdf")
    assert line.font_size == pytest.approx(24)
    assert line.box is not None
    assert line.box.left == pytest.approx(100, abs=1)


def test_turned_page_is_read_upright(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "r.pdf"), pagesize=(400, 600))
    canvas.setPageRotation(90)
    # On a page shown turned by 90 degrees clockwise text runs up the unturned page.
    canvas.translate(100, 50)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(0, 0, "Upright text")
    canvas.save()
    (page,) = read_pdf(tmp_path / "r.pdf").pages
    assert (page.width, page.height) == (400, 600)
    assert [line.text for line in page.lines] == ["Upright text"]
    box = page.lines[0].box
    assert box is not None
    assert box.left == pytest.approx(50, abs=2)
    assert box.bottom == pytest.approx(103, abs=4)


def test_rules_and_frames(tmp_path: Path) -> None:
    page = PageSetter()
    page.text(100, 200, "样例日报", 24)
    page.rule(40, 300, 700)
    page.frame(100, 400, 300, 500)
    (read,) = read_pdf(write_pdf(tmp_path / "a.pdf", [page])).pages
    flat, frame = sorted(read.rules, key=lambda box: box.top)
    assert [flat.width, flat.top] == pytest.approx([660, 300], abs=2)
    assert [frame.width, frame.height] == pytest.approx([200, 100], abs=3)


def test_progress_and_page_numbers(tmp_path: Path) -> None:
    pages = []
    for number in range(3):
        page = PageSetter()
        page.text(60, 60, f"第{number}页的文字")
        pages.append(page)
    seen: list[tuple[int, int]] = []
    path = write_pdf(tmp_path / "a.pdf", pages)
    document = read_pdf(path, lambda _what, done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.source == str(path)


def test_reading_twice_is_the_same(tmp_path: Path) -> None:
    page = PageSetter()
    page.columns(paragraphs(10, 1), (40.0, 230.0), 80, 15)
    path = write_pdf(tmp_path / "a.pdf", [page])
    assert read_pdf(path) == read_pdf(path)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\nnothing more", b"plain text"])
def test_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"broken\.pdf.*again"):
        read_pdf(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.pdf"):
        read_pdf(tmp_path / "gone.pdf")


def test_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(100, 100, "hidden")
    canvas.save()
    with pytest.raises(UnreadableFile, match="password"):
        read_pdf(path)


def test_owner_password_alone_does_not_hinder(tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("", "owner", canCopy=0))
    canvas.drawString(100, 100, "open to all")
    canvas.save()
    assert only_line(path).text == "open to all"


def test_pages_without_any_text(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    canvas = Canvas(str(path))
    canvas.rect(100, 100, 50, 50)
    canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFile, match="no text"):
        read_pdf(path)


def test_picture_page_without_recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is a picture is named; the page with text is kept."""
    monkeypatch.setattr(scan, "available", lambda: False)
    picture = tmp_path / "p.png"
    Image.new("RGB", (300, 400), "grey").save(picture)
    path = tmp_path / "mixed.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "A page with text that is long enough")
    canvas.showPage()
    canvas.drawImage(str(picture), 50, 50, 500, 700)
    canvas.showPage()
    canvas.save()
    document = read_pdf(path)
    assert [page.number for page in document.pages] == [1]
    (note,) = document.notes
    assert "Page 2" in note
    assert "ocr" in note


def test_damaged_page_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(two_pages_one_missing())
    document = read_pdf(path)
    assert [line.text for page in document.pages for line in page.lines] == ["Good page"]
    assert any("Page 2" in note for note in document.notes)


def two_pages_one_missing() -> bytes:
    """A PDF whose page tree names a page that is not there."""
    stream = b"BT /F1 24 Tf 72 700 Td (Good page) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % start
