#include "types/variant/variant_view.h"

#include <cstring>

#include "base/error.h"
#include "types/uuid.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowDamaged() {
  throw UserError(ErrorCode::kCorruptData, "the bytes of a VARIANT are damaged");
}

constexpr uint8_t kVersion = 1;

uint64_t ReadNumber(std::string_view bytes, size_t at, size_t width) {
  if (at > bytes.size() || width > bytes.size() - at) ThrowDamaged();
  uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, width);
  return value;
}

}  // namespace

VariantView::VariantView(std::string_view blob) {
  if (blob.empty() || (blob[0] & 15) != kVersion) ThrowDamaged();
  const size_t width = (static_cast<uint8_t>(blob[0]) >> 6) + 1;
  const uint64_t keys = ReadNumber(blob, 1, width);
  if (keys > blob.size()) ThrowDamaged();
  const size_t strings = 1 + width * (keys + 2);
  const uint64_t bytes = ReadNumber(blob, 1 + width * (keys + 1), width);
  if (bytes > blob.size() || strings + bytes >= blob.size()) ThrowDamaged();
  metadata_ = blob.substr(0, strings + bytes);
  value_ = blob.substr(strings + bytes);
}

uint8_t VariantView::Byte(size_t at) const {
  if (at >= value_.size()) ThrowDamaged();
  return static_cast<uint8_t>(value_[at]);
}

uint64_t VariantView::Number(std::string_view bytes, size_t at, size_t width) const {
  return ReadNumber(bytes, at, width);
}

VariantPrimitive VariantView::primitive() const {
  if (shape() == VariantShape::kShortString) return VariantPrimitive::kString;
  const int number = Byte(0) >> 2;
  if (number > static_cast<int>(VariantPrimitive::kUuid)) ThrowDamaged();
  return static_cast<VariantPrimitive>(number);
}

int128_t VariantView::integral() const {
  const auto read = [&](size_t at, size_t width) -> int128_t {
    const uint64_t raw = Number(value_, at, width);
    const int unused = static_cast<int>(64 - width * 8);
    return static_cast<int64_t>(raw << unused) >> unused;
  };
  switch (primitive()) {
    case VariantPrimitive::kInt8: return read(1, 1);
    case VariantPrimitive::kInt16: return read(1, 2);
    case VariantPrimitive::kInt32:
    case VariantPrimitive::kDate: return read(1, 4);
    case VariantPrimitive::kDecimal4: return read(2, 4);
    case VariantPrimitive::kDecimal8: return read(2, 8);
    case VariantPrimitive::kDecimal16:
      return static_cast<int128_t>(static_cast<uint128_t>(read(10, 8)) << 64 |
                                   Number(value_, 2, 8));
    case VariantPrimitive::kUuid: {
      if (value_.size() < 17) ThrowDamaged();
      return UuidFromBytes(reinterpret_cast<const uint8_t*>(value_.data()) + 1);
    }
    default: return read(1, 8);
  }
}

double VariantView::floating() const {
  if (primitive() == VariantPrimitive::kFloat) {
    const auto bits = static_cast<uint32_t>(Number(value_, 1, 4));
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
  }
  const uint64_t bits = Number(value_, 1, 8);
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

std::string_view VariantView::text() const {
  size_t begin = 1;
  size_t length = Byte(0) >> 2;
  if (shape() == VariantShape::kPrimitive) {
    begin = 5;
    length = Number(value_, 1, 4);
  }
  if (begin > value_.size() || length > value_.size() - begin) ThrowDamaged();
  return value_.substr(begin, length);
}

VariantView::Layout VariantView::ReadLayout() const {
  const int header = Byte(0) >> 2;
  const bool object = shape() == VariantShape::kObject;
  const bool large = (header & (object ? 16 : 4)) != 0;
  Layout out{};
  out.offset_width = (header & 3) + 1;
  out.id_width = object ? (header >> 2 & 3) + 1 : 0;
  const size_t count_width = large ? 4 : 1;
  out.count = static_cast<uint32_t>(Number(value_, 1, count_width));
  out.ids = 1 + count_width;
  out.offsets = out.ids + size_t{out.count} * out.id_width;
  out.values = out.offsets + (size_t{out.count} + 1) * out.offset_width;
  if (out.values > value_.size()) ThrowDamaged();
  return out;
}

uint32_t VariantView::size() const {
  return shape() >= VariantShape::kObject ? ReadLayout().count : 0;
}

std::string_view VariantView::DictionaryKey(uint64_t id) const {
  const size_t width = (static_cast<uint8_t>(metadata_[0]) >> 6) + 1;
  const uint64_t keys = Number(metadata_, 1, width);
  if (id >= keys) ThrowDamaged();
  const uint64_t begin = Number(metadata_, 1 + width * (id + 1), width);
  const uint64_t end = Number(metadata_, 1 + width * (id + 2), width);
  const size_t strings = 1 + width * (keys + 2);
  if (begin > end || strings + end > metadata_.size()) ThrowDamaged();
  return metadata_.substr(strings + begin, end - begin);
}

std::string_view VariantView::Key(uint32_t i) const {
  const Layout layout = ReadLayout();
  return DictionaryKey(Number(value_, layout.ids + size_t{i} * layout.id_width, layout.id_width));
}

VariantView VariantView::Part(uint32_t i) const {
  const Layout layout = ReadLayout();
  const uint64_t offset =
      Number(value_, layout.offsets + size_t{i} * layout.offset_width, layout.offset_width);
  if (i >= layout.count || offset >= value_.size() - layout.values) ThrowDamaged();
  return {metadata_, value_.substr(layout.values + offset)};
}

std::optional<VariantView> VariantView::Member(std::string_view key) const {
  if (shape() != VariantShape::kObject) return std::nullopt;
  uint32_t low = 0;
  uint32_t high = size();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const int order = Key(middle).compare(key);
    if (order == 0) return Part(middle);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::nullopt;
}

size_t VariantView::ByteSize() const {
  if (shape() >= VariantShape::kObject) {
    const Layout layout = ReadLayout();
    const size_t last = layout.offsets + size_t{layout.count} * layout.offset_width;
    return layout.values + Number(value_, last, layout.offset_width);
  }
  if (shape() == VariantShape::kShortString) return 1 + text().size();
  switch (primitive()) {
    case VariantPrimitive::kNull:
    case VariantPrimitive::kTrue:
    case VariantPrimitive::kFalse: return 1;
    case VariantPrimitive::kInt8: return 2;
    case VariantPrimitive::kInt16: return 3;
    case VariantPrimitive::kInt32:
    case VariantPrimitive::kFloat:
    case VariantPrimitive::kDate: return 5;
    case VariantPrimitive::kDecimal4: return 6;
    case VariantPrimitive::kDecimal8: return 10;
    case VariantPrimitive::kDecimal16: return 18;
    case VariantPrimitive::kUuid: return 17;
    case VariantPrimitive::kBinary:
    case VariantPrimitive::kString: return 5 + text().size();
    default: return 9;
  }
}

std::string VariantView::Blob() const {
  std::string out(metadata_);
  out += value_.substr(0, ByteSize());
  return out;
}

}  // namespace lakebolt
