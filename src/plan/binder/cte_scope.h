#pragma once

#include <string>

#include "plan/binder/binder.h"

namespace lakebolt {

class QueryLevel;

/// Holds one CTE in the chain of those that a query may name; later ones hide earlier ones.
struct CteScope {
  const CteScope* outer = nullptr;
  const sql::CommonTableExpression* definition = nullptr;
  std::string folded_name;
  uint32_t id = 0;
  BoundQuery bound;
  /// The query around WITH, for definitions that are bound again at each use (NOT MATERIALIZED).
  QueryLevel* outer_level = nullptr;
  /// Tells that the definition itself is being bound under WITH RECURSIVE.
  bool is_open = false;
  mutable uint32_t uses = 0;
};

/// Finds the innermost CTE of that name; null when there is none.
const CteScope* FindCte(const CteScope* innermost, const std::string& folded_name);

}  // namespace lakebolt
