#pragma once

namespace lakebolt {

/// Is the style sheet of the profile page, for light and dark screens and for paper.
extern const char* const kProfileStyle;

}  // namespace lakebolt
