#pragma once

#include <string>
#include <utility>
#include <vector>

#include "function/registry.h"

namespace lakebolt {

/// Registers functions of one category that mean this only in Spark's dialect, one short call for
/// each.
class SparkFamily {
 public:
  SparkFamily(FunctionRegistry& registry, std::string category)
      : registry_(registry), category_(std::move(category)) {}

  /// Adds a function under the first of `names`; the others are its aliases.
  void Add(std::vector<std::string> names, std::string description,
           std::vector<FunctionExample> examples, std::vector<ScalarOverload> overloads,
           FunctionTraits traits = {}) {
    ScalarFunction function{
        names.front(),       {},     category_,           std::move(description),
        std::move(examples), traits, std::move(overloads)};
    function.aliases.assign(names.begin() + 1, names.end());
    function.dialect = "spark";
    registry_.Add(std::move(function));
  }

 private:
  FunctionRegistry& registry_;
  std::string category_;
};

}  // namespace lakebolt
