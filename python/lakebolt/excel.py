"""Excel workbooks: read by fastexcel into Arrow, written by XlsxWriter. Neither is required."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import logging
import math
import os
import tempfile
from typing import TYPE_CHECKING, Any, Callable, Generator, Iterable, Mapping, Sequence

from lakebolt import errors
from lakebolt.datatype import DataType

if TYPE_CHECKING:
    import pyarrow

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_MOST_TEXT = 32_767
_EXACT = 10**15  # cells hold doubles, of which Excel shows 15 digits
_FIRST_DAY = datetime.date(1900, 3, 1)  # before that Excel's days are off by one, or none


def read_table(
    content: bytes,
    sheet: str | int | None = None,
    *,
    header: bool = True,
    names: Sequence[str] | None = None,
    columns: Sequence[str] | Sequence[int] | str | None = None,
    skip_rows: int = 0,
    n_rows: int | None = None,
    all_varchar: bool = False,
    ignore_errors: bool = False,
) -> pyarrow.Table:
    """Returns the rows of a sheet; for the arguments see ``Connection.read_excel``."""
    reader = _opened(content)
    if not reader.sheet_names:
        raise errors.DataError("the workbook has no sheets")
    found = _sheet_named(reader.sheet_names, 0 if sheet is None else sheet)
    try:
        loaded = reader.load_sheet(
            found,
            header_row=0 if header else None,
            column_names=None if names is None else list(names),
            skip_rows=skip_rows or None,
            n_rows=n_rows,
            use_columns=columns if columns is None or isinstance(columns, str) else list(columns),
            dtypes="string" if all_varchar else None,
            schema_sample_rows=None,
            skip_whitespace_tail_rows=True,
        )
        batch, failed = loaded.to_arrow_with_errors()
    except _failure() as error:
        raise errors.DataError(f"cannot read the sheet {found!r}: {_told(error)}") from error
    if failed is not None and failed.errors and not ignore_errors:
        first = failed.errors[0]
        raise errors.DataError(
            f"cell {_cell(first.position)} of the sheet {found!r}: {first.detail}\n"
            "HINT: all_varchar=True reads text, ignore_errors=True takes such cells for NULL"
        )
    return _narrowed(batch, header or names is not None)


def _failure() -> type[Exception]:
    """Returns the base of the library's exceptions."""
    import fastexcel

    failure: type[Exception] = fastexcel.FastExcelError
    return failure


def _told(error: Exception) -> str:
    """Returns what an exception of the library says, without where in its code it was."""
    return str(error).partition("\n")[0]


def _opened(content: bytes) -> Any:
    try:
        import fastexcel
    except ImportError as error:
        raise errors.NotSupportedError(
            "reading Excel files takes the package fastexcel\nHINT: pip install fastexcel"
        ) from error
    # It tells of columns without values; those are text, and nobody needs to hear of it.
    logging.getLogger("fastexcel").addHandler(logging.NullHandler())
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        raise errors.DataError(f"not an Excel workbook: {_told(error)}") from error


def _sheet_named(sheets: Sequence[str], wanted: str | int) -> str:
    if isinstance(wanted, int):
        if not -len(sheets) <= wanted < len(sheets):
            raise errors.InterfaceError(f"there is no sheet {wanted}: the workbook has {len(sheets)}")
        return sheets[wanted]
    for sheet in sheets:
        if sheet.casefold() == wanted.casefold():  # Excel's own names do not mind case
            return sheet
    raise errors.InterfaceError(
        f"there is no sheet {wanted!r}\nHINT: the workbook has {', '.join(map(repr, sheets))}"
    )


def _cell(position: tuple[int, int]) -> str:
    row, column = position
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _narrowed(batch: pyarrow.RecordBatch, named: bool) -> pyarrow.Table:
    """Makes whole numbers integers, and midnights days: Excel knows neither.

    Columns without a name are named as those of CSV files without a header.
    """
    import pyarrow
    import pyarrow.compute as pc

    arrays, names = [], []
    for i, (name, array) in enumerate(zip(batch.schema.names, batch.columns)):
        narrower: pyarrow.DataType | None = None
        if pyarrow.types.is_timestamp(array.type):
            array = pc.cast(array, pyarrow.timestamp("us"))
            narrower = pyarrow.date32()
        elif pyarrow.types.is_floating(array.type):
            narrower = pyarrow.int64()
        if narrower is not None and array.null_count < len(array):
            with contextlib.suppress(pyarrow.ArrowInvalid):  # a fraction, or past what fits
                cast = pc.cast(array, narrower)
                array = cast if pc.cast(cast, array.type).equals(array) else array
        arrays.append(array)
        names.append(name if named and not name.startswith("__UNNAMED__") else f"column{i}")
    return pyarrow.Table.from_arrays(arrays, _unique(names))


