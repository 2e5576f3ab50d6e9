#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "function/scalar_function.h"
#include "types/logical_type.h"
#include "types/value.h"
#include "vector/order_key.h"
#include "vector/vector.h"

namespace lakebolt {

/// Holds the states of one aggregate for all groups of one table, columnar: group g is a dense
/// number. States can be exported as an ordinary vector of the bound state type and merged from
/// one: that one path serves thread-local merging, spilling, two-level DISTINCT and shipping.
class AggregateStates {
 public:
  virtual ~AggregateStates() = default;

  /// Grows to `groups` groups; new ones start empty.
  virtual void Resize(uint32_t groups) = 0;

  /// Adds rows: the i-th row of `rows` goes to group `groups[i]` (indexed by i, not by row number).
  /// A null `groups` means that all rows go to group 0.
  virtual void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) = 0;

  /// Merges exported states, row for row, like Update.
  virtual void Merge(const Vector& states, RowSet rows, const uint32_t* groups) = 0;

  /// Merges groups `begin .. begin + count` of states of the same call with groups 0 .. count.
  virtual void MergeRange(const AggregateStates& other, uint32_t begin, uint32_t count);

  /// Exports the states of groups `begin .. begin + count` as a flat vector of the state type.
  virtual Vector Export(uint32_t begin, uint32_t count) const = 0;

  /// Computes the results of groups `begin .. begin + count`; throws kOutOfRange on overflow.
  virtual Vector Finalize(uint32_t begin, uint32_t count) const = 0;

  /// Returns the bytes held, for the operator's reservation.
  virtual size_t MemoryBytes() const = 0;
};

/// Holds an aggregate resolved for given argument types.
struct BoundAggregate {
  std::string name;
  std::vector<LogicalType> arguments;  // what the arguments must be cast to
  LogicalType result;
  LogicalType state;                // the exported form, usually a struct
  bool ignores_duplicates = false;  // min, max, bool_and: DISTINCT changes nothing
  bool ignores_order = false;       // sum, count, min: ORDER BY changes nothing
  bool null_on_empty = true;        // count gives 0 instead
  std::vector<Value> constants;     // the last arguments, taken in when binding: quantile's 0.5
  std::vector<KeyOrder> order;      // ORDER BY: the last of `arguments` are its keys
  std::function<std::unique_ptr<AggregateStates>()> make_states;
};

/// Describes one overload; see ScalarOverload. `bind_constants` is given the values of arguments
/// that are constant (null pointers for others) and may take trailing ones in: it then moves them
/// to `constants`, and `arguments` lists only those before. Comes before `bind`.
struct AggregateOverload {
  std::vector<LogicalType> parameters;
  std::function<std::optional<BoundAggregate>(const std::vector<LogicalType>& actual)> bind = {};
  std::function<std::optional<BoundAggregate>(const std::vector<LogicalType>& actual,
                                              std::span<const Value* const> constants)>
      bind_constants = {};
};

/// Describes an aggregate function with its documentation.
struct AggregateFunction {
  std::string name;
  std::vector<std::string> aliases;
  std::string description;
  std::vector<FunctionExample> examples;
  std::vector<AggregateOverload> overloads;
  /// Lets f(q) WITHIN GROUP (ORDER BY x) stand for f(x, q), with so many arguments q; constant ones
  /// are negated where the order descends.
  std::optional<size_t> direct_arguments = {};
  std::string dialect = {};  // see ScalarFunction
};

}  // namespace lakebolt
