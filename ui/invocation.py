"""What all commands share: `--home`, `--json`, `--debug`, clean output and exit codes."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from index.errors import LibraryError, LibraryUnavailable, WeightsMissing
from rag.errors import AssistantError, ModelUnavailable
from ui.progress import TerminalProgress

if TYPE_CHECKING:
    from index.library import Library
    from rag.assistant import Assistant
    from rag.settings import Settings

DONE, SOME_FAILED, BAD_USE, NOT_THERE = 0, 1, 2, 3
INTERRUPTED = 130

Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The library's folder (or set WENBAO_HOME)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@dataclass
class Invocation:
    """One run of one command; its parts are opened when they are asked for.

    Attributes:
        home: The library's folder, or None for the setting's.
        as_json: Whether standard output is to hold JSON and nothing else.
        output: Where the result goes; everything else goes to standard error.
    """

    home: Path | None
    as_json: bool
    output: TextIO
    progress: TerminalProgress = field(default_factory=TerminalProgress)

    @functools.cached_property
    def settings(self) -> Settings:
        """The settings of this run."""
        from rag.settings import load_settings

        return load_settings(home=self.home)

    @contextlib.contextmanager
    def library(self, *, embeds: bool = True) -> Iterator[Library]:
        """The library, closed at the end.

        Args:
            embeds: Whether the command is sure to embed; else the encoder is not loaded before
                something has to be embedded.
        """
        from index.embedding import LateEncoder
        from rag import open_library

        with self.progress:
            encoder = None if embeds else LateEncoder(self.settings.index, self.progress)
            library = open_library(self.settings, self.progress, encoder)
        try:
            yield library
        finally:
            library.close()

    def open_assistant(self, library: Library) -> Assistant:
        """The assistant over the library; the language model loads when it is first needed."""
        from rag import open_assistant

        return open_assistant(self.settings, library, self.progress)

    @contextlib.contextmanager
    def assistant(self) -> Iterator[Assistant]:
        """The assistant with its library."""
        with self.library() as library, self.progress:
            yield self.open_assistant(library)

    def finish(self, failed: bool = False) -> None:
        """Ends the command with "done" or "done, but some input failed"."""
        if failed:
            raise typer.Exit(SOME_FAILED)

    def tell(self, message: str) -> None:
        """Says something beside the result, on standard error."""
        typer.echo(message, err=True)


def register(app: typer.Typer, name: str, *, prints_json: bool = True) -> Callable[..., Any]:
    """Makes `run(invocation, ...)` a command of `app` with the options that all commands share.

    Args:
        app: Where the command is added.
        name: What is typed.
        prints_json: Whether the command offers `--json`.

    Returns:
        A decorator that leaves the function as it was.
    """

    def add(run: Callable[..., None]) -> Callable[..., None]:
        def command(
            ctx: typer.Context,
            home: Path | None,
            debug: bool,
            as_json: bool = False,
            **given: Any,
        ) -> None:
            _invoke(run, given, home or ctx.obj, as_json, debug)

        own = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
        shared = [("home", Home, None), ("debug", Debug, False)]
        if prints_json:
            shared.insert(0, ("as_json", AsJson, False))
        common = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
            for key, hint, default in shared
        ]
        named = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        whole = inspect.Signature([context, *named, *common])
        command.__signature__ = whole  # type: ignore[attr-defined]
        command.__annotations__ = {}
        command.__doc__ = run.__doc__
        app.command(name)(command)
        return run

    return add


def _invoke(
    run: Callable[..., None], given: dict[str, Any], home: Path | None, as_json: bool, debug: bool
) -> None:
    output = sys.stdout
    invocation = Invocation(home=home, as_json=as_json, output=output)
    if not debug:
        quiet_libraries()
    try:
        # What a library prints in passing must not end up in the middle of the result.
        with contextlib.redirect_stdout(sys.stderr):
            run(invocation, **given)
        output.flush()
    except (typer.Exit, typer.BadParameter):
        output.flush()
        raise
    except BrokenPipeError:
        leave_pipe()
        raise typer.Exit(DONE) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # whatever happened becomes a sentence and a code
        if debug:
            raise
        typer.echo(f"wenbao: {sentence(error)}", err=True)
        raise typer.Exit(exit_code(error)) from None


def exit_code(error: Exception) -> int:
    """The promised exit code of an error."""
    if isinstance(error, ModelUnavailable | WeightsMissing | LibraryUnavailable):
        return NOT_THERE
    if isinstance(error, AssistantError | LibraryError):
        return BAD_USE
    return NOT_THERE


def sentence(error: Exception) -> str:
    """What is told of an error: its own words where it is ours, else its kind as well."""
    if isinstance(error, AssistantError | LibraryError):
        return str(error)
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{place}"
    return f"unexpected {type(error).__name__}: {error}. Run it again with --debug for the details"


def quiet_libraries() -> None:
    """Keeps the advice that model libraries log for programmers off a user's screen."""
    for name in ("sentence_transformers", "transformers", "huggingface_hub", "httpx", "chromadb"):
        logging.getLogger(name).setLevel(logging.ERROR)


def keep_output_clean() -> None:
    """Gives standard output to the result alone, in UTF-8; what C libraries print goes beside it."""
    sys.stdout.flush()
    result = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(result, "w", encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")


def leave_pipe() -> None:
    """Keeps the interpreter from complaining about a reader that has gone when it exits."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
