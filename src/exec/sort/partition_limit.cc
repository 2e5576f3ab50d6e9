#include "exec/sort/partition_limit.h"

#include "expression/evaluator.h"
#include "expression/expression_list.h"

namespace lakebolt {

namespace {

struct PartitionLimitLocal final : LocalState {
  std::vector<ExprEvaluator> partition;
  std::vector<uint64_t> keys;
  std::vector<uint64_t> last;  // packed key of the row before; empty at first
  std::shared_ptr<StringHeap> last_strings;
  uint64_t rows_of_partition = 0;
};

}  // namespace

PartitionLimit::PartitionLimit(std::vector<ExprPtr> partition, std::optional<uint64_t> limit,
                               uint64_t offset)
    : partition_(std::move(partition)),
      layout_(TypesOf(partition_)),
      limit_(limit),
      offset_(offset) {}

std::unique_ptr<LocalState> PartitionLimit::MakeLocal(TaskContext&) {
  auto local = std::make_unique<PartitionLimitLocal>();
  for (const ExprPtr& expr : partition_) local->partition.emplace_back(expr);
  return local;
}

TransformStatus PartitionLimit::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<PartitionLimitLocal&>(state);
  const RowSet rows = input.rows();
  if (rows.count == 0) return TransformStatus::kNeedInput;
  std::vector<Vector> columns;
  for (ExprEvaluator& expr : local.partition) {
    columns.push_back(expr.Evaluate(input.columns(), rows));
  }
  const uint32_t words = layout_.words();
  local.keys.resize(static_cast<size_t>(rows.count) * words);
  columns = layout_.Packed(columns, rows);
  layout_.Encode(columns, rows, local.keys.data());
  Selection kept = Selection::Allocate(rows.count);
  uint32_t count = 0;
  const uint64_t* last = local.last.empty() ? nullptr : local.last.data();
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint64_t* key = local.keys.data() + static_cast<size_t>(i) * words;
    if (last == nullptr || !layout_.Equal(last, key)) local.rows_of_partition = 0;
    last = key;
    const uint64_t number = local.rows_of_partition++;
    if (number >= offset_ && (!limit_ || number - offset_ < *limit_)) {
      kept.data()[count++] = rows[i];
    }
  }
  std::vector<uint64_t> next_last(last, last + words);
  auto strings = std::make_shared<StringHeap>();
  layout_.OwnStrings(next_last.data(), next_last.data(), *strings);
  local.last = std::move(next_last);
  local.last_strings = std::move(strings);
  kept.set_count(count);
  out = std::move(input);
  out.SetSelection(std::move(kept));
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
