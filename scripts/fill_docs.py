#!/usr/bin/env python3
"""Writes what code and commands answer into pages of the documentation.

    scripts/fill_docs.py docs/tour.md

Needs the built `lakebolt` package on PYTHONPATH. What pages hold is in test/python/doc_pages.py;
read the answers before committing them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "test" / "python"))

from doc_pages import Page  # noqa: E402


def main() -> None:
    """Fills the pages named by the arguments, and prints what else is wrong with them."""
    for path in [Path(name).absolute() for name in sys.argv[1:]]:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            page = Page(path)
            path.write_text(page.run())
            print(path.name, *page.problems, sep="\n")
            os.chdir(path.parent)


if __name__ == "__main__":
    main()
