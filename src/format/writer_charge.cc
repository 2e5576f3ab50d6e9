#include "format/writer_charge.h"

namespace lakebolt {

namespace {

/// A writer may keep back rows of a part of the memory limit, and of a small part in any case.
constexpr int64_t kMostHeldInLimit = 4;
constexpr int64_t kFreelyHeldInLimit = 16;

}  // namespace

void WriterCharge::Settle(ResultWriter& writer) {
  if (memory_ == nullptr) return;
  while (true) {
    const int64_t bytes = writer.HeldBytes();
    const bool may_hold = bytes <= memory_->limit() / kMostHeldInLimit;
    if (bytes <= held_.size()) return held_.Resize(bytes);
    if (may_hold && held_.TryGrow(bytes - held_.size())) return;
    if (bytes <= memory_->limit() / kFreelyHeldInLimit || !writer.WriteHeld()) return;
  }
}

}  // namespace lakebolt
