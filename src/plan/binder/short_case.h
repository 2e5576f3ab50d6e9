#pragma once

#include <functional>
#include <string>
#include <vector>

#include "expression/expression.h"

namespace lakebolt {

/// Gives the functions that are short for CASE what they are made with.
struct ShortCaseTools {
  std::function<ExprPtr(const std::string& name, std::vector<ExprPtr> arguments)> call;
  std::function<ExprPtr(CompareOp op, ExprPtr left, ExprPtr right)> compare;
  std::function<ExprPtr(std::vector<ExprPtr> conditions, std::vector<ExprPtr> values)> make_case;
  std::function<ExprPtr(std::vector<ExprPtr> arguments)> coalesce;
  std::function<ExprPtr(ExprPtr condition)> boolean;
  std::function<void(const Expr& expr)> require_repeatable;
};

/// Tells whether a call is short for CASE, COALESCE or IS NULL: nvl2, decode, pmod and others,
/// which take any type and compute only what they need.
bool IsShortCase(const std::string& name, size_t argument_count);

/// Makes the expression that a call is short for. Throws a UserError for a wrong number of
/// arguments.
ExprPtr ExpandShortCase(const std::string& name, const std::vector<ExprPtr>& arguments,
                        SourceRange range, const ShortCaseTools& tools);

}  // namespace lakebolt
