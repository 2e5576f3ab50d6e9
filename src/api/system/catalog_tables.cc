#include "api/system/catalog_tables.h"

#include <algorithm>
#include <map>

#include "api/statement/setting_statement.h"
#include "api/system/catalog_rows.h"
#include "api/system/function_table.h"
#include "api/system/session_tables.h"
#include "api/system/type_tables.h"
#include "base/transaction_error.h"
#include "io/temporary_directory.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

using TableMaker = std::shared_ptr<const TableSource> (*)(StatementContext&,
                                                          const std::vector<Value>&);

int64_t CountConstraints(const TableEntry& table, ConstraintKind kind) {
  const auto& constraints = table.definition->constraints;
  return std::count_if(constraints.begin(), constraints.end(),
                       [&](const TableConstraint& constraint) { return constraint.kind == kind; });
}

std::shared_ptr<const TableSource> Tables(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_tables", With(PlaceColumns(), {{"table_name", kText},
                                                       {"table_oid", kNumber},
                                                       {"comment", kText},
                                                       {"tags", TagsType()},
                                                       {"internal", kFlag},
                                                       {"temporary", kFlag},
                                                       {"has_primary_key", kFlag},
                                                       {"estimated_size", kNumber},
                                                       {"column_count", kNumber},
                                                       {"index_count", kNumber},
                                                       {"check_constraint_count", kNumber},
                                                       {"sql", kText}}));
  ForEachEntry(
      context.transaction().state(), NameKind::kRelation,
      [&](const auto& database, const auto& schema, const auto&, const auto& entry) {
        if (entry.kind != EntryKind::kTable) return;
        const auto& table = As<TableEntry>(entry);
        if (table.registered) return;
        const auto primary = CountConstraints(table, ConstraintKind::kPrimaryKey);
        const auto unique = CountConstraints(table, ConstraintKind::kUnique);
        const auto size = table.source->statistics().row_count.value_or(0);
        rows.Add(With(
            PlaceOf(database, schema),
            {Text(entry.name), Number(entry.oid), CommentOf(entry), NoTags(), Flag(entry.internal),
             Flag(database.name == kTempDatabase), Flag(primary > 0),
             Number(static_cast<int64_t>(size)),
             Number(static_cast<int64_t>(table.source->schema().size())), Number(primary + unique),
             Number(CountConstraints(table, ConstraintKind::kCheck)), Text(TableSql(table))}));
      });
  return rows.Finish();
}

std::string ViewSql(const ViewEntry& view) {
  std::string names;
  for (const std::string& name : view.column_names) {
    names += (names.empty() ? " (" : ", ") + sql::QuoteIdentifier(name);
  }
  if (!names.empty()) names += ")";
  return "CREATE VIEW " + sql::QuoteIdentifier(view.name) + names + " AS " + view.sql + ";";
}

std::shared_ptr<const TableSource> Views(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_views", With(PlaceColumns(), {{"view_name", kText},
                                                      {"view_oid", kNumber},
                                                      {"comment", kText},
                                                      {"tags", TagsType()},
                                                      {"internal", kFlag},
                                                      {"temporary", kFlag},
                                                      {"column_count", kNumber},
                                                      {"sql", kText},
                                                      {"is_bound", kFlag}}));
  ForEachEntry(
      context.transaction().state(), NameKind::kRelation,
      [&](const auto& database, const auto& schema, const auto& name, const auto& entry) {
        const bool registered = entry.kind == EntryKind::kTable && As<TableEntry>(entry).registered;
        if (entry.kind != EntryKind::kView && !registered) return;
        // Built-in views read these very tables: their columns are not looked at here.
        const auto columns = entry.internal ? std::vector<ColumnDescription>{}
                                            : DescribeRelation(context, name, entry);
        rows.Add(With(
            PlaceOf(database, schema),
            {Text(entry.name), Number(entry.oid), CommentOf(entry), NoTags(), Flag(entry.internal),
             Flag(database.name == kTempDatabase), Number(static_cast<int64_t>(columns.size())),
             registered ? Nothing() : Text(ViewSql(As<ViewEntry>(entry))), Flag(true)}));
      });
  return rows.Finish();
}

