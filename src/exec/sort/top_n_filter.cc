#include "exec/sort/top_n_filter.h"

#include <cstring>

#include "types/value_order.h"

namespace lakebolt {

void TopNFilter::Tighten(const std::string& keys, const Vector& first_keys, uint32_t row) {
  const std::lock_guard lock(mutex_);
  if (version_.load(std::memory_order_relaxed) > 0 && keys >= keys_) return;
  keys_ = keys;
  if (!type_.IsNested() && !first_keys.IsNull(row)) {
    bound_ = std::make_shared<const Vector>(first_keys.Gather(&row, 1).Flatten());
    Publish();
  }
  version_.fetch_add(1, std::memory_order_release);
}

void TopNFilter::Refresh(std::string& keys, uint64_t& seen) const {
  if (version() == seen) return;
  const std::lock_guard lock(mutex_);
  keys = keys_;
  seen = version_.load(std::memory_order_relaxed);
}

std::shared_ptr<const Vector> TopNFilter::BoundRow() const {
  const std::lock_guard lock(mutex_);
  return bound_;
}

Value TopNFilter::Bound() const {
  const std::shared_ptr<const Vector> bound = BoundRow();
  return bound == nullptr ? Value(type_) : bound->GetValue(0);
}

void TopNFilter::Test(const Vector& values, RowSet rows, uint8_t* mask) const {
  const std::shared_ptr<const Vector> bound_row = BoundRow();
  if (bound_row == nullptr) {
    rows.ForEach([&](uint32_t row) { mask[row] = 1; });
    return;
  }
  DispatchPhysical(type_.physical(), [&]<typename T>() {
    const VectorReader<T> reader(values);
    const T bound = bound_row->values<T>()[0];
    const auto test = [&](const auto& passes) {
      if (reader.IsFlat()) {
        const T* flat = reader.values();
        rows.ForEach([&](uint32_t row) { mask[row] = static_cast<uint8_t>(passes(flat[row])); });
      } else {
        rows.ForEach([&](uint32_t row) { mask[row] = static_cast<uint8_t>(passes(reader[row])); });
      }
    };
    if (values.IsDictionary() && values.dictionary().size() == 0) {
      rows.ForEach([&](uint32_t row) { mask[row] = 0; });
    } else if (order_.descending && is_only_key_) {
      test([&](const T& value) { return ValueLess(bound, value); });
    } else if (order_.descending) {
      test([&](const T& value) { return !ValueLess(value, bound); });
    } else if (is_only_key_) {
      test([&](const T& value) { return ValueLess(value, bound); });
    } else {
      test([&](const T& value) { return !ValueLess(bound, value); });
    }
    if (!reader.MayHaveNulls()) return;
    const uint8_t null_passes = order_.nulls_first ? 1 : 0;
    rows.ForEach([&](uint32_t row) { mask[row] = reader.IsNull(row) ? null_passes : mask[row]; });
  });
}

}  // namespace lakebolt
