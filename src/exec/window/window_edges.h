#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exec/window/window_rows.h"

namespace lakebolt {

// Partitions that do not fit memory are cut into slices of the sorted rows. What a call has to know
// of rows in other slices is little: how many there are, the aggregate's state over them, a few
// values. Each slice is summarized; the summaries are connected, forth and back; then each slice is
// computed on its own, with its edges.

/// Says what other slices have of a slice's first and last partition, for one call.
struct CallEdges {
  uint32_t rows_before = 0;   // of the first partition
  uint32_t rows_after = 0;    // of the last one
  uint32_t ended_peers = 0;   // runs of peers of the first partition that ended before
  uint32_t peers_before = 0;  // rows of the first run of peers
  uint32_t peers_after = 0;   // rows of the last one
  // Aggregates: exported states, a row each.
  std::optional<Vector> partition_state_before;
  std::optional<Vector> partition_state_after;
  std::optional<Vector> peer_state_before;
  std::optional<Vector> peer_state_after;
  // Functions that pick a row at a distance: the argument there.
  std::optional<Vector> values_before;
  std::optional<Vector> values_after;
};

/// Holds the edges of a slice, by call.
using WindowEdges = std::vector<CallEdges>;

/// Says of a slice what others have to know.
struct SliceSummary {
  struct Call {
    uint32_t peers = 0;                 // runs
    uint32_t last_partition_peers = 0;  // runs
    uint32_t first_peers = 0;           // rows
    uint32_t last_peers = 0;
    std::optional<Vector> first_partition_state;
    std::optional<Vector> last_partition_state;
    std::optional<Vector> first_peer_state;
    std::optional<Vector> last_peer_state;
    std::optional<Vector> first_values;
    std::optional<Vector> last_values;
  };

  uint32_t rows = 0;
  uint32_t first_partition = 0;  // rows
  uint32_t last_partition = 0;
  // Byte strings of the first and last row's keys: those of the partition, and with so many more.
  std::vector<std::string> first_keys;
  std::vector<std::string> last_keys;
  std::vector<Call> calls;
};

/// Tells whether a call can be computed for slices that cut partitions, given their edges.
bool CanCutPartitions(const WindowSpec::Call& call);

/// Returns a call that gives the same and can be computed so, if there is one: the first or last
/// value of a frame is an aggregate, too. Else returns the call itself.
WindowSpec::Call ForSlices(const WindowSpec::Call& call);

/// Summarizes sorted rows; the keys are left to the caller.
SliceSummary SummarizeSlice(const WindowSpec& spec, const WindowRows& rows);

/// Returns the edges of each slice, in order.
std::vector<WindowEdges> ConnectSlices(const WindowSpec& spec,
                                       const std::vector<SliceSummary>& slices);

}  // namespace lakebolt
