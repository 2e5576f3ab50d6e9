"""Runs the public compliance suite of PEP 249 (the package dbapi-compliance)."""

from __future__ import annotations

import dbapi20
import lakebolt


class TestSuite(dbapi20.DatabaseAPI20Test):
    """Is the suite with what it asks drivers to say."""

    driver = lakebolt

    def test_nextset(self) -> None:
        """Asks for what the suite leaves open: statements give one set of rows."""
        connection = self._connect()
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        assert cursor.nextset() is None

    def test_setoutputsize(self) -> None:
        """Asks for what the suite leaves open: the sizes are taken and ignored."""
        cursor = self._connect().cursor()
        cursor.setoutputsize(10)
        cursor.setoutputsize(10, 0)

    def test_non_idempotent_close(self) -> None:
        """Asks for the contrary of the suite, which PEP 249 does not: closing twice is no error."""
        connection = self._connect()
        connection.close()
        connection.close()
