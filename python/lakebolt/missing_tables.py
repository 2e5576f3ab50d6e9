"""What is to be said of a table that is not there where a variable was meant."""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence

from lakebolt import errors, scan

_MISSING = re.compile(r'there is no table "([^"]+)"')


def add_hint(error: errors.ProgrammingError, scopes: Sequence[Mapping[str, Any]]) -> None:
    """Gives an error about a table that is not there a hint, if a variable explains it."""
    missing = _MISSING.search(str(error)) if error.sqlstate == "42P01" else None
    hint = _hint(missing[1], scopes) if missing else None
    if hint is None:
        return
    text = str(error)
    if error.hint:
        text = text.removesuffix(f"\nHINT: {error.hint}")
    error.args = (f"{text}\nHINT: {hint}",)
    error.hint = hint


def _hint(name: str, scopes: Sequence[Mapping[str, Any]]) -> str | None:
    import difflib

    for scope in scopes:
        if name in scope:
            value = scope[name]
            return f'the variable "{name}" is of type {type(value).__name__}, which is no table{_advice(name, value)}'
    tables = [key for scope in scopes for key, value in scope.items() if scan.is_table(value)]
    near = difflib.get_close_matches(name, tables, 1, 0.7)
    return f'did you mean the variable "{near[0]}"?' if near else None


def _advice(name: str, value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return f": lb.from_dicts({name}) makes one"
    if isinstance(value, dict):
        return f": lb.from_dict({name}) makes one"
    if isinstance(value, (list, tuple)) or scan.is_series(value):
        return f': lb.from_dict({{"{name}": {name}}}) makes one'
    return ""
