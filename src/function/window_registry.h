#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "function/window_function.h"

namespace lakebolt {

/// Holds all window functions by lower-case name; see FunctionRegistry. Names are apart from those
/// of other functions: `first` is an aggregate and, over windows, first_value.
class WindowRegistry {
 public:
  /// Adds a function; more overloads when the name is known.
  void Add(WindowFunction function);

  /// Resolves a call by the cheapest implicit casts. Throws kTypeMismatch that lists the overloads.
  std::shared_ptr<const BoundWindow> Bind(const std::string& name,
                                          const std::vector<LogicalType>& arguments,
                                          SourceRange range) const;

  /// Finds a function by name or alias; null when there is none.
  const WindowFunction* Find(const std::string& name) const;

  const std::map<std::string, WindowFunction>& functions() const { return functions_; }

 private:
  std::map<std::string, WindowFunction> functions_;  // by lower-case name
  std::map<std::string, std::string> aliases_;       // alias to name
};

}  // namespace lakebolt
