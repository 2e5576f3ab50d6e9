// MODE over frames: how often each value comes is counted as rows come and go, not merged from
// states. Of equally frequent values the one whose first row stands first in the frame is chosen.

#include <algorithm>

#include "exec/window/frame_mover.h"
#include "exec/window/framed_aggregate.h"

namespace lakebolt {

namespace {

/// Frames may have so many rows: a batch numbers the values of all its frames' rows.
constexpr uint32_t kMostRows = 1 << 20;

class ModeAggregate : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(false);
    previous_ = FindPreviousEqual(rows_, arguments_);
  }

 protected:
  bool IsCounted(uint32_t row) const { return Counts(row) && !arguments_[0].IsNull(row); }

  /// Makes the results from a row each that holds the value; kNoPlace for NULL.
  Vector ResultsOf(std::vector<uint32_t> chosen) const {
    std::vector<uint32_t> empty;
    for (uint32_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] != kNoPlace) continue;
      empty.push_back(i);
      chosen[i] = 0;
    }
    const auto count = static_cast<uint32_t>(chosen.size());
    Vector out = arguments_[0].Gather(chosen.data(), count).Flatten();
    for (const uint32_t i : empty) out.SetNull(i);
    return out;
  }

  std::vector<uint32_t> previous_;  // row with an equal value in the partition
};

/// Chooses once for each row, of all up to it in its partition.
class RunningMode final : public ModeAggregate {
 public:
  using ModeAggregate::ModeAggregate;

  void PreparePart(uint32_t part) override {
    ModeAggregate::PreparePart(part);
    chosen_.resize(rows_.rows);
    first_.resize(rows_.rows);
    count_.resize(rows_.rows);
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      Accumulate(rows_.partitions.begin(p), rows_.partitions.end(p));
    }
    for (auto* scratch : {&previous_, &first_, &count_}) *scratch = {};
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    std::vector<uint32_t> chosen(batch.count, kNoPlace);
    for (uint32_t i = 0; i < batch.count; ++i) {
      const FrameBatch::Range& range = frames.rows[i][0];
      if (range.size() > 0) chosen[i] = chosen_[range.end - 1];
    }
    return ResultsOf(std::move(chosen));
  }

 private:
  void Accumulate(uint32_t begin, uint32_t end) {
    uint32_t best = kNoPlace;
    uint32_t most = 0;
    for (uint32_t row = begin; row < end; ++row) {
      const uint32_t before = previous_[row];
      first_[row] = before == kNoPlace ? kNoPlace : first_[before];
      count_[row] = before == kNoPlace ? 0 : count_[before];
      if (IsCounted(row)) {
        if (first_[row] == kNoPlace) first_[row] = row;
        ++count_[row];
        if (count_[row] > most || (count_[row] == most && first_[row] < best)) {
          most = count_[row];
          best = first_[row];
        }
      }
      chosen_[row] = best;
    }
  }

  std::vector<uint32_t> chosen_;  // the first row of the value
  std::vector<uint32_t> first_;   // the first counted row of the row's own value
  std::vector<uint32_t> count_;   // and how many there are up to the row
};

class MovingMode final : public ModeAggregate {
 public:
  using ModeAggregate::ModeAggregate;

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    ValueCounts counts(*this, FrameMover::Span(frames));
    FrameMover mover;
    std::vector<uint32_t> chosen(batch.count);
    for (uint32_t i = 0; i < batch.count; ++i) {
      mover.MoveTo(
          frames.rows[i], frames.range_count, [&](uint32_t row) { counts.Remove(row); },
          [&](uint32_t row) { counts.Add(row); });
      chosen[i] = counts.FindFirstOfMost(frames.rows[i], frames.range_count);
    }
    return ResultsOf(std::move(chosen));
  }

 private:
  /// Counts the values of a frame, whose rows are within a span.
  class ValueCounts {
   public:
    ValueCounts(const MovingMode& owner, FrameBatch::Range span)
        : owner_(owner), begin_(span.begin), value_of_(span.size()) {
      uint32_t values = 0;
      for (uint32_t row = span.begin; row < span.end; ++row) {
        const uint32_t before = owner.previous_[row];
        const bool is_known = before != kNoPlace && before >= span.begin;
        value_of_[row - begin_] = is_known ? value_of_[before - begin_] : values++;
      }
      count_of_.resize(values);
      values_with_.resize(span.size() + 1);
    }

    void Add(uint32_t row) {
      if (!owner_.IsCounted(row)) return;
      uint32_t& count = count_of_[Value(row)];
      --values_with_[count];
      ++values_with_[++count];
      if (count < most_) return;
      most_ = count;
      chosen_ = kNoPlace;
    }

    void Remove(uint32_t row) {
      if (!owner_.IsCounted(row)) return;
      uint32_t& count = count_of_[Value(row)];
      if (count == most_ && (chosen_ == kNoPlace || Value(chosen_) == Value(row))) {
        chosen_ = kNoPlace;
      }
      --values_with_[count];
      ++values_with_[--count];
      if (values_with_[most_] == 0) {
        --most_;
        chosen_ = kNoPlace;
      }
    }

    /// Returns the first row of the frame whose value comes as often as any; kNoPlace for none.
    uint32_t FindFirstOfMost(const FrameBatch::Ranges& ranges, uint32_t range_count) {
      // What was chosen stays so until it loses rows, or another value comes as often.
      if (most_ == 0 || chosen_ != kNoPlace) return most_ == 0 ? kNoPlace : chosen_;
      for (uint32_t r = 0; r < range_count; ++r) {
        for (uint32_t row = ranges[r].begin; row < ranges[r].end; ++row) {
          if (owner_.IsCounted(row) && count_of_[Value(row)] == most_) return chosen_ = row;
        }
      }
      return kNoPlace;
    }

   private:
    uint32_t Value(uint32_t row) const { return value_of_[row - begin_]; }

    const MovingMode& owner_;
    uint32_t begin_;
    std::vector<uint32_t> value_of_;     // numbers, by row from begin_ on
    std::vector<uint32_t> count_of_;     // by value
    std::vector<uint32_t> values_with_;  // how many values have a count
    uint32_t most_ = 0;
    uint32_t chosen_ = kNoPlace;
  };
};

uint32_t LargestPartition(const WindowRows& rows) {
  uint32_t most = 0;
  for (uint32_t p = 0; p < rows.partitions.size(); ++p) {
    most = std::max(most, rows.partitions.end(p) - rows.partitions.begin(p));
  }
  return most;
}

}  // namespace

std::unique_ptr<WindowCallEvaluator> TryMakeModeAggregate(const WindowRows& rows,
                                                          const WindowSpec::Call& call,
                                                          bool descending) {
  const BoundAggregate& aggregate = *call.aggregate;
  if (aggregate.name != "mode" || !aggregate.constants.empty() || call.distinct) return nullptr;
  if (call.frame.start.kind == WindowBound::Kind::kUnbounded &&
      call.frame.exclusion == WindowExclusion::kNoOthers) {
    return std::make_unique<RunningMode>(rows, call, descending);
  }
  const auto most = FrameBuilder(rows, call.frame, descending, call.order_size).MaxRows();
  if (most.value_or(LargestPartition(rows)) > kMostRows) return nullptr;
  return std::make_unique<MovingMode>(rows, call, descending);
}

}  // namespace lakebolt
