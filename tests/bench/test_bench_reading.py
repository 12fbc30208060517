"""Time and memory of reading: a 200-page PDF, and that twice the pages take about twice as long."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import pytest

from index.layout import articles_of
from index.reading.pdf import read_pdf
from tests.pdf_pages import PageSetter, paragraphs, write_pdf

PAGES = 200
LEFTS = (40.0, 228.0, 416.0, 604.0)


def dense_page(seed: int) -> PageSetter:
    """Two stories of four columns each, about 3,300 characters."""
    page = PageSetter()
    page.running_head(seed % 90 + 1)
    page.centred(40, 754, 70, "新泵房周一启用惠及八镇", 30)
    bottom = page.columns(paragraphs(32, 2 * seed), LEFTS, 116, 15)
    page.rule(40, bottom + 6, 754)
    page.centred(40, 754, bottom + 14, "图书馆延长开放时间", 26)
    page.columns(paragraphs(32, 2 * seed + 1), LEFTS, bottom + 50, 15)
    return page


def read(path: Path) -> int:
    document = read_pdf(path)
    return len(articles_of(document.pages, document))


@pytest.mark.bench
@pytest.mark.parametrize("pages", [50, 200])
def test_reading_a_pdf(benchmark: Any, tmp_path: Path, pages: int) -> None:
    """Time and memory of two sizes side by side show whether reading is linear."""
    path = write_pdf(tmp_path / "edition.pdf", [dense_page(seed) for seed in range(pages)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = benchmark.pedantic(read, args=(path,), rounds=1, iterations=1)
    unit = 1 if sys.platform == "darwin" else 1024
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit / 1e6
    benchmark.extra_info.update(pages=pages, articles=found, megabytes=round(grown, 1))
    assert found == 2 * pages


@pytest.mark.slow
def test_dense_pages_have_two_articles_each(tmp_path: Path) -> None:
    """Pages 20 and 44 end columns in one-word lines over an indent, and in lines like a kicker."""
    path = write_pdf(tmp_path / "edition.pdf", [dense_page(seed) for seed in (*range(8), 20, 44)])
    assert read(path) == 20
