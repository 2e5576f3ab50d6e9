#include "types/enum_labels.h"

#include "base/error.h"

namespace lakebolt {

EnumLabels::EnumLabels(std::vector<std::string> labels) : labels_(std::move(labels)) {
  codes_.reserve(labels_.size());
  for (uint32_t code = 0; code < labels_.size(); ++code) {
    if (!codes_.emplace(labels_[code], code).second) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "the ENUM lists '" + labels_[code] + "' more than once");
    }
  }
}

std::optional<uint32_t> EnumLabels::Find(std::string_view label) const {
  const auto found = codes_.find(label);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace lakebolt
