#include "source/timestamp_range.h"

#include "base/error.h"
#include "source/memory_table.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

constexpr int64_t kMicrosPerDay = 86'400'000'000;
constexpr int64_t kNanosPerMicro = 1000;

int64_t FloorDay(int64_t micros) {
  return micros / kMicrosPerDay - (micros % kMicrosPerDay < 0);
}

/// Moves a timestamp on by a step; false past the end of the calendar.
bool Advance(int64_t& micros, const Interval& step) {
  if (step.months != 0) {
    const int64_t day = FloorDay(micros);
    const auto moved = AddMonths(static_cast<int32_t>(day), step.months);
    if (!moved) return false;
    micros += (*moved - day) * kMicrosPerDay;
  }
  int64_t time = 0;
  return !__builtin_mul_overflow(static_cast<int64_t>(step.days), kMicrosPerDay, &time) &&
         !__builtin_add_overflow(micros, time, &micros) &&
         !__builtin_add_overflow(micros, step.nanos / kNanosPerMicro, &micros);
}

/// Returns whether the step leads up; throws when it leads nowhere.
bool LeadsUp(const Interval& step) {
  const bool up = step.months > 0 || step.days > 0 || step.nanos > 0;
  const bool down = step.months < 0 || step.days < 0 || step.nanos < 0;
  if (up != down) return up;
  throw UserError(ErrorCode::kInvalidArgument,
                  up ? "the step of a range cannot go up and down at once"
                     : "the step of a range cannot be an empty interval");
}

}  // namespace

std::shared_ptr<const TableSource> MakeTimestampRange(const std::string& name, const Value& start,
                                                      const Value& end, const Value& step,
                                                      bool end_included) {
  const LogicalType type = start.type();
  std::vector<Chunk> chunks;
  if (!start.IsNull() && !end.IsNull() && !step.IsNull()) {
    const bool up = LeadsUp(step.interval());
    const auto last = static_cast<int64_t>(end.integral());
    auto micros = static_cast<int64_t>(start.integral());
    bool more = true;
    const auto is_within = [&] {
      if (micros == last) return end_included;
      return up ? micros < last : micros > last;
    };
    while (more && is_within()) {
      Vector column(type, kDefaultChunkSize);
      uint32_t count = 0;
      while (count < kDefaultChunkSize && more && is_within()) {
        column.mutable_values<int64_t>()[count++] = micros;
        more = Advance(micros, step.interval());
      }
      std::vector<Vector> columns;
      columns.push_back(column.Slice(0, count));
      chunks.emplace_back(std::move(columns), count);
    }
  }
  return std::make_shared<const MemoryTable>(name, Schema{{name, type, true}}, std::move(chunks));
}

}  // namespace lakebolt
