#include "exec/aggregate/hash_aggregate.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace lakebolt {

namespace {

/// Aims at so many rows and groups in a part: enough to be worth a task, and a table that fits a
/// cache.
constexpr uint64_t kRowsOfPart = 1 << 14;
/// What waits for its part to be taken may hold so much of the memory, and tables among it one part
/// in so many.
constexpr int64_t kMostHeldNumerator = 3;
constexpr int64_t kMostHeldDenominator = 4;
constexpr int64_t kShareOfTables = 4;
/// A part takes at most one part in so many of a worker's share of the memory, about.
constexpr int64_t kPartsInShare = 16;
/// A part whose rows take more than one part in so many of a worker's share of the memory may have
/// groups that do not fit.
constexpr int64_t kLargeShare = 16;
/// An array by key is not worth its room where less than one key in so many may come.
constexpr uint64_t kSparseKeys = 8;
/// Of parts that are cut by hash one has perhaps so many more groups, one part in so many, than
/// another.
constexpr uint32_t kSpareGroups = 16;

}  // namespace

struct HashAggregate::Local final : LocalState {
  explicit Local(const GroupPlan& plan)
      : evaluator(plan.spec.keys, plan.spec.calls), worker(std::make_shared<GroupWorker>(plan)) {}

  GroupInputEvaluator evaluator;
  std::shared_ptr<GroupWorker> worker;
};

HashAggregate::HashAggregate(AggregateSpec spec, const QueryContext& query)
    : plan_(std::move(spec), query), held_bytes_(MakeReservation()) {
  if (plan_.takes_first_groups) {
    first_groups_ = std::make_unique<FirstGroups>(
        plan_.layout, static_cast<uint32_t>(*plan_.spec.limit), MakeReservation());
  }
}

std::vector<std::string> HashAggregate::Details() const {
  return {"groups: " + std::to_string(groups_.load()) + ", parts: " + std::to_string(parts_) +
          ", rows passed on: " + std::to_string(passed_on_) +
          (numbers_by_key_ ? ", numbered by key" : "")};
}

std::unique_ptr<LocalState> HashAggregate::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>(plan_);
  const std::lock_guard lock(mutex_);
  workers_.push_back(local->worker);
  return local;
}

SinkStatus HashAggregate::Consume(TaskContext&, LocalState& state, Chunk& chunk) {
  auto& local = static_cast<Local&>(state);
  if (chunk.count() == 0) return SinkStatus::kNeedInput;
  const GroupInput& input = local.evaluator.Evaluate(chunk);
  if (first_groups_ == nullptr) {
    local.worker->Add(input, chunk.rows());
    return SinkStatus::kNeedInput;
  }
  local.worker->AddFirst(input, chunk.rows(), *first_groups_);
  const bool has_all =
      spec().calls.empty() && local.worker->table().size() == first_groups_->count();
  return has_all ? SinkStatus::kFinished : SinkStatus::kNeedInput;
}

void HashAggregate::Merge(TaskContext&, LocalState& state) {
  GroupWorker::Contents contents = static_cast<Local&>(state).worker->Take();
  if (contents.spilled != nullptr) AddSpilled(std::move(contents.spilled));
  const std::lock_guard waiting_lock(waiting_mutex_);
  const std::lock_guard lock(mutex_);
  std::erase(workers_, static_cast<Local&>(state).worker);
  held_bytes_.Absorb(contents.bytes);
  std::move(contents.closed.begin(), contents.closed.end(), std::back_inserter(tables_));
  tables_.push_back(std::move(contents.table));
  if (contents.raw == nullptr) return;
  passed_on_ += contents.raw->size();
  raw_rows_.push_back(std::move(contents.raw));
}

void HashAggregate::AddGroups(std::unique_ptr<GroupedStates> groups) {
  if (groups->size() == 0) return;
  Reservation bytes = MakeReservation();
  bytes.Grow(plan_.ChargeOf(*groups));
  const std::lock_guard waiting_lock(waiting_mutex_);
  const std::lock_guard lock(mutex_);
  held_bytes_.Absorb(bytes);
  tables_.push_back(std::move(groups));
}

GroupWorker& HashAggregate::WorkerOf(LocalState& local) {
  return *static_cast<Local&>(local).worker;
}

