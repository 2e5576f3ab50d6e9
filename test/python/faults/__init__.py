"""Runs the SQL corpus while chosen reads, writes, allocations and the like fail."""
