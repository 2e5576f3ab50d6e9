#include "exec/window/frames.h"

#include <algorithm>

#include "base/error.h"
#include "types/value_order.h"

namespace lakebolt {

namespace {

using Kind = WindowBound::Kind;

/// Returns the constant distance of a bound from the current row, if it is one; following counts
/// up.
std::optional<int64_t> RowDistance(const WindowBoundSpec& bound) {
  if (bound.kind == Kind::kCurrentRow) return 0;
  if (bound.kind == Kind::kUnbounded || !bound.value || bound.value->position) return std::nullopt;
  if (bound.value->constant.IsNull()) return std::nullopt;
  const int64_t distance = static_cast<int64_t>(bound.value->constant.integral());
  return bound.kind == Kind::kPreceding ? -distance : distance;
}

[[noreturn]] void ThrowBadDistance(const char* unit, bool null) {
  throw UserError(
      ErrorCode::kInvalidArgument,
      std::string("a distance of a ") + unit + " frame cannot be " + (null ? "NULL" : "negative"));
}

/// Finds the first row of `begin .. end` for which `is_behind` holds (it holds for all after it),
/// looking around `guess` first: neighbours have near bounds.
template <typename IsBehind>
uint32_t FindFirst(uint32_t begin, uint32_t end, uint32_t guess, const IsBehind& is_behind) {
  guess = std::clamp(guess, begin, end);
  uint64_t step = 1;
  if (guess < end && !is_behind(guess)) {
    begin = guess + 1;
    while (begin < end) {
      const auto probe = static_cast<uint32_t>(std::min<uint64_t>(begin + step, end) - 1);
      if (is_behind(probe)) {
        end = probe;
        break;
      }
      begin = probe + 1;
      step *= 2;
    }
  } else {
    end = guess;
    while (begin < end) {
      const uint32_t probe = end - begin > step ? static_cast<uint32_t>(end - step) : begin;
      if (!is_behind(probe)) {
        begin = probe + 1;
        break;
      }
      end = probe;
      step *= 2;
    }
  }
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    if (is_behind(middle)) {
      end = middle;
    } else {
      begin = middle + 1;
    }
  }
  return begin;
}

}  // namespace

FrameBuilder::FrameBuilder(const WindowRows& rows, const WindowFrameSpec& frame, bool descending,
                           uint32_t order_size)
    : rows_(rows),
      frame_(frame),
      peers_(rows.PeersOf(order_size)),
      descending_(descending),
      start_(MakeBound(frame.start)),
      end_(MakeBound(frame.end)) {}

FrameBuilder::Bound FrameBuilder::MakeBound(const WindowBoundSpec& spec) const {
  Bound bound{spec, std::nullopt, std::nullopt};
  if (spec.value) bound.value = rows_.Operand(*spec.value);
  if (spec.key) bound.key = rows_.columns[*spec.key];
  return bound;
}

std::optional<uint32_t> FrameBuilder::MaxRows() const {
  if (frame_.unit != WindowFrameUnit::kRows) return std::nullopt;
  const auto start = RowDistance(frame_.start);
  const auto end = RowDistance(frame_.end);
  constexpr int64_t kFar = 1 << 30;
  if (!start || !end || *start < -kFar || *end > kFar) return std::nullopt;
  return static_cast<uint32_t>(std::max<int64_t>(*end - *start + 1, 0));
}

void FrameBuilder::Build(const WindowBatch& batch, FrameBatch& out) const {
  std::vector<uint32_t> starts(batch.count);
  std::vector<uint32_t> ends(batch.count);
  FindEnds(batch, start_, true, starts);
  FindEnds(batch, end_, false, ends);
  out.range_count = 1;
  out.rows.resize(batch.count);
  for (uint32_t i = 0; i < batch.count; ++i) {
    const uint32_t begin = std::clamp(starts[i], batch.partition_begin[i], batch.partition_end[i]);
    const uint32_t end = std::clamp(ends[i], begin, batch.partition_end[i]);
    out.rows[i] = {FrameBatch::Range{begin, end}, {end, end}, {end, end}};
  }
  if (frame_.exclusion != WindowExclusion::kNoOthers) Exclude(batch, out);
}

void FrameBuilder::FindEnds(const WindowBatch& batch, const Bound& bound, bool is_start,
                            std::vector<uint32_t>& out) const {
  switch (bound.spec.kind) {
    case Kind::kUnbounded: out = is_start ? batch.partition_begin : batch.partition_end; return;
    case Kind::kCurrentRow:
      if (frame_.unit != WindowFrameUnit::kRows) {
        out = is_start ? batch.peer_begin : batch.peer_end;
        return;
      }
      for (uint32_t i = 0; i < batch.count; ++i) out[i] = batch.begin + i + (is_start ? 0 : 1);
      return;
    case Kind::kPreceding:
    case Kind::kFollowing: break;
  }
  switch (frame_.unit) {
    case WindowFrameUnit::kRows: FindByRows(batch, bound, is_start, out); break;
    case WindowFrameUnit::kGroups: FindByGroups(batch, bound, is_start, out); break;
    case WindowFrameUnit::kRange: FindByValue(batch, bound, is_start, out); break;
  }
}

