#pragma once

namespace arrow {
class MemoryPool;
}

namespace lakebolt {

/// Returns where Arrow C++ takes memory for the buffers of a file that it reads: few bytes of a
/// file may claim any size of them, so within an EvaluationMemory::Scope they are counted as our
/// own are, and refused where there is no room. Lives as long as the process, as buffers give their
/// memory back to it whenever their last user goes.
arrow::MemoryPool* BoundedArrowMemory();

}  // namespace lakebolt
