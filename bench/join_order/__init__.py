"""Compares the join orders that the optimizer chooses with others; bench/README.md."""
