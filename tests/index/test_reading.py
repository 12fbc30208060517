from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.errors import UnreadableFile
from index.models import Article
from index.reading import SUFFIXES, read

BODY = (
    "澄江市图书馆新馆于三月五日开放，建筑面积一万二千平方米，"
    "藏书六十万册，市民可凭身份证办理读者证。"
)
WEB_PAGE = f"""<html><head><meta charset="{{charset}}"><title>新馆开放_样例日报</title></head>
<body><div class="top"><a href="/">首页</a>|<a href="/n">新闻</a></div>
<div class="main"><h1>图书馆新馆开放</h1>
<div class="info">2025-03-12 08:30 来源：样例日报 记者：陈一帆</div>
<div class="content"><p>　　{BODY}</p><h2>儿童阅览室</h2><p>儿童阅览室有座位120个。{BODY}</p>
<ul><li>成人：每次五册</li><li>儿童：每次八册</li></ul></div></div>
<div class="related"><h3>相关新闻</h3><ul><li><a href="/1">新增三条公交线路</a></li></ul></div>
<div class="footer">版权所有 © 2019 <a href="/">联系我们</a></div></body></html>"""
FEED = """<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel>
<title>样例日报</title>
<item><title>新馆开放</title><link>http://news.invalid/1</link><author>陈一帆</author>
<pubDate>Wed, 12 Mar 2025 06:30:00 +0800</pubDate>
<description><![CDATA[<p>第一段。</p><p>第二段<b>粗</b>。<br/>第三段&amp;。</p>]]></description></item>
<item><title>只有标题</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>样例日报</title><entry><title>新馆开放</title>
<author><name>林知夏</name></author><updated>2025-03-12T01:00:00+08:00</updated>
<content type="html">&lt;p&gt;正文。&lt;/p&gt;</content></entry></feed>"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def word_file(fill: Callable[[Any], None]) -> bytes:
    import docx

    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def only(path: Path) -> Article:
    (article,) = read(path).articles
    return article


def failure(path: Path, largest_mb: int = 100) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, largest_mb=largest_mb)
    return str(caught.value)


def test_page_text_is_left_to_the_splitter(tmp_path: Path) -> None:
    document = read(written(tmp_path, "page.txt", "标题\n正文。\n"))
    assert document.articles == ()
    assert document.pages[0].text == "标题\n正文。"


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    article = only(
        written(
            tmp_path,
            "harbour.md",
            "---\ntitle: Harbour\nnewspaper: The Sample Daily\ndate: 2025-03-14\npage: 4\n---\n"
            "# The *harbour* opens\n\nBy Jane Doe\n\nIt opened on\nFriday. It cost [£3m](http://x).\n\n"
            "## Boats\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        )
    )
    assert article == Article(
        headline="The harbour opens",
        byline="By Jane Doe",
        newspaper="The Sample Daily",
        date=date(2025, 3, 14),
        pages=("4",),
        paragraphs=(
            "It opened on Friday. It cost £3m.",
            "Boats",
            "one",
            "two",
            "a｜b",
            "1｜2",
        ),
        subheads=("Boats",),
        source=str(tmp_path / "harbour.md"),
    )


def test_every_top_heading_of_markdown_is_an_article(tmp_path: Path) -> None:
    credits = "2025年3月1日 来源：样例日报 记者 陈一帆"
    text = f"# 甲\n\n{credits}\n\n正文一行\n续行。\n\n# 乙\n\n乙的正文。\n\n# 空\n"
    first, second = read(written(tmp_path, "digest.md", text)).articles
    assert (first.headline, first.paragraphs) == ("甲", ("正文一行续行。",))
    assert (first.newspaper, first.date) == ("样例日报", date(2025, 3, 1))
    assert (second.headline, second.paragraphs, second.date) == ("乙", ("乙的正文。",), None)


def test_a_masthead_over_markdown_articles_is_no_headline(tmp_path: Path) -> None:
    text = "# 样例日报 2025年3月12日 第4版\n\n## 甲\n\n甲的正文。\n\n## 乙\n\n乙的正文。\n"
    articles = read(written(tmp_path, "page.md", text)).articles
    assert [a.headline for a in articles] == ["甲", "乙"]
    assert {(a.newspaper, a.date, a.pages) for a in articles} == {
        ("样例日报", date(2025, 3, 12), ("4",))
    }


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030"), ("x-unknown", "utf-8")],
)
def test_web_page_in_declared_and_misdeclared_encodings(
    tmp_path: Path, charset: str, encoding: str
) -> None:
    page = WEB_PAGE.replace("{charset}", charset)
    article = only(written(tmp_path, "page.html", page.encode(encoding)))
    assert article.headline == "图书馆新馆开放"
    assert (article.newspaper, article.date) == ("样例日报", date(2025, 3, 12))
    assert article.byline is not None
    assert "陈一帆" in article.byline
    assert article.paragraphs == (
        BODY,
        "儿童阅览室",
        f"儿童阅览室有座位120个。{BODY}",
        "成人：每次五册",
        "儿童：每次八册",
    )


def test_odd_marked_sections_do_no_harm(tmp_path: Path) -> None:
    page = WEB_PAGE.replace("{charset}", "utf-8").replace("<h1>", "<![vml[x]]><![if !a]><h1>")
    assert only(written(tmp_path, "page.html", page)).paragraphs[0] == BODY


def test_a_page_laid_out_in_a_table(tmp_path: Path) -> None:
    menu = " | ".join(f"<a href='/{name}'>{name}</a>" for name in ("首页", "时政", "社会", "文化"))
    related = "".join(f"<li><a href='/{n}'>城市更新项目情况说明{n}</a></li>" for n in range(9))
    page = f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312">
<TITLE>图书馆新馆开放--样例网</TITLE></HEAD><BODY><TABLE><TR><TD>{menu}</TD></TR></TABLE>
<TABLE><TR><TD><UL>{related}</UL></TD><TD><CENTER><FONT size=5><B>图书馆新馆开放</B></FONT><BR>
2025年03月12日08:30　　来源：样例日报</CENTER><BR>&nbsp;&nbsp;{BODY}<BR><BR>　　{BODY}完。<BR>
(责任编辑：陈一帆、林知夏)</TD></TR></TABLE>Copyright 1997-2020 样例网</BODY></HTML>"""
    article = only(written(tmp_path, "old.htm", page.encode("gb18030")))
    assert (article.headline, article.newspaper) == ("图书馆新馆开放", "样例日报")
    assert article.paragraphs == (BODY, BODY + "完。")


