#include "exec/window/window_limit.h"

#include "exec/sort/row_sorter.h"
#include "exec/window/sorted_column.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

using Rank = WindowNode::Limit::Rank;

/// Lists the rows within the limit as they come, given their order and where partitions and peers
/// begin in it.
std::vector<uint32_t> RowsWithin(const WindowNode::Limit& limit, const std::vector<uint32_t>& order,
                                 const std::vector<uint8_t>& partitions,
                                 const std::vector<uint8_t>& peers) {
  std::vector<uint8_t> is_kept(order.size(), 0);
  uint64_t row_number = 0;
  uint64_t rank = 0;
  uint64_t dense_rank = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || partitions[i] != 0) row_number = rank = dense_rank = 0;
    ++row_number;
    if (row_number == 1 || peers[i] != 0) {
      rank = row_number;
      ++dense_rank;
    }
    const uint64_t own = limit.rank == Rank::kRowNumber ? row_number
                         : limit.rank == Rank::kRank    ? rank
                                                        : dense_rank;
    is_kept[order[i]] = own <= limit.rows ? 1 : 0;
  }
  std::vector<uint32_t> kept;
  for (uint32_t row = 0; row < order.size(); ++row) {
    if (is_kept[row] != 0) kept.push_back(row);
  }
  return kept;
}

}  // namespace

Chunk KeepFirstRanks(const WindowSpec& spec, std::vector<Chunk> chunks) {
  Chunk all = ConcatChunks(spec.types, std::move(chunks));
  std::vector<OrderColumn> keys;
  for (const uint32_t position : spec.partition)
    keys.push_back({all.column(position), false, false});
  for (const WindowKey& key : spec.order) {
    keys.push_back({all.column(key.position), key.descending, key.nulls_first});
  }
  std::vector<uint32_t> order(all.size());
  for (uint32_t i = 0; i < all.size(); ++i) order[i] = i;
  if (!keys.empty()) {
    RowSorter sorter(std::move(keys), all.size(), 1);
    sorter.SortAll();
    order = sorter.TakeOrder();
  }
  std::vector<uint8_t> marks(all.size(), 0);
  for (const uint32_t position : spec.partition) {
    MarkChanges(all.column(position), &order, 0, all.size(), marks.data());
  }
  const std::vector<uint8_t> partitions = marks;
  for (const WindowKey& key : spec.order) {
    MarkChanges(all.column(key.position), &order, 0, all.size(), marks.data());
  }
  const std::vector<uint32_t> kept = RowsWithin(*spec.limit, order, partitions, marks);
  if (kept.size() == all.size()) return all;
  std::vector<Vector> columns;
  for (const Vector& column : all.columns()) {
    columns.push_back(column.Gather(kept.data(), static_cast<uint32_t>(kept.size())));
  }
  return {std::move(columns), static_cast<uint32_t>(kept.size())};
}

}  // namespace lakebolt
