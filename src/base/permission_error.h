#pragma once

#include "base/error.h"

namespace lakebolt {

/// Says that a statement may not do what it asks for.
inline constexpr ErrorCode kPermissionError = static_cast<ErrorCode>(104);

}  // namespace lakebolt
