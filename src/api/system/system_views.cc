#include "api/system/system_views.h"

namespace lakebolt {

namespace {

struct SystemView {
  const char* schema;
  const char* name;
  const char* sql;
};

constexpr SystemView kViews[] = {
    {"main", "duckdb_tables", "SELECT * FROM duckdb_tables() WHERE NOT internal"},
    {"main", "duckdb_views", "SELECT * FROM duckdb_views() WHERE NOT internal"},
    {"main", "duckdb_columns", "SELECT * FROM duckdb_columns() WHERE NOT internal"},
    {"main", "duckdb_schemas", "SELECT * FROM duckdb_schemas() WHERE NOT internal"},
    {"main", "duckdb_databases", "SELECT * FROM duckdb_databases() WHERE NOT internal"},
    {"main", "duckdb_constraints", "SELECT * FROM duckdb_constraints()"},
    {"main", "duckdb_indexes", "SELECT * FROM duckdb_indexes()"},
    {"main", "duckdb_types", "SELECT * FROM duckdb_types()"},
    {"main", "pragma_database_list",
     "SELECT database_oid AS seq, database_name AS name, path AS file FROM duckdb_databases() "
     "WHERE NOT internal ORDER BY 1"},
    {"main", "sqlite_master",
     "SELECT 'table' AS type, table_name AS name, table_name AS tbl_name, 0 AS rootpage, sql "
     "FROM duckdb_tables() UNION ALL SELECT 'view', view_name, view_name, 0, sql "
     "FROM duckdb_views() WHERE NOT internal UNION ALL SELECT 'index', index_name, table_name, 0, "
     "sql FROM duckdb_indexes()"},
    {"main", "show_tables",
     "SELECT name FROM (SELECT database_name, schema_name, table_name AS name "
     "FROM duckdb_tables() UNION ALL SELECT database_name, schema_name, view_name "
     "FROM duckdb_views() WHERE NOT internal) WHERE database_name = 'temp' "
     "OR (lower(database_name) = current_database() AND lower(schema_name) = current_schema()) "
     "ORDER BY name"},
    {"main", "show_all_tables",
     "SELECT database_name AS database, schema_name AS schema, table_name AS name, "
     "list(column_name ORDER BY column_index) AS column_names, "
     "list(data_type ORDER BY column_index) AS column_types, "
     "database_name = 'temp' AS temporary FROM duckdb_columns() "
     "GROUP BY database_name, schema_name, table_name ORDER BY 1, 2, 3"},
    {"main", "show_databases",
     "SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY database_name"},
    {"main", "sqlite_schema", "FROM sqlite_master"},
    {"main", "sqlite_temp_master", "FROM sqlite_master"},
    {"main", "sqlite_temp_schema", "FROM sqlite_master"},

    {"information_schema", "schemata",
     "SELECT database_name AS catalog_name, schema_name, 'lakebolt' AS schema_owner, "
     "CAST(NULL AS VARCHAR) AS default_character_set_catalog, "
     "CAST(NULL AS VARCHAR) AS default_character_set_schema, "
     "CAST(NULL AS VARCHAR) AS default_character_set_name, sql AS sql_path FROM duckdb_schemas()"},
    {"information_schema", "tables",
     "SELECT database_name AS table_catalog, schema_name AS table_schema, table_name, "
     "CASE WHEN temporary THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END AS table_type, "
     "CAST(NULL AS VARCHAR) AS self_referencing_column_name, "
     "CAST(NULL AS VARCHAR) AS reference_generation, "
     "CAST(NULL AS VARCHAR) AS user_defined_type_catalog, "
     "CAST(NULL AS VARCHAR) AS user_defined_type_schema, "
     "CAST(NULL AS VARCHAR) AS user_defined_type_name, 'YES' AS is_insertable_into, "
     "'NO' AS is_typed, CASE WHEN temporary THEN 'PRESERVE' END AS commit_action, "
     "comment AS \"TABLE_COMMENT\" FROM duckdb_tables() "
     "UNION ALL SELECT database_name, schema_name, view_name, 'VIEW', NULL, NULL, NULL, NULL, "
     "NULL, "
     "'NO', 'NO', NULL, comment FROM duckdb_views() WHERE NOT internal"},
    {"information_schema", "columns",
     "SELECT database_name AS table_catalog, schema_name AS table_schema, table_name, column_name, "
     "column_index AS ordinal_position, column_default, "
     "CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable, data_type, "
     "character_maximum_length, CAST(NULL AS INTEGER) AS character_octet_length, "
     "numeric_precision, numeric_precision_radix, numeric_scale, "
     "CAST(NULL AS INTEGER) AS datetime_precision, CAST(NULL AS VARCHAR) AS interval_type, "
     "CAST(NULL AS INTEGER) AS interval_precision, CAST(NULL AS VARCHAR) AS character_set_catalog, "
     "CAST(NULL AS VARCHAR) AS character_set_schema, CAST(NULL AS VARCHAR) AS character_set_name, "
     "CAST(NULL AS VARCHAR) AS collation_catalog, CAST(NULL AS VARCHAR) AS collation_schema, "
     "CAST(NULL AS VARCHAR) AS collation_name, CAST(NULL AS VARCHAR) AS domain_catalog, "
     "CAST(NULL AS VARCHAR) AS domain_schema, CAST(NULL AS VARCHAR) AS domain_name, "
     "CAST(NULL AS VARCHAR) AS udt_catalog, CAST(NULL AS VARCHAR) AS udt_schema, "
     "CAST(NULL AS VARCHAR) AS udt_name, CAST(NULL AS VARCHAR) AS scope_catalog, "
     "CAST(NULL AS VARCHAR) AS scope_schema, CAST(NULL AS VARCHAR) AS scope_name, "
     "CAST(NULL AS BIGINT) AS maximum_cardinality, CAST(NULL AS VARCHAR) AS dtd_identifier, "
     "CAST(NULL AS BOOLEAN) AS is_self_referencing, CAST(NULL AS BOOLEAN) AS is_identity, "
     "CAST(NULL AS VARCHAR) AS identity_generation, CAST(NULL AS VARCHAR) AS identity_start, "
     "CAST(NULL AS VARCHAR) AS identity_increment, CAST(NULL AS VARCHAR) AS identity_maximum, "
     "CAST(NULL AS VARCHAR) AS identity_minimum, CAST(NULL AS BOOLEAN) AS identity_cycle, "
     "CASE WHEN is_generated THEN 'ALWAYS' ELSE 'NEVER' END AS is_generated, "
     "generation_expression, CAST(NULL AS BOOLEAN) AS is_updatable, comment AS \"COLUMN_COMMENT\" "
     "FROM duckdb_columns()"},
    {"information_schema", "table_constraints",
     "SELECT database_name AS constraint_catalog, schema_name AS constraint_schema, "
     "constraint_name, database_name AS table_catalog, schema_name AS table_schema, table_name, "
     "CASE WHEN constraint_type = 'NOT NULL' THEN 'CHECK' ELSE constraint_type END "
     "AS constraint_type, 'NO' AS is_deferrable, 'NO' AS initially_deferred, 'YES' AS enforced, "
     "'YES' AS nulls_distinct FROM duckdb_constraints()"},
    {"information_schema", "key_column_usage",
     "SELECT c.database_name AS constraint_catalog, c.schema_name AS constraint_schema, "
     "c.constraint_name, c.database_name AS table_catalog, c.schema_name AS table_schema, "
     "c.table_name, c.constraint_column_names[r.range] AS column_name, "
     "r.range AS ordinal_position, "
     "CASE c.constraint_type WHEN 'FOREIGN KEY' THEN 1 END AS position_in_unique_constraint "
     "FROM duckdb_constraints() c JOIN range(1, 1000) r "
     "ON r.range <= len(c.constraint_column_names) "
     "WHERE c.constraint_type IN ('FOREIGN KEY', 'PRIMARY KEY', 'UNIQUE')"},
    {"information_schema", "referential_constraints",
     "SELECT f.database_name AS constraint_catalog, f.schema_name AS constraint_schema, "
     "f.constraint_name, p.database_name AS unique_constraint_catalog, "
     "p.schema_name AS unique_constraint_schema, p.constraint_name AS unique_constraint_name, "
     "'NONE' AS match_option, 'NO ACTION' AS update_rule, 'NO ACTION' AS delete_rule "
     "FROM duckdb_constraints() f JOIN duckdb_constraints() p ON f.referenced_table = p.table_name "
     "AND f.database_name = p.database_name AND f.schema_name = p.schema_name "
     "AND f.referenced_column_names = p.constraint_column_names "
     "AND p.constraint_type IN ('PRIMARY KEY', 'UNIQUE') WHERE f.constraint_type = 'FOREIGN KEY'"},
    {"information_schema", "constraint_column_usage",
     "SELECT c.database_name AS table_catalog, c.schema_name AS table_schema, c.table_name, "
     "c.constraint_column_names[r.range] AS column_name, c.database_name AS constraint_catalog, "
     "c.schema_name AS constraint_schema, c.constraint_name, c.constraint_type, c.constraint_text "
     "FROM duckdb_constraints() c JOIN range(1, 1000) r "
     "ON r.range <= len(c.constraint_column_names)"},
    {"information_schema", "constraint_table_usage",
     "SELECT database_name AS table_catalog, schema_name AS table_schema, table_name, "
     "database_name AS constraint_catalog, schema_name AS constraint_schema, constraint_name, "
     "constraint_type FROM duckdb_constraints()"},
    {"information_schema", "check_constraints",
     "SELECT database_name AS constraint_catalog, schema_name AS constraint_schema, "
     "constraint_name, coalesce(expression, constraint_column_names[1] || ' IS NOT NULL') "
     "AS check_clause FROM duckdb_constraints() WHERE constraint_type IN ('CHECK', 'NOT NULL')"},
    {"information_schema", "views",
     "SELECT database_name AS table_catalog, schema_name AS table_schema, view_name AS table_name, "
     "sql AS view_definition, 'NONE' AS check_option, 'NO' AS is_updatable "
     "FROM duckdb_views() WHERE NOT internal"},
    {"information_schema", "df_settings", "SELECT name, value FROM duckdb_settings()"},

    {"pg_catalog", "pg_namespace",
     "SELECT oid, schema_name AS nspname, 0 AS nspowner, NULL AS nspacl FROM duckdb_schemas()"},
    {"pg_catalog", "pg_database",
     "SELECT database_oid AS oid, database_name AS datname, true AS datallowconn, "
     "false AS datistemplate FROM duckdb_databases() WHERE NOT internal"},
    {"pg_catalog", "pg_tables",
     "SELECT schema_name AS schemaname, table_name AS tablename, 'lakebolt' AS tableowner, "
     "NULL AS tablespace, index_count > 0 AS hasindexes, false AS hasrules, false AS hastriggers "
     "FROM duckdb_tables()"},
    {"pg_catalog", "pg_views",
     "SELECT schema_name AS schemaname, view_name AS viewname, 'lakebolt' AS viewowner, "
     "sql AS definition FROM duckdb_views()"},
    {"pg_catalog", "pg_indexes",
     "SELECT schema_name AS schemaname, table_name AS tablename, index_name AS indexname, "
     "NULL AS tablespace, sql AS indexdef FROM duckdb_indexes()"},
    {"pg_catalog", "pg_sequences",
     "SELECT schema_name AS schemaname, sequence_name AS sequencename, 'lakebolt' AS "
     "sequenceowner, "
     "0 AS data_type, start_value, min_value, max_value, increment_by, cycle, 0 AS cache_size, "
     "last_value FROM duckdb_sequences()"},
    {"pg_catalog", "pg_class",
     "SELECT table_oid AS oid, table_name AS relname, schema_oid AS relnamespace, 0 AS reltype, "
     "0 AS reloftype, 0 AS relowner, 0 AS relam, 0 AS relfilenode, 0 AS reltablespace, "
     "0 AS relpages, CAST(estimated_size AS FLOAT) AS reltuples, 0 AS relallvisible, "
     "0 AS reltoastrelid, 0 AS reltoastidxid, index_count > 0 AS relhasindex, false AS "
     "relisshared, "
     "CASE WHEN temporary THEN 't' ELSE 'p' END AS relpersistence, 'r' AS relkind, "
     "column_count AS relnatts, check_constraint_count AS relchecks, false AS relhasoids, "
     "has_primary_key AS relhaspkey, false AS relhasrules, false AS relhastriggers, "
     "false AS relhassubclass, false AS relrowsecurity, true AS relispopulated, "
     "NULL AS relreplident, false AS relispartition, 0 AS relrewrite, 0 AS relfrozenxid, "
     "NULL AS relminmxid, NULL AS relacl, NULL AS reloptions, NULL AS relpartbound "
     "FROM duckdb_tables() UNION ALL SELECT view_oid, view_name, schema_oid, 0, 0, 0, 0, 0, 0, 0, "
     "0, 0, 0, 0, false, false, CASE WHEN temporary THEN 't' ELSE 'p' END, 'v', column_count, 0, "
     "false, false, false, false, false, false, true, NULL, false, 0, 0, NULL, NULL, NULL, NULL "
     "FROM duckdb_views() UNION ALL SELECT sequence_oid, sequence_name, schema_oid, 0, 0, 0, 0, 0, "
     "0, 0, 0, 0, 0, 0, false, false, CASE WHEN temporary THEN 't' ELSE 'p' END, 'S', 0, 0, false, "
     "false, false, false, false, false, true, NULL, false, 0, 0, NULL, NULL, NULL, NULL "
     "FROM duckdb_sequences() UNION ALL SELECT index_oid, index_name, schema_oid, 0, 0, 0, 0, 0, "
     "0, "
     "0, 0, 0, 0, 0, false, false, 't', 'i', 0, 0, false, false, false, false, false, false, true, "
     "NULL, false, 0, 0, NULL, NULL, NULL, NULL FROM duckdb_indexes()"},
    {"pg_catalog", "pg_type",
     "SELECT CASE WHEN type_oid IS NULL THEN map_to_pg_oid(type_name) ELSE type_oid END AS oid, "
     "format_pg_type(logical_type, type_name) AS typname, schema_oid AS typnamespace, "
     "0 AS typowner, type_size AS typlen, false AS typbyval, "
     "CASE WHEN logical_type = 'ENUM' THEN 'e' ELSE 'b' END AS typtype, "
     "CASE type_category WHEN 'NUMERIC' THEN 'N' WHEN 'STRING' THEN 'S' WHEN 'DATETIME' THEN 'D' "
     "WHEN 'BOOLEAN' THEN 'B' WHEN 'COMPOSITE' THEN 'C' WHEN 'USER' THEN 'U' ELSE 'X' END "
     "AS typcategory, "
     "false AS typispreferred, true AS typisdefined, NULL AS typdelim, NULL AS typrelid, "
     "NULL AS typsubscript, NULL AS typelem, NULL AS typarray, NULL AS typinput, NULL AS "
     "typoutput, "
     "NULL AS typreceive, NULL AS typsend, NULL AS typmodin, NULL AS typmodout, "
     "NULL AS typanalyze, 'd' AS typalign, 'p' AS typstorage, NULL AS typnotnull, "
     "NULL AS typbasetype, NULL AS typtypmod, NULL AS typndims, NULL AS typcollation, "
     "NULL AS typdefaultbin, NULL AS typdefault, NULL AS typacl FROM duckdb_types() "
     "WHERE type_name IS NOT NULL"},
    {"pg_catalog", "pg_enum",
     "SELECT NULL AS oid, type_oid AS enumtypid, place AS enumsortorder, labels[place] AS "
     "enumlabel "
     "FROM (SELECT type_oid, labels, unnest(range(1, len(labels) + 1)) AS place "
     "FROM duckdb_types() WHERE labels IS NOT NULL)"},
    {"pg_catalog", "pg_attribute",
     "SELECT table_oid AS attrelid, column_name AS attname, data_type_id AS atttypid, "
     "0 AS attstattarget, NULL AS attlen, column_index AS attnum, 0 AS attndims, "
     "-1 AS attcacheoff, CASE WHEN data_type LIKE 'DECIMAL%' THEN numeric_precision * 1000 + "
     "numeric_scale ELSE -1 END AS atttypmod, false AS attbyval, NULL AS attstorage, "
     "NULL AS attalign, NOT is_nullable AS attnotnull, column_default IS NOT NULL AS atthasdef, "
     "false AS atthasmissing, '' AS attidentity, '' AS attgenerated, false AS attisdropped, "
     "true AS attislocal, 0 AS attinhcount, 0 AS attcollation, NULL AS attcompression, "
     "NULL AS attacl, NULL AS attoptions, NULL AS attfdwoptions, NULL AS attmissingval "
     "FROM duckdb_columns()"},
    {"pg_catalog", "pg_attrdef",
     "SELECT column_index AS oid, table_oid AS adrelid, column_index AS adnum, "
     "column_default AS adbin FROM duckdb_columns() WHERE column_default IS NOT NULL"},
    {"pg_catalog", "pg_constraint",
     "SELECT table_oid * 1000000 + constraint_index AS oid, constraint_name AS conname, "
     "schema_oid AS connamespace, CASE constraint_type WHEN 'CHECK' THEN 'c' "
     "WHEN 'UNIQUE' THEN 'u' WHEN 'PRIMARY KEY' THEN 'p' WHEN 'FOREIGN KEY' THEN 'f' ELSE 'x' END "
     "AS contype, false AS condeferrable, false AS condeferred, true AS convalidated, "
     "table_oid AS conrelid, 0 AS contypid, 0 AS conindid, 0 AS conparentid, 0 AS confrelid, "
     "NULL AS confupdtype, NULL AS confdeltype, NULL AS confmatchtype, true AS conislocal, "
     "0 AS coninhcount, false AS connoinherit, constraint_column_indexes AS conkey, "
     "NULL AS confkey, NULL AS conpfeqop, NULL AS conppeqop, NULL AS conffeqop, NULL AS conexclop, "
     "expression AS conbin FROM duckdb_constraints()"},
    {"pg_catalog", "pg_description",
     "SELECT table_oid AS objoid, 'pg_class' AS classoid, 0 AS objsubid, comment AS description "
     "FROM duckdb_tables() WHERE comment IS NOT NULL UNION ALL SELECT table_oid, 'pg_class', "
     "column_index, comment FROM duckdb_columns() WHERE comment IS NOT NULL UNION ALL "
     "SELECT view_oid, 'pg_class', 0, comment FROM duckdb_views() WHERE comment IS NOT NULL"},
    {"pg_catalog", "pg_settings",
     "SELECT name, value AS setting, description AS short_desc, input_type AS vartype "
     "FROM duckdb_settings()"},
};

}  // namespace

DatabasePtr MakeSystemDatabase() {
  CatalogState state;
  // Fixed numbers, below those that a database gives out.
  constexpr int64_t kFirstOid = 2;
  int64_t oid = kFirstOid;
  state.SetDatabase(kSystemDatabase, MakeDatabase(kSystemDatabase, 0, 1));
  for (const char* name : {"information_schema", "pg_catalog"}) {
    auto schema = std::make_shared<SchemaState>();
    schema->name = name;
    schema->oid = oid++;
    state.SetSchema(kSystemDatabase, name, std::move(schema));
  }
  for (const SystemView& view : kViews) {
    auto entry = std::make_shared<ViewEntry>();
    entry->name = view.name;
    entry->oid = oid++;
    entry->internal = true;
    entry->sql = view.sql;
    entry->search_path = {{kSystemDatabase, kMainSchema}};
    state.Set(NameKind::kRelation, {kSystemDatabase, view.schema, view.name}, std::move(entry));
  }
  return state.FindDatabase(kSystemDatabase);
}

}  // namespace lakebolt
