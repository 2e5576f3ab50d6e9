"""Drives the interactive shell on a pseudo-terminal and looks at its screen."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import command
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pseudo_terminal import PseudoTerminal

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, ESCAPE = "\x1b[H", "\x1b[F", "\x1b"
CTRL_A, CTRL_C, CTRL_D, CTRL_K, CTRL_R = "\x01", "\x03", "\x04", "\x0b", "\x12"
CTRL_W, CTRL_Y, CTRL_UNDERSCORE = "\x17", "\x19", "\x1f"
LONG_QUERY = (
    "SELECT count(*) FROM range(3000000000) a, range(1000) b WHERE a.range + b.range = 7;\r"
)


def start(folder: Path, *arguments: str, columns: int = 80, rows: int = 24, **environment: str):
    """Starts a shell whose home is `folder`."""
    variables = {"HOME": str(folder), "PAGER": "cat", "NO_COLOR": "", "XDG_STATE_HOME": ""}
    return PseudoTerminal(
        [command.path(), *arguments], {**variables, **environment}, columns, rows
    )


def wait_for_prompt(shell: PseudoTerminal) -> None:
    """Waits until the last row is an empty prompt."""
    shell.wait_until(lambda: shell.text().endswith("lakebolt>"))


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[PseudoTerminal]:
    with start(tmp_path) as terminal:
        terminal.wait_for("lakebolt>")
        yield terminal


def test_runs_statements_and_leaves(shell: PseudoTerminal):
    shell.send("SELECT 40 + 2 AS answer;\r")
    screen = shell.wait_for("42", "1 row")
    assert re.search(r"│ +answer +│\n│ +integer +│\n", screen)
    assert re.search(r"│ 1 row +[\d.]+ m?s │\n└─+┘", screen)
    wait_for_prompt(shell)  # in a query's time, Ctrl-D is the terminal's
    shell.send(CTRL_D)
    assert shell.wait_for_end() == 0


def test_edits_many_lines(shell: PseudoTerminal):
    shell.send("SELECT 1 AS a,\r")
    shell.wait_for("     ...>")
    shell.send("2 AS b;")
    # Up into the first line, to its end, and change it.
    shell.send(UP + END + "\x7f\x7f" + "x,")
    shell.send(DOWN + END + "\r")
    screen = shell.wait_for("1 row")
    assert re.search(r"│ +x +│ +b +│", screen)
    assert "lakebolt> SELECT 1 AS x,\n     ...> 2 AS b;" in screen


def test_keys_of_readline(shell: PseudoTerminal):
    shell.send("SELECT 'wrong' right" + CTRL_W + CTRL_W + "'" + CTRL_Y)
    shell.send(CTRL_A + CTRL_K + "SELECT 12" + LEFT + "0" + END + "3" + CTRL_UNDERSCORE + ";\r")
    shell.wait_for("102")


def test_wide_characters_and_long_lines_wrap(shell: PseudoTerminal):
    text = "日本語é" * 20
    shell.send(f"SELECT length('{text}') AS n;" + HOME + RIGHT + END + "\r")
    shell.wait_for("   80 │", "1 row")


def test_history_is_kept(tmp_path: Path):
    with start(tmp_path) as first:
        first.wait_for("lakebolt>")
        first.send("SELECT 'one';\r")
        first.wait_for("1 row")
        first.send("SELECT\r'two\\n';\r")
        first.wait_until(lambda: first.text().count("1 row") == 2)
        first.send(".quit\r")
        assert first.wait_for_end() == 0
    history = tmp_path / ".lakebolt_history"
    assert history.read_text() == "SELECT 'one';\nSELECT\\n'two\\\\n';\n.quit\n"
    assert history.stat().st_mode & 0o077 == 0
    with start(tmp_path) as second:
        second.wait_for("lakebolt>")
        second.send(UP + UP)
        second.wait_for("lakebolt> SELECT\n     ...> 'two\\n';")
        second.send(UP + UP)  # to the first line, then to the entry before
        second.wait_for("lakebolt> SELECT 'one';")
        second.send(CTRL_C)
        second.wait_for("^C")
        second.send(CTRL_R + "two")
        second.wait_for("search: two")
        second.send("\r")
        second.wait_for("two\\n", "1 row")


def test_history_follows_xdg(tmp_path: Path):
    with start(tmp_path, XDG_STATE_HOME=str(tmp_path / "state")) as shell:
        shell.wait_for("lakebolt>")
        shell.send(".quit\r")
        assert shell.wait_for_end() == 0
    assert (tmp_path / "state/lakebolt/history").read_text() == ".quit\n"


def test_pasted_text_runs_upon_enter(shell: PseudoTerminal):
    shell.send("\x1b[200~SELECT 1 AS one;\rSELECT 2 AS two;\x1b[201~")
    assert "row" not in shell.settle()
    shell.send("\r")
    shell.wait_for("one", "two", "1 row")


def test_text_may_come_faster_than_it_runs(tmp_path: Path):
    with start(tmp_path, rows=50) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT 1 AS first;\rSELECT 2 AS second;\rSELECT 3 AS third;\r")
        shell.wait_for("first", "second", "third")
        shell.wait_until(lambda: shell.text().count("1 row") == 3)


def test_colors(tmp_path: Path):
    def shown(*arguments: str, **environment: str) -> dict[str, str]:
        with start(tmp_path, *arguments, **environment) as shell:
            shell.wait_for("lakebolt>")
            shell.send("SELECT abs(-12), 'text' /* note */")
            shell.wait_for("note */")
            row = next(i for i, line in enumerate(shell.screen.display) if "abs" in line)
            line = shell.screen.display[row]
            words = ("SELECT", "abs", "12", "'text'", "/* note")
            return {word: shell.screen.buffer[row][line.index(word)].fg for word in words}

    colors = shown()
    assert len({colors[word] for word in ("SELECT", "abs", "12", "'text'")}) == 4
    assert set(shown("--no-color").values()) == {"default"}
    assert set(shown(NO_COLOR="1").values()) == {"default"}


def test_completes(tmp_path: Path):
    pq.write_table(pa.table({"price": [1.5], "product": ["x"]}), tmp_path / "orders.parquet")
    with start(tmp_path, rows=40, columns=200) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT count(*) FROM range(3) t(abc) WHERE t.\t")
        shell.wait_for("WHERE t.abc")
        shell.send(CTRL_C)
        shell.send("CREATE TABLE planets (planet_name VARCHAR, planet_mass DOUBLE, Mo INT);\r")
        shell.wait_for("ms")
        shell.send("SEL\tplanet_m\t")  # no table is named yet
        shell.settle()
        shell.send(CTRL_A + CTRL_K + "SELECT plan FROM plane\t p" + HOME + RIGHT * 11 + "\t")
        shell.wait_for("SELECT planet_ FROM planets p")
        shell.send("\t")
        shell.wait_for("planet_mass  double", "planet_name  varchar")
        shell.send("\t")
        shell.wait_for("SELECT planet_name FROM planets p")
        shell.send(ESCAPE)
        shell.wait_for("SELECT planet_ FROM planets p")
        shell.send(CTRL_A + CTRL_K + "SELECT p. FROM planets p" + HOME + RIGHT * 9 + "Mo\t")
        shell.wait_for("p.Mo FROM")
        shell.send(CTRL_A + CTRL_K + f"FROM '{tmp_path}/ord\t")
        shell.wait_for("orders.parquet'")
        shell.send(CTRL_A + CTRL_K + f"SELECT p FROM '{tmp_path}/orders.parquet'")
        shell.send(HOME + RIGHT * 8 + "\t\t")
        shell.wait_for("price")
        shell.send(CTRL_C + "SET memory_l\t")
        shell.wait_for("SET memory_limit")
        shell.send(CTRL_C + "SELECT date_tru\t")
        shell.wait_for("date_trunc(")
        shell.send(CTRL_C + ".max\tr\t 5\r.mode js\t\r")
        shell.send("SELECT 7 AS seven;\r")
        shell.wait_for('{"seven":7}')


def test_control_c_cancels_the_query_and_not_the_shell(shell: PseudoTerminal):
    shell.send(LONG_QUERY)
    shell.wait_for("rows/s")  # the progress bar, after half a second
    started = time.monotonic()
    shell.send(CTRL_C)
    shell.wait_for("cancelled")
    assert time.monotonic() - started < 5
    wait_for_prompt(shell)
    shell.send("SELECT 'still here';\r")
    shell.wait_for("1 row")
    for _ in range(5):  # nor does a burst of them end it
        os.kill(shell.pid, signal.SIGINT)
    shell.send("SELECT 'and here' AS again;\r")
    shell.wait_for("again")


def test_progress_shows_share_rows_speed_and_time_left(tmp_path: Path):
    with start(tmp_path, columns=100) as shell:
        shell.wait_for("lakebolt>")
        shell.send(
            "SELECT sum(hash(range::VARCHAR || repeat('x', 200)) % 7) FROM range(60000000);\r"
        )
        screen = shell.wait_for("rows/s", "left")
        words = r"▕.*▏ +\d+ %  [\d.]+ [kMG] rows  [\d.]+ [kMG] rows/s  (\d+ min )?\d+ s left"
        assert re.search(words, screen)
        shell.send(CTRL_C)
        shell.wait_for("cancelled")


def test_progress_of_a_join_goes_by_its_rows(tmp_path: Path):
    with start(tmp_path, columns=100) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT count(*) FROM range(100000000000) t(a), range(10) WHERE a % 7 = 1;\r")
        screen = shell.wait_for("rows/s")
        assert re.search(r"▏   0 %  .* rows/s$", screen, re.MULTILINE)  # nobody knows how long
        shell.send(CTRL_C)
        shell.wait_for("cancelled")


def test_habits_of_other_shells(shell: PseudoTerminal):
    shell.send("SELECT 1 AS a,\r2 AS b \\gx\r")
    shell.wait_for("a │ 1\nb │ 2")
    shell.send("\x0cSELECT 3 AS c \\g\r")
    shell.wait_for("│       c ", "│              3 │")
    shell.send("\x0cSELECT '\\g\r")  # in quotes it is text
    shell.wait_for("     ...>")
    shell.send("' AS d;\r")
    shell.wait_for("\\g\\n")
    shell.send("\x0chelp\r")
    shell.wait_for(".quit")
    shell.send("exit;\r")
    assert shell.wait_for_end() == 0


def test_a_file_of_the_user_comes_first(tmp_path: Path):
    (tmp_path / ".lakeboltrc").write_text(".mode csv\nCREATE TABLE mine AS SELECT 7 AS a;\n")
    with start(tmp_path) as shell:
        shell.wait_for("lakebolt>")
        shell.send("FROM mine;\r")
        shell.wait_for("\na\n7\n")
    with start(tmp_path, "-c", "SELECT 1 AS one") as shell:  # only a shell reads it
        shell.wait_for("│       1 │")


def test_errors_point_at_their_place(shell: PseudoTerminal):
    shell.send("SELECT 1,\r  lenght('abc');\r")
    screen = shell.wait_for("did you mean", '"length"')
    lines = screen.splitlines()
    caret = next(i for i, line in enumerate(lines) if line.strip().startswith("^"))
    assert lines[caret].index("^") == lines[caret - 1].index("lenght")
    shell.send("SELECT 2 + § ;\r")  # no token at all: it runs, and says so
    shell.wait_for("42703")


def test_commands(tmp_path: Path):
    (tmp_path / "script.sql").write_text(".print from the script\nSELECT 'read' AS word;\n")
    with start(tmp_path, rows=60) as shell:
        shell.wait_for("lakebolt>")
        shell.send("CREATE TABLE t (a INTEGER, b VARCHAR);\rCREATE VIEW v AS SELECT a FROM t;\r")
        shell.wait_until(lambda: shell.text().count(" ms") == 2)
        shell.send(".tables\r")
        shell.wait_for("│ main    │ t       │ table", "│ main    │ v       │ view")
        shell.send("\x0c\\d t\r")
        shell.wait_for("│ a           │ INTEGER")
        shell.send("\x0c.schema t\r")
        shell.wait_for("CREATE TABLE t(a INTEGER, b VARCHAR);")
        shell.send("\x0c\\x\rSELECT 1 AS a, NULL AS b;\r")
        shell.wait_for("expanded display is on", "── row 1 ", "a │ 1\nb │ NULL")
        shell.send("\\x off\r\x0c.nullvalue -\rSELECT NULL AS nothing;\r")
        shell.wait_for("│ - ")
        shell.send(f"\x0c.read {tmp_path}/script.sql\r")
        shell.wait_for("from the script", "read", "1 row")
        shell.send("\x0c\\timing\r.mode csv\r.headers off\rSELECT 5, 6;\r")
        shell.wait_for("timer is off", "5,6")
        shell.send(f"\x0c.output {tmp_path}/out.csv\rSELECT 8, 9;\r.output\rSELECT 10;\r")
        shell.wait_for("\n10\n")
        assert (tmp_path / "out.csv").read_text() == "8,9\n"
        shell.send("\x0c.timer on\r-- only a remark\rSELECT 77, 78;\r")
        shell.wait_for("77,78")
        screen = shell.wait_until(lambda: " ms" in shell.text() and shell.text())
        assert screen.index("\n77,78") < screen.index(" ms")
        shell.send("\x0c.tabels\r")
        shell.wait_for('did you mean ".tables"?')
        shell.send("\x0c.help\r")
        shell.wait_for(".databases  \\l", ".timer", "Ctrl-R")
        shell.send("\\q\r")
        assert shell.wait_for_end() == 0


def test_tables_fit_the_terminal(tmp_path: Path):
    with start(tmp_path, columns=60) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT 1 AS id, repeat('long ', 40) AS words, 2 AS n;\r")
        screen = shell.wait_for("1 row")
        assert all(len(line) <= 60 for line in screen.splitlines())
        assert "…" in screen
        shell.resize(40, 24)
        shell.send("SELECT 1 AS id, repeat('long ', 40) AS text;\r")
        shell.wait_until(lambda: shell.text().count("1 row") == 2)
        assert max(len(line) for line in shell.text().splitlines()[-6:]) <= 40
        for columns in (40, 30, 20):
            shell.resize(columns, 24)
            shell.send("\x0cSELECT 'a long value that is wide' AS some_name, 123456789 AS n, 1 AS d;\r")
            shell.wait_for("1 row")
            assert max(len(line) for line in shell.text().splitlines()[3:9]) <= columns
            assert "┌" in shell.text()


def test_long_results_go_to_the_pager(tmp_path: Path):
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\necho paged\n")
    pager.chmod(0o755)
    with start(tmp_path, PAGER=str(pager)) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT 1 AS short;\r")
        shell.wait_for("1 row")
        assert not (tmp_path / "paged").exists()
        shell.send("SELECT range AS n FROM range(30);\r")
        shell.wait_for("\npaged")
        assert "30 rows" in (tmp_path / "paged").read_text()
        shell.send(".pager off\r.maxrows 4\rSELECT range AS n FROM range(30);\r")
        shell.wait_for("30 rows (4 shown)")
    with start(tmp_path, PAGER="head -n 1") as shell:  # who leaves early gets the prompt back
        shell.wait_for("lakebolt>")
        shell.send(".mode csv\rSELECT range FROM range(3000000);\r")
        shell.wait_for("range\n")
        shell.send("SELECT 'after' AS word;\r")
        shell.wait_for("word\nafter")


def test_a_transaction_shows_in_the_prompt(shell: PseudoTerminal):
    shell.send("BEGIN;\r")
    shell.wait_for("lakebolt*>")
    shell.send("SELECT no_such_\tFROM\t")  # completing does not end it
    shell.settle()
    shell.send(CTRL_C + "ROLLBACK;\r")
    wait_for_prompt(shell)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back(shell: PseudoTerminal, number: signal.Signals):
    shell.wait_until(lambda: not shell.echoes())
    os.kill(shell.pid, number)
    assert shell.wait_for_end() == -number
    assert shell.echoes()
    assert shell.received.endswith(b"\x1b[?2004l")


def test_files_are_opened_by_name(tmp_path: Path):
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "first table.v1.parquet")
    with start(tmp_path, columns=160) as shell:
        shell.wait_for("lakebolt>")
        shell.send(f".open '{tmp_path}/first table.v1.parquet'\r")
        shell.wait_for("BIGINT")
        shell.send('SELECT sum(a) AS total FROM "first table";\r')
        shell.wait_for("total", "3 │")
        shell.send(".open *.parquet\r")
        shell.wait_for("gives a view no name")


def test_a_plain_terminal_will_do(tmp_path: Path):
    with start(tmp_path, TERM="dumb") as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT 1 AS a,\n2 AS b;\n")
        shell.wait_for("1 row")
        shell.send(".quit\n")
        assert shell.wait_for_end() == 0
    assert b"\x1b[" not in shell.received


def test_results_may_go_elsewhere(tmp_path: Path):
    line = f"'{command.path()}' --format csv > {tmp_path}/out"
    with PseudoTerminal(["/bin/sh", "-c", line], {"HOME": str(tmp_path)}) as shell:
        shell.wait_for("lakebolt>")
        shell.send("SELECT 1 AS a;\n.quit\n")
        assert shell.wait_for_end() == 0
    assert (tmp_path / "out").read_text() == "a\n1\n"
