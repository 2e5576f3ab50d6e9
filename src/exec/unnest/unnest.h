#pragma once

#include <vector>

#include "exec/operator.h"
#include "expression/expression.h"

namespace lakebolt {

/// Repeats each row for the elements of its lists; see UnnestNode. Gives chunks of bounded size,
/// however long the lists are.
class Unnest final : public Transform {
 public:
  /// `kept` are the positions of the input's columns that stay; the elements of `lists` follow
  /// them, then their number, if wanted.
  Unnest(std::vector<uint32_t> kept, std::vector<ExprPtr> lists, bool with_ordinality,
         bool keep_empty, uint32_t chunk_size);

  std::string Name() const override { return "UNNEST"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  std::vector<uint32_t> kept_;
  std::vector<ExprPtr> lists_;
  bool with_ordinality_;
  bool keep_empty_;
  uint32_t chunk_size_;
};

}  // namespace lakebolt