uint32_t HashAggregate::PrepareFinish(TaskContext&) {
  const std::lock_guard lock(waiting_mutex_);
  stage_ = Stage::kCut;
  std::erase_if(tables_, [](const auto& table) { return table->size() == 0; });
  uint64_t rows = passed_on_;
  for (const auto& table : tables_) rows += table->size();
  for (const auto& spilled : spilled_) rows += spilled->size();
  const bool is_one = tables_.empty() || (tables_.size() == 1 && !tables_[0]->may_repeat());
  const bool is_whole = spec().keys.empty() || (is_one && passed_on_ == 0);
  if (is_whole && spilled_.empty()) return 0;
  parts_ = static_cast<uint32_t>(
      std::min<uint64_t>(std::bit_ceil(rows / kRowsOfPart + 1), kGroupPartitions));
  // Where memory is short, little of it at a time.
  while (parts_ < kGroupPartitions &&
         held_bytes_.size() / parts_ > plan_.MemoryOfWorker() / kPartsInShare) {
    parts_ *= 2;
  }
  const bool is_short = !spilled_.empty() || LeavesNoRoom();
  if (is_short) parts_ = kGroupPartitions;
  if (parts_ == 1) return 0;
  int64_t table_bytes = 0;
  for (const auto& table : tables_) {
    table_bytes += plan_.ChargeOf(*table);
    keeps_by_key_ |= !is_short && table->is_by_key();
  }
  has_few_keys_ = !keeps_by_key_ && plan_.partitioning.WholeRange().size / kSparseKeys > rows;
  spills_tables_ = LeavesNoRoom() && table_bytes > plan_.query.memory->limit() / kShareOfTables;
  exported_.resize(tables_.size());
  return static_cast<uint32_t>(tables_.size());
}

/// Tells whether aggregating the parts may need more memory than is left.
bool HashAggregate::LeavesNoRoom() const {
  return plan_.can_spill && parts_ > 1 &&
         held_bytes_.size() >
             plan_.query.memory->limit() / kMostHeldDenominator * kMostHeldNumerator;
}

void HashAggregate::Finish(TaskContext&) {
  const std::lock_guard lock(waiting_mutex_);
  if (plan_.can_spill && parts_ > 1) stage_ = Stage::kParts;
}

void HashAggregate::FinishPart(TaskContext&, uint32_t part) {
  if (keeps_by_key_ && tables_[part]->is_by_key()) return;
  const int64_t before = plan_.ChargeOf(*tables_[part]);
  ExportedGroups groups = tables_[part]->HandOver(plan_.partitioning);
  tables_[part].reset();
  int64_t after = 0;
  if (spills_tables_) {
    auto spilled = plan_.MakeSpilled();
    spilled->Write(groups, 0);
    AddSpilled(std::move(spilled));
  } else {
    after = static_cast<int64_t>(groups.MemoryBytes());
    exported_[part] = std::make_shared<const ExportedGroups>(std::move(groups));
  }
  Uncharge(before - after);
}

void HashAggregate::Uncharge(int64_t bytes) {
  const std::lock_guard lock(mutex_);
  // What is left may be a little more than what was charged.
  if (bytes > 0) held_bytes_.Resize(std::max<int64_t>(0, held_bytes_.size() - bytes));
}

std::unique_ptr<GroupedStates> HashAggregate::TakeWhole(TaskContext& context, Reservation& bytes) {
  if (tables_.empty()) return MakeGroups();
  const bool adds_all = tables_.front()->may_repeat();
  std::unique_ptr<GroupedStates> whole = adds_all ? plan_.MakeTable() : std::move(tables_.front());
  if (!adds_all) Uncharge(plan_.ChargeOf(*whole));
  for (size_t t = adds_all ? 0 : 1; t < tables_.size(); ++t) {
    context.query.cancellation->Check();
    Uncharge(plan_.ChargeOf(*tables_[t]));
    const ExportedGroups groups = tables_[t]->HandOver(plan_.partitioning);
    tables_[t].reset();
    whole->MergeExported(groups, 0, groups.count);
    bytes.Resize(static_cast<int64_t>(whole->MemoryBytes()));
  }
  for (const auto& raw : raw_rows_) {
    for (uint32_t p = 0; p < kGroupPartitions; ++p) GiveBack(*raw, p, *whole);
  }
  return whole;
}

/// Aggregates the raw rows of a partition and gives them back.
void HashAggregate::GiveBack(RawRows& rows, uint32_t partition, GroupedStates& target) {
  const auto bytes = static_cast<int64_t>(rows.MemoryBytes(partition));
  target.UpdateRaw(*plan_.raw_format, rows.Take(partition));
  Uncharge(bytes);
}

HashAggregate::Range HashAggregate::PartitionsOf(uint32_t part) const {
  const uint32_t each = kGroupPartitions / parts_;
  return {part * each, (part + 1) * each};
}

std::optional<HashAggregate::Pieces> HashAggregate::NextPieces() {
  // Parts are taken under the lock under which those that wait are written: groups of a part that
  // is neither waiting nor taken would be lost.
  const std::lock_guard waiting_lock(waiting_mutex_);
  if (next_part_ == parts_) return std::nullopt;
  const Range range = PartitionsOf(next_part_++);
  first_waiting_ = range.end;
  const std::lock_guard lock(mutex_);
  return Pieces{range, spilled_, exported_};
}

