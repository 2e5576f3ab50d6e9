"""Tests the formats, options and commands that other engines' shells have, too."""

from __future__ import annotations

from pathlib import Path

import command
import lakebolt
import pytest

QUERY = "SELECT 1 AS a, 'x|<\"y''' AS b, NULL AS c, 1.5::DOUBLE AS d"


def output(*arguments: str, stdin: str = "") -> str:
    """Returns what a run that must succeed writes."""
    done = command.run(*arguments, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_list_html_and_trash():
    assert output("-list", QUERY) == "a|b|c|d\n1|x|<\"y'||1.5\n"
    assert output("-html", QUERY) == (
        "<table>\n<tr><th>a</th><th>b</th><th>c</th><th>d</th></tr>\n"
        '<tr><td align="right">1</td><td>x|&lt;&quot;y\'</td><td>NULL</td>'
        '<td align="right">1.5</td></tr>\n</table>\n'
    )
    assert output("-trash", QUERY) == ""


def test_latex():
    query = "SELECT 1 AS a_1, '50 % & {#}~\\' AS b"
    assert output("-latex", query) == (
        "\\begin{tabular}{rl}\n\\hline\na\\_1 & b \\\\\n\\hline\n"
        "1 & 50 \\% \\& \\{\\#\\}\\textasciitilde{}\\textbackslash{} \\\\\n\\hline\n\\end{tabular}\n"
    )


def test_insert_statements_make_the_rows_again():
    rows = "(1, 'it''s', 1.5, true, DATE '2024-01-05', [1, 2]), (NULL, NULL, 'inf', NULL, NULL, NULL)"
    table = "CREATE TABLE t (a INTEGER, b VARCHAR, c DOUBLE, d BOOLEAN, e DATE, f INTEGER[])"
    fill = f"INSERT INTO t VALUES {rows}"
    script = output("-c", f"{table}; {fill}", "-c", ".mode insert t", "-c", "FROM t")
    assert script.startswith("INSERT INTO t (a, b, c, d, e, f) VALUES (1, 'it''s', 1.5, true, ")
    connection = lakebolt.connect()
    connection.execute(table)
    connection.execute(fill)
    expected = connection.execute("FROM t").fetchall()
    connection.execute("DELETE FROM t")
    for statement in script.splitlines():
        connection.execute(statement)
    assert connection.execute("FROM t").fetchall() == expected


def test_names_of_other_shells_options(tmp_path: Path):
    assert output("-csv", "-noheader", "-nullvalue", "-", "SELECT 1, NULL") == "1,-\n"
    assert output("-csv", "-separator", ";", "SELECT 1 AS a, 2 AS b") == "a;b\n1;2\n"
    assert output("-json", stdin="SELECT 1 AS a") == '[\n{"a":1}\n]\n'
    assert output("-jsonlines", "-bail", "SELECT 1 AS a") == '{"a":1}\n'
    (tmp_path / "start.sql").write_text(".headers off\nCREATE TABLE t AS SELECT 7 AS a;\n")
    assert output("-csv", "-init", str(tmp_path / "start.sql"), "FROM t") == "7\n"


def test_a_file_is_imported_and_appended(tmp_path: Path):
    file = tmp_path / "my data.csv"
    file.write_text("a,b\n1,x\n")
    command = f".import '{file}' t"
    assert output("-csv", "-c", command, "-c", command, "-c", "FROM t") == "a,b\n1,x\n1,x\n"


def test_one_result_goes_to_a_file(tmp_path: Path):
    file = tmp_path / "one.json"
    written = output("-c", f".once {file}", "-c", "SELECT 1 AS a", "-c", ".mode csv", "-c", "SELECT 2 AS b")
    assert file.read_text() == '[\n{"a":1}\n]\n'
    assert written == "b\n2\n"


def test_a_failed_result_replaces_no_file(tmp_path: Path):
    file = tmp_path / "kept.csv"
    file.write_text("kept\n")
    done = command.run("-c", f".once {file}", "-c", "SELECT * FROM nosuch", "-c", "SELECT 2 AS b")
    assert done.returncode != 0
    assert file.read_text() == "kept\n"


def test_the_suffix_of_output_says_the_format_of_what_is_drawn(tmp_path: Path):
    file = tmp_path / "drawn.csv"
    output("-c", f".output {file}", "-c", "SELECT 1 AS a")
    assert file.read_text() == "a\n1\n"
    output("-c", ".mode markdown", "-c", f".output {file}", "-c", "SELECT 1 AS a")
    assert file.read_text() == "| a |\n|--:|\n| 1 |\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "x.foo", "SELECT 1"], ".foo"),
        (["-o", "x.csv.gz", "SELECT 1"], ".gz"),
        (["--formt", "csv", "SELECT 1"], 'did you mean "--format"?'),
        (["-c", ".mode foo"], "there is csv, html, insert, json"),
        (["-c", ".mode csb"], 'did you mean "csv"'),
        (["-c", ".output x.parquet"], "COPY (SELECT"),
        (["-c", ".import x"], ".import FILE TABLE"),
        (["-c", ".cd nowhere"], "cannot go to 'nowhere'"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], words: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = command.run(*arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_commands_have_short_and_other_names(tmp_path: Path):
    assert output("-c", "\\! echo hi", "-c", ".shell echo there") == "hi\nthere\n"
    assert output("-csv", "-c", ".func len", "-c", "\\df json_val*") == (
        "name,kind\nlen,function\nname,kind\njson_valid,function\njson_value,function\n"
    )
    assert output("-csv", "-c", f"\\copy (SELECT 3 AS a) TO '{tmp_path}/z.csv'") == ""
    assert output("-csv", "-c", f".cd {tmp_path}", "-c", "FROM 'z.csv'") == "a\n3\n"
