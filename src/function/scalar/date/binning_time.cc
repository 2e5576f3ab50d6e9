#include "function/scalar/date/binning_time.h"

#include <array>
#include <cmath>

#include "types/calendar.h"

namespace lakebolt {

namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kMonthsPerYear = 12;

/// Is a step from one bound to the next, its parts not carried into each other.
struct Step {
  int64_t months = 0;
  int64_t days = 0;
  int64_t micros = 0;
};

int64_t RoundTo(int64_t number, int64_t unit) {
  return (number + unit / 2) / unit * unit;
}

int64_t CeilTo(int64_t number, int64_t unit) {
  return -FloorDiv(-number, unit) * unit;
}

/// Returns an even part of the way from `low` to `high`; fractions of a part go to the next
/// smaller.
Step EvenStep(int64_t low, int64_t high, int64_t count) {
  const CivilDate from = CivilFromDays(static_cast<int32_t>(FloorDiv(low, kDay)));
  const CivilDate to = CivilFromDays(static_cast<int32_t>(FloorDiv(high, kDay)));
  const auto parts = static_cast<double>(count);
  const int64_t months = (to.year - from.year) * kMonthsPerYear + to.month - from.month;
  const double step_months = static_cast<double>(months) / parts;
  double step_days = static_cast<double>(to.day - from.day) / parts;
  double step_micros = static_cast<double>(FloorMod(high, kDay) - FloorMod(low, kDay)) / parts;
  constexpr double kDaysPerMonth = 30;
  if (step_months > 0) step_days += (step_months - std::floor(step_months)) * kDaysPerMonth;
  if (step_days > 0) {
    step_micros += (step_days - std::floor(step_days)) * static_cast<double>(kDay);
  }
  return {static_cast<int64_t>(step_months), static_cast<int64_t>(step_days),
          static_cast<int64_t>(step_micros)};
}

/// Drops what hardly counts beside the larger parts, and rounds the rest.
Step NiceStep(Step step) {
  constexpr int64_t kManyMonths = 6;
  constexpr int64_t kManyDays = 5;
  if (step.months >= kManyMonths) return {step.months, 0, 0};
  if (step.months > 0 || step.days >= kManyDays) {
    step.micros = 0;
  } else if (step.days > 0 || step.micros >= 6 * kHour) {
    step.micros = RoundTo(step.micros, kHour);
  } else if (step.micros >= kHour) {
    step.micros = RoundTo(step.micros, 15 * kMinute);
  } else if (step.micros >= 10 * kMinute) {
    step.micros = RoundTo(step.micros, kMinute);
  } else if (step.micros >= kMinute) {
    step.micros = RoundTo(step.micros, 15 * kSecond);
  } else if (step.micros >= 10 * kSecond) {
    step.micros = RoundTo(step.micros, kSecond);
  }
  return step;
}

/// Returns the next time at or after `time` that is round for steps of this size.
int64_t NiceEnd(int64_t time, const Step& step) {
  if (step.months >= kMonthsPerYear) {
    const auto day = static_cast<int32_t>(FloorDiv(time, kDay));
    const CivilDate date = CivilFromDays(day);
    if (date.day == 1 && FloorMod(time, kDay) == 0) return time;
    const auto next = AddMonths(DaysFromCivil({date.year, date.month, 1}), 1);
    return next ? *next * kDay : time;
  }
  if (step.months > 0 || step.days > 0) return CeilTo(time, kDay);
  for (const int64_t unit : std::array{kHour, kMinute, kSecond}) {
    if (step.micros >= unit) return CeilTo(time, unit);
  }
  return time;
}

int64_t Before(int64_t time, const Step& step) {
  const auto day = static_cast<int32_t>(FloorDiv(time, kDay));
  const int64_t moved = AddMonths(day, -step.months).value_or(day) - step.days;
  return moved * kDay + FloorMod(time, kDay) - step.micros;
}

}  // namespace

std::vector<int64_t> NiceTimeBins(int64_t low, int64_t high, int64_t count) {
  Step step = NiceStep(EvenStep(low, high, count));
  int64_t bound = NiceEnd(high, step);
  if (step.months <= 0 && step.days <= 0 && step.micros <= 0) step = {0, 0, 1};
  std::vector<int64_t> bounds;
  while (bound >= low && static_cast<int64_t>(bounds.size()) < count) {
    bounds.push_back(bound);
    bound = Before(bound, step);
  }
  return bounds;
}

}  // namespace lakebolt
