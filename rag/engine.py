"""The embedded language model as OpenVINO GenAI runs it: text in, text or a probability out."""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.weights import first_line
from rag.errors import ModelUnavailable

# How many tokens may wait for the bytes that make them a character; a Chinese one takes up to
# three, and a model that really writes the replacement character must not be held up for ever.
_LONGEST_WAIT = 4
# A draft of up to so many tokens is copied from the prompt when the last so many words were met
# there; the model then checks it in one step.
_DRAFT_TOKENS = 5
_DRAFT_MATCH = 3
# Values that share one scale when activations are rounded to 8 bits; OpenVINO's own 32 spends its
# time on scales. On AVX-512 with VNNI prompts of 400 to 570 tokens were read at 133 tokens/s with
# 32, 178 with 128, 202 with 256, 190 with a whole row; without rounding at 112 (bf16) and 64 (f32).
# P(是) of the same prompts moved by 0.01 at most between any two of them.
QUANTIZATION_GROUP = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """When a generation ends, besides at the model's own end.

    Attributes:
        max_new_tokens: At most so many tokens.
        stop: Any of these texts ends it and is left out.
    """

    max_new_tokens: int
    stop: tuple[str, ...] = ()


class Engine(Protocol):
    """What `EmbeddedModel` needs of a language model."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, control tokens included."""
        ...

    def stream(self, prompt: str, limits: Limits) -> Iterator[str]:
        """The likeliest continuation, piece by piece; closing the iterator ends the work."""
        ...

    def next_token(self, prompt: str) -> tuple[str, float]:
        """The likeliest next token and its probability."""
        ...


class Pieces:
    """Token ids to text, as soon as its characters are whole.

    The tokens are of bytes: a Chinese character may be spread over several of them.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._waiting: list[int] = []

    def add(self, tokens: list[int]) -> str:
        """The text that these tokens complete, maybe none."""
        self._waiting += tokens
        text = str(self._tokenizer.decode(self._waiting))
        if text.endswith("\ufffd") and len(self._waiting) <= _LONGEST_WAIT:
            return ""
        self._waiting = []
        return text

    def rest(self) -> str:
        """What still waits, incomplete characters left out."""
        text = str(self._tokenizer.decode(self._waiting)) if self._waiting else ""
        self._waiting = []
        return text.rstrip("\ufffd")


class OpenVinoEngine:
    """OpenVINO GenAI over the made folder; threads take turns, one generation at a time.

    Keys and values of the last prompts are kept, so a prompt that begins like an earlier one is
    read from where they part.
    """

    def __init__(self, folder: Path) -> None:
        """Loads the model.

        Raises:
            ModelUnavailable: OpenVINO GenAI is absent or cannot load it.
        """
        try:
            import openvino_genai

            self._genai = openvino_genai
            self._pipeline = openvino_genai.LLMPipeline(
                str(folder),
                "CPU",
                prompt_lookup=True,
                PERFORMANCE_HINT="LATENCY",
                DYNAMIC_QUANTIZATION_GROUP_SIZE=str(QUANTIZATION_GROUP),
            )
        except (ImportError, RuntimeError) as error:
            raise ModelUnavailable(
                f"the embedded model cannot be loaded from {folder}: {first_line(error)}; delete "
                f"that folder to have it made anew, or name another model with WENBAO_LLM"
            ) from error
        self._tokenizer = self._pipeline.get_tokenizer()
        self._lock = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, control tokens included."""
        with self._lock:
            return int(self._tokenizer.encode(text, add_special_tokens=False).input_ids.shape[1])

    def next_token(self, prompt: str) -> tuple[str, float]:
        """The likeliest next token and its probability.

        Raises:
            ModelUnavailable: OpenVINO failed.
        """
        config = self._config(1)
        config.logprobs = 1
        with self._lock:
            try:
                found = self._pipeline.generate([prompt], config)
            except RuntimeError as error:
                raise _failed(error) from error
        return str(found.texts[0]), math.exp(min(float(found.scores[0]), 0.0))

    def stream(self, prompt: str, limits: Limits) -> Iterator[str]:
        """The likeliest continuation, piece by piece; closing the iterator ends the work.

        Raises:
            ModelUnavailable: OpenVINO failed.
        """
        pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        closed = threading.Event()
        worker = threading.Thread(
            target=self._work, args=(prompt, limits, pieces, closed), daemon=True
        )
        worker.start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise _failed(piece) from piece
                yield piece
        finally:
            closed.set()
            worker.join()

    def _work(
        self,
        prompt: str,
        limits: Limits,
        pieces: queue.SimpleQueue[str | Exception | None],
        closed: threading.Event,
    ) -> None:
        config = self._config(limits.max_new_tokens)
        config.stop_strings = set(limits.stop)
        try:
            with self._lock:
                if not closed.is_set():
                    streamer = self._streamer(pieces, closed)
                    self._pipeline.generate([prompt], config, streamer)
        except RuntimeError as error:
            pieces.put(error)
        finally:
            pieces.put(None)

    def _streamer(
        self, pieces: queue.SimpleQueue[str | Exception | None], closed: threading.Event
    ) -> Any:
        genai, text = self._genai, Pieces(self._tokenizer)

        class Streamer(genai.StreamerBase):  # type: ignore[misc, name-defined]
            def write(self, token: int | list[int]) -> Any:
                piece = text.add(token if isinstance(token, list) else [token])
                if piece:
                    pieces.put(piece)
                status = genai.StreamingStatus
                return status.CANCEL if closed.is_set() else status.RUNNING

            def end(self) -> None:
                if rest := text.rest():
                    pieces.put(rest)

        return Streamer()

    def _config(self, max_new_tokens: int) -> Any:
        config = self._genai.GenerationConfig()
        config.max_new_tokens = max_new_tokens
        config.do_sample = False
        config.apply_chat_template = False
        config.num_assistant_tokens = _DRAFT_TOKENS
        config.max_ngram_size = _DRAFT_MATCH
        return config


def _failed(error: Exception) -> ModelUnavailable:
    return ModelUnavailable(
        f"the embedded model failed: {first_line(error)}; a shorter question or fewer passages "
        f"may help, or name another model with WENBAO_LLM"
    )
