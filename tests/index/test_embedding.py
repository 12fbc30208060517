"""The encoders: a tiny one of the file's own format, quick, and the real one, marked slow."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.config import IndexConfig
from index.e5_weights import read_e5, write_tokenizer
from index.embedding import EmbeddedEncoder, Encoder, LateEncoder, build_encoder
from index.errors import WeightsMissing
from tests.doubles import WordHashEncoder

PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -2.0),
    ("国务院", -3.0),
    ("会议", -4.0),
    ("A股", -4.0),
    ("～", -5.0),
    ("3", -5.0),
    ("%", -5.0),
]


def e5_file(tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    """A file of the format with the pieces above and these (kind, count, bytes) tensors."""
    blob = b"".join(piece.encode() for piece, _ in PIECES)
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, 384, 12, 12, 1536, 250037, 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.array([score for _, score in PIECES], "<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x3000, 1, 0x20)
    directory = sum(2 + len(name) + 21 for name in tensors)
    offset = len(head) + 4 + directory
    listed, data = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, raw) in tensors.items():
        listed += struct.pack("<H", len(name)) + name.encode()
        listed += struct.pack("<BIQQ", kind, count, offset + len(data), len(raw))
        data += raw
    return head + listed + data


@given(st.lists(st.integers(0, 15), min_size=64, max_size=64), st.floats(-4, 4, width=16))
def test_four_bit_weights_are_levels_times_scale(
    tmp_path_factory: pytest.TempPathFactory, levels: list[int], scale: float
) -> None:
    raw = b""
    for block in (levels[:32], levels[32:]):
        raw += np.float16(scale).tobytes()
        raw += bytes(block[j] | block[j + 16] << 4 for j in range(16))
    file = tmp_path_factory.mktemp("e5") / "e5.bin"
    file.write_bytes(e5_file({"emb.word": (1, 64, raw), "emb.ln.w": (0, 2, b"\0\0\x80?" * 2)}))
    e5 = read_e5(file)
    assert e5.tensors["emb.word"].tolist() == [(level - 8) * scale for level in levels]
    assert e5.tensors["emb.ln.w"].tolist() == [1.0, 1.0]
    assert e5.sizes.hidden == 384
    assert [piece for piece, _ in e5.pieces] == [piece for piece, _ in PIECES]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("国务院会议", ["▁", "国务院", "会议"]),
        ("国务院　会议\n", ["▁", "国务院", "▁", "会议"]),
        ("Ａ股３％", ["▁", "A股", "3", "%"]),
        ("3～3", ["▁", "3", "～", "3"]),
        ("", []),
    ],
)
def test_text_is_normalised_as_the_model_was_taught(
    tmp_path: Path, text: str, pieces: list[str]
) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(write_tokenizer(PIECES, tmp_path)))
    assert tokenizer.encode(text).tokens == ["<s>", *pieces, "</s>"]


def test_damaged_weights_are_refused_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "e5-small-q4.bin").write_bytes(e5_file({}))
    config = IndexConfig(cache=tmp_path / "cache", weights=tmp_path / "weights")
    with pytest.raises(WeightsMissing, match="damaged or another version"):
        build_encoder(config)
    assert not list((tmp_path / "cache").rglob("*.bin"))


def test_a_folder_that_is_no_model_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="cannot be loaded"):
        build_encoder(IndexConfig(embedding=str(tmp_path / "absent")))


def test_an_unreachable_hub_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentence_transformers

    def offline(*_args: object, **_kwargs: object) -> None:
        raise OSError("we couldn't connect to the hub\nand more")

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", offline)
    with pytest.raises(WeightsMissing, match="HF_ENDPOINT"):
        build_encoder(IndexConfig(embedding="owner/model"))


def test_a_late_encoder_is_loaded_once_when_it_first_encodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[WordHashEncoder] = []

    def build(*_: object) -> WordHashEncoder:
        loaded.append(WordHashEncoder(dimensions=8))
        return loaded[-1]

    monkeypatch.setattr("index.embedding.build_encoder", build)
    late = LateEncoder(IndexConfig(embedding="owner/model"))
    assert late.name == "owner/model"
    assert loaded == []
    assert late.encode_passages(["雪", "雨"]).shape == (2, 8)
    assert late.encode_queries(["雪"]).shape == (1, late.dimensions)
    assert len(loaded) == 1


CONFIG = IndexConfig(cache=Path(os.environ.get("WENBAO_CACHE") or IndexConfig().cache))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return build_encoder(CONFIG)


PASSAGES = [
    "国务院常务会议研究稳外贸工作。",
    "样例市昨日降雪，多条公交线路停运。",
    "女排决赛三比一取胜。" * 30,
    "A short English passage about trade.",
    "长" * 3000,
]


@pytest.mark.slow
def test_vectors_are_unit_and_find_their_question(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(PASSAGES, lambda done, total: told.append((done, total)))
    assert vectors.shape == (5, encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    questions = ["哪天下雪了，公交停了吗？", "女排比分是多少？", "国务院开会研究什么？"]
    assert (encoder.encode_queries(questions) @ vectors.T).argmax(axis=1).tolist() == [1, 2, 0]
    assert told[-1] == (5, 5)


@pytest.mark.slow
def test_a_vector_does_not_depend_on_its_company(encoder: Encoder) -> None:
    together = encoder.encode_passages(PASSAGES * 5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in PASSAGES] * 5)
    assert (together * alone).sum(axis=1).min() > 0.9999


@pytest.mark.slow
def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


@pytest.mark.slow
def test_token_vectors_leave_out_the_prompt(encoder: Encoder) -> None:
    assert isinstance(encoder, EmbeddedEncoder)
    first, empty = encoder.encode_tokens(["国务院会议", " "])
    assert 1 <= len(first) <= 5
    assert empty.shape == (0, 384)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)


@pytest.mark.slow
def test_the_folder_it_is_made_of_gives_the_same_by_sentence_transformers(
    encoder: Encoder,
) -> None:
    folder = CONFIG.cache / "multilingual-e5-small-1" / "sentence-transformer"
    named = build_encoder(IndexConfig(embedding=str(folder)))
    assert named.dimensions == 384
    for encode in ("encode_passages", "encode_queries"):
        ours, theirs = (getattr(one, encode)(PASSAGES) for one in (encoder, named))
        # Half precision there, single here.
        assert (ours * theirs).sum(axis=1).min() > 0.999


@pytest.mark.slow
def test_torch_stands_in_where_openvino_cannot(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import encoder_runners

    def broken(_folder: Path) -> None:
        raise RuntimeError("no kernel for this processor")

    monkeypatch.setattr(encoder_runners, "_OpenVinoRunner", broken)
    fallback = build_encoder(CONFIG)
    assert isinstance(fallback, EmbeddedEncoder)
    assert isinstance(encoder, EmbeddedEncoder)
    cosines = fallback.encode_passages(PASSAGES) * encoder.encode_passages(PASSAGES)
    assert cosines.sum(axis=1).min() > 0.999
    for one, other in zip(
        fallback.encode_tokens(PASSAGES), encoder.encode_tokens(PASSAGES), strict=True
    ):
        assert one.shape == other.shape


@pytest.mark.slow
def test_a_made_encoder_starts_without_torch(encoder: Encoder) -> None:
    code = (
        "import sys; from pathlib import Path; from index.config import IndexConfig; "
        "from index.embedding import build_encoder; config = IndexConfig(cache=Path(sys.argv[1])); "
        "build_encoder(config).encode_queries(['雪']); "
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code, str(CONFIG.cache)], check=False).returncode == 0
    )
