#pragma once

#include <string>
#include <vector>

#include "plan/binder/from_binder.h"
#include "plan/binder/query_binder.h"

namespace lakebolt {

/// Lets queries written as text read a bound FROM under a name of its own: what PIVOT and UNPIVOT
/// stand for is such text.
class PivotSource {
 public:
  PivotSource(BoundFrom from, const CteScope* ctes, BinderState& state);

  const std::vector<std::string>& names() const { return scope_.bound.names; }
  /// Lists the columns that a star over the source stands for.
  const Scope& columns() const { return columns_; }

  /// Binds a query in which kName is the source; errors carry the position `range`.
  BoundQuery Bind(const std::string& sql, QueryLevel* outer, SourceRange range);
  /// Runs such a query and returns its rows.
  std::vector<std::vector<Value>> Evaluate(const std::string& sql, SourceRange range);

  static constexpr const char* kName = "\"pivot source\"";

 private:
  BoundQuery BindText(const std::string& sql, QueryLevel* outer, SourceRange range);

  BinderState& state_;
  sql::CommonTableExpression definition_;
  CteScope scope_;
  Scope columns_;
};

/// Collects the folded names of the columns that an expression refers to.
void CollectColumnNames(const sql::Expression& expression, std::vector<std::string>& names);

/// Writes a value as a literal of its type.
std::string LiteralText(const Value& value);

}  // namespace lakebolt
