#pragma once

#include <cstddef>
#include <cstdint>

#include "io/random_access_file.h"

namespace lakebolt::parquet_format {

/// Numbered as in the file format.
enum class PageType : uint8_t { kData = 0, kIndex = 1, kDictionary = 2, kDataV2 = 3 };

/// Numbered as in the file format.
enum class PageEncoding : uint8_t {
  kPlain = 0,
  kPlainDictionary = 2,
  kRle = 3,
  kBitPacked = 4,
  kDeltaBinaryPacked = 5,
  kDeltaLengthByteArray = 6,
  kDeltaByteArray = 7,
  kRleDictionary = 8,
  kByteStreamSplit = 9,
};

inline bool IsDictionary(PageEncoding encoding) {
  return encoding == PageEncoding::kPlainDictionary || encoding == PageEncoding::kRleDictionary;
}

/// Holds what we use of a page's header.
struct PageHeader {
  PageType type = PageType::kData;
  uint32_t uncompressed_size = 0;
  uint32_t compressed_size = 0;
  uint32_t value_count = 0;  // NULLs and empty lists counted
  PageEncoding encoding = PageEncoding::kPlain;
  PageEncoding definition_encoding = PageEncoding::kRle;
  PageEncoding repetition_encoding = PageEncoding::kRle;
  // Version 2 only.
  uint32_t row_count = 0;
  uint32_t null_count = 0;
  uint32_t definition_bytes = 0;
  uint32_t repetition_bytes = 0;
  bool is_compressed = true;
};

/// Parses the Thrift (compact protocol) header at `data` and returns its length in bytes. Throws
/// CorruptBytes when it is malformed, CutOffBytes when it does not end within `size`.
size_t ParsePageHeader(const uint8_t* data, size_t size, PageHeader& out);

/// Reads the header of the page at `offset` of a file, in a chunk that ends at `end`, and returns
/// its length. Throws as ParsePageHeader.
size_t ReadPageHeader(const RandomAccessFile& file, uint64_t offset, uint64_t end, PageHeader& out);

}  // namespace lakebolt::parquet_format
