#include "exec/sample/sample.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace lakebolt {

namespace {

constexpr double kWhole = 100;

struct RandomLocal final : LocalState {
  explicit RandomLocal(uint64_t seed) : random(seed) {}
  std::mt19937_64 random;
  std::uniform_real_distribution<double> chance{0, kWhole};
};

struct ShareLocal final : LocalState {
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
  auto local = std::make_unique<ShareLocal>();
  const uint32_t rows = rows_->rows().size();
  std::vector<uint32_t> all(rows);
  for (uint32_t i = 0; i < rows; ++i) all[i] = i;
  std::mt19937_64 random(seed_);
  const auto count = static_cast<size_t>(std::round(rows * percent_ / kWhole));
  std::sample(all.begin(), all.end(), std::back_inserter(local->chosen), count, random);
  return local;
}

SourceStatus ShareOfRows::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<ShareLocal&>(state);
  const auto count = static_cast<uint32_t>(
      std::min<size_t>(context.query.chunk_size, local.chosen.size() - local.next));
  if (count == 0) return SourceStatus::kFinished;
  std::vector<Vector> columns;
  for (const Vector& column : rows_->rows().columns()) {
    columns.push_back(column.Gather(local.chosen.data() + local.next, count));
  }
  local.next += count;
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

}  // namespace lakebolt
