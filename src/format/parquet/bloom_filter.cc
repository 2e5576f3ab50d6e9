#include "format/parquet/bloom_filter.h"

#include <parquet/xxhasher.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "format/parquet/bloom_block.h"
#include "format/parquet/thrift_reader.h"

namespace lakebolt::parquet_format {

namespace {

/// Holds what a filter's header says.
struct Header {
  uint32_t byte_count = 0;
  int known_parts = 0;  // algorithm, hash and compression that we know
  size_t length = 0;
};

Header ParseHeader(const uint8_t* data, size_t size) {
  Header out;
  ThriftReader reader("a Bloom filter", data, size);
  reader.ReadStruct([&](int id, ThriftType type) {
    if (id == 1) {
      out.byte_count = reader.Count(type);
    } else if (id >= 2 && id <= 4 && type == ThriftType::kStruct) {
      // Unions, of which only the first kind is defined.
      reader.ReadStruct([&](int kind, ThriftType kind_type) {
        out.known_parts += kind == 1 ? 1 : 0;
        reader.Skip(kind_type);
      });
    } else {
      reader.Skip(type);
    }
  });
  out.length = reader.Consumed();
  return out;
}

std::optional<uint64_t> HashNumber(const Leaf& leaf, const Value& value) {
  const ::parquet::XxHasher hasher;
  const Conversion conversion = leaf.conversion;
  const auto word = static_cast<int64_t>(value.integral());
  if (leaf.physical == PhysicalKind::kInt32) {
    const bool same = conversion == Conversion::kNone || conversion == Conversion::kNarrow ||
                      conversion == Conversion::kWiden;
    if (same) return hasher.Hash(static_cast<int32_t>(word));
  }
  if (leaf.physical == PhysicalKind::kInt64) {
    const bool same = conversion == Conversion::kNone || conversion == Conversion::kWidenInt64;
    if (same) return hasher.Hash(word);
  }
  return std::nullopt;
}

}  // namespace

std::optional<uint64_t> BloomHash(const Leaf& leaf, const Value& value) {
  if (value.IsNull() || value.type() != leaf.type) return std::nullopt;
  const ::parquet::XxHasher hasher;
  switch (leaf.physical) {
    case PhysicalKind::kInt32:
    case PhysicalKind::kInt64: return HashNumber(leaf, value);
    case PhysicalKind::kFloat:
    case PhysicalKind::kDouble: {
      if (leaf.conversion != Conversion::kNone) return std::nullopt;
      const double number = value.floating();
      if (std::isnan(number) || number == 0) return std::nullopt;
      return leaf.physical == PhysicalKind::kFloat ? hasher.Hash(static_cast<float>(number))
                                                   : hasher.Hash(number);
    }
    case PhysicalKind::kByteArray: {
      if (leaf.conversion != Conversion::kNone || !leaf.type.IsStringLike()) return std::nullopt;
      const std::string_view text = value.string();
      const ::parquet::ByteArray bytes(static_cast<uint32_t>(text.size()),
                                       reinterpret_cast<const uint8_t*>(text.data()));
      return hasher.Hash(&bytes);
    }
    default: return std::nullopt;
  }
}

std::optional<BloomFilter> BloomFilter::Open(const RandomAccessFile& file, const Leaf& leaf,
                                             uint64_t offset, uint32_t questions) {
  constexpr size_t kMostHeaderBytes = 64;
  if (offset == 0 || offset >= file.size()) return std::nullopt;
  std::array<uint8_t, kMostHeaderBytes> head;
  const size_t size = std::min<uint64_t>(head.size(), file.size() - offset);
  file.ReadAt(offset, size, head.data());
  Header header;
  try {
    header = ParseHeader(head.data(), size);
  } catch (const CorruptBytes&) {
    return std::nullopt;  // the rows tell
  }
  constexpr int kParts = 3;
  const uint64_t bits = offset + header.length;
  if (header.known_parts != kParts || header.byte_count == 0 ||
      header.byte_count % kBloomBlockBytes != 0 || header.byte_count > file.size() - bits) {
    return std::nullopt;
  }
  BloomFilter filter;
  filter.file_ = &file;
  filter.leaf_ = &leaf;
  filter.bits_offset_ = bits;
  filter.block_count_ = header.byte_count / kBloomBlockBytes;
  filter.questions_left_ = questions;
  return filter;
}

bool BloomFilter::MayContain(const Value& value) {
  if (questions_left_ == 0) return true;
  const std::optional<uint64_t> hash = BloomHash(*leaf_, value);
  if (!hash) return true;
  --questions_left_;
  const uint64_t block = BloomBlockOf(*hash, block_count_);
  std::array<uint32_t, kBloomSalts.size()> words;
  file_->ReadAt(bits_offset_ + block * kBloomBlockBytes, kBloomBlockBytes,
                reinterpret_cast<uint8_t*>(words.data()));
  for (size_t i = 0; i < words.size(); ++i) {
    if ((words[i] & BloomBit(*hash, i)) == 0) return false;
  }
  return true;
}

}  // namespace lakebolt::parquet_format
