"""Functions that make expressions, of all themes: what ``lakebolt`` offers of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.expr import combining, horizontal, making, moments, numbering, ranges
from lakebolt.expr import rolling_pairs, summaries
from lakebolt.expr.combining import *  # noqa: F403
from lakebolt.expr.horizontal import *  # noqa: F403
from lakebolt.expr.making import *  # noqa: F403
from lakebolt.expr.moments import *  # noqa: F403
from lakebolt.expr.numbering import *  # noqa: F403
from lakebolt.expr.ranges import *  # noqa: F403
from lakebolt.expr.rolling_pairs import *  # noqa: F403
from lakebolt.expr.summaries import *  # noqa: F403

if not TYPE_CHECKING:  # type checkers take what the modules offer for it
    __all__ = []
    __all__ += combining.__all__
    __all__ += horizontal.__all__
    __all__ += making.__all__
    __all__ += moments.__all__
    __all__ += numbering.__all__
    __all__ += ranges.__all__
    __all__ += rolling_pairs.__all__
    __all__ += summaries.__all__
