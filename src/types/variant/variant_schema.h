#pragma once

#include <map>
#include <string>
#include <vector>

#include "types/logical_type.h"
#include "types/variant/variant_view.h"

namespace lakebolt {

/// Is the type of one or several VARIANTs in the words of Spark: "ARRAY<OBJECT<a: BIGINT>>". Types
/// that differ become the one that holds both, or VARIANT.
class VariantSchema {
 public:
  /// Is VOID, the type of no value and of null.
  VariantSchema() = default;
  explicit VariantSchema(const VariantView& variant);

  /// Takes the type of further values in.
  void Merge(const VariantSchema& other);

  std::string ToString() const;

 private:
  enum class Kind : uint8_t { kVoid, kScalar, kArray, kObject, kVariant };

  Kind kind_ = Kind::kVoid;
  LogicalType scalar_;
  std::vector<VariantSchema> element_;            // of an array: one
  std::map<std::string, VariantSchema> members_;  // of an object
};

}  // namespace lakebolt
