"""Makes a failing query smaller while it still fails."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from .expressions import SIMPLE
from .node import Node



def _smaller(tree: Node) -> Iterator[Node]:
    """Yields copies of `tree` with one piece left out, replaced by a part of it, or by a literal."""
    count = tree.size()
    for i in range(count):
        piece = _at(tree, i)
        if piece.optional and piece.parts:
            yield _with(tree, i, Node(piece.sort, [], True))
        for inner in list(piece.walk())[1:]:
            if inner.sort == piece.sort and piece.sort != "item":
                yield _with(tree, i, copy.deepcopy(inner))
        simple = SIMPLE.get(piece.sort)
        if simple and piece.size() > 1:
            yield _with(tree, i, Node(piece.sort, [simple]))


def _at(tree: Node, index: int) -> Node:
    """Returns the piece with that number in walking order."""
    for i, piece in enumerate(tree.walk()):
        if i == index:
            return piece
    raise IndexError(index)


def _with(tree: Node, index: int, replacement: Node) -> Node:
    """Returns a copy of `tree` in which the piece with that number is `replacement`."""
    changed = copy.deepcopy(tree)
    piece = _at(changed, index)
    piece.parts, piece.optional = replacement.parts, piece.optional
    return changed


def shrink(tree: Node, still_fails: Callable[[Node], bool], attempts: int = 400) -> Node:
    """Returns a smaller tree that still fails, after at most `attempts` tries."""
    left = attempts
    progress = True
    while progress and left > 0:
        progress = False
        for candidate in _smaller(tree):
            left -= 1
            if left <= 0:
                break
            if len(candidate.sql()) < len(tree.sql()) and still_fails(candidate):
                tree = candidate
                progress = True
                break
    return tree
