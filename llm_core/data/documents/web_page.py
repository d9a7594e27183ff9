"""The text of a web page by paragraphs: what a reader would see, and nothing that would run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_core.packages import package

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "select", "button"}
)
_INLINE = (
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strong "
    "sub sup time tt u var wbr"
)
INLINE = frozenset(_INLINE.split())
SPACED = frozenset({"td", "th", "br"})


def html_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a page; scripts, styles and what a page hides in templates are left out.

    By libxml2's parser: the standard library's takes quadratic time for tags that never end.

    Raises:  ResourceError: lxml isn't installed.
    """
    etree = package("lxml.etree", "lxml", "Reading web pages")
    page = _Page()
    parser = etree.HTMLParser(target=page, recover=True, no_network=True, huge_tree=True)
    parser.feed(text.replace("\0", ""))
    parser.close()
    yield from page.paragraphs()


class _Page:
    """Hears a page tag by tag; every tag that begins also ends."""

    def __init__(self) -> None:
        self._unseen = 0
        self._parts: list[str] = []

    def start(self, tag: str, _attributes: object) -> None:
        self._unseen += tag in UNSEEN
        self._divide(tag)

    def end(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        self._divide(tag)

    def data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(re.sub(r"\s+", " ", data))

    def comment(self, _text: str) -> None:
        """Nothing that a reader sees."""

    def close(self) -> None:
        """The end of the page."""

    def paragraphs(self) -> Iterator[str]:
        """Lines that hold something."""
        for line in "".join(self._parts).split("\n"):
            if said := re.sub(r"\s+", " ", line).strip():
                yield said

    def _divide(self, tag: str) -> None:
        if tag not in INLINE and not self._unseen:
            self._parts.append(" " if tag in SPACED else "\n")
