#include "format/parquet/file_metadata.h"

#include <parquet/exception.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <list>
#include <map>
#include <mutex>

#include "base/error.h"
#include "format/parquet/footer.h"
#include "format/parquet/schema_mapping.h"
#include "io/file_system.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint64_t kMagicBytes = 4;
constexpr uint64_t kTailBytes = 8;  // footer length and magic
// Writers before PARQUET-816 left the dictionary page's header out of a chunk's size.
constexpr uint64_t kForgottenHeaderBytes = 100;

CodecKind MapCodec(::arrow::Compression::type codec) {
  switch (codec) {
    case ::arrow::Compression::UNCOMPRESSED: return CodecKind::kNone;
    case ::arrow::Compression::SNAPPY: return CodecKind::kSnappy;
    case ::arrow::Compression::GZIP: return CodecKind::kGzip;
    case ::arrow::Compression::BROTLI: return CodecKind::kBrotli;
    case ::arrow::Compression::ZSTD: return CodecKind::kZstd;
    case ::arrow::Compression::LZ4: return CodecKind::kLz4Raw;
    case ::arrow::Compression::LZ4_HADOOP: return CodecKind::kLz4Hadoop;
    case ::arrow::Compression::LZO: return CodecKind::kLzo;
    default: return CodecKind::kUnknown;
  }
}

bool IsDictionaryEncoding(::parquet::Encoding::type encoding) {
  return encoding == ::parquet::Encoding::RLE_DICTIONARY ||
         encoding == ::parquet::Encoding::PLAIN_DICTIONARY;
}

bool AllPagesUseDictionary(const std::vector<::parquet::PageEncodingStats>& pages) {
  bool any = false;
  for (const auto& page : pages) {
    if (page.page_type == ::parquet::PageType::DICTIONARY_PAGE) continue;
    if (!IsDictionaryEncoding(page.encoding)) return false;
    any = true;
  }
  return any;
}

void ReadStatistics(const ::parquet::ColumnChunkMetaData& chunk, ChunkMetadata& out) {
  const auto statistics = chunk.encoded_statistics();
  if (statistics == nullptr) return;
  if (statistics->has_null_count && statistics->null_count >= 0) {
    out.null_count = statistics->null_count;
  }
  if (statistics->has_min && statistics->has_max) {
    out.min = statistics->min();
    out.max = statistics->max();
    // Writers shorten only long strings; those that may say so do (PARQUET-2352).
    constexpr size_t kSurelyWhole = 16;
    out.exact_bounds = statistics->is_min_value_exact.value_or(out.min->size() < kSurelyWhole) &&
                       statistics->is_max_value_exact.value_or(out.max->size() < kSurelyWhole);
  }
}

/// Takes note of an index; what makes no sense is as good as none.
IndexLocation LocationOf(const std::optional<::parquet::IndexLocation>& stored) {
  if (!stored || stored->offset <= 0 || stored->length <= 0) return {};
  return {static_cast<uint64_t>(stored->offset), static_cast<uint32_t>(stored->length)};
}

class MetadataReader {
 public:
  MetadataReader(const RandomAccessFile& file) : file_(file), size_(file.size()) {}

  FileMetadataPtr Read() {
    const std::vector<uint8_t> footer = ReadFooter(file_);
    auto out = std::make_shared<FileMetadata>();
    out->identity = file_.identity();
    std::shared_ptr<::parquet::FileMetaData> metadata;
    try {
      metadata = ::parquet::FileMetaData::Make(footer.data(), static_cast<int64_t>(footer.size()));
      if (metadata->is_encryption_algorithm_set()) ThrowEncrypted(file_);
      MapSchema(*metadata->schema(), *out);
      ReadRowGroups(*metadata, *out);
    } catch (const ::parquet::ParquetException& error) {
      ThrowUnreadable(file_, error.what());
    } catch (const UserError& error) {
      if (std::string_view(error.what()).find(file_.path()) != std::string_view::npos) throw;
      throw UserError(error.code(), "\"" + file_.path() + "\": " + error.what(), {}, error.hint());
    }
    return out;
  }

