#include "format/partition_buffer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/cancellation_scope.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Is the rows by partition, the largest partition first.
struct BySize {
  explicit BySize(const std::vector<uint32_t>& partition_of) {
    std::vector<uint32_t> counts(
        1 + size_t{*std::max_element(partition_of.begin(), partition_of.end())});
    for (const uint32_t partition : partition_of) ++counts[partition];
    partitions.resize(counts.size());
    std::iota(partitions.begin(), partitions.end(), 0);
    std::stable_sort(partitions.begin(), partitions.end(),
                     [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
    std::vector<uint32_t> next(counts.size());
    begins.push_back(0);
    for (const uint32_t partition : partitions) {
      next[partition] = begins.back();
      begins.push_back(begins.back() + counts[partition]);
    }
    rows.resize(partition_of.size());
    for (uint32_t row = 0; row < rows.size(); ++row) rows[next[partition_of[row]]++] = row;
  }

  std::vector<uint32_t> partitions;
  std::vector<uint32_t> begins;  // of a partition's rows in `rows`; the end of all comes last
  std::vector<uint32_t> rows;
};

std::vector<Vector> GatherRows(const Chunk& all, const uint32_t* rows, uint32_t count) {
  std::vector<Vector> columns;
  for (const Vector& column : all.columns()) columns.push_back(column.Gather(rows, count));
  return columns;
}

}  // namespace

void PartitionBuffer::Keep(std::vector<Vector> columns, uint32_t rows) {
  bytes_ += held_.Add(columns);
  chunks_.emplace_back(std::move(columns), rows);
}

void PartitionBuffer::Add(std::vector<Vector> columns, const std::vector<uint32_t>& partitions) {
  Keep(std::move(columns), static_cast<uint32_t>(partitions.size()));
  partition_of_.insert(partition_of_.end(), partitions.begin(), partitions.end());
}

int64_t PartitionBuffer::HeldBytes() const {
  // While rows are taken out they are there twice, and their numbers.
  constexpr int64_t kBytesPerRow = 3 * sizeof(uint32_t);
  return 2 * bytes_ + kBytesPerRow * static_cast<int64_t>(partition_of_.size());
}

void PartitionBuffer::Drain(uint64_t left, const Take& take) {
  if (partition_of_.empty()) return;
  const Chunk all = ConcatChunks(types_, std::move(chunks_));
  const BySize order(partition_of_);
  const auto count = static_cast<uint32_t>(order.rows.size());
  chunks_.clear();
  held_.Clear();
  bytes_ = 0;
  uint32_t done = 0;
  for (size_t i = 0; count - done > left; ++i) {
    CheckCancellation();
    const uint32_t rows = order.begins[i + 1] - done;
    take(order.partitions[i], Chunk(GatherRows(all, order.rows.data() + done, rows), rows));
    done += rows;
  }
  std::vector<uint32_t> rest;
  for (uint32_t i = done; i < count; ++i) rest.push_back(partition_of_[order.rows[i]]);
  if (!rest.empty()) Keep(GatherRows(all, order.rows.data() + done, count - done), count - done);
  partition_of_ = std::move(rest);
}

}  // namespace lakebolt
