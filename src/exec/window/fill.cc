#include <algorithm>
#include <cmath>
#include <limits>

#include "exec/window/framed_aggregate.h"

namespace lakebolt {

namespace {

/// Puts values on the line through the nearest rows that have one.
class Fill final : public WindowCallEvaluator {
 public:
  Fill(const WindowRows& rows, const WindowSpec::Call& call, uint32_t key)
      : rows_(rows), values_(rows.Operand(call.arguments[0])), key_(*rows.columns[key]) {}

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
    std::vector<uint32_t> known;
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      const uint32_t end = rows_.partitions.end(p);
      known.clear();
      for (uint32_t row = rows_.partitions.begin(p); row < end; ++row) {
        if (IsKnown(values, row)) known.push_back(row);
      }
      if (!known.empty()) FillPartition<T>(rows_.partitions.begin(p), end, values, known);
    }
  }

  template <typename T>
  bool IsKnown(const VectorReader<T>& values, uint32_t row) const {
    if (values.IsNull(row) || !std::isfinite(places_[row])) return false;
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(values[row]);
    return true;
  }

  template <typename T>
  void FillPartition(uint32_t begin, uint32_t end, const VectorReader<T>& values,
                     const std::vector<uint32_t>& known) {
    T* to = out_.mutable_values<T>();
    uint64_t* valid = out_.MutableValidity();
    size_t next = 0;  // the first known row behind
    for (uint32_t row = begin; row < end; ++row) {
      while (next < known.size() && known[next] <= row) ++next;
      if (!values.IsNull(row) || !std::isfinite(places_[row])) continue;
      if (known.size() == 1) {
        to[row] = values[known[0]];
        SetBit(valid, row);
        continue;
      }
      const size_t left = next == 0 ? 0 : std::min(next, known.size() - 1) - 1;
      if (Interpolate(row, known[left], known[left + 1], values, to[row])) SetBit(valid, row);
    }
  }

  template <typename T>
  bool Interpolate(uint32_t row, uint32_t left, uint32_t right, const VectorReader<T>& values,
                   T& out) const {
    const double width = places_[right] - places_[left];
    const double share = width == 0 ? 0 : (places_[row] - places_[left]) / width;
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
  std::vector<double> places_;  // keys as numbers; NaN without
  Vector out_;
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> MakeFill(const WindowRows& rows, const WindowSpec::Call& call,
                                              uint32_t key) {
  return std::make_unique<Fill>(rows, call, key);
}

}  // namespace lakebolt
