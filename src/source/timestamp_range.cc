#include "source/timestamp_range.h"

#include <algorithm>
#include <atomic>

#include "function/scalar/date/zoned_arithmetic.h"
#include "source/range_table.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

constexpr int64_t kNanosPerMicro = 1000;

/// Returns whether the step leads up; throws when it leads nowhere.
bool LeadsUp(const Interval& step) {
  const bool up = step.months > 0 || step.days > 0 || step.nanos > 0;
  const bool down = step.months < 0 || step.days < 0 || step.nanos < 0;
  if (up != down) return up;
  throw UserError(ErrorCode::kInvalidArgument,
                  up ? "the step of a range cannot go up and down at once"
                     : "the step of a range cannot be an empty interval");
}

/// Says where a walk begins, how it goes on and where it ends.
struct Walk {
  LogicalType type;
  const TimeZone* zone;  // on whose clocks days are counted
  int64_t start = 0;
  int64_t end = 0;
  Interval step;
  bool up = true;
  bool end_included = false;

  bool Holds(int64_t micros) const {
    if (micros == end) return end_included;
    return up ? micros < end : micros > end;
  }
};

struct WalkState final : ScanLocalState {
  bool mine = false;
};

/// Steps through time for one worker: months and days of the calendar are not all as long, so that
/// each moment follows from the one before.
class WalkScan final : public TableScan {
 public:
  WalkScan(Walk walk, const ScanRequest& request)
      : walk_(std::move(walk)),
        chunk_size_(request.chunk_size),
        columns_(request.columns.size()),
        clock_(*walk_.zone, kMicrosPerSecond),
        at_(walk_.start) {}

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    auto state = std::make_unique<WalkState>();
    state->mine = !taken_.exchange(true);
    return state;
  }

  ScanStatus Next(ScanLocalState& state, ScanContext&, Chunk& out) override {
    if (!static_cast<WalkState&>(state).mine || ended_ || !walk_.Holds(at_)) {
      return ScanStatus::kFinished;
    }
    Vector values(walk_.type, chunk_size_);
    uint32_t rows = 0;
    while (rows < chunk_size_ && !ended_ && walk_.Holds(at_)) {
      values.mutable_values<int64_t>()[rows++] = at_;
      Advance();
    }
    out = Chunk(std::vector<Vector>(columns_, values.Slice(0, rows)), rows);
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override { return 1; }
  double Progress() const override { return ended_ ? 1 : 0; }

 private:
  void Advance() {
    try {
      at_ = walk_.type.with_zone() ? MoveZoned(clock_, at_, walk_.step, kMicrosPerSecond)
                                   : MoveTimestamp(at_, walk_.step, kMicrosPerSecond);
    } catch (const UserError&) {
      ended_ = true;  // the calendar ends before the range does
    }
  }

  Walk walk_;
  uint32_t chunk_size_;
  size_t columns_;
  ZoneClock clock_;
  int64_t at_;
  bool ended_ = false;
  std::atomic<bool> taken_{false};
};

/// Is the table that a walk gives, made while it is read.
class WalkTable final : public TableSource {
 public:
  WalkTable(std::string column, Walk walk)
      : schema_{{std::move(column), walk.type, false}}, walk_(std::move(walk)) {}

  std::string name() const override { return schema_[0].name; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override {
    const double span = static_cast<double>(walk_.end) - static_cast<double>(walk_.start);
    const double step = static_cast<double>(walk_.step.Normalized()) / kNanosPerMicro;
    return {std::max(0.0, span / step) + 1, false};
  }
  ColumnStatistics column_statistics(uint32_t) const override {
    ColumnStatistics statistics;
    statistics.null_count = 0;
    return statistics;
  }
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<WalkScan>(walk_, request);
  }

 private:
  Schema schema_;
  Walk walk_;
};

}  // namespace

std::shared_ptr<const TableSource> MakeTimestampRange(const std::string& name, const Value& start,
                                                      const Value& end, const Value& step,
                                                      bool end_included) {
  const LogicalType type = start.type();
  if (start.IsNull() || end.IsNull() || step.IsNull()) {
    return std::make_shared<const RangeTable>(name, 1, 0, 1, false, type);  // no rows
  }
  const Interval span = step.interval();
  const Walk walk{type,
                  type.with_zone() ? &SessionZone() : &TimeZone::Utc(),
                  static_cast<int64_t>(start.integral()),
                  static_cast<int64_t>(end.integral()),
                  span,
                  LeadsUp(span),
                  end_included};
  if (!IsFiniteTimestamp(walk.start) || !IsFiniteTimestamp(walk.end)) {
    throw UserError(ErrorCode::kInvalidArgument, "a range of timestamps cannot be infinite");
  }
  const bool by_calendar = span.months != 0 || (span.days != 0 && type.with_zone());
  const int128_t micros = span.Normalized() / kNanosPerMicro;
  if (!by_calendar && micros == 0) {
    throw UserError(ErrorCode::kInvalidArgument, "the step of a range is at least a microsecond");
  }
  const bool even = !by_calendar && micros == static_cast<int64_t>(micros);
  if (!even) return std::make_shared<const WalkTable>(name, walk);
  return std::make_shared<const RangeTable>(name, walk.start, walk.end,
                                            static_cast<int64_t>(micros), end_included, type);
}

}  // namespace lakebolt
