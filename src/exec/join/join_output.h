#pragma once

#include <vector>

#include "exec/join/join_table.h"

namespace lakebolt {

/// Puts the chunks together that a join gives out.
class JoinOutput {
 public:
  explicit JoinOutput(const JoinTable& table) : table_(table) {}

  /// Gives rows made of probe rows and build rows, pair by pair.
  Chunk Pairs(const Chunk& input, const uint32_t* probe_rows, const uint32_t* build_rows,
              uint32_t count) const;

  /// Gives every live row of `input` with at most one build row each: `refs[i]` for the i-th live
  /// row. Rows of kNoRow are dropped, or with `keep_all` get NULLs. The probe columns are not
  /// copied unless few rows are left.
  Chunk AtMostOne(const Chunk& input, const RowRef* refs, bool keep_all) const;

  /// Gives the rows `rows` of `input` with NULLs for the build columns.
  Chunk ProbeAlone(const Chunk& input, Selection rows) const;

  /// Gives the probe columns of the rows `rows` alone, without build columns.
  Chunk ProbeOnly(const Chunk& input, std::optional<Selection> rows) const;

  /// Gives build rows; NULLs for the probe columns where the join has both sides.
  Chunk BuildAlone(const uint32_t* build_rows, uint32_t count) const;

 private:
  std::vector<Vector> ProbeColumns(const Chunk& input) const;
  void AddBuildColumns(const BufferPtr& rows, uint32_t count, const BufferPtr& validity,
                       std::vector<Vector>& out) const;
  void AddGroups(const BufferPtr& rows, uint32_t count, std::vector<Vector>& out) const;
  void AddNulls(uint32_t count, std::vector<Vector>& out) const;

  const JoinTable& table_;
};

}  // namespace lakebolt
