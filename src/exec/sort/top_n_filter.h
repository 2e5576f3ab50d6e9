#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "source/tightening_filter.h"
#include "vector/order_key.h"

namespace lakebolt {

/// Is how far a top-N has got: the worst row that can still be among the first. All workers tighten
/// it; scans use it as a filter on the first key, so that row groups, pages and rows that come too
/// late are never read.
class TopNFilter final : public TighteningFilter {
 public:
  /// `is_only_key` says that rows whose first key equals the bound come too late, too.
  TopNFilter(LogicalType type, KeyOrder order, bool is_only_key)
      : type_(std::move(type)), order_(order), is_only_key_(is_only_key) {}

  /// Says that the column has no NULLs: the filter can be used from the start, and lets all pass
  /// until there is a bound.
  void StartWithoutNulls() { Publish(); }

  /// Offers the encoded keys of a row that enough others come before, and its first key, which is
  /// row `row` of `first_keys`. Thread-safe.
  void Tighten(const std::string& keys, const Vector& first_keys, uint32_t row);

  /// Writes the encoded keys of the bound to `keys` if it was tightened since version `seen`.
  void Refresh(std::string& keys, uint64_t& seen) const;

  Value min() const override { return order_.descending ? Bound() : Value(); }
  Value max() const override { return order_.descending ? Value() : Bound(); }
  bool IsEmpty() const override { return false; }
  /// Unlike what a scan sees of it, NULLs pass where they come first.
  void Test(const Vector& values, RowSet rows, uint8_t* mask) const override;
  uint64_t version() const override { return version_.load(std::memory_order_acquire); }

 private:
  Value Bound() const;
  std::shared_ptr<const Vector> BoundRow() const;

  LogicalType type_;
  KeyOrder order_;
  bool is_only_key_;
  std::atomic<uint64_t> version_{0};
  mutable std::mutex mutex_;
  std::string keys_;
  std::shared_ptr<const Vector> bound_;  // one row; null until the first key's bound is no NULL
};

}  // namespace lakebolt
