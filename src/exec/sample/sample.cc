#include "exec/sample/sample.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "exec/set/row_cursor.h"

namespace lakebolt {

namespace {

constexpr double kWhole = 100;

struct RandomLocal final : LocalState {
  explicit RandomLocal(uint64_t seed) : random(seed) {}
  std::mt19937_64 random;
  std::uniform_real_distribution<double> chance{0, kWhole};
};

struct ShareLocal final : LocalState {
  explicit ShareLocal(const Materialize& kept) : rows(kept) {}

  RowCursor rows;
  uint64_t begin = 0;  // of the rows that come next
  std::vector<uint32_t> chosen;
  size_t next = 0;
};

}  // namespace

std::unique_ptr<LocalState> ChanceSample::MakeLocal(TaskContext&) {
  return std::make_unique<RandomLocal>(seed_ + locals_.fetch_add(1));
}

TransformStatus ChanceSample::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<RandomLocal&>(state);
  if (by_chunk_) {
    if (local.chance(local.random) < percent_) out = std::move(input);
    return TransformStatus::kNeedInput;
  }
  const RowSet rows = input.rows();
  Selection kept = Selection::Allocate(rows.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    kept.data()[count] = rows[i];
    count += local.chance(local.random) < percent_;
  }
  kept.set_count(count);
  out = std::move(input);
  out.SetSelection(std::move(kept));
  return TransformStatus::kNeedInput;
}

std::unique_ptr<LocalState> RandomColumn::MakeLocal(TaskContext&) {
  return std::make_unique<RandomLocal>(seed_ + locals_.fetch_add(1));
}

TransformStatus RandomColumn::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<RandomLocal&>(state);
  Vector numbers(TypeId::kFloat64, input.size());
  for (uint32_t i = 0; i < input.size(); ++i) {
    numbers.mutable_values<double>()[i] = local.chance(local.random);
  }
  out = std::move(input);
  out.mutable_columns().push_back(std::move(numbers));
  return TransformStatus::kNeedInput;
}

std::unique_ptr<LocalState> ShareOfRows::MakeLocal(TaskContext&) {
  auto local = std::make_unique<ShareLocal>(*rows_);
  const auto rows = static_cast<uint32_t>(rows_->rows());
  std::vector<uint32_t> all(rows);
  for (uint32_t i = 0; i < rows; ++i) all[i] = i;
  std::mt19937_64 random(seed_);
  const auto count = static_cast<size_t>(std::round(rows * percent_ / kWhole));
  std::sample(all.begin(), all.end(), std::back_inserter(local->chosen), count, random);
  return local;
}

SourceStatus ShareOfRows::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<ShareLocal&>(state);
  const uint32_t count = std::min(context.query.chunk_size, local.rows.Available());
  if (count == 0 || local.next == local.chosen.size()) return SourceStatus::kFinished;
  out = local.rows.Take(count);
  Selection kept = Selection::Allocate(count);
  uint32_t chosen = 0;
  for (; local.next < local.chosen.size() && local.chosen[local.next] < local.begin + count;
       ++local.next) {
    kept.data()[chosen++] = static_cast<uint32_t>(local.chosen[local.next] - local.begin);
  }
  local.begin += count;
  kept.set_count(chosen);
  out.SetSelection(std::move(kept));
  return SourceStatus::kRows;
}

}  // namespace lakebolt
