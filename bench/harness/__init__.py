"""Runs the same queries on several engines side by side; bench/README.md says how."""
