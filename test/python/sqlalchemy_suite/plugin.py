"""Lets pytest run SQLAlchemy's own suite for dialects over Lakebolt."""

from typing import Any

import pytest

import lakebolt.sqlalchemy  # noqa: F401 - registers the dialect

pytest.register_assert_rewrite("sqlalchemy.testing.assertions")

from sqlalchemy import text  # noqa: E402
from sqlalchemy.testing import provision  # noqa: E402
from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402, F401, F403


@provision.temp_table_keyword_args.for_db("lakebolt")
def _temporary(cfg: Any, engine: Any) -> dict[str, Any]:
    return {"prefixes": ["TEMPORARY"]}


@provision.post_configure_engine.for_db("lakebolt")
def _with_schemas(url: Any, engine: Any, follower_ident: Any) -> None:
    with engine.begin() as connection:
        for name in ("test_schema", "test_schema_2"):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name}"))
