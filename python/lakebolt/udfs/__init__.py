"""Functions of Python's in SQL and in expressions."""
