#include "exec/aggregate/group_plan.h"

#include <algorithm>

#include "vector/copied_bytes.h"

namespace lakebolt {

namespace {

// Each worker has a page for each partition: all of them are to take a small part of the memory.
constexpr int64_t kMostPageBytes = 16 << 10;
constexpr int64_t kLeastPageBytes = 1 << 10;
constexpr int64_t kPagesInLimit = 16 * kGroupPartitions;
/// Direct arrays of all workers take at most one part in so many of the memory.
constexpr int64_t kShareOfArrays = 8;
/// States that keep values take in one part in so many of a worker's memory at a time, but at least
/// so many bytes.
constexpr int64_t kPartAtOnce = 8;
constexpr int64_t kLeastAtOnce = 1 << 20;

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

/// Tells whether states take little room where no row came.
bool HasSmallStates(const LogicalType& state) {
  if (state.id() == TypeId::kStruct) {
    return std::ranges::all_of(state.children(),
                               [](const auto& child) { return HasSmallStates(child.type); });
  }
  return !state.IsNested() && state.physical() != PhysicalType::kString;
}

/// Tells whether keys may be group numbers in a table of each worker: rows are many to each.
bool MayNumberByKey(const AggregateSpec& spec, const KeyLayout& layout, uint32_t threads) {
  constexpr uint32_t kLeastBits = 12;  // few groups are summed faster by numbers without gaps
  constexpr double kLeastRows = 4;     // a key and worker
  if (layout.bits() <= kLeastBits) return false;
  const auto keys = static_cast<double>(uint64_t{1} << layout.bits());
  if (spec.expected_rows < kLeastRows * keys * std::max<uint32_t>(1, threads)) return false;
  return std::ranges::all_of(spec.calls,
                             [](const auto& call) { return HasSmallStates(call.function->state); });
}

/// Lays out keys. Of several columns those with few texts are numbered; one alone is found by its
/// dictionary's codes or by the text.
std::shared_ptr<const KeyLayout> LayOut(const AggregateSpec& spec, const QueryContext& query) {
  std::vector<KeyColumn> columns = spec.KeyColumns();
  for (KeyColumn& column : columns) {
    if (!column.has_few_texts || columns.size() == 1) continue;
    column.numbers = std::make_shared<TextNumbers>(Reservation(query.memory, "group by"));
  }
  return std::make_shared<KeyLayout>(columns);
}

/// Tells whether the state of a call is all that it was given.
bool KeepsValues(const AggregateSpec::Call& call) {
  const LogicalType& state = call.function->state;
  return state.id() == TypeId::kList && call.function->arguments.size() == 1 &&
         state.children()[0].type == call.function->arguments[0];
}

}  // namespace

GroupPlan::GroupPlan(AggregateSpec group_spec, const QueryContext& context)
    : spec(std::move(group_spec)), layout(LayOut(spec, context)), query(context) {
  if (!spec.keys.empty()) raw_format = RawRowFormat::Make(spec, *layout);
  has_dear_rows = raw_format != nullptr && HasDearRows(*raw_format);
  if (IsDirectWorthwhile(spec, *layout)) partitioning = Partitioning::ByKey(layout->bits());
  may_number_by_key = partitioning.by_key() && MayNumberByKey(spec, *layout, query.threads);
  keeps_values = std::any_of(spec.calls.begin(), spec.calls.end(), KeepsValues);
  takes_first_groups = spec.limit && FirstGroups::IsWorthwhile(*spec.limit);
  can_spill = !spec.keys.empty() && !takes_first_groups;
  page_bytes = static_cast<size_t>(
      std::clamp(MemoryOfWorker() / kPagesInLimit, kLeastPageBytes, kMostPageBytes));
}

std::unique_ptr<GroupedStates> GroupPlan::MakeTable() const {
  KeyRange range = partitioning.WholeRange();
  const auto bytes = static_cast<int64_t>(range.size * sizeof(uint32_t));
  if (bytes > MemoryOfWorker() / kShareOfArrays) range = {};
  return std::make_unique<GroupedStates>(spec, layout, range);
}

uint32_t GroupPlan::RowsAtOnce(const GroupInput& input, RowSet rows) const {
  size_t bytes = 0;
  for (size_t call = 0; call < spec.calls.size(); ++call) {
    if (spec.calls[call].function->state.id() != TypeId::kList) continue;
    for (const Vector& argument : input.arguments[call]) {
      const PhysicalType physical = argument.type().physical();
      const bool may_be_large = physical == PhysicalType::kString || argument.type().IsNested();
      // A constant or a dictionary's value that lies in memory once is kept once a row.
      if (may_be_large) bytes += CopiedBytes(argument);
    }
  }
  const auto most = static_cast<size_t>(std::max(kLeastAtOnce, MemoryOfWorker() / kPartAtOnce));
  if (bytes <= most) return rows.count;
  return static_cast<uint32_t>(std::max<size_t>(1, rows.count * most / bytes));
}

int64_t GroupPlan::MemoryOfWorker() const {
  return query.memory->limit() / std::max<uint32_t>(1, query.threads);
}

int64_t GroupPlan::ChargeOf(const GroupedStates& table) const {
  // It is copied once, when its groups are cut into partitions.
  return static_cast<int64_t>(can_spill ? 2 * table.MemoryBytes() : table.MemoryBytes());
}

uint32_t GroupPlan::GroupBytes() const {
  constexpr uint32_t kSlotBytes = 32;
  constexpr uint32_t kStateBytes = 16;
  return kSlotBytes + layout->words() * 8 + static_cast<uint32_t>(spec.calls.size()) * kStateBytes;
}

}  // namespace lakebolt
