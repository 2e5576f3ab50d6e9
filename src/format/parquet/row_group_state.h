#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "format/parquet/column_chunk.h"
#include "format/parquet/column_reader.h"
#include "format/parquet/page_index.h"
#include "format/parquet/row_ranges.h"

namespace lakebolt::parquet_format {

/// Holds the loaded parts of one row group while its morsels are worked on. Thread-safe.
class RowGroupState : public std::enable_shared_from_this<RowGroupState> {
 public:
  RowGroupState(std::shared_ptr<const RandomAccessFile> file, FileMetadataPtr metadata,
                size_t row_group, std::shared_ptr<BufferPool> pool, uint64_t whole_chunk_bytes);

  const FileMetadata& file_metadata() const { return *metadata_; }
  const RowGroupMetadata& metadata() const { return metadata_->row_groups[row_group_]; }
  const RandomAccessFile& file() const { return *file_; }
  size_t index() const { return row_group_; }

  /// Makes a reader of a column of the file's schema that starts before the first row. Only rows
  /// of `wanted` will be asked for.
  std::unique_ptr<ColumnReader> MakeReader(size_t column, std::shared_ptr<const RowRanges> wanted);

  /// Names a later row group of the same file whose columns are going to be read, too: see
  /// ColumnChunk::SetPartner. To be called before readers are made.
  void SetPartner(const std::shared_ptr<RowGroupState>& partner);

  /// Returns the page index of a flat column; null where there is none.
  const PageIndex* PageIndexOf(size_t column);
  /// Tells whether a column has the pages that its index says.
  bool PageIndexIsRight(size_t column);

  /// Loads at most the first `bytes` of the chunks of flat columns, for samples, and returns how
  /// many rows all of them have; 0 when a column is nested.
  int64_t LoadPrefixes(const std::vector<size_t>& columns, uint64_t bytes);

  /// Has the chunks of `columns` read by the pool of readers, near ones together. Returns true when
  /// they are there; else `waker` (may be empty) is called once they are. Rethrows the error of a
  /// failed read.
  bool RequestLoad(const std::vector<size_t>& columns, std::function<void()> waker);

  /// Returns the bytes read so far.
  uint64_t BytesLoaded() const;

 private:
  enum class LoadStage : uint8_t { kNone, kRunning, kDone };

  std::shared_ptr<ColumnChunk> Chunk(size_t leaf);
  std::shared_ptr<RowGroupState> Partner() const;
  void LoadLeaves(const std::vector<size_t>& leaves);
  void FinishLoad(std::exception_ptr error);

  std::shared_ptr<const RandomAccessFile> file_;
  FileMetadataPtr metadata_;
  size_t row_group_;
  std::shared_ptr<BufferPool> pool_;
  uint64_t whole_chunk_bytes_;

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<ColumnChunk>> chunks_;  // by leaf; made when first asked for
  std::weak_ptr<RowGroupState> partner_;
  // By leaf, once asked for: the index (perhaps null).
  std::map<size_t, std::shared_ptr<const PageIndex>> page_indexes_;
  LoadStage stage_ = LoadStage::kNone;
  std::exception_ptr error_;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace lakebolt::parquet_format
