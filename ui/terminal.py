"""What the commands print for a person: tables, a cited answer, a list of sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.models import Check, Hit, IndexReport, LibraryArticle, RemoveReport
from rag.models import Answer, AnswerSentence, Verdict
from ui.wording import UNTITLED, cite, pages

if TYPE_CHECKING:
    from rag.claims import ClaimResult

_MARKS: dict[Verdict, tuple[str, str]] = {
    "supported": ("", ""),
    "partial": ("◐", "yellow"),
    "unsupported": ("✗", "red"),
}
_SNIPPET = 120


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Leaves a reader that has gone (`| head`) to whoever runs the command."""
        raise BrokenPipeError


def console(output: TextIO) -> Console:
    """A console that colours no numbers, and breaks no lines where nobody looks at a screen."""
    return _Screen(file=output, highlight=False, soft_wrap=not output.isatty())


def show_index_report(report: IndexReport, output: TextIO) -> None:
    """Counts of an indexing run; the failures are told on standard error by the command."""
    screen = console(output)
    screen.print(_files_done(report))
    screen.print(f"Library: {report.articles} articles, {report.passages} passages")


def show_watch_report(report: IndexReport, output: TextIO) -> None:
    """The same on one line: many follow one another."""
    held = f"{report.articles} articles, {report.passages} passages"
    console(output).print(f"{_files_done(report)}; library: {held}")


def _files_done(report: IndexReport) -> str:
    return (
        f"Files: {report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(report.failed)} failed ({report.seconds:.1f} s)"
    )


def show_remove_report(report: RemoveReport, output: TextIO) -> None:
    """What was removed and what is left."""
    console(output).print(
        f"{report.removed} articles removed; the library holds {report.articles} articles, "
        f"{report.passages} passages"
    )


def show_articles(articles: Sequence[LibraryArticle], output: TextIO) -> None:
    """The library as a table."""
    if not articles:
        console(output).print("The library is empty: `wenbao index PATH` adds to it.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, options in (
        ("id", {"no_wrap": True, "style": "dim"}),
        ("date", {"no_wrap": True}),
        ("newspaper", {"max_width": 12}),
        ("page", {"no_wrap": True}),
        ("headline", {"overflow": "fold", "ratio": 1}),
        ("chars", {"justify": "right"}),
    ):
        table.add_column(title, **options)
    for held in articles:
        article = held.article
        table.add_row(
            article.id,
            article.date.isoformat() if article.date else "",
            escape(article.newspaper or ""),
            escape("、".join(article.pages)),
            escape(article.headline or UNTITLED),
            str(len(article.text)),
        )
    console(output).print(table)


def show_article(held: LibraryArticle, output: TextIO) -> None:
    """One article to read."""
    article, screen = held.article, console(output)
    if article.kicker:
        screen.print(Text(article.kicker, style="dim"))
    screen.print(Text(article.headline or UNTITLED, style="bold"))
    printed = (article.newspaper, article.date and article.date.isoformat(), pages(article))
    details = [part for part in (*printed, article.byline, article.source) if part]
    screen.print(Text(" · ".join(map(str, details)), style="dim"))
    for paragraph in article.paragraphs:
        screen.print()
        screen.print(Text(paragraph))


def show_hits(hits: Sequence[Hit], output: TextIO) -> None:
    """Found passages, best first."""
    screen = console(output)
    if not hits:
        screen.print("Nothing found.")
    for rank, hit in enumerate(hits, start=1):
        screen.print(
            Text.assemble((f"{rank}. ", "bold"), cite(hit.article), (f"  {hit.score:.3f}", "dim"))
        )
        screen.print(Padding(Text(shorten(hit.passage.text), style="dim"), (0, 0, 0, 3)))


def shorten(text: str, limit: int = _SNIPPET) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def show_answer(answer: Answer, output: TextIO) -> None:
    """A cited answer with its numbered sources, or a refusal with the nearest articles."""
    screen = console(output)
    if answer.status == "refused":
        screen.print(Text(answer.text))
        for article in answer.nearest:
            screen.print(Text(f"  · {cite(article)}  {article.id}", style="dim"))
        return
    screen.print(Text.assemble(*[_sentence(sentence) for sentence in answer.sentences]))
    if answer.refusal:
        screen.print(Text(answer.refusal, style="dim"))
    for sentence in answer.sentences:
        if sentence.reasons and sentence.verdict != "supported":
            mark, style = _MARKS[sentence.verdict]
            reasons = "；".join(sentence.reasons)
            screen.print(Text(f"{mark} {shorten(sentence.text, 20)} {reasons}", style=style))
    screen.print()
    for citation in answer.citations:
        screen.print(Text(f"[{citation.number}] {cite(citation.article)}", style="bold"))
        screen.print(Padding(Text(shorten(citation.quote), style="dim"), (0, 0, 0, 4)))


def _sentence(sentence: AnswerSentence) -> Text:
    mark, style = _MARKS[sentence.verdict]
    numbers = "".join(f"[{number}]" for number in sentence.citations)
    return Text.assemble(sentence.text, (numbers, "cyan"), (mark, style))


def show_verdicts(results: Sequence[ClaimResult], output: TextIO) -> None:
    """The verdicts on claims, and how many there are of each."""
    screen = console(output)
    for result in results:
        mark, style = _MARKS[result.verdict]
        verdict = (f"{result.verdict}{mark}", style)
        reasons = "；".join(result.reasons)
        screen.print(Text.assemble(f"{result.id}  ", verdict, f"  {reasons}"))
    counts = Counter(result.verdict for result in results)
    screen.print(", ".join(f"{counts[verdict]} {verdict}" for verdict in _MARKS))


def show_checks(checks: Sequence[Check], output: TextIO) -> None:
    """The findings of `wenbao doctor`."""
    screen = console(output)
    for check in checks:
        mark = ("✓ ", "green") if check.ok else ("✗ ", "red")
        screen.print(Text.assemble(mark, (f"{check.name}: ", "bold"), check.detail))
