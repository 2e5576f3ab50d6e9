"""The options of a session: ``spark.conf``."""

from __future__ import annotations

from typing import Any

from lakebolt import errors

_DEFAULTS = {
    "spark.app.name": "lakebolt", "spark.master": "local[*]", "spark.sql.ansi.enabled": "true",
    "spark.sql.shuffle.partitions": "200", "spark.sql.caseSensitive": "false",
}  # fmt: skip
_SETTINGS = {"spark.sql.session.timeZone": "TimeZone", "spark.sql.ansi.enabled": "ansi_mode"}
_MISSING = object()


class RuntimeConfig:
    """Keeps options by name; those of time zone and ANSI mode change what the engine computes."""

    def __init__(self, connection: Any):
        """Takes the session's connection."""
        self._connection = connection
        self._values: dict[str, str] = {}

    def set(self, key: str, value: Any) -> None:
        """Sets an option."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        setting = _SETTINGS.get(key)
        if setting is not None:
            quoted = text.replace("'", "''")
            self._run(f"SET {setting} = '{quoted}'")
        self._values[key] = text

    def get(self, key: str, default: Any = _MISSING) -> Any:
        """Returns an option; raises ProgrammingError for one that nobody has set."""
        if key in self._values:
            return self._values[key]
        if key == "spark.sql.session.timeZone":
            return self._run("SELECT current_setting('TimeZone')")[0][0]
        if default is not _MISSING:
            return default
        if key in _DEFAULTS:
            return _DEFAULTS[key]
        raise errors.ProgrammingError(f"the option {key!r} is not set")

    def unset(self, key: str) -> None:
        """Takes an option back."""
        if self._values.pop(key, None) is not None and key in _SETTINGS:
            self._run(f"RESET {_SETTINGS[key]}")

    def _run(self, text: str) -> Any:
        return self._connection._run(text, None, lambda _: None, True).fetch(-1)

    def isModifiable(self, key: str) -> bool:
        """Tells whether an option may be set."""
        return True

    @property
    def getAll(self) -> dict[str, str]:
        """Returns the options that were set."""
        return dict(self._values)
