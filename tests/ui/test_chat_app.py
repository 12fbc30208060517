from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.screen_doubles import BRIDGE, HOSTILE, ListLibrary, ReadyAssistant, ScriptedAssistant
from ui.address import Address
from ui.samples import Example

gradio_client = pytest.importorskip("gradio_client")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from ui.chat import build_app

    uploads = tmp_path_factory.mktemp("home") / "uploads"
    examples = (Example("青石河大桥有多长？", BRIDGE.headline), Example("下雪吗？", None))
    source = ReadyAssistant(ScriptedAssistant())
    return build_app(source, ListLibrary(BRIDGE, HOSTILE), uploads, examples)


def test_only_ask_may_be_called_by_programs(app: Any) -> None:
    public = [
        one["api_name"]
        for one in app.get_config_file()["dependencies"]
        if one["api_visibility"] == "public"
    ]
    assert public == ["ask"]


def test_the_page_opens_with_the_examples_of_what_is_indexed(app: Any) -> None:
    page = str(app.get_config_file())
    assert "青石河大桥有多长？" in page
    assert "analytics_enabled': True" not in page


@pytest.fixture(scope="module")
def address(app: Any) -> Iterator[str]:
    from ui.chat import texts
    from ui.launching import launch

    yield launch(app, texts(), Address(), [("lin", "secret")])
    app.close(verbose=False)


@pytest.mark.slow
def test_programs_get_the_promised_answer_and_strangers_get_nothing(address: str) -> None:
    import httpx

    assert httpx.get(f"{address}gradio_api/info").status_code == 401
    client = gradio_client.Client(address, auth=("lin", "secret"), verbose=False)
    answer = client.predict("青石河大桥有多长？", "", "", "", api_name="/ask")
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"] in BRIDGE.text
    with pytest.raises(gradio_client.exceptions.AppError, match="not a date"):
        client.predict("青石河大桥有多长？", "昨天", "", "", api_name="/ask")


@pytest.mark.slow
def test_a_taken_port_is_a_sentence(address: str, tmp_path: Path) -> None:
    from rag.errors import ModelUnavailable
    from ui.chat import build_app, texts
    from ui.launching import launch

    port = int(address.rstrip("/").rsplit(":", 1)[1])
    other = build_app(ReadyAssistant(ScriptedAssistant()), ListLibrary(), tmp_path)
    with pytest.raises(ModelUnavailable, match=str(port)):
        launch(other, texts(), Address(port=port))
