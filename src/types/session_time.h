#pragma once

#include <cstdint>

#include "types/time_zone.h"

namespace lakebolt {

/// Says where and when a query runs: the zone in which timestamps with zone are read, printed and
/// taken apart, and the moment that now() gives.
struct SessionTime {
  const TimeZone* zone = &TimeZone::Utc();
  int64_t now_micros = 0;  // since 1970 UTC; of the transaction
  /// Tells whether the text of a timestamp with zone ends in its offset; Spark's does not.
  bool shows_offset = true;
};

/// Returns the time of the query that this thread works for; UTC outside of any.
const SessionTime& CurrentSessionTime();

/// Returns the zone of the query that this thread works for.
inline const TimeZone& SessionZone() {
  return *CurrentSessionTime().zone;
}

/// Lets this thread work for a query while it lives. Casts and functions are plain calls over
/// values, nested ones and those of literals too; this is how they learn of the session's zone.
class SessionTimeScope {
 public:
  explicit SessionTimeScope(const SessionTime& time);
  ~SessionTimeScope();
  SessionTimeScope(const SessionTimeScope&) = delete;
  SessionTimeScope& operator=(const SessionTimeScope&) = delete;

 private:
  SessionTime before_;
};

}  // namespace lakebolt
