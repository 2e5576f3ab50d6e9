#include "io/write_pace.h"

namespace lakebolt {

namespace {
/// Writes of so many bytes count as much as all before them.
constexpr double kHalfLife = 4 << 20;
}  // namespace

void WritePace::Note(size_t bytes, double nanoseconds) {
  if (bytes == 0) return;
  const auto size = static_cast<double>(bytes);
  const double before = NanosecondsPerByte();
  const double share = size / (size + kHalfLife);
  // Of two writes at a time one may go uncounted.
  pace_.store(before + (nanoseconds / size - before) * share, std::memory_order_relaxed);
}

}  // namespace lakebolt
