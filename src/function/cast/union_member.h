#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "types/logical_type.h"

namespace lakebolt {

/// Finds the member of the UNION `to` that a value of `from` becomes: the one that the cheapest
/// implicit cast leads to. Nothing when there is none, or when two are as near.
std::optional<uint32_t> UnionMemberFor(const LogicalType& from, const LogicalType& to);

/// Finds for each member of one UNION the member of another one with its name; nothing when one is
/// missing.
std::optional<std::vector<uint32_t>> MatchUnionMembers(const LogicalType& from,
                                                       const LogicalType& to);

}  // namespace lakebolt
