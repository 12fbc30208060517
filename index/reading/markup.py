"""HTML and XML as text: the declared encoding, and the visible lines without the tags."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from index.reading.text import decode

_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Pages that say GB 2312 or Big5 use the larger sets that contain them.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
}
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
# Conditions of office programs (<![if !vml]>): html.parser fails on words it does not know there.
_MARKED_SECTION = re.compile(r"<!\[[^>]*>")
_HIDDEN_TAGS = frozenset({"script", "style", "title", "head", "noscript"})
_BLOCK_TAGS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
    | {"tr", "table", "section", "article", "figure", "figcaption", "header", "footer"}
)


def decode_markup(data: bytes) -> str:
    """Decodes HTML or XML as it declares itself, or by its content where that does not fit.

    Returns:
        The markup without an XML declaration, which a parser of text would stumble over.

    Raises:
        UnreadableFile: When the bytes are not text.
    """
    declared = _DECLARED.search(data[:4096])
    text: str | None = None
    if declared and not data.startswith(_UNICODE_MARKS):
        name = (declared[1] or declared[2]).decode("ascii", "replace").lower()
        try:
            text = data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            text = None
    return _XML_DECLARATION.sub("", text if text is not None else decode(data).text)


def visible_lines(markup: str) -> list[str]:
    """What a reader sees of the markup, a line for every block; blank lines left out."""
    parser = _VisibleText()
    parser.feed(_MARKED_SECTION.sub("", markup))
    parser.close()
    return [line.strip() for line in "".join(parser.parts).split("\n") if line.strip()]


class _VisibleText(HTMLParser):
    """Collects the visible text; a block's beginning and end become line breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hiding: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _HIDDEN_TAGS:
            self._hiding.append(tag)
        elif tag in _BLOCK_TAGS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hiding:
            del self._hiding[self._hiding.index(tag) :]
        elif tag in _BLOCK_TAGS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hiding:
            self.parts.append(data.replace("\n", " "))
