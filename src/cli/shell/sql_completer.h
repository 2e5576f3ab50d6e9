#pragma once

#include <string>
#include <vector>

#include "cli/editor/completion.h"
#include "cli/shell/catalog_words.h"
#include "sql/lexer.h"

namespace lakebolt {

/// Completes SQL: what may follow is told from the tokens before the cursor. Paths in quotes;
/// tables where a table is due; settings after SET; else columns of the tables that the statement
/// names, functions and keywords.
class SqlCompleter {
 public:
  explicit SqlCompleter(CatalogWords* words) : words_(words) {}

  Completions Complete(const std::string& text, size_t cursor,
                       const sql::LexicalOptions& options = {});
  /// Lists the tables whose names begin with the text from `begin` on.
  Completions CompleteTable(const std::string& text, size_t begin);

 private:
  /// Says what the word at the cursor may be.
  enum class Place { kExpression, kTable, kSetting, kNothing };

  Completions CompleteStatement(std::string text, size_t cursor,
                                const sql::LexicalOptions& options);
  static Place PlaceOf(const std::vector<sql::Token>& before);
  void AddWord(const std::string& name, const std::string& detail);
  void AddNames(const std::vector<CatalogWord>& words);
  void AddColumns(const std::vector<sql::Token>& statement, const std::string& qualifier);
  void AddExpression(const std::vector<sql::Token>& statement);
  void AddTables();
  void AddFunctions();
  void AddSettings();
  void AddKeywords();

  CatalogWords* words_;
  std::string text_;
  std::string start_;  // of the word at the cursor
  bool quoted_ = false;
  Completions found_;
};

}  // namespace lakebolt
