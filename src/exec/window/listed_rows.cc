// Calls for which the rows of each frame are listed: DISTINCT over frames that slide, aggregates
// that sort their rows, and ORDER BY inside a window function. Their work grows with the size of
// frames.

#include <algorithm>

#include "base/cancellation_scope.h"
#include "exec/sort/row_sorter.h"
#include "exec/window/framed_aggregate.h"
#include "exec/window/function_call.h"
#include "exec/window/sorted_column.h"

namespace lakebolt {

namespace {

/// Rows listed before they go to the states.
constexpr size_t kRowsAtOnce = 1 << 16;

/// Holds where each row stands by a call's own ORDER BY.
struct ArgumentOrder {
  std::vector<uint32_t> place;  // among all rows
  std::vector<uint32_t> peers;  // equal rows have the same

  void Build(const WindowRows& rows, const std::vector<WindowKey>& keys) {
    std::vector<OrderColumn> columns;
    for (const WindowKey& key : keys) {
      columns.push_back({*rows.columns[key.position], key.descending, key.nulls_first});
    }
    RowSorter sorter(std::move(columns), rows.rows, 1);
    sorter.SortAll();
    const std::vector<uint32_t>& order = sorter.order();
    std::vector<uint8_t> changes(rows.rows, 0);
    for (const WindowKey& key : keys) {
      MarkChanges(*rows.columns[key.position], &order, 0, rows.rows, changes.data());
    }
    place.resize(rows.rows);
    peers.resize(rows.rows);
    uint32_t number = 0;
    for (uint32_t i = 0; i < rows.rows; ++i) {
      if (i > 0) number += changes[i];
      place[order[i]] = i;
      peers[order[i]] = number;
    }
  }

  void Sort(std::vector<uint32_t>& rows) const {
    std::sort(rows.begin(), rows.end(),
              [this](uint32_t a, uint32_t b) { return place[a] < place[b]; });
  }
};

class ListedAggregate final : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override {
    BuildMask(false);
    if (call_.distinct) previous_ = FindPreviousEqual(rows_, arguments_);
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    const FrameGroups groups(frames);
    auto states = call_.aggregate->make_states();
    states->Resize(groups.size());
    std::vector<uint32_t> listed;
    std::vector<uint32_t> targets;
    std::vector<uint32_t> taken;
    for (uint32_t g = 0; g < groups.size(); ++g) {
      List(frames, groups.row_of[g], taken);
      listed.insert(listed.end(), taken.begin(), taken.end());
      targets.resize(listed.size(), g);
      if (listed.size() >= kRowsAtOnce) Flush(listed, targets, *states);
    }
    Flush(listed, targets, *states);
    return groups.Spread(states->Finalize(0, groups.size()));
  }

 private:
  void List(const FrameBatch& frames, uint32_t i, std::vector<uint32_t>& out) const {
    out.clear();
    constexpr uint64_t kNanosPerRow = 10;
    CheckCancellation();
    CancellationPoll poll;
    for (uint32_t r = 0; r < frames.range_count; ++r) {
      const FrameBatch::Range& range = frames.rows[i][r];
      for (uint32_t row = range.begin; row < range.end; ++row) {
        poll.Spend(kNanosPerRow);
        if (Counts(row) && (!call_.distinct || IsFirst(frames, i, row))) out.push_back(row);
      }
    }
  }

  /// Tells whether no row of the frame before `row` has equal arguments.
  bool IsFirst(const FrameBatch& frames, uint32_t i, uint32_t row) const {
    const uint32_t begin = frames.rows[i][0].begin;
    for (uint32_t at = previous_[row]; at != kNoPlace && at >= begin; at = previous_[at]) {
      for (uint32_t r = 0; r < frames.range_count; ++r) {
        const FrameBatch::Range& range = frames.rows[i][r];
        if (at >= range.begin && at < range.end && Counts(at)) return false;
      }
    }
    return true;
  }

