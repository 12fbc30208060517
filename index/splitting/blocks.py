"""Lines with roles become blocks: running text, headlines, captions, bylines, what is left aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from index.datelines import end_credit, opens_with_dateline
from index.splitting.columns import ends_sentence
from index.splitting.facts import PROSE, Role
from index.splitting.lines import PrintedLine
from index.splitting.paragraphs import gather, join_texts
from index.splitting.roles import RoledLine

_MOST_HEAD_LINES = 3
_CLOSING = re.compile(r"[（(](?:完|全文完|本文完|END|End)[）)]\s*$")


class Kind(Enum):
    """What a block is to its page."""

    TEXT = auto()
    HEADLINE = auto()
    BYLINE = auto()
    CAPTION = auto()
    AD = auto()
    FURNITURE = auto()


_KINDS = {
    Role.HEADLINE: Kind.HEADLINE,
    Role.HEADLINE_MORE: Kind.HEADLINE,
    Role.BYLINE: Kind.BYLINE,
    Role.CAPTION: Kind.CAPTION,
    Role.CAPTION_END: Kind.CAPTION,
    Role.AD: Kind.AD,
    Role.AD_MORE: Kind.AD,
    Role.FURNITURE: Kind.FURNITURE,
} | dict.fromkeys(PROSE, Kind.TEXT)
_BEGINS = {Role.HEADLINE, Role.AD}


@dataclass(slots=True)
class Block:
    """Consecutive lines of one kind.

    Attributes:
        kind: What they are.
        lines: As printed.
        paragraphs: Of running text, its paragraphs; of anything else one text.
        column: Ems of the column that the text, or for a headline the text before it, is set in.
        in_column: A headline whose lines are cut where the column ends, as a subhead's are.
        flush: Running text whose first line is not indented.
    """

    kind: Kind
    lines: list[PrintedLine]
    paragraphs: list[str] = field(default_factory=list)
    column: float = 0.0
    in_column: bool = False
    flush: bool = False

    @property
    def text(self) -> str:
        """All of it, paragraphs joined by line breaks."""
        return "\n".join(self.paragraphs)

    @property
    def jump_from(self) -> str | None:
        """Page label of a mark before the block."""
        return self.lines[0].jump_from

    @property
    def jump_to(self) -> str | None:
        """Page label of a mark after the block."""
        return self.lines[-1].jump_to

    @property
    def closed(self) -> bool:
        """Whether it ends as stories end: （完）, （新华社记者 夏晓）."""
        return bool(self.paragraphs) and closes_story(self.paragraphs[-1])

    @property
    def dateline(self) -> bool:
        """Whether it opens as a news story does."""
        return bool(self.paragraphs) and opens_with_dateline(self.paragraphs[0])


def closes_story(text: str) -> bool:
    """Whether a paragraph ends with the mark or credit that ends a news story."""
    return _CLOSING.search(text) is not None or (
        (credit := end_credit(text)) is not None and credit.agency is not None
    )


def make_blocks(lines: Sequence[RoledLine]) -> list[Block]:
    """Groups a page's lines into blocks, in page order; every line is in exactly one block."""
    runs: list[list[RoledLine]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last is None or _starts_run(last, line):
            runs.append([])
        runs[-1].append(line)
    blocks: list[Block] = []
    for run in runs:
        kind = _KINDS[run[0].role]
        if kind is Kind.TEXT:
            blocks.extend(_text_blocks(run))
        else:
            printed = [line.line for line in run]
            column = next((b.column for b in reversed(blocks) if b.kind is Kind.TEXT), 0.0)
            texts = [join_texts(printed)] if kind is Kind.CAPTION else [p.text for p in printed]
            blocks.append(Block(kind, printed, texts, column))
    return blocks


def _starts_run(last: RoledLine, line: RoledLine) -> bool:
    kind = _KINDS[line.role]
    if kind is not _KINDS[last.role] or line.role in _BEGINS:
        return True
    if line.line.jump_from or last.line.jump_to:
        return True
    if kind is Kind.CAPTION:
        return last.role is Role.CAPTION_END
    return False


def _text_blocks(run: Sequence[RoledLine]) -> list[Block]:
    """A run of prose as text blocks, and headline blocks for what only looks like prose.

    A short paragraph without a final mark is a headline or subhead whose first line happens to
    fill the column.
    """
    blocks: list[Block] = []
    groups = gather(run)
    for number, group in enumerate(groups):
        printed = [line.line for line in group]
        text = join_texts(printed)
        column = group[0].column
        head = (
            len(group) <= _MOST_HEAD_LINES
            and not ends_sentence(text)
            and not printed[-1].jump_to
            and not opens_with_dateline(text)
            and column > 0
            and (number < len(groups) - 1 or len(group) <= 2)
        )
        if head:
            blocks.append(
                Block(Kind.HEADLINE, printed, [line.text for line in printed], column, True)
            )
        elif blocks and _goes_on(blocks[-1], text):
            blocks[-1].lines.extend(printed)
            blocks[-1].paragraphs.append(text)
        else:
            flush = group[0].role is Role.FLUSH
            blocks.append(Block(Kind.TEXT, printed, [text], column, flush=flush))
    return blocks


def _goes_on(block: Block, text: str) -> bool:
    """Whether a paragraph can belong to the text block before it."""
    return block.kind is Kind.TEXT and not block.closed and not opens_with_dateline(text)
