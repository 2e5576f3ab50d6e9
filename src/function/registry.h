#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "function/aggregate_function.h"
#include "function/scalar_function.h"

namespace lakebolt {

/// Holds all functions by lower-case name; one that only a dialect means so by "dialect:name". What
/// ships in the box and what users add register the same way. Filled once per database, then read
/// by many threads.
class FunctionRegistry {
 public:
  /// Adds a function; more overloads when the name is known. Throws kDuplicateName when an
  /// overload with the same parameters exists.
  void Add(ScalarFunction function);
  void Add(AggregateFunction function);

  /// Resolves a call: exact match first, then the cheapest implicit casts. Throws kUnknownFunction
  /// with near names, or kTypeMismatch that lists the overloads.
  /// `constants` may hold, per argument, its value where that is known when binding.
  std::shared_ptr<const BoundScalar> BindScalar(const std::string& name,
                                                const std::vector<LogicalType>& arguments,
                                                SourceRange range,
                                                std::span<const Value* const> constants = {}) const;
  std::shared_ptr<const BoundAggregate> BindAggregate(
      const std::string& name, const std::vector<LogicalType>& arguments, SourceRange range,
      std::span<const Value* const> constants = {}) const;

  /// Finds the overloads of a scalar function that take lambdas, first to last; none when there is
  /// no such function.
  std::vector<const ScalarOverload*> LambdaOverloads(const std::string& name) const;
  /// Resolves a call of one of them, given the types of all arguments, lambdas' bodies among them.
  std::shared_ptr<const BoundScalar> BindLambdaCall(const std::string& name,
                                                    const ScalarOverload& overload,
                                                    const std::vector<LogicalType>& arguments,
                                                    SourceRange range) const;

  /// Lists the overloads of a scalar function, for hints: "f(INTEGER), f(LIST, LAMBDA)".
  std::string Signatures(const std::string& name) const;

  bool HasScalar(const std::string& name) const;
  bool HasAggregate(const std::string& name) const;
  /// Finds an aggregate by name or alias; null when there is none.
  const AggregateFunction* FindAggregate(const std::string& name) const;

  const std::map<std::string, ScalarFunction>& scalars() const { return scalars_; }
  const std::map<std::string, AggregateFunction>& aggregates() const { return aggregates_; }

 private:
  std::map<std::string, ScalarFunction> scalars_;        // by lower-case name
  std::map<std::string, AggregateFunction> aggregates_;  // by lower-case name
  std::map<std::string, std::string> aliases_;           // alias to name
};

/// Registers everything that ships in the box.
void RegisterBuiltinFunctions(FunctionRegistry& registry);

}  // namespace lakebolt
