#include "api/system/session_tables.h"

#include "api/statement/setting_statement.h"
#include "api/system/catalog_rows.h"
#include "io/temporary_directory.h"

namespace lakebolt {

namespace {

std::string TypeOf(SettingKind kind) {
  switch (kind) {
    case SettingKind::kBool: return "BOOLEAN";
    case SettingKind::kInt: return "BIGINT";
    case SettingKind::kCount: return "UBIGINT";
    case SettingKind::kReal: return "DOUBLE";
    case SettingKind::kList: return "VARCHAR[]";
    default: return "VARCHAR";
  }
}

std::vector<std::string> AliasesOf(const std::string& setting) {
  std::vector<std::string> aliases;
  for (const auto& [alias, name] : SettingAliases()) {
    if (name == setting) aliases.push_back(alias);
  }
  return aliases;
}

}  // namespace

std::shared_ptr<const TableSource> MakeVariableTable(StatementContext& context,
                                                     const std::vector<Value>&) {
  RowTable rows("duckdb_variables", {{"name", kText}, {"value", kText}, {"type", kText}});
  for (const auto& [name, value] : context.session().variables) {
    rows.Add({Text(name), Text(value.ToString()), Text(value.type().ToString())});
  }
  return rows.Finish();
}

std::shared_ptr<const TableSource> MakeSettingTable(StatementContext& context,
                                                    const std::vector<Value>&) {
  RowTable rows("duckdb_settings", {{"name", kText},
                                    {"value", kText},
                                    {"description", kText},
                                    {"input_type", kText},
                                    {"scope", kText},
                                    {"aliases", LogicalType::List(kText)}});
  for (const auto* settings : {&EngineSettings(), &TuningSettings()}) {
    for (const SettingInfo& info : *settings) {
      const Value value = SettingValue(context, info.name);
      // DuckDB spells these two so.
      const std::string name = info.name == "timezone"   ? "TimeZone"
                               : info.name == "calendar" ? "Calendar"
                                                         : info.name;
      rows.Add({Text(name), value.IsNull() ? Value(TypeId::kVarchar) : Text(value.ToString()),
                Text(info.description), Text(TypeOf(info.kind)),
                Text(info.is_global ? "GLOBAL" : "LOCAL"), TextList(AliasesOf(info.name))});
    }
  }
  return rows.Finish();
}

std::shared_ptr<const TableSource> MakeVersionTable(StatementContext&, const std::vector<Value>&) {
  RowTable rows("pragma_version",
                {{"library_version", kText}, {"source_id", kText}, {"codename", kText}});
  rows.Add({Text(std::string("v") + lakebolt::Version()), Text(""), Text("Lakebolt")});
  return rows.Finish();
}

std::shared_ptr<const TableSource> MakeMemoryTable(StatementContext& context,
                                                   const std::vector<Value>&) {
  RowTable rows(
      "duckdb_memory",
      {{"tag", kText}, {"memory_usage_bytes", kNumber}, {"temporary_storage_bytes", kNumber}});
  Database& database = context.database();
  const int64_t tables = database.table_memory()->used();
  rows.Add({Text("QUERIES"), Number(database.memory().used() - tables),
            Number(database.Temporary(context.session().settings)->used())});
  rows.Add({Text("IN_MEMORY_TABLE"), Number(tables), Number(0)});
  return rows.Finish();
}

}  // namespace lakebolt
