"""The city that a city's newspaper leaves out: 市水利局 in a page of 澄江 is 澄江市水利局."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.models import Article

_PLACED = re.compile(
    r"(?P<stem>[\u3400-\u9fff]{2,4}?)(?P<kind>[省市县区])(?P<body>[\u3400-\u9fff]{2})"
)


def elided_places(text: str, quote: str, articles: Sequence[Article]) -> str:
    """The places that a quote leaves out before a body or an office of theirs.

    Args:
        text: A question or a sentence, which names them (澄江市水利局).
        quote: Has the body alone (市水利局).
        articles: The quote's; one of them, or its newspaper's name, names the place somewhere.

    Returns:
        The places, joined by spaces; empty if there are none.
    """
    known = " ".join(f"{a.newspaper or ''} {a.headline or ''} {a.text}" for a in articles)
    found = []
    for match in _PLACED.finditer(text):
        stem, kind, body = match.group("stem", "kind", "body")
        bare = re.search(rf"(?<![\u3400-\u9fff]){kind}{body}", quote)
        if bare and stem in known and stem + kind not in quote:
            found.append(stem + kind)
    return " ".join(found)
