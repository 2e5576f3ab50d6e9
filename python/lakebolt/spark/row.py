"""Rows as PySpark gives them: tuples whose values have names."""

from __future__ import annotations

from typing import Any


class Row(tuple):  # type: ignore[type-arg]
    """Is a row; its values are there by name, as attributes, and by place.

    >>> from lakebolt.spark import Row
    >>> row = Row(name="Ada", age=36)
    >>> row.name, row["age"], row[0], row.asDict()
    ('Ada', 36, 'Ada', {'name': 'Ada', 'age': 36})
    >>> Row("name", "age")("Bo", 17)
    Row(name='Bo', age=17)
    """

    def __new__(cls, *args: Any, **keywords: Any) -> Row:
        """Makes a row of named values, or one of values alone, which may name those of others."""
        if args and keywords:
            raise ValueError("a row is made of values, or of named values, but not of both")
        if keywords:
            return cls._of(tuple(keywords), tuple(keywords.values()))
        return tuple.__new__(cls, args)

    @classmethod
    def _of(cls, fields: tuple[str, ...], values: Any) -> Row:
        row = tuple.__new__(cls, values)
        row.__dict__["__fields__"] = list(fields)
        return row

    def __call__(self, *values: Any) -> Row:
        """Makes a row of values that have this row's values as names."""
        if len(values) > len(self):
            raise ValueError(f"{len(self)} names, but {len(values)} values")
        return self._of(tuple(self), values)

    def asDict(self, recursive: bool = False) -> dict[str, Any]:
        """Returns the values by their names; ``recursive``: rows in it become dicts, too."""
        if not hasattr(self, "__fields__"):
            raise TypeError("Cannot convert a Row class into dict")
        values = map(_plain, self) if recursive else self
        return dict(zip(self.__fields__, values))

    def __contains__(self, item: Any) -> bool:
        """Tells whether there is a name, or in a row without names a value."""
        fields = self.__dict__.get("__fields__")
        return item in fields if fields is not None else tuple.__contains__(self, item)

    def __getitem__(self, key: Any) -> Any:
        """Returns a value by its name or place."""
        if isinstance(key, (int, slice)):
            return tuple.__getitem__(self, key)
        try:
            return tuple.__getitem__(self, self.__fields__.index(key))
        except (AttributeError, ValueError):
            raise KeyError(key) from None

    def __getattr__(self, name: str) -> Any:
        """Returns a value by its name."""
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuses: rows never change."""
        raise RuntimeError("Row is read-only")

    def __reduce__(self) -> Any:
        """Returns how the row is made again, for ``pickle``."""
        fields = self.__dict__.get("__fields__")
        if fields is None:
            return tuple.__reduce__(self)
        return _remade, (tuple(fields), tuple(self))

    def __repr__(self) -> str:
        """Returns the row as ``Row(a=1)``."""
        fields = self.__dict__.get("__fields__")
        if fields is None:
            return f"<Row({', '.join(map(repr, self))})>"
        return f"Row({', '.join(f'{name}={value!r}' for name, value in zip(fields, self))})"


def _remade(fields: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return Row._of(fields, values)


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value.asDict(True)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
