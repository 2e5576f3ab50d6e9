"""Writes SQLAlchemy's statements in Lakebolt's SQL, which is near PostgreSQL's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import sql
from sqlalchemy.dialects.postgresql import base as postgresql
from sqlalchemy.schema import Sequence


class Preparer(postgresql.PGIdentifierPreparer):  # type: ignore[misc]
    """Quotes names: those of PostgreSQL's reserved words, and what Lakebolt reserves besides."""

    reserved_words = postgresql.RESERVED_WORDS | {
        "anti", "asof", "positional", "qualify", "semi", "pivot", "unpivot", "summarize",
        "describe", "show", "sample", "group_id", "lambda",
    }  # fmt: skip


class StatementCompiler(postgresql.PGCompiler):  # type: ignore[misc]
    """Writes queries and changes of rows."""

    def visit_sequence(self, seq: Any, **kw: Any) -> str:
        """Writes the next value of a sequence."""
        return f"nextval('{self.preparer.format_sequence(seq)}')"

    def render_bind_cast(self, type_: Any, dbapi_type: Any, sqltext: str) -> str:
        """Writes a parameter with its type, without which some operators could not be chosen."""
        return f"CAST({sqltext} AS {self.dialect.type_compiler_instance.process(type_)})"

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        """Writes nothing: transactions see a snapshot, and the first to change a row wins."""
        return ""

    def visit_is_distinct_from_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Writes IS DISTINCT FROM."""
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"{left} IS DISTINCT FROM {right}"

    def visit_json_getitem_op_binary(
        self, binary: Any, operator: Any, _cast_applied: bool = False, **kw: Any
    ) -> str:
        """Writes what stands under a key of a JSON document, as the type that is asked for."""
        return self._json_part(binary, _cast_applied, **kw)

    def visit_json_path_getitem_op_binary(
        self, binary: Any, operator: Any, _cast_applied: bool = False, **kw: Any
    ) -> str:
        """Writes what stands at a path of a JSON document."""
        return self._json_part(binary, _cast_applied, **kw)

    def _json_part(self, binary: Any, cast_applied: bool, **kw: Any) -> str:
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        is_json = binary.type._type_affinity is sql.sqltypes.JSON
        part = f"json_extract{'' if is_json else '_string'}({left}, {right})"
        if is_json or cast_applied or binary.type._type_affinity is sql.sqltypes.String:
            return f"CAST({part} AS JSON)" if is_json else part
        return f"CAST({part} AS {self.dialect.type_compiler_instance.process(binary.type)})"

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Writes a search for a regular expression."""
        return self._regexp(binary, "", **kw)

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Writes the contrary of a search for a regular expression."""
        return self._regexp(binary, "NOT ", **kw)

    def _regexp(self, binary: Any, negation: str, **kw: Any) -> str:
        left, right = self.process(binary.left, **kw), self.process(binary.right, **kw)
        flags = (binary.modifiers or {}).get("flags")
        options = "" if flags is None else f", {self.render_literal_value(flags, sql.sqltypes.STRINGTYPE)}"
        return f"{negation}regexp_matches({left}, {right}{options})"


def _temporary(table: Any) -> str:
    prefixes = " ".join(str(prefix).upper() for prefix in table._prefixes)
    return "TEMPORARY " if "TEMP" in prefixes else ""


class DDLCompiler(postgresql.PGDDLCompiler):  # type: ignore[misc]
    """Writes definitions. A key that counts up has a sequence, made and dropped with its table."""

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        """Writes a column."""
        text = self.preparer.format_column(column) + " "
        impl = column.type.dialect_impl(self.dialect)
        text += self.dialect.type_compiler_instance.process(impl, type_expression=column)
        if column.computed is not None:
            return f"{text} {self.process(column.computed)}"
        if self._counts_up(column):
            text += f" DEFAULT nextval('{self._sequence_of(column)}')"
        else:
            default = self.get_column_default_string(column)
            if default is not None:
                text += f" DEFAULT ({default})"
        return text if column.nullable else f"{text} NOT NULL"

    def visit_create_table(self, create: Any, **kw: Any) -> str:
        """Writes a table, behind the sequence of its key."""
        sequences = [
            f"CREATE {_temporary(create.element)}SEQUENCE IF NOT EXISTS {self._sequence_of(column)}"
            f"{self._options_of(column)};\n"
            for column in create.element.columns
            if self._counts_up(column)
        ]
        text: str = super().visit_create_table(create, **kw)
        return "".join(sequences) + text

    def visit_drop_table(self, drop: Any, **kw: Any) -> str:
        """Writes the end of a table and of its key's sequence."""
        text: str = super().visit_drop_table(drop, **kw)
        for column in drop.element.columns:
            if self._counts_up(column):
                text += f";\nDROP SEQUENCE IF EXISTS {self._sequence_of(column)}"
        return text

    def _counts_up(self, column: Any) -> bool:
        if column.identity is not None:
            return True
        return (
            column is column.table._autoincrement_column
            and not isinstance(column.default, Sequence)
            and column.server_default is None
        )

    def _options_of(self, column: Any) -> str:
        options = "" if column.identity is None else self.get_identity_options(column.identity)
        return f" {options}" if options else ""

    def _sequence_of(self, column: Any) -> str:
        name = self.preparer.quote_identifier(f"{column.table.name}_{column.name}_seq")
        schema = self.preparer.schema_for_object(column.table)
        return f"{self.preparer.quote_identifier(schema)}.{name}" if schema else name

    def visit_computed_column(self, generated: Any, **kw: Any) -> str:
        """Writes what a column is computed from."""
        text = self.sql_compiler.process(generated.sqltext, include_table=False, literal_binds=True)
        return f"GENERATED ALWAYS AS ({text})" + (" STORED" if generated.persisted else "")

    def visit_create_index(self, create: Any, **kw: Any) -> str:
        """Writes an index, without what only PostgreSQL has."""
        index = create.element
        self._verify_index_table(index)
        columns = ", ".join(
            self.sql_compiler.process(part, include_table=False, literal_binds=True)
            for part in index.expressions
        )
        unique = "UNIQUE " if index.unique else ""
        exists = "IF NOT EXISTS " if create.if_not_exists else ""
        name = self._prepared_index_name(index, include_schema=False)
        table = self.preparer.format_table(index.table)
        return f"CREATE {unique}INDEX {exists}{name} ON {table} ({columns})"


