#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "function/registry.h"
#include "function/window_registry.h"

namespace lakebolt {

/// Holds functions that users add, replace and remove while queries run, on top of those in the
/// box. Each statement binds against the functions of its beginning. Thread-safe.
class UserFunctions {
 public:
  /// Both hold what is in the box, and outlive this.
  UserFunctions(const FunctionRegistry& base, const WindowRegistry& windows)
      : base_(base), windows_(windows) {}

  /// Adds a function, or replaces the user's one of that name; throws kDuplicateName where the name
  /// is one of the box.
  void Add(ScalarFunction function);
  void Add(AggregateFunction function);

  /// Removes a user's function; false when there is none of that name.
  bool Remove(const std::string& name);

  /// Returns all functions there are now, those in the box among them.
  std::shared_ptr<const FunctionRegistry> Current();

 private:
  using Function = std::variant<ScalarFunction, AggregateFunction>;

  void AddUnder(const std::string& name, Function function);

  const FunctionRegistry& base_;
  const WindowRegistry& windows_;
  std::mutex mutex_;
  std::map<std::string, Function> added_;            // by lower-case name
  std::shared_ptr<const FunctionRegistry> current_;  // null until asked for
};

}  // namespace lakebolt
