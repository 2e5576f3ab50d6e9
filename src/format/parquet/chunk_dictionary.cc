// The dictionary of a column chunk: found in the cache or decoded, together with the dictionary of
// a chunk that comes later where two pages decompress faster at once.

#include <cstring>
#include <exception>

#include "format/parquet/column_chunk.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"
#include "format/parquet/value_conversion.h"

namespace lakebolt::parquet_format {

namespace {

// Smaller pages are not worth a look at another chunk; larger ones are not made before their turn.
constexpr size_t kLeastOfPair = size_t{16} << 10;
constexpr size_t kMostOfPair = size_t{4} << 20;

}  // namespace

void ColumnChunk::SetPartner(const std::shared_ptr<ColumnChunk>& partner) {
  const std::lock_guard lock(mutex_);
  partner_ = partner;
}

const std::shared_ptr<const Vector>& ColumnChunk::Dictionary() {
  if (!dictionary_made_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    if (!dictionary_made_.load(std::memory_order_acquire)) MakeDictionary();
  }
  return dictionary_;
}

bool ColumnChunk::FindDictionary() {
  // What lies in the file as it is costs nothing to make again.
  if (chunk_.codec == CodecKind::kNone) return false;
  auto found = DictionaryCache::Default().Find(cache_key_);
  if (found == nullptr) return false;
  SetDictionary(std::move(found));
  return true;
}

void ColumnChunk::SetDictionary(std::shared_ptr<const Vector> dictionary) {
  dictionary_ = std::move(dictionary);
  dictionary_made_.store(true, std::memory_order_release);
}

void ColumnChunk::MakeDictionary() {
  if (FindDictionary()) return;
  DictionaryBytes bytes = StoredDictionary();
  if (!UncompressWithPartner(bytes)) {
    bytes.data = Uncompress(bytes.packed, bytes.uncompressed);
  }
  DecodeDictionary(bytes);
}

ColumnChunk::DictionaryBytes ColumnChunk::StoredDictionary() const {
  const PageHeader& header = dictionary_page_.header;
  if (header.encoding != PageEncoding::kPlain &&
      header.encoding != PageEncoding::kPlainDictionary) {
    throw UnsupportedBytes("its dictionary is not PLAIN-encoded");
  }
  DictionaryBytes bytes;
  const uint8_t* body = StoredBody(dictionary_page_, bytes.stored);
  bytes.packed = {body, header.compressed_size, header.uncompressed_size, true, true};
  return bytes;
}

bool ColumnChunk::UncompressWithPartner(DictionaryBytes& bytes) {
  if (bytes.packed.out_size < kLeastOfPair || pool_->IsShort()) return false;
  const auto partner = partner_.lock();
  // What is wrong with a chunk is told when it is its turn.
  try {
    if (partner == nullptr || !partner->IsReadable()) return false;
    partner->Load();
  } catch (const std::exception&) {
    return false;
  }
  // Who works on it makes its dictionary. Partners come later in the file, so that nobody waits in
  // a circle.
  const std::unique_lock lock(partner->mutex_, std::try_to_lock);
  if (!lock.owns_lock() || !partner->LacksDictionary()) return false;
  DictionaryBytes other;
  try {
    other = partner->StoredDictionary();
  } catch (const std::exception&) {
    return false;
  }
  if (other.packed.out_size > kMostOfPair || !IsPair(bytes.packed, other.packed)) return false;
  const bool is_right =
      UncompressTwo(bytes.packed, bytes.uncompressed, other.packed, other.uncompressed);
  bytes.data = bytes.uncompressed->data();
  if (!is_right) return true;
  other.data = other.uncompressed->data();
  try {
    partner->DecodeDictionary(other);
  } catch (const std::exception&) {
    return true;
  }
  return true;
}

bool ColumnChunk::IsReadable() const {
  return IsLoaded() || file_->IsFast();
}

bool ColumnChunk::LacksDictionary() {
  return has_dictionary_ && !dictionary_made_.load(std::memory_order_relaxed) && !FindDictionary();
}

void ColumnChunk::DecodeDictionary(DictionaryBytes& bytes) {
  const PageHeader& header = dictionary_page_.header;
  const uint32_t count = header.value_count;
  const uint32_t width = DecodedWidth(leaf_);
  const bool is_string = leaf_.physical == PhysicalKind::kByteArray;
  if (!is_string && uint64_t{count} * width > header.uncompressed_size * uint64_t{8}) {
    ThrowCorruptBytes("its dictionary holds fewer values than it says");
  }
  if (is_string && uint64_t{count} * 4 > header.uncompressed_size) {
    ThrowCorruptBytes("its dictionary holds fewer values than it says");
  }
  const bool as_stored = leaf_.conversion == Conversion::kNone && !is_string && count > 0 &&
                         bytes.uncompressed != nullptr && leaf_.physical != PhysicalKind::kBoolean;
  BufferPtr values;
  if (as_stored) {
    if (size_t{count} * width > header.uncompressed_size) {
      ThrowCorruptBytes("its dictionary holds fewer values than it says");
    }
    values = bytes.uncompressed;
  } else {
    values = ConvertDictionary(bytes.data);
  }
  Vector vector = Vector::Flat(leaf_.type, count == 0 ? 1 : count, std::move(values), nullptr);
  if (leaf_.type.IsStringLike()) {
    vector.AddOwner(bytes.uncompressed ? bytes.uncompressed : bytes.stored ? bytes.stored : bytes_);
  }
  SetDictionary(std::make_shared<const Vector>(std::move(vector)));
  if (chunk_.codec != CodecKind::kNone && !pool_->IsShort()) {
    DictionaryCache::Default().Offer(cache_key_, dictionary_);
  }
}

BufferPtr ColumnChunk::ConvertDictionary(const uint8_t* data) const {
  const uint32_t count = dictionary_page_.header.value_count;
  const uint32_t our_width = PhysicalWidth(leaf_.type.physical());
  const auto decoder = MakeValueDecoder(leaf_, PageEncoding::kPlain, data,
                                        dictionary_page_.header.uncompressed_size, count);
  BufferPtr values = pool_->Acquire(size_t{count + 1} * our_width);
  std::memset(values->data() + size_t{count} * our_width, 0, our_width);
  if (leaf_.conversion == Conversion::kNone) {
    decoder->Decode(count, values->data());
  } else if (leaf_.conversion == Conversion::kBytes) {
    decoder->Skip(count);  // checks the size; the values point into the page itself
    ConvertValues(leaf_, data, count, values->data());
  } else {
    const BufferPtr decoded = pool_->Acquire(size_t{count} * DecodedWidth(leaf_));
    decoder->Decode(count, decoded->data());
    ConvertValues(leaf_, decoded->data(), count, values->data());
  }
  return values;
}

}  // namespace lakebolt::parquet_format
