"""Shows how far a query is: ``connection.progress = lakebolt.progress.Bar()``."""

from __future__ import annotations

import sys
import time
from typing import Any, TextIO

_PATIENCE = 0.5  # seconds before anything is shown
_WIDTH = 30


class Bar:
    """Draws a bar on a terminal, over and over in its last line; nothing where there is none."""

    def __init__(self, stream: TextIO | None = None):
        """Draws on ``stream``, or else on standard error if that is a terminal."""
        self._stream = stream
        self._began: float | None = None
        self._shown = False

    def __call__(self, share: float, rows: int, is_last: bool) -> None:
        """Is told of a query."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        elapsed = now - self._began
        if is_last:
            if self._shown:
                self.clear()
            self._began, self._shown = None, False
        elif elapsed >= _PATIENCE:
            self._shown = True
            self.show(share, rows, elapsed)

    def _target(self) -> TextIO | None:
        if self._stream is not None:
            return self._stream
        return sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None

    def show(self, share: float, rows: int, elapsed: float) -> None:
        """Draws the bar."""
        target = self._target()
        if target is not None:
            full = round(share * _WIDTH)
            bar = "█" * full + "░" * (_WIDTH - full)
            target.write(f"\r\x1b[K{bar} {text(share, rows, elapsed)}")
            target.flush()

    def clear(self) -> None:
        """Takes the bar away."""
        target = self._target()
        if target is not None:
            target.write("\r\x1b[K")
            target.flush()


class HtmlBar(Bar):
    """Draws a bar in the output of a notebook's cell, with what HTML has for it."""

    _handle: Any = None

    def show(self, share: float, rows: int, elapsed: float) -> None:
        """Draws the bar, or changes the one that is there."""
        from IPython.display import HTML, display

        said = text(share, rows, elapsed)
        drawn = HTML(f'<progress value="{share:.3f}" max="1"></progress> {said}')
        if self._handle is None:
            self._handle = display(drawn, display_id=True)
        else:
            self._handle.update(drawn)

    def clear(self) -> None:
        """Takes the bar away."""
        from IPython.display import HTML

        if self._handle is not None:
            self._handle.update(HTML(""))
            self._handle = None


def text(share: float, rows: int, elapsed: float) -> str:
    """Says how far a query is.

    >>> text(0.25, 12_345_678, 2.0)
    '25 %, 12.3 million rows, 6 s left'
    """
    read = f"{rows / 1e6:.1f} million rows" if rows >= 1_000_000 else f"{rows:,} rows"
    left = f", {elapsed * (1 / share - 1):.0f} s left" if share > 0.02 else ""
    return f"{share * 100:.0f} %, {read}{left}"
