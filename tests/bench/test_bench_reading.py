"""Time and memory of reading: a 200-page PDF, and that twice the pages take about twice as long."""

from __future__ import annotations

import resource
import sys
import time
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


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = [dense_page(seed) for seed in range(PAGES)]
    return write_pdf(tmp_path_factory.mktemp("bench") / "edition.pdf", pages)


def read(path: Path) -> int:
    document = read_pdf(path)
    return len(articles_of(document.pages, document))


@pytest.mark.bench
@pytest.mark.slow
def test_reading_200_pages(benchmark: Any, edition: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = benchmark.pedantic(read, args=(edition,), rounds=1, iterations=1)
    unit = 1 if sys.platform == "darwin" else 1024
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit / 1e6
    benchmark.extra_info["pages"] = PAGES
    benchmark.extra_info["megabytes"] = round(grown, 1)
    # Two a page; of a few pages a column is taken for a headless story of its own.
    assert 2 * PAGES <= found <= 2.2 * PAGES
    # Lines with their boxes are kept of every page: about 0.3 MB each.
    assert grown < 2.0 * PAGES


@pytest.mark.bench
@pytest.mark.slow
def test_reading_is_linear(tmp_path: Path) -> None:
    """Eight times the pages take about eight times as long; processor time, as others run too."""
    seconds = []
    for count in (5, 40):
        path = write_pdf(tmp_path / f"{count}.pdf", [dense_page(seed) for seed in range(count)])
        start = time.process_time()
        assert read(path) >= 2 * count
        seconds.append(time.process_time() - start)
    assert seconds[1] < 14 * seconds[0]
