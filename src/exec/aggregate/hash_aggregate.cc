#include "exec/aggregate/hash_aggregate.h"

#include <algorithm>
#include <bit>

#include "exec/aggregate/growth_policy.h"

namespace lakebolt {

namespace {

/// Aims at so many rows and groups in a part: enough to be worth a task, and a table that fits a
/// cache.
constexpr uint64_t kRowsOfPart = 1 << 14;

/// Estimates the bytes that a group takes in a table: slots, key and states.
uint32_t GroupBytes(const AggregateSpec& spec, const KeyLayout& layout) {
  constexpr uint32_t kSlotBytes = 32;
  constexpr uint32_t kStateBytes = 16;
  return kSlotBytes + layout.words() * 8 + static_cast<uint32_t>(spec.calls.size()) * kStateBytes;
}

/// Tells whether keeping a row may cost much more than its words: strings are copied. What those of
/// the keys cost is seen in the table.
bool HasDearRows(const RawRowFormat& format) {
  const auto is_string = [](const RawRowFormat::Argument& argument) {
    return argument.type.physical() == PhysicalType::kString;
  };
  return std::any_of(format.arguments().begin(), format.arguments().end(), is_string);
}

/// Tells whether an array by key is worth its room: no more than a hash table would take for as
/// many groups as there may be.
bool IsDirectWorthwhile(const AggregateSpec& spec, const KeyLayout& layout) {
  constexpr uint32_t kAlways = 12;  // bits
  constexpr uint32_t kNever = 26;
  if (spec.keys.empty() || layout.words() != 1 || layout.has_strings()) return false;
  const uint32_t bits = layout.bits();
  return bits <= kAlways ||
         (bits <= kNever && static_cast<double>(uint64_t{1} << bits) <= 2 * spec.expected_rows);
}

/// Returns the dictionary whose codes the only key comes as; null where there is none.
std::shared_ptr<const Vector> DictionaryOf(const GroupInput& input) {
  const bool is_coded = input.keys.size() == 1 && input.keys[0].IsDictionary();
  return is_coded ? input.keys[0].dictionary_ptr() : nullptr;
}

/// Tells whether the state of a call is all that it was given.
bool KeepsValues(const AggregateSpec::Call& call) {
  const LogicalType& state = call.function->state;
  return state.id() == TypeId::kList && call.function->arguments.size() == 1 &&
         state.children()[0].type == call.function->arguments[0];
}

}  // namespace

/// Is what a worker has aggregated and kept; others may write it to disk between its chunks.
struct HashAggregate::Worker {
  std::mutex mutex;
  std::unique_ptr<GroupedStates> groups;
  std::vector<std::unique_ptr<GroupedStates>> closed;  // tables of dictionaries that are through
  size_t closed_charge = 0;
  std::unique_ptr<RawRows> raw;  // there once the table does not grow any more
  Reservation bytes;
  std::unique_ptr<SpilledGroups> spilled;  // or null
};

struct HashAggregate::Local final : LocalState {
  Local(const HashAggregate& parent, uint32_t threads)
      : policy(parent.spec_.expected_rows / threads, GroupBytes(parent.spec_, *parent.layout_),
               parent.raw_format_ != nullptr && HasDearRows(*parent.raw_format_)),
        evaluator(parent.spec_.keys, parent.spec_.calls),
        worker(std::make_shared<Worker>()) {
    worker->groups = parent.MakeWholeGroups();
    worker->bytes = parent.MakeReservation();
  }

  GrowthPolicy policy;
  GroupInputEvaluator evaluator;
  uint64_t rows = 0;
  bool by_dictionary = false;                // each dictionary of the key has a table
  std::shared_ptr<const Vector> dictionary;  // whose values the table has, then
  uint64_t dictionary_rows = 0;
  std::shared_ptr<Worker> worker;
};

HashAggregate::HashAggregate(AggregateSpec spec, const QueryContext& query)
    : spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(spec_.KeyColumns())),
      query_(query),
      held_bytes_(MakeReservation()) {
  if (!spec_.keys.empty()) raw_format_ = RawRowFormat::Make(spec_, *layout_);
  if (IsDirectWorthwhile(spec_, *layout_)) partitioning_ = Partitioning::ByKey(layout_->bits());
  keeps_values_ = std::any_of(spec_.calls.begin(), spec_.calls.end(), KeepsValues);
  if (spec_.limit && FirstGroups::IsWorthwhile(*spec_.limit)) {
    first_groups_ = std::make_unique<FirstGroups>(layout_, static_cast<uint32_t>(*spec_.limit),
                                                  MakeReservation());
  }
}

