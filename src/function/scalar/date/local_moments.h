#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Makes frame_localize(zone, timestamp, twice, never): the moment at which the clocks of a zone
/// show a time, where timezone() settles times that come twice or never by itself.
ScalarFunction MakeLocalMoments();

}  // namespace lakebolt
