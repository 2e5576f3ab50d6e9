#include "exec/aggregate/batch_aggregate.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace lakebolt {

namespace {

/// A table takes at most so much of a worker's share of the memory, and leaves one part in so many
/// for rows that are passed on.
constexpr int64_t kMostOfTableNumerator = 2;
constexpr int64_t kMostOfTableDenominator = 3;
constexpr int64_t kShareOfRows = 8;
constexpr int64_t kMostForRows = 8 << 20;
constexpr uint32_t kKeysAtOnce = 2048;

}  // namespace

struct BatchAggregate::Local final : LocalState {
  explicit Local(const HashAggregate& rest)
      : evaluator(rest.spec().keys, rest.spec().calls),
        shared(rest.MakeGroups()),
        bytes(rest.MakeReservation()),
        bytes_of_rows(rest.MakeReservation()) {}

  GroupInputEvaluator evaluator;
  std::unique_ptr<GroupedStates> groups;           // of the batch; null before its first row
  uint32_t next_group = 0;                         // to be given
  uint32_t room = 0;                               // groups for which memory is reserved
  bool is_full = false;                            // takes no more groups
  KeyBorders::Range known = KeyBorders::kNothing;  // what the keys of a full table span
  KeyBorders::Range seen = KeyBorders::kNothing;
  std::unique_ptr<GroupedStates> shared;  // groups that other batches may have, too
  std::vector<uint32_t> border_rows;
  Reservation bytes;
  int64_t reserved = 0;              // of `bytes`, for the room
  Reservation bytes_of_rows;         // for those that may be passed on
  std::unique_ptr<LocalState> rest;  // what does not fit; null while all does
};

std::vector<std::string> BatchAggregate::Details() const {
  return {"groups: " + std::to_string(groups_.load()) +
          ", given as batches end: " + std::to_string(batches_.load())};
}

std::unique_ptr<LocalState> BatchAggregate::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*rest_);
}

TransformStatus BatchAggregate::Process(TaskContext& context, LocalState& state, Chunk& input,
                                        Chunk&) {
  auto& local = static_cast<Local&>(state);
  if (input.count() == 0) return TransformStatus::kNeedInput;
  if (local.groups == nullptr) {
    local.groups = rest_->MakeGroups();
    local.room = 0;
    local.reserved = 0;
    local.is_full = false;
  }
  const GroupInput& rows = local.evaluator.Evaluate(input);
  if (!local.is_full && !HasRoom(local, input.count())) {
    Close(local);
  }
  if (local.is_full) {
    AddUnknown(context, local, rows, input.rows());
  } else {
    local.groups->Update(rows, input.rows());
  }
  Charge(local);
  return TransformStatus::kNeedInput;
}

/// Reserves memory for the groups that so many rows may open, whose arrays grow to twice their
/// size, and for the rows that are passed on once there is no room.
bool BatchAggregate::HasRoom(Local& local, uint32_t rows) const {
  const uint32_t needed = local.groups->size() + rows;
  if (!rest_->takes_unknown() || needed <= local.room) return true;
  const auto bytes = 2 * static_cast<int64_t>(local.groups->MemoryBytes());
  if (bytes > MostOfTable()) return false;
  const int64_t all = bytes + static_cast<int64_t>(local.shared->MemoryBytes());
  const bool has_rest = local.rest != nullptr || local.bytes_of_rows.size() > 0;
  const int64_t bytes_of_rows =
      has_rest ? 0 : std::min(rest_->MemoryOfWorker() / kShareOfRows, kMostForRows);
  if (!local.bytes_of_rows.TryGrow(bytes_of_rows)) return false;
  const int64_t missing = all - local.bytes.size();
  if (missing > 0 && !local.bytes.TryGrow(missing)) return false;
  local.reserved = all;
  local.room = std::bit_ceil(needed);
  return true;
}

/// Has the table take no more groups.
void BatchAggregate::Close(Local& local) const {
  local.is_full = true;
  local.reserved = 0;
  local.known = NoteGroups(local);
}

