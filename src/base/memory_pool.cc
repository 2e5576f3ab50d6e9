#include "base/memory_pool.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/freed_memory.h"
#include "base/memory_arbiter.h"

namespace lakebolt {

namespace {

/// Marks the threads that give memory back just now.
struct ReclaimScope {
  static thread_local bool active;

  ReclaimScope() { active = true; }
  ~ReclaimScope() { active = false; }
};
thread_local bool ReclaimScope::active = false;

/// Sees to it, each time that so many bytes more were reserved, that the C library does not keep
/// what would take the process beyond its limit: blocks that were freed under others stay resident.
void LookAtResidentMemory(int64_t bytes, const MemoryPool& pool) {
  constexpr int64_t kLooksEvery = int64_t{16} << 20;
  static std::atomic<int64_t> since_last{0};
  if (since_last.fetch_add(bytes, std::memory_order_relaxed) + bytes < kLooksEvery) return;
  since_last.store(0, std::memory_order_relaxed);
  KeepResidentBelow(pool.limit(), pool.used());
}

}  // namespace

bool MemoryPool::TryReserve(int64_t bytes) {
  const int64_t now = used_.fetch_add(bytes) + bytes;
  if (now > limit_.load() || (parent_ != nullptr && !parent_->TryReserve(bytes))) {
    used_.fetch_sub(bytes);
    return false;
  }
  int64_t peak = peak_.load(std::memory_order_relaxed);
  while (now > peak && !peak_.compare_exchange_weak(peak, now)) {
  }
  return true;
}

void MemoryPool::Release(int64_t bytes) {
  used_.fetch_sub(bytes);
  if (parent_ != nullptr) parent_->Release(bytes);
}

int64_t MemoryPool::Left() const {
  const int64_t own = limit() - used();
  return parent_ == nullptr ? own : std::min(own, parent_->Left());
}

void MemoryPool::Add(Spillable* holder) {
  {
    const std::lock_guard lock(spillable_mutex_);
    spillable_.push_back(holder);
    if (spillable_.size() > 1) return;
  }
  MemoryArbiter::Chain chain;
  for (const MemoryPool* pool = this; pool != nullptr; pool = pool->parent_) chain.push_back(pool);
  MemoryArbiter::Get().Enter(chain, [this](int64_t bytes) {
    const std::lock_guard lock(spillable_mutex_);
    // Others may have given back while this thread waited for its turn.
    if (Left() >= bytes) return bytes;
    const ReclaimScope scope;
    int64_t given = 0;
    for (size_t i = 0; i < spillable_.size() && given < bytes; ++i) {
      given += spillable_[i]->Spill(bytes - given);
    }
    return given;
  });
}

void MemoryPool::Remove(Spillable* holder) {
  {
    const std::lock_guard lock(spillable_mutex_);
    std::erase(spillable_, holder);
    if (!spillable_.empty()) return;
  }
  MemoryArbiter::Get().Leave(this);
}

int64_t MemoryPool::Reclaim(int64_t bytes) {
  // Whoever writes to disk for others needs a little memory itself, and must do without more.
  if (ReclaimScope::active) return 0;
  MemoryArbiter::Chain chain;
  for (const MemoryPool* pool = this; pool != nullptr; pool = pool->parent_) chain.push_back(pool);
  return MemoryArbiter::Get().Reclaim(chain, bytes);
}

Reservation& Reservation::operator=(Reservation&& other) noexcept {
  if (this == &other) return *this;
  Free();
  pool_ = other.pool_;
  who_ = std::move(other.who_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void Reservation::Grow(int64_t bytes) {
  bool may_help = pool_ != nullptr;
  while (pool_ == nullptr || FaultFor(FaultSite::kReserve) == 0) {
    if (pool_ == nullptr || pool_->TryReserve(bytes)) {
      size_ += bytes;
      if (pool_ != nullptr) LookAtResidentMemory(bytes, *pool_);
      return;
    }
    if (!may_help) break;
    may_help = pool_->Reclaim(bytes) > 0;
  }
  const bool own_limit = pool_ != nullptr && pool_->limit() - pool_->used() < bytes;
  throw UserError(ErrorCode::kOutOfMemory,
                  who_ + " needs " + FormatBytes(bytes) + " more, but " +
                      (own_limit ? FormatBytes(pool_->used()) + " of " +
                                       FormatBytes(pool_->limit()) + " are in use"
                                 : "other queries hold what there is"),
                  {}, "raise memory_limit, for example SET memory_limit = '8GB'");
}

bool Reservation::TryGrow(int64_t bytes) {
  const bool has_room =
      pool_ == nullptr || (FaultFor(FaultSite::kReserve) == 0 && pool_->TryReserve(bytes));
  if (!has_room) return false;
  size_ += bytes;
  if (pool_ != nullptr) LookAtResidentMemory(bytes, *pool_);
  return true;
}

void Reservation::Absorb(Reservation& other) {
  size_ += std::exchange(other.size_, 0);
}

void Reservation::Resize(int64_t bytes) {
  if (bytes > size_) {
    Grow(bytes - size_);
  } else {
    if (pool_ != nullptr) pool_->Release(size_ - bytes);
    size_ = bytes;
  }
}

void Reservation::Free() {
  if (pool_ != nullptr && size_ > 0) pool_->Release(size_);
  size_ = 0;
}

std::string FormatBytes(int64_t bytes) {
  constexpr double kStep = 1024.0;
  const char* const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= kStep && unit + 1 < std::size(units)) {
    value /= kStep;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text;
}

int64_t ParseBytes(const std::string& text) {
  size_t end = 0;
  double value = 0;
  try {
    value = std::stod(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  std::string unit;
  for (char c : text.substr(end)) {
    if (c != ' ') unit += AsciiLower(c);
  }
  const std::pair<const char*, double> units[] = {{"", 1},          {"b", 1},
                                                  {"k", 1e3},       {"kb", 1e3},
                                                  {"m", 1e6},       {"mb", 1e6},
                                                  {"g", 1e9},       {"gb", 1e9},
                                                  {"t", 1e12},      {"tb", 1e12},
                                                  {"kib", 1 << 10}, {"mib", 1 << 20},
                                                  {"gib", 1 << 30}, {"tib", 1024.0 * (1 << 30)}};
  for (const auto& [name, factor] : units) {
    const double bytes = value * factor;
    if (end > 0 && unit == name && bytes >= 0 && bytes < 9e18) return static_cast<int64_t>(bytes);
  }
  throw UserError(ErrorCode::kInvalidArgument, "\"" + text + "\" is not an amount of memory", {},
                  "write a number and a unit, such as '512MB' or '4GiB'");
}

}  // namespace lakebolt
