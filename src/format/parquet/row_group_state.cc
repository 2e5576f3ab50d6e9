#include "format/parquet/row_group_state.h"

#include <algorithm>

#include "format/parquet/flat_column_reader.h"
#include "format/parquet/nested_column_reader.h"
#include "io/async_pool.h"
#include "io/coalesce.h"

namespace lakebolt::parquet_format {

namespace {

// Reading a gap of this size costs less than another request to an object store.
constexpr uint64_t kMaxGap = 256 * 1024;
constexpr uint64_t kMaxRead = 64 * 1024 * 1024;

void CollectLeaves(const SchemaNode& node, std::vector<size_t>& out) {
  if (node.IsLeaf()) out.push_back(static_cast<size_t>(node.leaf));
  for (const SchemaNode& child : node.children) CollectLeaves(child, out);
}

}  // namespace

RowGroupState::RowGroupState(std::shared_ptr<const RandomAccessFile> file, FileMetadataPtr metadata,
                             size_t row_group, std::shared_ptr<BufferPool> pool,
                             uint64_t whole_chunk_bytes)
    : file_(std::move(file)),
      metadata_(std::move(metadata)),
      row_group_(row_group),
      pool_(std::move(pool)),
      whole_chunk_bytes_(whole_chunk_bytes),
      chunks_(metadata_->leaves.size()) {}

std::shared_ptr<ColumnChunk> RowGroupState::Chunk(size_t leaf) {
  const std::lock_guard lock(mutex_);
  auto& chunk = chunks_[leaf];
  if (chunk == nullptr) {
    chunk = std::make_shared<ColumnChunk>(file_, metadata_, row_group_, leaf, pool_,
                                          whole_chunk_bytes_);
  }
  return chunk;
}

void RowGroupState::SetPartner(const std::shared_ptr<RowGroupState>& partner) {
  const std::lock_guard lock(mutex_);
  partner_ = partner;
}

std::shared_ptr<RowGroupState> RowGroupState::Partner() const {
  const std::lock_guard lock(mutex_);
  return partner_.lock();
}

std::unique_ptr<ColumnReader> RowGroupState::MakeReader(size_t column,
                                                        std::shared_ptr<const RowRanges> wanted) {
  const SchemaNode& node = metadata_->columns[column];
  if (node.IsFlat()) {
    const auto leaf = static_cast<size_t>(node.leaf);
    auto chunk = Chunk(leaf);
    if (const auto partner = Partner()) chunk->SetPartner(partner->Chunk(leaf));
    return std::make_unique<FlatColumnReader>(std::move(chunk), std::move(wanted));
  }
  std::vector<size_t> leaves;
  CollectLeaves(node, leaves);
  std::vector<std::shared_ptr<ColumnChunk>> chunks;
  for (const size_t leaf : leaves) chunks.push_back(Chunk(leaf));
  return std::make_unique<NestedColumnReader>(node, std::move(chunks));
}

const PageIndex* RowGroupState::PageIndexOf(size_t column) {
  const SchemaNode& node = metadata_->columns[column];
  // Indexes are small reads, for which a worker would wait.
  if (!node.IsFlat() || !file_->IsFast()) return nullptr;
  const auto leaf = static_cast<size_t>(node.leaf);
  const std::lock_guard lock(mutex_);
  const auto [at, is_new] = page_indexes_.try_emplace(leaf);
  if (is_new) {
    at->second = ReadPageIndex(*file_, metadata_->leaves[leaf], metadata().chunks[leaf],
                               metadata().row_count);
  }
  return at->second.get();
}

bool RowGroupState::PageIndexIsRight(size_t column) {
  const PageIndex* index = PageIndexOf(column);
  if (index == nullptr) return false;
  const auto chunk = Chunk(static_cast<size_t>(metadata_->columns[column].leaf));
  chunk->Load();
  return chunk->HasPagesAt(index->first_rows);
}

int64_t RowGroupState::LoadPrefixes(const std::vector<size_t>& columns, uint64_t bytes) {
  int64_t rows = metadata().row_count;
  for (const size_t column : columns) {
    const SchemaNode& node = metadata_->columns[column];
    if (!node.IsFlat()) return 0;
    const auto chunk = Chunk(static_cast<size_t>(node.leaf));
    chunk->LoadPrefix(bytes);
    rows = std::min(rows, chunk->loaded_values());
  }
  return rows;
}

bool RowGroupState::RequestLoad(const std::vector<size_t>& columns, std::function<void()> waker) {
  std::vector<size_t> leaves;
  for (const size_t column : columns) CollectLeaves(metadata_->columns[column], leaves);
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == LoadStage::kDone) {
      if (error_) std::rethrow_exception(error_);
      return true;
    }
    if (waker) waiting_.push_back(std::move(waker));
    if (stage_ == LoadStage::kRunning) return false;
    stage_ = LoadStage::kRunning;
  }
  AsyncPool::Default().Submit([self = shared_from_this(), leaves = std::move(leaves)] {
    std::exception_ptr error;
    try {
      self->LoadLeaves(leaves);
    } catch (...) {
      error = std::current_exception();
    }
    self->FinishLoad(error);
  });
  return false;
}

void RowGroupState::LoadLeaves(const std::vector<size_t>& leaves) {
  std::vector<ByteRange> ranges;
  for (const size_t leaf : leaves) {
    const ChunkMetadata& chunk = metadata().chunks[leaf];
    ranges.push_back({chunk.offset, chunk.size});
  }
  for (const ByteRange& range : CoalesceRanges(ranges, kMaxGap, kMaxRead)) {
    BufferPtr bytes = pool_->Acquire(range.length);
    file_->ReadAt(range.offset, range.length, bytes->data());
    for (size_t i = 0; i < leaves.size(); ++i) {
      if (ranges[i].offset < range.offset || ranges[i].end() > range.end()) continue;
      Chunk(leaves[i])->Adopt(bytes, bytes->data() + (ranges[i].offset - range.offset));
    }
  }
}

void RowGroupState::FinishLoad(std::exception_ptr error) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    stage_ = LoadStage::kDone;
    error_ = std::move(error);
    waiting.swap(waiting_);
  }
  for (const auto& waker : waiting) waker();
}

uint64_t RowGroupState::BytesLoaded() const {
  const std::lock_guard lock(mutex_);
  uint64_t bytes = 0;
  for (const auto& chunk : chunks_) {
    if (chunk != nullptr) bytes += chunk->BytesRead();
  }
  return bytes;
}

}  // namespace lakebolt::parquet_format
