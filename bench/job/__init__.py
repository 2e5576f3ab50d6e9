"""Queries like the Join Order Benchmark's, over generated films."""