def test_a_table_of_data_on_a_web_page_is_read_row_by_row(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>线路</th><th>长度</th><th>票价</th><th>间隔</th></tr>"
        "<tr><td>61路</td><td>12.5公里</td><td>2元</td><td>8分钟</td></tr></table>"
    )
    page = WEB_PAGE.replace("{charset}", "utf-8").replace("<ul>", table + "<ul>", 1)
    paragraphs = only(written(tmp_path, "page.html", page)).paragraphs
    assert "61路｜12.5公里｜2元｜8分钟" in paragraphs


def test_a_date_is_not_taken_from_a_copyright_notice(tmp_path: Path) -> None:
    page = WEB_PAGE.replace("2025-03-12 08:30", "").replace("{charset}", "utf-8")
    assert only(written(tmp_path, "page.html", page)).date is None


def test_rss_in_gb2312_keeps_the_day_of_its_own_time_zone(tmp_path: Path) -> None:
    document = read(written(tmp_path, "feed.xml", FEED.encode("gb18030")))
    assert document.articles == (
        Article(
            headline="新馆开放",
            byline="陈一帆",
            newspaper="样例日报",
            date=date(2025, 3, 12),
            paragraphs=("第一段。", "第二段粗。", "第三段&。"),
            source="http://news.invalid/1",
        ),
    )
    assert document.notes == ("1 of 2 entries have no text",)


