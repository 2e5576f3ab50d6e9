#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plan/binder/binder.h"

namespace lakebolt {

/// Bounds the depth of bound expressions, so that what recurses over them fits an 8 MB stack.
inline constexpr uint32_t kMaxExpressionDepth = 2500;
/// Bounds how deep queries may nest, through views and CTEs too.
inline constexpr uint32_t kMaxQueryDepth = 250;
/// Bounds the tables joined in one FROM and the operators of one chain of set operations.
inline constexpr size_t kMaxChainLength = 1000;

/// Remembers how near the columns are that an aggregate being bound refers to: that decides which
/// query the aggregate belongs to.
struct AggregateTracker {
  uint32_t level = 0;              // depth of the query whose clause the call stands in
  uint32_t deepest = 0;            // depth of the innermost query referred to
  bool refers_to_columns = false;  // else `deepest` means nothing
};

/// Holds the arguments of a macro while its body is bound. They are bound where the body uses them,
/// as if they stood there in its text.
struct MacroFrame {
  const MacroFrame* outer = nullptr;                        // of the macro whose body has the call
  std::map<std::string, const sql::Expression*> arguments;  // by folded parameter
};

/// Holds what all binders of one query share.
class BinderState {
 public:
  explicit BinderState(const BinderContext& context) : context_(context), names_(context.names) {}

  const BinderContext& context() const { return context_; }
  const FunctionRegistry& functions() const { return *context_.functions; }
  const WindowRegistry& windows() const { return *context_.windows; }
  /// Finds objects by name: within a view, as names were understood when it was made.
  const NameResolver& names() const { return *names_; }
  void SetNames(const NameResolver* names) { names_ = names; }
  ColumnIds& column_ids() { return *context_.column_ids; }
  ColumnId NewColumn() { return context_.column_ids->Next(); }
  uint32_t NewCteId() { return (*context_.next_cte_id)++; }

  /// Returns `range`, or nothing inside a view: its text is not the user's.
  SourceRange Where(SourceRange range) const { return open_views_.empty() ? range : SourceRange{}; }

  bool GetBool(const char* setting) const { return context_.settings->GetBool(setting); }
  /// Tells whether `item` orders downwards: as written, or the session's habit.
  bool IsDescending(const sql::OrderItem& item) const;
  /// Tells whether NULLs come first in the order of `item`: as written, or the session's habit.
  bool NullsFirst(const sql::OrderItem& item) const;
  /// Returns the key in the registry of the function that `folded` means in the session's dialect.
  std::string FunctionKey(const std::string& folded) const;

  std::vector<std::string>& open_views() { return open_views_; }
  const MacroFrame* macro_frame() const { return macro_frame_; }
  void SetMacroFrame(const MacroFrame* frame) { macro_frame_ = frame; }
  std::vector<AggregateTracker>& trackers() { return trackers_; }

  /// Tells whether an expression holds a subquery.
  bool has_subqueries() const { return has_subqueries_; }
  void NoteSubquery() { has_subqueries_ = true; }

  /// Tells the aggregates being bound that a column of the query at `level` is used.
  void NoteReference(uint32_t level);

 private:
  friend class DepthGuard;
  const BinderContext& context_;
  const NameResolver* names_;
  const MacroFrame* macro_frame_ = nullptr;
  std::vector<std::string> open_views_;     // folded names, outermost first
  std::vector<AggregateTracker> trackers_;  // outermost first
  uint32_t expression_depth_ = 0;
  uint32_t query_depth_ = 0;
  bool has_subqueries_ = false;
};

/// Counts a level of nesting while it lives; throws kTooComplex past the bound.
class DepthGuard {
 public:
  enum class Kind { kExpression, kQuery };

  DepthGuard(BinderState& state, Kind kind, SourceRange range, size_t levels = 1);
  ~DepthGuard() { counter_ -= levels_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  uint32_t& counter_;
  uint32_t levels_;
};

}  // namespace lakebolt