def _unique(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        count = seen.get(name.casefold(), 0)
        seen[name.casefold()] = count + 1
        out.append(f"{name}_{count}" if count else name)
    return out


def write_rows(
    path: Any,
    columns: Mapping[str, DataType],
    rows: Iterable[Sequence[Any]],
    sheet: str = "Sheet1",
    header: bool = True,
) -> None:
    """Writes a workbook of one sheet, which appears under its name when it is whole."""
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import XlsxWriterException
    except ImportError as error:
        raise errors.NotSupportedError(
            "writing Excel files takes the package XlsxWriter\nHINT: pip install xlsxwriter"
        ) from error
    if len(columns) > _MOST_COLUMNS:
        raise errors.DataError(f"a sheet holds {_MOST_COLUMNS} columns, not {len(columns)}")
    target = os.path.expanduser(os.fspath(path))
    try:
        with _replacing(target) as temporary, tempfile.TemporaryDirectory() as scratch:
            options = {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "tmpdir": scratch,
            }
            book = xlsxwriter.Workbook(temporary, options)
            _fill(book, book.add_worksheet(sheet), columns, rows, header)
            book.close()
    except XlsxWriterException as error:
        raise errors.DataError(f"cannot write {target}: {error}") from error
    except OSError as error:
        raise errors.OperationalError(f"cannot write {target}: {error}") from error


@contextlib.contextmanager
def _replacing(target: str) -> Generator[str, None, None]:
    """Gives a name beside the target; the file is moved there, or removed after an error."""
    folder, name = os.path.split(os.path.abspath(target))
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    os.close(handle)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _fill(
    book: Any,
    page: Any,
    columns: Mapping[str, DataType],
    rows: Iterable[Sequence[Any]],
    header: bool,
) -> None:
    put = _putters(book, page)
    first = 0
    if header:
        bold = book.add_format({"bold": True})
        for i, name in enumerate(columns):
            page.write_string(0, i, name, bold)
        page.freeze_panes(1, 0)
        first = 1
    for number, row in enumerate(rows, first):
        if number >= _MOST_ROWS:
            raise errors.DataError(f"a sheet holds {_MOST_ROWS} rows, and these are more")
        for i, value in enumerate(row):
            if value is not None:
                put.get(type(value), put[str])(number, i, value)


def _putters(book: Any, page: Any) -> dict[type, Callable[[int, int, Any], None]]:
    """Returns what writes a cell, by the type of its value; text where Excel has no such value."""
    formats = {
        kind: book.add_format({"num_format": text})
        for kind, text in (
            (datetime.date, "yyyy-mm-dd"),
            (datetime.datetime, "yyyy-mm-dd hh:mm:ss"),
            (datetime.time, "hh:mm:ss"),
            (datetime.timedelta, "[h]:mm:ss"),
        )
    }

    def text(row: int, column: int, value: Any) -> None:
        written = str(value)
        if len(written) > _MOST_TEXT:
            raise errors.DataError(
                f"cell {_cell((row, column))}: a cell holds {_MOST_TEXT} characters,"
                f" not {len(written)}"
            )
        page.write_string(row, column, written)

    def number(row: int, column: int, value: Any) -> None:
        if not math.isfinite(value) or (abs(value) >= _EXACT and not isinstance(value, float)):
            text(row, column, value)
        else:
            page.write_number(row, column, value)

    def day(row: int, column: int, value: Any) -> None:
        at = value.date() if isinstance(value, datetime.datetime) else value
        if at < _FIRST_DAY or getattr(value, "tzinfo", None) is not None:
            text(row, column, value)
        else:
            page.write_datetime(row, column, value, formats[type(value)])

    def clock(row: int, column: int, value: Any) -> None:
        page.write_datetime(row, column, value, formats[type(value)])

    return {
        str: text,
        bool: page.write_boolean,
        int: number,
        float: number,
        decimal.Decimal: number,
        datetime.date: day,
        datetime.datetime: day,
        datetime.time: clock,
        datetime.timedelta: clock,
    }
