#include "format/parquet/page_header.h"

#include <algorithm>
#include <array>
#include <vector>

#include "format/parquet/corrupt.h"
#include "format/parquet/thrift_reader.h"

namespace lakebolt::parquet_format {

void ThrowCorruptBytes(const char* what) {
  throw CorruptBytes(what);
}

namespace {

PageEncoding ReadEncoding(ThriftReader& reader, ThriftType type) {
  const int32_t value = reader.Int32(type);
  if (value < 0 || value > 9 || value == 1) {
    throw UnsupportedBytes("page encoding " + std::to_string(value) + " is unknown");
  }
  return static_cast<PageEncoding>(value);
}

void ParseDataPage(ThriftReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.encoding = ReadEncoding(reader, type); break;
      case 3: out.definition_encoding = ReadEncoding(reader, type); break;
      case 4: out.repetition_encoding = ReadEncoding(reader, type); break;
      default: reader.Skip(type);
    }
  });
}

void ParseDictionaryPage(ThriftReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.encoding = ReadEncoding(reader, type); break;
      default: reader.Skip(type);
    }
  });
}

void ParseDataPageV2(ThriftReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.null_count = reader.Count(type); break;
      case 3: out.row_count = reader.Count(type); break;
      case 4: out.encoding = ReadEncoding(reader, type); break;
      case 5: out.definition_bytes = reader.Count(type); break;
      case 6: out.repetition_bytes = reader.Count(type); break;
      case 7: out.is_compressed = reader.Bool(type); break;
      default: reader.Skip(type);
    }
  });
}

}  // namespace

size_t ParsePageHeader(const uint8_t* data, size_t size, PageHeader& out) {
  ThriftReader reader("a page header", data, size);
  out = PageHeader();
  bool has_type = false;
  bool has_body = false;
  reader.ReadStruct([&](int id, ThriftType type) {
    const bool is_struct = type == ThriftType::kStruct;
    if (id == 1) {
      const int32_t page_type = reader.Int32(type);
      if (page_type < 0 || page_type > 3) ThrowCorruptBytes("a page has an unknown type");
      out.type = static_cast<PageType>(page_type);
      has_type = true;
    } else if (id == 2) {
      out.uncompressed_size = reader.Count(type);
    } else if (id == 3) {
      out.compressed_size = reader.Count(type);
    } else if (id == 5 && is_struct && out.type == PageType::kData) {
      ParseDataPage(reader, out);
      has_body = true;
    } else if (id == 7 && is_struct && out.type == PageType::kDictionary) {
      ParseDictionaryPage(reader, out);
      has_body = true;
    } else if (id == 8 && is_struct && out.type == PageType::kDataV2) {
      ParseDataPageV2(reader, out);
      has_body = true;
    } else {
      reader.Skip(type);
    }
  });
  if (!has_type || (!has_body && out.type != PageType::kIndex)) {
    ThrowCorruptBytes("a page header lacks its type");
  }
  return reader.Consumed();
}

size_t ReadPageHeader(const RandomAccessFile& file, uint64_t offset, uint64_t end,
                      PageHeader& out) {
  constexpr size_t kUsualBytes = 256;
  std::array<uint8_t, kUsualBytes> usual;
  size_t size = std::min<uint64_t>(kUsualBytes, end - offset);
  file.ReadAt(offset, size, usual.data());
  std::vector<uint8_t> more;
  const uint8_t* data = usual.data();
  while (true) {
    try {
      return ParsePageHeader(data, size, out);
    } catch (const CutOffBytes&) {
      // Bounds of long strings make long headers.
      constexpr size_t kGrowth = 16;
      if (size == end - offset) throw;
      size = std::min<uint64_t>(size * kGrowth, end - offset);
      more.resize(size);
      file.ReadAt(offset, size, more.data());
      data = more.data();
    }
  }
}

}  // namespace lakebolt::parquet_format
