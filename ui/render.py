"""What the chat shows, as escaped HTML; pure functions that know nothing of Gradio.

Every piece of a document or a question passes through `escape`. What opens an article carries
`data-open="<article id>:<start>-<end>"`, which the page hands to `reader.open_passage`; a citation
carries `data-cited` with all that is kept of it, which the page hands to `reader.open_citation`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from index.models import Article, Hit
from rag.models import Answer, AnswerSentence, Citation, Verdict
from ui.json_output import citation_json
from ui.screen_texts import escape, say
from ui.wording import cite

_VERDICT_MARKS: dict[Verdict, str] = {"supported": "✓", "partial": "◐", "unsupported": "✗"}
_SNIPPET_CHARS = 160


def question(text: str) -> str:
    """The reader's question, as typed."""
    return f'<div class="wb-question">{_lines(text)}</div>'


def exchange(asked: str, replied: str) -> str:
    """A question with what is said to it, both already HTML."""
    return f'<section class="wb-exchange">{asked}<div class="wb-reply">{replied}</div></section>'


def welcome(questions: Sequence[str]) -> str:
    """What stands where nothing has been asked yet, with questions to try."""
    offered = "".join(
        f'<button type="button" class="wb-example" data-question="{escape(one)}">{escape(one)}'
        "</button>"
        for one in questions
    )
    tries = f'<div class="wb-label">{say("examples")}</div>{offered}' if offered else ""
    return (
        f'<div class="wb-welcome"><h2>{say("empty_title")}</h2><p>{say("empty_text")}</p>'
        f'<div class="wb-examples">{tries}</div></div>'
    )


def notice(key: str, **values: object) -> str:
    """A line that says what is being done."""
    said = say(key, **values)
    return f'<div class="wb-notice" role="status"><span class="wb-dots"></span>{said}</div>'


def failure(key: str, detail: str = "", **values: object) -> str:
    """A sentence about what went wrong, and the error's own words."""
    more = f' <span class="wb-detail">{_lines(detail)}</span>' if detail else ""
    return f'<div class="wb-failure" role="alert">{say(key, **values)}{more}</div>'


def draft(text: str) -> str:
    """The answer as the model writes it, before it is checked."""
    return (
        f'<div class="wb-draft">{_lines(text)}<span class="wb-caret"></span>'
        f'<div class="wb-note">{say("drafting")}</div></div>'
    )


def stopped() -> str:
    """A line under a reply that the reader has stopped."""
    return f'<div class="wb-note">{say("stopped")}</div>'


def answer(value: Answer) -> str:
    """A checked answer with its marks and sources, or a refusal with the nearest articles."""
    asked_as = ""
    if value.standalone_question not in ("", value.question):
        asked_as = (
            f'<div class="wb-note">{say("asked_as", question=value.standalone_question)}</div>'
        )
    body = _refusal(value) if value.status == "refused" else _answered(value)
    return f'<div class="wb-answer">{asked_as}{body}{_timings(value)}</div>'


def _answered(value: Answer) -> str:
    by_number = {citation.number: citation for citation in value.citations}
    sentences = "".join(_sentence(sentence, by_number) for sentence in value.sentences)
    sources = "".join(_source(citation) for citation in value.citations)
    copy = (
        f'<button type="button" class="wb-small wb-copy" data-copy="{_in_attribute(plain(value))}">'
        f'<span class="wb-first">{say("copy")}</span><span class="wb-sure">{say("copied")}</span>'
        "</button>"
    )
    missing = f'<p class="wb-note">{_lines(value.refusal)}</p>' if value.refusal else ""
    said = f'<p class="wb-text">{sentences}</p>{missing}'
    return f'{said}<ol class="wb-sources">{sources}</ol>{copy}'


def plain(value: Answer) -> str:
    """The answer with its numbers and sources as text, for pasting elsewhere."""
    said = "".join(s.text + "".join(f"[{n}]" for n in s.citations) for s in value.sentences)
    missing = (value.refusal,) if value.refusal else ()
    sources = (f"[{c.number}] {cite(c.article)}：“{c.quote}”" for c in value.citations)
    return "\n".join((said, *missing, "", *sources))


def _in_attribute(text: str) -> str:
    return "&#10;".join(escape(line) for line in text.splitlines())


def _sentence(sentence: AnswerSentence, by_number: dict[int, Citation]) -> str:
    cites = "".join(_cite(by_number[n]) for n in sentence.citations if n in by_number)
    text = f'<span class="wb-sentence wb-{sentence.verdict}">{_lines(sentence.text)}</span>'
    return f"{text}{cites}{_verdict(sentence)} "


def _cite(citation: Citation) -> str:
    label = escape(_plain_source(citation.article))
    return (
        f'<button type="button" class="wb-cite" title="{label}" '
        f"{_opens(citation)}>{citation.number}</button>"
    )


def _verdict(sentence: AnswerSentence) -> str:
    mark, name = _VERDICT_MARKS[sentence.verdict], say(sentence.verdict)
    reasons = "".join(f"<span>{escape(reason)}</span>" for reason in sentence.reasons)
    if sentence.verdict != "supported" and not reasons:
        reasons = f"<span>{say('no_reason')}</span>"
    return (
        f'<span class="wb-verdict wb-{sentence.verdict}" tabindex="0">'
        f'<span class="wb-mark" aria-hidden="true">{mark}</span>'
        f'<span class="wb-reasons"><b>{name}</b>{reasons}</span></span>'
    )


