#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expression/evaluator.h"
#include "plan/logical_plan.h"
#include "vector/chunk.h"
#include "vector/order_key.h"

namespace lakebolt {

/// Holds the keys of rows as byte strings whose order as bytes is the order asked for.
struct EncodedKeys {
  std::vector<uint8_t> bytes;
  std::vector<uint64_t> ends;  // key i is bytes[ends[i - 1] .. ends[i])

  size_t size() const { return ends.size(); }
  std::string_view operator[](size_t i) const {
    const uint64_t begin = i == 0 ? 0 : ends[i - 1];
    return {reinterpret_cast<const char*>(bytes.data()) + begin, ends[i] - begin};
  }
};

/// Returns eight bytes of a key, the first ones or those behind `begin`, as a number of the same
/// order: most comparisons touch nothing else.
inline uint64_t KeyPrefix(std::string_view key, size_t begin = 0) {
  uint64_t word = 0;
  if (key.size() > begin) {
    std::memcpy(&word, key.data() + begin, std::min(key.size() - begin, sizeof(word)));
  }
  return __builtin_bswap64(word);
}

/// Turns sort keys into byte strings that compare by memcmp; see vector/order_key.h. One worker's.
class SortKeyEncoder {
 public:
  explicit SortKeyEncoder(const std::vector<SortKey>& keys);

  /// Appends the keys of the chunk's live rows, in order.
  void Encode(const Chunk& chunk, EncodedKeys& out);

 private:
  struct Key {
    ExprEvaluator evaluator;
    KeyOrder order;
  };
  std::vector<Key> keys_;
};

}  // namespace lakebolt
