#pragma once

#include "types/physical.h"
#include "types/time_zone.h"

namespace lakebolt {

// Arithmetic of instants in a time zone: months and days count on the wall clock, smaller parts in
// elapsed time. `ticks_per_second` is the unit of the ticks.

/// Moves by days, keeping the time of day where the target day has it; a time that comes twice is
/// taken at the offset before the move.
int64_t AddZonedDays(ZoneClock& clock, int64_t ticks, int64_t days, int64_t ticks_per_second);

/// Moves by an interval: months, days, then time; the other way round where a part is negative.
/// Throws kOutOfRange.
int64_t MoveZoned(ZoneClock& clock, int64_t ticks, Interval span, int64_t ticks_per_second);

/// Counts whole days on the wall clock from one instant to a later one.
int64_t WholeZonedDays(ZoneClock& clock, int64_t from, int64_t to, int64_t ticks_per_second);

/// Says how far two instants are apart, in days and time; the signs of both agree.
Interval ZonedDifference(ZoneClock& clock, int64_t a, int64_t b, int64_t ticks_per_second);

/// Moves ticks without a zone by an interval: months, days, then time. Infinity stays. Throws
/// kOutOfRange.
int64_t MoveTimestamp(int64_t ticks, Interval span, int64_t ticks_per_second);

/// Moves ticks without a zone by months of the calendar. Throws kOutOfRange.
int64_t AddPlainMonths(int64_t ticks, int64_t months, int64_t ticks_per_second);

}  // namespace lakebolt
