#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lakebolt {

/// Lists the values of an ENUM type in their order. A column holds positions in this list; all
/// columns of the type share it.
class EnumLabels {
 public:
  /// Throws kInvalidArgument when a label stands twice.
  explicit EnumLabels(std::vector<std::string> labels);

  uint32_t size() const { return static_cast<uint32_t>(labels_.size()); }
  const std::vector<std::string>& labels() const { return labels_; }
  /// Returns the label of a code below size().
  const std::string& operator[](uint32_t code) const { return labels_[code]; }
  /// Returns the code of a label, spelled exactly so.
  std::optional<uint32_t> Find(std::string_view label) const;

 private:
  std::vector<std::string> labels_;
  std::unordered_map<std::string_view, uint32_t> codes_;  // keys point into labels_
};

}  // namespace lakebolt
