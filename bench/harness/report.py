"""Turns measurements into a table of text or markdown."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from .worker import Outcome


@dataclass
class Measurements:
    """Holds every run: engine, query, outcomes; and what belongs to whole processes."""

    engines: list[str]
    queries: list[str]
    runs: dict[tuple[str, str], list[Outcome]] = field(default_factory=dict)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def add(self, engine: str, query: str, outcome: Outcome) -> None:
        """Keeps one run."""
        self.runs.setdefault((engine, query), []).append(outcome)

    def error(self, engine: str, query: str) -> str:
        """Returns why the engine has no valid time for the query, or ""."""
        if (engine, query) in self.wrong:
            return "wrong answer: " + self.wrong[engine, query]
        return next((o.error for o in self.runs.get((engine, query), []) if o.error), "")

    def seconds(self, engine: str, query: str) -> float | None:
        """Returns the least time of the query's runs; None when one failed or was wrong."""
        runs = self.runs.get((engine, query))
        if not runs or self.error(engine, query):
            return None
        return min(outcome.seconds for outcome in runs)

    def cpu(self, engine: str, query: str) -> float | None:
        """Returns the least CPU seconds of the query's runs."""
        if self.seconds(engine, query) is None:
            return None
        return min(outcome.cpu for outcome in self.runs[engine, query])

    def peak(self, engine: str, query: str) -> int | None:
        """Returns the most bytes that the process had in memory in any of the query's runs."""
        if self.seconds(engine, query) is None:
            return None
        return max(outcome.peak for outcome in self.runs[engine, query])

    def best_peer(self, query: str) -> str | None:
        """Returns the fastest engine but the first one."""
        timed = [
            (self.seconds(e, query) or 0.0, e)
            for e in self.engines[1:]
            if self.seconds(e, query) is not None
        ]
        return min(timed)[1] if timed else None

    def ratios(self, engine: str, others: list[str]) -> list[float]:
        """Returns, for each query all can do, the engine's time over the best of `others`."""
        found = []
        for query in self.queries:
            mine = self.seconds(engine, query)
            theirs = [t for t in (self.seconds(o, query) for o in others) if t is not None]
            if mine is not None and theirs:
                found.append(mine / min(theirs))
        return found


def geometric_mean(values: list[float]) -> float | None:
    """Returns the geometric mean, None of nothing."""
    if not values:
        return None
    return math.exp(sum(math.log(value) for value in values) / len(values))


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def table(found: Measurements) -> list[list[str]]:
    """Returns the report's rows; the first one is the heading."""
    first, *peers = found.engines
    heading = ["query", *(f"{engine} s" for engine in found.engines)]
    if peers:
        heading.append(f"{first} / best peer")
    if "duckdb" in peers:
        heading.append(f"{first} / duckdb")
    heading += [f"{engine} CPU s" for engine in found.engines[:2]]
    heading += [f"{engine} MiB" for engine in found.engines[:2]]
    lines = [heading]
    for query in found.queries:
        line = [query, *(_cell(found, engine, query) for engine in found.engines)]
        if peers:
            line.append(_ratio(found, query, found.best_peer(query)))
        if "duckdb" in peers:
            line.append(_ratio(found, query, "duckdb"))
        line += [_number(found.cpu(engine, query)) for engine in found.engines[:2]]
        line += [_mebibytes(found.peak(engine, query)) for engine in found.engines[:2]]
        lines.append(line)
    return lines + _summary(found)


def _ratio(found: Measurements, query: str, peer: str | None) -> str:
    mine = found.seconds(found.engines[0], query)
    theirs = found.seconds(peer, query) if peer else None
    return _number(mine / theirs if mine and theirs else None, 2)


def _mebibytes(count: int | None) -> str:
    return _number(None if count is None else count / 2**20, 0)


def _cell(found: Measurements, engine: str, query: str) -> str:
    error = found.error(engine, query)
    if error:
        return "wrong" if error.startswith("wrong") else "failed"
    return _number(found.seconds(engine, query))


def _summary(found: Measurements) -> list[list[str]]:
    """Returns the lines under the queries: geometric mean and sum of those that all can do."""
    first, *peers = found.engines
    everyone = [
        q for q in found.queries if all(found.seconds(e, q) is not None for e in found.engines)
    ]
    means, sums = ["geometric mean"], ["sum, peak"]
    for engine in found.engines:
        times = [found.seconds(engine, q) or 0.0 for q in everyone]
        means.append(_number(geometric_mean(times)))
        sums.append(_number(sum(times)))
    if peers:
        means.append(_number(geometric_mean(found.ratios(first, peers)), 2))
        sums.append("")
    if "duckdb" in peers:
        means.append(_number(geometric_mean(found.ratios(first, ["duckdb"])), 2))
        sums.append("")
    for engine in found.engines[:2]:
        means.append(_number(geometric_mean([found.cpu(engine, q) or 1e-4 for q in everyone])))
        sums.append(_number(sum(found.cpu(engine, q) or 0.0 for q in everyone)))
    for engine in found.engines[:2]:
        peaks = [found.peak(engine, q) or 0 for q in everyone]
        means.append(_mebibytes(int(geometric_mean([float(p or 1) for p in peaks]) or 0)))
        sums.append(_mebibytes(max(peaks, default=0)))
    return [means, sums]


def errors(found: Measurements) -> list[str]:
    """Returns a line for each query that an engine failed in or answered wrong."""
    return [
        f"{engine} {query}: {found.error(engine, query)}"
        for engine in found.engines
        for query in found.queries
        if found.error(engine, query)
    ]


def write_json(found: Measurements, query: str, path: Path, variant: str) -> None:
    """Puts the figures of a query over one variant into the JSON file at `path`."""
    known = json.loads(path.read_text()) if path.exists() else {}
    known.setdefault(variant, {})[query] = {
        engine: {
            "seconds": found.seconds(engine, query),
            "cpu": found.cpu(engine, query),
            "peak": found.peak(engine, query),
            "error": found.error(engine, query),
        }
        for engine in found.engines
    }
    path.write_text(json.dumps(known, indent=1) + "\n")


def as_text(lines: list[list[str]]) -> str:
    """Aligns the lines for a terminal."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def as_markdown(lines: list[list[str]]) -> str:
    """Writes the lines as a markdown table."""
    head, *body = lines
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, rule, *body])
