#include "format/parquet/column_chunk.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

#include "base/error.h"
#include "base/sole_owner.h"
#include "format/parquet/codec.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint64_t kMostGrowthOfPrefix = 8;

}  // namespace

ColumnChunk::ColumnChunk(std::shared_ptr<const RandomAccessFile> file, FileMetadataPtr metadata,
                         size_t row_group, size_t leaf, std::shared_ptr<BufferPool> pool,
                         uint64_t whole_bytes)
    : file_(std::move(file)),
      file_metadata_(std::move(metadata)),
      row_group_(file_metadata_->row_groups[row_group]),
      chunk_(row_group_.chunks[leaf]),
      leaf_(file_metadata_->leaves[leaf]),
      cache_key_{file_metadata_->id, static_cast<uint32_t>(row_group), static_cast<uint32_t>(leaf)},
      pool_(std::move(pool)),
      whole_bytes_(whole_bytes) {}

void ColumnChunk::RethrowNamed() const {
  const std::string where = "\"" + file_->path() + "\", column \"" + leaf_.path + "\": ";
  try {
    throw;
  } catch (const CorruptBytes& error) {
    throw UserError(ErrorCode::kCorruptData, where + error.what());
  } catch (const UnsupportedBytes& error) {
    throw UserError(ErrorCode::kNotSupported, where + error.what());
  } catch (const std::bad_alloc&) {
    throw UserError(ErrorCode::kOutOfMemory,
                    where + "one of its pages claims more values than fit into memory");
  } catch (const std::length_error&) {
    throw UserError(ErrorCode::kCorruptData, where + "one of its pages has an absurd size");
  }
}

void ColumnChunk::Load() {
  if (IsLoaded()) return;
  const std::lock_guard lock(mutex_);
  if (IsLoaded()) return;
  if (file_->IsFast() && chunk_.size > whole_bytes_) {
    NameErrors([&] { WalkFile(); });
  } else {
    ReadBytes(chunk_.size);
    NameErrors([&] { WalkPages(chunk_.size); });
  }
  loaded_.store(true, std::memory_order_release);
}

void ColumnChunk::LoadPrefix(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  // A large dictionary or page may need more before there is a value to look at.
  const uint64_t most = std::min(bytes * kMostGrowthOfPrefix, chunk_.size);
  for (uint64_t size = std::min(bytes, chunk_.size);; size = std::min(size * 2, most)) {
    ReadBytes(size);
    NameErrors([&] { WalkPages(size); });
    if (!pages_.empty() || size == most) break;
  }
  loaded_.store(true, std::memory_order_release);
}

int64_t ColumnChunk::loaded_values() const {
  return pages_.empty() ? 0 : pages_.back().first_value + pages_.back().header.value_count;
}

bool ColumnChunk::HasPagesAt(const std::vector<int64_t>& first_rows) const {
  return first_rows.back() == loaded_values() &&
         std::equal(pages_.begin(), pages_.end(), first_rows.begin(), first_rows.end() - 1,
                    [](const Page& page, int64_t row) { return page.first_value == row; });
}

void ColumnChunk::Adopt(BufferPtr owner, const uint8_t* data) {
  if (IsLoaded()) return;
  const std::lock_guard lock(mutex_);
  if (IsLoaded()) return;
  bytes_ = std::move(owner);
  data_ = data;
  bytes_read_.fetch_add(chunk_.size, std::memory_order_relaxed);
  NameErrors([&] { WalkPages(chunk_.size); });
  loaded_.store(true, std::memory_order_release);
}

void ColumnChunk::ReadAt(uint64_t offset, size_t size, uint8_t* out) const {
  file_->ReadAt(chunk_.offset + offset, size, out);
  bytes_read_.fetch_add(size, std::memory_order_relaxed);
}

void ColumnChunk::ReadBytes(uint64_t size) {
  bytes_ = pool_->Acquire(size);
  ReadAt(0, size, bytes_->data());
  std::memset(bytes_->data() + size, 0, Buffer::kPadding);
  data_ = bytes_->data();
}

const uint8_t* ColumnChunk::StoredBody(const Page& page, BufferPtr& buffer) const {
  if (data_ != nullptr) return data_ + page.offset;
  const size_t size = page.header.compressed_size;
  MakeRoom(size, buffer);
  ReadAt(page.offset, size, buffer->data());
  std::memset(buffer->data() + size, 0, Buffer::kPadding);
  return buffer->data();
}

void ColumnChunk::ResetPages() {
  pages_.clear();
  has_dictionary_ = false;
  all_dictionary_ = true;
}