std::vector<std::string> HashAggregate::Details() const {
  return {"groups: " + std::to_string(groups_.load()) + ", parts: " + std::to_string(parts_) +
          ", rows passed on: " + std::to_string(passed_on_)};
}

std::unique_ptr<LocalState> HashAggregate::MakeLocal(TaskContext& context) {
  auto local = std::make_unique<Local>(*this, std::max<uint32_t>(1, context.query.threads));
  const std::lock_guard lock(mutex_);
  workers_.push_back(local->worker);
  return local;
}

SinkStatus HashAggregate::Consume(TaskContext&, LocalState& state, Chunk& chunk) {
  auto& local = static_cast<Local&>(state);
  if (chunk.count() == 0) return SinkStatus::kNeedInput;
  const GroupInput& input = local.evaluator.Evaluate(chunk);
  Worker& worker = *local.worker;
  const std::lock_guard lock(worker.mutex);
  if (first_groups_ == nullptr) {
    Update(local, input, chunk.rows());
    Charge(worker);
    return SinkStatus::kNeedInput;
  }
  worker.groups->UpdateFirst(input, chunk.rows(), *first_groups_);
  worker.bytes.Resize(static_cast<int64_t>(worker.groups->MemoryBytes()));
  const bool has_all = spec_.calls.empty() && worker.groups->size() == first_groups_->count();
  return has_all ? SinkStatus::kFinished : SinkStatus::kNeedInput;
}

void HashAggregate::Update(Local& local, const GroupInput& input, RowSet rows) const {
  if (local.by_dictionary && UpdateByDictionary(local, input, rows)) return;
  Worker& worker = *local.worker;
  GroupedStates& groups = *worker.groups;
  if (worker.raw == nullptr) {
    groups.Update(input, rows);
    local.rows += rows.count;
    if (raw_format_ != nullptr && local.rows >= kRowsOfPart) Reconsider(local, input);
  } else if (!keeps_values_ && !local.by_dictionary && local.policy.ShouldLookUp()) {
    local.policy.NoteLookup(rows.count, groups.UpdateKnown(input, rows, *worker.raw));
  } else {
    groups.PassOn(input, rows, *worker.raw);
  }
}

/// Decides whether rows to come open groups in the worker's table, as those so far did.
void HashAggregate::Reconsider(Local& local, const GroupInput& input) const {
  Worker& worker = *local.worker;
  const GroupedStates& groups = *worker.groups;
  if (!keeps_values_) {
    std::shared_ptr<const Vector> dictionary;
    if (!partitioning_.by_key()) dictionary = DictionaryOf(input);
    if (local.policy.ShouldGrow(local.rows, groups.size(), groups.string_bytes(),
                                dictionary != nullptr)) {
      return;
    }
    if (dictionary != nullptr) {
      local.by_dictionary = true;
      local.dictionary = std::move(dictionary);
      local.dictionary_rows = local.rows;
      return;
    }
  }
  worker.raw = std::make_unique<RawRows>(raw_format_, partitioning_);
}

/// Aggregates rows in a table of their dictionary's values; returns false for rows that have to be
/// kept as they are, since they come without a dictionary or those hardly reduce the rows.
bool HashAggregate::UpdateByDictionary(Local& local, const GroupInput& input, RowSet rows) const {
  Worker& worker = *local.worker;
  std::shared_ptr<const Vector> dictionary = DictionaryOf(input);
  if (dictionary != nullptr && dictionary != local.dictionary) {
    const uint32_t groups = worker.groups->size();
    local.by_dictionary = GrowthPolicy::PaysForDictionary(local.dictionary_rows, groups);
    if (!local.by_dictionary || GrowthPolicy::IsWorthClosing(groups)) {
      worker.groups->FreezeGroups();
      worker.closed_charge += ChargeOf(*worker.groups);
      worker.closed.push_back(std::move(worker.groups));
      worker.groups = MakeWholeGroups();
      local.dictionary_rows = 0;
    }
    if (!local.by_dictionary) dictionary = nullptr;
    if (local.by_dictionary && worker.groups->size() == 0) worker.groups->NumberByCode();
    local.dictionary = dictionary;
  }
  if (dictionary == nullptr) {
    if (worker.raw == nullptr) worker.raw = std::make_unique<RawRows>(raw_format_, partitioning_);
    return false;
  }
  worker.groups->Update(input, rows);
  local.dictionary_rows += rows.count;
  return true;
}

size_t HashAggregate::ChargeOf(const GroupedStates& table) const {
  // It is copied once, when its groups are cut into partitions.
  return CanSpill() ? 2 * table.MemoryBytes() : table.MemoryBytes();
}

