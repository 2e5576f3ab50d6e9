"""Brings Spark's SQL to where texts are in single quotes alone and without escapes.

A session of Spark's reads the SQL of frames, too, which quotes names by double quotes; all else is
Spark's dialect.
"""

from __future__ import annotations

import re
from typing import Any

_PIECE = re.compile(
    r"""(?isx) --[^\n]* | /\*.*?\*/ | `(?:[^`]|``)*`
    | (?P<raw>\br)(?P<rawquote>['"])(?P<rawtext>.*?)(?P=rawquote)
    | (?P<quote>['"])(?P<text>(?:\\.|(?P=quote){2}|(?!(?P=quote))[^\\])*)(?P=quote)""",
)
_ESCAPE = re.compile(r"(?s)\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0", "Z": "\x1a"}


def in_single_quotes(text: str) -> str:
    r"""Returns Spark's SQL with its texts in single quotes, and without escapes.

    >>> print(in_single_quotes(r'''SELECT "it's", 'a\'b', r'\d' -- "c"'''))
    SELECT 'it''s', 'a''b', '\d' -- "c"
    """
    return _PIECE.sub(_piece, text)


def _piece(found: re.Match[str]) -> str:
    if found["raw"]:
        return quoted(found["rawtext"])
    if not found["quote"]:
        return found[0]
    plain = found["text"].replace(found["quote"] * 2, found["quote"])
    return quoted(_ESCAPE.sub(_character, plain))


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    if len(code) == 3:
        return chr(int(code, 8))
    return found[0] if code in "%_" else _ESCAPED.get(code, code)


def quoted(text: str) -> str:
    """Returns a text as a literal."""
    return "'" + text.replace("'", "''") + "'"


_BACKTICKED = re.compile(r"`((?:[^`]|``)+)`")


def plain_name(item: Any) -> Any:
    """Returns a name without the backticks around it as a whole; all else as it is.

    >>> plain_name("`a.b`"), plain_name("`a`.`b`")
    ('a.b', '`a`.`b`')
    """
    found = _BACKTICKED.fullmatch(item) if isinstance(item, str) else None
    return found[1].replace("``", "`") if found else item


_NAMED = re.compile(r"""(?s)'(?P<text>(?:[^']|'')*)'|"(?P<name>(?:[^"]|"")*)\"""")


def as_spark(text: str) -> str:
    """Returns the engine's SQL as Spark's: names in backticks, and backslashes of texts twice.

    >>> print(as_spark('"a b" = "c"'))
    `a b` = `c`
    """
    return _NAMED.sub(_as_spark, text)


def _as_spark(found: re.Match[str]) -> str:
    if found["name"] is None:
        return found[0].replace("\\", "\\\\")
    return "`" + found["name"].replace('""', '"').replace("`", "``") + "`"


def formatted(query: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Fills ``{name}`` in a query with literals, columns and names for frames; returns these."""
    from lakebolt.expr.base import Base
    from lakebolt.expr.literal import literal
    from lakebolt.expr.node import write
    from lakebolt.frame.dataframe import is_frame

    frames: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, value in values.items():
        if is_frame(value):
            texts[name] = f"`_frame_{name}`"
            frames[f"_frame_{name}"] = value
        elif isinstance(value, Base):
            texts[name] = as_spark(write(value._node))
        else:
            texts[name] = as_spark(literal(value))
    return re.sub(r"\{(\w+)\}", lambda found: texts.get(found[1], found[0]), query), frames
