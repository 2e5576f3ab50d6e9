#pragma once

#include <cstdint>
#include <vector>

#include "exec/runtime_filter/key_bounds.h"

namespace lakebolt {

/// Stands for "matches no row": a NULL, or a value outside the build side's bounds.
constexpr uint64_t kNoCode = ~uint64_t{0};

/// Turns the keys of a row into one 64-bit code. Two ways:
///
/// - packed: all keys are integers and the product of their spans fits: the code is the mixed-radix
///   number of the differences to the minima, so equal codes mean equal keys;
/// - hashed: the code is a hash; rows of equal codes must still be compared.
class KeyCodec {
 public:
  KeyCodec() = default;
  /// Chooses the way. `bounds` holds those of each integer key of the build side (of other keys
  /// anything); `null_safe[k]` says that NULL is a value of key k.
  KeyCodec(const std::vector<LogicalType>& types, const std::vector<KeyBounds>& bounds,
           const std::vector<bool>& null_safe);

  bool IsPacked() const { return packed_; }
  /// Returns the greatest code there can be but for kNoCode.
  uint64_t limit() const { return limit_; }

  /// Writes the code of row `rows[i]` into `codes[i]`.
  void Encode(const std::vector<const Vector*>& keys, RowSet rows, uint64_t* codes) const;

 private:
  struct Digit {
    uint64_t min = 0;
    uint64_t span = 0;
    uint64_t stride = 1;
    bool null_safe = false;
  };

  bool PlanPacked(const std::vector<LogicalType>& types, const std::vector<KeyBounds>& bounds);
  void EncodeSingle(const Vector& key, RowSet rows, uint64_t* codes) const;
  void EncodePacked(const std::vector<const Vector*>& keys, RowSet rows, uint64_t* codes) const;
  void EncodeHashed(const std::vector<const Vector*>& keys, RowSet rows, uint64_t* codes) const;

  std::vector<Digit> digits_;
  bool packed_ = true;
  uint64_t limit_ = 0;
};

}  // namespace lakebolt
