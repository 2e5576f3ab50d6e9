#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "expression/expression.h"
#include "format/parquet/bounds.h"
#include "source/listing_filter.h"

namespace lakebolt::parquet_format {

/// Is one condition on the rows of a scan: a conjunct of the query or a join's runtime filter.
struct ScanCondition {
  ExprPtr expr;      // over the columns in `columns`, by position there; null for runtime filters
  ExprPtr original;  // over positions in the table
  std::shared_ptr<const RuntimeFilter> runtime;
  const ListingFilter* listing = nullptr;  // `runtime`, where it is one
  std::vector<uint32_t> columns;           // of the table, ascending

  bool IsSingleColumn() const { return columns.size() == 1; }
};

/// Tells whether rows within the bounds can pass; runtime filters are ready.
bool CanPass(const ScanCondition& condition, const BoundsLookup& bounds);

/// Rebases conjuncts on the columns each one uses.
std::vector<ScanCondition> MakeConditions(
    const std::vector<ExprPtr>& filters,
    const std::vector<std::pair<uint32_t, std::shared_ptr<const RuntimeFilter>>>& runtime_filters);

}  // namespace lakebolt::parquet_format