  void Flush(std::vector<uint32_t>& listed, std::vector<uint32_t>& targets,
             AggregateStates& states) const {
    if (!listed.empty()) {
      states.Update(arguments_, {listed.data(), static_cast<uint32_t>(listed.size()), rows_.rows},
                    targets.data());
    }
    listed.clear();
    targets.clear();
  }

  std::vector<uint32_t> previous_;
};

/// Computes a window function over the rows of the frame in an order of its own.
class OrderedFunction final : public WindowCallEvaluator {
 public:
  OrderedFunction(const WindowRows& rows, const WindowSpec::Call& call, bool descending)
      : rows_(rows), call_(call), frames_(rows, call.frame, descending, call.order_size) {
    for (const WindowOperand& argument : call.arguments) {
      arguments_.push_back(rows.Operand(argument));
    }
  }

  uint32_t PrepareParts() override { return 1; }
  void PreparePart(uint32_t) override { order_.Build(rows_, call_.argument_order); }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    WindowPlaces places;
    places.Resize(batch.count);
    std::vector<uint32_t> picked(batch.count);
    std::vector<Vector> own;
    for (const Vector& argument : arguments_) {
      own.push_back(argument.Slice(batch.begin, batch.count));
    }
    std::vector<std::vector<uint32_t>> lists;
    std::vector<uint32_t> list_of(batch.count);
    for (uint32_t i = 0; i < batch.count; ++i) {
      if (i == 0 || frames.rows[i] != frames.rows[i - 1]) lists.push_back(List(frames, i));
      list_of[i] = static_cast<uint32_t>(lists.size()) - 1;
      Place(lists.back(), batch.begin + i, i, places);
    }
    if (call_.function->rank) return call_.function->rank(places, own);
    call_.function->position(places, own, picked.data());
    for (uint32_t i = 0; i < batch.count; ++i) {
      if (picked[i] < kDefaultPlace) picked[i] = lists[list_of[i]][picked[i]];
    }
    return GatherPicked(arguments_[0], own.size() > 2 ? &own[2] : nullptr, picked);
  }

 private:
  std::vector<uint32_t> List(const FrameBatch& frames, uint32_t i) const {
    CheckCancellation();
    std::vector<uint32_t> rows;
    for (uint32_t r = 0; r < frames.range_count; ++r) {
      const FrameBatch::Range& range = frames.rows[i][r];
      for (uint32_t row = range.begin; row < range.end; ++row) {
        if (!call_.ignore_nulls || !arguments_[0].IsNull(row)) rows.push_back(row);
      }
    }
    order_.Sort(rows);
    return rows;
  }

  void Place(const std::vector<uint32_t>& list, uint32_t row, uint32_t i,
             WindowPlaces& places) const {
    const auto count_before = [&](const std::vector<uint32_t>& rank, uint32_t bound) {
      const auto at = std::partition_point(list.begin(), list.end(),
                                           [&](uint32_t other) { return rank[other] < bound; });
      return static_cast<uint32_t>(at - list.begin());
    };
    places.size[i] = static_cast<uint32_t>(list.size());
    places.index[i] = count_before(order_.place, order_.place[row]);
    places.present[i] = places.index[i] < list.size() && list[places.index[i]] == row ? 1 : 0;
    places.peer_begin[i] = count_before(order_.peers, order_.peers[row]);
    places.peer_end[i] = count_before(order_.peers, order_.peers[row] + 1);
    places.peer_number[i] = 0;  // dense_rank takes no order of its own
  }

  const WindowRows& rows_;
  const WindowSpec::Call& call_;
  FrameBuilder frames_;
  std::vector<Vector> arguments_;
  ArgumentOrder order_;
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> MakeListedAggregate(const WindowRows& rows,
                                                         const WindowSpec::Call& call,
                                                         bool descending) {
  return std::make_unique<ListedAggregate>(rows, call, descending);
}

std::unique_ptr<WindowCallEvaluator> MakeOrderedFunction(const WindowRows& rows,
                                                         const WindowSpec::Call& call,
                                                         bool descending) {
  return std::make_unique<OrderedFunction>(rows, call, descending);
}

}  // namespace lakebolt
