#include "function/validity.h"

#include <array>

namespace lakebolt {

namespace {

/// ANDs `bits` into the bitmap being built, which starts as a shared one and is copied at the
/// second contribution.
class BitmapAnd {
 public:
  explicit BitmapAnd(uint32_t size) : words_(BitmapWords(size)) {}

  void AddShared(const BufferPtr& bits) {
    if (result_ == nullptr) {
      result_ = bits;
      return;
    }
    uint64_t* out = Writable();
    const auto* in = bits->as<uint64_t>();
    for (size_t i = 0; i < words_; ++i) out[i] &= in[i];
  }

  /// Returns the bitmap to clear bits in.
  uint64_t* Writable() {
    if (!owned_) {
      BufferPtr copy = MakeBitmap(words_ * 64, true);
      if (result_ != nullptr) {
        std::memcpy(copy->data(), result_->data(), words_ * sizeof(uint64_t));
      }
      result_ = std::move(copy);
      owned_ = true;
    }
    return result_->as<uint64_t>();
  }

  BufferPtr Take() { return std::move(result_); }

 private:
  size_t words_;
  BufferPtr result_;
  bool owned_ = false;
};

constexpr std::array<uint64_t, 256> MakeByteMasks() {
  std::array<uint64_t, 256> masks{};
  for (uint64_t bits = 0; bits < 256; ++bits) {
    for (uint64_t i = 0; i < 8; ++i) {
      if ((bits >> i) & 1) masks[bits] |= uint64_t{0xFF} << (8 * i);
    }
  }
  return masks;
}
constexpr std::array<uint64_t, 256> kByteMasks = MakeByteMasks();

}  // namespace

BufferPtr CombineValidity(std::span<const Vector> args, RowSet rows) {
  BitmapAnd result(rows.size);
  for (const Vector& arg : args) {
    if (arg.type().id() == TypeId::kNull) return MakeBitmap(rows.size, false);
    if (!arg.MayHaveNulls()) continue;
    if (arg.IsConstant()) {
      if (!GetBit(arg.validity(), 0)) return MakeBitmap(rows.size, false);
      continue;
    }
    if (arg.validity() != nullptr) result.AddShared(arg.validity_buffer());
    if (arg.IsDictionary() && arg.dictionary().validity() != nullptr) {
      const uint64_t* valid = arg.dictionary().validity();
      const uint32_t* codes = arg.codes();
      const uint64_t* by_row = arg.validity();
      uint64_t* out = result.Writable();
      rows.ForEach([&](uint32_t row) {
        if (by_row != nullptr && !GetBit(by_row, row)) return;
        if (!GetBit(valid, codes[row])) ClearBit(out, row);
      });
    }
  }
  return result.Take();
}

std::vector<uint32_t> ValidRows(const uint64_t* validity, RowSet rows) {
  std::vector<uint32_t> out;
  out.reserve(rows.count);
  rows.ForEach([&](uint32_t row) {
    if (GetBit(validity, row)) out.push_back(row);
  });
  return out;
}

void MaskByValidity(RowSet rows, const uint64_t* validity, uint8_t* mask) {
  if (!rows.IsDense()) {
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows.indices[i];
      mask[row] &= static_cast<uint8_t>(GetBit(validity, row));
    }
    return;
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(validity);
  uint32_t i = 0;
  for (; i + 8 <= rows.count; i += 8) {
    uint64_t eight;
    std::memcpy(&eight, mask + i, 8);
    eight &= kByteMasks[bytes[i / 8]];
    std::memcpy(mask + i, &eight, 8);
  }
  for (; i < rows.count; ++i) mask[i] &= static_cast<uint8_t>(GetBit(validity, i));
}

void ApplyValidity(Vector& vector, const BufferPtr& validity) {
  if (validity == nullptr) return;
  if (vector.IsConstant()) vector = vector.Flatten();
  if (vector.validity() == nullptr) {
    vector.SetValidity(validity);
    return;
  }
  BitmapAnd result(vector.size());
  result.AddShared(vector.validity_buffer());
  result.AddShared(validity);
  vector.SetValidity(result.Take());
}

}  // namespace lakebolt