/// Returns precision, radix and scale of a numeric type as information_schema tells them.
std::vector<Value> NumericFacts(const LogicalType& type) {
  if (type.IsDecimal()) return {Number(type.precision()), Number(10), Number(type.scale())};
  switch (type.id()) {
    case TypeId::kInt8:
    case TypeId::kUInt8: return {Number(8), Number(2), Number(0)};
    case TypeId::kInt16:
    case TypeId::kUInt16: return {Number(16), Number(2), Number(0)};
    case TypeId::kInt32:
    case TypeId::kUInt32: return {Number(32), Number(2), Number(0)};
    case TypeId::kInt64:
    case TypeId::kUInt64: return {Number(64), Number(2), Number(0)};
    case TypeId::kFloat32: return {Number(24), Number(2), Number(0)};
    case TypeId::kFloat64: return {Number(53), Number(2), Number(0)};
    default: return {Nothing(), Nothing(), Nothing()};
  }
}

std::shared_ptr<const TableSource> Columns(StatementContext& context, const std::vector<Value>&) {
  const LogicalType integer = TypeId::kInt32;
  RowTable rows("duckdb_columns", With(PlaceColumns(), {{"table_name", kText},
                                                        {"table_oid", kNumber},
                                                        {"column_name", kText},
                                                        {"column_index", integer},
                                                        {"comment", kText},
                                                        {"internal", kFlag},
                                                        {"column_default", kText},
                                                        {"is_nullable", kFlag},
                                                        {"data_type", kText},
                                                        {"data_type_id", kNumber},
                                                        {"character_maximum_length", integer},
                                                        {"numeric_precision", integer},
                                                        {"numeric_precision_radix", integer},
                                                        {"numeric_scale", integer},
                                                        {"tags", TagsType()},
                                                        {"is_generated", kFlag},
                                                        {"generation_expression", kText}}));
  ForEachEntry(context.transaction().state(), NameKind::kRelation,
               [&](const auto& database, const auto& schema, const auto& name, const auto& entry) {
                 if (entry.internal) return;
                 int64_t index = 0;
                 for (const ColumnDescription& column : DescribeRelation(context, name, entry)) {
                   std::vector<Value> row =
                       With(PlaceOf(database, schema),
                            {Text(entry.name), Number(entry.oid), Text(column.name),
                             Number(++index), column.comment ? Text(*column.comment) : Nothing(),
                             Flag(entry.internal), TextOrNothing(column.default_sql),
                             Flag(column.nullable), Text(column.type.ToString()),
                             Number(static_cast<int64_t>(column.type.id())), Nothing()});
                   row = With(std::move(row), NumericFacts(column.type));
                   rows.Add(With(std::move(row), {NoTags(), Flag(!column.generated_sql.empty()),
                                                  TextOrNothing(column.generated_sql)}));
                 }
               });
  return rows.Finish();
}

std::shared_ptr<const TableSource> Schemas(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_schemas", {{"oid", kNumber},
                                   {"database_name", kText},
                                   {"database_oid", kNumber},
                                   {"schema_name", kText},
                                   {"comment", kText},
                                   {"tags", TagsType()},
                                   {"internal", kFlag},
                                   {"sql", kText},
                                   {"parent_schema", kText},
                                   {"parent_schema_oid", kNumber}});
  ForEachSchema(context.transaction().state(), [&](const auto& database, const auto& schema) {
    const bool internal = schema.name == kMainSchema || database.name == kSystemDatabase;
    rows.Add(
        {Number(schema.oid), Text(database.name), Number(database.oid), Text(schema.name),
         schema.comment ? Text(*schema.comment) : Nothing(), NoTags(), Flag(internal),
         internal ? Nothing() : Text("CREATE SCHEMA " + sql::QuoteIdentifier(schema.name) + ";")});
  });
  return rows.Finish();
}

std::shared_ptr<const TableSource> Databases(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_databases", {{"database_name", kText},
                                     {"database_oid", kNumber},
                                     {"path", kText},
                                     {"comment", kText},
                                     {"tags", TagsType()},
                                     {"internal", kFlag},
                                     {"type", kText},
                                     {"readonly", kFlag},
                                     {"encrypted", kFlag},
                                     {"cipher", kText},
                                     {"options", TagsType()}});
  for (const auto& [folded, database] : context.transaction().state().databases()) {
    const bool internal = folded == kTempDatabase || folded == kSystemDatabase;
    rows.Add({Text(database->name), Number(database->oid), Nothing(), Nothing(), NoTags(),
              Flag(internal), Text("lakebolt"), Flag(false), Flag(false), Nothing(), NoTags()});
  }
  return rows.Finish();
}

