from __future__ import annotations

import json
from pathlib import Path

from index.models import Article, LibraryArticle
from ui.samples import Example, read_examples, usable

EXAMPLES = (Example("多长？", "大桥 通车"), Example("几点？", "图书馆"), Example("下雪吗？", None))


def test_only_questions_whose_article_is_held_are_offered() -> None:
    held = [LibraryArticle(Article(("正文",), headline="大桥通车"))]
    assert usable(EXAMPLES, held) == ["多长？", "下雪吗？"]
    assert usable(EXAMPLES, []) == []


def test_a_folder_without_examples_offers_none(tmp_path: Path) -> None:
    assert read_examples(tmp_path) == ()
    rows: dict[str, object] = {"examples": [{"question": "问？", "answers": [], "article": None}]}
    (tmp_path / "examples.json").write_text(json.dumps(rows), "utf-8")
    assert read_examples(tmp_path) == (Example("问？", None),)


def test_the_packaged_sample_has_ten_questions_and_one_to_refuse() -> None:
    examples = read_examples()
    assert sum(one.headline is not None for one in examples) >= 10
    assert any(one.headline is None for one in examples)
