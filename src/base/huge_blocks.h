#pragma once

#include <cstddef>

namespace lakebolt {

/// Gives blocks of memory that lie in huge pages, where the system has these. Fresh memory comes
/// from the system four kilobytes at a time else, which in a virtual machine takes five times as
/// long for the same bytes as two megabytes at a time, and longer than most kernels take over them.
///
/// Memory is mapped in regions; a bit a unit says what of a region is in use, and a block is the
/// first run of free units that is long enough, so that what is in use lies close together and the
/// rest can be given back. Nothing here needs memory to free memory. Thread-safe; a forked child
/// goes on with what it inherits.
class HugeBlocks {
 public:
  /// Smaller blocks are not taken from here; larger ones get pages of their own.
  static constexpr size_t kLeast = size_t{8} << 10;
  static constexpr size_t kMostShared = size_t{4} << 20;

  /// Returns memory of `bytes`, aligned to 64 bytes, not initialised; null when the system has
  /// none.
  static void* Take(size_t bytes);

  /// Frees a block that was taken with as many bytes.
  static void Free(void* block, size_t bytes) noexcept;

  /// Gives free huge pages back to the system, but for about `kept` bytes.
  static void ReturnFree(size_t kept) noexcept;

  /// Gives all that is free back, in huge pages of which parts are in use, too: what is left of
  /// these is slower from then on.
  static void ReturnAllFree() noexcept;

  /// Returns the bytes of free huge pages that were not given back.
  static size_t FreeBytes() noexcept;
};

}  // namespace lakebolt
