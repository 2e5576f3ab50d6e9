#pragma once

#include <string>

#include "cli/editor/completion.h"
#include "cli/shell/catalog_words.h"
#include "cli/shell/sql_completer.h"

namespace lakebolt {

/// Completes whatever is entered into the shell: commands, their arguments, and SQL.
class ShellCompleter {
 public:
  explicit ShellCompleter(Session* session) : session_(session), words_(session), sql_(&words_) {}

  Completions Complete(const std::string& text, size_t cursor);
  /// Forgets what statements may have changed in the catalog.
  void Forget() { words_.Forget(); }

 private:
  Completions CompleteCommand(const std::string& text);

  Session* session_;
  CatalogWords words_;
  SqlCompleter sql_;
};

}  // namespace lakebolt
