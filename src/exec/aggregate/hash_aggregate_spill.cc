#include <algorithm>
#include <utility>

#include "exec/aggregate/hash_aggregate.h"
#include "exec/spill/spill_lock.h"

namespace lakebolt {

namespace {

/// Writing what waits gives back at least one part in so many of the memory.
constexpr int64_t kLeastShare = 8;

}  // namespace

int64_t HashAggregate::Spill(int64_t bytes) {
  if (!plan_.can_spill) return 0;
  std::vector<std::shared_ptr<GroupWorker>> workers;
  {
    const std::lock_guard lock(mutex_);
    workers = workers_;
  }
  std::sort(workers.begin(), workers.end(),
            [](const auto& a, const auto& b) { return a->held() > b->held(); });
  for (const auto& worker : workers) {
    if (const int64_t given = worker->TrySpill(bytes); given > 0) return given;
  }
  return SpillWaiting(bytes);
}

/// Writes what workers left and nobody has taken yet, while others still take rows, too: tables as
/// a whole, of the raw rows the last partitions.
int64_t HashAggregate::SpillWaiting(int64_t bytes) {
  const std::unique_lock lock = LockToSpill(waiting_mutex_);
  if (!lock.owns_lock() || stage_ == Stage::kCut || stage_ == Stage::kTaken) return 0;
  const int64_t wanted = std::max(bytes, plan_.query.memory->limit() / kLeastShare);
  auto spilled = plan_.MakeSpilled();
  int64_t given = 0;
  if (stage_ == Stage::kParts) {
    given += WriteExported(wanted, *spilled);
  } else if (!SpillsRowsFirst()) {
    given += WriteTables(*spilled);
  }
  given += WriteRawRows(wanted - given, *spilled);
  if (given == 0) return 0;
  Uncharge(given);
  AddSpilled(std::move(spilled));
  return given;
}

/// Tells whether tables are the smaller part of what workers left.
bool HashAggregate::SpillsRowsFirst() const {
  int64_t tables = 0;
  for (const auto& table : tables_) tables += plan_.ChargeOf(*table);
  int64_t rows = 0;
  for (const auto& raw : raw_rows_) rows += static_cast<int64_t>(raw->MemoryBytes());
  return rows > tables;
}

int64_t HashAggregate::WriteTables(SpilledGroups& to) {
  int64_t given = 0;
  for (std::unique_ptr<GroupedStates>& table : std::exchange(tables_, {})) {
    given += plan_.ChargeOf(*table);
    to.Write(table->HandOver(plan_.partitioning), 0);
    table.reset();
  }
  return given;
}

int64_t HashAggregate::WriteExported(int64_t wanted, SpilledGroups& to) {
  int64_t given = 0;
  for (std::shared_ptr<const ExportedGroups>& groups : exported_) {
    if (groups == nullptr || given >= wanted) continue;
    to.Write(*groups, first_waiting_);
    given += static_cast<int64_t>(groups->MemoryBytes());
    groups = nullptr;
  }
  return given;
}

int64_t HashAggregate::WriteRawRows(int64_t wanted, SpilledGroups& to) {
  int64_t given = 0;
  for (uint32_t p = kGroupPartitions; p-- > first_waiting_ && given < wanted;) {
    for (const auto& raw : raw_rows_) {
      given += static_cast<int64_t>(raw->MemoryBytes(p));
      to.Write(p, raw->Take(p));
    }
  }
  return given;
}

void HashAggregate::SpillGroups(std::unique_ptr<GroupedStates> groups) {
  auto spilled = plan_.MakeSpilled();
  spilled->Write(groups->HandOver(plan_.partitioning), 0);
  AddSpilled(std::move(spilled));
}

void HashAggregate::AddSpilled(std::unique_ptr<SpilledGroups> groups) {
  const std::lock_guard lock(mutex_);
  stats().bytes_spilled += static_cast<uint64_t>(groups->bytes());
  spilled_.push_back(std::move(groups));
}

}  // namespace lakebolt
