"""What a time expression is read against: the day it counts from and what was named before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rag.temporal.spans import Extent, month_extent


@dataclass(slots=True)
class Context:
    """Changes while a text is read from left to right."""

    today: date
    """The day of the question, or the issue date of the article."""
    in_article: bool = False
    """In an article a date without a year is the nearest one; in a question the latest past one."""
    dated: bool = False
    """The article's issue date is known, so the nearest date is the right one."""
    year: int | None = None
    """Named last: 2020年11月 lends its year to 12月 after it."""
    month: date | None = None
    """First day of the month named last: 2月3日 lends it to 4日 after it."""

    def name_year(self, year: int) -> None:
        """Remember a year that the text spells out."""
        self.year, self.month = year, None

    def year_for(self, month: int, day: int = 1) -> int:
        """The year that a date without one is meant in."""
        if self.year is not None:
            return self.year
        today = self.today
        if not self.in_article:
            return today.year if (month, day) <= (today.month, today.day) else today.year - 1
        # Newspapers look back further than ahead: at most four months ahead, eight back.
        ahead = (month - today.month) % 12
        if ahead <= 4:
            return today.year + (today.month + ahead > 12)
        return today.year - (month > today.month)

    def place_month(self, month: int, day: int = 1) -> Extent | None:
        """The month with its year supplied, remembered for what follows; None for a month 13."""
        if not 1 <= month <= 12:
            return None
        extent = month_extent(
            self.year_for(month, day), month, year_known=self.dated or self.year is not None
        )
        self.month = extent.start
        return extent


Reader = Callable[["re.Match[str]", Context], Extent | None]
"""Makes of a match what it means, or None when it means no time after all."""


class Rule(NamedTuple):
    """A pattern, what its matches mean, and what tells quickly that it cannot match."""

    pattern: re.Pattern[str]
    read: Reader
    needs: re.Pattern[str]
    """Found in every match, and looked for many times quicker than the pattern itself."""
    in_articles: bool = True
    """False where the words say nothing of when an article's events were (近日, 目前)."""
