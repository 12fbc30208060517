"""Launching the web chat: its look, its address, and what of Gradio is switched off."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from rag.errors import ModelUnavailable
from ui.address import Address

ASSETS = Path(__file__).parent / "assets"


def theme() -> gr.themes.Base:
    """The look of Gradio's own parts: system fonts, paper and one red."""
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
    address: Address,
    users: list[tuple[str, str]] | None = None,
    largest_mb: int = 100,
) -> str:
    """Starts the server and returns at once.

    Args:
        app: The chat.
        messages: Its texts.
        address: Where to listen.
        users: Who may enter; None lets in everyone who reaches the address.
        largest_mb: Larger uploads are refused.

    Returns:
        The address to open.

    Raises:
        ModelUnavailable: The port is taken, or the address is not this machine's.
    """
    script = (ASSETS / "language.js").read_text("utf-8")
    try:
        _, url, _ = app.queue(max_size=64).launch(
            server_name=address.host,
            server_port=address.port,
            auth=users,
            prevent_thread_lock=True,
            quiet=True,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            enable_monitoring=False,
            share=False,
            max_file_size=f"{largest_mb}mb",
            i18n=messages,
            theme=theme(),
            css_paths=[ASSETS / "wenbao.css"],
            head=f"<script>{script}</script>",
            favicon_path=ASSETS / "icon.svg",
        )
    except OSError as error:
        wanted = f"{address.host}:{address.port}" if address.port else address.host
        raise ModelUnavailable(
            f"the web chat cannot listen on {wanted}: {error}. Choose another --port or --host"
        ) from error
    return str(url)
