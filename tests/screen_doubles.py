"""A library of two invented articles and an assistant that says what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.errors import UnknownArticle
from index.models import (
    Article,
    Failure,
    Filters,
    Hit,
    IndexReport,
    LibraryArticle,
    Passage,
    Progress,
    RemoveReport,
)
from rag.models import (
    Answer,
    AnswerSentence,
    Citation,
    Event,
    EvidenceFound,
    Finished,
    TextAdded,
    Timings,
    Turn,
)

BRIDGE = Article(
    headline="青石河大桥正式通车",
    kicker="历时三年建成",
    newspaper="样例日报",
    date=date(2025, 1, 22),
    pages=("4",),
    byline="本报讯（记者 林小满）",
    source="samples/2025-01-22-04.txt",
    paragraphs=(
        "本报讯（记者 林小满）1月21日上午，青石河大桥正式通车。"
        "大桥全长1280米，双向六车道，总投资3.6亿元。",
        "通车后，城东到城西的车程由40分钟缩短到12分钟。市交通局表示，夜间22时以后货车须绕行。",
        "大桥由样例路桥公司承建，2022年3月开工。施工高峰时有600名工人在现场。",
    ),
)
LIBRARY_HOURS = Article(
    headline="市图书馆延长开放时间",
    newspaper="样例日报",
    date=date(2025, 1, 20),
    pages=("2",),
    source="samples/2025-01-20-02.txt",
    paragraphs=(
        "市图书馆宣布，自2月1日起每天开放到22时，周一不再闭馆。",
        "馆长周予安说，延长开放后预计每年多接待读者8万人次。",
    ),
    confidence=0.55,
)
HOSTILE = Article(
    headline='<img src=x onerror="window.hacked=1">',
    newspaper="样例<b>日报",
    date=date(2025, 1, 23),
    pages=("A01",),
    source="samples/hostile.html",
    paragraphs=('正文<img src=x onerror="window.hacked=1">${window.hacked=1} {{value}} $$x^2$$',),
)


def hit(article: Article, start: int, end: int, score: float = 1.0) -> Hit:
    passage = Passage(article.id, start, end, article.text[start:end])
    return Hit(passage, article, score)


def cite(article: Article, quote: str, number: int) -> Citation:
    start = article.text.index(quote)
    return Citation(number, article, start, start + len(quote))


def bridge_answer(question: str = "青石河大桥有多长？") -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        sentences=(
            AnswerSentence("青石河大桥全长1280米，双向六车道。", "supported", (1,), ("数字一致",)),
            AnswerSentence(
                "通车后城东到城西只要12分钟。", "partial", (2,), ("原文说由40分钟缩短到12分钟",)
            ),
            AnswerSentence("大桥将收取通行费。", "unsupported", (), ("资料里没有提到通行费",)),
        ),
        citations=(
            cite(BRIDGE, "大桥全长1280米，双向六车道，总投资3.6亿元。", 1),
            cite(BRIDGE, "通车后，城东到城西的车程由40分钟缩短到12分钟。", 2),
        ),
        model="scripted",
        timings=Timings(0.04, 1.2, 4.0),
    )


def refusal(question: str = "明天会下雪吗？") -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        sentences=(),
        citations=(),
        nearest=(BRIDGE, LIBRARY_HOURS),
        model="scripted",
        refusal="资料里没有关于明天天气的内容。",
        timings=Timings(0.04, None, 0.6),
    )


Script = Callable[[str], Iterator[Event]]


def answers(question: str) -> Iterator[Event]:
    """Finds the bridge and answers; asked for the weather it refuses."""
    hits = (
        hit(BRIDGE, 0, 60, 0.9),
        hit(BRIDGE, 60, len(BRIDGE.text), 0.7),
        hit(LIBRARY_HOURS, 0, len(LIBRARY_HOURS.text), 0.4),
    )
    yield EvidenceFound(question, hits)
    if "下雪" in question:
        yield Finished(refusal(question))
        return
    answer = bridge_answer(question)
    for sentence in answer.sentences:
        yield TextAdded(sentence.text)
    yield Finished(answer)


class ScriptedAssistant:
    """Streams what its script says and remembers what it was asked."""

    def __init__(self, script: Script = answers) -> None:
        self.script = script
        self.warm = False
        self.asked: list[tuple[str, tuple[Turn, ...], Filters | None]] = []

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        yield from self.script(question)

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        for event in self.stream(question, history, filters):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("the script has no end")

    def warm_up(self) -> None:
        self.warm = True

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        self.asked.append((question, (), filters))
        return [hit(BRIDGE, 0, 60, 0.9), hit(LIBRARY_HOURS, 0, 30, 0.4)][:k]


class ReadyAssistant:
    """An assistant source with nothing left to load."""

    def __init__(self, assistant: ScriptedAssistant, loading: bool = False) -> None:
        self._assistant = assistant
        self._loading = loading

    def assistant(self) -> ScriptedAssistant:
        return self._assistant

    def loading(self) -> bool:
        return self._loading


class ListLibrary:
    """Keeps articles in a list; a text file becomes one article, its first line the headline."""

    def __init__(self, *articles: Article) -> None:
        self._lock = threading.Lock()
        self.held = [LibraryArticle(article, files=(article.source,)) for article in articles]
        self.closed = False

    def index(self, paths: Sequence[Path], progress: Progress) -> IndexReport:
        added, failed = 0, []
        for done, path in enumerate(paths):
            progress("读取", done, len(paths))
            try:
                lines = path.read_text("utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                failed.append(Failure(str(path), f"cannot be read: {error}"))
                continue
            article = Article(
                headline=lines[0], paragraphs=tuple(lines[1:]), source=str(path), newspaper="上传报"
            )
            with self._lock:
                if all(held.article.id != article.id for held in self.held):
                    self.held.append(LibraryArticle(article, files=(str(path),)))
                    added += 1
        return replace(
            IndexReport(added=added, failed=tuple(failed), seconds=0.1),
            unchanged=len(paths) - added - len(failed),
            articles=len(self.held),
            passages=len(self.held),
        )

    def remove(self, targets: Sequence[str]) -> RemoveReport:
        wanted = set(map(str, targets))
        kept = [h for h in self.held if not wanted & {h.article.id, *h.files}]
        removed, self.held = len(self.held) - len(kept), kept
        return RemoveReport(removed, len(kept), len(kept))

    def articles(self) -> list[LibraryArticle]:
        return list(self.held)

    def article(self, article_id: str) -> LibraryArticle:
        for held in self.held:
            if held.article.id == article_id:
                return held
        raise UnknownArticle(article_id)

    def articles_of(self, source: str) -> list[LibraryArticle]:
        return [held for held in self.held if source in (held.article.source, *held.files)]

    def newspapers(self) -> list[str]:
        return sorted({h.article.newspaper for h in self.held if h.article.newspaper})

    def close(self) -> None:
        self.closed = True
