"""Names of a claim: in the evidence, in their own part, and with what they said."""

from __future__ import annotations

import re

from rag.support.alignment import Alignment
from rag.support.findings import Finding
from rag.support.lexicon import lexicon
from rag.support.reading import Reading
from rag.support.terms import Term

_LONGEST_FULL_NAME = 16
LEADING = "有是在由和与为被到从对向叫"
TRAILING = "的了是在和与说为也则"
"""Particles that jieba joins to names it does not know."""


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
    """Objections to names that the evidence does not have."""
    findings = _ranks(terms, alignment.claim.folded, evidence.folded)
    for term in terms:
        if not term.name or alignment.share(term.start, term.end) == 1.0:
            continue
        if term.text not in question and not _known(term.text, evidence.folded):
            findings.append(Finding("name", "fatal", "missing", term.text))
    return findings


def _known(name: str, text: str) -> bool:
    if held(name, text) or any(w in text for w in lexicon().synonyms.get(name, ())):
        return True
    stem = name.lstrip(LEADING).rstrip(TRAILING)
    return 2 <= len(stem) < len(name) and held(stem, text)


def _ranks(terms: list[Term], claim: str, evidence: str) -> list[Finding]:
    """A rank added or dropped: 副局长 is not 局长."""
    words = lexicon()
    findings = []
    for term in terms:
        if term.given or not term.text.endswith(words.person_titles):
            continue
        written = claim[: term.end][-len(term.text) - 1 :]
        bare = term.text.lstrip("".join(words.title_prefixes)) or term.text
        full = written if written[0] in words.title_prefixes else term.text
        if full != bare:
            if full not in evidence and bare in evidence:
                findings.append(Finding("name", "fatal", "differs", full, bare))
        elif bare in evidence:
            ranked = [p + bare for p in words.title_prefixes if p + bare in evidence]
            if sum(map(evidence.count, ranked)) == evidence.count(bare):
                findings.append(Finding("name", "fatal", "differs", bare, ranked[0]))
    return findings
