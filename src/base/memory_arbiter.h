#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/memory_pool.h"

namespace lakebolt {

/// Finds memory for pools that are full. A pool whose own limit is reached gives back itself. Where
/// a parent is full, the largest of the pools below it gives first, so that queries which run
/// together end up with fair shares; another's holders spill on a thread of the arbiter: whoever
/// asks may be cancelled meanwhile without leaving another query's rows half written, and no worker
/// has to be free for it. Thread-safe.
class MemoryArbiter {
 public:
  /// Is a pool and its parents, from the inside out.
  using Chain = std::vector<const MemoryPool*>;
  /// Has a pool's holders spill about so many bytes; returns what they gave back.
  using SpillCall = std::function<int64_t(int64_t bytes)>;

  /// Returns the arbiter of the process.
  static MemoryArbiter& Get();

  /// Has one more worker come to the scheduler that the calling thread works for; returns false
  /// where there are many already, or where the thread works for none.
  using AddWorker = bool (*)();
  /// Says how many threads of a scheduler run tasks: all but one may wait for memory, and more once
  /// others have come in their place.
  void NoteWorkers(uint32_t workers, AddWorker add);

  /// Makes a pool known that has holders.
  void Enter(Chain chain, SpillCall spill);
  /// Forgets a pool; waits while it is being asked for others.
  void Leave(const MemoryPool* pool);

  /// Has memory given back for the first pool of `chain`, so that `bytes` may be free in all;
  /// returns about what was given, 0 where nobody has anything. Throws what spilling throws, and
  /// kCancelled.
  int64_t Reclaim(const Chain& chain, int64_t bytes);

 private:
  struct Entry {
    Chain chain;
    SpillCall spill;

    const MemoryPool* pool() const { return chain.front(); }
  };
  using EntryPtr = std::shared_ptr<const Entry>;
  struct Request {
    EntryPtr entry;
    int64_t bytes;
    int64_t given = 0;
    bool done = false;
  };

  std::vector<EntryPtr> LargestFirst(const MemoryPool& full, const MemoryPool& asker,
                                     int64_t bytes);
  /// Has another pool's holders spill; returns what they gave.
  int64_t Ask(const EntryPtr& entry, int64_t bytes);
  /// Waits a while for others to end; returns whether `bytes` are free now.
  bool AwaitRoom(const MemoryPool& full, const MemoryPool& asker, int64_t bytes);
  void Run();

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable answered_;
  std::vector<EntryPtr> entries_;
  std::deque<std::shared_ptr<Request>> requests_;
  EntryPtr asked_;        // just now
  uint32_t waiting_ = 0;  // threads in AwaitRoom
  uint32_t most_waiting_ = 1;
  std::vector<const MemoryPool*> own_waiting_;  // of queries that wait for their own threads
  AddWorker add_worker_ = nullptr;
  bool runs_ = false;  // the thread, from the first request on
};

/// While there is one, its thread can do with less memory: where another thread of the query waits
/// for some already, it fails at once, and what it holds becomes free.
class YieldScope {
 public:
  YieldScope();
  YieldScope(const YieldScope&) = delete;
  YieldScope& operator=(const YieldScope&) = delete;
  ~YieldScope();

  static bool active();

 private:
  bool before_;
};

}  // namespace lakebolt
