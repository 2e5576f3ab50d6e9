#pragma once

#include <cstddef>
#include <string_view>

namespace lakebolt {

/// Returns where `needle` first stands in `text`, or npos; an empty needle stands at 0. Looks at 16
/// positions at a time by the needle's first and last byte, which for texts of a sentence or so is
/// several times faster than the C library's memmem with its tables.
size_t FindBytes(std::string_view text, std::string_view needle);

}  // namespace lakebolt
