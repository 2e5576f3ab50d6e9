"""Exchanges tensors with PyTorch. Left out where it is not installed, which takes gigabytes."""

from __future__ import annotations

import lakebolt as lb
import pytest

torch = pytest.importorskip("torch")


def test_tensors_are_tables() -> None:
    """Reads tensors by their variables' names, whatever device or graph they belong to."""
    matrix = torch.arange(6, dtype=torch.float32).reshape(3, 2)
    assert lb.sql("SELECT column1, column0 FROM matrix").fetchall() == [(1, 0), (3, 2), (5, 4)]
    vector = torch.tensor([1, 2, 3], dtype=torch.int64)
    assert lb.sql("SELECT sum(column0) FROM vector").fetchall() == [(6,)]
    weights = torch.tensor([0.5, 1.5], requires_grad=True)
    assert lb.sql("SELECT sum(column0) FROM weights").fetchall() == [(2.0,)]
    columns = {"a": torch.tensor([1, 2]), "b": torch.tensor([True, False])}
    assert lb.sql("SELECT a, b FROM columns").fetchall() == [(1, True), (2, False)]
    halves = torch.tensor([0.5, 2.0], dtype=torch.bfloat16)
    assert lb.sql("SELECT sum(column0) FROM halves").fetchall() == [(2.5,)]


def test_results_are_tensors() -> None:
    """Gives a tensor a column, and a frame of numbers as one tensor."""
    found = lb.sql("SELECT i, i / 2 AS half FROM range(3) r(i)").torch()
    assert found["i"].dtype == torch.int64 and found["i"].tolist() == [0, 1, 2]
    assert found["half"].tolist() == [0.0, 0.5, 1.0]
    frame = lb.from_dict({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    assert torch.equal(frame.to_torch(), torch.tensor([[1.0, 3.0], [2.0, 4.0]], dtype=torch.float64))
    found["i"][0] = 7  # tensors may be written to
    assert found["i"].tolist() == [7, 1, 2]
