// Replaces operator new for a whole process, when loaded into it first (LD_PRELOAD): one chosen
// allocation fails, whoever makes it, and the live bytes are counted. See test/python/faults.

#include <link.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

std::atomic<int64_t> calls{0};
std::atomic<int64_t> live_bytes{0};
// Calls that fail: [first_failing, last_failing], counted from 1.
std::atomic<int64_t> first_failing{0};
std::atomic<int64_t> last_failing{-1};
std::atomic<int64_t> failed{0};

/// Is where the code of a shared library lies.
struct Code {
  const char* name = nullptr;
  uintptr_t begin = 0;
  uintptr_t end = 0;
};
Code spared;

int FindCode(dl_phdr_info* info, size_t, void* data) {
  Code& code = *static_cast<Code*>(data);
  if (std::strstr(info->dlpi_name, code.name) == nullptr) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    code.begin = info->dlpi_addr + part.p_vaddr;
    code.end = code.begin + part.p_memsz;
  }
  return 1;
}

void* Allocate(size_t bytes, size_t alignment, const void* caller) noexcept {
  const auto address = reinterpret_cast<uintptr_t>(caller);
  const bool is_spared = address >= spared.begin && address < spared.end;
  const int64_t call = is_spared ? 0 : calls.fetch_add(1, std::memory_order_relaxed) + 1;
  if (call > 0 && call <= last_failing.load(std::memory_order_relaxed) &&
      call >= first_failing.load(std::memory_order_relaxed)) {
    failed.fetch_add(1);
    return nullptr;
  }
  if (bytes == 0) bytes = 1;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* data = alignment <= alignof(std::max_align_t) ? std::malloc(bytes)
                                                      : std::aligned_alloc(alignment, rounded);
  if (data != nullptr) {
    live_bytes.fetch_add(static_cast<int64_t>(malloc_usable_size(data)), std::memory_order_relaxed);
  }
  return data;
}

void* AllocateOrThrow(size_t bytes, size_t alignment, const void* caller) {
  void* data = Allocate(bytes, alignment, caller);
  if (data == nullptr) throw std::bad_alloc();
  return data;
}

void Free(void* data) noexcept {
  if (data == nullptr) return;
  live_bytes.fetch_sub(static_cast<int64_t>(malloc_usable_size(data)), std::memory_order_relaxed);
  std::free(data);
}

constexpr size_t kUsual = alignof(std::max_align_t);

}  // namespace

extern "C" {

/// Lets the allocations made by the code of one library succeed: what has `name` in its path.
void failing_new_spare(const char* name) {
  spared.name = name;
  dl_iterate_phdr(FindCode, &spared);
}
/// Has `count` allocations fail, from the `nth` from now on.
void failing_new_arm(int64_t nth, int64_t count) {
  failed = 0;
  calls = 0;
  first_failing = nth;
  last_failing = nth + count - 1;
}
void failing_new_disarm() {
  last_failing = -1;
}
/// Returns how many allocations have failed since `failing_new_arm`.
int64_t failing_new_failed() {
  return failed;
}
int64_t failing_new_calls() {
  return calls;
}
int64_t failing_new_live_bytes() {
  return live_bytes;
}

}  // extern "C"

void* operator new(size_t bytes) {
  return AllocateOrThrow(bytes, kUsual, __builtin_return_address(0));
}
void* operator new[](size_t bytes) {
  return AllocateOrThrow(bytes, kUsual, __builtin_return_address(0));
}
void* operator new(size_t bytes, std::align_val_t alignment) {
  return AllocateOrThrow(bytes, static_cast<size_t>(alignment), __builtin_return_address(0));
}
void* operator new[](size_t bytes, std::align_val_t alignment) {
  return AllocateOrThrow(bytes, static_cast<size_t>(alignment), __builtin_return_address(0));
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return Allocate(bytes, kUsual, __builtin_return_address(0));
}
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return Allocate(bytes, kUsual, __builtin_return_address(0));
}
void* operator new(size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(bytes, static_cast<size_t>(alignment), __builtin_return_address(0));
}
void* operator new[](size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(bytes, static_cast<size_t>(alignment), __builtin_return_address(0));
}
void operator delete(void* data) noexcept {
  Free(data);
}
void operator delete[](void* data) noexcept {
  Free(data);
}
void operator delete(void* data, size_t) noexcept {
  Free(data);
}
void operator delete[](void* data, size_t) noexcept {
  Free(data);
}
void operator delete(void* data, std::align_val_t) noexcept {
  Free(data);
}
void operator delete[](void* data, std::align_val_t) noexcept {
  Free(data);
}
void operator delete(void* data, size_t, std::align_val_t) noexcept {
  Free(data);
}
void operator delete[](void* data, size_t, std::align_val_t) noexcept {
  Free(data);
}
void operator delete(void* data, const std::nothrow_t&) noexcept {
  Free(data);
}
void operator delete[](void* data, const std::nothrow_t&) noexcept {
  Free(data);
}
void operator delete(void* data, std::align_val_t, const std::nothrow_t&) noexcept {
  Free(data);
}
void operator delete[](void* data, std::align_val_t, const std::nothrow_t&) noexcept {
  Free(data);
}
