#include <functional>

#include "api/system/catalog_tables.h"
#include "base/error.h"
#include "sql/formatter.h"
#include "sql/parser.h"
#include "types/collation.h"

namespace lakebolt {

namespace {

std::string Join(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : separator) + part;
  return out;
}

std::vector<std::string> Quoted(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(sql::QuoteIdentifier(name));
  return quoted;
}

}  // namespace

void ForEachSchema(
    const CatalogState& state,
    const std::function<void(const DatabaseState& database, const SchemaState& schema)>& visit) {
  for (const auto& [folded, database] : state.databases()) {
    for (const auto& [key, schema] : database->schemas) visit(*database, *schema);
  }
}

std::vector<ColumnDescription> DescribeRelation(StatementContext& context, const ObjectName& name,
                                                const CatalogEntry& entry) {
  std::vector<ColumnDescription> columns;
  if (entry.kind == EntryKind::kTable) {
    const auto& table = As<TableEntry>(entry);
    const Schema& schema = table.source->schema();
    for (size_t i = 0; i < schema.size(); ++i) {
      ColumnDescription column{schema[i].name, schema[i].type, schema[i].nullable, "", "", {}};
      if (i < table.definition->columns.size()) {
        const ColumnInfo& info = table.definition->columns[i];
        column.default_sql = info.default_sql;
        column.generated_sql = info.generated_sql;
        column.comment = info.comment;
      }
      columns.push_back(std::move(column));
    }
    return columns;
  }
  const std::string text = "FROM " + sql::QuoteIdentifier(name.database) + "." +
                           sql::QuoteIdentifier(name.schema) + "." +
                           sql::QuoteIdentifier(name.name);
  const auto& view = As<ViewEntry>(entry);
  if (!context.views_in_description().insert(&entry).second) return columns;
  try {
    const BoundQuery query = context.Bind(*sql::ParseQuery(text));
    for (size_t i = 0; i < query.names.size(); ++i) {
      ColumnDescription column{query.names[i], query.types[i], true, "", "", {}};
      const auto comment = view.column_comments.find(FoldName(query.names[i]));
      if (comment != view.column_comments.end()) column.comment = comment->second;
      columns.push_back(std::move(column));
    }
  } catch (const UserError&) {
    // What the view was made of has changed: it stays listed, without columns.
  }
  context.views_in_description().erase(&entry);
  return columns;
}

std::string ConstraintName(const TableEntry& table, const TableConstraint& constraint) {
  if (!constraint.name.empty()) return constraint.name;
  std::string name = table.name;
  for (const std::string& column : constraint.columns) name += "_" + column;
  switch (constraint.kind) {
    case ConstraintKind::kNotNull: return name + "_not_null";
    case ConstraintKind::kPrimaryKey: return name + "_pkey";
    case ConstraintKind::kUnique: return name + "_key";
    case ConstraintKind::kCheck: {
      // The columns of a check are those that its expression names.
      for (const Field& field : table.source->schema()) {
        if (constraint.check_sql.find(field.name) != std::string::npos) name += "_" + field.name;
      }
      return name + "_check";
    }
    case ConstraintKind::kForeignKey: break;
  }
  for (const std::string& column : constraint.parent_columns) name += "_" + column;
  return name + "_fkey";
}

std::string ConstraintSql(const TableConstraint& constraint) {
  const std::string columns = Join(Quoted(constraint.columns), ", ");
  switch (constraint.kind) {
    case ConstraintKind::kNotNull: return "NOT NULL";
    case ConstraintKind::kPrimaryKey: return "PRIMARY KEY(" + columns + ")";
    case ConstraintKind::kUnique: return "UNIQUE(" + columns + ")";
    case ConstraintKind::kCheck: return "CHECK((" + constraint.check_sql + "))";
    case ConstraintKind::kForeignKey: break;
  }
  return "FOREIGN KEY (" + columns + ") REFERENCES " +
         sql::QuoteIdentifier(constraint.parent.name) + "(" +
         Join(Quoted(constraint.parent_columns), ", ") + ")";
}

std::string TableSql(const TableEntry& table) {
  std::vector<std::string> elements;
  const Schema& schema = table.source->schema();
  const auto has = [&](const std::string& column, ConstraintKind kind) {
    for (const TableConstraint& constraint : table.definition->constraints) {
      if (constraint.kind == kind && constraint.columns.size() == 1 &&
          constraint.columns[0] == column) {
        return true;
      }
    }
    return false;
  };
  for (size_t i = 0; i < schema.size(); ++i) {
    std::string text = sql::QuoteIdentifier(schema[i].name) + " " + schema[i].type.ToString();
    if (const uint8_t collation = schema[i].type.collation(); collation != 0) {
      text += " COLLATE " + CollationName(collation);
    }
    const bool described = i < table.definition->columns.size();
    if (described && !table.definition->columns[i].generated_sql.empty()) {
      text += " GENERATED ALWAYS AS((" + table.definition->columns[i].generated_sql + "))";
    } else if (described && !table.definition->columns[i].default_sql.empty()) {
      text += " DEFAULT(" + table.definition->columns[i].default_sql + ")";
    }
    if (has(schema[i].name, ConstraintKind::kPrimaryKey)) {
      text += " PRIMARY KEY";
    } else if (has(schema[i].name, ConstraintKind::kNotNull)) {
      text += " NOT NULL";
    }
    if (has(schema[i].name, ConstraintKind::kUnique)) text += " UNIQUE";
    elements.push_back(std::move(text));
  }
  for (const TableConstraint& constraint : table.definition->constraints) {
    if (constraint.kind == ConstraintKind::kNotNull) continue;
    const bool key = constraint.kind == ConstraintKind::kPrimaryKey ||
                     constraint.kind == ConstraintKind::kUnique;
    if (key && constraint.columns.size() == 1) continue;
    elements.push_back(ConstraintSql(constraint));
  }
  return "CREATE TABLE " + sql::QuoteIdentifier(table.name) + "(" + Join(elements, ", ") + ");";
}

}  // namespace lakebolt
