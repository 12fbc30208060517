from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.config import IndexConfig
from index.library import Library
from tests.doubles import WordHashEncoder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"a test tried to reach {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def encoder() -> WordHashEncoder:
    return WordHashEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: WordHashEncoder) -> Iterator[Library]:
    """An empty library in a folder of its own, with an encoder that needs no weights."""
    config = IndexConfig(home=tmp_path / "home", cache=tmp_path / "cache")
    with Library(config, encoder) as opened:
        yield opened