void FrameBuilder::FindByRows(const WindowBatch& batch, const Bound& bound, bool is_start,
                              std::vector<uint32_t>& out) const {
  const VectorReader<int64_t> distances(*bound.value);
  for (uint32_t i = 0; i < batch.count; ++i) {
    const uint32_t row = batch.begin + i;
    if (distances.IsNull(row)) ThrowBadDistance("ROWS", true);
    const int64_t distance = distances[row];
    if (distance < 0) ThrowBadDistance("ROWS", false);
    const int64_t own = int64_t{row} + (is_start ? 0 : 1);
    // Distances past the partition are cut, so that nothing overflows.
    const int64_t cut = std::min<int64_t>(distance, int64_t{1} << 33);
    const int64_t place = bound.spec.kind == Kind::kPreceding ? own - cut : own + cut;
    out[i] = static_cast<uint32_t>(
        std::clamp<int64_t>(place, batch.partition_begin[i], batch.partition_end[i]));
  }
}

void FrameBuilder::FindByGroups(const WindowBatch& batch, const Bound& bound, bool is_start,
                                std::vector<uint32_t>& out) const {
  const VectorReader<int64_t> distances(*bound.value);
  for (uint32_t i = 0; i < batch.count; ++i) {
    const uint32_t row = batch.begin + i;
    const int64_t distance = distances.IsNull(row) ? 0 : distances[row];
    if (distance < 0) ThrowBadDistance("GROUPS", false);
    const int64_t cut = std::min<int64_t>(distance, int64_t{1} << 33);
    const int64_t group = bound.spec.kind == Kind::kPreceding ? int64_t{batch.peers[i]} - cut
                                                              : int64_t{batch.peers[i]} + cut;
    if (group < 0) {
      out[i] = batch.partition_begin[i];
    } else if (group >= int64_t{peers_.size()}) {
      out[i] = batch.partition_end[i];
    } else {
      const auto run = static_cast<uint32_t>(group);
      // Groups of other partitions are cut off with the rows of those.
      out[i] = is_start ? peers_.begin(run) : peers_.end(run);
    }
  }
}

void FrameBuilder::FindByValue(const WindowBatch& batch, const Bound& bound, bool is_start,
                               std::vector<uint32_t>& out) const {
  const bool preceding = bound.spec.kind == Kind::kPreceding;
  DispatchPhysical(bound.key->type().physical(), [&]<typename T>() {
    const VectorReader<T> keys(*bound.key);
    const VectorReader<T> values(*bound.value);
    const auto before = [&](const T& a, const T& b) {
      return descending_ ? ValueLess(b, a) : ValueLess(a, b);
    };
    uint32_t guess = 0;
    uint32_t partition = ~uint32_t{0};
    uint32_t begin = 0;
    uint32_t end = 0;
    for (uint32_t i = 0; i < batch.count; ++i) {
      const uint32_t row = batch.begin + i;
      if (partition != batch.partition[i]) {
        // NULLs stand at one end of the partition and are in no range.
        partition = batch.partition[i];
        begin = batch.partition_begin[i];
        end = batch.partition_end[i];
        if (keys.IsNull(begin)) {
          begin = FindFirst(begin, end, begin, [&](uint32_t at) { return !keys.IsNull(at); });
        } else if (keys.IsNull(end - 1)) {
          end = FindFirst(begin, end, end, [&](uint32_t at) { return keys.IsNull(at); });
        }
        guess = begin;
      }
      if (keys.IsNull(row) || values.IsNull(row)) {
        out[i] = is_start ? batch.peer_begin[i] : batch.peer_end[i];
        continue;
      }
      const T value = values[row];
      if (preceding ? before(keys[row], value) : before(value, keys[row])) {
        ThrowBadDistance("RANGE", false);
      }
      guess =
          is_start
              ? FindFirst(begin, end, guess, [&](uint32_t at) { return !before(keys[at], value); })
              : FindFirst(begin, end, guess, [&](uint32_t at) { return before(value, keys[at]); });
      out[i] = guess;
    }
  });
}

void FrameBuilder::Exclude(const WindowBatch& batch, FrameBatch& out) const {
  out.range_count = 3;
  for (uint32_t i = 0; i < batch.count; ++i) {
    const uint32_t row = batch.begin + i;
    const bool only_row = frame_.exclusion == WindowExclusion::kCurrentRow;
    const FrameBatch::Range whole = out.rows[i][0];
    const uint32_t gap_begin =
        std::clamp(only_row ? row : batch.peer_begin[i], whole.begin, whole.end);
    const uint32_t gap_end =
        std::clamp(only_row ? row + 1 : batch.peer_end[i], gap_begin, whole.end);
    FrameBatch::Range kept{gap_begin, gap_begin};
    if (frame_.exclusion == WindowExclusion::kTies && row >= gap_begin && row < gap_end) {
      kept = {row, row + 1};
    }
    out.rows[i] = {FrameBatch::Range{whole.begin, gap_begin}, kept, {gap_end, whole.end}};
  }
}

}  // namespace lakebolt