class TypeCompiler(postgresql.PGTypeCompiler):  # type: ignore[misc]
    """Writes types."""

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:
        """Writes FLOAT, or DOUBLE where more digits are asked for."""
        return "FLOAT" if type_.precision is not None and type_.precision <= 24 else "DOUBLE"

    def visit_NUMERIC(self, type_: Any, **kw: Any) -> str:
        """Writes a decimal with as many digits as there may be, if none are said."""
        if type_.precision is None:
            return "DECIMAL(38, 10)"
        return f"DECIMAL({type_.precision}, {type_.scale or 0})"

    visit_DECIMAL = visit_NUMERIC

    def visit_TIMESTAMP(self, type_: Any, **kw: Any) -> str:
        """Writes TIMESTAMP."""
        return "TIMESTAMP WITH TIME ZONE" if type_.timezone else "TIMESTAMP"

    def visit_TIME(self, type_: Any, **kw: Any) -> str:
        """Writes TIME."""
        return "TIME WITH TIME ZONE" if type_.timezone else "TIME"

    def visit_JSON(self, type_: Any, **kw: Any) -> str:
        """Writes JSON."""
        return "JSON"

    visit_JSONB = visit_JSON

    def visit_enum(self, type_: Any, **kw: Any) -> str:
        """Writes VARCHAR: names are checked by SQLAlchemy, if at all."""
        return "VARCHAR"

    visit_ENUM = visit_enum

    def visit_ARRAY(self, type_: Any, **kw: Any) -> str:
        """Writes a list."""
        return f"{self.process(type_.item_type, **kw)}{'[]' * (type_.dimensions or 1)}"

    def visit_BLOB(self, type_: Any, **kw: Any) -> str:
        """Writes BLOB."""
        return "BLOB"
