#include "exec/join/key_codec.h"

#include <algorithm>

#include "vector/hash_vector.h"

namespace lakebolt {

KeyCodec::KeyCodec(const std::vector<LogicalType>& types, const std::vector<KeyBounds>& bounds,
                   const std::vector<bool>& null_safe) {
  digits_.resize(types.size());
  for (size_t k = 0; k < types.size(); ++k) digits_[k].null_safe = null_safe[k];
  packed_ = PlanPacked(types, bounds);
  if (!packed_) limit_ = kNoCode - 1;
}

bool KeyCodec::PlanPacked(const std::vector<LogicalType>& types,
                          const std::vector<KeyBounds>& bounds) {
  uint128_t codes = 1;
  for (size_t k = 0; k < types.size(); ++k) {
    if (!IsIntegerKey(types[k])) return false;
    Digit& digit = digits_[k];
    digit.stride = static_cast<uint64_t>(codes);
    // Without values (no rows, or all NULL) one value stands in that some row may even have.
    digit.min = bounds[k].IsEmpty() ? 0 : bounds[k].min();
    digit.span = bounds[k].IsEmpty() ? 0 : bounds[k].span();
    codes *= uint128_t{digit.span} + 1 + (digit.null_safe ? 1 : 0);
    if (codes >= kNoCode) return false;
  }
  limit_ = static_cast<uint64_t>(codes - 1);
  return true;
}

void KeyCodec::Encode(const std::vector<const Vector*>& keys, RowSet rows, uint64_t* codes) const {
  if (!packed_) {
    EncodeHashed(keys, rows, codes);
  } else if (digits_.size() == 1 && !digits_[0].null_safe) {
    EncodeSingle(*keys[0], rows, codes);
  } else {
    EncodePacked(keys, rows, codes);
  }
}

void KeyCodec::EncodeSingle(const Vector& key, RowSet rows, uint64_t* codes) const {
  const uint64_t min = digits_[0].min;
  const uint64_t span = digits_[0].span;
  DispatchIntegerKey(key.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(key);
    const auto code_of = [min, span](T value) {
      const uint64_t code = KeyWord(value) - min;
      return code <= span ? code : kNoCode;
    };
    if (reader.MayHaveNulls()) {
      for (uint32_t i = 0; i < rows.count; ++i) {
        codes[i] = reader.IsNull(rows[i]) ? kNoCode : code_of(reader[rows[i]]);
      }
    } else if (reader.IsFlat() && rows.IsDense()) {
      const T* values = reader.values();
      for (uint32_t i = 0; i < rows.count; ++i) codes[i] = code_of(values[i]);
    } else if (reader.IsFlat()) {
      const T* values = reader.values();
      for (uint32_t i = 0; i < rows.count; ++i) codes[i] = code_of(values[rows.indices[i]]);
    } else {
      for (uint32_t i = 0; i < rows.count; ++i) codes[i] = code_of(reader[rows[i]]);
    }
  });
}

void KeyCodec::EncodePacked(const std::vector<const Vector*>& keys, RowSet rows,
                            uint64_t* codes) const {
  std::fill_n(codes, rows.count, 0);
  std::vector<uint64_t> misses(rows.count, 0);  // all bits set where the row matches nothing
  for (size_t k = 0; k < keys.size(); ++k) {
    const Digit digit = digits_[k];
    DispatchIntegerKey(keys[k]->type().physical(), [&]<typename T>() {
      const VectorReader<T> reader(*keys[k]);
      const bool nulls = reader.MayHaveNulls();
      const uint64_t shift = digit.null_safe ? 1 : 0;  // digit 0 is NULL
      for (uint32_t i = 0; i < rows.count; ++i) {
        const uint32_t row = rows[i];
        if (nulls && reader.IsNull(row)) {
          if (!digit.null_safe) misses[i] = kNoCode;
          continue;
        }
        const uint64_t difference = KeyWord(reader[row]) - digit.min;
        misses[i] |= difference <= digit.span ? 0 : kNoCode;
        codes[i] += (difference + shift) * digit.stride;
      }
    });
  }
  for (uint32_t i = 0; i < rows.count; ++i) codes[i] |= misses[i];
}

void KeyCodec::EncodeHashed(const std::vector<const Vector*>& keys, RowSet rows,
                            uint64_t* codes) const {
  for (size_t k = 0; k < keys.size(); ++k) HashColumn(*keys[k], rows, k == 0, codes);
  for (uint32_t i = 0; i < rows.count; ++i) codes[i] = std::min(codes[i], kNoCode - 1);
  for (size_t k = 0; k < keys.size(); ++k) {
    if (digits_[k].null_safe || !keys[k]->MayHaveNulls()) continue;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (keys[k]->IsNull(rows[i])) codes[i] = kNoCode;
    }
  }
}

}  // namespace lakebolt
