#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "plan/binder/binder_state.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/scope.h"
#include "sql/ast/expression.h"

namespace lakebolt {

/// Applies EXCLUDE, RENAME and REPLACE to the columns of a star. A name that means none of them
/// throws kUnknownColumn, one that is given twice kInvalidQuery.
class StarEdits {
 public:
  /// Says where a column comes from, for EXCLUDE (t.a).
  struct Origin {
    std::string table;                   // folded alias; empty where no one table has it
    const Relation* relation = nullptr;  // null where it is not known
  };

  /// `origins` are by column; `state` must outlive the edits.
  StarEdits(const BinderState& state, std::vector<NamedValue> columns, std::vector<Origin> origins);

  void Exclude(const sql::QualifiedName& name);
  void Rename(const sql::StarRename& rename);
  void Replace(const sql::Identifier& name, const ExprPtr& value);

  /// Returns what is left, under the new names.
  std::vector<NamedValue> Take();

 private:
  /// Says what is to become of a column.
  struct Edit {
    bool excluded = false;
    bool replaced = false;
    std::string name;  // the new one, or empty
  };

  /// Calls `edit` for each column that `name` (`column`, `table.column` or longer) means.
  void ForEach(const sql::QualifiedName& name, const char* clause,
               const std::function<void(size_t column)>& edit);

  const BinderState& state_;
  std::vector<NamedValue> columns_;
  std::vector<Origin> origins_;
  std::vector<Edit> edits_;
  std::unordered_multimap<std::string, size_t> places_;  // by folded name
};

}  // namespace lakebolt
