"""Names of a claim: in the evidence, in their own part, and with what they said."""

from __future__ import annotations

import re

from rag.support.alignment import Alignment
from rag.support.findings import Finding
from rag.support.lexicon import lexicon
from rag.support.reading import Reading, Sentence, Word
from rag.support.terms import Term, is_name

_LONGEST_FULL_NAME = 16
_SYMMETRIC = re.compile(r"[与和同跟及、]|以及|会谈|会见|会晤|合作|之间")


def held(name: str, text: str) -> bool:
    """Whether a folded text holds a name: whole, without its kind (合浦 for 合浦县), or in full.

    A short form is held by the full one when its characters occur there in order (发改委 in
    国家发展和改革委员会).
    """
    if name in text:
        return True
    words = lexicon()
    for suffix in (*words.name_suffixes, *words.person_titles):
        stem = name.removesuffix(suffix)
        if stem != name and len(stem) >= 2 and stem in text:
            return True
    if len(name) < 3 or name.isascii():
        return False
    gap = r"[^\W\d_]{0,6}?"
    pattern = gap.join(map(re.escape, name))
    match = re.search(pattern, text)
    return match is not None and len(match[0]) <= _LONGEST_FULL_NAME


def check_names(
    terms: list[Term], alignment: Alignment, evidence: Reading, question: str
) -> list[Finding]:
    """Objections to names that the evidence does not have, or has in each other's part."""
    findings = []
    for term in terms:
        if not term.name or alignment.share(term.start, term.end) == 1.0:
            continue
        if not held(term.text, evidence.folded) and term.text not in question:
            findings.append(Finding("name", "fatal", "missing", term.text))
    return [*findings, *_swapped(terms, alignment), *_speakers(alignment)]


def _swapped(terms: list[Term], alignment: Alignment) -> list[Finding]:
    """Two names around the same verb, each where the evidence has the other."""
    claim = alignment.claim.folded
    names = [t for t in terms if t.name]
    for first, second in zip(names, names[1:], strict=False):
        between = claim[first.end : second.start]
        if not between or len(between) > 14 or _SYMMETRIC.search(between):
            continue
        verbs = [
            w.text
            for w in alignment.claim.words
            if first.end <= w.start
            and w.end <= second.start
            and w.tag.startswith("v")
            and len(w.text) > 1
        ]
        for sentence in alignment.window.sentences:
            text = sentence.folded
            b, a = text.find(second.text), text.rfind(first.text)
            if (
                first.text in second.text
                or second.text in first.text
                or not 0 <= b < a
                or text.find(first.text) < b
            ):
                continue
            middle = text[b + len(second.text) : a]
            if (
                len(middle) <= 14
                and any(v in middle for v in verbs)
                and _passive(between) == _passive(middle)
            ):
                return [Finding("roles", "fatal", "swapped", first.text, second.text)]
    return []


def _passive(text: str) -> bool:
    return any(word in text for word in lexicon().passive)


def speakers(sentence: Sentence) -> list[tuple[str, int]]:
    """`(name, offset)` of those who say something: the last name before a verb of saying."""
    found = []
    name: Word | None = None
    for word in sentence.words:
        if name is not None and re.search("[,;。!?]", sentence.folded[name.end : word.start]):
            name = None
        if is_name(word) and word.tag in {"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"}:
            name = word
        elif word.text in lexicon().saying and name is not None and word.start - name.end <= 20:
            found.append((name.text, name.start))
    return found


def _speakers(alignment: Alignment) -> list[Finding]:
    """A statement given to another than the one who made it."""
    mine = speakers(alignment.claim)
    theirs = [name for s in alignment.window.sentences for name, _ in speakers(s)]
    text = "".join(s.folded for s in alignment.window.sentences)
    if not mine or not theirs:
        return []
    name = mine[0][0]
    if (
        any(name in other or other in name for other in theirs)
        or (held(name, text)
        and len(theirs) > 1)
    ):
        return []
    if held(name, text):
        return []
    return [Finding("speaker", "fatal", "speaker", name, theirs[0])]
