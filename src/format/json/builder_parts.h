#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "types/json/json_document.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt::json_format {

/// Says that a value, as JSON, does not fit a type.
std::string MisfitText(std::string value, const LogicalType& type);
[[noreturn]] void ThrowMisfit(const JsonDocument& document, uint32_t id, const LogicalType& type);

/// Keeps which of the values are NULL.
class Validity {
 public:
  void Add(bool valid) {
    valid_.push_back(valid ? 1 : 0);
    nulls_ += valid ? 0 : 1;
  }
  uint32_t size() const { return static_cast<uint32_t>(valid_.size()); }

  /// Marks the NULLs of a vector and begins anew.
  void MoveTo(Vector& vector) {
    for (uint32_t i = 0; nulls_ > 0 && i < size(); ++i) {
      if (valid_[i] == 0) vector.SetNull(i);
    }
    valid_.clear();
    nulls_ = 0;
  }

 private:
  std::vector<uint8_t> valid_;
  size_t nulls_ = 0;
};

}  // namespace lakebolt::json_format
