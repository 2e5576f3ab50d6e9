#include "exec/window/framed_aggregate.h"

#include <algorithm>
#include <numeric>

#include "exec/sort/row_sorter.h"
#include "exec/window/sorted_column.h"

namespace lakebolt {

FramedAggregate::FramedAggregate(const WindowRows& rows, const WindowSpec::Call& call,
                                 bool descending, const CallEdges* edges)
    : rows_(rows),
      call_(call),
      frames_(rows, call.frame, descending, call.order_size),
      edges_(edges) {
  for (const WindowOperand& argument : call.arguments) arguments_.push_back(rows.Operand(argument));
}

void FramedAggregate::BuildMask(bool first_only) {
  if (!call_.filter && !first_only) return;
  mask_.assign(rows_.rows, 1);
  if (call_.filter) {
    const VectorReader<uint8_t> passes(*rows_.columns[*call_.filter]);
    for (uint32_t row = 0; row < rows_.rows; ++row) {
      mask_[row] = !passes.IsNull(row) && passes[row] != 0 ? 1 : 0;
    }
  }
  if (!first_only) return;
  const std::vector<uint32_t> previous = FindPreviousEqual(rows_, arguments_);
  // The first that passes the filter counts.
  std::vector<uint8_t> seen(rows_.rows, 0);
  for (uint32_t row = 0; row < rows_.rows; ++row) {
    const bool before = previous[row] != kNoPlace && seen[previous[row]] != 0;
    seen[row] = before || mask_[row] != 0 ? 1 : 0;
    if (before) mask_[row] = 0;
  }
}

std::vector<uint32_t> FindPreviousEqual(const WindowRows& rows,
                                        const std::vector<Vector>& arguments) {
  std::vector<OrderColumn> columns;
  for (const Vector& argument : arguments) columns.push_back({argument, false, false});
  RowSorter sorter(std::move(columns), rows.rows, 1);
  sorter.SortAll();
  const std::vector<uint32_t>& order = sorter.order();
  std::vector<uint8_t> changes(rows.rows, 0);
  for (const Vector& argument : arguments) {
    MarkChanges(argument, &order, 0, rows.rows, changes.data());
  }
  std::vector<uint32_t> previous(rows.rows, kNoPlace);
  for (uint32_t i = 1; i < rows.rows; ++i) {
    if (changes[i] == 0) previous[order[i]] = order[i - 1];
  }
  if (rows.rows == 0) return previous;
  BoundaryWalk walk(rows.partitions, 0);
  for (uint32_t row = 0; row < rows.rows; ++row) {
    walk.MoveTo(row);
    if (previous[row] != kNoPlace && previous[row] < walk.begin()) previous[row] = kNoPlace;
  }
  return previous;
}

FrameGroups::FrameGroups(const FrameBatch& frames) {
  of_row.resize(frames.rows.size());
  for (uint32_t i = 0; i < of_row.size(); ++i) {
    if (i == 0 || frames.rows[i] != frames.rows[i - 1]) row_of.push_back(i);
    of_row[i] = size() - 1;
  }
}

Vector FrameGroups::Spread(Vector results) const {
  if (size() == of_row.size()) return results;
  return results.Gather(of_row.data(), static_cast<uint32_t>(of_row.size()));
}

std::unique_ptr<WindowCallEvaluator> MakeAggregateEvaluator(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending,
                                                            const CallEdges* edges) {
  if (edges != nullptr) {
    if (auto prefix = TryMakePrefixAggregate(rows, call, descending, edges)) return prefix;
    return MakeTreeAggregate(rows, call, descending, edges);
  }
  if (call.is_whole) return MakeWholeAggregate(rows, call, descending);
  const bool from_start = call.frame.start.kind == WindowBound::Kind::kUnbounded &&
                          call.frame.exclusion == WindowExclusion::kNoOthers;
  // Over frames from the start on, the first of equal values counts for all of them.
  const bool distinct_slides = call.distinct && !from_start;
  if (distinct_slides || !call.aggregate->order.empty()) {
    return MakeListedAggregate(rows, call, descending);
  }
  if (auto ranked = TryMakeRankedAggregate(rows, call, descending)) return ranked;
  if (auto mode = TryMakeModeAggregate(rows, call, descending)) return mode;
  if (auto prefix = TryMakePrefixAggregate(rows, call, descending, nullptr)) return prefix;
  if (from_start) {
    if (auto running = TryMakeRunningAggregate(rows, call, descending)) return running;
  }
  return MakeTreeAggregate(rows, call, descending, nullptr);
}

}  // namespace lakebolt