std::shared_ptr<const TableSource> Constraints(StatementContext& context,
                                               const std::vector<Value>&) {
  RowTable rows("duckdb_constraints",
                With(PlaceColumns(), {{"table_name", kText},
                                      {"table_oid", kNumber},
                                      {"constraint_index", kNumber},
                                      {"constraint_type", kText},
                                      {"constraint_text", kText},
                                      {"expression", kText},
                                      {"constraint_column_indexes", LogicalType::List(kNumber)},
                                      {"constraint_column_names", LogicalType::List(kText)},
                                      {"constraint_name", kText},
                                      {"referenced_table", kText},
                                      {"referenced_column_names", LogicalType::List(kText)}}));
  constexpr const char* kKinds[] = {"NOT NULL", "CHECK", "UNIQUE", "PRIMARY KEY", "FOREIGN KEY"};
  int64_t index = 0;
  ForEachEntry(context.transaction().state(), NameKind::kRelation,
               [&](const auto& database, const auto& schema, const auto&, const auto& entry) {
                 if (entry.kind != EntryKind::kTable) return;
                 const auto& table = As<TableEntry>(entry);
                 const Schema& columns = table.source->schema();
                 for (TableConstraint constraint : table.definition->constraints) {
                   const bool check = constraint.kind == ConstraintKind::kCheck;
                   const std::string name = ConstraintName(table, constraint);
                   std::vector<int64_t> positions;
                   if (check) {
                     for (const Field& field : columns) {
                       if (constraint.check_sql.find(field.name) == std::string::npos) continue;
                       constraint.columns.push_back(field.name);
                     }
                   }
                   for (const std::string& column : constraint.columns) {
                     for (size_t i = 0; i < columns.size(); ++i) {
                       if (columns[i].name == column) positions.push_back(static_cast<int64_t>(i));
                     }
                   }
                   const bool foreign = constraint.kind == ConstraintKind::kForeignKey;
                   rows.Add(With(PlaceOf(database, schema),
                                 {Text(table.name), Number(table.oid), Number(index++),
                                  Text(kKinds[static_cast<size_t>(constraint.kind)]),
                                  Text(ConstraintSql(constraint)),
                                  check ? Text("(" + constraint.check_sql + ")") : Nothing(),
                                  NumberList(positions), TextList(constraint.columns), Text(name),
                                  foreign ? Text(constraint.parent.name) : Nothing(),
                                  TextList(constraint.parent_columns)}));
                 }
               });
  return rows.Finish();
}

std::shared_ptr<const TableSource> Sequences(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_sequences", With(PlaceColumns(), {{"sequence_name", kText},
                                                          {"sequence_oid", kNumber},
                                                          {"comment", kText},
                                                          {"tags", TagsType()},
                                                          {"temporary", kFlag},
                                                          {"start_value", kNumber},
                                                          {"min_value", kNumber},
                                                          {"max_value", kNumber},
                                                          {"increment_by", kNumber},
                                                          {"cycle", kFlag},
                                                          {"last_value", kNumber},
                                                          {"sql", kText}}));
  ForEachEntry(
      context.transaction().state(), NameKind::kSequence,
      [&](const auto& database, const auto& schema, const auto&, const auto& entry) {
        const Sequence& sequence = *As<SequenceEntry>(entry).sequence;
        const SequenceOptions& options = sequence.options();
        const std::string sql =
            "CREATE SEQUENCE " + sql::QuoteIdentifier(entry.name) + " INCREMENT BY " +
            std::to_string(options.increment) + " MINVALUE " + std::to_string(options.min) +
            " MAXVALUE " + std::to_string(options.max) + " START " + std::to_string(options.start) +
            (options.cycle ? " CYCLE;" : " NO CYCLE;");
        rows.Add(
            With(PlaceOf(database, schema),
                 {Text(entry.name), Number(entry.oid), CommentOf(entry), NoTags(),
                  Flag(database.name == kTempDatabase), Number(options.start), Number(options.min),
                  Number(options.max), Number(options.increment), Flag(options.cycle),
                  sequence.last() ? Number(*sequence.last()) : Nothing(), Text(sql)}));
      });
  return rows.Finish();
}