def _source(citation: Citation) -> str:
    return (
        f'<li value="{citation.number}"><button type="button" class="wb-source" '
        f"{_opens(citation)}>{source_line(citation.article)}</button></li>"
    )


def _refusal(value: Answer) -> str:
    cards = "".join(_article_card(article) for article in value.nearest)
    nearest = f'<div class="wb-label">{say("nearest")}</div><div class="wb-cards">{cards}</div>'
    said = f'<p class="wb-text">{_lines(value.text)}</p>'
    return f'<div class="wb-refusal"><b>{say("refused")}</b>{said}{nearest if cards else ""}</div>'


def _timings(value: Answer) -> str:
    first, total = value.timings.first_token_s, value.timings.total_s
    parts = [escape(value.model)] if value.model else []
    if first is not None and total is not None:
        parts.append(say("timings", first=f"{first:.1f}", total=f"{total:.1f}"))
    return f'<div class="wb-note">{" · ".join(parts)}</div>' if parts else ""


def evidence(hits: Sequence[Hit], value: Answer | None = None) -> str:
    """The panel beside the answer.

    Args:
        hits: The passages found, best first.
        value: The finished answer; until there is one, all passages are of equal rank.
    """
    if value is None:
        return _section("passages_found", map(_hit_card, hits)) or _hint("none_found")
    cited = _section("cited", map(_citation_card, value.citations))
    used = [(c.article.id, c.start, c.end) for c in value.citations]
    others = [hit for hit in hits if not any(_overlaps(hit, *quote) for quote in used)]
    rest = _section("also_found" if cited else "passages_found", map(_hit_card, others))
    if cited and rest:
        rest = f'<details class="wb-rest"><summary>{say("also_found")}</summary>{rest}</details>'
    return cited + rest or _hint("none_found")


def evidence_hint() -> str:
    """The panel before the first question."""
    return _hint("evidence_hint")


def _hint(key: str) -> str:
    return f'<div class="wb-hint">{say(key)}</div>'


def _overlaps(hit: Hit, article_id: str, start: int, end: int) -> bool:
    passage = hit.passage
    return passage.article_id == article_id and passage.start < end and start < passage.end


def _section(key: str, cards: Iterable[str]) -> str:
    joined = "".join(cards)
    if not joined:
        return ""
    return f'<div class="wb-label">{say(key)}</div><div class="wb-cards">{joined}</div>'


def _hit_card(hit: Hit) -> str:
    passage = hit.passage
    return _card(
        hit.article,
        _opens_place(f"{passage.article_id}:{passage.start}-{passage.end}"),
        escape(_shorten(passage.text)),
    )


def _citation_card(citation: Citation) -> str:
    quote = f"<mark>{escape(_shorten(citation.quote))}</mark>"
    return _card(citation.article, _opens(citation), quote, str(citation.number))


def _article_card(article: Article) -> str:
    return _card(article, _opens_place(f"{article.id}:0-0"), escape(_shorten(article.text, 80)))


def _card(article: Article, opens: str, excerpt: str, number: str = "") -> str:
    badge = f'<span class="wb-number">{number}</span>' if number else ""
    return (
        f'<button type="button" class="wb-card" {opens}>'
        f'<span class="wb-headline">{badge}{headline(article)}</span>'
        f'<span class="wb-printed">{printed(article)}</span>'
        f'<span class="wb-excerpt">{excerpt}</span></button>'
    )


def _opens(citation: Citation) -> str:
    """What opens a citation: its place, and all that is kept should the place be gone."""
    kept = escape(json.dumps(citation_json(citation), ensure_ascii=False))
    return f'{_opens_place(place(citation))} data-cited="{kept}"'


def _opens_place(where: str) -> str:
    return f'data-open="{escape(where)}"'


def place(citation: Citation) -> str:
    """Where a citation stood: its article and the offsets of its quote."""
    return f"{citation.article.id}:{citation.start}-{citation.end}"


def headline(article: Article) -> str:
    """The headline, or that there is none."""
    return escape(article.headline) if article.headline else say("untitled")


def printed(article: Article) -> str:
    """Newspaper, date and page, as far as they are known."""
    parts = [escape(f"《{article.newspaper}》")] if article.newspaper else []
    if article.date:
        parts.append(f"<time>{article.date.isoformat()}</time>")
    if article.pages:
        parts.append(say("page", page="、".join(article.pages)))
    return " ".join(parts)


def source_line(article: Article) -> str:
    """An article as it is cited: 《样例日报》 2025-01-22 第4版 《标题》."""
    title = f"《{escape(article.headline)}》" if article.headline else say("untitled")
    return f"{printed(article)} {title}".strip()


def _plain_source(article: Article) -> str:
    when = article.date.isoformat() if article.date else ""
    return " ".join(filter(None, (article.newspaper, when, article.headline)))


def _shorten(text: str, limit: int = _SNIPPET_CHARS) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _lines(text: str) -> str:
    """Escaped text without a blank line, which would end an HTML block in Markdown."""
    return "<br>".join(escape(line) for line in text.strip().splitlines())
