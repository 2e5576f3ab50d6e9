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
  /// Says what the name means to the definition itself, under WITH RECURSIVE.
  enum class Self : uint8_t {
    kBound,    // the definition is done
    kOpen,     // a use would be circular
    kWorking,  // uses read the rows of the round before
  };
  Self self = Self::kBound;
  bool is_recursive = false;
  uint32_t working_id = 0;            // of scans inside the step
  uint32_t all_rows_id = 0;           // of scans of the whole table (USING KEY: recurring.name)
  mutable uint32_t working_uses = 0;  // of both
  mutable uint32_t uses = 0;
};

/// Finds the innermost CTE of that name; null when there is none.
const CteScope* FindCte(const CteScope* innermost, const std::string& folded_name);

}  // namespace lakebolt
