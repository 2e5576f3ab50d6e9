#include "plan/binder/short_case.h"

#include <array>

#include "base/error.h"
#include "plan/binder/coercion.h"

namespace lakebolt {

namespace {

/// Says how many arguments a form takes.
struct ShortCase {
  std::string_view name;
  size_t least;
  size_t most;
};

constexpr size_t kAny = ~size_t{0};
constexpr std::array<ShortCase, 16> kShortCases = {{{"nvl2", 3, 3},
                                                    {"nanvl", 2, 2},
                                                    {"zeroifnull", 1, 1},
                                                    {"nullifzero", 1, 1},
                                                    {"isnull", 1, 1},
                                                    {"isnotnull", 1, 1},
                                                    {"equal_null", 2, 2},
                                                    {"assert_true", 1, 2},
                                                    {"constant_or_null", 2, kAny},
                                                    {"pmod", 2, 2},
                                                    {"negative", 1, 1},
                                                    {"positive", 1, 1},
                                                    {"frame_add", 2, 2},
                                                    {"frame_subtract", 2, 2},
                                                    {"frame_number", 1, 1},
                                                    {"decode", 3, kAny}}};

const ShortCase* Find(const std::string& name) {
  for (const ShortCase& form : kShortCases) {
    if (form.name == name) return &form;
  }
  return nullptr;
}

ExprPtr Literal(Value value) {
  return std::make_shared<ConstantExpr>(std::move(value));
}

ExprPtr IsNull(ExprPtr value, SourceRange range) {
  return std::make_shared<IsNullExpr>(std::move(value), range);
}

ExprPtr Assertion(const std::vector<ExprPtr>& args, const ShortCaseTools& tools) {
  ExprPtr message = Literal(Value::Varchar("Assertion failed"));
  if (args.size() == 2) {
    ExprPtr prefix = Literal(Value::Varchar("Assertion: "));
    message = tools.coalesce({tools.call("||", {std::move(prefix), args[1]}), message});
  }
  return tools.make_case({tools.boolean(args[0])},
                         {Literal(Value()), tools.call("error", {std::move(message)})});
}

ExprPtr ConstantOrNull(const std::vector<ExprPtr>& args, SourceRange range,
                       const ShortCaseTools& tools) {
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> values;
  for (size_t i = 1; i < args.size(); ++i) {
    conditions.push_back(IsNull(args[i], range));
    values.push_back(Literal(Value(args[0]->type())));
  }
  values.push_back(args[0]);
  return tools.make_case(std::move(conditions), std::move(values));
}

/// Compares the first argument with each second one; a last single one is what else there is.
ExprPtr Decode(const std::vector<ExprPtr>& args, const ShortCaseTools& tools) {
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> values;
  size_t i = 1;
  for (; i + 1 < args.size(); i += 2) {
    conditions.push_back(tools.compare(CompareOp::kNotDistinct, args[0], args[i]));
    values.push_back(args[i + 1]);
  }
  values.push_back(i < args.size() ? args[i] : Literal(Value()));
  return tools.make_case(std::move(conditions), std::move(values));
}

/// Makes the remainder that is never negative for a positive divisor.
ExprPtr PositiveRemainder(const std::vector<ExprPtr>& args, const ShortCaseTools& tools) {
  tools.require_repeatable(*args[1]);
  const ExprPtr rest = tools.call("%", {args[0], args[1]});
  ExprPtr raised = tools.call("%", {tools.call("+", {rest, args[1]}), args[1]});
  return tools.make_case({tools.compare(CompareOp::kLess, rest, Literal(Value::Int32(0)))},
                         {std::move(raised), rest});
}

/// Returns a BOOLEAN as 0 or 1, and all else as it is: the mean of conditions is a share.
ExprPtr TruthAsNumber(const ExprPtr& value, SourceRange range) {
  if (value->type().id() != TypeId::kBoolean) return value;
  return std::make_shared<CastExpr>(value, TypeId::kInt8, false, range);
}

/// Adds or subtracts as data frames do: what lies between two dates is an interval, and a date
/// that an interval is added to stays one.
ExprPtr DateArithmetic(const std::string& sign, const std::vector<ExprPtr>& args, SourceRange range,
                       const ShortCaseTools& tools) {
  const auto is = [&](size_t i, TypeId id) { return args[i]->type().id() == id; };
  ExprPtr made = tools.call(sign, args);
  if (sign == "-" && is(0, TypeId::kDate) && is(1, TypeId::kDate)) {
    return tools.call("to_days", {CoerceTo(std::move(made), TypeId::kInt32)});
  }
  const bool moves = (is(0, TypeId::kDate) && is(1, TypeId::kInterval)) ||
                     (is(0, TypeId::kInterval) && is(1, TypeId::kDate));
  return moves ? std::make_shared<CastExpr>(std::move(made), TypeId::kDate, false, range) : made;
}

}  // namespace

bool IsShortCase(const std::string& name, size_t argument_count) {
  // decode with fewer arguments reads bytes; that one is in the registry.
  return Find(name) != nullptr && (name != "decode" || argument_count >= 3);
}

ExprPtr ExpandShortCase(const std::string& name, const std::vector<ExprPtr>& args,
                        SourceRange range, const ShortCaseTools& tools) {
  const ShortCase& form = *Find(name);
  if (args.size() < form.least || args.size() > form.most) {
    const std::string count =
        std::to_string(form.least) + (form.most == kAny        ? " or more"
                                      : form.most > form.least ? " or " + std::to_string(form.most)
                                                               : "");
    throw UserError(ErrorCode::kInvalidQuery,
                    name + " takes " + count + " arguments, not " + std::to_string(args.size()),
                    range);
  }
  if (name == "isnull") return IsNull(args[0], range);
  if (name == "isnotnull") return std::make_shared<NotExpr>(IsNull(args[0], range), range);
  if (name == "equal_null") return tools.compare(CompareOp::kNotDistinct, args[0], args[1]);
  if (name == "negative") return tools.call("-", {args[0]});
  if (name == "positive") return args[0];
  if (name == "frame_number") return TruthAsNumber(args[0], range);
  if (name == "frame_add") return DateArithmetic("+", args, range, tools);
  if (name == "frame_subtract") return DateArithmetic("-", args, range, tools);
  if (name == "nvl2") return tools.make_case({IsNull(args[0], range)}, {args[2], args[1]});
  if (name == "zeroifnull") return tools.coalesce({args[0], Literal(Value::Int32(0))});
  if (name == "assert_true") return Assertion(args, tools);
  if (name == "constant_or_null") return ConstantOrNull(args, range, tools);
  tools.require_repeatable(*args[0]);
  if (name == "decode") return Decode(args, tools);
  if (name == "nanvl") return tools.make_case({tools.call("isnan", {args[0]})}, {args[1], args[0]});
  if (name == "pmod") return PositiveRemainder(args, tools);
  // nullifzero
  return tools.make_case({tools.compare(CompareOp::kEqual, args[0], Literal(Value::Int32(0)))},
                         {Literal(Value(args[0]->type())), args[0]});
}

}  // namespace lakebolt
