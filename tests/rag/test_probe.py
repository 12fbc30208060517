"""The probe: built into a small model of the real one's form, and fitted to what a library holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.library import Library
from index.models import Article, Document
from rag.errors import BadCases
from rag.evaluation.cases import EvaluationDocument
from rag.evaluation.probing import Example, examples, fit, main
from rag.evaluation.run import Names
from rag.models import Case
from rag.probe import MOST, Probe, Vocabulary, attach
from rag.retrieval import Retriever
from rag.settings import RetrievalConfig

MARK, BREAK, YES, NO = 9, 3, 5, 6
VOCABULARY = Vocabulary(mark=MARK, read_as=BREAK, yes=YES, no=NO)
TOKENS, HIDDEN = 40, 24
TODAY = date(2025, 3, 20)


def small_model() -> Any:
    """An embedding, one layer and a last multiplication, named and rewritten as the real one's."""
    import openvino
    from openvino import opset13 as op

    random = np.random.default_rng(4)
    ids = op.parameter([-1, -1], np.int64, name="input_ids")
    table = op.constant(random.standard_normal((TOKENS, HIDDEN)).astype(np.float32))
    embedded = op.gather(table, op.convert(ids, "i32"), op.constant(np.int64(0)))
    layer = op.add(embedded, op.constant(np.float32(0.25)))
    layer.set_friendly_name("model.layers.self_attn.add1.layer0")
    levels = op.constant(random.integers(-127, 128, (TOKENS, HIDDEN)).astype(np.int8))
    scales = op.constant((random.random((TOKENS, 1)) / 127).astype(np.float16))
    weights = op.convert(op.multiply(op.convert(levels, "f16"), scales), "f32")
    logits = op.matmul(op.tanh(layer), weights, transpose_a=False, transpose_b=True)
    ids.output(0).set_names({"input_ids"})
    return openvino.Model([op.result(logits)], [ids])


def logits(model: Any, ids: list[int]) -> Any:
    import openvino

    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(model, "CPU", exact)([np.array([ids])])[0][0]


def a_probe(scale: float = 1.0) -> Probe:
    weights = np.random.default_rng(5).standard_normal(HIDDEN).astype(np.float32) * scale
    return Probe(0, weights, 0.5)


def layer_of(token: int) -> Any:
    table = np.random.default_rng(4).standard_normal((TOKENS, HIDDEN)).astype(np.float32)
    return table[token] + np.float32(0.25)


def test_where_no_mark_stands_the_model_says_what_it_said() -> None:
    plain, probed = small_model(), small_model()
    attach(probed, a_probe(), VOCABULARY)
    assert np.allclose(logits(plain, [1, 3, 8]), logits(probed, [1, 3, 8]), atol=1e-5)


def test_at_the_mark_the_odds_of_yes_and_no_are_the_score_and_nothing_else_is_likely() -> None:
    model, probe = small_model(), a_probe()
    attach(model, probe, VOCABULARY)
    found = logits(model, [1, MARK])[-1]
    # The mark is read as the line break.
    assert found[YES] - found[NO] == pytest.approx(
        float(layer_of(BREAK) @ probe.weights + probe.bias), abs=1e-2
    )


def test_a_score_without_bounds_ends_somewhere() -> None:
    model = small_model()
    attach(model, a_probe(scale=1000.0), VOCABULARY)
    found = logits(model, [1, MARK])[-1]
    assert abs(found[YES] - found[NO]) == pytest.approx(MOST, abs=1e-2)


def test_the_stored_probe_is_of_the_embedded_model() -> None:
    probe = Probe.load()
    assert probe.weights.shape == (1536,)
    assert 0 <= probe.layer < 28
    assert probe.as_json()["weights"] == [float(f"{weight:.4g}") for weight in probe.weights]


