"""What a program written for PySpark imports: session, functions, windows, types, rows.

``from pyspark.sql import SparkSession, functions as F, Window`` becomes
``from lakebolt.spark import SparkSession, functions as F, Window``.
"""

from lakebolt.expr.window_spec import Window, WindowSpec
from lakebolt.spark import functions, types
from lakebolt.spark.column import Column
from lakebolt.spark.frame import DataFrame
from lakebolt.spark.grouped import GroupedData
from lakebolt.spark.row import Row
from lakebolt.spark.session import SparkSession

__all__ = [
    "Column",
    "DataFrame",
    "GroupedData",
    "Row",
    "SparkSession",
    "Window",
    "WindowSpec",
    "functions",
    "types",
]
