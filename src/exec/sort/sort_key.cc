#include "exec/sort/sort_key.h"

#include "vector/order_key.h"

namespace lakebolt {

SortKeyEncoder::SortKeyEncoder(const std::vector<SortKey>& keys) {
  for (const SortKey& key : keys) {
    keys_.push_back({ExprEvaluator(key.expr), {key.descending, key.nulls_first}});
  }
}

void SortKeyEncoder::Encode(const Chunk& chunk, EncodedKeys& out) {
  const RowSet rows = chunk.rows();
  std::vector<Vector> columns;
  for (Key& key : keys_) columns.push_back(key.evaluator.Evaluate(chunk.columns(), rows));
  for (uint32_t i = 0; i < rows.count; ++i) {
    for (size_t k = 0; k < keys_.size(); ++k) {
      AppendOrderKey(columns[k], rows[i], keys_[k].order, out.bytes);
    }
    out.ends.push_back(out.bytes.size());
  }
}

}  // namespace lakebolt
