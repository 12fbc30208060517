"""The command `wenbao`: every command of the contract, thin over the packages below.

Nothing heavy is imported until a command needs it, so that `--help` and `split` start at once.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.models import Failure, Filters
from ui import json_output, terminal
from ui.evaluating import evaluate
from ui.invocation import (
    INTERRUPTED,
    NOT_THERE,
    Home,
    Invocation,
    keep_output_clean,
    leave_pipe,
    register,
)

if TYPE_CHECKING:
    from rag.models import Answer

app = typer.Typer(
    name="wenbao",
    help="Ask the newspaper: answers whose every sentence is cited to a passage you can open.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")]
Question = Annotated[str, typer.Argument(metavar="QUESTION")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Only articles of this day or later."),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Only articles of this day or earlier."),
]
Newspaper = Annotated[str | None, typer.Option(help="Only articles of this newspaper.")]


@app.callback()
def shared(ctx: typer.Context, home: Home = None) -> None:
    """Ask the newspaper: answers whose every sentence is cited to a passage you can open."""
    ctx.obj = home


@register(app, "index")
def index(invocation: Invocation, paths: Paths) -> None:
    """Adds files to the library, or updates them; folders are walked."""
    with invocation.library() as library, invocation.progress:
        report = library.index(paths, invocation.progress)
    for note in report.notes:
        invocation.tell(note)
    name_failures(report.failed)
    if invocation.as_json:
        json_output.write_json(json_output.index_report_json(report), invocation.output)
    else:
        terminal.show_index_report(report, invocation.output)
    invocation.finish(failed=bool(report.failed))


@register(app, "watch")
def watch(
    invocation: Invocation,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder.")],
) -> None:
    """Keeps the library equal to a folder until Ctrl-C: a line each time something changed."""
    from ui.watching import watch_folder

    watch_folder(invocation, folder)


@register(app, "remove")
def remove(
    invocation: Invocation,
    targets: Annotated[list[str], typer.Argument(metavar="PATH_OR_ARTICLE_ID...")],
) -> None:
    """Takes files or articles out of the library."""
    with invocation.library(embeds=False) as library:
        report = library.remove(targets)
    if invocation.as_json:
        json_output.write_json(json_output.remove_report_json(report), invocation.output)
    else:
        terminal.show_remove_report(report, invocation.output)


@register(app, "split")
def split(invocation: Invocation, paths: Paths) -> None:
    """Prints as JSON lines the articles that files are read and split into; indexes nothing."""
    from ui.splitting import SplitFiles

    files = SplitFiles(paths, invocation.progress)
    with invocation.progress:
        articles = list(files)
    lines = (json_output.split_json(file, article) for file, article in articles)
    json_output.write_json_lines(lines, invocation.output)
    for note in files.notes:
        invocation.tell(note)
    name_failures(files.failed)
    invocation.finish(failed=bool(files.failed))


@register(app, "articles")
def articles(invocation: Invocation) -> None:
    """Lists what the library holds."""
    with invocation.library(embeds=False) as library:
        held = library.articles()
    if invocation.as_json:
        json_output.write_json([json_output.article_json(a) for a in held], invocation.output)
    else:
        terminal.show_articles(held, invocation.output)


@register(app, "article")
def article(
    invocation: Invocation, article_id: Annotated[str, typer.Argument(metavar="ID")]
) -> None:
    """Shows one article."""
    with invocation.library(embeds=False) as library:
        held = library.article(article_id)
    if invocation.as_json:
        value = json_output.article_json(held, paragraphs=True)
        json_output.write_json(value, invocation.output)
    else:
        terminal.show_article(held, invocation.output)


@register(app, "search")
def search(
    invocation: Invocation,
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    date_from: From = None,
    date_to: To = None,
    newspaper: Newspaper = None,
) -> None:
    """Finds passages without asking the language model."""
    filters = make_filters(date_from, date_to, newspaper)
    with invocation.assistant() as assistant:
        hits = assistant.search(question, k, filters)
    if invocation.as_json:
        json_output.write_json(json_output.hits_json(hits), invocation.output)
    else:
        terminal.show_hits(hits, invocation.output)


@register(app, "ask")
def ask(
    invocation: Invocation,
    question: Question,
    date_from: From = None,
    date_to: To = None,
    newspaper: Newspaper = None,
) -> None:
    """Answers a question with cited, checked sentences, or says that nothing supports one."""
    filters = make_filters(date_from, date_to, newspaper)
    with invocation.assistant() as assistant, invocation.progress:
        answer: Answer = assistant.ask(question, filters=filters)
    if invocation.as_json:
        json_output.write_json(json_output.answer_json(answer), invocation.output)
    else:
        terminal.show_answer(answer, invocation.output)


@register(app, "verify")
def verify(
    invocation: Invocation, claims: Annotated[Path, typer.Argument(metavar="CLAIMS.jsonl")]
) -> None:
    """Checks claims against the evidence given with them."""
    from rag import build_second_judge
    from rag.claims import verify_file

    with invocation.progress:
        results, bad_lines = verify_file(claims, build_second_judge(invocation.settings))
    for bad in bad_lines:
        invocation.tell(f"{claims}: {bad.error}")
    if invocation.as_json:
        json_output.write_json([result.as_json() for result in results], invocation.output)
    else:
        terminal.show_verdicts(results, invocation.output)
    invocation.finish(failed=bool(bad_lines))


register(app, "eval")(evaluate)


@register(app, "doctor")
def doctor(invocation: Invocation) -> None:
    """Checks settings, library and models, and says what to do."""
    from ui.doctor import MODELS, examine

    checks = examine(invocation)
    if invocation.as_json:
        json_output.write_json(json_output.checks_json(checks), invocation.output)
    else:
        terminal.show_checks(checks, invocation.output)
    broken = {check.name for check in checks if not check.ok}
    if broken & set(MODELS):
        raise typer.Exit(NOT_THERE)
    invocation.finish(failed=bool(broken))


@register(app, "serve", prints_json=False)
def serve(
    invocation: Invocation,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; else the first free from 7860.")] = None,
    auth: Annotated[Path | None, typer.Option(help="File of user:password lines.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Fill an empty library.")] = False,
) -> None:
    """Serves the web chat."""
    from ui.address import Address
    from ui.serving import serve_chat

    serve_chat(invocation, Address(host, port, auth), sample)


def make_filters(
    date_from: datetime | None, date_to: datetime | None, newspaper: str | None
) -> Filters:
    """The filters that the options stand for."""
    first, last = _day(date_from), _day(date_to)
    if first and last and first > last:
        raise typer.BadParameter(f"--from {first} is later than --to {last}")
    return Filters(date_from=first, date_to=last, newspaper=newspaper)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def name_failures(failures: tuple[Failure, ...] | list[Failure]) -> None:
    """Names on standard error every input that failed, and why."""
    for failure in failures:
        typer.echo(f"{failure.path}: {failure.error}", err=True)


def main() -> None:
    """The console entry: UTF-8 out whatever the locale, no traceback on Ctrl-C or a closed pipe."""
    keep_output_clean()
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        leave_pipe()
