#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "plan/window.h"

namespace lakebolt {

/// Says where an operand of a window call comes from: a column of the chunks, or a constant.
struct WindowOperand {
  std::optional<uint32_t> position;
  Value constant;
  LogicalType type;
};

/// Is a sort key as a column of the chunks.
struct WindowKey {
  uint32_t position = 0;
  bool descending = false;
  bool nulls_first = false;
};

struct WindowBoundSpec {
  WindowBound::Kind kind = WindowBound::Kind::kUnbounded;
  std::optional<WindowOperand> value;
  std::optional<uint32_t> key;  // under RANGE with a distance
};

struct WindowFrameSpec {
  WindowFrameUnit unit = WindowFrameUnit::kRange;
  WindowBoundSpec start;
  WindowBoundSpec end;
  WindowExclusion exclusion = WindowExclusion::kNoOthers;
};

/// Says what a window operator computes; positions are columns of its input.
struct WindowSpec {
  struct Call {
    std::shared_ptr<const BoundWindow> function;      // or
    std::shared_ptr<const BoundAggregate> aggregate;  // exactly one of both
    std::vector<WindowOperand> arguments;
    std::vector<WindowKey> argument_order;
    std::optional<uint32_t> filter;
    bool distinct = false;
    bool ignore_nulls = false;
    WindowFrameSpec frame;
    bool is_whole = false;    // every frame is its partition
    uint32_t order_size = 0;  // of the operator's order

    const LogicalType& type() const { return function ? function->result : aggregate->result; }
  };

  std::vector<LogicalType> types;  // of the input's columns
  uint32_t payload = 0;            // so many of the first ones are handed on
  std::vector<uint32_t> partition;
  std::vector<WindowKey> order;
  std::vector<Call> calls;
  std::optional<WindowNode::Limit> limit;
};

}  // namespace lakebolt
