#include "function/aggregate/value_counts.h"

#include <bit>

#include "base/hash.h"
#include "types/value_order.h"
#include "vector/hash_vector.h"
#include "vector/row_match.h"

namespace lakebolt {

namespace {

constexpr uint32_t kFirstSlots = 64;

}  // namespace

ValueCountStates::ValueCountStates(LogicalType type) : values_(std::move(type)) {}

LogicalType ValueCountStates::StateType(const LogicalType& type) {
  return LogicalType::List(LogicalType::Struct({{"value", type}, {"count", TypeId::kInt64}}));
}

void ValueCountStates::Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) {
  Add(args[0], rows, groups, nullptr);
}

void ValueCountStates::Merge(const Vector& states, RowSet rows, const uint32_t* groups) {
  const Vector flat = states.Flatten();
  const auto* entries = flat.values<ListEntry>();
  const Vector& pairs = flat.children()[0];
  std::vector<uint32_t> taken;
  std::vector<uint32_t> targets;
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (flat.IsNull(rows[i])) continue;
    const ListEntry entry = entries[rows[i]];
    for (uint32_t k = 0; k < entry.length; ++k) taken.push_back(entry.offset + k);
    targets.insert(targets.end(), entry.length, groups == nullptr ? 0 : groups[i]);
  }
  const auto count = static_cast<uint32_t>(taken.size());
  std::vector<int64_t> counts(count);
  const VectorReader<int64_t> reader(pairs.children()[1]);
  for (uint32_t i = 0; i < count; ++i) counts[i] = reader[taken[i]];
  Add(pairs.children()[0], {taken.data(), count, pairs.size()}, targets.data(), counts.data());
}

void ValueCountStates::Add(const Vector& values, RowSet rows, const uint32_t* groups,
                           const int64_t* counts) {
  if (rows.count == 0) return;
  scratch_hashes_.resize(rows.count);
  HashColumn(values, rows, true, scratch_hashes_.data());
  const PhysicalType physical = values_.type().physical();
  if (physical == PhysicalType::kList || physical == PhysicalType::kStruct) {
    AddRows(values, rows, groups, counts, [&](uint32_t entry, uint32_t row) {
      uint8_t match = 1;
      MatchRows(values_.View(), &entry, values, &row, 1, NullMatch::kBothNull, &match);
      return match != 0;
    });
    return;
  }
  DispatchPhysical(physical, [&]<typename T>() {
    const VectorReader<T> reader(values);
    AddRows(values, rows, groups, counts, [&](uint32_t entry, uint32_t row) {
      return ValueEqual(values_.values<T>()[entry], reader[row]);
    });
  });
}

template <typename Equal>
void ValueCountStates::AddRows(const Vector& values, RowSet rows, const uint32_t* groups,
                               const int64_t* counts, const Equal& equal) {
  const bool nulls = values.MayHaveNulls() || values.type().id() == TypeId::kNull;
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    if (nulls && (values.IsNull(row) || values.type().id() == TypeId::kNull)) continue;
    const uint32_t group = groups == nullptr ? 0 : groups[i];
    const uint64_t hash = CombineHash(scratch_hashes_[i], group);
    const int64_t count = counts == nullptr ? 1 : counts[i];
    if (counts_.size() * 2 >= slots_.size()) GrowSlots();
    const auto mask = static_cast<uint32_t>(slots_.size() - 1);
    uint32_t slot = static_cast<uint32_t>(hash >> shift_);
    while (true) {
      const uint32_t known = slots_[slot];
      if (known == 0) {
        slots_[slot] = static_cast<uint32_t>(counts_.size()) + 1;
        values_.Append(values, {&row, 1, values.size()});
        counts_.push_back(count);
        hashes_.push_back(hash);
        groups_.push_back(group);
        entries_of_.Append(group);
        break;
      }
      if (hashes_[known - 1] == hash && groups_[known - 1] == group && equal(known - 1, row)) {
        counts_[known - 1] += count;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}

void ValueCountStates::GrowSlots() {
  const size_t size = slots_.empty() ? kFirstSlots : slots_.size() * 2;
  slots_.assign(size, 0);
  shift_ = 64 - static_cast<uint32_t>(std::countr_zero(size));
  for (uint32_t entry = 0; entry < hashes_.size(); ++entry) {
    auto slot = static_cast<uint32_t>(hashes_[entry] >> shift_);
    while (slots_[slot] != 0) slot = (slot + 1) & static_cast<uint32_t>(size - 1);
    slots_[slot] = entry + 1;
  }
}

Vector ValueCountStates::Export(uint32_t begin, uint32_t count) const {
  const std::span<const uint32_t> kept = entries_of_.RowsOf(begin, count);
  const LogicalType type = StateType(values_.type());
  Vector out(type, count);
  auto* lists = out.mutable_values<ListEntry>();
  uint32_t offset = 0;
  for (uint32_t i = 0; i < count; ++i) {
    lists[i] = {offset, static_cast<uint32_t>(EntriesOf(begin + i).size())};
    offset += lists[i].length;
    if (lists[i].length == 0) out.SetNull(i);
  }
  Vector counts(TypeId::kInt64, offset);
  for (uint32_t i = 0; i < offset; ++i) counts.mutable_values<int64_t>()[i] = counts_[kept[i]];
  Vector pairs = Vector::Flat(type.element(), offset, Buffer::Allocate(0), nullptr);
  pairs.mutable_children() = {values_.View().Gather(kept.data(), offset), std::move(counts)};
  out.mutable_children()[0] = std::move(pairs);
  return out;
}

size_t ValueCountStates::MemoryBytes() const {
  return values_.MemoryBytes() + entries_of_.MemoryBytes() +
         (counts_.capacity() + hashes_.capacity()) * sizeof(int64_t) +
         (groups_.capacity() + slots_.capacity()) * sizeof(uint32_t);
}

}  // namespace lakebolt
