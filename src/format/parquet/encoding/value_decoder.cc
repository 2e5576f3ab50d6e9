#include "format/parquet/encoding/value_decoder.h"

#include <string>

#include "base/utf8.h"
#include "format/parquet/corrupt.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {

uint32_t DecodedWidth(const Leaf& leaf) {
  switch (leaf.physical) {
    case PhysicalKind::kBoolean: return 1;
    case PhysicalKind::kInt32:
    case PhysicalKind::kFloat: return 4;
    case PhysicalKind::kInt64:
    case PhysicalKind::kDouble: return 8;
    case PhysicalKind::kInt96: return 12;
    case PhysicalKind::kByteArray: return sizeof(StringView);
    case PhysicalKind::kFixed: return leaf.fixed_width;
  }
  return 0;
}

namespace {

/// Refuses texts that are not UTF-8.
class TextDecoder final : public ValueDecoder {
 public:
  explicit TextDecoder(std::unique_ptr<ValueDecoder> bytes) : bytes_(std::move(bytes)) {}

  void Decode(uint32_t count, uint8_t* out) override {
    bytes_->Decode(count, out);
    const auto* texts = reinterpret_cast<const StringView*>(out);
    for (uint32_t i = 0; i < count; ++i) {
      if (!IsUtf8(texts[i].view())) ThrowCorruptBytes("a text is not UTF-8");
    }
  }
  void Skip(uint32_t count) override { bytes_->Skip(count); }
  std::shared_ptr<const void> owner() const override { return bytes_->owner(); }

 private:
  std::unique_ptr<ValueDecoder> bytes_;
};

std::unique_ptr<ValueDecoder> MakeBytesDecoder(const Leaf& leaf, PageEncoding encoding,
                                               const uint8_t* data, size_t size,
                                               uint32_t value_count) {
  const bool is_integer =
      leaf.physical == PhysicalKind::kInt32 || leaf.physical == PhysicalKind::kInt64;
  const bool is_bytes = leaf.physical == PhysicalKind::kByteArray;
  const bool is_fixed = leaf.physical == PhysicalKind::kFixed;
  const bool is_boolean = leaf.physical == PhysicalKind::kBoolean;
  switch (encoding) {
    case PageEncoding::kPlain: return MakePlainDecoder(leaf, data, size);
    case PageEncoding::kRle:
      if (is_boolean) return MakeRleBooleanDecoder(data, size);
      break;
    case PageEncoding::kDeltaBinaryPacked:
      if (is_integer) return MakeDeltaBinaryPackedDecoder(leaf, data, size);
      break;
    case PageEncoding::kDeltaLengthByteArray:
      if (is_bytes) return MakeDeltaLengthByteArrayDecoder(data, size, value_count);
      break;
    case PageEncoding::kDeltaByteArray:
      if (is_bytes || is_fixed) return MakeDeltaByteArrayDecoder(leaf, data, size, value_count);
      break;
    case PageEncoding::kByteStreamSplit:
      if (!is_bytes && !is_boolean && leaf.physical != PhysicalKind::kInt96) {
        return MakeByteStreamSplitDecoder(leaf, data, size);
      }
      break;
    default: break;
  }
  throw UnsupportedBytes("page encoding " + std::to_string(static_cast<int>(encoding)) +
                         " does not go with the column's type");
}

}  // namespace

std::unique_ptr<ValueDecoder> MakeValueDecoder(const Leaf& leaf, PageEncoding encoding,
                                               const uint8_t* data, size_t size,
                                               uint32_t value_count) {
  // Many pages are ASCII throughout, the lengths between the texts too.
  const bool is_checked =
      leaf.type.id() == TypeId::kVarchar && !IsAscii({reinterpret_cast<const char*>(data), size});
  if (is_checked && encoding == PageEncoding::kPlain && leaf.physical == PhysicalKind::kByteArray) {
    return MakePlainTextDecoder(data, size);
  }
  auto decoder = MakeBytesDecoder(leaf, encoding, data, size, value_count);
  if (!is_checked) return decoder;
  return std::make_unique<TextDecoder>(std::move(decoder));
}

}  // namespace lakebolt::parquet_format
