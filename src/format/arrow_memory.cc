#include "format/arrow_memory.h"

#include <arrow/memory_pool.h>
#include <arrow/status.h>

#include "base/error.h"
#include "base/evaluation_memory.h"
#include "base/fault.h"

namespace lakebolt {

namespace {

class BoundedMemory final : public arrow::MemoryPool {
 public:
  explicit BoundedMemory(arrow::MemoryPool* from) : from_(from) {}

  arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t** out) override {
    ARROW_RETURN_NOT_OK(Take(size));
    return from_->Allocate(size, alignment, out);
  }
  arrow::Status Reallocate(int64_t old_size, int64_t new_size, int64_t alignment,
                           uint8_t** memory) override {
    if (new_size > old_size) ARROW_RETURN_NOT_OK(Take(new_size - old_size));
    if (new_size < old_size) EvaluationMemory::GiveBack(static_cast<size_t>(old_size - new_size));
    return from_->Reallocate(old_size, new_size, alignment, memory);
  }
  void Free(uint8_t* memory, int64_t size, int64_t alignment) override {
    EvaluationMemory::GiveBack(static_cast<size_t>(size));
    from_->Free(memory, size, alignment);
  }

  int64_t bytes_allocated() const override { return from_->bytes_allocated(); }
  int64_t total_bytes_allocated() const override { return from_->total_bytes_allocated(); }
  int64_t num_allocations() const override { return from_->num_allocations(); }
  std::string backend_name() const override { return from_->backend_name(); }

 private:
  static arrow::Status Take(int64_t size) {
    if (FaultFor(FaultSite::kAllocate) != 0) return arrow::Status::OutOfMemory("no memory is left");
    // Exceptions must not cross Arrow's code; Arrow refuses negative sizes itself.
    try {
      if (size > 0) EvaluationMemory::Take(static_cast<size_t>(size));
      return arrow::Status::OK();
    } catch (const UserError& error) {
      return arrow::Status::OutOfMemory(error.what());
    }
  }

  arrow::MemoryPool* from_;
};

}  // namespace

arrow::MemoryPool* BoundedArrowMemory() {
  static auto* memory = new BoundedMemory(arrow::default_memory_pool());
  return memory;
}

}  // namespace lakebolt
