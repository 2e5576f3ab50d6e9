"""Turns measurements into a table of text or markdown."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from .worker import Outcome


@dataclass
class Measurements:
    """Holds every run: engine, query, outcomes; and what belongs to whole processes."""

    engines: list[str]
    queries: list[str]
    runs: dict[tuple[str, str], list[Outcome]] = field(default_factory=dict)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)
    peak: dict[str, int] = field(default_factory=dict)
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

    def cpu(self, engine: str) -> float:
        """Returns the CPU seconds of the queries, each query's least."""
        times = [
            min(o.cpu for o in self.runs[engine, q])
            for q in self.queries
            if self.seconds(engine, q) is not None
        ]
        return sum(times)

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
    first = found.engines[0]
    peers = found.engines[1:]
    heading = ["query", *(f"{engine} s" for engine in found.engines)]
    if peers:
        heading.append(f"{first} / best peer")
    if "duckdb" in peers:
        heading.append(f"{first} / duckdb")
    lines = [heading]
    for query in found.queries:
        line = [query, *(_cell(found, engine, query) for engine in found.engines)]
        mine = found.seconds(first, query)
        best = [t for t in (found.seconds(peer, query) for peer in peers) if t is not None]
        if peers:
            line.append(_number(mine / min(best) if mine and best else None, 2))
        if "duckdb" in peers:
            duck = found.seconds("duckdb", query)
            line.append(_number(mine / duck if mine and duck else None, 2))
        lines.append(line)
    return lines + _summary(found, first, peers)


def _cell(found: Measurements, engine: str, query: str) -> str:
    error = found.error(engine, query)
    if error:
        return "wrong" if error.startswith("wrong") else "failed"
    return _number(found.seconds(engine, query))


def _summary(found: Measurements, first: str, peers: list[str]) -> list[list[str]]:
    """Returns the lines under the queries: geometric mean, sum, CPU and peak memory."""
    everyone = [
        q for q in found.queries if all(found.seconds(e, q) is not None for e in found.engines)
    ]
    means, sums = ["geometric mean"], ["sum"]
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
    blank = [""] * (len(means) - 1 - len(found.engines))
    cpu = ["CPU s", *(_number(found.cpu(e)) for e in found.engines), *blank]
    peak = ["peak MiB", *(_number(found.peak.get(e, 0) / 2**20, 0) for e in found.engines), *blank]
    return [means, sums, cpu, peak]


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
