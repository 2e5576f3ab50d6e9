"""The exceptions of PEP 249. Every error of the engine is one of these."""

from __future__ import annotations


class Warning(Exception):  # noqa: A001 - the name is PEP 249's
    """Tells of something important that is not an error."""


class Error(Exception):
    """Is the base of all errors. Its text has the place in the SQL, with a caret, and the hint.

    ``sqlstate`` is the five-character code, ``kind`` its name ("unknown column"), ``hint`` what may
    help, and ``position`` the offset in the SQL text, or None.
    """

    sqlstate: str | None = None
    kind: str | None = None
    hint: str | None = None
    position: int | None = None

    def _render_traceback_(self) -> list[str]:
        """Returns what notebooks show: where the user's code was, without this package's inside."""
        import os
        import traceback

        inside = (os.path.dirname(__file__) + os.sep, f"{os.sep}IPython{os.sep}")
        places = [
            place
            for place in traceback.extract_tb(self.__traceback__)
            if not any(part in place.filename for part in inside)
        ]
        lines = "".join(traceback.format_list(places)).splitlines()
        if self.__cause__ is not None:
            lines += traceback.format_exception_only(type(self.__cause__), self.__cause__)
        return [*lines, *f"{type(self).__name__}: {self}".splitlines()]


class InterfaceError(Error):
    """Reports a wrong use of this package, such as a closed connection."""


class DatabaseError(Error):
    """Is the base of the errors that come from the engine."""


class DataError(DatabaseError):
    """Reports a value that an operation cannot take: an overflow, a bad cast, division by zero."""


class OperationalError(DatabaseError):
    """Reports trouble outside the query: files, memory, a cancelled query."""


class IntegrityError(DatabaseError):
    """Reports a violated constraint."""


class InternalError(DatabaseError):
    """Reports a bug in Lakebolt."""


class ProgrammingError(DatabaseError):
    """Reports a mistake in the SQL: syntax, unknown names, wrong types."""


class NotSupportedError(DatabaseError):
    """Reports something that Lakebolt does not do."""


_BY_CLASS = {
    "0A": NotSupportedError,
    "21": DataError,
    "22": DataError,
    "23": IntegrityError,
    "38": DataError,  # what a function of Python's raised is the cause
    "42": ProgrammingError,
    "54": ProgrammingError,
}


def at(kind: Error, message: str, hint: str, sql: str, begin: int, end: int) -> Error:
    """Makes an exception like another one for a place in SQL."""
    start = sql.rfind("\n", 0, begin) + 1
    line = sql[start:].partition("\n")[0]
    head = f"LINE {sql.count(chr(10), 0, begin) + 1}: "
    carets = " " * (len(head) + begin - start) + "^" * (end - begin)
    text = f"Error [{kind.sqlstate}] {kind.kind}: {message}\n{head}{line}\n{carets}\nHINT: {hint}"
    return make(text, kind.sqlstate or "", kind.kind or "", hint, begin)


def make(text: str, sqlstate: str, kind: str, hint: str, position: int | None) -> Error:
    """Makes the exception for an error of the engine; the native module calls this."""
    # 22023 (invalid argument) stands with the data errors in SQL, but is a mistake in the query.
    cls = ProgrammingError if sqlstate == "22023" else _BY_CLASS.get(sqlstate[:2], OperationalError)
    error = cls(text)
    error.sqlstate, error.kind = sqlstate, kind
    error.hint, error.position = hint or None, position
    if sqlstate == "38000":
        from lakebolt.udfs.failure import cause_of

        error.__cause__ = cause_of(text)
    return error
