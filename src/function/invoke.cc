#include "function/invoke.h"

#include <string>
#include <utility>

#include "function/lambda_rows.h"

namespace lakebolt {

namespace {

constexpr size_t kMostArguments = 8;

using Types = std::vector<LogicalType>;

Vector Invoke(std::span<const Vector> args, LambdaBody& body, RowSet rows) {
  const std::vector<uint32_t> list = ListRows(rows);
  if (rows.IsDense() && rows.count == rows.size) {
    return body.Evaluate(args, list.data(), rows.count);
  }
  std::vector<Vector> asked;
  for (const Vector& arg : args) asked.push_back(arg.Gather(list.data(), rows.count));
  return SpreadRows(body.Evaluate(asked, list.data(), rows.count), list, rows.size);
}

/// Makes the overload of a lambda and `count` arguments.
ScalarOverload InvokeOverload(size_t count) {
  ScalarOverload overload;
  overload.parameters.assign(count + 1, TypeId::kNull);
  overload.lambdas = {{0, count, count, [](const Types& arguments) -> std::optional<Types> {
                         return Types(arguments.begin() + 1, arguments.end());
                       }}};
  overload.bind = [](const Types& actual) -> std::optional<BoundScalar> {
    return MakeInvokeFunction(actual[0], {actual.begin() + 1, actual.end()});
  };
  return overload;
}

}  // namespace

BoundScalar MakeInvokeFunction(const LogicalType& result, const Types& arguments) {
  BoundScalar bound;
  bound.name = "invoke";
  bound.arguments = {result};
  bound.arguments.insert(bound.arguments.end(), arguments.begin(), arguments.end());
  bound.result = result;
  bound.traits.nulls = NullHandling::kSpecial;
  bound.lambda_kernel = [](std::span<const Vector> args, std::span<LambdaBody* const> lambdas,
                           RowSet rows) { return Invoke(args, *lambdas[0], rows); };
  return bound;
}

void RegisterInvoke(FunctionRegistry& registry) {
  ScalarFunction function{"invoke",
                          {},
                          "general",
                          "Gives a lambda its arguments and returns what it makes of them.",
                          {{"invoke(lambda x, y: x * y + y, 3, 4)", "16"}},
                          {},
                          {}};
  for (size_t count = 1; count <= kMostArguments; ++count) {
    function.overloads.push_back(InvokeOverload(count));
  }
  registry.Add(std::move(function));
}

}  // namespace lakebolt
