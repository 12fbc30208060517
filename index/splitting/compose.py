"""Blocks become articles: where one ends and the next begins, and whose a headline is."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from index.splitting.blocks import Block, Kind
from index.splitting.cohesion import containment
from index.splitting.columns import ends_sentence
from index.splitting.weights import WEIGHTS as W

_LEAD = 400
_RECENT = 3000
"""Characters of a text that are compared with a headline: news says the main thing first."""


# Set as subheads are: in lenticular brackets, numbered, or led by a bullet.
_SUBHEAD = re.compile(
    r"[【■●◆▲★◎]|[一二三四五六七八九十]{1,2}[、是]|[（(][一二三四五六七八九十]{1,2}[）)]|[0-9]{1,2}[、.．](?!\d)"
)


class Order(Enum):
    """Where a page's text stream has its headlines."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Draft:
    """An article being put together; `body` holds text blocks and subhead blocks in page order."""

    body: list[Block] = field(default_factory=list)
    heads: list[Block] = field(default_factory=list)
    bylines: list[Block] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)
    certainty: float = 6.0
    """Log-odds of its least certain edge."""

    @property
    def text(self) -> str:
        """Its running text."""
        return "\n".join(block.text for block in self.body)

    def lead(self) -> str:
        """How it begins."""
        return "\n".join(block.text for block in self.body[:3])[:_LEAD]

    def recent(self) -> str:
        """Its last few thousand characters, so that a long text costs no more than a short one."""
        texts: list[str] = []
        length = 0
        for block in reversed(self.body):
            texts.append(block.text[-_RECENT:])
            length += len(texts[-1])
            if length >= _RECENT:
                break
        return "\n".join(reversed(texts))


@dataclass(slots=True)
class _Slot:
    """What stands between two text blocks."""

    blocks: list[Block] = field(default_factory=list)

    def heads(self) -> list[Block]:
        return [block for block in self.blocks if block.kind is Kind.HEADLINE]


def compose(blocks: Sequence[Block]) -> list[Draft]:
    """Puts a page's blocks together into articles, in page order.

    Advertisements and furniture are left out; every other block goes to exactly one article.
    """
    content = [b for b in blocks if b.kind not in (Kind.AD, Kind.FURNITURE)]
    texts = [block for block in content if block.kind is Kind.TEXT]
    slots = _slots(content)
    if not texts:
        return _without_text(slots[0].blocks)
    tried = [_assign(texts, slots, order) for order in (Order.BEFORE, Order.AFTER)]
    before, after = (score for _, score in tried)
    drafts = tried[1 if after > before else 0][0]
    _place_captions(drafts, texts, slots)
    return drafts


def _slots(content: Sequence[Block]) -> list[_Slot]:
    slots = [_Slot()]
    for block in content:
        if block.kind is Kind.TEXT:
            slots.append(_Slot())
        else:
            slots[-1].blocks.append(block)
    return slots


def _without_text(blocks: Sequence[Block]) -> list[Draft]:
    """A page of pictures: what captions say is its text."""
    captions = [block for block in blocks if block.kind is Kind.CAPTION]
    heads = [block for block in blocks if block.kind is Kind.HEADLINE]
    if not captions and not heads:
        return []
    return [Draft(body=captions or heads, heads=heads if captions else [], certainty=0.0)]


def _assign(
    texts: Sequence[Block], slots: Sequence[_Slot], order: Order
) -> tuple[list[Draft], float]:
    """The articles if the page prints its headlines in that order, and how well that fits."""
    score = _edge_score(slots, order)
    draft = Draft()
    drafts = [draft]
    _open(draft, slots[0], order)
    for index, text in enumerate(texts):
        draft.body.append(text)
        slot = slots[index + 1]
        if index + 1 == len(texts):
            _close(draft, slot, order)
            break
        after = texts[index + 1]
        odds = boundary_odds(draft, slot, after, order)
        if odds <= 0:
            draft.certainty = min(draft.certainty, -odds)
            draft.body.extend(slot.heads())
            draft.bylines.extend(b for b in slot.blocks if b.kind is Kind.BYLINE)
            continue
        score += _fit(draft, slot, after, order)
        fresh = Draft(certainty=odds)
        draft.certainty = min(draft.certainty, odds)
        _divide(draft, fresh, slot, order)
        draft = fresh
        drafts.append(draft)
    return drafts, score


def _edge_score(slots: Sequence[_Slot], order: Order) -> float:
    """What stands first and last on the page tells most."""
    first = any(block.jump_from is None for block in slots[0].heads())
    last = bool(slots[-1].heads())
    lean = W["order_first"] * first - W["order_last"] * last
    return lean if order is Order.BEFORE else -lean


