#include "function/scalar/number/arrow_numbers.h"

#include <limits>

#include "base/error.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

int64_t NanosOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSecond: return kNanosPerSecond;
    case TimeUnit::kMilli: return kNanosPerSecond / 1'000;
    case TimeUnit::kMicro: return kNanosPerSecond / 1'000'000;
    default: return 1;
  }
}

template <typename T, typename Make>
ScalarKernel EachNumber(const LogicalType& to, Make make) {
  return [to, make](std::span<const Vector> args, RowSet rows) {
    const VectorReader<int64_t> numbers(args[0]);
    Vector out(to, rows.size);
    T* values = out.mutable_values<T>();
    rows.ForEach([&](uint32_t row) {
      if (numbers.IsNull(row)) {
        out.SetNull(row);
      } else {
        values[row] = make(numbers[row]);
      }
    });
    return out;
  };
}

int64_t Scaled(int64_t number, int64_t from, int64_t to) {
  const auto wide = static_cast<int128_t>(number) * from / to;
  if (wide < std::numeric_limits<int64_t>::min() || wide > std::numeric_limits<int64_t>::max()) {
    throw UserError(ErrorCode::kOutOfRange, std::to_string(number) + " is too large for the type");
  }
  return static_cast<int64_t>(wide);
}

}  // namespace

std::optional<ScalarKernel> ArrowNumberKernel(const LogicalType& to, TimeUnit unit) {
  const int64_t from_nanos = NanosOf(unit);
  switch (to.id()) {
    case TypeId::kInterval:
      return EachNumber<Interval>(to, [from_nanos](int64_t number) {
        return Interval{0, 0, Scaled(number, from_nanos, 1)};
      });
    case TypeId::kTime:
    case TypeId::kTimestamp:
      return EachNumber<int64_t>(to, [from_nanos, to_nanos = NanosOf(to.unit())](int64_t number) {
        return Scaled(number, from_nanos, to_nanos);
      });
    case TypeId::kDate:
      return EachNumber<int32_t>(to, [](int64_t number) {
        if (number != static_cast<int32_t>(number)) {
          throw UserError(ErrorCode::kOutOfRange, std::to_string(number) + " is not a date's day");
        }
        return static_cast<int32_t>(number);
      });
    default: return std::nullopt;
  }
}

}  // namespace lakebolt
