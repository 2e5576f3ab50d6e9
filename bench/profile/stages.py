"""Tells which stage of a query a sampled function belongs to.

A function of Lakebolt is looked up by its name in the sources: the folder that defines it is what
it works on. Time in the C library and the kernel goes to the stage that called it, except for page
faults, memory management and reading files, which are stages of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"

STAGES = {
    "read": "reading files",
    "decompress": "page decompression",
    "decode": "page headers, levels, values",
    "filter": "filters and expressions",
    "join": "hash tables of joins, probes",
    "aggregate": "group-by and its states",
    "sort": "sorting, top-N",
    "window": "window functions",
    "vectors": "moving rows between vectors",
    "schedule": "pipelines, workers, waiting",
    "plan": "parser, binder, optimizer",
    "result": "rows to Arrow",
    "memory": "malloc, free, page faults",
    "other": "Python, libraries, unknown",
}
"""The stages, in the order of a query."""

FOLDERS = [
    ("format/parquet/snappy", "decompress"),
    ("format/parquet/codec", "decompress"),
    ("format/", "decode"),
    ("io/", "read"),
    ("exec/join", "join"),
    ("exec/runtime_filter", "join"),
    ("exec/aggregate", "aggregate"),
    ("function/aggregate", "aggregate"),
    ("exec/sort", "sort"),
    ("vector/order_key", "sort"),
    ("exec/window", "window"),
    ("function/window", "window"),
    ("exec/filter", "filter"),
    ("exec/project", "filter"),
    ("expression/", "filter"),
    ("function/", "filter"),
    ("exec/scan", "decode"),
    ("exec/result", "result"),
    ("vector/arrow", "result"),
    ("api/", "result"),
    ("exec/", "vectors"),
    ("vector/", "vectors"),
    ("schedule/", "schedule"),
    ("base/memory", "memory"),
    ("base/buffer", "memory"),
    ("base/zeroed", "memory"),
    ("sql/", "plan"),
    ("plan/", "plan"),
    ("optimizer/", "plan"),
    ("exec/planner", "plan"),
    ("catalog/", "plan"),
    ("source/", "plan"),
    ("types/", "vectors"),
    ("base/", "vectors"),
]
"""What begins a source's path, and its stage; the longest beginning counts."""

DEFINITION = re.compile(r"^(?!\s|#|//)[^;={}]*?\b((?:\w+::)*~?\w+)\s*\([^;]*(?:\{|,|\))?\s*$")
CLASS = re.compile(r"^\s*(?:class|struct)\s+(?:alignas\(\w+\)\s+)?(\w+)\b[^;]*$")
NAME = re.compile(r"lakebolt::((?:\(anonymous namespace\)::|\w+(?:<[^<>]*>)?::)*~?\w+)")
MEMORY = re.compile(
    r"malloc|calloc|realloc|cfree|_int_free|operator (new|delete)|page_fault|madvise|munmap|mmap"
    r"|clear_page|memcg|folio|_page|zap_|vma|brk"
)
READ = re.compile(r"pread|vfs_read|copy_to_iter|filemap_|ksys_read|generic_file")
CODECS = re.compile(r"zstd|lz4|snappy|brotli|inflate", re.IGNORECASE)
WAITING = re.compile(r"futex|pthread_cond|sched_yield|__schedule|finish_task_switch")


@cache
def _index() -> dict[str, str]:
    """Returns the source that defines each class and function, by name."""
    found: dict[str, str] = {}
    for path in sorted(SOURCES.rglob("*.h")) + sorted(SOURCES.rglob("*.cc")):
        place = str(path.relative_to(SOURCES))
        for line in path.read_text(errors="replace").split("\n"):
            for pattern in (CLASS, DEFINITION):
                match = pattern.match(line)
                if match:
                    found.setdefault(match.group(1), place)
    return found


@cache
def source(symbol: str) -> str:
    """Returns the source that defines a function, or "" when that cannot be told."""
    index = _index()
    matches = list(NAME.finditer(symbol))
    # A closure's name begins with what it takes; whose it is stands at the end.
    for match in reversed(matches) if symbol.startswith("std::_Function_handler") else matches:
        parts = re.sub(r"<[^<>]*>", "", match.group(1).replace("(anonymous namespace)::", ""))
        names = [name for name in parts.split("::") if name != "parquet_format"]
        candidates = ["::".join(names[-2:]), *reversed(names[:-1]), names[-1]]
        for name in candidates:
            if name in index:
                return index[name]
    return ""


@cache
def own_stage(symbol: str, library: str) -> str:
    """Returns the stage of a function by its own name, or "" when its caller decides."""
    place = source(symbol)
    if place:
        matching = [(len(folder), stage) for folder, stage in FOLDERS if place.startswith(folder)]
        return max(matching)[1] if matching else "other"
    for pattern, stage in (
        (CODECS, "decompress"),
        (READ, "read"),
        (MEMORY, "memory"),
        (WAITING, "schedule"),
    ):
        if pattern.search(symbol):
            return stage
    return "result" if "libarrow" in library else ""


def stage(frames: list[tuple[str, str]]) -> str:
    """Returns the stage of a sample, whose frames stand innermost first: function and library."""
    # Reading and page faults are the kernel's, whatever it called for them.
    kernel = " ".join(symbol for symbol, library in frames if "kernel" in library)
    if READ.search(kernel):
        return "read"
    if re.search(r"page_fault|madvise|munmap|mmap", kernel):
        return "memory"
    return next((found for found in (own_stage(*frame) for frame in frames) if found), "other")


def samples(script: str) -> Iterator[tuple[float, list[tuple[str, str]]]]:
    """Gives the nanoseconds and frames of each sample in the text of `perf script`."""
    for block in script.split("\n\n"):
        lines = [line.strip() for line in block.strip().split("\n")]
        if not lines or not lines[0].split():
            continue
        frames = []
        for line in lines[1:]:
            match = re.match(r"[0-9a-f]+ (.*) \(([^()]*(?:\([^()]*\))?[^()]*)\)$", line)
            if match:
                frames.append((re.sub(r"\+0x[0-9a-f]+$", "", match.group(1)), match.group(2)))
        yield float(lines[0].split()[0]), frames