/// Tells whether the groups of a part may be too many for one table; those by key are not.
bool HashAggregate::IsLarge(const Pieces& pieces) const {
  if (!plan_.can_spill || parts_ < kGroupPartitions || keeps_by_key_) return false;
  const uint32_t p = pieces.range.begin;
  int64_t bytes = 0;
  for (const auto& groups : pieces.spilled) bytes += groups->MemoryBytes(p);
  for (const auto& raw : raw_rows_) bytes += static_cast<int64_t>(raw->MemoryBytes(p));
  for (const auto& groups : pieces.exported) {
    if (groups == nullptr || groups->count == 0) continue;
    const uint32_t own = groups->partition_begins[p + 1] - groups->partition_begins[p];
    bytes += static_cast<int64_t>(groups->MemoryBytes() / groups->count * own);
  }
  return bytes > plan_.MemoryOfWorker() / kLargeShare;
}

/// Writes what is in memory of a part of one partition, so that it can be read several times.
std::unique_ptr<PartitionPasses> HashAggregate::CutPart(Pieces pieces) {
  const uint32_t p = pieces.range.begin;
  auto rest = plan_.MakeSpilled();
  for (const auto& groups : pieces.exported) {
    if (groups != nullptr) rest->Write(*groups, p, p + 1);
  }
  for (const auto& raw : raw_rows_) {
    const auto bytes = static_cast<int64_t>(raw->MemoryBytes(p));
    rest->Write(p, raw->Take(p));
    Uncharge(bytes);
  }
  if (rest->size() > 0) {
    stats().bytes_spilled += static_cast<uint64_t>(rest->bytes());
    pieces.spilled.push_back(std::move(rest));
  }
  return std::make_unique<PartitionPasses>(plan_, std::move(pieces.spilled), p);
}

std::unique_ptr<GroupedStates> HashAggregate::MergePart(TaskContext& context, const Pieces& pieces,
                                                        Reservation& bytes) {
  const auto [begin, end] = pieces.range;
  const KeyRange range = has_few_keys_ ? KeyRange{} : plan_.partitioning.RangeOf(begin, end);
  auto target = std::make_unique<GroupedStates>(plan_.spec, plan_.layout, range);
  // Parts that are cut by hash are of one size.
  if (range.size == 0) target->Expect(groups_of_part_);
  if (keeps_by_key_) target->NumberByKey();
  const auto charge = [&] {
    context.query.cancellation->Check();
    bytes.Resize(static_cast<int64_t>(target->MemoryBytes()));
  };
  // In the order in which a worker met rows: states may depend on it.
  for (const auto& groups : pieces.spilled) {
    for (uint32_t p = begin; p < end; ++p) groups->MergeGroups(*target, p, {}, charge);
  }
  for (const auto& table : tables_) {
    if (table != nullptr) target->MergeByKey(*table, static_cast<uint32_t>(range.begin));
  }
  for (const auto& groups : pieces.exported) {
    if (groups == nullptr) continue;
    target->MergeExported(*groups, groups->partition_begins[begin], groups->partition_begins[end]);
  }
  for (const auto& groups : pieces.spilled) {
    for (uint32_t p = begin; p < end; ++p) groups->UpdateRows(*target, p, {}, charge);
  }
  for (const auto& raw : raw_rows_) {
    for (uint32_t p = begin; p < end; ++p) {
      GiveBack(*raw, p, *target);
      charge();
    }
  }
  groups_of_part_ = target->size() + target->size() / kSpareGroups;
  return target;
}

/// Says that no more groups come.
void HashAggregate::Freeze(GroupedStates& groups, Reservation& bytes) {
  groups.FreezeGroups();
  bytes.Resize(static_cast<int64_t>(groups.MemoryBytes()));
  groups_ += groups.Count();
  if (groups.is_by_key()) numbers_by_key_ = true;
}

std::unique_ptr<GroupedStates> HashAggregate::TakeShare(PartitionPasses& passes,
                                                        Reservation& bytes) {
  std::unique_ptr<GroupedStates> target = passes.Next(bytes);
  if (target != nullptr) Freeze(*target, bytes);
  return target;
}

bool HashAggregate::TakePart(TaskContext& context, Reservation& bytes,
                             std::unique_ptr<GroupedStates>& groups,
                             std::unique_ptr<PartitionPasses>& passes) {
  std::optional<Pieces> pieces = NextPieces();
  if (!pieces) return false;
  if (parts_ == 1) {
    groups = TakeWhole(context, bytes);
  } else if (IsLarge(*pieces)) {
    passes = CutPart(std::move(*pieces));
  } else {
    groups = MergePart(context, *pieces, bytes);
  }
  if (groups != nullptr) Freeze(*groups, bytes);
  if (++taken_parts_ == parts_) {
    const std::lock_guard waiting_lock(waiting_mutex_);
    const std::lock_guard lock(mutex_);
    stage_ = Stage::kTaken;
    tables_.clear();
    exported_.clear();
    raw_rows_.clear();
    spilled_.clear();
    held_bytes_.Free();
  }
  return true;
}

}  // namespace lakebolt
