#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace lakebolt {

/// Holds memory that it can write to disk when others need it.
class Spillable {
 public:
  virtual ~Spillable() = default;

  /// Writes about `bytes` of what it holds to disk; returns the bytes given back, 0 when there is
  /// nothing to give. Called by any thread, and at any time: what it finds locked by others it must
  /// leave alone instead of waiting.
  virtual int64_t Spill(int64_t bytes) {
    (void)bytes;
    return 0;
  }
};

/// Counts the bytes that operators may hold, against a hard limit. Pools nest: a session's pool has
/// the process's as parent, and a reservation must fit both. Thread-safe; counting takes no lock.
class MemoryPool {
 public:
  /// Creates a pool of `limit` bytes; `parent` (may be null) must outlive it.
  explicit MemoryPool(int64_t limit, MemoryPool* parent = nullptr)
      : limit_(limit), parent_(parent) {}
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  /// Takes `bytes`; returns false and takes nothing when a limit would be passed.
  bool TryReserve(int64_t bytes);

  /// Gives `bytes` back.
  void Release(int64_t bytes);

  /// Names somebody to be asked for memory when there is none left, until `Remove`.
  void Add(Spillable* holder);
  void Remove(Spillable* holder);
  /// Asks for `bytes`; returns what was given back.
  int64_t Reclaim(int64_t bytes);

  void SetLimit(int64_t bytes) { limit_.store(bytes); }
  int64_t limit() const { return limit_.load(); }
  int64_t used() const { return used_.load(); }
  /// Returns the bytes that may still be taken, here and in the pools that this one is part of.
  int64_t Left() const;
  int64_t peak() const { return peak_.load(); }

 private:
  std::atomic<int64_t> limit_;
  std::atomic<int64_t> used_{0};
  std::atomic<int64_t> peak_{0};
  MemoryPool* parent_;
  std::mutex spillable_mutex_;
  std::vector<Spillable*> spillable_;
};

/// Holds bytes of a pool for one operator and gives them back when it ends. Not thread-safe.
class Reservation {
 public:
  Reservation() = default;
  /// Starts empty; `who` names the operator in error messages.
  Reservation(MemoryPool* pool, std::string who) : pool_(pool), who_(std::move(who)) {}
  Reservation(Reservation&& other) noexcept { *this = std::move(other); }
  Reservation& operator=(Reservation&& other) noexcept;
  ~Reservation() { Free(); }

  /// Takes `bytes` more, which others may have to give back first; throws kOutOfMemory when they
  /// cannot be had.
  void Grow(int64_t bytes);

  /// Takes `bytes` more if they are free.
  bool TryGrow(int64_t bytes);

  /// Takes over what `other` holds, which is of the same pool.
  void Absorb(Reservation& other);

  /// Grows or shrinks to exactly `bytes`; throws kOutOfMemory when they cannot be had.
  void Resize(int64_t bytes);

  /// Gives everything back.
  void Free();

  int64_t size() const { return size_; }

 private:
  MemoryPool* pool_ = nullptr;
  std::string who_;
  int64_t size_ = 0;
};

/// Formats a number of bytes for people: "1.5 GiB".
std::string FormatBytes(int64_t bytes);

/// Parses "512MB", "4 GiB", "1000000" (bytes); throws kInvalidArgument.
int64_t ParseBytes(const std::string& text);

}  // namespace lakebolt