std::shared_ptr<const TableSource> Indexes(StatementContext& context, const std::vector<Value>&) {
  RowTable rows("duckdb_indexes", With(PlaceColumns(), {{"index_name", kText},
                                                        {"index_oid", kNumber},
                                                        {"table_name", kText},
                                                        {"table_oid", kNumber},
                                                        {"comment", kText},
                                                        {"tags", TagsType()},
                                                        {"is_unique", kFlag},
                                                        {"is_primary", kFlag},
                                                        {"expressions", kText},
                                                        {"sql", kText}}));
  const CatalogState& state = context.transaction().state();
  ForEachEntry(state, NameKind::kIndex,
               [&](const auto& database, const auto& schema, const auto& name, const auto& entry) {
                 const auto& index = As<IndexEntry>(entry);
                 const EntryPtr table = state.Find(
                     NameKind::kRelation, {name.database, name.schema, FoldName(index.table)});
                 std::string expressions;
                 for (const std::string& expression : index.expressions) {
                   expressions += (expressions.empty() ? "" : ", ") + expression;
                 }
                 rows.Add(With(PlaceOf(database, schema),
                               {Text(entry.name), Number(entry.oid), Text(index.table),
                                table ? Number(table->oid) : Nothing(), CommentOf(entry), NoTags(),
                                Flag(index.unique), Flag(false), Text("[" + expressions + "]"),
                                Text(index.sql + ";")}));
               });
  return rows.Finish();
}

std::shared_ptr<const TableSource> TableInfo(StatementContext& context,
                                             const std::vector<Value>& arguments) {
  if (arguments.size() != 1 || arguments[0].IsNull()) {
    throw UserError(ErrorCode::kInvalidArgument, "table_info takes the name of a table");
  }
  std::vector<std::string> parts = {""};
  for (const char c : arguments[0].ToString()) {
    if (c == '.') {
      parts.emplace_back();
    } else if (c != '"') {
      parts.back() += c;
    }
  }
  const auto found = context.names().Find(NameKind::kRelation, parts);
  if (!found) {
    throw UserError(ErrorCode::kUnknownTable,
                    "there is no table \"" + arguments[0].ToString() + "\"", {},
                    DidYouMean(parts.back(), context.names().RelationNames()));
  }
  RowTable rows("pragma_table_info", {{"cid", TypeId::kInt32},
                                      {"name", kText},
                                      {"type", kText},
                                      {"notnull", kFlag},
                                      {"dflt_value", kText},
                                      {"pk", kFlag}});
  int64_t position = 0;
  for (const ColumnDescription& column : DescribeRelation(context, found.name, *found.entry)) {
    bool primary = false;
    if (found.entry->kind == EntryKind::kTable) {
      for (const auto& constraint : As<TableEntry>(*found.entry).definition->constraints) {
        const auto& names = constraint.columns;
        primary |= constraint.kind == ConstraintKind::kPrimaryKey &&
                   std::find(names.begin(), names.end(), column.name) != names.end();
      }
    }
    rows.Add({Number(position++), Text(column.name), Text(column.type.ToString()),
              Flag(!column.nullable), TextOrNothing(column.default_sql), Flag(primary)});
  }
  return rows.Finish();
}

}  // namespace

std::shared_ptr<const TableSource> MakeCatalogTable(StatementContext& context,
                                                    const std::string& name,
                                                    const std::vector<Value>& arguments) {
  static const std::map<std::string, TableMaker> makers = {
      {"duckdb_tables", Tables},
      {"duckdb_views", Views},
      {"duckdb_columns", Columns},
      {"duckdb_schemas", Schemas},
      {"duckdb_databases", Databases},
      {"duckdb_constraints", Constraints},
      {"duckdb_sequences", Sequences},
      {"duckdb_indexes", Indexes},
      {"duckdb_types", MakeTypeTable},
      {"pragma_collations", MakeCollationTable},
      {"duckdb_variables", MakeVariableTable},
      {"duckdb_settings", MakeSettingTable},
      {"pragma_table_info", TableInfo},
      {"pragma_version", MakeVersionTable},
      {"duckdb_memory", MakeMemoryTable},
      {"duckdb_functions", MakeFunctionTable}};
  const auto maker = makers.find(name);
  return maker == makers.end() ? nullptr : maker->second(context, arguments);
}

}  // namespace lakebolt
