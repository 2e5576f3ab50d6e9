#pragma once

#include <memory>
#include <vector>

#include "format/parquet/column_chunk.h"
#include "format/parquet/column_reader.h"
#include "format/parquet/level_stream.h"

namespace lakebolt::parquet_format {

/// Reads a column of structs, lists or maps: each leaf gives its levels and values for the rows
/// wanted, and the levels are folded into offsets and validity (Melnik et al., "Dremel: Interactive
/// Analysis of Web-Scale Datasets", VLDB 2010). Invariant: all leaves stand at the same row.
class NestedColumnReader final : public ColumnReader {
 public:
  /// `chunks` are the leaves below `node` in order; `node` outlives the reader.
  NestedColumnReader(const SchemaNode& node, std::vector<std::shared_ptr<ColumnChunk>> chunks);

  Vector Read(int64_t row, uint32_t count) override;
  Vector ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) override;

 private:
  /// Assembles `node`: one slot for each level entry of its first leaf whose repetition is at most
  /// `node.repetition` and whose definition is at least `present` (the level from which on the
  /// innermost list around it has an element).
  Vector Assemble(const SchemaNode& node, int16_t present);
  Vector AssembleLeaf(const SchemaNode& node, int16_t present);
  Vector AssembleStruct(const SchemaNode& node, int16_t present);
  Vector AssembleList(const SchemaNode& node, int16_t present);
  LevelStream& StreamOf(const SchemaNode& node) {
    return *streams_[static_cast<size_t>(node.FirstLeaf() - first_leaf_)];
  }

  const SchemaNode& node_;
  int first_leaf_;
  std::vector<std::unique_ptr<LevelStream>> streams_;
  int64_t next_row_ = 0;
};

}  // namespace lakebolt::parquet_format
