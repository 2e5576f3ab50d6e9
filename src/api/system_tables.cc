#include "api/system_tables.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/settings.h"
#include "optimizer/optimizer.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Makes a table of text columns.
std::shared_ptr<const TableSource> TextTable(const std::string& name,
                                             const std::vector<std::string>& columns,
                                             const Rows& rows) {
  Schema schema;
  std::vector<Vector> vectors;
  for (size_t c = 0; c < columns.size(); ++c) {
    schema.push_back({columns[c], TypeId::kVarchar, true});
    Vector& vector = vectors.emplace_back(TypeId::kVarchar, static_cast<uint32_t>(rows.size()));
    for (size_t r = 0; r < rows.size(); ++r) {
      vector.SetValue(static_cast<uint32_t>(r), Value::Varchar(rows[r][c]));
    }
  }
  std::vector<Chunk> chunks;
  if (!rows.empty()) chunks.emplace_back(std::move(vectors), static_cast<uint32_t>(rows.size()));
  return std::make_shared<const MemoryTable>(name, std::move(schema), std::move(chunks));
}

/// Lists the settings: name, default and description.
Rows SettingRows() {
  Rows rows;
  for (const SettingInfo& info : Settings::All()) {
    rows.push_back({info.name, info.default_value, info.description});
  }
  return rows;
}

/// Lists the optimizer passes that may be left out, each once, in the order in which they run.
Rows PassRows() {
  Rows rows;
  for (const auto& pass : MakeDefaultPasses()) {
    const std::vector<std::string> row = {pass->name()};
    if (pass->required() || std::find(rows.begin(), rows.end(), row) != rows.end()) continue;
    rows.push_back(row);
  }
  return rows;
}

/// Makes a table function without arguments.
TableFunctionBind BindRows(std::string name, std::vector<std::string> columns, Rows (*rows)()) {
  return [name = std::move(name), columns = std::move(columns), rows](
             const std::vector<Value>& arguments,
             const std::vector<std::pair<std::string, Value>>& named) {
    if (!arguments.empty() || !named.empty()) {
      throw UserError(ErrorCode::kInvalidArgument, name + " takes no arguments");
    }
    return TextTable(name, columns, rows());
  };
}

}  // namespace

void RegisterSystemTables(Catalog& catalog) {
  catalog.AddTableFunction(
      {"lakebolt_settings", "Lists the settings.",
       BindRows("lakebolt_settings", {"name", "default", "description"}, SettingRows)});
  catalog.AddTableFunction({"lakebolt_passes", "Lists the optimizer passes that can be left out.",
                            BindRows("lakebolt_passes", {"name"}, PassRows)});
}

}  // namespace lakebolt
