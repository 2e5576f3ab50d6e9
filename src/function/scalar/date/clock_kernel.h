#pragma once

#include <utility>

#include "function/scalar_adapter.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

/// Makes a kernel of `fn(ZoneClock&, Args...)` over instants of `instant`'s unit, where the clock
/// is the session's for a type with zone and UTC's for others. Text functions take a StringHeap&
/// first, as in MakeKernel.
template <typename... Args, typename F>
ScalarKernel MakeClockKernel(const LogicalType& instant, LogicalType result, F fn) {
  const bool zoned = instant.with_zone();
  const int64_t per_second = TicksPerSecond(instant.unit());
  return [=, fn = std::move(fn)](std::span<const Vector> args, RowSet rows) {
    ZoneClock clock(zoned ? SessionZone() : TimeZone::Utc(), per_second);
    if constexpr (std::is_invocable_v<F, StringHeap&, ZoneClock&, Args...>) {
      const auto call = [&](StringHeap& heap, const Args&... a) { return fn(heap, clock, a...); };
      return MakeKernel<Args...>(result, call)(args, rows);
    } else {
      const auto call = [&](const Args&... a) { return fn(clock, a...); };
      return MakeKernel<Args...>(result, call)(args, rows);
    }
  };
}

}  // namespace lakebolt
