#include "plan/binder/generators.h"

#include <algorithm>
#include <array>

#include "expression/evaluator.h"
#include "plan/binder/coercion.h"
#include "plan/binder/scope.h"
#include "plan/binder/unnest_lists.h"

namespace lakebolt {

namespace {

constexpr std::string_view kOuter = "_outer";

/// Returns the name without _outer.
std::string_view PlainName(std::string_view name) {
  if (name.ends_with(kOuter)) name.remove_suffix(kOuter.size());
  return name;
}

[[noreturn]] void ThrowArguments(const std::string& name, const char* wanted, SourceRange range) {
  throw UserError(ErrorCode::kInvalidQuery, name + " takes " + wanted, range);
}

/// explode and, with the elements' numbers from 0, posexplode.
std::vector<GeneratorList> Explode(ExprPtr value, bool with_position, SourceRange range,
                                   const CallFunction& call) {
  const bool is_map = value->type().id() == TypeId::kMap;
  ExprPtr list = is_map ? call("map_entries", {value}) : AsList(value, range);
  std::vector<GeneratorList> lists;
  if (with_position) {
    ExprPtr numbers = call("range", {call("size", {list})});
    lists.push_back({"pos", CoerceTo(std::move(numbers), LogicalType::List(TypeId::kInt32))});
  }
  lists.push_back({"col", std::move(list), is_map});
  return lists;
}

std::vector<GeneratorList> Inline(ExprPtr value, SourceRange range) {
  ExprPtr list = AsList(std::move(value), range);
  if (list->type().element().id() != TypeId::kStruct) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "inline takes an array of structs, not " + list->type().ToString(), range);
  }
  return {{"col", std::move(list), true}};
}

/// stack(n, v1, …): n rows of the values, which are filled up with NULLs.
std::vector<GeneratorList> Stack(std::vector<ExprPtr> arguments, SourceRange range,
                                 const CallFunction& call) {
  const ExprPtr count = FoldConstants(arguments[0]);
  const bool constant = count->kind() == ExprKind::kConstant && count->type().IsInteger() &&
                        !As<ConstantExpr>(count).value().IsNull();
  const int128_t wanted = constant ? As<ConstantExpr>(count).value().integral() : 0;
  const size_t values = arguments.size() - 1;
  if (wanted < 1 || wanted > 1'000'000 || values == 0) {
    ThrowArguments("stack", "a constant number of rows above 0, then values", range);
  }
  const auto rows = static_cast<size_t>(wanted);
  const size_t width = (values + rows - 1) / rows;
  std::vector<GeneratorList> lists;
  for (size_t column = 0; column < width; ++column) {
    std::vector<ExprPtr> elements;
    for (size_t row = 0; row < rows; ++row) {
      const size_t place = 1 + row * width + column;
      elements.push_back(place < arguments.size() ? arguments[place] : MakeConstant(Value()));
    }
    UnifyTypes(elements, "a column of stack", range);
    lists.push_back({"col" + std::to_string(column), call("list_value", std::move(elements))});
  }
  return lists;
}

/// json_tuple(json, field, …): one row.
std::vector<GeneratorList> JsonTuple(const std::vector<ExprPtr>& arguments, SourceRange range,
                                     const CallFunction& call) {
  if (arguments.size() < 2) ThrowArguments("json_tuple", "JSON and names of its fields", range);
  std::vector<GeneratorList> lists;
  for (size_t i = 1; i < arguments.size(); ++i) {
    ExprPtr value = call("json_tuple_field", {arguments[0], arguments[i]});
    lists.push_back({"c" + std::to_string(i - 1), call("list_value", {std::move(value)})});
  }
  return lists;
}

}  // namespace

bool IsGenerator(const std::string& name) {
  constexpr std::array<std::string_view, 8> kNames = {"explode",   "posexplode", "inline",
                                                      "stack",     "json_tuple", "variant_explode",
                                                      "json_each", "json_tree"};
  return std::find(kNames.begin(), kNames.end(), PlainName(name)) != kNames.end();
}

bool IsGeneratorCall(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kFunctionCall) return false;
  const auto& call = sql::As<sql::FunctionCallExpression>(expression);
  return call.name.size() == 1 && IsGenerator(FoldName(call.name[0].text)) && !call.over;
}

std::vector<GeneratorList> MakeGenerator(const std::string& name, std::vector<ExprPtr> arguments,
                                         SourceRange range, const CallFunction& call) {
  const std::string_view plain = PlainName(name);
  const bool of_json = plain == "json_each" || plain == "json_tree";
  const bool takes_one = plain != "stack" && plain != "json_tuple" && !of_json;
  if (arguments.empty() || (takes_one && arguments.size() != 1)) {
    ThrowArguments(name, takes_one ? "one value" : "values", range);
  }
  std::vector<GeneratorList> lists;
  if (of_json) {
    lists = {{"col", call(std::string(plain) + "_entries", std::move(arguments)), true}};
  } else if (plain == "inline") {
    lists = Inline(std::move(arguments[0]), range);
  } else if (plain == "stack") {
    lists = Stack(std::move(arguments), range, call);
  } else if (plain == "json_tuple") {
    lists = JsonTuple(arguments, range, call);
  } else if (plain == "variant_explode") {
    lists = {{"col", call("variant_entries", {std::move(arguments[0])}), true}};
  } else {
    lists = Explode(std::move(arguments[0]), plain == "posexplode", range, call);
  }
  if (plain.size() == name.size()) return lists;
  for (GeneratorList& list : lists) list.list = call("array_or_null", {std::move(list.list)});
  return lists;
}

}  // namespace lakebolt