def test_atom(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.atom", ATOM)
    article = only(path)
    assert (article.byline, article.date) == ("林知夏", date(2025, 3, 12))
    assert (article.paragraphs, article.source) == (("正文。",), str(path))


def test_word_headings_and_tables(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.core_properties.category = "样例日报"
        document.add_heading("甲报道", 1)
        document.add_paragraph("2025年3月1日")
        document.add_paragraph("甲的正文。")
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
        table.cell(0, 2).text = "单"
        table.cell(1, 0).text = "左"
        table.cell(1, 2).text = "右"
        document.add_heading("小标题", 2)
        document.add_paragraph("末段。")
        document.add_heading("乙报道", 1)
        document.add_paragraph("乙的正文。")

    first, second = read(written(tmp_path, "two.docx", word_file(fill))).articles
    assert first.headline == "甲报道"
    assert first.paragraphs == ("甲的正文。", "合并｜单", "左｜｜右", "小标题", "末段。")
    assert (first.date, first.newspaper) == (date(2025, 3, 1), "样例日报")
    assert (second.headline, second.paragraphs) == ("乙报道", ("乙的正文。",))


def test_a_title_over_headings_makes_one_article(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_heading("夜市恢复营业", 0)
        for subhead in ("摊位减少", "通道加宽"):
            document.add_heading(subhead, 1)
            document.add_paragraph(f"{subhead}的正文。")

    article = only(written(tmp_path, "report.docx", word_file(fill)))
    assert article.headline == "夜市恢复营业"
    assert article.subheads == ("摊位减少", "通道加宽")


def test_tracked_changes_text_boxes_and_content_controls_of_word(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def fill(document: Any) -> None:
        body = document.element.body
        for xml in (
            "<w:p {}><w:r><w:t>摊位</w:t></w:r><w:ins><w:r><w:t>168个</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>200个</w:delText></w:r></w:del><w:r><w:t>。</w:t></w:r></w:p>",
            "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>控件里的一段。</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>",
            "<w:p {}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>文本框里的一段。</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
        ):
            body.insert(len(body) - 1, parse_xml(xml.format(nsdecls("w"))))

    article = only(written(tmp_path, "tracked.docx", word_file(fill)))
    assert article.paragraphs == ("摊位168个。", "控件里的一段。", "文本框里的一段。")


def test_a_table_that_lays_out_text_is_read_cell_by_cell(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        left, right = document.add_table(1, 2).rows[0].cells
        for cell, name in ((left, "左栏"), (right, "右栏")):
            cell.text = f"{name}第一段，{BODY}"
            cell.add_paragraph(f"{name}第二段，{BODY}")

    article = only(written(tmp_path, "columns.docx", word_file(fill)))
    assert [paragraph[:5] for paragraph in article.paragraphs] == [
        "左栏第一段",
        "左栏第二段",
        "右栏第一段",
        "右栏第二段",
    ]


def test_bold_lines_are_the_headlines_of_an_unstyled_word_file(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        for headline, text in (("新馆开放", "正文一。"), ("老街修缮", "正文二。")):
            document.add_paragraph().add_run(headline).bold = True
            document.add_paragraph(text)

    articles = read(written(tmp_path, "bold.docx", word_file(fill))).articles
    assert [(a.headline, a.paragraphs) for a in articles] == [
        ("新馆开放", ("正文一。",)),
        ("老街修缮", ("正文二。",)),
    ]


def test_the_content_outranks_the_name(tmp_path: Path) -> None:
    page = WEB_PAGE.replace("{charset}", "utf-8")
    assert only(written(tmp_path, "page.txt", page)).headline == "图书馆新馆开放"
    assert only(written(tmp_path, "feed.txt", ATOM)).headline == "新馆开放"
    text = "PDF 文件以 %PDF- 开头。\n"
    assert read(written(tmp_path, "about.txt", text)).pages[0].text == text.strip()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \r\n\n", "only white space"),
        ("noise.txt", bytes(range(256)) * 8, "is not text in UTF-8"),
        ("fake.pdf", b"hello", "is not the PDF file"),
        ("fake.docx", b"hello", "is not the DOCX file"),
        ("fake.png", b"hello", "is not the PNG file"),
        ("notes.xyz", b"hello", "of a type that is not read"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        ("rich.txt", b"{\\rtf1 text}", "save it as .docx"),
        ("book.xlsx", b"PK\x03\x04xl/workbook.xml", "other than Word"),
        ("links.html", "<html><a href='/'>首页</a></html>".encode(), "no article text"),
        ("other.xml", b"<a><b/></a>", "not an RSS or Atom feed"),
        ("broken.rss", b"<rss><channel><item><title>&#99999999;</channel>", "damaged feed"),
        ("titles.md", "# 标题\n".encode(), "no paragraph"),
    ],
)
def test_bad_files_are_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    message = failure(written(tmp_path, name, content))
    assert message.startswith(name)
    assert reason in message


def test_damaged_word_files(tmp_path: Path) -> None:
    whole = word_file(lambda document: document.add_paragraph("正文。"))
    assert "is damaged" in failure(written(tmp_path, "cut.docx", whole[: len(whole) // 2]))
    missing = whole.replace(b"word/document.xml", b"word/documenx.xml")
    assert "is damaged" in failure(written(tmp_path, "missing.docx", missing))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "password" in failure(written(tmp_path, "locked.docx", locked))


def test_a_word_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (3 << 20))
    path = written(tmp_path, "bomb.docx", stream.getvalue())
    assert "unpacks to 3 MB" in failure(path, largest_mb=1)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(200 << 20)
    assert "has 200 MB, more than the 100 MB allowed" in failure(path)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "is not there" in failure(tmp_path / "gone.txt")
    assert "is a folder" in failure(tmp_path)
    assert "not a regular file" in failure(Path(os.devnull))


def test_a_file_that_vanishes_while_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "page.txt", "正文。")
    real_open = Path.open

    def open_after_removal(self: Path, *args: Any, **kwargs: Any) -> Any:
        self.unlink()
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_after_removal)
    assert "vanished" in failure(path)


def test_a_file_that_grows_while_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "page.txt", "正文。")
    real_open = Path.open

    def open_after_growth(self: Path, *args: Any, **kwargs: Any) -> Any:
        with real_open(self, "ab") as stream:
            stream.write(b"more")
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_after_growth)
    assert "changed while it was being read" in failure(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = written(tmp_path, "secret.txt", "正文。")
    path.chmod(stat.S_IWUSR)
    assert "may not be read" in failure(path)


def test_permission_errors_of_the_system_become_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(self))

    path = written(tmp_path, "secret.txt", "正文。")
    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read: give yourself permission" in failure(path)


def test_suffixes_are_lower_case_with_a_point() -> None:
    assert {".txt", ".md", ".html", ".docx", ".pdf", ".png", ".rss"} <= SUFFIXES
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)
