"""A reader's way through the web chat in a real browser; only the language model is a double."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.config import IndexConfig
from index.library import Library
from rag.settings import RetrievalConfig
from tests.doubles import WordHashEncoder, gate

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from rag.assistant import Assistant

pytestmark = pytest.mark.slow

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
QUESTION = "青石河大桥全长多少米？"
ANSWER = "青石河大桥全长1280米，双向六车道。"
PAGE = """青石河大桥正式通车

本报讯（记者 林小满）1月21日上午，青石河大桥正式通车。青石河大桥全长1280米，双向六车道，总投资3.6亿元。
通车后，城东到城西的车程由40分钟缩短到12分钟。市交通局表示，夜间22时以后货车须绕行。
"""
HOSTILE = """<html><head><title>&lt;img src=x onerror="window.hacked=1"&gt;夜市恢复营业</title></head>
<body><article><h1>&lt;img src=x onerror="window.hacked=1"&gt;夜市恢复营业</h1>
<p>望汐夜市昨晚恢复营业&lt;img src=x onerror="window.hacked=1"&gt;，168个摊位亮灯。${window.hacked=1}
{{value}}摊主说，夜市每晚营业到23时，比停业前多一个小时。</p>
<p>市场管理处表示，夜市的摊位费减半，到年底为止。</p></article></body></html>"""


def build_assistant(library: Library) -> Assistant:
    from langchain_core.language_models.fake_chat_models import FakeListChatModel

    from rag.assistant import Assistant
    from rag.citations import Attributor
    from rag.reading import Generator
    from rag.retrieval import Retriever

    model = FakeListChatModel(responses=[ANSWER], sleep=0.02)
    return Assistant(
        Retriever(library, RetrievalConfig()),
        lambda: Generator(model, "scripted", "answer", (420,)),
        attributor=Attributor(),
        gate=gate(),
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from ui.address import Address
    from ui.chat import build_app, texts
    from ui.launching import launch
    from ui.serving import BackgroundAssistant

    home = tmp_path_factory.mktemp("home")
    config = IndexConfig(home=home, cache=home / "cache")
    with Library(config, WordHashEncoder()) as library:
        source = BackgroundAssistant(lambda: build_assistant(library))
        source.start()
        app = build_app(source, library, home / "uploads")
        yield launch(app, texts(), Address())
        app.close(verbose=False)


Open = Callable[..., "Page"]


@pytest.fixture
def visit(address: str, tmp_path: Path) -> Iterator[Open]:
    """Opens the chat in a browser of its own; every request that leaves the machine fails."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium")
    from playwright.sync_api import sync_playwright

    outside: list[str] = []
    opened: list[BrowserContext] = []

    with sync_playwright() as playwright:

        def visit(language: str = "zh-CN", width: int = 1280, **options: Any) -> Page:
            context = playwright.chromium.launch_persistent_context(
                tmp_path / f"profile{len(opened)}",
                executable_path=CHROMIUM,
                headless=True,
                args=FLAGS,
                locale=language,
                viewport={"width": width, "height": 844},
                has_touch=width < 600,
                **options,
            )
            opened.append(context)
            context.set_default_timeout(60_000)
            page = context.pages[0]
            page.on("request", lambda request: outside.append(request.url))
            page.goto(address)
            page.wait_for_selector("#wb-question textarea")
            return page

        yield visit
        for context in opened:
            context.close()
    foreign = [url for url in outside if not url.startswith((address, "data:", "blob:"))]
    assert foreign == []


def upload(page: Page, path: Path) -> None:
    page.get_by_role("tab").nth(1).click()
    page.locator("#wb-files input[type=file]").set_input_files(path)
    page.wait_for_selector(".wb-report")
    page.wait_for_selector(f".wb-filename[title$='{path.name}']")
    page.get_by_role("tab").nth(0).click()


