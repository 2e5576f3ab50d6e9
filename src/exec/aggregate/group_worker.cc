#include "exec/aggregate/group_worker.h"

#include <algorithm>
#include <utility>

#include "exec/spill/spill_lock.h"

namespace lakebolt {

namespace {

/// A table takes so many rows before it may stop growing.
constexpr uint64_t kLeastRows = 1 << 14;
/// Writing gives back at least one part in so many of a worker's share of the memory: blocks on
/// disk are then large.
constexpr int64_t kLeastShare = 8;
/// A worker that holds less than one part in so many does not write: it would not help.
constexpr int64_t kNoShare = 64;
/// One that holds less than one part in so many has others write who hold more: what it wrote would
/// be small blocks of all partitions, again and again, while the others keep theirs.
constexpr int64_t kSmallShare = 2;
/// A table that had to be written and in which a group stood for fewer rows is not filled again:
/// rows are smaller than states.
constexpr uint64_t kWorthwhileReduction = 3;
/// States by key take at most one part in so many of a worker's share of the memory.
constexpr int64_t kShareOfStatesByKey = 8;
/// Rows of a table of fewer groups are found as fast as compared with the one before.
constexpr uint32_t kManyGroups = 1 << 12;

/// Returns the dictionary whose codes the only key comes as; null where there is none.
std::shared_ptr<const Vector> DictionaryOf(const GroupInput& input) {
  const bool is_coded = input.keys.size() == 1 && input.keys[0].IsDictionary();
  return is_coded ? input.keys[0].dictionary_ptr() : nullptr;
}

}  // namespace

GroupWorker::GroupWorker(const GroupPlan& plan)
    : plan_(plan),
      policy_(plan.spec.expected_rows / std::max<uint32_t>(1, plan.query.threads),
              plan.GroupBytes(), plan.has_dear_rows) {
  contents_.table = plan.MakeTable();
  contents_.bytes = plan.MakeReservation();
}

void GroupWorker::Update(const GroupInput& input, RowSet rows) {
  const bool is_by_key = contents_.table->is_by_key();
  const bool has_many = contents_.raw != nullptr || contents_.table->size() >= kManyGroups;
  if (has_many && !is_by_key && plan_.spec.calls.empty()) rows = repeats_.Drop(input.keys, rows);
  if (by_dictionary_ && UpdateByDictionary(input, rows)) return;
  GroupedStates& table = *contents_.table;
  if (contents_.raw == nullptr) {
    table.Update(input, rows);
    rows_ += rows.count;
    if (is_by_key || BecomesByKey()) return;
    if (plan_.raw_format != nullptr && rows_ >= kLeastRows) Reconsider(input);
  } else if (!plan_.keeps_values && !by_dictionary_ && policy_.ShouldLookUp()) {
    policy_.NoteLookup(rows.count, table.UpdateKnown(input, rows, *contents_.raw));
  } else {
    table.PassOn(input, rows, *contents_.raw);
  }
}

/// Has keys be group numbers once most of them are expected; returns whether they are from now on.
bool GroupWorker::BecomesByKey() {
  constexpr double kLeastShare = 0.25;  // of the keys
  GroupedStates& table = *contents_.table;
  if (!plan_.may_number_by_key || table.size() < next_by_key_ || rows_ < kLeastRows) return false;
  next_by_key_ = table.size() * 2;
  const KeyRange range = table.range();
  const double keys = static_cast<double>(range.size);
  const double groups = GrowthPolicy::EstimateGroups(rows_, table.size());
  if (range.size == 0 || groups < keys * kLeastShare) return false;
  const double bytes = keys * plan_.GroupBytes();
  if (bytes > static_cast<double>(plan_.MemoryOfWorker() / kShareOfStatesByKey)) return false;
  table.NumberByKey();
  return true;
}

void GroupWorker::Reconsider(const GroupInput& input) {
  const GroupedStates& table = *contents_.table;
  if (!plan_.keeps_values) {
    std::shared_ptr<const Vector> dictionary;
    if (!plan_.partitioning.by_key()) dictionary = DictionaryOf(input);
    policy_.ExpectShare(repeats_.share_left());
    const bool is_hashed = !plan_.partitioning.by_key() && !table.is_ascending();
    const auto verdict = policy_.Judge(
        {rows_, table.size(), table.string_bytes(), dictionary != nullptr, is_hashed});
    if (verdict == GrowthPolicy::Verdict::kRestart) Restart();
    if (verdict != GrowthPolicy::Verdict::kStop) return;
    if (dictionary != nullptr) {
      by_dictionary_ = true;
      dictionary_ = std::move(dictionary);
      dictionary_rows_ = rows_;
      return;
    }
  }
  contents_.raw = plan_.MakeRawRows();
}

bool GroupWorker::UpdateByDictionary(const GroupInput& input, RowSet rows) {
  std::shared_ptr<const Vector> dictionary = DictionaryOf(input);
  if (dictionary != nullptr && dictionary != dictionary_) {
    const uint32_t groups = contents_.table->size();
    by_dictionary_ = GrowthPolicy::PaysForDictionary(dictionary_rows_, groups);
    if (!by_dictionary_ || GrowthPolicy::IsWorthClosing(groups)) CloseTable();
    if (!by_dictionary_) dictionary = nullptr;
    if (by_dictionary_ && contents_.table->size() == 0) contents_.table->NumberByCode();
    dictionary_ = dictionary;
  }
  if (dictionary == nullptr) {
    if (contents_.raw == nullptr) contents_.raw = plan_.MakeRawRows();
    return false;
  }
  contents_.table->Update(input, rows);
  dictionary_rows_ += rows.count;
  return true;
}

/// Goes on with an empty table that will be closed with about as many groups.
void GroupWorker::Restart() {
  constexpr uint32_t kSpareGroups = 16;  // one part in so many
  const uint32_t groups = contents_.table->size();
  CloseTable();
  contents_.table->Expect(groups + groups / kSpareGroups);
  policy_.Restart(std::exchange(rows_, 0));
}

void GroupWorker::CloseTable() {
  contents_.table->FreezeGroups();
  closed_charge_ += plan_.ChargeOf(*contents_.table);
  contents_.closed.push_back(std::move(contents_.table));
  contents_.table = plan_.MakeTable();
  dictionary_rows_ = 0;
}

void GroupWorker::Add(const GroupInput& input, RowSet rows) {
  const uint32_t at_once = plan_.RowsAtOnce(input, rows);
  if (at_once >= rows.count) {
    AddAtOnce(input, rows);
    return;
  }
  std::vector<uint32_t> part;
  for (uint32_t begin = 0; begin < rows.count; begin += at_once) {
    const uint32_t count = std::min(at_once, rows.count - begin);
    part.resize(count);
    for (uint32_t i = 0; i < count; ++i) part[i] = rows[begin + i];
    AddAtOnce(input, {part.data(), count, rows.size});
  }
}

void GroupWorker::AddAtOnce(const GroupInput& input, RowSet rows) {
  int64_t missing = 0;
  {
    const std::lock_guard lock(mutex_);
    Update(input, rows);
    missing = Settle(plan_.MemoryOfWorker() / kSmallShare);
  }
  if (missing > 0) FindMemory();
}

bool GroupWorker::AddUnknown(const GroupInput& input, RowSet rows, GroupedStates& known,
                             bool any_known) {
  const std::lock_guard lock(mutex_);
  if (contents_.raw == nullptr) contents_.raw = plan_.MakeRawRows();
  if (any_known) {
    known.UpdateKnown(input, rows, *contents_.raw);
  } else {
    known.PassOn(input, rows, *contents_.raw);
  }
  return Settle(0) <= 0;
}

int64_t GroupWorker::Settle(int64_t least) {
  int64_t missing = Charge() - contents_.bytes.size();
  while (missing > 0 && !contents_.bytes.TryGrow(missing)) {
    const bool holds_little = contents_.bytes.size() < least;
    if (!plan_.can_spill || holds_little || Spill(missing) == 0) break;
    missing = Charge() - contents_.bytes.size();
  }
  Note();
  return Charge() - contents_.bytes.size();
}

void GroupWorker::FindMemory() {
  std::unique_lock lock(mutex_);
  const int64_t missing = Charge() - contents_.bytes.size();
  lock.unlock();
  if (missing <= 0) return;
  // Others have to give something back, which may be asked of this one, too.
  Reservation more = plan_.MakeReservation();
  more.Grow(missing);
  lock.lock();
  contents_.bytes.Absorb(more);
  Note();
}

void GroupWorker::KeepReserved(Reservation& bytes) {
  const std::lock_guard lock(mutex_);
  contents_.bytes.Absorb(bytes);
  least_charge_ = contents_.bytes.size();
  Note();
}

void GroupWorker::AddFirst(const GroupInput& input, RowSet rows, FirstGroups& first) {
  contents_.table->UpdateFirst(input, rows, first);
  contents_.bytes.Resize(static_cast<int64_t>(contents_.table->MemoryBytes()));
}

int64_t GroupWorker::Charge() const {
  const size_t raw = contents_.raw == nullptr ? 0 : contents_.raw->MemoryBytes();
  return std::max(least_charge_, TableCharge() + static_cast<int64_t>(raw));
}

int64_t GroupWorker::TrySpill(int64_t bytes) {
  if (!plan_.can_spill) return 0;
  const std::unique_lock lock = LockToSpill(mutex_);
  if (!lock.owns_lock() || contents_.table == nullptr) return 0;
  const int64_t given = Spill(bytes);
  Note();
  return given;
}

int64_t GroupWorker::Spill(int64_t bytes) {
  const int64_t before = Charge();
  if (before < plan_.MemoryOfWorker() / kNoShare) return 0;
  if (contents_.spilled == nullptr) contents_.spilled = plan_.MakeSpilled();
  if (before > 2 * TableCharge()) {
    SpillRows(bytes);
  } else {
    SpillTables();
  }
  const int64_t after = Charge();
  if (after < contents_.bytes.size()) contents_.bytes.Resize(after);
  return std::max<int64_t>(0, before - after);
}

void GroupWorker::SpillTables() {
  GroupedStates& table = *contents_.table;
  if (plan_.raw_format != nullptr && contents_.raw == nullptr && !by_dictionary_ &&
      !table.is_by_key() && rows_ < table.size() * kWorthwhileReduction) {
    contents_.raw = plan_.MakeRawRows();
  }
  policy_.Restart(std::exchange(rows_, 0));
  next_by_key_ = kFirstByKey;
  closed_charge_ = 0;
  // Taken first: writing may fail, and others may look at what is held before the query has ended.
  auto tables = std::exchange(contents_.closed, {});
  tables.push_back(std::exchange(contents_.table, plan_.MakeTable()));
  for (auto& closed : tables) {
    contents_.spilled->Write(closed->HandOver(plan_.partitioning), 0);
    closed.reset();
  }
}

void GroupWorker::SpillRows(int64_t bytes) {
  int64_t left = std::max(bytes, plan_.MemoryOfWorker() / kLeastShare);
  for (uint32_t p = kGroupPartitions; p-- > 0 && left > 0;) {
    left -= static_cast<int64_t>(contents_.raw->MemoryBytes(p));
    contents_.spilled->Write(p, contents_.raw->Take(p));
  }
}

GroupWorker::Contents GroupWorker::Take() {
  const std::lock_guard lock(mutex_);
  held_ = 0;
  return std::exchange(contents_, {});
}

}  // namespace lakebolt
