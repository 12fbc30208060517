"""The name that a figure is written with in a list: 澄江(4.1%), 澄江：4.1%, 澄江4.1%、南屏4.3%."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.support.lexicon import lexicon
from rag.support.pairing import Place
from rag.support.terms import Term

_ITEM = re.compile(r"([^\d\s,;:、。!?()《》“”\"]{2,16})\s*[(:]?\s*(?:为|达|约|近)?$")
_OPENED = re.compile(r"[(:]\s*(?:为|达|约|近)?$")
_CLOSED = re.compile(r"\s*(?:[)、]|$)")
_LISTED = re.compile(r"^[^\s,;。()]{0,3}[、)]")


def owned_by(place: Place, names: Sequence[str]) -> bool:
    """Whether a figure stands right behind one of some names, at most a bracket or colon between."""
    item = _ITEM.search(_before(place))
    return item is not None and any(_ends_with(item[1], name) for name in names)


def says_no_more(place: Place) -> bool:
    """Whether nothing follows a figure in its item, so that the name before it is all it is told of."""
    return _CLOSED.match(place.after) is not None


def owned_by_other(place: Place, places: Sequence[Place], names: Sequence[str]) -> Place | None:
    """The figure that a name has for its own in the list where another item has this one.

    Args:
        place: An equal figure, which is the other item's.
        places: All figures around.
        names: Whom the claim speaks of.
    """
    if not _listed(place) or owned_by(place, names):
        return None
    mates = (p for p in places if p.sentence is place.sentence and p.fact.start != place.fact.start)
    return next((p for p in mates if _listed(p) and owned_by(p, names)), None)


def names_with(term: Term, claim_terms: Sequence[Term]) -> list[str]:
    """The names of a figure's clause in the claim; of the whole claim if that has none."""
    named = [t for t in claim_terms if t.name]
    return [t.text for t in named if t.clause == term.clause] or [t.text for t in named]


def _listed(place: Place) -> bool:
    """Whether a figure is an item of a list: in a bracket or behind a colon, or 、 follows."""
    before = _before(place)
    if _ITEM.search(before) is None:
        return False
    return bool(_OPENED.search(before) or _LISTED.search(place.after))


def _before(place: Place) -> str:
    """The sentence up to a figure; a colon, which ends a clause, does not part a name from it."""
    return place.sentence.folded[: place.fact.start]


def _ends_with(item: str, name: str) -> bool:
    """Whether an item is a name, with or without its kind on either side (江北, 江北区)."""
    if item.endswith(name):
        return True
    for suffix in lexicon().name_suffixes:
        stem = name.removesuffix(suffix)
        if item.endswith(name + suffix) or (stem != name and len(stem) > 1 and item.endswith(stem)):
            return True
    return False
