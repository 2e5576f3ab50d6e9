#include "format/parquet/distinct_sample.h"

#include <algorithm>
#include <bit>
#include <exception>
#include <memory>

#include "format/parquet/flat_column_reader.h"
#include "source/distinct_growth.h"
#include "source/hash_sample.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint64_t kPrefixBytes = uint64_t{1} << 19;
/// Of larger dictionaries only the values with some hashes are looked at: the same ones in each.
constexpr uint32_t kMostValues = 1 << 11;
constexpr int64_t kSampleRows = 1 << 12;    // of a row group
constexpr int64_t kComparedRows = 1 << 14;  // of a table
/// Rows are taken in runs, spread over what is read: neighbours are often alike, and then two of
/// them tell no more than one.
constexpr int64_t kRunRows = 32;

std::shared_ptr<ColumnChunk> LoadChunk(const TableFiles& table, uint32_t column,
                                       const GroupValues& group,
                                       const std::shared_ptr<BufferPool>& pool) {
  const TableFile& file = table.files[group.file];
  const auto leaf = static_cast<size_t>(file.NodeOf(column)->leaf);
  auto chunk = std::make_shared<ColumnChunk>(OpenUnchanged(*file.metadata), file.metadata,
                                             group.row_group, leaf, pool, table.whole_chunk_bytes);
  chunk->LoadPrefix(kPrefixBytes);
  return chunk;
}

/// Is how many runs of rows were taken, and how many of their rows have a value.
struct RunCount {
  double runs = 0;
  double rows = 0;
};

/// Adds up to `most` rows of what was loaded of a chunk, in runs; each is a part by itself if
/// `as_parts`.
RunCount AddRuns(const std::shared_ptr<ColumnChunk>& chunk, int64_t most, bool as_parts,
                 HashSample& sample) {
  const int64_t rows = chunk->loaded_values();
  FlatColumnReader reader(chunk, std::make_shared<const RowRanges>(0, rows));
  const int64_t step = std::max(kRunRows, rows * kRunRows / most);
  RunCount count;
  for (int64_t row = 0; row < rows; row += step) {
    const auto run = static_cast<uint32_t>(std::min(kRunRows, rows - row));
    count.rows += sample.Add(reader.Read(row, run), RowSet::Dense(run));
    ++count.runs;
    if (as_parts) sample.EndPart();
  }
  return count;
}

/// Compares row groups: each is a part.
double CompareGroups(const TableFiles& table, uint32_t column,
                     const std::vector<GroupValues>& groups, double values) {
  const auto pool = BufferPool::Make();
  double most = 0;
  for (const GroupValues& group : groups) most = std::max(most, group.dictionary_size);
  const auto times = static_cast<uint32_t>(most) / kMostValues;
  const auto bits = static_cast<uint32_t>(std::bit_width(times));
  HashSample sample(bits);
  double rows = 0;
  for (const GroupValues& group : groups) {
    const auto chunk = LoadChunk(table, column, group, pool);
    if (group.dictionary_size > 0) {
      const std::shared_ptr<const Vector> dictionary = chunk->Dictionary();
      sample.Add(*dictionary, RowSet::Dense(dictionary->size()));
      rows += group.dictionary_rows;
    } else {
      rows += AddRuns(chunk, kSampleRows, false, sample).rows;
      sample.EndPart();
    }
  }
  const auto parts = static_cast<double>(groups.size());
  return ExtrapolateDistinct(sample.TakeCounts(), parts, values / std::max(rows / parts, 1.0)) *
         static_cast<double>(uint64_t{1} << bits);
}

/// Compares runs of rows.
double CompareRuns(const TableFiles& table, uint32_t column, const std::vector<GroupValues>& groups,
                   double values) {
  const auto pool = BufferPool::Make();
  HashSample sample;
  RunCount all;
  for (const GroupValues& group : groups) {
    const auto chunk = LoadChunk(table, column, group, pool);
    const RunCount more =
        AddRuns(chunk, kComparedRows / static_cast<int64_t>(groups.size()), true, sample);
    all.runs += more.runs;
    all.rows += more.rows;
  }
  return ExtrapolateDistinct(sample.TakeCounts(), all.runs,
                             values / std::max(all.rows / all.runs, 1.0 / kRunRows));
}

}  // namespace

std::optional<double> SampleDistinct(const TableFiles& table, uint32_t column,
                                     const std::vector<GroupValues>& groups, double values) {
  for (const GroupValues& group : groups) {
    if (table.files[group.file].columns[column].needs_cast) return std::nullopt;
  }
  try {
    return groups.size() < kComparedGroups ? CompareRuns(table, column, groups, values)
                                           : CompareGroups(table, column, groups, values);
  } catch (const std::exception&) {
    return std::nullopt;  // the scan will tell
  }
}

}  // namespace lakebolt::parquet_format
