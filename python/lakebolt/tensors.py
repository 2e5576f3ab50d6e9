"""Turns PyTorch tensors into NumPy arrays and back; PyTorch is not required before that."""

from __future__ import annotations

from typing import Any


def array_of(tensor: Any) -> Any:
    """Returns a tensor as a NumPy array; one of a device or a graph is copied off it."""
    tensor = tensor.detach().cpu()
    if str(tensor.dtype) == "torch.bfloat16":  # which NumPy does not have
        tensor = tensor.float()
    return tensor.numpy()


def tensor_of(array: Any) -> Any:
    """Returns a NumPy array as a tensor, which may be written to, as the memory of results may not."""
    import torch

    return torch.from_numpy(array if array.flags.writeable else array.copy())