def test_fitting_finds_the_direction_that_tells_in_units_of_log_odds() -> None:
    random = np.random.default_rng(6)
    settles = np.arange(400) % 4 == 0
    states = random.standard_normal((400, 8)).astype(np.float32)
    states[:, 2] = states[:, 2] * 0.3 + settles * 5 + 40
    probe = fit(states, list(settles), layer=3)
    scores = states @ probe.weights + probe.bias
    assert probe.layer == 3
    assert int(np.abs(probe.weights).argmax()) == 2
    assert ((scores > 0) == settles).mean() > 0.99


ARTICLES = (
    Article(
        ("澄江大桥3月5日正式通车。", "澄江大桥全长1200米。", "市民冒雨前来参观大桥。"),
        headline="澄江大桥通车",
        date=date(2025, 3, 6),
        source="bridge",
    ),
    Article(
        ("南屏大桥全长仍在测量，由南屏路桥公司承建。",),
        headline="南屏大桥开工",
        date=date(2025, 3, 9),
        source="other",
    ),
)


@pytest.fixture
def asked(library: Library) -> tuple[Names, Retriever]:
    documents = [Document(source=a.source, articles=(a,)) for a in ARTICLES]
    library.add(documents)
    named = [EvaluationDocument(d.source, d) for d in documents]
    return Names(named), Retriever(library, RetrievalConfig())


def case(question: str, *answers: str) -> Case:
    groups = tuple((answer,) for answer in answers)
    return Case(id="1", question=question, answers=groups, gold=("bridge",), date=TODAY)


def quotes(found: list[Example]) -> list[tuple[bool, str]]:
    return [(e.settles, e.prompt.split("\n\n")[0].splitlines()[-1]) for e in found]


def test_an_answer_its_neighbour_and_another_article_are_the_examples(
    asked: tuple[Names, Retriever],
) -> None:
    found = quotes(list(examples([case("澄江大桥全长多少米？", "1200米")], *asked, TODAY)))
    assert found[0] == (True, "澄江大桥全长1200米。")
    assert [settles for settles, _ in found] == [True, False, False]
    assert (False, "南屏大桥全长仍在测量，由南屏路桥公司承建。") in found


def test_where_the_answer_is_not_seen_only_another_article_is_sure_to_lack_it(
    asked: tuple[Names, Retriever],
) -> None:
    found = quotes(list(examples([case("澄江大桥全长多少米？", "一千多米")], *asked, TODAY)))
    assert found == [(False, "南屏大桥全长仍在测量，由南屏路桥公司承建。")]


def test_questions_that_no_sentence_settles_teach_nothing(asked: tuple[Names, Retriever]) -> None:
    compared = case("澄江大桥通车和南屏大桥开工，哪个更早？", "澄江大桥通车")
    assert list(examples([compared, case("澄江大桥全长多少米？")], *asked, TODAY)) == []


def test_cases_without_documents_beside_them_are_named(tmp_path: Path) -> None:
    lonely = tmp_path / "lonely_cases.jsonl"
    lonely.write_text('{"id": "1", "question": "多长？", "answers": [["1米"]]}\n', "utf-8")
    with pytest.raises(BadCases, match=r"lonely_cases\.jsonl"):
        main([str(lonely)])


@pytest.mark.slow
def test_the_embedded_model_s_states_make_a_probe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases, documents = tmp_path / "few_cases.jsonl", tmp_path / "few_documents.jsonl"
    texts = [{"id": a.source, "text": a.text, "headline": a.headline} for a in ARTICLES]
    asked = {"id": "1", "question": "澄江大桥全长多少米？", "answers": [["1200米"]]}
    documents.write_text("\n".join(map(json.dumps, texts)), "utf-8")
    cases.write_text(json.dumps({**asked, "gold": ["bridge"]}), "utf-8")
    main([str(cases), str(documents)])
    told = capsys.readouterr()
    made = json.loads(told.out)
    assert "fitted to 3 prompts" in told.err
    assert len(made["weights"]) == 1536