 private:
  void ReadRowGroups(const ::parquet::FileMetaData& metadata, FileMetadata& out) {
    const bool sizes_lack_header = metadata.writer_version().VersionLt(
        ::parquet::ApplicationVersion::PARQUET_816_FIXED_VERSION());
    const int count = metadata.num_row_groups();
    if (count < 0) ThrowUnreadable(file_, "its number of row groups is negative");
    out.row_groups.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      const auto group = metadata.RowGroup(i);
      RowGroupMetadata row_group;
      row_group.row_count = group->num_rows();
      row_group.first_row = out.row_count;
      if (row_group.row_count < 0 ||
          row_group.row_count > std::numeric_limits<int64_t>::max() - out.row_count) {
        ThrowUnreadable(file_, "a row group's number of rows makes no sense");
      }
      out.row_count += row_group.row_count;
      if (group->num_columns() != static_cast<int>(out.leaves.size())) {
        ThrowUnreadable(file_, "a row group has another number of columns than the schema");
      }
      for (int c = 0; c < group->num_columns(); ++c) {
        row_group.chunks.push_back(ReadChunk(*group->ColumnChunk(c),
                                             out.leaves[static_cast<size_t>(c)],
                                             row_group.row_count, sizes_lack_header));
      }
      const auto sorting = group->sorting_columns();
      if (!sorting.empty() && !sorting[0].descending && sorting[0].column_idx >= 0 &&
          sorting[0].column_idx < group->num_columns()) {
        row_group.sorted_leaf = sorting[0].column_idx;
      }
      out.row_groups.push_back(std::move(row_group));
    }
    if (out.row_count != metadata.num_rows()) {
      ThrowUnreadable(file_, "its row groups do not add up to its number of rows");
    }
  }

  ChunkMetadata ReadChunk(const ::parquet::ColumnChunkMetaData& chunk, const Leaf& leaf,
                          int64_t row_count, bool sizes_lack_header) {
    if (!chunk.file_path().empty()) {
      throw UserError(ErrorCode::kNotSupported,
                      "\"" + file_.path() + "\" keeps its columns in other files");
    }
    if (chunk.crypto_metadata() != nullptr) ThrowEncrypted(file_);
    ChunkMetadata out;
    out.value_count = chunk.num_values();
    if (out.value_count < 0 || (leaf.max_repetition == 0 && out.value_count != row_count)) {
      ThrowUnreadable(file_, "column \"" + leaf.path + "\" claims " +
                                 std::to_string(out.value_count) + " values for " +
                                 std::to_string(row_count) + " rows");
    }
    if (static_cast<int>(chunk.type()) != static_cast<int>(leaf.physical)) {
      ThrowUnreadable(file_, "column \"" + leaf.path + "\" has another type than the schema");
    }
    out.codec = MapCodec(chunk.compression());
    out.has_dictionary = chunk.has_dictionary_page() && chunk.dictionary_page_offset() > 0;
    int64_t offset = chunk.data_page_offset();
    if (out.has_dictionary) offset = std::min(offset, chunk.dictionary_page_offset());
    int64_t size = chunk.total_compressed_size();
    if (offset < 0 || size < 0 || static_cast<uint64_t>(offset) > size_ ||
        static_cast<uint64_t>(size) > size_ - static_cast<uint64_t>(offset)) {
      ThrowUnreadable(file_, "column \"" + leaf.path + "\" lies outside the file");
    }
    out.offset = static_cast<uint64_t>(offset);
    out.data_offset = static_cast<uint64_t>(std::max(chunk.data_page_offset(), offset));
    out.size = static_cast<uint64_t>(size);
    if (sizes_lack_header) {
      out.size += std::min(kForgottenHeaderBytes, size_ - out.offset - out.size);
    }
    // Writers that do not list the pages' encodings give a dictionary up for whole chunks (DuckDB).
    out.all_dictionary = chunk.encoding_stats().empty()
                             ? out.has_dictionary
                             : AllPagesUseDictionary(chunk.encoding_stats());
    ReadStatistics(chunk, out);
    out.column_index = LocationOf(chunk.GetColumnIndexLocation());
    out.offset_index = LocationOf(chunk.GetOffsetIndexLocation());
    const int64_t bloom = chunk.bloom_filter_offset().value_or(0);
    out.bloom_offset = bloom > 0 ? static_cast<uint64_t>(bloom) : 0;
    return out;
  }

  const RandomAccessFile& file_;
  const uint64_t size_;
};

/// Keeps the footers used last, by path.
class MetadataCache {
 public:
  FileMetadataPtr Find(const FileIdentity& identity) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(identity.path);
    if (found == entries_.end() || !((*found->second)->identity == identity)) return nullptr;
    recent_.splice(recent_.begin(), recent_, found->second);
    return *found->second;
  }

  void Add(const FileMetadataPtr& metadata) {
    const std::lock_guard lock(mutex_);
    const std::string& path = metadata->identity.path;
    if (const auto found = entries_.find(path); found != entries_.end()) {
      chunks_ -= Weight(**found->second);
      recent_.erase(found->second);
      entries_.erase(found);
    }
    recent_.push_front(metadata);
    entries_[path] = recent_.begin();
    chunks_ += Weight(*metadata);
    while (chunks_ > kMostChunks && recent_.size() > 1) {
      chunks_ -= Weight(*recent_.back());
      entries_.erase(recent_.back()->identity.path);
      recent_.pop_back();
    }
  }

 private:
  // At some 150 bytes a chunk this bounds the cache to about 150 MB.
  static constexpr size_t kMostChunks = 1'000'000;

  static size_t Weight(const FileMetadata& metadata) {
    return 1 + metadata.leaves.size() * (1 + metadata.row_groups.size());
  }

  std::mutex mutex_;
  std::list<FileMetadataPtr> recent_;
  std::map<std::string, std::list<FileMetadataPtr>::iterator> entries_;
  size_t chunks_ = 0;
};

}  // namespace

uint64_t FileMetadata::NewId() {
  static std::atomic<uint64_t> next{0};
  return next.fetch_add(1, std::memory_order_relaxed);
}

FileMetadataPtr ReadFileMetadata(const RandomAccessFile& file) {
  return MetadataReader(file).Read();
}

FileMetadataPtr CachedFileMetadata(const std::string& path) {
  static MetadataCache cache;
  std::string local_path = path;
  const FileSystem& files = FileSystemFor(local_path);
  if (FileMetadataPtr found = cache.Find(files.Identify(local_path))) return found;
  FileMetadataPtr metadata = ReadFileMetadata(*files.Open(local_path));
  cache.Add(metadata);
  return metadata;
}

std::shared_ptr<const RandomAccessFile> OpenUnchanged(const FileMetadata& metadata) {
  std::string path = metadata.identity.path;
  auto file = FileSystemFor(path).Open(path);
  if (!(file->identity() == metadata.identity)) {
    throw UserError(ErrorCode::kIo, "\"" + path + "\" was changed while it was being read");
  }
  return file;
}

}  // namespace lakebolt::parquet_format
