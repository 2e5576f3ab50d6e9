"""Builds the documentation site, looks for dead links, and runs what stands in the pages."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from doc_pages import Page
from tpch_tables import data

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    ROOT / "README.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "reference" not in path.parts),
]


class Links(HTMLParser):
    """Collects the anchors of an HTML page and what it refers to."""

    def __init__(self, page: Path) -> None:
        """Reads a page."""
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element is called and refers to."""
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if name in ("href", "src") and value and not (tag == "link" and "search" in value):
                self.targets.add(value)


def dead_links(site: Path) -> list[str]:
    """Returns the links of a site's pages that lead nowhere within it."""
    pages = {page: Links(page) for page in site.rglob("*.html")}
    dead = []
    for page, links in pages.items():
        for target in links.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            path = page
            if parts.path:
                path = Path(os.path.normpath(page.parent / unquote(parts.path)))
            anchor = unquote(parts.fragment)
            anchors = pages[path].anchors if path in pages else {anchor}
            if not path.is_file() or (anchor and anchor not in anchors):
                dead.append(f"{page.relative_to(site)}: {target}")
    return dead


def test_site_has_no_dead_links(tmp_path: Path) -> None:
    """The site builds without a warning, and what its pages refer to is there."""
    site = tmp_path / "site"
    subprocess.run([ROOT / "scripts" / "site.sh", site], check=True, timeout=1800)
    assert (site / "index.html").exists()
    assert dead_links(site) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    """What looks for dead links finds them."""
    (tmp_path / "b.html").write_text('<p id="x"></p>')
    (tmp_path / "a.html").write_text('<a href="b.html#x"><a href="b.html#y"><img src="c.png">')
    assert sorted(dead_links(tmp_path)) == ["a.html: b.html#y", "a.html: c.png"]


def test_python_reference_is_up_to_date() -> None:
    """Its pages are what the docstrings say now; scripts/make_references.sh writes them."""
    script = ROOT / "scripts" / "make_python_reference.py"
    subprocess.run([sys.executable, script, "--check"], check=True, timeout=1800)


def test_coverage_of_other_frames_is_up_to_date() -> None:
    """The page compares the classes as they are now; scripts/make_references.sh writes it."""
    script = ROOT / "scripts" / "make_dataframe_coverage.py"
    subprocess.run([sys.executable, script, "--check"], check=True, timeout=1800)


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_page(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code and commands of a page run and give what it shows; scripts/fill_docs.py mends that."""
    monkeypatch.chdir(tmp_path)
    if path.name == "README.md":
        (tmp_path / "data" / "tpch").mkdir(parents=True)
        (tmp_path / "data" / "tpch" / "sf1").symlink_to(data.SUITE.made("1"))
    page = Page(path)
    page.run()
    assert not page.problems, "\n".join(page.problems)
