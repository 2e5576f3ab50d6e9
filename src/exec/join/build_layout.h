#pragma once

#include <cstdint>
#include <vector>

#include "exec/join/join_spec.h"

namespace lakebolt {

/// Says which columns of the build side are kept, each once, and who uses them. A "slot" is the
/// position of a kept column.
struct BuildLayout {
  explicit BuildLayout(const JoinSpec& spec);

  std::vector<ExprPtr> columns;        // by slot, over positions of build chunks
  std::vector<uint32_t> key_slots;     // by key
  std::vector<uint32_t> output_slots;  // by build_output
  std::vector<uint32_t> group_slots;   // by group_columns
  std::vector<uint32_t> range_slots;   // by ranges
  /// Inputs of the residual: position in its layout and slot, or position of the probe column.
  std::vector<std::pair<uint32_t, uint32_t>> residual_build;
  std::vector<uint32_t> residual_probe;
  /// By slot: who wants the column.
  enum Use : uint8_t { kForKeys = 1, kForOutput = 2, kForOthers = 4 };
  std::vector<uint8_t> uses;

 private:
  uint32_t SlotFor(const ExprPtr& expr, Use use);
};

/// Tells what the kind of a join asks of its parts.
struct JoinTraits {
  explicit JoinTraits(const JoinSpec& spec);

  bool flipped;          // semi and anti joins that give build rows
  bool presence;         // semi, anti, mark: gives probe rows by whether they match
  bool pairs_rows;       // gives probe and build columns side by side
  bool keeps_probe;      // gives probe rows without a match, too: left, full, single
  bool tracks_build;     // remembers which build rows matched: right, full, flipped
  bool keeps_null_keys;  // build rows whose key is NULL count, though they match nothing
  bool drops_probe;      // probe rows without a match do nothing: runtime filters may drop them
  bool searches_nulls;   // mark that may become NULL otherwise than by one plain key
};

}  // namespace lakebolt
