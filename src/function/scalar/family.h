#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "function/registry.h"

namespace lakebolt {

/// Registers the functions of one category, one short call for each; with a `dialect`, for that one
/// only.
class Family {
 public:
  Family(FunctionRegistry& registry, std::string category, std::string dialect = {})
      : registry_(registry), category_(std::move(category)), dialect_(std::move(dialect)) {}

  /// Adds a function under the first of `names`; the others are its aliases.
  void Add(std::vector<std::string> names, std::string description,
           std::vector<FunctionExample> examples, std::vector<ScalarOverload> overloads,
           FunctionTraits traits = {}) {
    ScalarFunction function{
        names.front(),       {},     category_,           std::move(description),
        std::move(examples), traits, std::move(overloads)};
    function.aliases.assign(names.begin() + 1, names.end());
    function.dialect = dialect_;
    registry_.Add(std::move(function));
  }

 private:
  FunctionRegistry& registry_;
  std::string category_;
  std::string dialect_;
};

}  // namespace lakebolt
