"""Stand-ins for the parts that tests must not load: language models and the clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.messages import BaseMessage

from index.words import terms
from rag.refusal import Gate, Weights


class WordHashEncoder:
    """A real if simple encoder: hashed counts of words, so that shared words mean nearness."""

    def __init__(self, dimensions: int = 256, name: str = "word-hash") -> None:
        self.name = name
        self.dimensions = dimensions
        self.encoded = 0
        """How many passages were encoded so far."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> np.ndarray:
        self.encoded += len(texts)
        vectors = self._encode(texts)
        if progress:
            progress(len(texts), len(texts))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in terms(text):
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=5).digest()
                sign = 1.0 if digest[4] % 2 else -1.0
                vectors[row, int.from_bytes(digest[:4], "big") % self.dimensions] += sign
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class OneMind:
    """For a double of a judge that thinks of quotes what it thinks of all else."""

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        raise NotImplementedError

    def settles(self, prompt: str) -> float:
        return self.probability_of(prompt)


def gate(
    *, yes: float = 0.0, intercept: float = 0.0, threshold: float = 0.5, hopeless: float = 0.0
) -> Gate:
    """A gate that weighs P(是) alone; without arguments every question is answered."""
    weights = Weights.of({"intercept": intercept, "yes": yes})
    return Gate(weights, weights, threshold, threshold, sure=0.9, hopeless=hopeless)
