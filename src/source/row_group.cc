#include "source/row_group.h"

#include "vector/concat.h"

namespace lakebolt {

namespace {

// Smaller groups are joined before long, and not charged.
constexpr uint32_t kFewestCharged = 256;

ColumnStatistics MeasureColumn(const Vector& column, const RowGroup& group) {
  ColumnStatistics statistics;
  statistics.null_count = 0;
  if (column.type().IsNested()) {
    for (uint32_t row = 0; row < column.size(); ++row) {
      if (group.IsLive(row) && column.IsNull(row)) ++*statistics.null_count;
    }
    return statistics;
  }
  statistics.exact_bounds = true;
  for (uint32_t row = 0; row < column.size(); ++row) {
    if (!group.IsLive(row)) continue;
    if (column.IsNull(row)) {
      ++*statistics.null_count;
      continue;
    }
    Value value = column.GetValue(row);
    if (!statistics.min || Value::Compare(value, *statistics.min) < 0) statistics.min = value;
    if (!statistics.max || Value::Compare(value, *statistics.max) > 0) statistics.max = value;
  }
  return statistics;
}

/// Copies strings to one heap, so that groups updated over and over do not keep all they ever held.
Vector CopyStrings(const Vector& strings) {
  Vector out(strings.type(), strings.size());
  auto heap = std::make_shared<StringHeap>();
  const VectorReader<StringView> reader(strings);
  auto* values = out.mutable_values<StringView>();
  for (uint32_t row = 0; row < strings.size(); ++row) {
    if (reader.IsNull(row)) {
      out.SetNull(row);
    } else {
      values[row] = heap->Add(reader[row]);
    }
  }
  out.AddOwner(std::move(heap));
  return out;
}

/// Returns what a column takes; `before`, if there is one, is the same column of the rows before.
int64_t BytesOf(const Vector& column, const Vector* before) {
  if (!column.IsDictionary()) return static_cast<int64_t>(column.MemoryBytes());
  const bool is_shared = before != nullptr && before->IsDictionary() &&
                         before->dictionary_ptr() == column.dictionary_ptr();
  return int64_t{column.size()} * int64_t{sizeof(uint32_t)} +
         (is_shared ? 0 : static_cast<int64_t>(column.dictionary().MemoryBytes()));
}

/// Tells whether two columns are the same values in memory.
bool AreShared(const Vector& a, const Vector& b) {
  if (a.type() != b.type() || a.IsDictionary() != b.IsDictionary()) return false;
  if (a.IsDictionary()) return a.dictionary_ptr() == b.dictionary_ptr();
  if (a.values_buffer() != b.values_buffer()) return false;
  if (a.values_buffer() != nullptr) return true;
  return !a.children().empty() && std::equal(a.children().begin(), a.children().end(),
                                             b.children().begin(), b.children().end(), AreShared);
}

}  // namespace

RowGroup::RowGroup(int64_t first_row_id, Chunk rows, std::shared_ptr<MemoryPool> account,
                   const RowGroup* before)
    : first_row_id_(first_row_id),
      rows_(std::move(rows)),
      account_(std::move(account)),
      live_(rows_.size()),
      statistics_(rows_.columns().size()) {
  Charge(before);
}

void RowGroup::Charge(const RowGroup* before) {
  if (account_ == nullptr || size() < kFewestCharged) return;
  charges_.resize(rows_.columns().size());
  for (uint32_t i = 0; i < charges_.size(); ++i) {
    if (charges_[i] != nullptr) continue;
    const int64_t bytes = BytesOf(column(i), before == nullptr ? nullptr : &before->column(i));
    charges_[i] = std::make_shared<const RowCharge>(account_, bytes);
  }
}

void RowGroup::ChargeMarks() {
  if (account_ == nullptr || size() < kFewestCharged) return;
  if (dead_ != nullptr && dead_charge_ == nullptr) {
    dead_charge_ = std::make_shared<const RowCharge>(account_, size());
  }
  if (changed_ != nullptr && changed_charge_ == nullptr) {
    const auto bytes = static_cast<int64_t>(size() * sizeof(uint64_t));
    changed_charge_ = std::make_shared<const RowCharge>(account_, bytes);
  }
}

Selection RowGroup::LiveRows(uint32_t begin, uint32_t count) const {
  Selection live = Selection::Allocate(count + 8);
  uint32_t found = 0;
  for (uint32_t i = 0; i < count; ++i) {
    live.data()[found] = i;
    found += (*dead_)[begin + i] ? 0 : 1;
  }
  live.set_count(found);
  return live;
}

const ColumnStatistics& RowGroup::statistics(uint32_t column) const {
  const std::lock_guard lock(mutex_);
  if (statistics_[column] == nullptr) {
    statistics_[column] =
        std::make_unique<ColumnStatistics>(MeasureColumn(rows_.column(column), *this));
  }
  return *statistics_[column];
}

RowGroupPtr RowGroup::WithoutRows(const std::vector<uint32_t>& rows) const {
  auto group = std::make_shared<RowGroup>(first_row_id_, rows_);
  group->account_ = account_;
  group->charges_ = charges_;
  auto dead = dead_ ? std::make_shared<std::vector<uint8_t>>(*dead_)
                    : std::make_shared<std::vector<uint8_t>>(size(), 0);
  group->live_ = live_;
  for (const uint32_t row : rows) {
    group->live_ -= (*dead)[row] ? 0 : 1;
    (*dead)[row] = 1;
  }
  group->dead_ = std::move(dead);
  group->changed_ = changed_;
  group->changed_charge_ = changed_charge_;
  group->ChargeMarks();
  return group;
}

RowGroupPtr RowGroup::WithValues(const std::vector<uint32_t>& columns,
                                 const std::vector<uint32_t>& rows,
                                 const std::vector<Vector>& values, uint64_t version) const {
  std::vector<uint32_t> sources(size());
  for (uint32_t i = 0; i < size(); ++i) sources[i] = i;
  for (uint32_t i = 0; i < rows.size(); ++i) sources[rows[i]] = size() + i;
  Chunk updated = rows_;
  for (size_t c = 0; c < columns.size(); ++c) {
    const Vector& before = rows_.column(columns[c]);
    Vector& column = updated.mutable_columns()[columns[c]];
    column = ConcatVectors(before.type(), {&before, &values[c]}).Gather(sources.data(), size());
    if (before.type().physical() == PhysicalType::kString) column = CopyStrings(column);
  }
  auto group = std::make_shared<RowGroup>(first_row_id_, std::move(updated));
  group->account_ = account_;
  group->charges_ = charges_;
  for (size_t c = 0; c < columns.size() && !charges_.empty(); ++c) {
    group->charges_[columns[c]] = nullptr;
  }
  group->Charge(this);
  auto changed = changed_ ? std::make_shared<std::vector<uint64_t>>(*changed_)
                          : std::make_shared<std::vector<uint64_t>>(size(), 0);
  for (const uint32_t row : rows) (*changed)[row] = version;
  group->changed_ = std::move(changed);
  group->dead_ = dead_;
  group->dead_charge_ = dead_charge_;
  group->ChargeMarks();
  group->live_ = live_;
  return group;
}

RowGroupPtr RowGroup::WithColumns(std::vector<Vector> columns) const {
  auto group = std::make_shared<RowGroup>(first_row_id_, Chunk(std::move(columns), size()));
  group->account_ = account_;
  group->charges_.resize(charges_.empty() ? 0 : group->rows_.columns().size());
  for (size_t i = 0; i < group->charges_.size(); ++i) {
    for (size_t before = 0; before < charges_.size(); ++before) {
      const bool same = AreShared(group->rows_.column(i), rows_.column(before));
      if (same) group->charges_[i] = charges_[before];
    }
  }
  group->Charge(nullptr);
  group->dead_ = dead_;
  group->dead_charge_ = dead_charge_;
  group->live_ = live_;
  group->changed_ = changed_;
  group->changed_charge_ = changed_charge_;
  return group;
}

RowGroupPtr RowGroup::Join(const RowGroup& first, const RowGroup& second) {
  std::vector<LogicalType> types;
  for (const Vector& column : first.rows_.columns()) types.push_back(column.type());
  auto group = std::make_shared<RowGroup>(
      first.first_row_id_, ConcatChunks(types, {first.rows_, second.rows_}), second.account_);
  group->live_ = first.live_ + second.live_;
  if (first.dead_ != nullptr || second.dead_ != nullptr) {
    auto dead = std::make_shared<std::vector<uint8_t>>();
    for (const RowGroup* part : {&first, &second}) {
      for (uint32_t i = 0; i < part->size(); ++i) dead->push_back(part->IsLive(i) ? 0 : 1);
    }
    group->dead_ = std::move(dead);
  }
  if (first.changed_ != nullptr || second.changed_ != nullptr) {
    auto changed = std::make_shared<std::vector<uint64_t>>();
    for (const RowGroup* part : {&first, &second}) {
      for (uint32_t i = 0; i < part->size(); ++i) changed->push_back(part->ChangedAt(i));
    }
    group->changed_ = std::move(changed);
  }
  group->ChargeMarks();
  return group;
}

}  // namespace lakebolt
