"""What SQLAlchemy's suite may ask of Lakebolt. What is closed is not there, for the reason said."""

from __future__ import annotations

from typing import Any

from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

_OPEN = (
    "array_type autocommit check_constraint_reflection comment_reflection computed_columns "
    "computed_columns_default_persisted computed_columns_stored "
    "computed_columns_virtual create_table ctes ctes_on_dml ctes_with_update_delete "
    "datetime_microseconds date_historic datetime_historic delete_from delete_returning "
    "delete_returning_multiple_rows denormalized_names_off drop_table duplicate_key_raises_integrity_error "
    "emulated_lastrowid_off except_ fetch_first fetch_no_order foreign_key_constraint_reflection "
    "foreign_keys ilike index_reflection indexes_with_expressions insert_from_select "
    "insert_executemany_returning insert_returning insertmanyvalues intersect json_type "
    "lateral literal_float_coercion mod_operator_as_percent_sign multivalues_inserts nullsordering offset "
    "order_by_label_with_expression parens_in_union_contained_select_w_limit_offset "
    "parens_in_union_contained_select_wo_limit_offset precision_numerics_enotation_large "
    "precision_numerics_enotation_small precision_numerics_general precision_numerics_many_significant_digits "
    "primary_key_constraint_reflection regexp_match schema_create_delete schema_reflection schemas "
    "sequences sequences_optional_off server_defaults sql_expressions_inserted_as_primary_key "
    "standalone_null_binds_whereclause supports_distinct_on supports_is_distinct_from table_ddl_if_exists "
    "table_reflection temp_table_names temp_table_reflection temporary_tables time_microseconds "
    "timestamp_microseconds tuple_in tuple_in_w_empty unicode_data unicode_ddl unique_constraint_reflection "
    "update_from update_returning uuid_data_type view_reflection views window_functions bound_limit_offset "
    "datetime_literals date datetime time distinct_on empty_inserts_executemany_off "
    "reflect_indexes_with_expressions index_ddl_if_exists isolation_level get_isolation_level_values sane_rowcount sane_multi_rowcount "
    "select_exceptions_off text_type text_type_w_length_off binary_literals implicitly_named_constraints "
    "reflects_pk_names table_value_constructor expressions_against_unbounded_text "
    "unbounded_varchar implicit_default_schema symbol_names_w_double_quote_off float_is_numeric_off "
    "array_literals_off cast_precision_numerics_many_significant_digits "
    "nested_aggregates_off independent_connections"
).split()

_CLOSED = {
    "savepoints": "transactions have none",
    "two_phase_transactions": "transactions are of one database",
    "identity_columns": "keys that count up have a sequence",
    "cross_schema_fk_reflection": "foreign keys refer to tables of their own schema",
    "self_referential_foreign_keys": "rows may refer to rows of their own table, but see below",
    "foreign_key_constraint_option_reflection_ondelete": "there is no ON DELETE",
    "foreign_key_constraint_option_reflection_onupdate": "there is no ON UPDATE",
    "on_update_cascade": "there is no ON UPDATE",
    "non_updating_cascade": "there is no ON UPDATE",
    "deferrable_fks": "constraints are checked statement by statement",
    "empty_inserts": "INSERT asks for a column at least",
    "lastrowid": "RETURNING gives keys",
    "emulated_lastrowid": "RETURNING gives keys",
    "dbapi_lastrowid": "RETURNING gives keys",
    "implements_get_lastrowid": "RETURNING gives keys",
    "enforces_check_constraints_names": "names of constraints are not said in errors",
    "constraint_comment_reflection": "comments stand on tables and columns",
    "computed_columns_reflect_persisted": "generated columns are computed when they are read",
    "collate": "collations are not those that the suite knows",
    "server_side_cursors": "rows stream from each cursor",
    "update_where_target_in_subquery": "is there, but the suite asks for MySQL's form",
}


class Requirements(SuiteRequirements):
    """Opens what is there."""


def _property(rule: Any) -> property:
    return property(lambda self: rule())


for _name in _OPEN:
    if not _name.endswith("_off"):
        setattr(Requirements, _name, _property(exclusions.open))
for _name in (*_CLOSED, *(name[: -len("_off")] for name in _OPEN if name.endswith("_off"))):
    setattr(Requirements, _name, _property(exclusions.closed))


def _isolation_levels(self: Requirements, config: Any) -> dict[str, Any]:
    return {"default": "SERIALIZABLE", "supported": ["SERIALIZABLE", "AUTOCOMMIT"]}


Requirements.get_isolation_levels = _isolation_levels  # type: ignore[method-assign]
