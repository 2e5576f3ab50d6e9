"""Reads a page of HTML as far as tests need it."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

# Elements without content, which have no closing tag.
VOID = {"meta", "br", "link", "img"}


class Outline(HTMLParser):
    """Counts the elements of a page and knows which were left open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
