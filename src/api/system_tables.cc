#include "api/system_tables.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/text_rows.h"
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
  TextRows text = MakeTextRows(columns, rows);
  return std::make_shared<const MemoryTable>(name, std::move(text.schema), std::move(text.chunks));
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

std::string Join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

void AddFunctionRows(const std::string& kind, const std::string& name, const std::string& category,
                     const std::vector<std::string>& aliases, const std::string& description,
                     const std::vector<FunctionExample>& examples, Rows& rows) {
  const std::vector<std::string> head = {name, kind, category, Join(aliases), description};
  for (const FunctionExample& example : examples) {
    rows.push_back(head);
    rows.back().insert(rows.back().end(), {example.sql, example.result});
  }
  if (!examples.empty()) return;
  rows.push_back(head);
  rows.back().insert(rows.back().end(), {"", ""});
}

/// Lists the functions, a row an example.
Rows FunctionRows(const FunctionRegistry& functions, const WindowRegistry& windows) {
  Rows rows;
  for (const auto& [name, function] : functions.scalars()) {
    AddFunctionRows("scalar", name, function.category, function.aliases, function.description,
                    function.examples, rows);
  }
  for (const auto& [name, function] : functions.aggregates()) {
    AddFunctionRows("aggregate", name, "aggregate", function.aliases, function.description,
                    function.examples, rows);
  }
  for (const auto& [name, function] : windows.functions()) {
    AddFunctionRows("window", name, "window", function.aliases, function.description,
                    function.examples, rows);
  }
  return rows;
}

/// Makes a table function without arguments.
TableFunctionBind BindRows(std::string name, std::vector<std::string> columns,
                           std::function<Rows()> rows) {
  return [name = std::move(name), columns = std::move(columns), rows = std::move(rows)](
             const std::vector<Value>& arguments,
             const std::vector<std::pair<std::string, Value>>& named) {
    if (!arguments.empty() || !named.empty()) {
      throw UserError(ErrorCode::kInvalidArgument, name + " takes no arguments");
    }
    return TextTable(name, columns, rows());
  };
}

}  // namespace

void RegisterSystemTables(Catalog& catalog, UserFunctions& functions,
                          const WindowRegistry& windows) {
  catalog.AddTableFunction(
      {"lakebolt_functions", "Lists the scalar, aggregate and window functions, a row an example.",
       BindRows("lakebolt_functions",
                {"name", "kind", "category", "aliases", "description", "example", "result"},
                [&functions, &windows] { return FunctionRows(*functions.Current(), windows); })});
  catalog.AddTableFunction(
      {"lakebolt_settings", "Lists the settings.",
       BindRows("lakebolt_settings", {"name", "default", "description"}, SettingRows)});
  catalog.AddTableFunction({"lakebolt_passes", "Lists the optimizer passes that can be left out.",
                            BindRows("lakebolt_passes", {"name"}, PassRows)});
}

}  // namespace lakebolt
