#include "plan/binder/binder_state.h"

#include <algorithm>
#include <string_view>

namespace lakebolt {

namespace {

/// Tells functions of Spark that give NULL instead of errors when its ANSI mode is off, as those of
/// the same name with try_ before it do.
bool ForgivesWithoutAnsi(const std::string& folded) {
  return folded == "to_date" || folded == "make_interval" || folded == "element_at" ||
         folded.starts_with("to_timestamp") || folded.starts_with("make_timestamp");
}

}  // namespace

void BinderState::NoteReference(uint32_t level) {
  for (AggregateTracker& tracker : trackers_) {
    // Columns of a subquery within the argument do not tie the aggregate down.
    if (level > tracker.level) continue;
    tracker.deepest = tracker.refers_to_columns ? std::max(tracker.deepest, level) : level;
    tracker.refers_to_columns = true;
  }
}

DepthGuard::DepthGuard(BinderState& state, Kind kind, SourceRange range, size_t levels)
    : counter_(kind == Kind::kExpression ? state.expression_depth_ : state.query_depth_),
      levels_(static_cast<uint32_t>(std::min<size_t>(levels, kMaxExpressionDepth + 1))) {
  const uint32_t bound = kind == Kind::kExpression ? kMaxExpressionDepth : kMaxQueryDepth;
  if (counter_ + levels_ > bound) {
    const std::string what = kind == Kind::kExpression ? "expression" : "query";
    throw UserError(ErrorCode::kTooComplex,
                    "the " + what + " nests deeper than " + std::to_string(bound) + " levels",
                    state.Where(range));
  }
  counter_ += levels_;
}

bool BinderState::IsDescending(const sql::OrderItem& item) const {
  if (item.descending || item.ascending) return item.descending;
  return context_.settings->Get("default_order") == "DESCENDING";
}

bool BinderState::NullsFirst(const sql::OrderItem& item) const {
  if (item.nulls_first) return *item.nulls_first;
  const std::string& order = context_.settings->Get("default_null_order");
  if (order == "NULLS_FIRST") return true;
  if (order == "NULLS_FIRST_ON_ASC_LAST_ON_DESC") return !IsDescending(item);
  if (order == "NULLS_LAST_ON_ASC_FIRST_ON_DESC") return IsDescending(item);
  return false;
}

std::string BinderState::FunctionKey(const std::string& written) const {
  const auto is_known = [&](const std::string& key) {
    return functions().HasScalar(key) || functions().HasAggregate(key);
  };
  constexpr std::string_view kSpark = "spark:";  // asks for Spark's function in any dialect
  const bool asks = written.starts_with(kSpark);
  const std::string folded = asks ? written.substr(kSpark.size()) : written;
  const std::string dialect = asks ? "spark" : context_.settings->Get("function_dialect");
  if (dialect == "spark" && ForgivesWithoutAnsi(folded) && !GetBool("ansi_mode")) {
    return "try_" + folded;
  }
  if (!dialect.empty() && is_known(dialect + ":" + folded)) return dialect + ":" + folded;
  if (is_known(folded) || windows().Find(folded) != nullptr) return folded;
  // A name that only another dialect knows means what it means there.
  for (const char* other : {"datafusion:", "spark:"}) {
    if (is_known(other + folded)) return other + folded;
  }
  return folded;
}

}  // namespace lakebolt
