#include "exec/aggregate/repeat_filter.h"

#include <algorithm>

namespace lakebolt {

namespace {

/// Comparing pays where it leaves out one row in so many.
constexpr uint32_t kWorthwhile = 16;
constexpr uint32_t kBatchesToSitOut = 15;

/// Marks rows that `at` reads another value for than for the row before.
template <typename At>
void MarkChanges(const At& at, uint32_t count, uint8_t* differs) {
  for (uint32_t i = 1; i < count; ++i)
    differs[i] |= static_cast<uint8_t>(at(i) == at(i - 1) ? 0 : 1);
}

template <typename T>
void MarkChanges(const T* values, RowSet rows, uint8_t* differs) {
  if (rows.IsDense()) {
    MarkChanges([=](uint32_t i) -> const T& { return values[i]; }, rows.count, differs);
  } else {
    MarkChanges([=, picked = rows.indices](uint32_t i) -> const T& { return values[picked[i]]; },
                rows.count, differs);
  }
}

/// Marks rows of which a key is not that of the row before. Equal values of a dictionary that
/// stands for them twice count as different.
void MarkChanges(const Vector& key, RowSet rows, uint8_t* differs) {
  if (key.IsConstant()) return;
  if (key.IsDictionary()) {
    MarkChanges(key.codes(), rows, differs);
  } else {
    DispatchPhysical(key.type().physical(),
                     [&]<typename T>() { MarkChanges(key.values<T>(), rows, differs); });
  }
  if (key.validity() == nullptr) return;
  MarkChanges([&](uint32_t i) { return GetBit(key.validity(), rows[i]); }, rows.count, differs);
}

}  // namespace

RowSet RepeatFilter::Drop(const std::vector<Vector>& keys, RowSet rows) {
  rows_ += rows.count;
  rows_left_ += rows.count;
  if (batches_to_sit_out_ > 0) {
    --batches_to_sit_out_;
    return rows;
  }
  const bool any_nested = std::any_of(keys.begin(), keys.end(),
                                      [](const Vector& key) { return key.type().IsNested(); });
  if (rows.count < kWorthwhile || any_nested) return rows;
  differs_.assign(rows.count + 8, 0);
  differs_[0] = 1;
  for (const Vector& key : keys) MarkChanges(key, rows, differs_.data());
  left_.resize(rows.count + 8);
  const uint32_t count = SelectByMask(RowSet::Dense(rows.count), differs_.data(), left_.data());
  if (rows.count - count < rows.count / kWorthwhile) {
    batches_to_sit_out_ = kBatchesToSitOut;
    return rows;
  }
  rows_left_ -= rows.count - count;
  for (uint32_t i = 0; i < count && !rows.IsDense(); ++i) left_[i] = rows.indices[left_[i]];
  return {left_.data(), count, rows.size};
}

}  // namespace lakebolt
