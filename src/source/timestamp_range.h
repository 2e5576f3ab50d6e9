#pragma once

#include <memory>
#include <string>

#include "source/table_source.h"

namespace lakebolt {

/// Makes the table of timestamps from `start` in steps of an interval up to `end`, which is given
/// too when `end_included`. Its one column is called `name`. `start` and `end` are of one timestamp
/// type in microseconds; any NULL gives no rows. Throws kInvalidArgument for a step that leads
/// nowhere.
std::shared_ptr<const TableSource> MakeTimestampRange(const std::string& name, const Value& start,
                                                      const Value& end, const Value& step,
                                                      bool end_included);

}  // namespace lakebolt
