"""Runs the SQL that standard input gives, a JSON text a line, and prints what came of each.

Runs as a process of its own with little memory, so that a crash, and memory taken beside the
engine's limit, are seen: `ok`, `error MESSAGE` or `exception NAME`, after the seconds it took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import engine

SETTINGS = ("SET threads = 2", "SET memory_limit = '256MB'", "SET statement_timeout = 500",
            "SET max_temp_directory_size = '256MB'")  # fmt: skip


def outcome(sql: str) -> str:
    """Runs one query and says what happened."""
    try:
        engine.connect(SETTINGS).arrow(sql)
    except engine.Error as error:
        return "error " + str(error).replace("\n", " ")[:500]
    except Exception as error:  # noqa: BLE001: naming it is the point
        return f"exception {type(error).__name__}: {error}".replace("\n", " ")
    return "ok"


def peak_memory() -> int:
    """Returns the largest resident memory so far, in MiB.

    Not getrusage's: that counts what the process held that started this one.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main() -> None:
    """Answers each line with a line."""
    sys.set_int_max_str_digits(0)
    for line in sys.stdin:
        started = time.monotonic()
        found = outcome(json.loads(line))
        peak = peak_memory()
        print(f"{time.monotonic() - started:.3f} {peak} {found}", flush=True)


if __name__ == "__main__":
    main()
