"""Where the web chat listens and who may enter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Address:
    """Where the chat listens; a port of None is the first free one from 7860 on."""

    host: str = "127.0.0.1"
    port: int | None = None
    passwords: Path | None = None
