"""Adds the command-line options of the test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares the options; each is described in test/README.md."""
    group = parser.getgroup("lakebolt")
    group.addoption(
        "--sql-config", action="append", default=[], help="run test/sql under this configuration"
    )
    group.addoption("--sql-matrix", action="store_true", help="run test/sql under all of them")
    group.addoption(
        "--sql-path", action="append", default=[], help="run these files or folders of .test files"
    )
    group.addoption(
        "--sql-keep-going", action="store_true", help="report all mismatches of a .test file"
    )
