#pragma once

#include <functional>
#include <string>
#include <vector>

#include "expression/expression.h"
#include "sql/ast/expression.h"

namespace lakebolt {

/// Is a list whose elements become rows. The lists of one call stand side by side.
struct GeneratorList {
  std::string name;      // of the column
  ExprPtr list;          // of type LIST
  bool spreads = false;  // the elements are structs, whose fields become columns
};

/// Tells whether a function, by its folded name, makes rows as Spark's generators do: explode,
/// posexplode, inline, stack, json_tuple, variant_explode, and those with _outer behind; and
/// DuckDB's json_each and json_tree.
bool IsGenerator(const std::string& name);
/// Tells whether an expression is a call of one.
bool IsGeneratorCall(const sql::Expression& expression);

/// Calls a scalar function.
using CallFunction =
    std::function<ExprPtr(const std::string& name, std::vector<ExprPtr> arguments)>;

/// Returns the lists that a generator, by its folded name, makes of its arguments. Throws
/// kInvalidQuery and kTypeMismatch for arguments that it does not take.
std::vector<GeneratorList> MakeGenerator(const std::string& name, std::vector<ExprPtr> arguments,
                                         SourceRange range, const CallFunction& call);

}  // namespace lakebolt
