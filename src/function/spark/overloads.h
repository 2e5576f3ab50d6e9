#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_part.h"

namespace lakebolt {

/// Makes an overload that takes exactly `parameters`.
inline ScalarOverload KernelOverload(std::vector<LogicalType> parameters, LogicalType result,
                                     ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = std::move(result);
  overload.kernel = std::move(kernel);
  return overload;
}

/// Makes the overloads of `fn(int32_t day, Extra...)` for a date and for timestamps, of which the
/// day counts that the wall clock shows. Days without end give NULL.
template <typename... Extra, typename F>
std::vector<ScalarOverload> DayOverloads(const std::vector<LogicalType>& extra,
                                         const LogicalType& result, F fn) {
  using Returned = typename adapter::Unwrapped<std::invoke_result_t<F, int32_t, Extra...>>::Type;
  const auto of_day = [=](int32_t day, const Extra&... rest) -> std::optional<Returned> {
    if (!IsFiniteDate(day)) return std::nullopt;
    return fn(day, rest...);
  };
  const auto parameters = [&](const LogicalType& first) {
    std::vector<LogicalType> all = {first};
    all.insert(all.end(), extra.begin(), extra.end());
    return all;
  };
  std::vector<ScalarOverload> overloads = {KernelOverload(
      parameters(TypeId::kDate), result, MakeKernel<int32_t, Extra...>(result, of_day))};
  for (const bool zoned : {true, false}) {
    const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, zoned);
    const auto of_instant = [=](ZoneClock& clock, int64_t micros,
                                const Extra&... rest) -> std::optional<Returned> {
      if (!IsFiniteTimestamp(micros)) return std::nullopt;
      return of_day(SplitTimestamp(clock.ToLocal(micros), kMicrosPerSecond).days, rest...);
    };
    overloads.push_back(KernelOverload(
        parameters(type), result, MakeClockKernel<int64_t, Extra...>(type, result, of_instant)));
  }
  return overloads;
}

}  // namespace lakebolt
