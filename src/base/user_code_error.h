#pragma once

#include "base/error.h"

namespace lakebolt {

/// Says that a function that a user wrote in another language, such as Python, has failed.
inline constexpr ErrorCode kUserCodeError = static_cast<ErrorCode>(103);

}  // namespace lakebolt
