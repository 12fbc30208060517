"""Serving the web chat: who may enter, what is opened, and a model that loads behind the page."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

from index.errors import LibraryError
from rag.errors import AssistantError, SettingsError
from ui import samples
from ui.address import Address
from ui.conversation import Assistant

if TYPE_CHECKING:
    from ui.invocation import Invocation


_log = logging.getLogger(__name__)


class WarmableAssistant(Assistant, Protocol):
    """An assistant whose language model can be loaded before the first question."""

    def warm_up(self) -> None:
        """Loads the model."""
        ...


class BackgroundAssistant:
    """Opens the assistant and warms its model in a thread, while the page is already there."""

    def __init__(self, open_assistant: Callable[[], WarmableAssistant]) -> None:
        self._open = open_assistant
        self._opening = threading.Lock()
        self._assistant: WarmableAssistant | None = None
        self._warm = threading.Event()

    def start(self) -> None:
        """Begins to load."""
        threading.Thread(target=self._load, name="wenbao-model", daemon=True).start()

    def assistant(self) -> WarmableAssistant:
        """The assistant; a failed opening is tried again at the next question."""
        with self._opening:
            if self._assistant is None:
                self._assistant = self._open()
            return self._assistant

    def loading(self) -> bool:
        """Whether the model is not there yet; a model that cannot be loaded is not waited for."""
        return not self._warm.is_set()

    def _load(self) -> None:
        try:
            self.assistant().warm_up()
        except (AssistantError, LibraryError, OSError) as error:
            # Told here to whoever runs the server; whoever asks is told by the question itself.
            _log.warning("%s", error)
        finally:
            self._warm.set()


def read_passwords(path: Path) -> list[tuple[str, str]]:
    """The users who may enter.

    Args:
        path: Lines `user:password`; empty lines and lines that begin with # do not count.

    Raises:
        SettingsError: The file cannot be read, or has a line of another form, or no user.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the password file {path} cannot be read: {error}") from error
    users = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        user, colon, password = line.strip().partition(":")
        if not (user and colon and password):
            raise SettingsError(f"{path}, line {number}: write it as user:password")
        users.append((user, password))
    if not users:
        raise SettingsError(f"the password file {path} names no user: write user:password in it")
    return users


def serve_chat(invocation: Invocation, address: Address, sample: bool) -> None:
    """Serves the web chat until it is interrupted.

    Args:
        invocation: The running command.
        address: Where to listen and who may enter.
        sample: Whether to fill an empty library with the sample articles first.
    """
    users = read_passwords(address.passwords) if address.passwords else None
    settings = invocation.settings
    with invocation.library() as library, tempfile.TemporaryDirectory(prefix="wenbao-") as folder:
        if sample and not library.articles():
            with invocation.progress:
                library.index([samples.sample_folder()], invocation.progress)
        # Gradio reads both when it is imported: no word to its makers, uploads gone at the end.
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        os.environ["GRADIO_TEMP_DIR"] = folder
        from ui.chat import build_app, texts
        from ui.launching import launch

        source = BackgroundAssistant(lambda: invocation.open_assistant(library))
        uploads = settings.index.home / "uploads"
        app = build_app(source, library, uploads, samples.read_examples())
        url = launch(app, texts(), address, users, settings.index.largest_file_mb)
        source.start()
        typer.echo(f"Wenbao is at {url} (Ctrl-C stops it)", file=invocation.output)
        invocation.output.flush()
        _wait()
        app.close(verbose=False)


def _wait() -> None:
    """Waits for Ctrl-C or the system's request to end."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    while not ended.wait(timeout=3600):
        pass
