#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/session.h"

namespace lakebolt {

/// Is a name that the catalog knows.
struct CatalogWord {
  std::string name;
  std::string kind;    // "table", "view", "function", a column's type
  std::string schema;  // of tables and views
};

/// Looks up, for completion, what there is to name. Keeps what it found until told to forget it.
class CatalogWords {
 public:
  explicit CatalogWords(Session* session) : session_(session) {}

  const std::vector<CatalogWord>& Tables();
  const std::vector<CatalogWord>& Functions();
  std::vector<CatalogWord> TableFunctions();
  /// Lists the columns of a table given as SQL: a name, a path in quotes, a call. None when there
  /// is no such table.
  const std::vector<CatalogWord>& ColumnsOf(const std::string& source);

  /// Forgets what statements may have changed.
  void Forget();

 private:
  /// Returns the session to ask: not the user's own while a transaction is under way, which a
  /// failing question would end.
  Session& Asked();
  std::vector<std::vector<std::string>> Ask(const std::string& query);

  Session* session_;
  std::unique_ptr<Session> beside_;
  std::vector<CatalogWord> tables_;
  std::vector<CatalogWord> functions_;
  bool know_tables_ = false;
  std::map<std::string, std::vector<CatalogWord>> columns_;  // by source
};

}  // namespace lakebolt
