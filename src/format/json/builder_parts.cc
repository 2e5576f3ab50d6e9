#include "format/json/builder_parts.h"

#include <utility>

#include "base/error.h"
#include "base/utf8.h"

namespace lakebolt::json_format {

namespace {
constexpr size_t kMostShown = 100;  // bytes of a value in an error
}

std::string MisfitText(std::string value, const LogicalType& type) {
  if (value.size() > kMostShown) value = std::string(CutUtf8(value, kMostShown)) + "…";
  return "the JSON value " + value + " does not fit " + type.ToString();
}

void ThrowMisfit(const JsonDocument& document, uint32_t id, const LogicalType& type) {
  std::string text;
  document.Write(id, text);
  throw UserError(ErrorCode::kInvalidCast, MisfitText(std::move(text), type));
}

}  // namespace lakebolt::json_format