void HashAggregate::Charge(Worker& worker) {
  const size_t raw_bytes = worker.raw == nullptr ? 0 : worker.raw->MemoryBytes();
  const auto bytes =
      static_cast<int64_t>(ChargeOf(*worker.groups) + worker.closed_charge + raw_bytes);
  const int64_t more = bytes - worker.bytes.size();
  if (more <= 0 || worker.bytes.TryGrow(more)) return;
  if (CanSpill()) {
    Write(worker);
  } else {
    worker.bytes.Grow(more);
  }
}

int64_t HashAggregate::Write(Worker& worker) const {
  if (worker.spilled == nullptr) worker.spilled = MakeSpilled();
  for (auto& closed : worker.closed) worker.spilled->Take(std::move(closed), nullptr);
  worker.closed.clear();
  worker.closed_charge = 0;
  worker.spilled->Take(std::move(worker.groups), worker.raw.get());
  worker.groups = MakeWholeGroups();
  if (worker.raw != nullptr) worker.raw = std::make_unique<RawRows>(raw_format_, partitioning_);
  const int64_t given = worker.bytes.size();
  worker.bytes.Free();
  return given;
}

int64_t HashAggregate::Spill(int64_t) {
  if (!CanSpill()) return 0;
  std::vector<std::shared_ptr<Worker>> workers;
  {
    const std::lock_guard lock(mutex_);
    workers = workers_;
  }
  std::unique_lock<std::mutex> largest_lock;
  Worker* largest = nullptr;
  for (const auto& worker : workers) {
    std::unique_lock lock(worker->mutex, std::try_to_lock);
    if (!lock.owns_lock()) continue;
    if (worker->bytes.size() <= (largest == nullptr ? 0 : largest->bytes.size())) continue;
    largest = worker.get();
    largest_lock = std::move(lock);
  }
  return largest == nullptr ? 0 : Write(*largest);
}

std::unique_ptr<SpilledGroups> HashAggregate::MakeSpilled() const {
  return std::make_unique<SpilledGroups>(spec_, layout_, partitioning_, query_);
}

void HashAggregate::AddSpilled(std::unique_ptr<SpilledGroups> groups) {
  const std::lock_guard lock(mutex_);
  stats().bytes_spilled += static_cast<uint64_t>(groups->bytes());
  spilled_.push_back(std::move(groups));
}

void HashAggregate::Merge(TaskContext&, LocalState& state) {
  Worker& worker = *static_cast<Local&>(state).worker;
  const std::lock_guard worker_lock(worker.mutex);
  if (worker.raw != nullptr) worker.raw->Close();
  if (worker.spilled != nullptr) AddSpilled(std::move(worker.spilled));
  const std::lock_guard lock(mutex_);
  std::erase_if(workers_, [&](const auto& other) { return other.get() == &worker; });
  held_bytes_.Absorb(worker.bytes);
  std::move(worker.closed.begin(), worker.closed.end(), std::back_inserter(tables_));
  tables_.push_back(std::move(worker.groups));
  if (worker.raw == nullptr) return;
  passed_on_ += worker.raw->size();
  raw_rows_.push_back(std::move(worker.raw));
}

void HashAggregate::AddGroups(std::unique_ptr<GroupedStates> groups) {
  if (groups->size() == 0) return;
  const std::lock_guard lock(mutex_);
  held_bytes_.Grow(static_cast<int64_t>(ChargeOf(*groups)));
  tables_.push_back(std::move(groups));
}

uint32_t HashAggregate::PrepareFinish(TaskContext&) {
  std::erase_if(tables_, [](const auto& table) { return table->size() == 0; });
  uint64_t rows = passed_on_;
  for (const auto& table : tables_) rows += table->size();
  for (const auto& spilled : spilled_) rows += spilled->groups();
  const bool is_one = tables_.empty() || (tables_.size() == 1 && !tables_[0]->may_repeat());
  const bool is_whole = spec_.keys.empty() || (is_one && passed_on_ == 0);
  if (is_whole && spilled_.empty()) return 0;
  parts_ = static_cast<uint32_t>(
      std::min<uint64_t>(std::bit_ceil(rows / kRowsOfPart + 1), kGroupPartitions));
  if (!spilled_.empty() || LeavesNoRoom()) return StartSpilling();
  if (parts_ == 1) return 0;
  exported_.resize(tables_.size());
  return static_cast<uint32_t>(tables_.size());
}

/// Tells whether aggregating the parts may need more memory than is left.
bool HashAggregate::LeavesNoRoom() const {
  constexpr int64_t kShareLeft = 4;
  return CanSpill() && parts_ > 1 &&
         held_bytes_.size() > query_.memory->limit() - query_.memory->limit() / kShareLeft;
}

