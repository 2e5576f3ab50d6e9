#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "exec/join/join_table.h"
#include "expression/evaluator.h"

namespace lakebolt {

/// Finds for each row of a probe chunk the first build row of its key, for one worker. A key that
/// is one dictionary column is looked up once per dictionary entry when that is less work.
class ProbeKeys {
 public:
  explicit ProbeKeys(const JoinTable& table);

  /// Computes the keys of the live rows; `columns` needs to live until the next call.
  void Evaluate(const std::vector<Vector>& columns, RowSet rows);

  /// Writes into `refs[i]` the head of the chain of row `rows[i]`, or kNoRow. The head's key is
  /// equal to the row's unless the table has mixed chains.
  void Find(RowSet rows, RowRef* refs);

  /// Returns the keys last evaluated.
  const std::vector<const Vector*>& keys() const { return pointers_; }

 private:
  bool FindByDictionary(RowSet rows, RowRef* refs);
  void Lookup(const std::vector<const Vector*>& keys, RowSet rows, RowRef* refs);
  void DropUnequal(const std::vector<const Vector*>& keys, RowSet rows, RowRef* refs);

  const JoinTable& table_;
  std::vector<std::optional<ExprEvaluator>> evaluators_;
  std::vector<Vector> computed_;
  std::vector<const Vector*> pointers_;
  std::vector<uint64_t> codes_;
  std::vector<uint32_t> candidates_;
  std::vector<uint32_t> probe_rows_;
  std::vector<uint32_t> build_rows_;
  std::vector<uint8_t> mask_;
  // The dictionary last seen, how many of its rows, and the heads by entry once worked out.
  std::shared_ptr<const Vector> dictionary_;
  uint64_t dictionary_rows_ = 0;
  std::vector<RowRef> dictionary_refs_;
};

}  // namespace lakebolt
