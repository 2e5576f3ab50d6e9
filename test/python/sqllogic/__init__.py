"""Runs sqllogictest files: `parser` reads them, `script` executes them, `configs` is the matrix."""