/// Adds rows to a table that is full; those of other groups are passed on.
void BatchAggregate::AddUnknown(TaskContext& context, Local& local, const GroupInput& input,
                                RowSet rows) {
  if (local.rest == nullptr) {
    local.rest = rest_->MakeLocal(context);
    HashAggregate::WorkerOf(*local.rest).KeepReserved(local.bytes_of_rows);
  }
  const Vector& keys = input.keys[key_];
  const Vector chosen = rows.IsDense() ? keys : keys.Gather(rows.indices, rows.count);
  const KeyBorders::Range span = borders_.FindRows(chosen.Flatten(), local.seen, local.border_rows);
  // Rows in the order of the key have nothing to look for in a table that is full.
  const bool any_known = span.first <= local.known.second && span.second >= local.known.first;
  GroupWorker& rest = HashAggregate::WorkerOf(*local.rest);
  if (rest.AddUnknown(input, rows, *local.groups, any_known)) return;
  HandOver(local);
  rest.FindMemory();
}

/// Notes the keys that the table has; returns what they span.
KeyBorders::Range BatchAggregate::NoteGroups(Local& local) const {
  KeyBorders::Range all = KeyBorders::kNothing;
  const GroupedStates& groups = *local.groups;
  for (uint32_t begin = 0; begin < groups.size(); begin += kKeysAtOnce) {
    const uint32_t count = std::min(kKeysAtOnce, groups.size() - begin);
    const Vector keys = groups.Keys(begin, count)[key_];
    KeyBorders::Widen(all, borders_.FindRows(keys, local.seen, local.border_rows));
  }
  return all;
}

/// Charges what the tables hold; groups whose states do not fit are merged at the end.
void BatchAggregate::Charge(Local& local) {
  const auto tables = [&] {
    const size_t bytes = local.groups->MemoryBytes() + local.shared->MemoryBytes();
    return std::max(local.reserved, static_cast<int64_t>(bytes));
  };
  const int64_t missing = tables() - local.bytes.size();
  if (missing > 0 && rest_->takes_unknown()) {
    if (tables() > MostOfTable() || !local.bytes.TryGrow(missing)) HandOver(local);
  }
  local.bytes.Resize(tables());
}

/// Returns how many bytes a table may take: others cannot have them back before the batch ends.
int64_t BatchAggregate::MostOfTable() const {
  return rest_->MemoryOfWorker() / kMostOfTableDenominator * kMostOfTableNumerator;
}

/// Goes on with an empty table that is full.
void BatchAggregate::HandOver(Local& local) {
  if (!local.is_full) Close(local);
  rest_->SpillGroups(std::exchange(local.groups, rest_->MakeGroups()));
  local.known = KeyBorders::kNothing;
}

/// Gives the next groups of a batch that is through; returns false when there are none left.
bool BatchAggregate::GiveGroups(TaskContext& context, Local& local, Chunk& out) {
  const GroupedStates& groups = *local.groups;
  const uint32_t begin = local.next_group;
  const uint32_t count = std::min(context.query.chunk_size, groups.size() - begin);
  if (count == 0) {
    groups_ += groups.size();
    ++batches_;
    borders_.NotePart(local.seen);
    local.seen = KeyBorders::kNothing;
    local.groups = nullptr;
    local.next_group = 0;
    return false;
  }
  local.next_group += count;
  out = Chunk(groups.Finalize(begin, count), count);
  std::vector<uint32_t>& shared = local.border_rows;
  borders_.FindRows(out.column(static_cast<uint32_t>(key_)), local.seen, shared);
  if (shared.empty()) return true;
  Selection rest = Selection::Allocate(count + 8);
  uint32_t kept = 0;
  size_t next = 0;
  for (uint32_t row = 0; row < count; ++row) {
    if (next < shared.size() && shared[next] == row) {
      ++next;
    } else {
      rest.data()[kept++] = row;
    }
  }
  rest.set_count(kept);
  out.SetSelection(std::move(rest));
  for (uint32_t& row : shared) row += begin;
  local.shared->MergeGroups(groups, shared);
  return true;
}

TransformStatus BatchAggregate::FlushBatch(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const bool gives = local.groups != nullptr && GiveGroups(context, local, out);
  return gives ? TransformStatus::kMoreOutput : TransformStatus::kNeedInput;
}

TransformStatus BatchAggregate::Flush(TaskContext& context, LocalState& state, Chunk& out) {
  const TransformStatus status = FlushBatch(context, state, out);
  auto& local = static_cast<Local&>(state);
  if (status == TransformStatus::kMoreOutput || local.shared == nullptr) return status;
  local.bytes.Free();
  local.bytes_of_rows.Free();
  rest_->AddGroups(std::move(local.shared));
  if (local.rest != nullptr) rest_->Merge(context, *local.rest);
  return status;
}

}  // namespace lakebolt
