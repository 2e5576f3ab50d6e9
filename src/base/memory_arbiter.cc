#include "base/memory_arbiter.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/per_process.h"
#include "base/thread_start.h"

namespace lakebolt {

namespace {

using std::chrono::milliseconds;

/// How often a thread that waits looks at cancellation.
constexpr milliseconds kLook(5);
/// How long a query waits for others before it fails: as long as what they hold does not change,
/// and in all.
constexpr milliseconds kPatience(2000);
constexpr milliseconds kMostPatience(30000);
/// How long it waits for its own threads.
constexpr milliseconds kOwnPatience(300);

thread_local bool is_yielding = false;

bool HasRoom(const MemoryPool& pool, int64_t bytes) {
  return pool.limit() - pool.used() >= bytes;
}

/// Returns the first pool of a chain that has no room; null where all have.
const MemoryPool* FullOf(const MemoryArbiter::Chain& chain, int64_t bytes) {
  const auto full = std::find_if(chain.begin(), chain.end(),
                                 [&](const MemoryPool* pool) { return !HasRoom(*pool, bytes); });
  return full == chain.end() ? nullptr : *full;
}

}  // namespace

YieldScope::YieldScope() : before_(std::exchange(is_yielding, true)) {}

YieldScope::~YieldScope() {
  is_yielding = before_;
}

bool YieldScope::active() {
  return is_yielding;
}

MemoryArbiter& MemoryArbiter::Get() {
  // Never destroyed: its thread outlives main.
  static auto* arbiter =
      new PerProcess<MemoryArbiter>([] { return std::make_unique<MemoryArbiter>(); });
  return arbiter->Get();
}

void MemoryArbiter::NoteWorkers(uint32_t workers, AddWorker add) {
  const std::lock_guard lock(mutex_);
  most_waiting_ = std::max(most_waiting_, workers - 1);
  add_worker_ = add;
}

void MemoryArbiter::Enter(Chain chain, SpillCall spill) {
  auto entry = std::make_shared<const Entry>(Entry{std::move(chain), std::move(spill)});
  const std::lock_guard lock(mutex_);
  entries_.push_back(std::move(entry));
}

void MemoryArbiter::Leave(const MemoryPool* pool) {
  std::unique_lock lock(mutex_);
  std::erase_if(entries_, [&](const EntryPtr& entry) { return entry->pool() == pool; });
  answered_.wait(lock, [&] { return asked_ == nullptr || asked_->pool() != pool; });
}

std::vector<MemoryArbiter::EntryPtr> MemoryArbiter::LargestFirst(const MemoryPool& full,
                                                                 const MemoryPool& asker,
                                                                 int64_t bytes) {
  std::vector<std::pair<int64_t, EntryPtr>> sized;
  {
    const std::lock_guard lock(mutex_);
    for (const EntryPtr& entry : entries_) {
      const Chain& chain = entry->chain;
      if (std::find(chain.begin(), chain.end(), &full) == chain.end()) continue;
      sized.emplace_back(entry->pool()->used() + (entry->pool() == &asker ? bytes : 0), entry);
    }
  }
  std::sort(sized.begin(), sized.end(), std::greater<>());
  std::vector<EntryPtr> entries;
  for (auto& [size, entry] : sized) {
    if (size > 0) entries.push_back(std::move(entry));
  }
  return entries;
}

int64_t MemoryArbiter::Reclaim(const Chain& chain, int64_t bytes) {
  const MemoryPool* full = FullOf(chain, bytes);
  if (full == nullptr) return bytes;  // others have given back meanwhile
  const MemoryPool& asker = *chain.front();
  for (const EntryPtr& entry : LargestFirst(*full, asker, bytes)) {
    const int64_t given = entry->pool() == &asker ? entry->spill(bytes) : Ask(entry, bytes);
    if (given > 0) return given;
    if (HasRoom(*full, bytes)) return bytes;
  }
  return AwaitRoom(*full, asker, bytes) ? bytes : 0;
}

int64_t MemoryArbiter::Ask(const EntryPtr& entry, int64_t bytes) {
  const auto request = std::make_shared<Request>(Request{entry, bytes});
  std::unique_lock lock(mutex_);
  if (!runs_) {
    try {
      StartThread([this] { Run(); }).detach();
    } catch (const UserError&) {
      return 0;
    }
    runs_ = true;
  }
  requests_.push_back(request);
  wanted_.notify_one();
  while (!answered_.wait_for(lock, kLook, [&] { return request->done; })) CheckCancellation();
  return request->given;
}

bool MemoryArbiter::AwaitRoom(const MemoryPool& full, const MemoryPool& asker, int64_t bytes) {
  // Of its own memory, other threads of the query may hold some for a short while.
  const bool is_own = &full == &asker;
  const bool others_hold = is_own || full.used() > asker.used();
  if (!others_hold || full.limit() - (is_own ? 0 : asker.used()) < bytes) return false;
  const milliseconds patience = is_own ? kOwnPatience : kPatience;
  std::unique_lock lock(mutex_);
  // Two threads of a query that can do with less would wait for each other.
  const bool other_waits =
      std::find(own_waiting_.begin(), own_waiting_.end(), &full) != own_waiting_.end();
  if (is_own && YieldScope::active() && other_waits) return false;
  // A thread that waits does not work for those it waits for.
  if (waiting_ >= most_waiting_) {
    const AddWorker add_worker = add_worker_;
    if (add_worker == nullptr) return false;
    lock.unlock();
    const bool added = add_worker();
    lock.lock();
    if (!added || waiting_ >= most_waiting_) return false;
  }
  ++waiting_;
  if (is_own) own_waiting_.push_back(&full);
  const struct Scope {
    ~Scope() {
      --arbiter.waiting_;
      auto& pools = arbiter.own_waiting_;
      const auto found = std::find(pools.begin(), pools.end(), own);
      if (found != pools.end()) pools.erase(found);
    }
    MemoryArbiter& arbiter;
    const MemoryPool* own;
  } scope{*this, is_own ? &full : nullptr};
  const auto begin = std::chrono::steady_clock::now();
  auto now = begin;
  auto last_change = begin;
  int64_t used = full.used();
  while (!HasRoom(full, bytes) && now - last_change < patience && now - begin < kMostPatience) {
    answered_.wait_for(lock, kLook);
    CheckCancellation();
    now = std::chrono::steady_clock::now();
    if (full.used() == used) continue;
    used = full.used();
    last_change = now;
  }
  return HasRoom(full, bytes);
}

void MemoryArbiter::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [this] { return !requests_.empty(); });
    const std::shared_ptr<Request> request = std::move(requests_.front());
    requests_.pop_front();
    if (std::find(entries_.begin(), entries_.end(), request->entry) != entries_.end()) {
      asked_ = request->entry;
      lock.unlock();
      try {
        request->given = request->entry->spill(request->bytes);
      } catch (...) {
        // The query that failed to spill has ended by that; see QueryExecution.
      }
      lock.lock();
      asked_ = nullptr;
    }
    request->done = true;
    answered_.notify_all();
  }
}

}  // namespace lakebolt
