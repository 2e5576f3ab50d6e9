#pragma once

#include <string>

#include "base/memory_pool.h"
#include "format/result_writer.h"

namespace lakebolt {

/// Charges what a writer keeps back to the memory of the query whose rows it writes.
class WriterCharge {
 public:
  /// Charges to `memory`; nothing where that is null.
  WriterCharge(MemoryPool* memory, std::string who)
      : memory_(memory), held_(memory, std::move(who)) {}

  /// Charges what `writer` keeps back now; where there is no room for it, has it written.
  void Settle(ResultWriter& writer);

 private:
  MemoryPool* memory_;
  Reservation held_;
};

}  // namespace lakebolt
