#include "exec/aggregate/first_groups.h"

#include <algorithm>

namespace lakebolt {

FirstGroups::FirstGroups(std::shared_ptr<const KeyLayout> layout, uint32_t count,
                         Reservation reservation)
    : count_(count), table_(std::move(layout)), reservation_(std::move(reservation)) {}

void FirstGroups::Choose(const std::vector<Vector>& keys, RowSet rows, GroupTable& own) {
  const std::lock_guard lock(mutex_);
  const uint32_t before = table_.size();
  while (rows.count > 0 && table_.size() < count_) {
    // So many rows open no more groups than there is room for.
    const uint32_t slice = std::min(rows.count, count_ - table_.size());
    scratch_.resize(slice);
    table_.FindOrAdd(keys, {rows.indices, slice, rows.size}, scratch_.data());
    rows.indices += slice;
    rows.count -= slice;
  }
  if (table_.size() == count_ && before < count_) PublishFilters();
  const uint32_t known = own.size();
  const uint32_t missing = table_.size() - known;
  if (missing == 0) return;
  const uint32_t words = table_.layout().words();
  if (known == 0) own.KeepAlive(table_.strings(), 0);
  scratch_.resize(missing);
  own.FindOrAddPacked({table_.packed_keys() + size_t{known} * words, words}, missing,
                      scratch_.data());
}

void FirstGroups::PublishFilters() {
  if (filters_.empty()) return;
  const std::vector<Vector> keys = table_.Keys(0, count_);
  for (const auto& [key, filter] : filters_) {
    const Vector& values = keys[key];
    const RowSet rows = RowSet::Dense(count_);
    bool has_null = false;
    rows.ForEach([&](uint32_t row) { has_null = has_null || values.IsNull(row); });
    if (has_null) continue;  // a filter lets no NULL pass
    KeyBounds bounds(values.type());
    if (IsIntegerKey(values.type())) bounds.Add(values, rows);
    filter->Prepare(bounds, count_, reservation_);
    filter->Add(values, false);
    filter->Finish();
  }
}

}  // namespace lakebolt