void ColumnChunk::AddPage(const PageHeader& header, uint64_t offset, int64_t& values) {
  if (header.type == PageType::kIndex) return;
  if (header.type == PageType::kDictionary) {
    if (has_dictionary_ || !pages_.empty()) ThrowCorruptBytes("its dictionary is out of place");
    has_dictionary_ = true;
    dictionary_page_ = {header, offset, 0};
    return;
  }
  const bool is_dictionary = IsDictionary(header.encoding);
  if (is_dictionary && !has_dictionary_) ThrowCorruptBytes("its dictionary is missing");
  all_dictionary_ &= is_dictionary;
  if (header.value_count > chunk_.value_count - values) {
    ThrowCorruptBytes("its pages hold more values than the footer says");
  }
  if (header.value_count > 0) pages_.push_back({header, offset, values});
  values += header.value_count;
}

void ColumnChunk::WalkPages(uint64_t size) {
  ResetPages();
  // A prefix may end anywhere, the whole chunk only after its last page.
  const bool is_prefix = size < chunk_.size;
  uint64_t at = 0;
  int64_t values = 0;
  while (values < chunk_.value_count) {
    if (at == size && !is_prefix) {
      ThrowCorruptBytes("its pages hold fewer values than the footer says");
    }
    PageHeader header;
    try {
      at += ParsePageHeader(data_ + at, size - at, header);
    } catch (const CutOffBytes&) {
      if (is_prefix) break;
      throw;
    }
    if (header.compressed_size > size - at) {
      if (is_prefix) break;
      ThrowCorruptBytes("a page does not end within its column");
    }
    AddPage(header, at, values);
    at += header.compressed_size;
  }
  all_dictionary_ &= !pages_.empty();
}

void ColumnChunk::WalkFile() {
  ResetPages();
  uint64_t at = 0;
  int64_t values = 0;
  while (values < chunk_.value_count) {
    if (at == chunk_.size) {
      ThrowCorruptBytes("its pages hold fewer values than the footer says");
    }
    PageHeader header;
    const size_t length =
        ReadPageHeader(*file_, chunk_.offset + at, chunk_.offset + chunk_.size, header);
    bytes_read_.fetch_add(length, std::memory_order_relaxed);
    at += length;
    if (header.compressed_size > chunk_.size - at) {
      ThrowCorruptBytes("a page does not end within its column");
    }
    AddPage(header, at, values);
    at += header.compressed_size;
  }
  all_dictionary_ &= !pages_.empty();
}

uint32_t ColumnChunk::WidthWithin(const Packed& packed) const {
  const bool is_fixed = packed.holds_values && leaf_.physical != PhysicalKind::kByteArray;
  return is_fixed ? DecodedWidth(leaf_) : 0;
}

void ColumnChunk::MakeRoom(size_t bytes, BufferPtr& scratch) const {
  if (!IsSoleOwner(scratch) || scratch->size() < bytes) {
    scratch = nullptr;
    scratch = pool_->AcquireClaimed(bytes);
  }
}

const uint8_t* ColumnChunk::Uncompress(const Packed& packed, BufferPtr& scratch) const {
  if (!packed.is_compressed || chunk_.codec == CodecKind::kNone) {
    if (packed.in_size != packed.out_size) {
      ThrowCorruptBytes("an uncompressed page has two different sizes");
    }
    return packed.in;
  }
  // Codes mostly do not compress.
  const uint8_t* content = StoredContent(chunk_.codec, packed.in, packed.in_size, packed.out_size);
  if (content != nullptr) return content;
  MakeRoom(packed.out_size, scratch);
  Decompress(chunk_.codec, {packed.in, packed.in_size, scratch->data(), packed.out_size},
             WidthWithin(packed));
  // Decoders read past the end; what they read there must not depend on what was before.
  std::memset(scratch->data() + packed.out_size, 0, Buffer::kPadding);
  return scratch->data();
}

bool ColumnChunk::IsPair(const Packed& first, const Packed& second) const {
  // Pages of codes hardly compress, and most of them are a few copies of memory. Of a page of NULLs
  // some writers store nothing, which is no block.
  const auto gains = [](const Packed& packed) {
    return packed.is_compressed && packed.holds_values && packed.in_size > 0;
  };
  return GainsFromPairs(chunk_.codec) && gains(first) && gains(second);
}

bool ColumnChunk::UncompressTwo(const Packed& first, BufferPtr& first_scratch, const Packed& second,
                                BufferPtr& second_scratch) const {
  MakeRoom(first.out_size, first_scratch);
  MakeRoom(second.out_size, second_scratch);
  const bool is_right = DecompressTwo(
      chunk_.codec, {first.in, first.in_size, first_scratch->data(), first.out_size},
      {second.in, second.in_size, second_scratch->data(), second.out_size}, WidthWithin(first));
  std::memset(first_scratch->data() + first.out_size, 0, Buffer::kPadding);
  std::memset(second_scratch->data() + second.out_size, 0, Buffer::kPadding);
  return is_right;
}

}  // namespace lakebolt::parquet_format
