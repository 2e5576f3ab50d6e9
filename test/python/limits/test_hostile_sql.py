"""Sends SQL that asks for absurd amounts: an error or an answer soon, within the memory allowed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import engine
import pytest

RUNNER = Path(__file__).parents[1].joinpath("hostile_queries.py")
SECONDS = 10
"""What a query may take: its time limit of half a second, and a busy machine."""
MEBIBYTES = 1500
"""What the process may hold at most: the limit of 256 MB, results, Python."""


def run(queries: list[str]) -> list[tuple[float, int, str]]:
    """Runs queries in another process; returns seconds, peak MiB and outcome of each."""
    done = subprocess.run(
        [sys.executable, str(RUNNER)],
        input="".join(json.dumps(sql) + "\n" for sql in queries),
        capture_output=True,
        text=True,
        timeout=60 + SECONDS * len(queries),
        check=False,
    )
    outcomes = [line.split(" ", 2) for line in done.stdout.splitlines()]
    if len(outcomes) < len(queries):
        pytest.fail(
            f"exit status {done.returncode} of {queries[len(outcomes)][:200]}\n{done.stderr[-2000:]}"
        )
    return [(float(seconds), int(peak), text) for seconds, peak, text in outcomes]


GROUPS = {
    "text": [
        "SELECT repeat('x', 10000000000)",
        "SELECT length(repeat('x', 4294967297))",
        "SELECT repeat('x', -9223372036854775808)",
        "SELECT max(length(repeat('x', 300000000 + i))) FROM range(20) t(i)",
        "SELECT lpad('x', 2147483647, 'ab')",
        "SELECT rpad('x', 10000000000, 'y')",
        "SELECT length(replace(repeat('a', 1000000), 'a', repeat('b', 1000000)))",
    ],
    "patterns": [
        "SELECT repeat('a', 100000) || 'b' LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%c'",
        "SELECT repeat('a', 100000) LIKE repeat('%a', 5000) || 'b'",
        "SELECT repeat('a', 100000) GLOB repeat('*a', 1000) || 'b'",
        "SELECT regexp_matches(repeat('a', 1000000), '(a+)+$')",
        "SELECT regexp_matches(repeat('a', 1000000), '(a|aa)*b')",
        "SELECT regexp_matches('a', '((((x{1000}){1000}){1000}){1000})')",
        "SELECT regexp_matches('a', repeat('(', 100000) || repeat(')', 100000))",
        "SELECT regexp_matches(repeat('a', 10000000), repeat('a?', 1000) || repeat('a', 1000))",
        "SELECT repeat('a', 1000000) SIMILAR TO '(a|aa)+b'",
        f"""SELECT COLUMNS('(a|b)*c') FROM (SELECT 1 AS "{'a' * 300_000}")""",
        f"""SELECT COLUMNS('(a+)+$') AS "\\1" FROM (SELECT 1 AS "{'a' * 40}b", 2 AS a)""",
    ],
    "lists": [
        "SELECT range(1000000000000)",
        "SELECT generate_series(1, 1000000000000)",
        "SELECT len(range(10000000000))",
        "SELECT len(range(2000000000))",
        "SELECT generate_series(TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', INTERVAL 0 DAY)",
        "SELECT max(len(range(100000000 + i))) FROM range(20) t(i)",
        "SELECT list_resize([1], 10000000000)",
        "SELECT list_resize([1], 9223372036854775807, 1)",
        "SELECT list(i) FROM range(10000000000) t(i)",
        "SELECT len(list(repeat('x', 1000))) FROM range(100000000)",
        "SELECT count(*) FROM (SELECT unnest(range(100000000000)))",
        "SELECT list_sort(range(500000000))",
        "SELECT list_distinct(range(500000000))",
        "SELECT list_reduce(range(1, 100), (a, b) -> a || b) FROM (SELECT range(10)::VARCHAR)",
        "SELECT histogram(i) FROM range(1000000000) t(i)",
        "SELECT repeat([1, 2], 10000000000)",
    ],
    "rows": [
        "SELECT sum(i) FROM range(1000000000000) t(i)",
        "SELECT i FROM range(1000000000000) t(i) ORDER BY i DESC",
        "SELECT count(*) FROM range(1000000000) a, range(1000000000) b",
        "SELECT count(DISTINCT i) FROM range(1000000000000) t(i)",
        "SELECT a.range FROM range(100000000000) a JOIN range(100000000000) b ON a.range = b.range",
        "SELECT a.range FROM range(1000000) a JOIN range(1000000) b ON a.range < b.range ORDER BY ALL",
        "SELECT sum(i) OVER (ORDER BY i) FROM range(100000000000) t(i)",
        "SELECT i FROM range(100000000000) t(i) UNION SELECT i + 1 FROM range(100000000000) t(i)",
        "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT max(x) FROM t",
        "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x FROM t, range(1000)) FROM t",
        "WITH RECURSIVE t AS (SELECT 'x' AS x UNION ALL SELECT x || x FROM t) SELECT max(x) FROM t",
        "SELECT i FROM range(9223372036854775800, 9223372036854775807, 3) t(i)",
        "SELECT count(*) FROM range(-9223372036854775808, 9223372036854775807, 1)",
        "SELECT 1 LIMIT 9223372036854775807 OFFSET 9223372036854775807",
        "SELECT quantile_cont(i, 0.5) FROM range(100000000000) t(i)",
        "SELECT mode(i) FROM range(100000000000) t(i)",
        "SELECT arg_max(i, i, 1000000000) FROM range(100000000) t(i)",
        "SELECT approx_top_k(i, 100000000) FROM range(100000000) t(i)",
        "SELECT ntile(9223372036854775807) OVER (ORDER BY i) FROM range(10) t(i)",
        "SELECT lag(i, 9223372036854775807) OVER (ORDER BY i) FROM range(10) t(i)",
        "SELECT lead(i, -9223372036854775808) OVER (ORDER BY i) FROM range(10) t(i)",
        "SELECT sum(i) OVER (ORDER BY i ROWS BETWEEN 9223372036854775807 PRECEDING AND"
        " 9223372036854775807 FOLLOWING) FROM range(10) t(i)",
        "SELECT sum(i) OVER (ORDER BY i RANGE BETWEEN 9223372036854775807 PRECEDING AND"
        " 9223372036854775807 FOLLOWING) FROM range(-5, 5) t(i)",
        "SELECT * FROM range(10) t(i) USING SAMPLE 9223372036854775807 ROWS",
    ],
    "numbers": [
        "SELECT '1e1000000000'::DOUBLE",
        "SELECT '1e1000000000'::HUGEINT",
        "SELECT '1e-1000000000'::DECIMAL(38,10)",
        "SELECT '1e1000000000'::DECIMAL(76,0)",
        "SELECT '1e1000000000'::BIGNUM",
        "SELECT '1e9223372036854775807'::BIGINT",
        "SELECT 1e999999999999",
        "SELECT factorial(2147483647)",
        "SELECT round(1.5, 2147483647), round(1.5, -2147483648), trunc(1.5, 2147483647)",
        "SELECT round(12345.678::DECIMAL(38,10), -2147483648)",
        "SELECT 1 << 9223372036854775807, 1 >> -9223372036854775808",
        "SELECT -9223372036854775808 // -1",
        "SELECT -9223372036854775808 % -1",
        "SELECT abs(-9223372036854775808)",
        "SELECT -(-170141183460469231731687303715884105728::HUGEINT)",
        "SELECT gcd(-9223372036854775808, -9223372036854775808), lcm(9223372036854775807, 2)",
        "SELECT pow(10, 1000), exp(1e308), cbrt('NaN'), even(1e308)",
        "SELECT bitstring('1', 4000000000)",
        "SELECT set_bit('1'::BIT, 2147483647, 1)",
        "SELECT DATE '5881580-07-10' + INTERVAL '2147483647 years'",
        "SELECT INTERVAL '2147483647 months' * 2147483647",
        "SELECT INTERVAL '9223372036854775807 microseconds' + INTERVAL '9223372036854775807 microseconds'",
        "SELECT TIMESTAMP 'infinity' - TIMESTAMP '-infinity'",
        "SELECT date_diff('microsecond', TIMESTAMP '-290307-12-22 (BC)', TIMESTAMP '294247-01-10')",
        "SELECT time_bucket(INTERVAL '2147483647 months', DATE '2024-01-01')",
        "SELECT make_date(2147483647, 2147483647, 2147483647)",
        "SELECT make_timestamp(9223372036854775807)",
        "SELECT to_timestamp(1e308), epoch_ms(9223372036854775807)",
        "SELECT NULL::DECIMAL(99999999999, 5)",
        "SELECT chr(2147483647), chr(-1), chr(55296)",
    ],
    "nesting": [
        "SELECT ('" + "[" * 1_000_000 + "')::JSON",
        "SELECT json_extract('" + "[" * 100_000 + "]" * 100_000 + "', '$" + "[0]" * 100_000 + "')",
        "SELECT json_structure('" + '{"a":' * 100_000 + "1" + "}" * 100_000 + "')",
        "SELECT json_pretty('" + "[" * 20_000 + "]" * 20_000 + "')",
        "SELECT ('" + "[" * 100_000 + "1" + "]" * 100_000 + "')::JSON::VARIANT",
        "SELECT json_transform('1', '" + "[" * 100_000 + '"INTEGER"' + "]" * 100_000 + "')",
        "SELECT '" + "[" * 100_000 + "'::INTEGER[][]",
        "SELECT NULL::INTEGER" + "[]" * 100_000,
        "SELECT NULL::" + "STRUCT(a " * 50_000 + "INTEGER" + ")" * 50_000,
        "SELECT NULL::STRUCT(" + ", ".join(f"a{i} INTEGER" for i in range(50_000)) + ")",
        "SELECT " + "{a: " * 10_000 + "1" + "}" * 10_000,
        "SELECT row(" + "1, " * 50_000 + "1)",
        "SELECT concat(" + "'a', " * 50_000 + "'b')",
        "SELECT greatest(" + "1, " * 50_000 + "2)",
        "SELECT CASE " + "WHEN i = 1 THEN 2 " * 50_000 + "END FROM range(2) t(i)",
        "SELECT i FROM range(3) t(i) WHERE i IN (" + ", ".join(f"{i} + i" for i in range(20_000)) + ")",
        "SELECT 1 WHERE EXISTS " + "(SELECT 1 WHERE EXISTS " * 2_000 + "(SELECT 1)" + ")" * 2_000,
        "SELECT 1 FROM range(1) " + ", range(1) " * 2_000,
        "SELECT 1 FROM range(1) t0 " + "".join(f"JOIN range(1) t{i} USING (range) " for i in range(1, 400)),
        "SELECT list_transform([1], x -> " * 1_000 + "1" + ")" * 1_000,
        "VALUES " + "(" + "1," * 10_000 + "1)",
        "SELECT 1 GROUP BY CUBE (" + ", ".join(str(i) for i in range(1, 40)) + ")",
        "SELECT i FROM range(2) t(i) GROUP BY CUBE (" + ", ".join(f"i + {i}" for i in range(30)) + ", i)",
        "SELECT 1" + "::VARCHAR" * 100_000,
    ],
}  # fmt: skip


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="others may take all memory")
@pytest.mark.parametrize("group", GROUPS)
def test_absurd_amounts(group: str) -> None:
    """Runs each query: no crash, no other exception, no time and no memory beyond the limits."""
    problems = []
    for sql, (seconds, peak, text) in zip(GROUPS[group], run(GROUPS[group]), strict=True):
        if text.startswith("exception") or seconds > SECONDS or peak > MEBIBYTES:
            problems.append(f"{seconds:.1f} s, {peak} MiB: {text[:200]} of {sql[:200]}")
    assert not problems, "\n".join(problems)
