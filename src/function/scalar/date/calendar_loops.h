#pragma once

#include "function/scalar/date/date_part.h"
#include "vector/vector.h"

namespace lakebolt {

// Parts of many dates at once, in loops without branches. Each function answers false, its output
// being worthless, where it does not know the part or where a row lies outside of what the loops
// can compute (far dates, infinities); the caller then goes row by row.

/// Computes a part of a vector of dates.
bool PartsOfDates(DatePart part, const Vector& dates, RowSet rows, int64_t* out);

/// Computes a part of a vector of ticks on a clock without zone.
bool PartsOfTicks(DatePart part, const Vector& ticks, int64_t per_second, RowSet rows,
                  int64_t* out);

/// Tells whether instants of a type show on the clock as they are stored, in whatever zone the
/// session is: then their ticks are those of a clock without zone.
bool HasPlainClock(const LogicalType& instant);

/// Computes the ticks of the midnight at which a part of the calendar that each date is in starts.
bool TruncateDates(DatePart part, const Vector& dates, int64_t per_second, RowSet rows,
                   int64_t* out);

/// Sets everything below a part to its start in a vector of ticks on a clock without zone.
bool TruncateTicks(DatePart part, const Vector& ticks, int64_t per_second, RowSet rows,
                   int64_t* out);

/// Computes the days that ticks on a clock without zone are in.
bool DatesOfTicks(const Vector& ticks, int64_t per_second, RowSet rows, int32_t* out);

}  // namespace lakebolt
