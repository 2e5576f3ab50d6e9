#pragma once

#include <cstdint>

namespace lakebolt {

/// Is how many keys behind those written may be overwritten.
constexpr uint32_t kAscendingSlack = 16;

/// Tells how far keys were numbered.
struct NumberedKeys {
  uint32_t rows = 0;   // before the first key that is less than the one before
  uint32_t group = 0;  // of the last of these rows
};

/// Numbers keys, `stride` words apart, that come in order: one that equals the key before it has
/// its group, another opens the next. The first key's predecessor is `*last`, of group `group`; new
/// keys are written behind it, where there is room for `count` and kAscendingSlack more.
NumberedKeys NumberAscending(const uint64_t* keys, uint32_t stride, uint32_t count, uint64_t* last,
                             uint32_t group, uint32_t* groups);
/// Does the same with codes of an ascending dictionary.
NumberedKeys NumberAscending(const uint32_t* codes, uint32_t count, uint32_t* last, uint32_t group,
                             uint32_t* groups);

}  // namespace lakebolt
