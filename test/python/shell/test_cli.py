"""Tests the lakebolt command as a shell sees it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import time

import command
import html_outline
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest


def output(*arguments: str, stdin: str = "") -> str:
    """Returns what a run that must succeed writes."""
    done = command.run(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_sql_comes_from_option_argument_file_or_standard_input(tmp_path):
    file = tmp_path / "query.sql"
    file.write_text("-- a comment\nSELECT 7 AS n;\n")
    expected = "n\n7\n"
    assert output("--format", "csv", "-c", "SELECT 7 AS n") == expected
    assert output("--format", "csv", "SELECT 7 AS n") == expected
    assert output("--format", "csv", str(file)) == expected
    assert output("--format", "csv", stdin="SELECT 7 AS n") == expected


def test_an_argument_may_name_data(tmp_path):
    folder = tmp_path / "it's here"
    folder.mkdir()
    (folder / "a.csv").write_text("a,b\n1,x\n")
    pq.write_table(pa.table({"a": [2], "b": ["y"]}), folder / "b.parquet")
    assert output("--format", "csv", str(folder / "a.csv")) == "a,b\n1,x\n"
    assert output("--format", "csv", str(folder / "b.parquet")) == "a,b\n2,y\n"
    assert output("--format", "csv", str(folder)) == "a,b\n2,y\n"
    assert "missing.parquet" in command.run("missing.parquet").stderr


def test_sql_may_begin_with_a_comment():
    assert output("-f", "csv", "-c", "--seven\nSELECT 7 AS n") == "n\n7\n"
    assert output("-f", "csv", "-- seven\nSELECT 7 AS n") == "n\n7\n"


def test_all_statements_and_commands_run():
    sql = "CREATE VIEW v AS SELECT 1 AS a; SELECT a FROM v; SELECT a + 1 AS b FROM v"
    assert output("-f", "csv", "-c", sql) == "a\n1\nb\n2\n"
    assert output("-f", "csv", "-c", "SELECT 1 AS a", "-c", "SELECT 2 AS a") == "a\n1\na\n2\n"


def test_table_has_names_types_and_a_count():
    text = output("-c", "SELECT 1 AS one, 'x' AS two")
    assert text.splitlines()[1:3] == ["│   one   │   two   │", "│ integer │ varchar │"]
    assert "1 row" in text


def test_table_shows_at_most_max_rows():
    sql = "SELECT * FROM range(100)"
    assert "100 rows (40 shown)" in output("-c", sql)
    assert "100 rows (10 shown)" in output("-c", sql, "--max-rows", "10")
    assert output("-c", sql, "--max-rows", "0").count("\n") > 100


def test_plans_are_plain_text():
    text = output("-c", "EXPLAIN SELECT * FROM range(10) WHERE range > 3")
    assert "│ plan" not in text
    assert "range" in text
    assert output("-f", "csv", "-c", "EXPLAIN SELECT 1").startswith("plan\n")


def test_json():
    sql = "SELECT 1 AS i, 'a\"b' AS s, NULL AS n, 1.50 AS d, true AS t, DATE '2024-02-29' AS day"
    row = {"i": 1, "s": 'a"b', "n": None, "d": 1.5, "t": True, "day": "2024-02-29"}
    assert json.loads(output("-f", "json", "-c", sql)) == [row]
    assert json.loads(output("-f", "jsonl", "-c", sql)) == row
    assert json.loads(output("-f", "json", "-c", "SELECT 1 AS a WHERE false")) == []


def test_csv_and_markdown():
    sql = "SELECT 'a,b' AS s, NULL AS n, '' AS e"
    assert output("-f", "csv", "-c", sql) == 's,n,e\n"a,b",,""\n'
    assert output("-f", "markdown", "-c", "SELECT 1 AS a, 'x|y' AS b") == (
        "| a | b |\n|--:|---|\n| 1 | x\\|y |\n"
    )


@pytest.mark.parametrize("to_file", [False, True])
def test_arrow_and_parquet(tmp_path, to_file):
    sql = "SELECT range AS i, range::VARCHAR AS s FROM range(5000)"

    def written(form: str) -> bytes:
        if to_file:
            path = tmp_path / form
            assert output("-f", form, "-o", str(path), "-c", sql) == ""
            return path.read_bytes()
        arguments = [command.path(), "-f", form, "-c", sql]
        return subprocess.run(arguments, capture_output=True, check=True, timeout=60).stdout

    expected = pa.table({"i": range(5000), "s": [str(i) for i in range(5000)]})
    arrow = pa.ipc.open_stream(written("arrow")).read_all()
    assert arrow.to_pydict() == expected.to_pydict()
    assert pq.read_table(io.BytesIO(written("parquet"))).to_pydict() == expected.to_pydict()


def test_the_suffix_of_the_output_says_the_format(tmp_path):
    def written(name: str, *arguments: str) -> bytes:
        path = tmp_path / name
        assert output("-o", str(path), *arguments, "-c", "SELECT 1 AS a, 'x' AS b") == ""
        return path.read_bytes()

    assert written("a.csv") == b"a,b\n1,x\n"
    assert written("a.jsonl") == b'{"a":1,"b":"x"}\n'
    assert written("a.md").startswith(b"| a | b |\n")
    assert written("a.parquet")[:4] == b"PAR1"
    assert written("b.csv", "--format", "tsv") == b"a\tb\n1\tx\n"
    assert written("c.csv", "-f", "tsv") == b"a\tb\n1\tx\n"
    assert "┌".encode() in written("a.txt")


def test_binary_output_holds_one_result():
    done = command.run("-f", "arrow", "-c", "SELECT 1; SELECT 2")
    assert done.returncode == 1
    assert "one result" in done.stderr


def test_errors_go_to_standard_error_with_caret_and_hint():
    done = command.run("-c", "SELECT 1 AS one;\nSELECT lenght('abc')")
    assert done.returncode == 1
    assert "length" in done.stderr
    assert "SELECT lenght('abc')" in done.stderr
    assert "^" in done.stderr


def test_an_error_ends_the_run():
    done = command.run("-f", "csv", "-c", "SELECT 1 AS a; SELECT nope; SELECT 2 AS b")
    assert done.returncode == 1
    assert done.stdout == "a\n1\n"
    done = command.run("-f", "csv", "-c", "SELECT nope", "-c", "SELECT 2 AS b")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.sql"], "no file 'missing.sql'"),
        (["src"], "folder"),
        (["--format", "xml", "-c", "SELECT 1"], "xml"),
        (["--threads", "0", "-c", "SELECT 1"], "threads"),
        (["--memory", "lots", "-c", "SELECT 1"], "lots"),
        (["--set", "no_such=1", "-c", "SELECT 1"], "no_such"),
        (["--bogus"], "bogus"),
        (["-c", "FROM 'missing.parquet'"], "missing.parquet"),
    ],
)
def test_wrong_arguments_are_errors(arguments, words):
    done = command.run(*arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert done.stdout == ""


def test_a_failed_query_leaves_no_file(tmp_path):
    path = tmp_path / "out.csv"
    done = command.run("-f", "csv", "-o", str(path), "-c", "SELECT 1 AS a; SELECT 1 / 0 / nope")
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_version_and_help():
    assert output("--version").startswith("lakebolt ")
    assert "--format" in output("--help")


def test_settings():
    assert output("-f", "csv", "--threads", "1", "-c", "SHOW threads").splitlines()[-1] == "1"


def test_a_closed_pipe_is_no_error():
    shell = f"'{command.path()}' -f csv -c 'SELECT * FROM range(5000000)' | head -n 1"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("range\n", "")


def test_ctrl_c_cancels():
    sql = "SELECT count(*) FROM range(3000000000) a, range(1000) b WHERE a.range + b.range = 7"
    process = subprocess.Popen(
        [command.path(), "-c", sql],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # It is ignored where the tests run in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(0.5)
    assert process.poll() is None, process.communicate()
    os.kill(process.pid, signal.SIGINT)
    started = time.monotonic()
    _, errors = process.communicate(timeout=30)
    assert time.monotonic() - started < 5
    assert process.returncode != 0
    assert "cancelled" in errors


def test_file_option_runs_a_file_and_short_formats_still_work(tmp_path):
    file = tmp_path / "query.sql"
    file.write_text("SELECT 7 AS n;\n")
    assert output("--format", "csv", "-f", str(file)) == "n\n7\n"
    assert output("--format", "csv", "-f", str(file), "-f", str(file)) == "n\n7\nn\n7\n"
    assert output("-f", "csv", "-f", str(file)) == "n\n7\n"
    both = output("-f", "csv", "-c", "SELECT 1 AS a", "-f", str(file), "-c", "SELECT 2 AS a")
    assert both == "a\n1\nn\n7\na\n2\n"  # in their order
    done = command.run("-f", str(tmp_path / "missing.sql"))
    assert done.returncode == 1
    assert "missing.sql" in done.stderr


def test_scripts_and_options_may_hold_commands(tmp_path):
    script = "-- a note\n.mode csv\nCREATE TABLE t AS SELECT 1 AS a;\n.nullvalue ~\n"
    script += "SELECT a, NULL AS b FROM t;\n.headers off\n.print done\nSELECT\n.5 AS half;\n\\q\nSELECT 9;"
    assert output(stdin=script) == "a,b\n1,~\ndone\n0.5\n"
    assert output("-c", ".mode jsonl", "-c", "SELECT 1 AS a") == '{"a":1}\n'
    assert "│ t" in output("-c", "CREATE TABLE t (a INT)", "-c", ".tables")
    assert "│ abs     │ function │" in output("-c", "\\df ab?")
    assert "1 row " in output("-c", ".functions ABS")
    assert "│ memory" in output("-c", "\\l")
    assert output("-c", ".help timer").startswith(".timer      \\timing  [on|off]")
    done = command.run(stdin="SELECT 1 AS a;\n.nonsense\nSELECT 2;")
    assert done.returncode == 1
    assert "there is no command .nonsense" in done.stderr
    assert "2" not in done.stdout


def test_output_command_writes_files_whole(tmp_path):
    path = tmp_path / "out.csv"
    script = f".mode csv\n.output '{path}'\nSELECT 1 AS a;\nSELECT 2 AS a;\n"
    assert output(stdin=script) == ""
    assert path.read_text() == "a\n1\na\n2\n"
    done = command.run(stdin=script + "SELECT nope;")
    assert done.returncode == 1
    assert path.read_text() == "a\n1\na\n2\n"
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


def test_line_and_tsv_formats():
    sql = "SELECT 1 AS a, 'x' AS long_name UNION ALL SELECT NULL, 'y' ORDER BY 2"
    lines = output("--format", "line", "-c", sql).splitlines()
    assert lines[0].startswith("── row 1 ──")
    assert lines[1:3] == ["a         │ 1", "long_name │ x"]
    assert lines[4] == "a         │ NULL"
    assert lines[-1] == "2 rows"
    assert output("--format", "tsv", "-c", "SELECT 1 AS a, 'x' AS b") == "a\tb\n1\tx\n"


def test_no_colors_and_no_progress_in_pipes():
    assert "\x1b" not in output("-c", "SELECT 1 AS one, NULL AS two")


def test_timer():
    done = command.run("--timer", "-f", "csv", "-c", "SELECT 1 AS a; CREATE TABLE t AS SELECT 1 AS a")
    assert done.stdout == "a\n1\n"
    assert re.fullmatch(r"[\d.]+ m?s\n1 row changed, [\d.]+ m?s\n", done.stderr)


def test_explain_analyze_is_a_tree_with_shares():
    text = output("-c", "EXPLAIN ANALYZE SELECT range % 3 AS k, count(*) FROM range(100000) GROUP BY 1")
    assert re.search(r"^ *<?\d+ %  └─ .*\(rows 100000, ", text, re.MULTILINE)
    shares = [int(share) for share in re.findall(r"^ +(\d+) %", text, re.MULTILINE)]
    assert 0 < sum(shares) <= 105
    assert "Total: " in text.splitlines()[-1]


def test_profile_page(tmp_path):
    page = tmp_path / "out.html"
    sql = "SELECT '<b>' AS tag, count(*) FROM range(1000) WHERE range > 10; SELECT 2 AS two"
    output("--profile", str(page), "-c", sql)
    html = page.read_text()
    parser = html_outline.Outline()
    parser.feed(html)
    assert parser.open == []
    assert parser.tags["section"] == 2
    assert parser.tags["table"] == 2
    assert "&lt;b&gt;" in html
    assert "<b>'" not in html
    assert "http" not in html  # nothing is loaded from elsewhere


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell, tmp_path):
    script = output("completions", shell)
    assert "--profile" in script or "-l profile" in script
    assert "markdown" in script
    if shutil.which(shell):
        file = tmp_path / "completions"
        file.write_text(script)
        subprocess.run([shell, "-n", str(file)], check=True, timeout=20)


def test_bash_completes():
    words = "source <(\"$0\" completions bash); COMP_WORDS=(lakebolt --format m); COMP_CWORD=2; _lakebolt;"
    words += 'echo "${COMPREPLY[@]}"; COMP_WORDS=(lakebolt --pro); COMP_CWORD=1; _lakebolt;'
    words += 'echo "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "-c", words, command.path()], capture_output=True, text=True, timeout=20
    )
    assert done.stdout == "markdown\n--profile\n", done.stderr
