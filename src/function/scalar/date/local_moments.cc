// What clocks show to moments, where it is asked what holds for times that come twice or never.

#include "function/scalar/date/local_moments.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "function/scalar/date/clock_cache.h"
#include "function/scalar/date/clock_kernel.h"
#include "types/format.h"

namespace lakebolt {

namespace {

constexpr const char* kChoicesTwice = "'raise', 'earliest', 'latest' and 'null'";
constexpr const char* kChoicesNever = "'raise' and 'null'";

std::string ShownIn(const ZoneClock& clock, int64_t local, TimeUnit unit) {
  return TimestampToString(local, unit, false) + " in the time zone \"" + clock.zone().name() +
         "\"";
}

/// Settles a time that the clocks of a zone show at `first` and again at `second`.
std::optional<int64_t> Choose(std::string_view twice, int64_t first, int64_t second,
                              const std::string& shown) {
  if (twice == "earliest") return first;
  if (twice == "latest") return second;
  if (twice == "null") return std::nullopt;
  if (twice != "raise") {
    throw UserError(ErrorCode::kInvalidArgument,
                    "times that come twice have no choice '" + std::string(twice) + "'", {},
                    std::string("the choices are ") + kChoicesTwice);
  }
  throw UserError(ErrorCode::kInvalidArgument, "clocks show " + shown + " twice", {},
                  "ambiguous = 'earliest', 'latest' or 'null' settles it");
}

/// Settles a time that the clocks of a zone never show.
std::optional<int64_t> Refuse(std::string_view never, const std::string& shown) {
  if (never == "null") return std::nullopt;
  if (never != "raise") {
    throw UserError(ErrorCode::kInvalidArgument,
                    "times that never come have no choice '" + std::string(never) + "'", {},
                    std::string("the choices are ") + kChoicesNever);
  }
  throw UserError(ErrorCode::kInvalidArgument, "clocks never show " + shown, {},
                  "non_existent = 'null' gives NULL");
}

/// Returns the earlier moment at which the clock shows `local`, of a time that it shows at `moment`
/// too; nothing where it does so once only.
std::optional<int64_t> EarlierMoment(ZoneClock& clock, int64_t local, int64_t moment,
                                     int64_t per_second) {
  const int64_t seconds = moment / per_second - (moment % per_second < 0 ? 1 : 0);
  const TimeZone::Period period = clock.zone().PeriodAt(seconds);
  if (period.begin == std::numeric_limits<int64_t>::min()) return std::nullopt;
  const int64_t earlier = local - clock.zone().OffsetAt(period.begin - 1) * per_second;
  if (earlier >= moment || clock.ToLocal(earlier) != local) return std::nullopt;
  return earlier;
}

ScalarKernel LocalizeKernel(const LogicalType& from, const LogicalType& to) {
  const TimeUnit unit = from.unit();
  return [=](std::span<const Vector> args, RowSet rows) {
    const int64_t per_second = TicksPerSecond(unit);
    ClockCache clocks(per_second);
    const auto localize = [&](const StringView& zone, int64_t local, const StringView& twice,
                              const StringView& never) -> std::optional<int64_t> {
      if (!IsFiniteTimestamp(local)) return local;
      ZoneClock& clock = clocks.Get(zone.view());
      const int64_t moment = clock.ToUtc(local);
      if (clock.ToLocal(moment) != local) return Refuse(never.view(), ShownIn(clock, local, unit));
      const std::optional<int64_t> earlier = EarlierMoment(clock, local, moment, per_second);
      if (!earlier) return moment;
      return Choose(twice.view(), *earlier, moment, ShownIn(clock, local, unit));
    };
    return MakeKernel<StringView, int64_t, StringView, StringView>(to, localize)(args, rows);
  };
}

}  // namespace

ScalarFunction MakeLocalMoments() {
  std::vector<ScalarOverload> overloads;
  for (const TimeUnit unit : {TimeUnit::kMicro, TimeUnit::kNano}) {
    ScalarOverload overload;
    const LogicalType from = LogicalType::Timestamp(unit);
    overload.parameters = {TypeId::kVarchar, from, TypeId::kVarchar, TypeId::kVarchar};
    overload.result = LogicalType::Timestamp(unit, true);
    overload.kernel = LocalizeKernel(from, overload.result);
    overloads.push_back(std::move(overload));
  }
  return {
      "frame_localize",
      {},
      "date",
      "Returns the instant at which the clocks of a time zone show a time; of times that they "
      "show twice, as the third argument says: 'raise', 'earliest', 'latest' or 'null'; of times "
      "that they never show, as the fourth: 'raise' or 'null'.",
      {{"frame_localize('Europe/Oslo', TIMESTAMP '2024-10-27 02:30:00', 'latest', 'raise') = "
        "TIMESTAMPTZ '2024-10-27 01:30:00+00'",
        "true"}},
      {},
      std::move(overloads)};
}

}  // namespace lakebolt
