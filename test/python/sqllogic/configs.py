"""Reads the matrix of configurations under which the SQL corpus runs."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MATRIX = Path(__file__).resolve().parents[2] / "configs" / "matrix.toml"


@dataclass(frozen=True)
class Config:
    """Names a list of SET statements."""

    name: str
    settings: tuple[str, ...]
    ci: bool = False


def load(passes: Callable[[], list[str]]) -> dict[str, Config]:
    """Returns all configurations by name, and those without one or all `passes`."""
    configs = {}
    for name, entry in tomllib.loads(MATRIX.read_text()).items():
        configs[name] = Config(name, tuple(entry["settings"]), entry.get("ci", False))
    names = passes()
    for label, off in [(name, name) for name in names] + [("all", ",".join(names))]:
        without = f"without_{label}"
        configs[without] = Config(without, (f"SET disabled_optimizers = '{off}'",))
    return configs


def choose(
    configs: dict[str, Config], names: list[str], everything: bool
) -> list[Config]:
    """Picks the configurations to run: those named, all of them, or those marked for CI."""
    if everything:
        return list(configs.values())
    if names:
        unknown = [name for name in names if name not in configs]
        if unknown:
            raise ValueError(f"no configuration {unknown[0]!r}; there are {', '.join(configs)}")
        return [configs[name] for name in names]
    return [config for config in configs.values() if config.ci]
