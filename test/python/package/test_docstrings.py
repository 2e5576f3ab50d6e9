"""Runs the examples in the package's docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import lakebolt
import pytest

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(lakebolt.__path__, "lakebolt.")
    if not module.name.endswith("._lakebolt")
)


@pytest.mark.parametrize("name", ["lakebolt", *MODULES])
def test_examples(name):
    module = importlib.import_module(name)
    outside = {"__name__": "example"}  # else the examples' variables were looked for elsewhere
    failed, _ = doctest.testmod(module, extraglobs=outside, optionflags=doctest.ELLIPSIS)
    assert failed == 0
