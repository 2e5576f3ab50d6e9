"""Makes random tables and random queries and compares Lakebolt's answers with DuckDB's.

    cd test/python && python -m fuzz --queries 10000 --seed 7

`tables` makes schemas and data, `expressions` and `queries` make SQL as trees of `node`, `oracle`
judges answers, `shrink` makes a failing query small, `session` ties them together. `changes` makes
statements that change `change_tables`; `change_session` runs scripts of them.
"""
