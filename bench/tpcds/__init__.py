"""The TPC-DS tables and queries."""
