#pragma once

#include <functional>

#include "expression/expression.h"
#include "source/statistics.h"

namespace lakebolt {

/// Answers what is known of a column.
using StatisticsLookup = std::function<ColumnStatistics(ColumnId)>;

/// Derives what is known of an expression's values from what is known of its columns: interval
/// arithmetic for +, - and * over integers and decimals, the ends of the interval through monotone
/// casts and functions, the union of the branches of CASE. Bounds always hold.
ColumnStatistics StatisticsOfExpr(const Expr& expr, const StatisticsLookup& lookup);

/// Limits the estimate of distinct values to how many whole numbers or days fit the bounds.
void CapDistinctByRange(const LogicalType& type, ColumnStatistics& statistics);

/// Merges what is known of two sets of values into what is known of both together.
ColumnStatistics UnionStatistics(const ColumnStatistics& a, const ColumnStatistics& b);

/// Estimates the bytes of one value of `type` when nothing better is known.
double DefaultWidth(const LogicalType& type);

}  // namespace lakebolt