def ask(page: Page, question: str) -> None:
    page.fill("#wb-question textarea", question)
    page.press("#wb-question textarea", "Enter")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_added_asked_about_and_its_words_are_found_again(
    visit: Open, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "样例日报-2025-01-22-04.txt"
    path.write_text(PAGE, "utf-8")
    page = visit(width=width)
    upload(page, path)

    ask(page, QUESTION)
    page.wait_for_selector("#wb-evidence .wb-card")
    page.wait_for_selector(".wb-answer .wb-cite")
    assert "1280米" in page.inner_text(".wb-answer")
    assert fits(page)

    page.locator(".wb-answer .wb-cite").first.click()
    page.wait_for_selector(".wb-reader mark")
    assert "全长1280米" in page.inner_text(".wb-reader mark")
    assert "青石河大桥正式通车" in page.inner_text(".wb-reader h2")
    assert "2025-01-22" in page.inner_text(".wb-reader .wb-printed")
    assert page.locator(".wb-reader mark").first.is_visible()
    assert fits(page)
    page.keyboard.press("Escape")
    assert not page.locator(".wb-reader").is_visible()


def test_a_follow_up_stands_below_and_a_new_chat_is_empty(visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "样例日报-2025-01-22-04.txt"
    path.write_text(PAGE, "utf-8")
    page = visit()
    upload(page, path)
    for number, question in enumerate((QUESTION, "青石河大桥有几条车道？"), start=1):
        ask(page, question)
        page.wait_for_function(f"document.querySelectorAll('.wb-answer').length == {number}")
        page.wait_for_selector("#wb-question .submit-button")
    assert page.locator(".wb-question").all_inner_texts() == [QUESTION, "青石河大桥有几条车道？"]
    page.locator("#wb-new").click()
    page.wait_for_function("document.querySelectorAll('.wb-exchange').length == 0")


def test_an_old_citation_tells_what_became_of_its_source(visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "样例日报-2025-01-22-04.txt"
    path.write_text(PAGE, "utf-8")
    page = visit()
    upload(page, path)
    ask(page, QUESTION)
    page.wait_for_selector(".wb-answer .wb-cite")
    page.wait_for_selector("#wb-question .submit-button")
    page.get_by_role("tab").nth(1).click()
    group = page.locator(".wb-filegroup", has_text=path.name)
    for _ in range(2):
        group.locator("header .wb-remove").click()
    page.wait_for_function(
        f"!document.querySelector('#wb-listing').innerText.includes('{path.name}')"
    )
    page.get_by_role("tab").nth(0).click()
    page.locator(".wb-answer .wb-cite").first.click()
    page.wait_for_selector(".wb-reader .wb-kept")
    assert "来源已从资料库移除" in page.inner_text(".wb-reader")
    assert "全长1280米" in page.inner_text(".wb-reader blockquote")


def test_a_hostile_document_is_only_text(visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(HOSTILE, "utf-8")
    page = visit()
    upload(page, path)
    ask(page, "望汐夜市有多少个摊位？")
    page.wait_for_selector("#wb-evidence .wb-card")
    page.wait_for_selector("#wb-question .submit-button")
    # Once the answer is there, passages that it does not cite are folded away.
    page.locator("#wb-evidence details").evaluate_all("all => all.forEach(d => (d.open = true))")
    page.locator("#wb-evidence .wb-card", has_text="夜市").first.click()
    page.wait_for_selector(".wb-reader .wb-article")
    assert "onerror" in page.inner_text(".wb-reader")
    assert page.evaluate("window.hacked") is None


def test_removing_takes_two_clicks(visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("市图书馆延长开放时间\n\n市图书馆宣布，自2月1日起每天开放到22时。\n", "utf-8")
    page = visit()
    upload(page, path)
    page.get_by_role("tab").nth(1).click()
    group = page.locator(".wb-filegroup", has_text="short.txt")
    group.locator("header .wb-remove").click()
    assert group.is_visible()
    group.locator("header .wb-remove").click()
    page.wait_for_function("!document.querySelector('#wb-listing').innerText.includes('short.txt')")


@pytest.mark.parametrize(("language", "spoken"), [("zh-CN", "问答"), ("en-US", "Ask")])
def test_the_browser_s_language_is_spoken(visit: Open, language: str, spoken: str) -> None:
    page = visit(language)
    assert page.get_by_role("tab").nth(0).inner_text().strip() == spoken
    page.get_by_role("tab").nth(1).click()
    page.wait_for_selector("#wb-files")
    around = page.inner_text("#wb-masthead") + page.inner_text("#wb-files")
    assert any("\u4e00" <= c <= "\u9fff" for c in around) == (language == "zh-CN")
    assert any(c.isascii() and c.isalpha() for c in around) == (language == "en-US")
