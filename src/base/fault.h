#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace lakebolt {

/// Names the operations that tests make fail.
enum class FaultSite : uint8_t {
  kOpen,
  kRead,
  kWrite,
  kSync,
  kRename,
  kReserve,   // memory of a pool
  kAllocate,  // memory of the system, for columns
  kThread,    // the start of a thread
};
constexpr size_t kFaultSites = 8;

/// Makes chosen operations of the whole process fail, so that tests see what becomes of a query
/// when a disk is full or memory is short. Not armed, it costs a predictable branch an operation.
/// Thread-safe.
///
/// A plan is a list of faults `SITE:WHEN[:WHAT]`, separated by commas.
/// - SITE is open, read, write, sync, rename, reserve, allocate or thread.
/// - WHEN is `17` (the 17th operation from now on), `17+` (that and all after it), `/17` (every
///   17th) or `>64KiB` (those that begin once so many bytes went through).
/// - WHAT is an error such as EIO, ENOSPC, EINTR; `short`, which moves one byte only; or `20ms`, by
///   which the operation is late. Left out, it is the likeliest error of the site.
class Faults {
 public:
  /// Carries out `plan` from now on, counting from zero; an empty one only counts. Throws
  /// kInvalidArgument.
  static void Arm(const std::string& plan);
  /// Arms what the environment variable LAKEBOLT_FAULT holds, if it is there.
  static void ArmFromEnvironment();
  /// Ends all faults; the counts stay.
  static void Disarm();

  /// Returns how many operations of `site` were asked for since `Arm`.
  static uint64_t Operations(FaultSite site);
  /// Returns how many of all operations were made to fail, to be late or to be short.
  static uint64_t Injected();

 private:
  friend int FaultFor(FaultSite site, size_t* bytes);

  static int Ask(FaultSite site, size_t* bytes);

  static std::atomic<bool> armed_;
};

/// Is asked before an operation: returns 0 to go on, else the errno to fail with. `bytes`, the size
/// of a read or write, may be made smaller; null where there is none.
inline int FaultFor(FaultSite site, size_t* bytes = nullptr) {
  if (!Faults::armed_.load(std::memory_order_relaxed)) [[likely]] {
    return 0;
  }
  return Faults::Ask(site, bytes);
}

}  // namespace lakebolt
