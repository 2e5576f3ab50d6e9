#include "exec/join/build_columns.h"

namespace lakebolt {

namespace {

/// Columns of fewer bytes are found in the cache.
constexpr uint64_t kPackFromBytes = uint64_t{4} << 20;

std::vector<const Vector*> PartsOf(const std::vector<BuildBatch>& batches, uint32_t slot) {
  std::vector<const Vector*> parts;
  parts.reserve(batches.size());
  for (const BuildBatch& batch : batches) parts.push_back(&batch.columns[slot]);
  return parts;
}

/// Tells whether anybody looks at a key's column once the index is made.
bool IsKeyNeeded(const JoinTable& table) {
  return !table.codec.IsPacked() || table.traits.searches_nulls;
}

}  // namespace

BuildColumns::BuildColumns(const JoinTable& table, const std::vector<BuildBatch>& batches)
    : concats_(table.layout.columns.size()),
      fields_(table.layout.columns.size(), JoinTable::kNotPacked) {
  PlanPacked(table, batches);
  for (uint32_t slot = 0; slot < concats_.size(); ++slot) {
    const bool only_key = table.layout.uses[slot] == BuildLayout::kForKeys;
    if (fields_[slot] != JoinTable::kNotPacked || (only_key && !IsKeyNeeded(table))) continue;
    const LogicalType& type = table.layout.columns[slot]->type();
    concats_[slot].emplace(type, PartsOf(batches, slot));
    bytes_per_row_ += PhysicalWidth(type.physical());
    can_reorder_ = can_reorder_ && !type.IsNested();
  }
}

void BuildColumns::PlanPacked(const JoinTable& table, const std::vector<BuildBatch>& batches) {
  if (!table.spec.ranges.empty()) return;  // whole columns are sorted once they stand together
  const uint8_t may_use =
      BuildLayout::kForOutput | (IsKeyNeeded(table) ? uint8_t{0} : uint8_t{BuildLayout::kForKeys});
  std::vector<uint32_t> slots;
  uint64_t width = 0;
  for (uint32_t slot = 0; slot < table.layout.columns.size(); ++slot) {
    const uint8_t uses = table.layout.uses[slot];
    const LogicalType& type = table.layout.columns[slot]->type();
    if ((uses & BuildLayout::kForOutput) == 0 || (uses & ~may_use) != 0 || type.IsNested())
      continue;
    // Codes of one dictionary are worth more than a saved cache miss.
    if (SharedDictionary(PartsOf(batches, slot)) != nullptr) continue;
    slots.push_back(slot);
    width += PhysicalWidth(type.physical());
  }
  if (slots.size() < 2 || width * table.rows < kPackFromBytes) return;
  for (const uint32_t slot : slots) {
    fields_[slot] = packed_.AddColumn(table.layout.columns[slot]->type(), PartsOf(batches, slot));
  }
  packed_.Allocate(table.rows);
  bytes_per_row_ += static_cast<int64_t>(packed_.stride());
}

void BuildColumns::Copy(size_t i, const BuildBatch& batch, const uint32_t* places) {
  if (places != nullptr) places += batch.first_row;
  for (size_t slot = 0; slot < concats_.size(); ++slot) {
    const Vector& column = batch.columns[slot];
    if (concats_[slot]) {
      concats_[slot]->Copy(i, column, places);
    } else if (fields_[slot] != JoinTable::kNotPacked) {
      packed_.Copy(fields_[slot], column, batch.first_row, places);
    }
  }
}

void BuildColumns::MoveTo(JoinTable& table) {
  for (auto& concat : concats_) {
    table.columns.push_back(concat ? std::make_shared<const Vector>(concat->Take()) : nullptr);
  }
  concats_.clear();
  table.packed = std::move(packed_);
  table.packed_fields = std::move(fields_);
}

}  // namespace lakebolt
