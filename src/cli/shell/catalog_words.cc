#include "cli/shell/catalog_words.h"

#include "api/database.h"
#include "base/error.h"
#include "format/cell.h"

namespace lakebolt {

Session& CatalogWords::Asked() {
  if (!session_->InTransaction()) return *session_;
  if (beside_ == nullptr) {
    beside_ = std::make_unique<Session>(session_->database().shared_from_this());
  }
  return *beside_;
}

std::vector<std::vector<std::string>> CatalogWords::Ask(const std::string& query) {
  std::vector<std::vector<std::string>> rows;
  const std::unique_ptr<Result> result = Asked().Query(query);
  while (const auto chunk = result->Next()) {
    chunk->rows().ForEach([&](uint32_t row) {
      rows.emplace_back();
      for (const Vector& column : chunk->columns()) {
        AppendCell(column, row, &rows.back().emplace_back());
      }
    });
  }
  return rows;
}

const std::vector<CatalogWord>& CatalogWords::Tables() {
  if (know_tables_) return tables_;
  know_tables_ = true;
  const std::string query =
      "SELECT table_name, 'table', schema_name FROM duckdb_tables() WHERE NOT internal UNION ALL "
      "SELECT view_name, 'view', schema_name FROM duckdb_views() WHERE NOT internal ORDER BY 1";
  for (std::vector<std::string>& row : Ask(query)) {
    tables_.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
  }
  return tables_;
}

const std::vector<CatalogWord>& CatalogWords::Functions() {
  if (!functions_.empty()) return functions_;
  Database& database = session_->database();
  const auto is_word = [](const std::string& name) {
    const bool word = name[0] == '_' || (name[0] >= 'a' && name[0] <= 'z');
    return word && name.find(':') == std::string::npos;
  };
  const auto add = [&](const auto& functions, const char* kind) {
    for (const auto& [name, function] : functions) {
      // Operators are functions too, and some names belong to a dialect.
      if (!is_word(name)) continue;
      functions_.push_back({name, kind, ""});
      if constexpr (requires { function.aliases; }) {
        for (const std::string& alias : function.aliases) {
          if (is_word(alias)) functions_.push_back({alias, kind, ""});
        }
      }
    }
  };
  const auto functions = database.user_functions().Current();
  add(functions->aggregates(), "aggregate");
  add(functions->scalars(), "function");
  add(database.windows().functions(), "window function");
  return functions_;
}

std::vector<CatalogWord> CatalogWords::TableFunctions() {
  std::vector<CatalogWord> words;
  for (std::string& name : session_->database().catalog().TableFunctionNames()) {
    words.push_back({std::move(name), "table function", ""});
  }
  return words;
}

const std::vector<CatalogWord>& CatalogWords::ColumnsOf(const std::string& source) {
  const auto [found, is_new] = columns_.try_emplace(source);
  if (!is_new) return found->second;
  try {
    const std::unique_ptr<Result> result = Asked().Query("SELECT * FROM " + source + " LIMIT 0");
    for (const Field& field : result->schema()) {
      found->second.push_back({field.name, TypeLabel(field.type), ""});
    }
  } catch (const UserError&) {
    // There is no such table, or its name is still being written.
  }
  return found->second;
}

void CatalogWords::Forget() {
  know_tables_ = false;
  tables_.clear();
  columns_.clear();
}

}  // namespace lakebolt
