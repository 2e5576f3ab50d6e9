#include "format/parquet/page_header.h"

#include "format/parquet/corrupt.h"

namespace lakebolt::parquet_format {

void ThrowCorruptBytes(const char* what) {
  throw CorruptBytes(what);
}

namespace {

enum class ThriftType : uint8_t {
  kStop = 0,
  kTrue = 1,
  kFalse = 2,
  kByte = 3,
  kInt16 = 4,
  kInt32 = 5,
  kInt64 = 6,
  kDouble = 7,
  kBinary = 8,
  kList = 9,
  kSet = 10,
  kMap = 11,
  kStruct = 12,
};

/// Reads Thrift's compact protocol: a field is (delta of id, type) in one byte, integers are
/// zigzag varints.
class CompactReader {
 public:
  CompactReader(const uint8_t* data, size_t size) : begin_(data), at_(data), end_(data + size) {}

  size_t Consumed() const { return static_cast<size_t>(at_ - begin_); }

  /// Calls `field(id, type)` for each field up to the stop; it must consume the field's value.
  template <typename Body>
  void ReadStruct(Body&& field) {
    int id = 0;
    while (true) {
      const uint8_t head = Byte();
      const auto type = static_cast<ThriftType>(head & 0x0F);
      if (type == ThriftType::kStop) return;
      const int delta = head >> 4;
      id = delta != 0 ? id + delta : static_cast<int>(ZigZag());
      field(id, type);
    }
  }

  int32_t Int32(ThriftType type) {
    if (type != ThriftType::kInt32) ThrowCorruptBytes("a page header's field has the wrong type");
    const int64_t value = ZigZag();
    if (value != static_cast<int32_t>(value)) {
      ThrowCorruptBytes("a page header's number is out of range");
    }
    return static_cast<int32_t>(value);
  }

  uint32_t Count(ThriftType type) {
    const int32_t value = Int32(type);
    if (value < 0) ThrowCorruptBytes("a page header's size is negative");
    return static_cast<uint32_t>(value);
  }

  PageEncoding Encoding(ThriftType type) {
    const int32_t value = Int32(type);
    if (value < 0 || value > 9 || value == 1) {
      throw UnsupportedBytes("page encoding " + std::to_string(value) + " is unknown");
    }
    return static_cast<PageEncoding>(value);
  }

  bool Bool(ThriftType type) {
    if (type != ThriftType::kTrue && type != ThriftType::kFalse) {
      ThrowCorruptBytes("a page header's field has the wrong type");
    }
    return type == ThriftType::kTrue;
  }

  void Skip(ThriftType type, int depth = 0) {
    constexpr int kDeepest = 16;
    if (depth > kDeepest) ThrowCorruptBytes("a page header nests too deeply");
    switch (type) {
      case ThriftType::kTrue:
      case ThriftType::kFalse: return;
      case ThriftType::kByte: Advance(1); return;
      case ThriftType::kInt16:
      case ThriftType::kInt32:
      case ThriftType::kInt64: Varint(); return;
      case ThriftType::kDouble: Advance(8); return;
      case ThriftType::kBinary: Advance(Varint()); return;
      case ThriftType::kList:
      case ThriftType::kSet: SkipList(depth); return;
      case ThriftType::kMap: SkipMap(depth); return;
      case ThriftType::kStruct:
        ReadStruct([&](int, ThriftType field) { Skip(field, depth + 1); });
        return;
      default: ThrowCorruptBytes("a page header has a field of unknown type");
    }
  }

 private:
  uint8_t Byte() {
    if (at_ == end_) ThrowCorruptBytes("a page header does not end");
    return *at_++;
  }

  void Advance(uint64_t bytes) {
    if (bytes > static_cast<uint64_t>(end_ - at_)) ThrowCorruptBytes("a page header does not end");
    at_ += bytes;
  }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ThrowCorruptBytes("a page header's number is too long");
  }

  int64_t ZigZag() {
    const uint64_t value = Varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }

  /// Skips an element of a container, where booleans take a byte each.
  void SkipElement(ThriftType type, int depth) {
    if (type == ThriftType::kTrue || type == ThriftType::kFalse) {
      Advance(1);
    } else {
      Skip(type, depth + 1);
    }
  }

  void SkipList(int depth) {
    const uint8_t head = Byte();
    const uint64_t count = (head >> 4) == 15 ? Varint() : head >> 4;
    // Every element takes a byte at least, except that an empty type would loop for nothing.
    if (count > static_cast<uint64_t>(end_ - at_)) ThrowCorruptBytes("a page header does not end");
    for (uint64_t i = 0; i < count; ++i) SkipElement(static_cast<ThriftType>(head & 0x0F), depth);
  }

  void SkipMap(int depth) {
    const uint64_t count = Varint();
    if (count == 0) return;
    if (count > static_cast<uint64_t>(end_ - at_)) ThrowCorruptBytes("a page header does not end");
    const uint8_t types = Byte();
    for (uint64_t i = 0; i < count; ++i) {
      SkipElement(static_cast<ThriftType>(types >> 4), depth);
      SkipElement(static_cast<ThriftType>(types & 0x0F), depth);
    }
  }

  const uint8_t* begin_;
  const uint8_t* at_;
  const uint8_t* end_;
};

void ParseDataPage(CompactReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.encoding = reader.Encoding(type); break;
      case 3: out.definition_encoding = reader.Encoding(type); break;
      case 4: out.repetition_encoding = reader.Encoding(type); break;
      default: reader.Skip(type);
    }
  });
}

void ParseDictionaryPage(CompactReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.encoding = reader.Encoding(type); break;
      default: reader.Skip(type);
    }
  });
}

void ParseDataPageV2(CompactReader& reader, PageHeader& out) {
  reader.ReadStruct([&](int id, ThriftType type) {
    switch (id) {
      case 1: out.value_count = reader.Count(type); break;
      case 2: out.null_count = reader.Count(type); break;
      case 3: out.row_count = reader.Count(type); break;
      case 4: out.encoding = reader.Encoding(type); break;
      case 5: out.definition_bytes = reader.Count(type); break;
      case 6: out.repetition_bytes = reader.Count(type); break;
      case 7: out.is_compressed = reader.Bool(type); break;
      default: reader.Skip(type);
    }
  });
}

}  // namespace

size_t ParsePageHeader(const uint8_t* data, size_t size, PageHeader& out) {
  CompactReader reader(data, size);
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

}  // namespace lakebolt::parquet_format
