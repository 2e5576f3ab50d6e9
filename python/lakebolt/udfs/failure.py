"""Errors of functions in Python: their text in the engine's error, and the exception itself."""

from __future__ import annotations

import pickle
import reprlib
import sys
import threading
import traceback
from collections import deque
from typing import Any

_lock = threading.Lock()
# The engine carries texts only, so the exceptions wait here for their errors. Errors that nobody
# sees, as those of TRY, leave theirs behind: a few are kept.
_waiting: deque[tuple[str, BaseException]] = deque(maxlen=64)

_brief = reprlib.Repr()
_brief.maxstring = _brief.maxother = 80


def call_text(function: str, arguments: list[Any]) -> str:
    """Writes a call for people, with arguments cut short.

    >>> call_text("f", [1, "a" * 200])[:20]
    "f(1, 'aaaaaaaaaaaaaa"
    """
    return f"{function}({', '.join(_brief.repr(item) for item in arguments)})"


def remember(function: str, call: str, error: BaseException) -> str:
    """Returns the message of an exception that a function raised, and keeps the exception."""
    call = call or getattr(error, "lakebolt_call", "")
    if call:
        error.lakebolt_call = call  # type: ignore[attr-defined]  # on its way out of a worker
    lines = traceback.format_exception(type(error), error, _of_the_user(error), chain=False)
    where = call or f"function {function}"
    summary = lines[-1].strip() if lines else repr(error)
    remote = getattr(error, "lakebolt_traceback", None)
    trace = str(remote).rstrip() if remote else "".join(lines).rstrip()
    message = f"{where} failed: {summary}\n{trace}"
    with _lock:
        _waiting.append((message, error))
    return message


def _of_the_user(error: BaseException) -> Any:
    """Returns the traceback without this package's own frames at its beginning."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        if not trace.tb_frame.f_globals.get("__name__", "").startswith("lakebolt."):
            break
        trace = trace.tb_next
    return trace


def cause_of(text: str) -> BaseException | None:
    """Returns the exception whose message stands in an error's text, and forgets it."""
    with _lock:
        for kept in reversed(_waiting):
            if kept[0] in text:
                _waiting.remove(kept)
                return kept[1]
    return None


def pickled_state(state: Any) -> bytes:
    """Returns an aggregate's state as bytes; of a class that has no name in a module, too."""
    try:
        return pickle.dumps(state, protocol=5)
    except Exception as error:
        try:
            import cloudpickle
        except ImportError:
            raise error from None
        return bytes(cloudpickle.dumps(state, protocol=5))


def size_of_state(state: Any) -> int:
    """Estimates the bytes that an aggregate's state holds, one level deep."""
    size = sys.getsizeof(state)
    for part in getattr(state, "__dict__", {}).values():
        size += sys.getsizeof(part)
        if isinstance(part, (list, tuple, set, dict)) and part:
            size += len(part) * 64
    return size
