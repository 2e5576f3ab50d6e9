"""SQLAlchemy's own suite for dialects; see ``requirements.py`` for what it may ask."""

import pytest
from sqlalchemy.testing.suite import *  # noqa: F403
from sqlalchemy.testing.suite import ComponentReflectionTest as _ComponentReflectionTest
from sqlalchemy.testing.suite import ComponentReflectionTestExtra as _ComponentReflectionTestExtra
from sqlalchemy.testing.suite import IsolationLevelTest as _IsolationLevelTest
from sqlalchemy.testing.suite import SequenceTest as _SequenceTest
from sqlalchemy.testing.suite import TrueDivTest as _TrueDivTest

_NO_LENGTHS = pytest.mark.skip("lengths of text are not kept: VARCHAR(20) is VARCHAR, as in DuckDB")


class ComponentReflectionTest(_ComponentReflectionTest):
    """Leaves out what asks for lengths of text."""

    test_reflect_table_temp_table = _NO_LENGTHS(
        _ComponentReflectionTest.test_reflect_table_temp_table
    )


class ComponentReflectionTestExtra(_ComponentReflectionTestExtra):
    """Leaves out what asks for lengths of text."""

    @_NO_LENGTHS
    def test_string_length_reflection(self) -> None:
        """Does not apply."""


class IsolationLevelTest(_IsolationLevelTest):
    """Leaves out what asks for a second level."""

    @pytest.mark.skip("there is one level of isolation, and AUTOCOMMIT")
    def test_dialect_user_setting_is_restored(self) -> None:
        """Does not apply."""


class SequenceTest(_SequenceTest):
    """Leaves out what writes a schema before a column in RETURNING."""

    @pytest.mark.skip("RETURNING knows a table by its name, without the schema")
    def test_insert_roundtrip_translate(self) -> None:
        """Does not apply."""


class TrueDivTest(_TrueDivTest):
    """Leaves out what asks for decimals as quotients."""

    _DOUBLES = pytest.mark.skip("the quotient of decimals is DOUBLE, as in DuckDB")

    @_DOUBLES
    def test_truediv_numeric(self) -> None:
        """Does not apply."""

    @_DOUBLES
    def test_truediv_divisor(self) -> None:
        """Does not apply."""
