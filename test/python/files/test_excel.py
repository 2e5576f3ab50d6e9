"""Excel workbooks in and out: against openpyxl, which shares no code with either side."""

from __future__ import annotations

import datetime
import decimal
import io
import random
from pathlib import Path

import lakebolt as lb
import openpyxl
import pytest

ROWS = {
    "n": [1, -7, None],
    "x": [1.5, None, 2.0],
    "t": ["ä", "=1+1", "http://x"],
    "day": [datetime.date(2024, 2, 29), datetime.date(1900, 3, 1), None],
    "at": [datetime.datetime(2024, 2, 29, 12, 30, 5), None, datetime.datetime(1999, 1, 1)],
    "yes": [True, False, None],
}


def cells(path: Path, sheet: str | None = None) -> list[tuple]:
    book = openpyxl.load_workbook(path)
    return list((book[sheet] if sheet else book.active).iter_rows(values_only=True))


def workbook(path: Path, **sheets: list[list]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "t.xlsx"
    frame = lb.from_dict(ROWS)
    frame.write_excel(path, sheet="Data")
    back = lb.read_excel(path)
    assert back.schema == frame.schema
    assert back.rows() == frame.rows()
    found = cells(path, "Data")
    assert found[0] == tuple(ROWS)
    assert [row[2] for row in found[1:]] == ["ä", "=1+1", "http://x"]  # no formula, no link
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


def test_values_without_cells_of_their_own_are_text(tmp_path):
    path = tmp_path / "t.xlsx"
    lb.sql("""
        SELECT 12345678901234567890 AS big, 0.1::DECIMAL(30, 20) AS exact, 'inf'::DOUBLE AS infinite,
               DATE '1899-12-31' AS early, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS zoned,
               [1, 2] AS list, {'a': 1} AS struct, TIME '01:02:03' AS clock, INTERVAL 30 HOUR AS span
    """).write_excel(path, header=False)
    [row] = cells(path)
    assert row[0] == "12345678901234567890" and row[1] == 0.1 and row[2] == "inf"
    assert row[3] == "1899-12-31" and row[4].startswith("2024-01-01 00:00:00")
    assert row[5] == "[1, 2]" and row[6] == "{'a': 1}"
    assert row[7] == datetime.time(1, 2, 3) and row[8] == datetime.timedelta(hours=30)


def test_random_tables_equal_what_openpyxl_reads(tmp_path):
    r = random.Random(5)
    makers = [
        lambda: r.randint(-(10**12), 10**12),
        lambda: r.uniform(-1e9, 1e9),
        lambda: "".join(r.choice("aä\u65e5 <&\"'\n") for _ in range(r.randint(1, 9))) + "x",
        lambda: datetime.datetime(2001, 1, 1) + datetime.timedelta(seconds=r.randint(1, 10**9)),
        lambda: r.random() < 0.5,
    ]
    for round_ in range(20):
        kinds = [r.choice(makers) for _ in range(r.randint(1, 6))]
        rows = [
            tuple(None if r.random() < 0.1 else make() for make in kinds)
            for _ in range(r.randint(1, 50))
        ]
        rows.append(tuple(make() for make in kinds))  # a column of NULLs has no type in Excel
        path = workbook(
            tmp_path / f"{round_}.xlsx", S=[[f"c{i}" for i in range(len(kinds))], *map(list, rows)]
        )
        got = lb.read_excel(path).rows()
        assert len(got) == len(rows)
        for found, expected in zip(got, cells(path)[1:]):
            for a, b in zip(found, expected):
                if isinstance(b, float):
                    assert a == pytest.approx(b)
                elif isinstance(b, datetime.datetime):
                    assert abs(a - b) <= datetime.timedelta(milliseconds=1)
                else:
                    assert a == b


def test_sheets_and_columns(tmp_path):
    path = workbook(
        tmp_path / "t.xlsx",
        First=[["a", "b", "A"], [1, "x", 2.5], [2, "y", 3.5]],
        Second=[["only", None], [7, 8], [9, 10]],
    )
    assert lb.read_excel(path).columns == ["a", "b", "A_1"]
    assert lb.read_excel(path, "second").rows() == [(7, 8), (9, 10)]
    assert lb.read_excel(path, 1).columns == ["only", "column1"]
    assert lb.read_excel(path, -1, n_rows=1).rows() == [(7, 8)]
    assert lb.read_excel(path, columns=["b"]).rows() == [("x",), ("y",)]
    assert lb.read_excel(path, columns="A,C").rows() == [(1, 2.5), (2, 3.5)]
    assert lb.read_excel(path, names=["u", "v", "w"]).columns == ["u", "v", "w"]
    unnamed = lb.read_excel(path, header=False, skip_rows=1)
    assert unnamed.columns == ["column0", "column1", "column2"]
    assert unnamed.rows() == [(1, "x", 2.5), (2, "y", 3.5)]
    assert lb.read_excel(path, all_varchar=True).rows()[0] == ("1", "x", "2.5")
    for source in (path.read_bytes(), io.BytesIO(path.read_bytes()), str(path)):
        assert lb.read_excel(source).height == 2
    frame = lb.read_excel(path)
    assert frame.sql("SELECT sum(a) FROM self").item() == 3
    assert lb.sql("SELECT max(a) FROM frame").item() == 2


def test_errors_name_what_is_wrong(tmp_path):
    path = workbook(tmp_path / "t.xlsx", S=[["a"], [1]])
    with pytest.raises(lb.InterfaceError, match="there is no sheet 'T'\n.*'S'"):
        lb.read_excel(path, "T")
    with pytest.raises(lb.InterfaceError, match="there is no sheet 3"):
        lb.read_excel(path, 3)
    with pytest.raises(lb.DataError, match='column with name "b" not found'):
        lb.read_excel(path, columns=["b"])
    with pytest.raises(lb.OperationalError, match="No such file"):
        lb.read_excel(tmp_path / "none.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(path.read_bytes()[:300])
    with pytest.raises(lb.DataError, match="not an Excel workbook"):
        lb.read_excel(tmp_path / "bad.xlsx")


def test_a_failed_write_leaves_what_was_there(tmp_path):
    path = tmp_path / "t.xlsx"
    lb.sql("SELECT 1 AS a").write_excel(path)
    before = path.read_bytes()
    with pytest.raises(lb.DataError, match="a cell holds 32767 characters"):
        lb.sql("SELECT repeat('x', 40000)").write_excel(path)
    with pytest.raises(lb.DataError, match="a sheet holds 16384 columns"):
        lb.from_dict({f"c{i}": [1] for i in range(16_385)}).write_excel(path)
    with pytest.raises(lb.Error):
        lb.sql("SELECT error('no') FROM range(3000)").write_excel(path)
    with pytest.raises(lb.OperationalError, match="cannot write"):
        lb.sql("SELECT 1").write_excel(tmp_path / "no" / "t.xlsx")
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


def test_decimals_are_numbers(tmp_path):
    path = tmp_path / "t.xlsx"
    lb.sql("SELECT 1.25 AS price").write_excel(path)
    assert cells(path)[1] == (1.25,)
    assert lb.read_excel(path).rows() == [(1.25,)]
    assert lb.sql("SELECT 1.25 AS price").rows() == [(decimal.Decimal("1.25"),)]


def test_sql_says_where_workbooks_are_read(tmp_path):
    path = workbook(tmp_path / "t.xlsx", S=[["a"], [1]])
    with pytest.raises(lb.NotSupportedError, match="lakebolt.read_excel"):
        lb.sql(f"FROM '{path}'")
    with pytest.raises(lb.NotSupportedError, match="write_excel"):
        lb.execute(f"COPY (SELECT 1) TO '{tmp_path / 'new.xlsx'}'")
    assert not (tmp_path / "new.xlsx").exists()


def test_files_are_read_as_the_database_may(tmp_path):
    path = workbook(tmp_path / "t.xlsx", S=[["a"], [1]])
    with lb.connect({"enable_external_access": "false"}) as connection:
        with pytest.raises(lb.ProgrammingError, match="enable_external_access"):
            connection.read_excel(path)
        assert connection.read_excel(path.read_bytes()).rows() == [(1,)]
    (tmp_path / "u.xlsx").write_bytes(path.read_bytes())
    with pytest.raises(lb.InterfaceError, match="means 2 files"):
        lb.read_excel(tmp_path / "*.xlsx")
