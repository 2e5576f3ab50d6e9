"""Finds out which functions of DuckDB and Spark Lakebolt has, by running both on the same calls."""
