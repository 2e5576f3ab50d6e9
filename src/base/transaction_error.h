#pragma once

#include "base/error.h"

namespace lakebolt {

// Codes of catalogs and transactions, which most of the engine never raises.

/// Says that a schema, sequence, macro or the like is not there.
inline constexpr ErrorCode kUnknownObjectError = static_cast<ErrorCode>(100);
/// Says that another transaction changed the same rows or names first.
inline constexpr ErrorCode kConflictError = static_cast<ErrorCode>(101);
/// Says that BEGIN, COMMIT or ROLLBACK cannot stand here, or that the transaction has failed.
inline constexpr ErrorCode kTransactionError = static_cast<ErrorCode>(102);

}  // namespace lakebolt
