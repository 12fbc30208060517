"""How an article is named to a reader; the screen's texts are in `ui.screen_texts`."""

from __future__ import annotations

from index.models import Article

UNTITLED = "（无标题）"


def cite(article: Article) -> str:
    """An article as a newspaper would be cited: 《样例日报》2025-01-22 第4版《标题》."""
    newspaper = f"《{article.newspaper}》" if article.newspaper else ""
    when = article.date.isoformat() if article.date else ""
    printed = " ".join(part for part in (when, pages(article)) if part)
    headline = f"《{article.headline}》" if article.headline else UNTITLED
    return f"{newspaper}{printed}{' ' if printed and not article.headline else ''}{headline}"


def pages(article: Article) -> str:
    """The printed pages: 第1、4版, or nothing where they are unknown."""
    return f"第{'、'.join(article.pages)}版" if article.pages else ""
