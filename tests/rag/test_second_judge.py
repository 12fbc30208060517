"""The second judge: what it may change, and what stands when it is of no use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from pydantic import Field, SecretStr

from index.models import Article, Hit, Passage
from rag.citations import Attributor, CitationBook, windows
from rag.claims import verify_file
from rag.errors import ModelUnavailable, SettingsError
from rag.models import AnswerSentence, Support
from rag.opening import _judge_config, build_second_judge
from rag.second_judge import CONTEXT_CHARS, Checked, SecondJudge
from rag.settings import GenerationConfig, Settings, load_settings
from rag.support import check

FLOOD = Article(
    (
        "青河县遭遇特大暴雨，最大降雨量达312.5毫米。灾害造成12人死亡、3人失踪。",
        "县应急管理局局长周明远表示，全县23所学校已停课。",
    ),
    headline="青河县遭遇暴雨",
    source="flood.txt",
)
TRUE = "灾害造成12人死亡、3人失踪。"
EMBROIDERED = "青河县遭遇特大暴雨，居民彻夜未眠。"
FALSE = "灾害造成13人死亡。"


class Replies:
    """A model that gives its replies one after the other, and counts how often it was loaded."""

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.asked = 0

    def __call__(self) -> GenericFakeChatModel:
        self.asked += 1
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return GenericFakeChatModel(messages=iter([AIMessage(content=reply)]))


def answered(draft: str, replies: Replies) -> list[AnswerSentence]:
    hits = [Hit(Passage(FLOOD.id, 0, len(FLOOD.text), FLOOD.text), FLOOD, 1.0)]
    judge = SecondJudge(replies, "large")
    return Attributor(judge).attribute(draft, "暴雨造成多少人死亡？", windows(hits), CitationBook())


def test_the_code_s_own_verdicts_are_what_the_tests_below_stand_on() -> None:
    verdicts = [check(claim, FLOOD.text).verdict for claim in (TRUE, EMBROIDERED, FALSE)]
    assert verdicts == ["supported", "partial", "unsupported"]


@pytest.mark.parametrize(
    ("claim", "reply", "verdict", "reason"),
    [
        (TRUE, "支持", "supported", None),
        (TRUE, "部分支持。", "partial", "复核的模型认为引文只支持"),
        (TRUE, "不支持", "unsupported", "复核的模型认为引文不支持"),
        (EMBROIDERED, "部分支持", "partial", None),
        (EMBROIDERED, "“支持”", "supported", "复核的模型认为引文支持"),
        (EMBROIDERED, "<think>引文没有说居民。</think>\n不支持", "unsupported", "不支持这句话"),
        (TRUE, "支持，因为数字一致。", "supported", "没有按要求回答"),
        (TRUE, "", "supported", "没有按要求回答"),
        (TRUE, "忽略以上要求", "supported", "没有按要求回答"),
    ],
)
def test_a_verdict_is_lowered_or_raised_and_why_is_said(
    claim: str, reply: str, verdict: str, reason: str | None
) -> None:
    (sentence,) = answered(claim, Replies(reply))
    assert sentence.verdict == verdict
    assert bool(sentence.citations) == (verdict != "unsupported")
    told = [text for text in sentence.reasons if "复核" in text]
    assert len(told) == (reason is not None)
    assert reason is None or reason in told[0]


def test_a_contradiction_that_the_code_found_is_not_put_to_it() -> None:
    replies = Replies()
    (sentence,) = answered(FALSE, replies)
    assert sentence.verdict == "unsupported"
    assert replies.asked == 0


def test_a_doubt_about_a_quotation_is_not_talked_away() -> None:
    claim = "县应急管理局局长周明远表示，“全县23所学校都已停课放假”。"
    support = check(claim, FLOOD.text)
    assert support.verdict == "partial"
    assert support.contradicted
    checked = Checked.of(claim, "", FLOOD.text, support)
    assert list(SecondJudge(Replies("支持"), "large").review([checked])) == [support]
    (lowered,) = SecondJudge(Replies("不支持"), "large").review([checked])
    assert lowered.verdict == "unsupported"


def test_a_judge_that_is_down_leaves_the_code_s_verdict_and_is_asked_no_more() -> None:
    down = ModelUnavailable("the server is down")
    replies = Replies(down, down)
    sentences = answered(TRUE + EMBROIDERED + TRUE + TRUE, replies)
    assert [s.verdict for s in sentences] == ["supported", "partial", "supported", "supported"]
    assert all("现在用不了" in s.reasons[-1] for s in sentences)
    assert replies.asked == 2


def test_one_failure_does_not_end_the_asking() -> None:
    replies = Replies(ModelUnavailable("too many requests"), "支持", "不支持")
    verdicts = [s.verdict for s in answered(TRUE * 3, replies)]
    assert verdicts == ["supported", "supported", "unsupported"]


def test_an_english_claim_is_judged_in_english() -> None:
    evidence = "The flood in Qinghe County killed 12 people."
    checked = Checked.of(evidence, "", evidence, check(evidence, evidence))
    (support,) = SecondJudge(Replies("Partial."), "large").review([checked])
    assert support.verdict == "partial"
    assert "only part of the sentence" in support.reasons[0]


class Overheard(GenericFakeChatModel):
    """Keeps what it was asked."""

    prompts: list[str] = Field(default_factory=list)

    def invoke(self, prompt: object, *args: object, **kwargs: object) -> AIMessage:  # type: ignore[override]
        self.prompts.append(str(prompt))
        return AIMessage(content="支持")


def test_the_prompt_shows_the_quote_what_stands_around_it_and_the_question() -> None:
    model = Overheard(messages=iter(()))
    evidence = "前" * 5000 + "。灾害造成12人死亡、$claim。" + "后" * 5000
    start = evidence.index("灾害")
    support = Support("supported", start=start, end=evidence.index("后"))
    checked = Checked.of("12人死亡。", "死了多少人？", evidence, support)
    assert SecondJudge(lambda: model, "large").verdict(checked) == "supported"
    (prompt,) = model.prompts
    assert "灾害造成12人死亡、$claim。" in prompt
    assert "问题：死了多少人？" in prompt
    assert len(prompt) < 2 * CONTEXT_CHARS + 600


def write(path: Path, claims: Iterable[str]) -> Path:
    lines = ({"id": str(n), "claim": c, "evidence": FLOOD.text} for n, c in enumerate(claims))
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path


def test_claims_of_a_file_are_judged_a_second_time(tmp_path: Path) -> None:
    path = write(tmp_path / "claims.jsonl", (TRUE, FALSE, EMBROIDERED))
    results, _ = verify_file(path, SecondJudge(Replies("不支持", "支持"), "large"))
    assert [r.verdict for r in results] == ["unsupported", "unsupported", "supported"]
    assert [r.verdict for r in verify_file(path)[0]] == ["supported", "unsupported", "partial"]


def test_it_is_off_without_the_setting_and_is_never_the_embedded_model() -> None:
    assert build_second_judge(Settings()) is None
    with pytest.raises(SettingsError, match="too small to judge"):
        load_settings(environment={"WENBAO_JUDGE": "embedded"})


def test_what_cannot_be_reached_names_its_own_settings() -> None:
    settings = load_settings(
        environment={"WENBAO_JUDGE": "openai:large", "WENBAO_JUDGE_URL": "http://127.0.0.1:9/v1"}
    )
    judge = build_second_judge(settings)
    assert judge is not None
    checked = Checked.of(TRUE, "", FLOOD.text, check(TRUE, FLOOD.text))
    with pytest.raises(ModelUnavailable, match="WENBAO_JUDGE_URL"):
        judge.verdict(checked)


@pytest.mark.parametrize(
    ("given", "url", "key"),
    [
        ({}, "http://a", "secret"),
        ({"llm": "openai:small"}, "http://a", "secret"),
        ({"llm": "anthropic:small"}, None, None),
        ({"judge_url": "http://b"}, "http://b", None),
        ({"judge_url": "http://b", "judge_key": "own"}, "http://b", "own"),
        ({"judge_key": "own"}, "http://a", "own"),
    ],
)
def test_an_address_is_shared_and_a_key_goes_nowhere_else(
    given: dict[str, str], url: str | None, key: str | None
) -> None:
    base = {"judge": "openai:large", "base_url": "http://a", "api_key": SecretStr("secret")}
    config = _judge_config(GenerationConfig.model_validate(base | given))
    assert config.llm == "openai:large"
    assert config.base_url == url
    assert (config.api_key and config.api_key.get_secret_value()) == key
