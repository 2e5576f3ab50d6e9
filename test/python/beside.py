"""Runs functions in threads beside each other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which a thread counts as blocked, where nothing else is said."""
SANITIZED = "libclang_rt" in os.environ.get("LD_PRELOAD", "")
"""Whether a sanitizer watches, under which everything takes some ten times as long."""


def run_threads(*works: Callable[[], None], patience: float = PATIENCE) -> None:
    """Runs functions beside each other; raises what the first of them raised."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again by the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(w,), daemon=True) for w in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience * (10 if SANITIZED else 1))
        assert not thread.is_alive(), "a thread is blocked"
    if failures:
        raise failures[0]
