"""Expressions over the columns of a frame: immutable trees that are written as SQL."""

from lakebolt.expr.expr import Expr

__all__ = ["Expr"]
