// sleep_ms and pg_sleep, which let time go by.

#include "function/scalar/sleep.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "base/cancellation_scope.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

constexpr double kLongestMillis = 3'600'000;  // an hour
constexpr std::chrono::milliseconds kSlice(10);

/// Waits, and returns NULL.
std::optional<int32_t> Sleep(double millis) {
  if (std::isnan(millis)) return std::nullopt;
  const std::chrono::duration<double, std::milli> wait(std::clamp(millis, 0.0, kLongestMillis));
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(wait);
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    CheckCancellation();
    std::this_thread::sleep_until(std::min(until, now + kSlice));
  }
  return std::nullopt;
}

}  // namespace

void RegisterSleep(FunctionRegistry& registry) {
  constexpr double kMillisPerSecond = 1000;
  FunctionTraits traits;
  traits.volatility = Volatility::kVolatile;
  traits.can_fail = false;
  Family family(registry, "general");
  family.Add({"sleep_ms"}, "Waits some milliseconds for each row; returns NULL.",
             {{"sleep_ms(1)", "NULL"}},
             {MakeOverload<int64_t>({TypeId::kInt64}, TypeId::kInt32,
                                    [](int64_t ms) { return Sleep(static_cast<double>(ms)); })},
             traits);
  family.Add({"pg_sleep"}, "Waits some seconds for each row; returns NULL.",
             {{"pg_sleep(0.001)", "NULL"}},
             {MakeOverload<double>({TypeId::kFloat64}, TypeId::kInt32,
                                   [](double s) { return Sleep(s * kMillisPerSecond); })},
             traits);
}

}  // namespace lakebolt
