"""Runs PySpark's programs over `lakebolt.spark`, and compares with what PySpark gave (recorded)."""

from __future__ import annotations

import json
import time

import pytest
import spark_programs
from lakebolt.spark import Row, SparkSession, Window, functions, types

RECORDED = json.loads(spark_programs.ANSWERS.read_text())


@pytest.fixture(scope="module")
def names():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")  # of moments that are shown
        time.tzset()
        yield spark_programs.namespace(
            {"SparkSession": SparkSession, "F": functions, "Window": Window, "Row": Row, "T": types}
        )
        SparkSession.active().stop()
    time.tzset()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", RECORDED)
def test_program(program, names):
    ours = spark_programs.answer(program, names)
    theirs = RECORDED[program]
    assert spark_programs.agree(program, theirs, ours), f"PySpark: {theirs}\nhere: {ours}"
