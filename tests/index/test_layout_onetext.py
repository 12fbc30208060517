from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from index.layout import articles_of
from index.layout.running import running_heads
from index.reading.pdf import read_pdf
from tests.pdf_pages import HEIGHT, SIZE, WIDTH, PageSetter, paragraphs, write_pdf

WORDS = [
    "The",
    "committee",
    "reviewed",
    "the",
    "maintenance",
    "schedule",
    "of",
    "the",
    "water",
    "network",
    "and",
    "agreed",
    "that",
    "pumps",
    "older",
    "than",
    "twenty",
    "years",
    "are",
    "to",
    "be",
    "replaced",
    "before",
    "the",
    "next",
    "dry",
    "season",
    "begins",
    "in",
    "the",
    "valley.",
]


def english(count: int, seed: int) -> str:
    return " ".join(WORDS[(seed * 5 + i * 3) % len(WORDS)] for i in range(count)) + f" ({seed})."


def report(path: Path, texts: list[str], per_page: int = 4) -> Path:
    """A report in one column: title, running head, page numbers, blank space between paragraphs."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    total = -(-len(texts) // per_page)
    for number in range(total):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(80, HEIGHT - 40, "Water Board annual report")
        canvas.drawString(380, 40, f"Page {number + 1} of {total}")
        y = HEIGHT - 90
        if number == 0:
            canvas.setFont("Helvetica-Bold", 22)
            canvas.drawString(80, y, "State of the water network")
            y -= 40
        canvas.setFont("Times-Roman", 11)
        for text in texts[number * per_page : (number + 1) * per_page]:
            line = ""
            for word in text.split():
                if canvas.stringWidth(f"{line} {word}", "Times-Roman", 11) > 600:
                    canvas.drawString(80, y, line)
                    y -= 15
                    line = word
                else:
                    line = f"{line} {word}".strip()
            canvas.drawString(80, y, line)
            y -= 27
        canvas.showPage()
    canvas.save()
    return path


def test_report_over_pages_is_one_article(tmp_path: Path) -> None:
    texts = [english(60 + 7 * i, i) for i in range(14)]
    document = read_pdf(report(tmp_path / "report.pdf", texts))
    (article,) = articles_of(document.pages, document)
    assert article.headline == "State of the water network"
    assert list(article.paragraphs) == texts


def test_chinese_web_print_is_one_article(tmp_path: Path) -> None:
    pages = []
    texts = paragraphs(40, 20, sentences=3)
    for number, part in enumerate((texts[:20], texts[20:])):
        page = PageSetter()
        if number == 0:
            page.text(60, 70, "样例图书馆延长开放时间", 24)
            page.text(60, 110, "2025年1月22日 来源：样例网", 9)
        page.columns(part, (60.0,), 140, 60)
        pages.append(page)
    document = read_pdf(write_pdf(tmp_path / "web.pdf", pages))
    (article,) = articles_of(document.pages, document)
    assert article.headline == "样例图书馆延长开放时间"
    assert [p for p in article.paragraphs if "号项目" in p] == texts


def test_headings_stay_in_the_text(tmp_path: Path) -> None:
    page = PageSetter()
    page.text(60, 60, "管网改造三年总结", 24)
    y = page.columns(paragraphs(4, 30), (60.0,), 110, 60)
    page.text(60, y + 20, "一、进度", 15)
    page.columns(paragraphs(4, 31), (60.0,), y + 50, 60)
    document = read_pdf(write_pdf(tmp_path / "r.pdf", [page]))
    (article,) = articles_of(document.pages, document)
    assert article.headline == "管网改造三年总结"
    assert list(article.paragraphs) == [*paragraphs(4, 30), "一、进度", *paragraphs(4, 31)]


def test_divided_word_is_made_whole(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "h.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Times-Roman", SIZE)
    lines = (
        "The engineers reported that the new pump-",
        "ing station will open in spring, and the",
    )
    for place, text in enumerate((*lines, "valley shall be supplied from it.")):
        canvas.drawString(60, HEIGHT - 80 - place * 13, text)
    canvas.save()
    document = read_pdf(tmp_path / "h.pdf")
    (article,) = articles_of(document.pages, document)
    assert article.text == (
        "The engineers reported that the new pumping station will open in spring, and the "
        "valley shall be supplied from it."
    )


def test_running_heads_stand_outside_the_text(tmp_path: Path) -> None:
    """What repeats in the text, at its first and last lines too, stays in the text."""
    pages = []
    for number in range(4):
        page = PageSetter()
        page.text(60, 40, f"样例水务年报 第{number + 8}页", 9)
        page.columns([f"{'甲乙丙丁'[number]}组惠及居民", "户。"], (60.0,), 70, 60)
        page.columns(paragraphs(6, 80 + number), (60.0,), 98, 60)
        page.columns(["户。", f"{'甲乙丙丁'[number]}组完工。"], (60.0,), 1060, 60)
        pages.append(page)
    document = read_pdf(write_pdf(tmp_path / "r.pdf", pages))
    found = running_heads(document.pages)
    texts = [line.text for page in document.pages for line in page.lines if id(line) in found]
    assert texts == [f"样例水务年报 第{number + 8}页" for number in range(4)]
