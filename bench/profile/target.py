"""Runs a query again and again in a process of its own, so that it can be sampled from outside.

Reads lines from its input: `N` runs the query N times and answers with CPU and wall seconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import engines  # noqa: E402


def main() -> None:
    """Opens the engine that the first line names, then serves."""
    order = json.loads(sys.stdin.readline())
    engine = engines.makers(order["polars"])[order["engine"]]()
    engine.open(order["tables"], order["threads"], "")
    print(json.dumps("open"), flush=True)
    for line in sys.stdin:
        cpu, start = time.process_time(), time.perf_counter()
        for _ in range(int(line)):
            engine.run(order["query"], order["sql"])
        taken = [time.process_time() - cpu, time.perf_counter() - start]
        print(json.dumps(taken), flush=True)


if __name__ == "__main__":
    main()