uint32_t HashAggregate::StartSpilling() {
  spills_rest_ = true;
  parts_ = kGroupPartitions;  // memory is short: as little of it at a time as can be
  return static_cast<uint32_t>(std::max(tables_.size(), raw_rows_.size()));
}

void HashAggregate::FinishPart(TaskContext&, uint32_t part) {
  if (spills_rest_) {
    std::unique_ptr<SpilledGroups> spilled = MakeSpilled();
    spilled->Take(part < tables_.size() ? std::move(tables_[part]) : nullptr,
                  part < raw_rows_.size() ? raw_rows_[part].get() : nullptr);
    AddSpilled(std::move(spilled));
    return;
  }
  const auto before = static_cast<int64_t>(ChargeOf(*tables_[part]));
  exported_[part] = tables_[part]->HandOver(partitioning_);
  tables_[part].reset();
  const auto after = static_cast<int64_t>(exported_[part].MemoryBytes());
  const std::lock_guard lock(mutex_);
  held_bytes_.Resize(std::max<int64_t>(0, held_bytes_.size() - before + after));
}

uint32_t HashAggregate::NextStage(TaskContext&) {
  if (spills_rest_) {
    tables_.clear();
    raw_rows_.clear();
    held_bytes_.Free();
  }
  return 0;
}

void HashAggregate::Uncharge(size_t bytes) {
  const std::lock_guard lock(mutex_);
  held_bytes_.Resize(std::max<int64_t>(0, held_bytes_.size() - static_cast<int64_t>(bytes)));
}

std::unique_ptr<GroupedStates> HashAggregate::TakeWhole(TaskContext& context, Reservation& bytes) {
  if (tables_.empty()) return MakeGroups();
  const bool adds_all = tables_.front()->may_repeat();
  std::unique_ptr<GroupedStates> whole = adds_all ? MakeWholeGroups() : std::move(tables_.front());
  if (!adds_all) Uncharge(ChargeOf(*whole));
  for (size_t t = adds_all ? 0 : 1; t < tables_.size(); ++t) {
    context.query.cancellation->Check();
    Uncharge(ChargeOf(*tables_[t]));
    const ExportedGroups groups = tables_[t]->HandOver(partitioning_);
    tables_[t].reset();
    whole->MergeExported(groups, 0, groups.count);
    bytes.Resize(static_cast<int64_t>(whole->MemoryBytes()));
  }
  for (const auto& raw : raw_rows_) {
    for (uint32_t p = 0; p < kGroupPartitions; ++p) {
      whole->UpdateRaw(*raw_format_, raw->partition(p));
      GiveBack(*raw, p);
    }
  }
  return whole;
}

void HashAggregate::GiveBack(RawRows& rows, uint32_t partition) {
  const size_t bytes = rows.partition(partition).MemoryBytes(*raw_format_);
  rows.partition(partition) = {};
  Uncharge(bytes);
}

std::unique_ptr<GroupedStates> HashAggregate::TakePart(TaskContext& context, uint32_t part,
                                                       Reservation& bytes) {
  std::unique_ptr<GroupedStates> target;
  if (parts_ == 1) {
    target = TakeWhole(context, bytes);
  } else {
    const uint32_t begin = part * (kGroupPartitions / parts_);
    const uint32_t end = begin + kGroupPartitions / parts_;
    const KeyRange range = partitioning_.RangeOf(begin, end);
    target = std::make_unique<GroupedStates>(spec_, layout_, range);
    for (const ExportedGroups& groups : exported_) {
      target->MergeExported(groups, groups.partition_begins[begin], groups.partition_begins[end]);
    }
    for (const auto& raw : raw_rows_) {
      for (uint32_t p = begin; p < end; ++p) {
        context.query.cancellation->Check();
        target->UpdateRaw(*raw_format_, raw->partition(p));
        GiveBack(*raw, p);
        bytes.Resize(static_cast<int64_t>(target->MemoryBytes()));
      }
    }
    for (const auto& spilled : spilled_) {
      for (uint32_t p = begin; p < end; ++p) spilled->MergeInto(*target, p);
      bytes.Resize(static_cast<int64_t>(target->MemoryBytes()));
    }
  }
  target->FreezeGroups();
  bytes.Resize(static_cast<int64_t>(target->MemoryBytes()));
  groups_ += target->size();
  if (++taken_parts_ == parts_) {
    exported_.clear();
    raw_rows_.clear();
    spilled_.clear();
    held_bytes_.Free();
  }
  return target;
}

}  // namespace lakebolt
