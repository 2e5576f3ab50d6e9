#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "exec/window/window_rows.h"

namespace lakebolt {

/// Tells whether the frames of a call lie near its rows: within a constant number of rows or of
/// peers, or of values of the order key. Such a call is computed for a slice that cuts partitions
/// together with the rows around it that its frames reach.
bool HasNearFrames(const WindowSpec& spec, const WindowSpec::Call& call);

/// Says what the frames of a slice's rows reach: so many rows before and behind it, so many whole
/// runs of peers, and all rows whose encoded keys are at or after `from` and before `to`.
struct WindowReach {
  uint64_t rows_before = 0;
  uint64_t rows_behind = 0;
  uint64_t peers_before = 0;
  uint64_t peers_behind = 0;
  bool by_keys = false;  // else there are no keys
  std::string from;
  std::string to;  // empty: no bound
};

/// Appends the beginning of a row's encoded keys: those of the partition, and so many of the order.
using KeyEncoder = std::function<void(uint32_t row, uint32_t order_keys, std::vector<uint8_t>&)>;

/// Adds what the frames of a call reach from `rows`.
void AddReach(const WindowSpec& spec, const WindowSpec::Call& call, const WindowRows& rows,
              const KeyEncoder& encode, WindowReach& reach);

}  // namespace lakebolt
