#pragma once

#include <limits>
#include <memory>

#include "format/parquet/write/chunk_encoder.h"
#include "types/decimal.h"
#include "types/enum_labels.h"

namespace lakebolt::parquet_format {

/// Makes values of a leaf what is stored of them, as far as types go: labels of ENUMs and texts of
/// what Parquet has not. Remembers what serves again.
class LeafText {
 public:
  /// Returns a vector of the same rows whose values are stored as they are, or cast.
  Vector Apply(const Vector& values);

 private:
  Vector LabelsOf(const Vector& codes);

  std::shared_ptr<const Vector> labels_;
};

/// Gives the values of a leaf's entries as `T`, one after the other: where they lie, or copied.
template <typename T>
class ValueStage {
 public:
  /// `factor` is what numbers are multiplied by: seconds are stored as milliseconds.
  explicit ValueStage(int64_t factor) : factor_(factor) {}

  /// The result is valid until the next call. `values` is flat, or a dictionary.
  const T* Apply(const Vector& values, const uint32_t* rows, uint32_t count) {
    if (count == 0) return staged_.data();
    const PhysicalType physical = values.type().physical();
    if constexpr (std::is_same_v<T, StringView> || std::is_same_v<T, Interval>) {
      return Take<T>(values, rows, count);
    } else {
      return DispatchPhysical(physical, [&]<typename From>() -> const T* {
        if constexpr (kConverts<From>) {
          const T* const taken = Take<From>(values, rows, count);
          if (values.type().id() == TypeId::kInt128) CheckDigits(taken, count);
          return taken;
        } else {
          throw InternalError("a value that is not stored so");
        }
      });
    }
  }

 private:
  template <typename From>
  static constexpr bool kConverts =
      std::is_same_v<From, T> || (std::is_same_v<T, Int256> && std::is_same_v<From, uint128_t>) ||
      (std::is_integral_v<From> && std::is_integral_v<T>) ||
      (std::is_same_v<T, int128_t> && std::is_same_v<From, int64_t>);

  template <typename From>
  const T* Take(const Vector& values, const uint32_t* rows, uint32_t count) {
    if constexpr (std::is_same_v<From, T>) {
      const bool as_it_lies = values.IsFlat() && rows == nullptr && factor_ == 1;
      if (as_it_lies) return values.values<T>();
    }
    staged_.Clear();
    T* to = staged_.Extend(count);
    const VectorReader<From> from(values);
    for (uint32_t i = 0; i < count; ++i) {
      to[i] = static_cast<T>(from[rows == nullptr ? i : rows[i]]);
    }
    if constexpr (std::is_integral_v<T>) {
      if (factor_ != 1) Multiply(to, count);
    }
    return to;
  }

  /// HUGEINT is stored as a decimal, whose digits are fewer than those of the largest numbers.
  static void CheckDigits(const T* values, uint32_t count) {
    if constexpr (std::is_same_v<T, int128_t>) {
      for (uint32_t i = 0; i < count; ++i) {
        if (FitsPrecision(values[i], kMaxDecimal128Precision)) continue;
        throw UserError(ErrorCode::kOutOfRange,
                        "a HUGEINT has 39 digits, and Parquet has no whole numbers of more than 38",
                        {}, "cast it to DOUBLE or VARCHAR");
      }
    }
  }

  /// Multiplies; what is too large stands for infinity and stays so.
  void Multiply(T* values, uint32_t count) const {
    for (uint32_t i = 0; i < count; ++i) {
      T out;
      const bool fits = !__builtin_mul_overflow(values[i], static_cast<T>(factor_), &out);
      values[i] = fits               ? out
                  : values[i] < T(0) ? std::numeric_limits<T>::min()
                                     : std::numeric_limits<T>::max();
    }
  }

  const int64_t factor_;
  GrowingArray<T> staged_;
};

}  // namespace lakebolt::parquet_format
