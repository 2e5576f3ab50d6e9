#include "parts/table_queries.h"

#include <algorithm>

#include "parts/sandbox.h"
#include "types/logical_type.h"

namespace lakebolt::fuzz {

namespace {

constexpr size_t kMostColumns = 8;

std::string Quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

void QueryTable(const std::string& table) {
  Schema schema;
  Sandbox sandbox;
  if (!Survives([&] { schema = sandbox.session().Query("FROM " + table)->schema(); })) return;
  for (size_t i = 0; i < std::min(schema.size(), kMostColumns); ++i) {
    const std::string column = Quoted(schema[i].name);
    Sandbox().Run("SELECT * FROM " + table + " WHERE " + column + " = (SELECT max(" + column +
                  ") FROM " + table + ")");
    Sandbox().Run("SELECT " + column + ", count(*) FROM " + table + " GROUP BY ALL");
  }
  Sandbox().Run("FROM " + table);
  Sandbox().Run("SELECT count(*) FROM " + table);
}

}  // namespace lakebolt::fuzz
