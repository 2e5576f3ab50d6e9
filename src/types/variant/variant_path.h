#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "types/variant/variant_view.h"

namespace lakebolt {

/// Is one step of a path: a member's key, or an element's index from 0.
struct VariantStep {
  bool is_index = false;
  std::string key;
  uint32_t index = 0;
};

/// Names a place within a VARIANT as Spark does: "$", "$.a.b", "$['a b'][0]".
class VariantPath {
 public:
  /// Throws kInvalidArgument for a path that cannot be read.
  static VariantPath Parse(std::string_view text);

  const std::vector<VariantStep>& steps() const { return steps_; }

  /// Returns the value at the path, or nothing.
  std::optional<VariantView> Find(VariantView variant) const;

 private:
  std::vector<VariantStep> steps_;
};

}  // namespace lakebolt
