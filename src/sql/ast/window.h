#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sql/ast/expression.h"

namespace lakebolt::sql {

enum class FrameUnit : uint8_t { kRows, kRange, kGroups };

enum class FrameBoundKind : uint8_t {
  kUnboundedPreceding,
  kPreceding,
  kCurrentRow,
  kFollowing,
  kUnboundedFollowing,
};

enum class FrameExclusion : uint8_t { kNoOthers, kCurrentRow, kGroup, kTies };

struct FrameBound {
  FrameBoundKind kind = FrameBoundKind::kUnboundedPreceding;
  ExpressionPtr offset;  ///< set for kPreceding and kFollowing
};

struct WindowFrame {
  FrameUnit unit = FrameUnit::kRange;
  FrameBound start{FrameBoundKind::kUnboundedPreceding, nullptr};
  FrameBound end{FrameBoundKind::kCurrentRow, nullptr};
  FrameExclusion exclusion = FrameExclusion::kNoOthers;
};

/// Describes a window: OVER (base PARTITION BY … ORDER BY … frame), or OVER base.
struct WindowSpec {
  std::optional<Identifier> base_name;
  bool is_reference = false;  ///< OVER w, without parentheses
  std::vector<ExpressionPtr> partition_by;
  std::vector<OrderItem> order_by;
  std::optional<WindowFrame> frame;  ///< unset where the user gave none
  SourceRange range;
};

/// Names a window: WINDOW w AS (…).
struct NamedWindow {
  Identifier name;
  WindowSpec spec;
};

}  // namespace lakebolt::sql
