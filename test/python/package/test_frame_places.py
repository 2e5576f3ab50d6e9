"""Checks rows and cells that are chosen in brackets, by Polars."""

from __future__ import annotations

import lakebolt
import numpy
import polars
import pytest

PLACES = {
    "reversed": lambda f: f[::-1],
    "each second from the end": lambda f: f[::-2],
    "back to a place": lambda f: f[3:0:-2],
    "back from the end": lambda f: f[-1:-4:-1],
    "no row": lambda f: f[2:2:-1],
    "columns by places": lambda f: f[:, [0]],
    "rows by places": lambda f: f[[-1, 0]],
    "a row by NumPy's number": lambda f: f[[numpy.int64(1)]],
    "cells": lambda f: f[1:3, ["b", "a"]],
}


@pytest.mark.parametrize("name", PLACES)
def test_places(name):
    data = {"a": [1, 2, 3, 4, 5], "b": list("vwxyz")}
    found, expected = (PLACES[name](m.DataFrame(data)) for m in (lakebolt, polars))
    assert found.rows() == expected.rows()


def test_places_that_are_not_there():
    frame = lakebolt.DataFrame({"a": [1, 2]})
    for places in ([2], [0, -3]):
        with pytest.raises(lakebolt.InterfaceError, match="there is no row"):
            frame[places]
