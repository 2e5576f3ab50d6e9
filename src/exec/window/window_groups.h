#pragma once

#include <memory>
#include <vector>

#include "exec/aggregate/group_table.h"
#include "exec/window/window_spec.h"
#include "function/aggregate_function.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Numbers rows by the partition of a window and aggregates them, call by call. One worker's.
class WindowGroups {
 public:
  /// Lays out the keys that such tables share.
  static std::shared_ptr<const KeyLayout> MakeLayout(const WindowSpec& spec);

  /// Makes an empty table; `spec` must stay.
  WindowGroups(const WindowSpec& spec, std::shared_ptr<const KeyLayout> layout);

  /// Writes the partition of each row to `partitions`; rows of new ones are no error.
  void Number(const Chunk& rows, uint32_t* partitions);
  /// Adds rows, of which `partitions` tells the partitions.
  void Aggregate(const Chunk& rows, const uint32_t* partitions);

  /// Merges all partitions of another table, which is to be destroyed after that; returns the
  /// number here of each of its partitions.
  std::vector<uint32_t> Merge(WindowGroups& other);

  /// Computes the calls: a row a partition each.
  std::vector<std::shared_ptr<const Vector>> Results() const;

  uint32_t size() const { return spec_.partition.empty() ? 1 : table_.size(); }
  size_t MemoryBytes() const;

 private:
  const WindowSpec& spec_;
  GroupTable table_;
  std::vector<std::unique_ptr<AggregateStates>> states_;
};

/// Appends to the columns of `rows` rows the results of their partitions.
void AppendResults(const std::vector<std::shared_ptr<const Vector>>& results, BufferPtr partitions,
                   uint32_t rows, std::vector<Vector>& columns);

}  // namespace lakebolt
