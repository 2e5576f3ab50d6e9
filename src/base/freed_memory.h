#pragma once

#include <cstdint>

namespace lakebolt {

/// Gives freed memory that the C library keeps back to the system, if the process has grown much
/// since this was last done, and free huge pages; a look at its size costs microseconds. For the
/// end of a query, or of a part of one: what it needed in small blocks would else stay resident
/// under the peak of the next. Thread-safe.
void ReturnFreedMemory();

/// Does so if more than `bytes` are resident, of which operators hold `used`, unless it hardly
/// helped just before. For operators that free much in small blocks while the next large ones are
/// made. Thread-safe.
void KeepResidentBelow(int64_t bytes, int64_t used);

}  // namespace lakebolt
