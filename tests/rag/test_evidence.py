from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.models import Article, Hit, Passage
from rag.evidence import portions, rank_sentences


def hit(*paragraphs: str, headline: str | None = None, score: float = 1.0) -> Hit:
    article = Article(paragraphs, headline=headline, source="a.txt")
    return Hit(Passage(article.id, 0, len(article.text), article.text), article, score)


BRIDGE = hit(
    "澄江大桥昨日通车。大桥全长1200米，由南屏路桥公司承建。市民纷纷前往拍照留念。",
    "桥上设有自行车道。它将两岸车程缩短到10分钟。",
    headline="澄江大桥通车",
)
FAIR = hit("南屏书市开幕，吸引读者三万人次。", headline="书市开幕")


def test_the_sentence_that_holds_the_answer_is_chosen_first() -> None:
    evidence = portions("澄江大桥全长多少米？", [BRIDGE, FAIR], [20])[0]
    assert [e.text for e in evidence] == ["大桥全长1200米，由南屏路桥公司承建。"]


def test_a_figure_counts_where_one_is_asked_for() -> None:
    ranked = {s.text: s.score for s in rank_sentences("大桥有多长？", [BRIDGE])}
    assert ranked["大桥全长1200米，由南屏路桥公司承建。"] > ranked["市民纷纷前往拍照留念。"]


def test_a_sentence_that_leans_on_another_brings_it_along() -> None:
    evidence = portions("澄江两岸车程缩短到几分钟？", [BRIDGE], [60])[0]
    assert "桥上设有自行车道。" in evidence[0].text
    assert evidence[0].text.index("自行车道") < evidence[0].text.index("10分钟")


def test_what_was_left_out_between_is_marked() -> None:
    evidence = portions("澄江大桥昨日通车，两岸车程几分钟？", [BRIDGE], [60])[0]
    assert "……" in evidence[0].text


def test_nothing_found_is_no_evidence() -> None:
    assert portions("什么？", [], [100]) == []


@given(
    st.lists(st.text("甲乙丙丁。！，桥长米", min_size=1, max_size=60), min_size=1, max_size=4),
    st.integers(min_value=1, max_value=200),
)
def test_evidence_is_verbatim_and_in_order(paragraphs: list[str], budget: int) -> None:
    found = hit(*paragraphs)
    read = [piece for portion in portions("桥长多少米", [found], [budget] * 3) for piece in portion]
    assert [piece.number for piece in read] == list(range(1, len(read) + 1))
    taken = [s.key for piece in read for s in piece.sentences]
    assert len(taken) == len(set(taken))
    for piece in read:
        starts = [s.start for s in piece.sentences]
        assert starts == sorted(starts)
        assert all(s.text == found.article.text[s.start : s.end] for s in piece.sentences)
