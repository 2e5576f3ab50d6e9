"""What methods that read and write files take beside paths: open files, bytes, and nothing."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any, Callable, Generator


def is_content(source: Any) -> bool:
    """Tells whether a source is an open file or bytes, and no path."""
    return hasattr(source, "read") or isinstance(source, (bytes, bytearray, memoryview))


@contextlib.contextmanager
def as_path(source: Any) -> Generator[str, None, None]:
    """Gives the path of a file of what an open file or bytes hold, for as long as it is read."""
    content = source.read() if hasattr(source, "read") else bytes(source)
    if isinstance(content, str):
        content = content.encode()
    with _temporary() as path:
        with open(path, "wb") as file:
            file.write(content)
        yield path


def write_to(file: Any, write: Callable[[Any], None], is_text: bool = False) -> Any:
    """Writes to a path or an open file; without one returns the text, or a file of the bytes."""
    if file is not None and not hasattr(file, "write"):
        write(file)
        return None
    with _temporary() as path:
        write(path)
        with open(path, "rb") as made:
            content = made.read()
    if file is None:
        return content.decode() if is_text else io.BytesIO(content)
    file.write(content.decode() if isinstance(file, io.TextIOBase) else content)
    return None


@contextlib.contextmanager
def _temporary() -> Generator[str, None, None]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lakebolt-") as folder:
        yield os.path.join(folder, "content")
