#include "format/parquet/page_index.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "format/parquet/corrupt.h"
#include "format/parquet/thrift_reader.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint32_t kMostIndexBytes = 16 << 20;

/// Holds a ColumnIndex as stored.
struct StoredBounds {
  std::vector<uint8_t> is_null;
  std::vector<std::string_view> min;
  std::vector<std::string_view> max;
  std::vector<int64_t> null_counts;  // empty when the writer gave none
};

std::vector<uint8_t> ReadBytes(const RandomAccessFile& file, const IndexLocation& location) {
  std::vector<uint8_t> bytes(location.length);
  file.ReadAt(location.offset, location.length, bytes.data());
  return bytes;
}

StoredBounds ParseColumnIndex(const std::vector<uint8_t>& bytes) {
  StoredBounds out;
  ThriftReader reader("a page index", bytes.data(), bytes.size());
  const auto read_binaries = [&](ThriftType type, std::vector<std::string_view>& to) {
    to.resize(reader.ListSize(type, ThriftType::kBinary));
    for (auto& value : to) value = reader.Binary(ThriftType::kBinary);
  };
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1:
        out.is_null.resize(reader.ListSize(type, ThriftType::kTrue));
        for (auto& flag : out.is_null) flag = reader.ListedBool() ? 1 : 0;
        break;
      case 2: read_binaries(type, out.min); break;
      case 3: read_binaries(type, out.max); break;
      case 5:
        out.null_counts.resize(reader.ListSize(type, ThriftType::kInt64));
        for (auto& count : out.null_counts) count = reader.Int64(ThriftType::kInt64);
        break;
      default: reader.Skip(type);
    }
  });
  return out;
}

/// Reads the first row of each page.
std::vector<int64_t> ParseOffsetIndex(const std::vector<uint8_t>& bytes) {
  std::vector<int64_t> first_rows;
  ThriftReader reader("a page index", bytes.data(), bytes.size());
  reader.ReadStruct([&](int id, ThriftType type) {
    if (id != 1) return reader.Skip(type);
    first_rows.resize(reader.ListSize(type, ThriftType::kStruct), -1);
    for (int64_t& row : first_rows) {
      reader.ReadStruct([&](int field, ThriftType field_type) {
        if (field == 3) {
          row = reader.Int64(field_type);
        } else {
          reader.Skip(field_type);
        }
      });
    }
  });
  return first_rows;
}

/// Tells whether pages begin at the first row and follow each other up to the last.
bool CoverRows(const std::vector<int64_t>& first_rows, int64_t row_count) {
  return !first_rows.empty() && first_rows.front() == 0 && first_rows.back() < row_count &&
         std::adjacent_find(first_rows.begin(), first_rows.end(), std::greater_equal<>()) ==
             first_rows.end();
}

ColumnBounds PageBounds(const Leaf& leaf, const StoredBounds& stored, size_t page, int64_t rows) {
  ChunkMetadata as_chunk;
  if (page < stored.null_counts.size()) {
    const int64_t nulls = stored.null_counts[page];
    if (nulls >= 0 && nulls <= rows) as_chunk.null_count = nulls;
  }
  if (stored.is_null[page] != 0) {
    as_chunk.null_count = rows;
  } else if (as_chunk.null_count == rows) {
    as_chunk.null_count.reset();  // a contradiction
  } else if (!stored.max[page].empty()) {
    as_chunk.min = std::string(stored.min[page]);
    as_chunk.max = std::string(stored.max[page]);
  }
  return BoundsOf(leaf, as_chunk, rows);
}

}  // namespace

const ColumnBounds& PageIndex::BoundsAt(int64_t row) const {
  const auto after = std::upper_bound(first_rows.begin(), first_rows.end() - 1, row);
  return bounds[static_cast<size_t>(after - first_rows.begin()) - 1];
}

std::shared_ptr<const PageIndex> ReadPageIndex(const RandomAccessFile& file, const Leaf& leaf,
                                               const ChunkMetadata& chunk, int64_t row_count) {
  const auto is_sane = [&](const IndexLocation& at) {
    return at.length > 0 && at.length <= kMostIndexBytes && at.offset <= file.size() &&
           at.length <= file.size() - at.offset;
  };
  // Where a chunk has no bounds that can be trusted its pages' are not either.
  const bool has_bounds = (chunk.min && chunk.max) || chunk.null_count;
  if (!has_bounds || !is_sane(chunk.column_index) || !is_sane(chunk.offset_index)) return nullptr;
  try {
    auto out = std::make_shared<PageIndex>();
    out->first_rows = ParseOffsetIndex(ReadBytes(file, chunk.offset_index));
    const size_t pages = out->first_rows.size();
    if (pages < 2 || !CoverRows(out->first_rows, row_count)) return nullptr;
    out->first_rows.push_back(row_count);
    const std::vector<uint8_t> bytes = ReadBytes(file, chunk.column_index);
    StoredBounds stored = ParseColumnIndex(bytes);
    if (stored.is_null.size() != pages || stored.min.size() != pages ||
        stored.max.size() != pages) {
      return nullptr;
    }
    if (stored.null_counts.size() != pages) stored.null_counts.clear();
    if (!chunk.min || !chunk.max) stored.max.assign(pages, {});
    for (size_t page = 0; page < pages; ++page) {
      const int64_t rows = out->first_rows[page + 1] - out->first_rows[page];
      out->bounds.push_back(PageBounds(leaf, stored, page, rows));
    }
    return out;
  } catch (const CorruptBytes&) {
    return nullptr;  // the pages themselves tell all there is to know
  }
}

}  // namespace lakebolt::parquet_format
