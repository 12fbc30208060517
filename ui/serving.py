"""Launching the web chat: address, passwords, look, and a model that loads behind the page."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable, SettingsError

if TYPE_CHECKING:
    import gradio as gr

    from ui.conversation import Assistant

ASSETS = Path(__file__).parent / "assets"


class BackgroundAssistant:
    """Opens the assistant and warms its model in a thread, while the page is already there."""

    def __init__(self, open_assistant: Callable[[], Assistant]) -> None:
        self._open = open_assistant
        self._opened = threading.Event()
        self._assistant: Assistant | None = None
        self._error: Exception | None = None

    def start(self) -> None:
        """Begins to load."""
        threading.Thread(target=self._load, name="wenbao-model", daemon=True).start()

    def assistant(self) -> Assistant:
        """The assistant, waited for; a failed opening is tried again at the next question."""
        self._opened.wait()
        if self._assistant is None:
            error, self._error = self._error, None
            if error is not None:
                raise error
            self._load()
            return self.assistant()
        return self._assistant

    def loading(self) -> bool:
        """Whether the model is not there yet."""
        return not self._opened.is_set()

    def _load(self) -> None:
        try:
            self._assistant = self._open()
        except Exception as error:  # kept for whoever asks, in whose chat it is shown
            self._error = error
        finally:
            self._opened.set()


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


def theme() -> Any:
    """The look of Gradio's own parts: system fonts, paper and one red."""
    import gradio as gr

    fonts = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
    shades = (
        "#fbf1ef #f5dcd8 #ebb9b2 #dc8d83 #c65f54 #9d2a24 #8c241f #741d19 #5e1916 #4c1613 #2b0b09"
    )
    red = gr.themes.Color(*shades.split(), name="wenbao")
    return gr.themes.Base(
        primary_hue=red,
        neutral_hue="stone",
        font=fonts,
        font_mono=["ui-monospace", "Consolas", "monospace"],
        radius_size="sm",
    ).set(
        body_background_fill="#fbf9f4",
        body_background_fill_dark="#191715",
        block_background_fill="transparent",
        block_border_width="0px",
        input_background_fill="#ffffff",
        input_background_fill_dark="#23201d",
        input_border_width="1px",
    )


def launch(
    app: gr.Blocks,
    messages: gr.I18n,
    host: str,
    port: int | None,
    users: list[tuple[str, str]] | None = None,
) -> str:
    """Starts the server and returns at once.

    Args:
        app: The chat.
        messages: Its texts.
        host: The address to listen on.
        port: The port; None takes the first free one from 7860 on.
        users: Who may enter; None lets in everyone who reaches the address.

    Returns:
        The address to open.

    Raises:
        ModelUnavailable: The port is taken, or the address is not this machine's.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    script = (ASSETS / "language.js").read_text("utf-8")
    try:
        _, address, _ = app.queue(max_size=64).launch(
            server_name=host,
            server_port=port,
            auth=users,
            prevent_thread_lock=True,
            quiet=True,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            enable_monitoring=False,
            share=False,
            i18n=messages,
            theme=theme(),
            css_paths=[ASSETS / "wenbao.css"],
            head=f"<script>{script}</script>",
            favicon_path=ASSETS / "icon.svg",
        )
    except OSError as error:
        wanted = f"{host}:{port}" if port else host
        raise ModelUnavailable(
            f"the web chat cannot listen on {wanted}: {error}. Choose another --port or --host"
        ) from error
    return address
