#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "format/parquet/buffer_pool.h"
#include "format/parquet/dictionary_cache.h"
#include "format/parquet/file_metadata.h"
#include "format/parquet/page_header.h"
#include "io/random_access_file.h"
#include "vector/vector.h"

namespace lakebolt::parquet_format {

/// Holds one data page of a loaded chunk.
struct Page {
  PageHeader header;
  uint64_t offset = 0;  // of the body within the chunk
  /// Values (NULLs counted) of the pages before; in flat columns these are rows.
  int64_t first_value = 0;
};

/// Holds one column of one row group: its bytes as stored, where its pages are, and its dictionary.
/// Shared by the morsels of the row group; each part is made by whoever needs it first.
/// Thread-safe. Errors name the file and the column.
class ColumnChunk {
 public:
  /// A chunk of more than `whole_bytes` in a fast file is read page by page.
  ColumnChunk(std::shared_ptr<const RandomAccessFile> file, FileMetadataPtr metadata,
              size_t row_group, size_t leaf, std::shared_ptr<BufferPool> pool,
              uint64_t whole_bytes);

  /// Walks the page headers, unless that is done; what is not read page by page is read first.
  void Load();
  /// Reads `bytes`, or a few times as many where no data page ends within them, and keeps the pages
  /// that lie whole within what was read; for samples.
  void LoadPrefix(uint64_t bytes);
  /// Takes bytes read elsewhere: the chunk's begin at `data` within `owner`, which is readable for
  /// 64 bytes past the chunk's end.
  void Adopt(BufferPtr owner, const uint8_t* data);
  /// Names the chunk of the same column in a later row group whose dictionary is going to be
  /// wanted, too: two decompress faster together.
  void SetPartner(const std::shared_ptr<ColumnChunk>& partner);
  bool IsLoaded() const { return loaded_.load(std::memory_order_acquire); }

  const Leaf& leaf() const { return leaf_; }
  const ChunkMetadata& metadata() const { return chunk_; }
  int64_t row_count() const { return row_group_.row_count; }
  /// Returns the values (NULLs counted) of the pages loaded.
  int64_t loaded_values() const;
  BufferPool& pool() const { return *pool_; }

  // After Load.
  const std::vector<Page>& pages() const { return pages_; }
  /// Tells whether data pages begin at `first_rows`, the number of rows behind the last. Flat
  /// columns only.
  bool HasPagesAt(const std::vector<int64_t>& first_rows) const;
  /// Returns what the pages lie in; null when they are read one by one.
  const BufferPtr& bytes() const { return bytes_; }
  /// Returns the body of a page, readable for 64 bytes past its end: where it lies, or read into
  /// `buffer` (grown as needed, replaced when shared).
  const uint8_t* StoredBody(const Page& page, BufferPtr& buffer) const;
  uint64_t BytesRead() const { return bytes_read_.load(std::memory_order_relaxed); }
  uint32_t dictionary_size() const { return dictionary_page_.header.value_count; }
  /// Tells whether every page refers to the dictionary.
  bool all_dictionary() const { return all_dictionary_; }

  /// Returns the dictionary's values, decoded once: all readers share one vector. At least one
  /// entry (a default where the dictionary is empty). Throws when there is no dictionary page.
  /// May decode the partner's besides.
  const std::shared_ptr<const Vector>& Dictionary();

  /// Runs `body` and turns CorruptBytes and UnsupportedBytes into UserErrors that name the column.
  template <typename Body>
  decltype(auto) NameErrors(Body&& body) const;

  /// Names what follows the levels of a page, or all of a version 1 page, as stored.
  struct Packed {
    const uint8_t* in = nullptr;
    size_t in_size = 0;
    size_t out_size = 0;
    bool is_compressed = true;
    bool holds_values = false;  // not codes
  };

  /// Decompresses into `scratch` (grown as needed, replaced when shared) and returns it; what lies
  /// in `packed` as it is is returned there.
  const uint8_t* Uncompress(const Packed& packed, BufferPtr& scratch) const;

  /// Tells whether two pages decompress faster together.
  bool IsPair(const Packed& first, const Packed& second) const;
  /// Decompresses a pair; returns whether the second is right, throws for the first.
  bool UncompressTwo(const Packed& first, BufferPtr& first_scratch, const Packed& second,
                     BufferPtr& second_scratch) const;

 private:
  void ReadBytes(uint64_t size);
  void ReadAt(uint64_t offset, size_t size, uint8_t* out) const;
  void WalkPages(uint64_t size);
  /// Walks the headers of pages that are not read.
  void WalkFile();
  void ResetPages();
  /// Takes note of a page.
  void AddPage(const PageHeader& header, uint64_t offset, int64_t& values);

  /// Holds a dictionary page as stored, and uncompressed once `data` is set.
  struct DictionaryBytes {
    BufferPtr stored;  // null where it lies in bytes_
    Packed packed;
    BufferPtr uncompressed;  // null where it is not compressed
    const uint8_t* data = nullptr;
  };

  // With mutex_ held.
  void MakeDictionary();
  bool FindDictionary();
  bool LacksDictionary();
  DictionaryBytes StoredDictionary() const;
  /// Uncompresses together with the partner's dictionary, which is made, too; false where there is
  /// none to do that with.
  bool UncompressWithPartner(DictionaryBytes& bytes);
  void DecodeDictionary(DictionaryBytes& bytes);
  void SetDictionary(std::shared_ptr<const Vector> dictionary);

  BufferPtr ConvertDictionary(const uint8_t* data) const;
  /// Tells whether the pages can be had without waiting for them.
  bool IsReadable() const;
  /// Returns the bytes a value takes where most bytes of a page are such values, else 0.
  uint32_t WidthWithin(const Packed& packed) const;
  void MakeRoom(size_t bytes, BufferPtr& scratch) const;
  [[noreturn]] void RethrowNamed() const;

  std::shared_ptr<const RandomAccessFile> file_;
  FileMetadataPtr file_metadata_;
  const RowGroupMetadata& row_group_;
  const ChunkMetadata& chunk_;
  const Leaf& leaf_;
  DictionaryCache::Key cache_key_;
  std::shared_ptr<BufferPool> pool_;
  uint64_t whole_bytes_;
  mutable std::atomic<uint64_t> bytes_read_{0};

  std::mutex mutex_;
  std::atomic<bool> loaded_{false};
  BufferPtr bytes_;
  const uint8_t* data_ = nullptr;
  std::vector<Page> pages_;
  bool has_dictionary_ = false;
  bool all_dictionary_ = false;
  Page dictionary_page_;
  std::atomic<bool> dictionary_made_{false};
  std::shared_ptr<const Vector> dictionary_;
  std::weak_ptr<ColumnChunk> partner_;
};

template <typename Body>
decltype(auto) ColumnChunk::NameErrors(Body&& body) const {
  try {
    return body();
  } catch (const std::exception&) {
    RethrowNamed();
  }
}

}  // namespace lakebolt::parquet_format
