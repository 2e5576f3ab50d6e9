"""Runs the lakebolt command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import lakebolt


def path() -> str:
    """Returns the command: $LAKEBOLT_COMMAND, the build tree's, or the one on PATH."""
    built = Path(lakebolt.__file__).parents[2] / "bin" / "lakebolt"
    found = os.environ.get("LAKEBOLT_COMMAND") or (str(built) if built.exists() else None)
    found = found or shutil.which("lakebolt")
    assert found, "there is no lakebolt command"
    return found


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command with `arguments` and `stdin` and returns what it wrote."""
    return subprocess.run(
        [path(), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
    )
