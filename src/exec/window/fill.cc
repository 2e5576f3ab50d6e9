#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "exec/window/framed_aggregate.h"
#include "types/value_order.h"

namespace lakebolt {

namespace {

/// Puts values on the line through the nearest rows that have one.
class Fill final : public WindowCallEvaluator {
 public:
  Fill(const WindowRows& rows, const WindowSpec::Call& call, const WindowKey& key)
      : rows_(rows),
        values_(rows.Operand(call.arguments[0])),
        key_(*rows.columns[key.position]),
        own_order_(!call.argument_order.empty()) {}

  uint32_t PrepareParts() override { return 1; }

  void PreparePart(uint32_t) override {
    places_.assign(rows_.rows, std::nan(""));
    if (key_.type().IsNested()) return;
    DispatchPhysical(key_.type().physical(), [&]<typename T>() {
      if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, int128_t>) {
        const VectorReader<T> keys(key_);
        for (uint32_t row = 0; row < rows_.rows; ++row) {
          if (!keys.IsNull(row)) places_[row] = static_cast<double>(keys[row]);
        }
      }
    });
    out_ = values_.Flatten();
    if (!out_.MayHaveNulls()) return;
    DispatchPhysical(out_.type().physical(), [&]<typename T>() {
      if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, int128_t>) FillAll<T>();
    });
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    return out_.Slice(batch.begin, batch.count);
  }

 private:
  template <typename T>
  void FillAll() {
    const Vector source = values_.Flatten();
    out_ = Vector(source.type(), rows_.rows);
    const VectorReader<T> values(source);
    T* to = out_.mutable_values<T>();
    for (uint32_t row = 0; row < rows_.rows; ++row) {
      if (values.IsNull(row)) {
        out_.SetNull(row);
      } else {
        to[row] = values[row];
      }
    }
    const std::vector<uint32_t> sequence = Sequence();
    std::vector<uint32_t> known;
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      const std::span<const uint32_t> rows(sequence.data() + rows_.partitions.begin(p),
                                           sequence.data() + rows_.partitions.end(p));
      known.clear();
      for (uint32_t at = 0; at < rows.size(); ++at) {
        if (IsKnown(values, rows[at])) known.push_back(at);
      }
      if (!known.empty()) FillPartition<T>(rows, values, known);
    }
  }

  /// Lists the rows partition by partition, those of each along the key.
  std::vector<uint32_t> Sequence() const {
    std::vector<uint32_t> sequence(rows_.rows);
    std::iota(sequence.begin(), sequence.end(), 0);
    if (!own_order_) return sequence;
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      // Rows without a place are not looked at, wherever they stand.
      std::stable_sort(
          sequence.begin() + rows_.partitions.begin(p), sequence.begin() + rows_.partitions.end(p),
          [this](uint32_t a, uint32_t b) { return ValueLess(places_[a], places_[b]); });
    }
    return sequence;
  }

  template <typename T>
  bool IsKnown(const VectorReader<T>& values, uint32_t row) const {
    if (values.IsNull(row) || !std::isfinite(places_[row])) return false;
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(values[row]);
    return true;
  }

  /// `known` lists the places among `rows` of those with a value.
  template <typename T>
  void FillPartition(std::span<const uint32_t> rows, const VectorReader<T>& values,
                     const std::vector<uint32_t>& known) {
    T* to = out_.mutable_values<T>();
    uint64_t* valid = out_.MutableValidity();
    size_t next = 0;  // the first known row behind
    for (uint32_t at = 0; at < rows.size(); ++at) {
      const uint32_t row = rows[at];
      while (next < known.size() && known[next] <= at) ++next;
      if (!values.IsNull(row) || !std::isfinite(places_[row])) continue;
      if (known.size() == 1) {
        to[row] = values[rows[known[0]]];
        SetBit(valid, row);
        continue;
      }
      const size_t left = next == 0 ? 0 : std::min(next, known.size() - 1) - 1;
      if (Interpolate(row, rows[known[left]], rows[known[left + 1]], values, to[row])) {
        SetBit(valid, row);
      }
    }
  }

  template <typename T>
  bool Interpolate(uint32_t row, uint32_t left, uint32_t right, const VectorReader<T>& values,
                   T& out) const {
    // Scaled down first where the width would overflow.
    const double scale = std::isfinite(places_[right] - places_[left])
                             ? 1
                             : std::max(std::abs(places_[left]), std::abs(places_[right]));
    const double width = places_[right] / scale - places_[left] / scale;
    const double share = width == 0 ? 0 : (places_[row] / scale - places_[left] / scale) / width;
    const double value =
        static_cast<double>(values[left]) +
        (static_cast<double>(values[right]) - static_cast<double>(values[left])) * share;
    if constexpr (std::is_floating_point_v<T>) {
      out = static_cast<T>(value);
      return true;
    } else if constexpr (sizeof(T) <= sizeof(int64_t)) {
      // Within the known rows the line is cut to whole numbers, beyond them it is rounded.
      const double whole = share < 0 || share > 1 ? std::nearbyint(value) : std::trunc(value);
      if (whole < static_cast<double>(std::numeric_limits<T>::min()) ||
          whole >= static_cast<double>(std::numeric_limits<T>::max()) + 1) {
        return false;
      }
      out = static_cast<T>(whole);
      return true;
    } else {
      if (std::abs(value) >= 1.7e38) return false;
      out = static_cast<T>(value);
      return true;
    }
  }

  const WindowRows& rows_;
  Vector values_;
  Vector key_;
  bool own_order_;
  std::vector<double> places_;  // keys as numbers; NaN without
  Vector out_;
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> MakeFill(const WindowRows& rows, const WindowSpec::Call& call,
                                              const WindowKey& key) {
  return std::make_unique<Fill>(rows, call, key);
}

}  // namespace lakebolt