def _fit(draft: Draft, slot: _Slot, after: Block, order: Order) -> float:
    heads = " ".join(block.text for block in slot.heads())
    if not heads:
        return 0.0
    mine = containment(heads, draft.recent()) - containment(heads, after.text[: 2 * _LEAD])
    return W["order_overlap"] * (mine if order is Order.AFTER else -mine)


def boundary_odds(draft: Draft, slot: _Slot, after: Block, order: Order) -> float:
    """Log-odds that a new article begins at this slot.

    Args:
        draft: The article so far.
        slot: What stands between it and the next text.
        after: The next text.
        order: Where the page has its headlines.
    """
    before = draft.body[-1]
    heads = slot.heads()
    if before.jump_to or after.jump_from or any(head.jump_from for head in heads):
        return W["edge_mark"]
    odds = W["edge"]
    if after.dateline:
        odds += W["edge_dateline"]
    if before.closed:
        odds += W["edge_closed"]
    if not ends_sentence(before.text):
        odds += W["edge_open"]
    if not heads:
        return odds
    odds += _heads_odds(heads, before.column)
    if any(block.kind in (Kind.BYLINE, Kind.CAPTION) for block in slot.blocks):
        odds += W["edge_company"]
    odds += W["edge_cohesion"] * (containment(after.text[:_LEAD], draft.recent()) - 0.2)
    if order is Order.AFTER:
        text = " ".join(head.text for head in heads)
        lead = draft.lead()
        odds += W["edge_overlap"] * (
            containment(text, lead) - containment(text, after.text[:_LEAD])
        )
    return odds


def _heads_odds(heads: Sequence[Block], column: float) -> float:
    """How much the lines between two texts look like a headline rather than a subhead."""
    lines = [line for head in heads for line in head.lines]
    signs = {
        "edge_headline": True,
        "edge_spaced": any(line.spaced for line in lines),
        "edge_wide": column > 0 and max(line.width for line in lines) > column,
        "edge_large": any((line.size or 1.0) >= 1.3 for line in lines),
        "edge_in_column": any(head.in_column for head in heads),
        "edge_subhead": all(_SUBHEAD.match(head.text) for head in heads),
        "edge_kicker": any(line.gap for head in heads for line in head.lines[1:]),
    }
    return sum(W[name] for name, seen in signs.items() if seen)


def _open(draft: Draft, slot: _Slot, order: Order) -> None:
    """What stands before the page's first text."""
    for block in slot.blocks:
        opening = order is Order.AFTER and block.jump_from is not None
        if block.kind is Kind.HEADLINE:
            (draft.body if opening else draft.heads).append(block)
        elif block.kind is Kind.BYLINE:
            draft.bylines.append(block)


def _close(draft: Draft, slot: _Slot, order: Order) -> None:
    """What stands after the page's last text."""
    heads = slot.heads()
    draft.bylines.extend(block for block in slot.blocks if block.kind is Kind.BYLINE)
    if order is Order.AFTER or not draft.heads:
        draft.heads.extend(heads)
    else:
        draft.body.extend(heads)
        draft.certainty = min(draft.certainty, 0.5 if heads else draft.certainty)


def _divide(draft: Draft, fresh: Draft, slot: _Slot, order: Order) -> None:
    """Gives headlines and bylines of a slot to the article before or after it."""
    owner = draft if order is Order.AFTER else fresh
    marked = False
    for block in slot.blocks:
        marked = marked or block.jump_from is not None
        if block.kind is Kind.HEADLINE:
            if marked and order is Order.AFTER:
                fresh.body.append(block)
            else:
                owner.heads.append(block)
        elif block.kind is Kind.BYLINE:
            _divide_byline(block, draft, fresh, slot, order)


def _divide_byline(block: Block, draft: Draft, fresh: Draft, slot: _Slot, order: Order) -> None:
    heads = slot.heads()
    above = not heads or slot.blocks.index(block) < slot.blocks.index(heads[0])
    mine = order is Order.AFTER or above
    (draft if mine else fresh).bylines.append(block)


def _place_captions(
    drafts: Sequence[Draft], texts: Sequence[Block], slots: Sequence[_Slot]
) -> None:
    """Gives each caption to the neighbouring article that it has most in common with."""
    owner = {id(block): draft for draft in drafts for block in draft.body}
    for index, slot in enumerate(slots):
        near = [owner[id(text)] for text in texts[max(0, index - 1) : index + 1]]
        for block in slot.blocks:
            if block.kind is Kind.CAPTION:
                best = max(near, key=lambda draft: containment(block.text, draft.text, 3))
                best.captions.append(block)


def confidence(draft: Draft) -> float:
    """The certainty of an article's least certain edge as a probability."""
    return 1 / (1 + math.exp(-max(0.0, draft.certainty)))
