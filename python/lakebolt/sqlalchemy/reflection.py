"""Reads tables, columns, keys and views from the catalog, for SQLAlchemy's inspector."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exc, text
from sqlalchemy.engine import reflection

from lakebolt.sqlalchemy.types import type_of


class Reflection:
    """Gives the dialect what inspectors ask for. Names mean the connection's schema, or ``main``."""

    default_schema_name: str

    def _rows(self, connection: Any, query: str, **values: Any) -> list[Any]:
        used = {name: value for name, value in values.items() if f":{name}" in query}
        return list(connection.execute(text(query), used).fetchall())

    def _at(self, schema: str | None) -> dict[str, Any]:
        """Says where a name is looked for: without a schema, among what is temporary, too."""
        return {"schema": schema or self.default_schema_name, "temporary": schema is None}

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        """Lists the schemas of the database."""
        query = (
            "SELECT DISTINCT schema_name FROM duckdb_schemas() "
            "WHERE database_name = current_database() ORDER BY 1"
        )
        return [name for (name,) in self._rows(connection, query)]

    def has_schema(self, connection: Any, schema_name: str, **kw: Any) -> bool:
        """Tells whether there is a schema."""
        return schema_name in self.get_schema_names(connection, **kw)

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """Lists the tables of a schema."""
        query = (
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = :schema "
            "AND NOT internal AND NOT temporary ORDER BY 1"
        )
        return [name for (name,) in self._rows(connection, query, **self._at(schema))]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_temp_table_names(
        self, connection: Any, schema: str | None = None, **kw: Any
    ) -> list[str]:
        """Lists the temporary tables, which are in no schema of a name."""
        if schema is not None:
            return []
        query = "SELECT table_name FROM duckdb_tables() WHERE temporary ORDER BY 1"
        return [name for (name,) in self._rows(connection, query)]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """Lists the views of a schema."""
        query = (
            "SELECT view_name FROM duckdb_views() WHERE schema_name = :schema "
            "AND NOT internal AND NOT temporary ORDER BY 1"
        )
        return [name for (name,) in self._rows(connection, query, **self._at(schema))]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_temp_view_names(
        self, connection: Any, schema: str | None = None, **kw: Any
    ) -> list[str]:
        """Lists the temporary views, which are in no schema of a name."""
        if schema is not None:
            return []
        query = "SELECT view_name FROM duckdb_views() WHERE temporary ORDER BY 1"
        return [name for (name,) in self._rows(connection, query)]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_sequence_names(
        self, connection: Any, schema: str | None = None, **kw: Any
    ) -> list[str]:
        """Lists the sequences of a schema."""
        query = (
            "SELECT sequence_name FROM duckdb_sequences() "
            "WHERE schema_name = :schema AND NOT temporary ORDER BY 1"
        )
        return [name for (name,) in self._rows(connection, query, **self._at(schema))]

    def has_sequence(
        self, connection: Any, sequence_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Tells whether there is a sequence."""
        return sequence_name in self.get_sequence_names(connection, schema, **kw)

    @reflection.cache  # type: ignore[untyped-decorator]
    def has_table(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Tells whether there is a table or view."""
        query = (
            "SELECT 1 FROM information_schema.tables WHERE table_name = :name "
            "AND (table_schema = :schema OR (table_type = 'LOCAL TEMPORARY' AND :temporary))"
        )
        return bool(self._rows(connection, query, name=table_name, **self._at(schema)))

    @reflection.cache  # type: ignore[untyped-decorator]
    def has_index(
        self, connection: Any, table_name: str, index_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Tells whether a table has an index."""
        if not self.has_table(connection, table_name, schema):
            return False
        indexes = self.get_indexes(connection, table_name, schema, **kw)
        return any(index["name"] == index_name for index in indexes)

    def _check(self, connection: Any, table_name: str, schema: str | None, found: Any) -> None:
        """Raises where nothing was found as there is no such table."""
        if not found and not self.has_table(connection, table_name, schema):
            raise exc.NoSuchTableError(f"{schema}.{table_name}" if schema else table_name)

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Describes the columns of a table or view."""
        query = (
            "SELECT column_name, data_type, is_nullable, column_default, comment, is_generated, "
            "generation_expression FROM duckdb_columns() WHERE table_name = :name "
            "AND (schema_name = :schema OR (database_name = 'temp' AND :temporary)) ORDER BY column_index"
        )
        rows = self._rows(connection, query, name=table_name, **self._at(schema))
        self._check(connection, table_name, schema, rows)
        columns = []
        for name, kind, nullable, default, comment, generated, expression in rows:
            column = {
                "name": name,
                "type": type_of(kind),
                "nullable": bool(nullable),
                "default": None if generated else default,
                "comment": comment,
                "autoincrement": bool(default and default.startswith("nextval(")),
            }
            if generated:
                column["computed"] = {"sqltext": expression}
            columns.append(column)
        return columns

    def _constraints(
        self, connection: Any, table_name: str, schema: str | None, kind: str
    ) -> list[Any]:
        query = (
            "SELECT constraint_name, constraint_column_names, referenced_table, "
            "referenced_column_names, expression FROM duckdb_constraints() "
            "WHERE table_name = :name AND (schema_name = :schema OR (database_name = 'temp' AND :temporary)) "
            "AND constraint_type = :kind ORDER BY constraint_name"
        )
        rows = self._rows(connection, query, name=table_name, kind=kind, **self._at(schema))
        self._check(connection, table_name, schema, rows)
        return rows

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_pk_constraint(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Describes the primary key of a table."""
        rows = self._constraints(connection, table_name, schema, "PRIMARY KEY")
        if not rows:
            return dict(reflection.ReflectionDefaults.pk_constraint())
        return {"name": rows[0][0], "constrained_columns": list(rows[0][1])}

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_unique_constraints(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Describes the UNIQUE constraints of a table."""
        rows = self._constraints(connection, table_name, schema, "UNIQUE")
        return [{"name": row[0], "column_names": list(row[1])} for row in rows]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_check_constraints(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Describes the CHECK constraints of a table."""
        rows = self._constraints(connection, table_name, schema, "CHECK")
        return [{"name": row[0], "sqltext": row[4]} for row in rows]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_foreign_keys(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Describes the foreign keys of a table, which refer to tables of its own schema."""
        rows = self._constraints(connection, table_name, schema, "FOREIGN KEY")
        return [
            {
                "name": name,
                "constrained_columns": list(columns),
                "referred_schema": schema,
                "referred_table": table,
                "referred_columns": list(referred),
                "options": {},
            }
            for name, columns, table, referred, _ in rows
        ]

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_indexes(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Describes the indexes of a table."""
        query = (
            "SELECT index_name, is_unique, expressions FROM duckdb_indexes() "
            "WHERE table_name = :name AND (schema_name = :schema OR (database_name = 'temp' AND :temporary)) "
            "ORDER BY index_name"
        )
        rows = self._rows(connection, query, name=table_name, **self._at(schema))
        self._check(connection, table_name, schema, rows)
        known = {column["name"] for column in self.get_columns(connection, table_name, schema)}
        indexes = []
        for name, unique, expressions in rows:
            parts = _parts(expressions)
            columns = [part if part in known else None for part in parts]
            index: dict[str, Any] = {
                "name": name,
                "unique": bool(unique),
                "column_names": columns,
                "dialect_options": {},
            }
            if None in columns:
                index["expressions"] = parts
            indexes.append(index)
        return indexes

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_view_definition(
        self, connection: Any, view_name: str, schema: str | None = None, **kw: Any
    ) -> str:
        """Returns the statement that makes a view."""
        query = (
            "SELECT sql FROM duckdb_views() WHERE view_name = :name "
            "AND (schema_name = :schema OR (temporary AND :temporary))"
        )
        rows = self._rows(connection, query, name=view_name, **self._at(schema))
        if not rows:
            raise exc.NoSuchTableError(f"{schema}.{view_name}" if schema else view_name)
        return str(rows[0][0])

    @reflection.cache  # type: ignore[untyped-decorator]
    def get_table_comment(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Returns the comment on a table or view."""
        query = (
            "SELECT comment FROM duckdb_tables() WHERE table_name = :name "
            "AND (schema_name = :schema OR (temporary AND :temporary)) UNION ALL "
            "SELECT comment FROM duckdb_views() WHERE view_name = :name "
            "AND (schema_name = :schema OR (temporary AND :temporary))"
        )
        rows = self._rows(connection, query, name=table_name, **self._at(schema))
        self._check(connection, table_name, schema, rows)
        return {"text": rows[0][0] if rows else None}


def _parts(expressions: str) -> list[str]:
    """Splits the list of what an index stands on, such as ``[a, "b c"]``."""
    parts, depth, quoted, start = [], 0, False, 0
    inside = expressions.strip()[1:-1]
    for i, char in enumerate(inside + ","):
        quoted ^= char == '"'
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0 and not quoted:
            part = inside[start:i].strip().strip("'")
            parts.append(part[1:-1].replace('""', '"') if part.startswith('"') else part)
            start = i + 1
    return parts
