// Quantiles over frames of so many rows. All rows are ranked by their values once; a batch of
// frames then moves over a tree of counts by rank (Fenwick, "A new data structure for cumulative
// frequency tables", 1994), in which a row that comes or goes, and the value at a place, take
// logarithmic time however long the frame is.

#include <algorithm>
#include <bit>
#include <numeric>

#include "exec/sort/row_sorter.h"
#include "exec/window/frame_mover.h"
#include "exec/window/framed_aggregate.h"
#include "function/aggregate/ranked_pick.h"

namespace lakebolt {

namespace {

/// Frames may have so many rows: a batch ranks those of all its frames again.
constexpr uint32_t kMostRows = 1 << 16;

/// Counts rows by rank.
class RankCounts {
 public:
  explicit RankCounts(uint32_t ranks)
      : counts_(ranks + 1, 0), highest_(std::bit_floor(std::max(ranks, 1U))) {}

  uint32_t total() const { return total_; }

  void Add(uint32_t rank, uint32_t by) {
    total_ += by;
    for (uint32_t i = rank + 1; i < counts_.size(); i += i & (0 - i)) counts_[i] += by;
  }

  /// Returns the rank of the row that has `place` rows before it.
  uint32_t RankAt(uint32_t place) const {
    uint32_t at = 0;
    for (uint32_t step = highest_; step > 0; step /= 2) {
      if (at + step >= counts_.size() || counts_[at + step] > place) continue;
      at += step;
      place -= counts_[at];
    }
    return at;
  }

 private:
  std::vector<uint32_t> counts_;  // sums, from 1 on; differences wrap around
  uint32_t highest_;
  uint32_t total_ = 0;
};

class RankedAggregate final : public FramedAggregate {
 public:
  RankedAggregate(const WindowRows& rows, const WindowSpec::Call& call, bool descending,
                  std::unique_ptr<AggregateStates> states)
      : FramedAggregate(rows, call, descending),
        states_(std::move(states)),
        pick_(dynamic_cast<const RankedPick&>(*states_)) {}

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(false);
    RowSorter sorter({{arguments_[0], pick_.IsDescending(), false}}, rows_.rows, 1);
    sorter.SortAll();
    place_.resize(rows_.rows);
    for (uint32_t i = 0; i < rows_.rows; ++i) place_[sorter.order()[i]] = i;
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    Mover mover(*this, frames);
    const size_t width = pick_.PlacesIn(1).size();
    std::vector<RankedPick::Picked> picked(batch.count * width);
    std::vector<uint8_t> present(batch.count);
    for (uint32_t i = 0; i < batch.count; ++i) {
      mover.MoveTo(frames.rows[i], frames.range_count);
      const uint32_t count = mover.counts().total();
      present[i] = count > 0 ? 1 : 0;
      if (count == 0) continue;
      size_t to = i * width;
      for (const auto [low, share] : pick_.PlacesIn(count)) {
        const uint32_t row = mover.RowAt(low);
        picked[to++] = {row, share > 0 ? mover.RowAt(low + 1) : row, share};
      }
    }
    return pick_.ResultsOf(arguments_[0], picked, present);
  }

 private:
  /// Keeps the rows of a frame, of those that are in any frame of a batch.
  class Mover {
   public:
    Mover(const RankedAggregate& owner, const FrameBatch& frames)
        : owner_(owner),
          begin_(FrameMover::Span(frames).begin),
          counts_(FrameMover::Span(frames).size()) {
      const uint32_t rows = FrameMover::Span(frames).size();
      row_of_.resize(rows);
      std::iota(row_of_.begin(), row_of_.end(), begin_);
      std::sort(row_of_.begin(), row_of_.end(),
                [&](uint32_t a, uint32_t b) { return owner_.place_[a] < owner_.place_[b]; });
      rank_.resize(rows);
      for (uint32_t rank = 0; rank < rows; ++rank) rank_[row_of_[rank] - begin_] = rank;
    }

    const RankCounts& counts() const { return counts_; }
    uint32_t RowAt(size_t place) const {
      return row_of_[counts_.RankAt(static_cast<uint32_t>(place))];
    }

    void MoveTo(const FrameBatch::Ranges& ranges, uint32_t range_count) {
      constexpr uint32_t kLess = ~uint32_t{0};  // -1, as counts wrap around
      mover_.MoveTo(
          ranges, range_count, [&](uint32_t row) { Count(row, kLess); },
          [&](uint32_t row) { Count(row, 1); });
    }

   private:
    void Count(uint32_t row, uint32_t by) {
      if (owner_.Counts(row) && !owner_.arguments_[0].IsNull(row)) {
        counts_.Add(rank_[row - begin_], by);
      }
    }

    const RankedAggregate& owner_;
    uint32_t begin_;
    RankCounts counts_;
    std::vector<uint32_t> row_of_;  // by rank
    std::vector<uint32_t> rank_;    // by row, from begin_ on
    FrameMover mover_;
  };

  std::unique_ptr<AggregateStates> states_;
  const RankedPick& pick_;
  std::vector<uint32_t> place_;  // of each row among all by their values
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> TryMakeRankedAggregate(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending) {
  const auto most = FrameBuilder(rows, call.frame, descending, call.order_size).MaxRows();
  if (!most || *most > kMostRows || call.distinct) return nullptr;
  auto states = call.aggregate->make_states();
  if (dynamic_cast<const RankedPick*>(states.get()) == nullptr) return nullptr;
  return std::make_unique<RankedAggregate>(rows, call, descending, std::move(states));
}

}  // namespace lakebolt
