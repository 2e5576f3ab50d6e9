"""Settings of the documentation site, which scripts/site.sh builds with Sphinx.

The site is the repository's own markdown files, from its root, so that their links to each other
hold here and where the repository is read. README.md is the first page; what stands in the
navigation beside it is listed here.
"""

from __future__ import annotations

import fnmatch
import html
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NAVIGATION: dict[str, list[str]] = {
    "Begin": ["docs/tour", "docs/shell", "docs/python", "docs/formats"],
    "Coming from": [f"docs/howto/{peer}" for peer in ("pandas", "polars", "duckdb", "spark")],
    "SQL": [
        f"docs/sql/{page}"
        for page in "statements functions settings types dialects differences compatibility".split()
    ],
    "Python reference": [
        *(
            f"docs/python/reference/{page}"
            for page in (
                "functions frames groups expressions text dates lists structs names selectors "
                "windows connections cursors spark_functions"
            ).split()
        ),
        "docs/python/coverage",
    ],
    "Run": ["docs/reliability", "docs/benchmarks"],
    "Inside": [
        "docs/architecture",
        "docs/optimizer",
        "docs/extending",
        "docs/dependencies",
        "CONTRIBUTING",
        "CHANGELOG",
    ],
    "Folders": ["src/*/README", "python/README", "test/README", "test/fuzz/README", "bench/README"],
}

project = "Lakebolt"
version = re.search(
    r"project\(\s*Lakebolt\s+VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()
)[1]  # type: ignore[index]
root_doc = "README"
include_patterns = [
    "*.md",
    "docs/**.md",
    *(f"{folder}/**README.md" for folder in ("bench", "python", "src", "test")),
]
exclude_patterns = [".git", ".venv", "build*", "data"]  # not even looked into
extensions = ["myst_parser"]
smartquotes = False
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]  # Pygments knows no lists in SQL
pygments_style = "friendly"
pygments_dark_style = "native"

html_theme = "furo"
html_title = f"Lakebolt {version}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False


def pages_of(app: Any, patterns: list[str]) -> list[str]:
    """Returns the documents that a part of the navigation names, in order."""
    documents = sorted(app.project.docnames)
    return [name for one in patterns for name in documents if fnmatch.fnmatch(name, one)]


def add_navigation(app: Any, document: str, source: list[str]) -> None:
    """Puts the table of contents below the first page, where only Sphinx sees it."""
    if document == root_doc:
        for patterns in NAVIGATION.values():
            pages = "".join(f"/{page}\n" for page in pages_of(app, patterns))
            source[0] += f"\n```{{toctree}}\n:hidden:\n\n{pages}```\n"


def navigation(app: Any, page: str, context: dict[str, Any]) -> str:
    """Returns the list of all pages as it stands beside a page.

    Sphinx would make it by copying the headings of all pages for each of them, which took a third
    of the time of the whole build.
    """
    out = ""
    for caption, patterns in NAVIGATION.items():
        out += f'<p class="caption"><span class="caption-text">{caption}</span></p><ul>'
        for name in pages_of(app, patterns):
            current = " current" if name == page else ""
            title = html.escape(app.env.titles[name].astext())
            out += f'<li class="toctree-l1{current}"><a class="reference internal{current}" '
            out += f'href="{context["pathto"](name)}">{title}</a></li>'
        out += "</ul>"
    return out


def use_navigation(app: Any, page: str, _: str, context: dict[str, Any], __: Any) -> None:
    """Gives the theme our navigation."""
    context["toctree"] = lambda **_: navigation(app, page, context)


def setup(app: Any) -> None:
    """Connects what Sphinx calls while it builds."""
    app.connect("source-read", add_navigation)
    app.connect("html-page-context", use_navigation, priority=100)  # before the theme's own
