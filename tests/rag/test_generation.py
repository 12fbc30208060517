"""The language model by name: real HTTP servers that work, fail, or talk nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from index.config import IndexConfig
from rag.embedded import EmbeddedModel
from rag.errors import ModelUnavailable
from rag.generation import Judge, build_model
from rag.settings import GenerationConfig

Reply = tuple[int, str, bytes]
Serve = Callable[[Callable[[dict[str, Any]], Reply]], str]


class Server(ThreadingHTTPServer):
    reply: Callable[[dict[str, Any]], Reply]
    asked: list[tuple[str, dict[str, Any]]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers.get("Authorization", ""), body))
        status, kind, payload = self.server.reply(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    running: list[Server] = []
    yield running
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve(servers: list[Server]) -> Serve:
    def start(reply: Callable[[dict[str, Any]], Reply]) -> str:
        server = Server(("127.0.0.1", 0), Handler)
        server.reply, server.asked = reply, []
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1"

    return start


def chunk(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    data = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def speaks(*pieces: str) -> Callable[[dict[str, Any]], Reply]:
    def reply(body: dict[str, Any]) -> Reply:
        if body.get("stream"):
            stream = b"".join(map(chunk, pieces)) + chunk("", "stop") + b"data: [DONE]\n\n"
            return 200, "text/event-stream", stream
        message = {"role": "assistant", "content": "".join(pieces)}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        whole = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": choices,
        }
        return 200, "application/json", json.dumps(whole).encode()

    return reply


def model_at(address: str, llm: str = "openai:m", key: str | None = None) -> Any:
    config = GenerationConfig(llm=llm, base_url=address, api_key=SecretStr(key) if key else None)
    return build_model(config, IndexConfig())


def test_a_server_streams_chinese_text(serve: Serve) -> None:
    model = model_at(serve(speaks("国务院", "常务会议", "。")))
    pieces = [message.text for message in model.stream([HumanMessage("谁开会？")])]
    assert "".join(pieces) == "国务院常务会议。"
    assert len([piece for piece in pieces if piece]) == 3


def test_a_server_answers_in_one_piece(serve: Serve) -> None:
    assert model_at(serve(speaks("国务院", "。"))).invoke("谁开会？").text == "国务院。"


def test_no_key_is_a_placeholder_and_a_key_is_sent(serve: Serve, servers: list[Server]) -> None:
    address = serve(speaks("是"))
    model_at(address).invoke("?")
    model_at(address, key="secret").invoke("?")
    assert [key for key, _ in servers[0].asked] == ["Bearer none", "Bearer secret"]


@pytest.mark.parametrize("name", ["qwen3:8b", "qwen3"])
def test_with_an_address_a_bare_name_is_the_servers(
    serve: Serve, servers: list[Server], name: str
) -> None:
    model_at(serve(speaks("是")), llm=name).invoke("?")
    assert servers[0].asked[0][1]["model"] == name


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "HTTP 500"), (401, "WENBAO_LLM_KEY"), (404, "WENBAO_LLM_URL"), (429, "HTTP 429")],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_http_errors_are_sentences(serve: Serve, status: int, words: str, streamed: bool) -> None:
    address = serve(lambda _body: (status, "application/json", b'{"error": {"message": "no"}}'))
    model = model_at(address)
    model.inner.max_retries = 0
    model.inner.root_client.max_retries = 0
    with pytest.raises(ModelUnavailable, match=words) as caught:
        list(model.stream("?")) if streamed else model.invoke("?")
    assert address in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("text/html", b"<html>welcome to the router</html>"),
        ("application/json", b'{"hello": "world"}'),
        ("application/json", b"[1, 2"),
        ("text/event-stream", b"data: {nonsense\n\n"),
        ("text/event-stream", b""),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_nonsense_is_a_sentence(serve: Serve, kind: str, payload: bytes, streamed: bool) -> None:
    model = model_at(serve(lambda _body: (200, kind, payload)))
    with pytest.raises(ModelUnavailable, match="cannot be used"):
        list(model.stream("?")) if streamed else model.invoke("?")


@pytest.mark.parametrize("streamed", [True, False])
def test_an_empty_reply_is_no_answer(serve: Serve, streamed: bool) -> None:
    model = model_at(serve(speaks("")))
    with pytest.raises(ModelUnavailable, match="empty"):
        list(model.stream("?")) if streamed else model.invoke("?")


def test_a_stream_that_breaks_off_keeps_its_pieces_and_tells(serve: Serve) -> None:
    model = model_at(
        serve(lambda _body: (200, "text/event-stream", chunk("国务院") + b"data: {broken\n\n"))
    )
    stream = model.stream("?")
    assert next(stream).text == "国务院"
    with pytest.raises(ModelUnavailable):
        list(stream)


def test_a_server_that_is_down_is_a_sentence() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        port = closed.server_port
    model = model_at(f"http://127.0.0.1:{port}/v1")
    with pytest.raises(ModelUnavailable, match="is the server running"):
        list(model.stream("?"))


@pytest.mark.parametrize("name", ["nonsense", "nobody:model", "", ":"])
def test_a_name_that_means_nothing(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="provider:model"):
        build_model(GenerationConfig(llm=name), IndexConfig())


def test_a_missing_package_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="langchain-mistralai"):
        build_model(GenerationConfig(llm="mistralai:small"), IndexConfig())


def test_no_key_for_a_provider_that_wants_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="WENBAO_LLM_KEY"):
        build_model(GenerationConfig(llm="openai:gpt-4.1"), IndexConfig())


def test_only_the_embedded_model_is_a_judge(serve: Serve) -> None:
    assert not isinstance(model_at(serve(speaks("是"))), Judge)
    assert issubclass(EmbeddedModel, Judge)


def test_embedded_without_weights(tmp_path: Path) -> None:
    index = IndexConfig(cache=tmp_path, weights=tmp_path / "absent")
    with pytest.raises(ModelUnavailable, match="gguf"):
        build_model(GenerationConfig(), index)
