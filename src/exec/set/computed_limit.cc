#include "exec/set/computed_limit.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "exec/set/row_cursor.h"

namespace lakebolt {

namespace {

constexpr double kWhole = 100;

struct PercentLocal final : LocalState {
  explicit PercentLocal(const Materialize& kept) : rows(kept) {}

  RowCursor rows;
  uint64_t left = 0;  // to give
};

uint64_t RowNumber(const Value& value, const char* what) {
  if (value.integral() < 0) {
    throw UserError(ErrorCode::kOutOfRange,
                    std::string(what) + " cannot be negative: " + value.ToString());
  }
  return static_cast<uint64_t>(value.integral());
}

}  // namespace

ComputedBounds ReadBounds(const Materialize& row, bool percent) {
  ComputedBounds bounds;
  bounds.percent = kWhole;
  if (row.chunks() == 0) return bounds;
  const Chunk values = row.Read(0);
  const Value limit = values.column(0).GetValue(0);
  const Value offset = values.column(1).GetValue(0);
  if (!offset.IsNull()) bounds.offset = RowNumber(offset, "OFFSET");
  if (limit.IsNull()) return bounds;
  if (!percent) {
    bounds.limit = RowNumber(limit, "LIMIT");
    return bounds;
  }
  bounds.percent = limit.floating();
  if (!(bounds.percent >= 0 && bounds.percent <= kWhole)) {
    throw UserError(ErrorCode::kOutOfRange, "LIMIT is 0 to 100 percent, not " + limit.ToString());
  }
  return bounds;
}

std::unique_ptr<LocalState> ComputedLimit::MakeLocal(TaskContext& context) {
  read_.Ensure([this] {
    const ComputedBounds bounds = ReadBounds(*bounds_, false);
    limit_.emplace(bounds.limit, bounds.offset);
  });
  return limit_->MakeLocal(context);
}

void ComputedLimit::StartBatch(LocalState& local, uint64_t batch) {
  limit_->StartBatch(local, batch);
}

TransformStatus ComputedLimit::Process(TaskContext& context, LocalState& local, Chunk& input,
                                       Chunk& out) {
  return limit_->Process(context, local, input, out);
}

TransformStatus ComputedLimit::Flush(TaskContext& context, LocalState& local, Chunk& out) {
  return limit_->Flush(context, local, out);
}

struct TiesLimit::Local final : LocalState {
  Local(const ComputedBounds& computed, const std::vector<SortKey>& keys)
      : bounds(computed), encoder(keys) {}
  ComputedBounds bounds;
  SortKeyEncoder encoder;
  uint64_t seen = 0;
  std::string last;  // keys of the last row within the limit
};

std::unique_ptr<LocalState> TiesLimit::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(ReadBounds(*bounds_, false), keys_);
}

TransformStatus TiesLimit::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  EncodedKeys keys;
  local.encoder.Encode(input, keys);
  const uint64_t begin = local.bounds.offset;
  const uint64_t end = local.bounds.limit ? begin + *local.bounds.limit : UINT64_MAX;
  const RowSet rows = input.rows();
  Selection kept = Selection::Allocate(rows.count);
  uint32_t count = 0;
  bool done = local.bounds.limit && *local.bounds.limit == 0;
  for (uint32_t i = 0; i < rows.count && !done; ++i, ++local.seen) {
    if (local.seen < begin) continue;
    if (local.seen >= end && keys[i] != local.last) {
      done = true;
      break;
    }
    if (local.seen + 1 == end) local.last = keys[i];
    kept.data()[count++] = rows[i];
  }
  kept.set_count(count);
  out = std::move(input);
  out.SetSelection(std::move(kept));
  return done ? TransformStatus::kFinished : TransformStatus::kNeedInput;
}

std::unique_ptr<LocalState> PercentLimit::MakeLocal(TaskContext&) {
  const ComputedBounds bounds = ReadBounds(*bounds_, true);
  const auto rows = static_cast<double>(rows_->rows());
  auto local = std::make_unique<PercentLocal>(*rows_);
  local->rows.Skip(bounds.offset);
  local->left = static_cast<uint64_t>(std::floor(rows * bounds.percent / kWhole));
  return local;
}

SourceStatus PercentLimit::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<PercentLocal&>(state);
  const auto count = static_cast<uint32_t>(
      std::min<uint64_t>(local.left, std::min(context.query.chunk_size, local.rows.Available())));
  if (count == 0) return SourceStatus::kFinished;
  out = local.rows.Take(count);
  local.left -= count;
  return SourceStatus::kRows;
}

}  // namespace lakebolt
