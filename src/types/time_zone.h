#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Holds the offsets from UTC of one IANA time zone as a table of transitions. Immutable, shared by
/// all threads, alive until the process ends.
///
/// The table reaches 400 years past the last rule change that the database knows; later times are
/// brought into it by whole cycles of 400 years, after which the calendar repeats.
class TimeZone {
 public:
  /// Returns a zone by its name in any case ("Europe/Berlin", "utc", also the old three-letter
  /// names such as "PST"), or null when there is none. The first call for a zone reads the time
  /// zone database; later ones are a look-up.
  static const TimeZone* Find(std::string_view name);
  /// Returns a zone by its name; throws kInvalidArgument with near names, or saying that there is
  /// no time zone database.
  static const TimeZone& Require(std::string_view name);
  static const TimeZone& Utc();
  /// Lists the names of all zones, sorted.
  static const std::vector<std::string>& Names();

  const std::string& name() const { return name_; }
  bool IsUtc() const { return is_utc_; }

  /// Says for which span of time an offset holds.
  struct Period {
    int64_t begin;   // seconds since 1970 UTC
    int64_t end;     // exclusive
    int32_t offset;  // seconds east of Greenwich
    bool daylight;   // is daylight saving time
  };

  /// Returns the period that a moment lies in.
  Period PeriodAt(int64_t utc_seconds) const;
  int32_t OffsetAt(int64_t utc_seconds) const { return PeriodAt(utc_seconds).offset; }

  /// Converts a wall clock's seconds since 1970 to UTC. Of a time that comes twice the later one
  /// counts; a time that is skipped goes on by the offset before the gap.
  int64_t ToUtc(int64_t local_seconds) const;

 private:
  struct Transition {
    int64_t begin;        // seconds since 1970 UTC
    int64_t local_begin;  // on the clock that holds from then on
    int32_t offset;
    bool daylight;
  };

  TimeZone() = default;
  static const TimeZone* Load(const std::string& name, const std::string& target);

  std::string name_;
  bool is_utc_ = false;
  std::vector<Transition> transitions_;  // the first begins at INT64_MIN
};

/// Converts between UTC and a zone's wall clock in ticks since 1970. Remembers the last period:
/// neighbouring rows mostly share it. For one thread.
class ZoneClock {
 public:
  ZoneClock(const TimeZone& zone, int64_t ticks_per_second)
      : zone_(zone), per_second_(ticks_per_second) {}

  /// Returns the offset at `utc` ticks, in seconds.
  int32_t Offset(int64_t utc) {
    if (utc < begin_ || utc >= end_) Seek(utc);
    return offset_;
  }
  /// Returns the wall clock's ticks; ends of what ticks can say stay there.
  int64_t ToLocal(int64_t utc) {
    if (zone_.IsUtc()) return utc;
    int64_t local;
    const int64_t shift = Offset(utc) * per_second_;
    return __builtin_add_overflow(utc, shift, &local) ? utc : local;
  }
  int64_t ToUtc(int64_t local) {
    if (zone_.IsUtc()) return local;
    // Well inside the period, the wall clock says all.
    if (local >= local_begin_ && local < local_end_) return local - offset_ * per_second_;
    return SeekLocal(local);
  }
  const TimeZone& zone() const { return zone_; }

 private:
  void Seek(int64_t utc);
  int64_t SeekLocal(int64_t local);

  const TimeZone& zone_;
  int64_t per_second_;
  int64_t begin_ = 0;  // ticks
  int64_t end_ = 0;
  int64_t local_begin_ = 0;  // narrowed by a day on either side
  int64_t local_end_ = 0;
  int32_t offset_ = 0;
};

}  // namespace lakebolt
