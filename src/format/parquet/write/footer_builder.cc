#include "format/parquet/write/footer_builder.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.h"
#include "format/parquet/write/schema_writer.h"
#include "format/parquet/write/thrift_writer.h"

namespace lakebolt::parquet_format {

namespace {

/// The number is the writer's own: to be raised when what it writes changes, for readers that know
/// of its faults.
constexpr const char* kCreatedBy = "lakebolt version 1";

/// Returns a codec's number in the file format.
int32_t NumberOf(CodecKind codec) {
  switch (codec) {
    case CodecKind::kNone: return 0;
    case CodecKind::kSnappy: return 1;
    case CodecKind::kGzip: return 2;
    case CodecKind::kBrotli: return 4;
    case CodecKind::kZstd: return 6;
    case CodecKind::kLz4Raw: return 7;
    default: throw InternalError("a codec that is not written");
  }
}

void WriteStatistics(const EncodedChunk& chunk, ThriftWriter& thrift) {
  thrift.Int64(3, static_cast<int64_t>(chunk.nulls));
  if (chunk.distinct) thrift.Int64(4, static_cast<int64_t>(*chunk.distinct));
  if (!chunk.bounds) return;
  thrift.Binary(5, chunk.bounds->max.bytes);
  thrift.Binary(6, chunk.bounds->min.bytes);
  thrift.Bool(7, chunk.bounds->max.exact);
  thrift.Bool(8, chunk.bounds->min.exact);
}

/// Is how many pages of a kind a chunk has.
struct PageCount {
  PageType type;
  PageEncoding encoding;
  size_t pages;
};

void WriteChunkMetadata(const StoredLeaf& leaf, const LeafPlan& plan, const WrittenChunk& written,
                        ThriftWriter& thrift) {
  const EncodedChunk& chunk = written.chunk;
  const bool has_dictionary = chunk.dictionary_bytes > 0;
  std::vector<PageEncoding> encodings = {chunk.encoding};
  if (has_dictionary) encodings.push_back(PageEncoding::kPlain);
  if (chunk.encoding != PageEncoding::kRle) encodings.push_back(PageEncoding::kRle);
  std::vector<PageCount> counts;
  if (has_dictionary) counts.push_back({PageType::kDictionary, PageEncoding::kPlain, 1});
  counts.push_back({plan.second_page_version ? PageType::kDataV2 : PageType::kData, chunk.encoding,
                    written.page_count});
  thrift.Int32(1, static_cast<int32_t>(leaf.physical));
  thrift.Int32s(2, encodings);
  thrift.Binaries(3, leaf.path, [](const std::string& name) { return name; });
  thrift.Int32(4, NumberOf(plan.codec));
  thrift.Int64(5, static_cast<int64_t>(chunk.entries));
  thrift.Int64(6, static_cast<int64_t>(chunk.uncompressed_bytes));
  thrift.Int64(7, static_cast<int64_t>(written.range.bytes));
  thrift.Int64(9, static_cast<int64_t>(written.range.offset + chunk.dictionary_bytes));
  if (has_dictionary) thrift.Int64(11, static_cast<int64_t>(written.range.offset));
  thrift.Struct(12, [&] { WriteStatistics(chunk, thrift); });
  thrift.Structs(13, counts, [&](const PageCount& count) {
    thrift.Int32(1, static_cast<int32_t>(count.type));
    thrift.Int32(2, static_cast<int32_t>(count.encoding));
    thrift.Int32(3, static_cast<int32_t>(count.pages));
  });
  if (written.bloom_filter.bytes == 0) return;
  thrift.Int64(14, static_cast<int64_t>(written.bloom_filter.offset));
  thrift.Int32(15, static_cast<int32_t>(written.bloom_filter.bytes));
}

void WriteRange(int id, const WrittenRange& range, ThriftWriter& thrift) {
  if (range.bytes == 0) return;
  thrift.Int64(id, static_cast<int64_t>(range.offset));
  thrift.Int32(id + 1, static_cast<int32_t>(range.bytes));
}

void WriteGroup(const StoredSchema& schema, const std::vector<LeafPlan>& plans,
                const std::vector<SortedLeaf>& order, const WrittenGroup& group, size_t number,
                ThriftWriter& thrift) {
  uint64_t uncompressed = 0;
  uint64_t compressed = 0;
  for (const WrittenChunk& written : group.chunks) {
    uncompressed += written.chunk.uncompressed_bytes;
    compressed += written.range.bytes;
  }
  size_t leaf = 0;
  thrift.Structs(1, group.chunks, [&](const WrittenChunk& written) {
    thrift.Int64(2, 0);
    thrift.Struct(3,
                  [&] { WriteChunkMetadata(schema.leaves[leaf], plans[leaf], written, thrift); });
    WriteRange(4, written.offset_index, thrift);
    WriteRange(6, written.column_index, thrift);
    ++leaf;
  });
  thrift.Int64(2, static_cast<int64_t>(uncompressed));
  thrift.Int64(3, static_cast<int64_t>(group.rows));
  if (!order.empty()) {
    thrift.Structs(4, order, [&](const SortedLeaf& sorted) {
      thrift.Int32(1, sorted.leaf);
      thrift.Bool(2, sorted.descending);
      thrift.Bool(3, sorted.nulls_first);
    });
  }
  thrift.Int64(5, static_cast<int64_t>(group.chunks.empty() ? 0 : group.chunks[0].range.offset));
  thrift.Int64(6, static_cast<int64_t>(compressed));
  constexpr size_t kMostNumbered = std::numeric_limits<int16_t>::max();
  if (number <= kMostNumbered) thrift.Int16(7, static_cast<int16_t>(number));
}

}  // namespace

std::string BloomFilterHeader(size_t bytes) {
  std::string out;
  ThriftWriter thrift(out);
  thrift.Root([&] {
    thrift.Int32(1, static_cast<int32_t>(bytes));
    // Blocks, XXH64, no compression: unions whose first members are empty.
    for (int id = 2; id <= 4; ++id) {
      thrift.Struct(id, [&] { thrift.Struct(1, [] {}); });
    }
  });
  return out;
}

std::string ColumnIndexOf(const EncodedChunk& chunk) {
  const auto has_values = [](const EncodedPage& page) { return page.entries > page.nulls; };
  for (const EncodedPage& page : chunk.pages) {
    if (has_values(page) && !page.bounds) return {};
  }
  std::string out;
  ThriftWriter thrift(out);
  thrift.Root([&] {
    thrift.Bools(1, chunk.pages, [&](const EncodedPage& page) { return !has_values(page); });
    thrift.Binaries(2, chunk.pages, [](const EncodedPage& page) {
      return page.bounds ? page.bounds->min.bytes : std::string();
    });
    thrift.Binaries(3, chunk.pages, [](const EncodedPage& page) {
      return page.bounds ? page.bounds->max.bytes : std::string();
    });
    thrift.Int32(4, static_cast<int32_t>(chunk.order));
    thrift.Int64s(5, chunk.pages,
                  [](const EncodedPage& page) { return static_cast<int64_t>(page.nulls); });
  });
  return out;
}

std::string OffsetIndexOf(const WrittenChunk& written) {
  std::string out;
  ThriftWriter thrift(out);
  thrift.Root([&] {
    thrift.Structs(1, written.chunk.pages, [&](const EncodedPage& page) {
      thrift.Int64(1, static_cast<int64_t>(written.range.offset + page.offset));
      thrift.Int32(2, static_cast<int32_t>(page.bytes));
      thrift.Int64(3, static_cast<int64_t>(page.first_row));
    });
  });
  return out;
}

std::string BuildFooter(const StoredSchema& schema, const std::vector<LeafPlan>& plans,
                        const std::vector<SortedLeaf>& order,
                        const std::vector<std::pair<std::string, std::string>>& metadata,
                        const std::vector<WrittenGroup>& groups) {
  constexpr int32_t kVersion = 2;
  uint64_t rows = 0;
  for (const WrittenGroup& group : groups) rows += group.rows;
  std::string out;
  ThriftWriter thrift(out);
  thrift.Root([&] {
    thrift.Int32(1, kVersion);
    WriteSchema(2, schema, thrift);
    thrift.Int64(3, static_cast<int64_t>(rows));
    size_t number = 0;
    thrift.Structs(4, groups, [&](const WrittenGroup& group) {
      WriteGroup(schema, plans, order, group, number++, thrift);
    });
    if (!metadata.empty()) {
      thrift.Structs(5, metadata, [&](const auto& pair) {
        thrift.Binary(1, pair.first);
        thrift.Binary(2, pair.second);
      });
    }
    thrift.Binary(6, kCreatedBy);
    // The order of each leaf's bounds is that of its type.
    thrift.Structs(7, schema.leaves, [&](const StoredLeaf&) { thrift.Struct(1, [] {}); });
  });
  if (out.size() > UINT32_MAX) {
    throw UserError(ErrorCode::kOutOfRange, "the footer of a Parquet file would pass 4 GiB");
  }
  const auto size = static_cast<uint32_t>(out.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof(size));
  return out + "PAR1";
}

}  // namespace lakebolt::parquet_format
