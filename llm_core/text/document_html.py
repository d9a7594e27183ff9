"""The text of a web page by paragraphs: what a reader would see, and nothing that would run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "select", "button"})
_INLINE = "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strong sub sup time tt u var wbr"
INLINE = frozenset(_INLINE.split())
SPACED = frozenset({"td", "th", "br"})


def html_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a page; scripts, styles and what a page hides in templates are left out."""
    page = _Page()
    page.feed(text)
    page.close()
    yield from page.paragraphs()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._unseen: list[str] = []
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen.append(tag)
        elif tag not in INLINE:
            self._parts.append(" " if tag in SPACED else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNSEEN and tag not in INLINE:
            self._parts.append(" " if tag in SPACED else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag not in INLINE:
            self._parts.append(" " if tag in SPACED else "\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(re.sub(r"\s+", " ", data))

    def paragraphs(self) -> Iterator[str]:
        for line in "".join(self._parts).split("\n"):
            if said := re.sub(r"\s+", " ", line).strip():
                yield said
