#include "exec/unnest/unnest.h"

#include <algorithm>

#include "expression/evaluator.h"
#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

namespace {

/// Holds the lists of the chunk at hand and how far they have been given out.
struct UnnestLocal final : LocalState {
  std::vector<ExprEvaluator> evaluators;
  std::vector<Vector> lists;
  bool is_open = false;
  uint32_t next_row = 0;  // counts the live rows
  uint32_t next_element = 0;
};

/// Says which rows and elements make up an output chunk.
struct Batch {
  std::vector<uint32_t> rows;
  std::vector<uint32_t> elements;  // kNoPlace for a row that is kept without elements
};

}  // namespace

Unnest::Unnest(std::vector<uint32_t> kept, std::vector<ExprPtr> lists, bool with_ordinality,
               bool keep_empty, uint32_t chunk_size)
    : kept_(std::move(kept)),
      lists_(std::move(lists)),
      with_ordinality_(with_ordinality),
      keep_empty_(keep_empty),
      chunk_size_(std::max<uint32_t>(chunk_size, 1)) {}

std::unique_ptr<LocalState> Unnest::MakeLocal(TaskContext&) {
  auto local = std::make_unique<UnnestLocal>();
  for (const ExprPtr& list : lists_) local->evaluators.emplace_back(list);
  return local;
}

namespace {

uint32_t LongestAt(const std::vector<ListReader>& readers, uint32_t row) {
  uint32_t longest = 0;
  for (const ListReader& reader : readers) {
    if (!reader.IsNull(row)) longest = std::max(longest, reader[row].length);
  }
  return longest;
}

/// Collects the next rows and elements, at most `limit`; returns whether more are left.
bool NextBatch(const std::vector<ListReader>& readers, RowSet live, bool keep_empty, uint32_t limit,
               UnnestLocal& local, Batch& batch) {
  for (; local.next_row < live.count; ++local.next_row, local.next_element = 0) {
    const uint32_t row = live[local.next_row];
    const uint32_t length = LongestAt(readers, row);
    if (length == 0 && keep_empty) {
      if (batch.rows.size() == limit) return true;
      batch.rows.push_back(row);
      batch.elements.push_back(kNoPlace);
    }
    for (; local.next_element < length; ++local.next_element) {
      if (batch.rows.size() == limit) return true;
      batch.rows.push_back(row);
      batch.elements.push_back(local.next_element);
    }
  }
  return false;
}

Vector GatherElements(const ListReader& reader, const Batch& batch) {
  std::vector<uint32_t> places(batch.rows.size(), kNoPlace);
  for (size_t i = 0; i < places.size(); ++i) {
    const uint32_t row = batch.rows[i];
    if (batch.elements[i] == kNoPlace || reader.IsNull(row)) continue;
    const ListEntry entry = reader[row];
    if (batch.elements[i] < entry.length) places[i] = entry.offset + batch.elements[i];
  }
  return GatherPlaces(reader.elements(), places);
}

Vector Ordinality(const Batch& batch) {
  Vector out(TypeId::kInt64, static_cast<uint32_t>(batch.rows.size()));
  auto* numbers = out.mutable_values<int64_t>();
  for (uint32_t i = 0; i < out.size(); ++i) {
    numbers[i] = static_cast<int64_t>(batch.elements[i]) + 1;
    if (batch.elements[i] == kNoPlace) out.SetNull(i);
  }
  return out;
}

}  // namespace

TransformStatus Unnest::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<UnnestLocal&>(state);
  const RowSet live = input.rows();
  if (!local.is_open) {
    local.lists.clear();
    for (ExprEvaluator& evaluator : local.evaluators) {
      local.lists.push_back(evaluator.Evaluate(input.columns(), live));
    }
    local.is_open = true;
    local.next_row = 0;
    local.next_element = 0;
  }
  std::vector<ListReader> readers;
  for (const Vector& list : local.lists) readers.emplace_back(list);
  Batch batch;
  local.is_open = NextBatch(readers, live, keep_empty_, chunk_size_, local, batch);
  const auto count = static_cast<uint32_t>(batch.rows.size());
  std::vector<Vector> columns;
  for (const uint32_t position : kept_) {
    const Vector& column = input.column(position);
    columns.push_back(column.IsConstant() ? column.Resized(count)
                                          : column.Gather(batch.rows.data(), count));
  }
  for (const ListReader& reader : readers) columns.push_back(GatherElements(reader, batch));
  if (with_ordinality_) columns.push_back(Ordinality(batch));
  out = Chunk(std::move(columns), count);
  return local.is_open ? TransformStatus::kMoreOutput : TransformStatus::kNeedInput;
}

}  // namespace lakebolt
