#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Returns `text` as it stands in HTML, markup characters written as entities.
std::string HtmlText(std::string_view text);

}  // namespace lakebolt
