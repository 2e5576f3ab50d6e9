"""What a program written for PySpark imports: its functions, with its names and arguments.

``from pyspark.sql import functions as F, Window`` becomes
``from lakebolt.spark import functions as F, Window``.
"""

from lakebolt.expr.window_spec import Window, WindowSpec
from lakebolt.spark import functions

__all__ = ["Window", "WindowSpec", "functions"]
