#pragma once

#include <string>
#include <utility>
#include <vector>

#include "types/json/json_document.h"

namespace lakebolt {

/// Collects the types that JSON values at one place have, and those within them.
class JsonShape {
 public:
  /// Takes a value in.
  void Add(const JsonDocument& document, uint32_t id);

  /// Appends the types as JSON: "UBIGINT", ["VARCHAR"], {"a":"DOUBLE"}; "JSON" where they differ.
  void Write(std::string& out) const;

 private:
  std::string type_ = "NULL";  // of scalars
  bool seen_object_ = false;
  bool seen_array_ = false;
  std::vector<std::pair<std::string, JsonShape>> members_;
  std::vector<JsonShape> element_;  // none or one
};

}  // namespace lakebolt
