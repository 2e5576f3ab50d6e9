#include "types/time_zone.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/ascii.h"
#include "base/error.h"
#include "types/calendar.h"
#include "types/time_zone_file.h"
#include "types/time_zone_names.h"

namespace lakebolt {

namespace {

/// Seconds of 400 Gregorian years, after which dates and weekdays repeat.
constexpr int64_t kCycleSeconds = int64_t{146'097} * kSecondsPerDay;
/// 2038-01-01: no zone has rule changes planned beyond it.
constexpr int64_t kRulesRepeatFrom = 2'145'916'800;
constexpr int64_t kTableEnd = kRulesRepeatFrom + kCycleSeconds;

/// Holds the zones in use, by lower-case name.
struct ZoneCache {
  std::mutex mutex;
  std::map<std::string, const TimeZone*> zones;
};

ZoneCache& Cache() {
  static ZoneCache* cache = new ZoneCache;  // outlives threads that end late
  return *cache;
}

}  // namespace

const TimeZone* TimeZone::Load(const std::string& name, const std::string& target) {
  const auto file = ReadTimeZoneFile(target, kTableEnd);
  if (!file) return nullptr;
  auto* zone = new TimeZone;
  zone->name_ = name;
  for (const ZoneChange& change : *file) {
    if (!zone->transitions_.empty() && zone->transitions_.back().offset == change.offset &&
        zone->transitions_.back().daylight == change.daylight) {
      continue;
    }
    const int64_t local = change.at == INT64_MIN ? INT64_MIN : change.at + change.offset;
    zone->transitions_.push_back({change.at, local, change.offset, change.daylight});
  }
  zone->is_utc_ = zone->transitions_.size() == 1 && zone->transitions_[0].offset == 0;
  return zone;
}

const TimeZone& TimeZone::Utc() {
  static const TimeZone* utc = [] {
    auto* zone = new TimeZone;
    zone->name_ = "UTC";
    zone->is_utc_ = true;
    zone->transitions_.push_back({INT64_MIN, INT64_MIN, 0, false});
    return zone;
  }();
  return *utc;
}

const TimeZone* TimeZone::Find(std::string_view name) {
  const std::string key = AsciiLower(name);
  ZoneCache& cache = Cache();
  const std::lock_guard lock(cache.mutex);
  const auto known = cache.zones.find(key);
  if (known != cache.zones.end()) return known->second;
  const TimeZone* zone = key == "utc" ? &Utc() : nullptr;
  if (zone == nullptr && HasZoneFile(name)) zone = Load(std::string(name), std::string(name));
  if (zone == nullptr) {
    const ZoneName* found = FindZoneName(key);
    if (found == nullptr) return nullptr;
    zone = Load(found->name, found->target);
    if (zone == nullptr) return nullptr;
  }
  cache.zones.emplace(key, zone);
  return zone;
}

const TimeZone& TimeZone::Require(std::string_view name) {
  if (const TimeZone* zone = Find(name)) return *zone;
  if (!HasZoneDatabase()) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "there is no time zone database to look \"" + std::string(name) + "\" up in",
                    {},
                    "install tzdata, or let the environment variable TZDIR name the folder that "
                    "holds it");
  }
  throw UserError(ErrorCode::kInvalidArgument,
                  "there is no time zone \"" + std::string(name) + "\"", {},
                  DidYouMean(name, Names()));
}

const std::vector<std::string>& TimeZone::Names() {
  static const std::vector<std::string>* names = [] {
    auto* out = new std::vector<std::string>;
    for (const ZoneName& zone : AllZoneNames()) out->push_back(zone.name);
    return out;
  }();
  return *names;
}

TimeZone::Period TimeZone::PeriodAt(int64_t utc_seconds) const {
  int64_t shift = 0;
  if (utc_seconds >= kTableEnd) {
    shift = (utc_seconds - kTableEnd) / kCycleSeconds * kCycleSeconds + kCycleSeconds;
  }
  const int64_t wanted = utc_seconds - shift;
  const auto next = std::upper_bound(transitions_.begin(), transitions_.end(), wanted,
                                     [](int64_t at, const Transition& t) { return at < t.begin; });
  const Transition& here = *(next - 1);
  Period period{here.begin, next == transitions_.end() ? INT64_MAX : next->begin, here.offset,
                here.daylight};
  if (transitions_.size() > 1 && next == transitions_.end()) period.end = kTableEnd;
  if (shift != 0) {
    period.begin = std::max(here.begin, kRulesRepeatFrom) + shift;
    if (period.end != INT64_MAX) period.end += shift;
  }
  return period;
}

int64_t TimeZone::ToUtc(int64_t local_seconds) const {
  int64_t shift = 0;
  if (local_seconds >= kTableEnd) {
    shift = (local_seconds - kTableEnd) / kCycleSeconds * kCycleSeconds + kCycleSeconds;
  }
  const int64_t wanted = local_seconds - shift;
  const auto next =
      std::upper_bound(transitions_.begin(), transitions_.end(), wanted,
                       [](int64_t at, const Transition& t) { return at < t.local_begin; });
  return local_seconds - (next - 1)->offset;
}

void ZoneClock::Seek(int64_t utc) {
  const TimeZone::Period period = zone_.PeriodAt(FloorDiv(utc, per_second_));
  constexpr int64_t kDayTicksBound = 2 * kSecondsPerDay;
  offset_ = period.offset;
  if (__builtin_mul_overflow(period.begin, per_second_, &begin_)) begin_ = INT64_MIN;
  if (__builtin_mul_overflow(period.end, per_second_, &end_)) end_ = INT64_MAX;
  const int64_t margin = kDayTicksBound * per_second_;
  local_begin_ = begin_ == INT64_MIN ? INT64_MIN + margin : begin_ + margin;
  local_end_ = end_ == INT64_MAX ? INT64_MAX - margin : end_ - margin;
}

int64_t ZoneClock::SeekLocal(int64_t local) {
  const int64_t seconds = FloorDiv(local, per_second_);
  const int64_t offset = seconds - zone_.ToUtc(seconds);
  int64_t utc;
  if (__builtin_sub_overflow(local, offset * per_second_, &utc)) return local;
  Seek(utc);
  return utc;
}

}  // namespace lakebolt
