"""Joins of three tables with skewed keys."""
