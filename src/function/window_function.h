#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "function/scalar_function.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Tells a window function where the rows of a batch stand in the sequence of rows that it looks
/// at: their partition in its order, or their frame. Places count from 0 within that sequence; a
/// sequence may leave rows out (IGNORE NULLS, EXCLUDE), the row itself among them.
struct WindowPlaces {
  uint32_t count = 0;                 // rows of the batch; all arrays have so many
  std::vector<uint32_t> size;         // rows of the sequence
  std::vector<uint32_t> index;        // rows of the sequence before the row
  std::vector<uint8_t> present;       // 1 where the row itself is one of the sequence
  std::vector<uint32_t> peer_begin;   // place of the first row that is equal in order
  std::vector<uint32_t> peer_end;     // place behind the last one
  std::vector<uint32_t> peer_number;  // different orders before the row's

  void Resize(uint32_t rows);
};

/// Is what a position kernel answers where there is no such row.
constexpr uint32_t kNoPlace = ~uint32_t{0};
/// Is what it answers where the default argument (the third) stands in.
constexpr uint32_t kDefaultPlace = kNoPlace - 1;

/// Computes one value a row of the batch; `arguments` are those rows' own.
using WindowRankKernel =
    std::function<Vector(const WindowPlaces& places, std::span<const Vector> arguments)>;
/// Picks one row of the sequence for each row of the batch, by place; the function's value is the
/// first argument there.
using WindowPositionKernel = std::function<void(
    const WindowPlaces& places, std::span<const Vector> arguments, uint32_t* picked)>;

/// Names the rows that a window function looks at.
enum class WindowScope : uint8_t {
  kPartition,
  kFrame,
};

/// Holds a window function resolved for given argument types. Exactly one of the kernels is set,
/// but for `fills`, which interpolates the first argument along the order.
struct BoundWindow {
  std::string name;
  std::vector<LogicalType> arguments;  // what the arguments must be cast to
  LogicalType result;
  WindowScope scope = WindowScope::kPartition;
  bool ignores_order_argument = false;  // f(… ORDER BY x) is refused
  bool takes_null_treatment = false;    // f(… IGNORE NULLS)
  bool is_running = false;  // the value hangs only on the row and those before it in order
  bool fills = false;
  WindowRankKernel rank;
  WindowPositionKernel position;
};

/// Describes one overload of a window function; see ScalarOverload.
struct WindowOverload {
  std::vector<LogicalType> parameters;
  std::function<std::optional<BoundWindow>(const std::vector<LogicalType>& actual)> bind;
};

/// Describes a window function with its documentation. Aggregates are window functions too and
/// are not listed here.
struct WindowFunction {
  std::string name;
  std::vector<std::string> aliases;
  std::string description;
  std::vector<FunctionExample> examples;
  std::vector<WindowOverload> overloads;
};

}  // namespace lakebolt
