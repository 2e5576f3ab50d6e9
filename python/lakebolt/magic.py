"""The ``%sql`` and ``%%sql`` magics of IPython and Jupyter: ``%load_ext lakebolt``."""

from __future__ import annotations

from typing import Any

from lakebolt.frame.dataframe import DataFrame


def load(shell: Any) -> None:
    """Registers the magics with an IPython shell.

    ``%sql SELECT …`` returns a frame, and so does a cell that begins with ``%%sql``; a name behind
    ``%%sql`` is given to the frame. Frames and other tables are known by their variables' names.
    """
    import lakebolt
    from lakebolt.progress import Bar, HtmlBar

    in_notebook = hasattr(shell, "kernel")

    def sql(line: str, cell: str | None = None) -> DataFrame | None:
        """Runs SQL on the default connection."""
        connection = lakebolt.default_connection()
        if connection.progress is None:
            connection.progress = HtmlBar() if in_notebook else Bar()
        frame = connection._sql(line if cell is None else cell, None, {}, shell.user_ns)
        name = line.strip() if cell is not None else ""
        if name:
            shell.user_ns[name] = frame
            return None
        return frame

    shell.register_magic_function(sql, "line_cell", "sql")
