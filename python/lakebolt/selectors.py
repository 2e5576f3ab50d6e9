"""Choices of columns by name or type, as Polars' ``selectors``; see ``lakebolt.expr.selectors``."""

from lakebolt.expr.selectors import *  # noqa: F403
