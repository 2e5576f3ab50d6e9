// Unions: the tag, the members.

#include "types/union_type.h"

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"

namespace lakebolt {

namespace {

/// Shows any union in signatures.
LogicalType AnyUnion() {
  return LogicalType::Union({{"any", TypeId::kNull}});
}

/// Returns a child of the layout of unions.
BoundScalar ChildAt(Types arguments, size_t child) {
  const LogicalType result = arguments[0].children()[child].type;
  return MakeBound(std::move(arguments), result, [child](std::span<const Vector> args, RowSet) {
    if (args[0].IsConstant()) return args[0].children()[child].AsConstant(args[0].size());
    return args[0].Flatten().children()[child];
  });
}

std::optional<BoundScalar> BindTag(const Types& actual) {
  if (actual[0].id() != TypeId::kUnion) return std::nullopt;
  return ChildAt(actual, 0);
}

std::optional<BoundScalar> BindExtract(const Types& actual,
                                       std::span<const Value* const> constants) {
  if (actual.size() != 2 || actual[0].id() != TypeId::kUnion ||
      actual[1].id() != TypeId::kVarchar) {
    return std::nullopt;
  }
  if (constants[1] == nullptr || constants[1]->IsNull()) {
    throw UserError(ErrorCode::kInvalidArgument, "the member of a union must be a constant");
  }
  const std::string wanted = AsciiLower(constants[1]->string());
  std::vector<std::string> names;
  for (uint32_t i = 0; i < UnionSize(actual[0]); ++i) {
    names.push_back(UnionField(actual[0], i).name);
    if (AsciiLower(names.back()) == wanted) return ChildAt(actual, i + 1);
  }
  throw UserError(ErrorCode::kUnknownColumn,
                  "the union has no member \"" + constants[1]->string() + "\"", {},
                  DidYouMean(constants[1]->string(), names));
}

}  // namespace

void RegisterUnions(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"union_tag",
                              {},
                              "union",
                              "Returns the name of the member that a union holds, as an ENUM.",
                              {{"union_tag(union_value(k := 'foo'))", "k"}},
                              FunctionTraits{},
                              {MakeBinding({AnyUnion()}, BindTag)}});
  ScalarOverload extract;
  extract.parameters = {AnyUnion(), TypeId::kVarchar};
  extract.bind_constants = BindExtract;
  registry.Add(ScalarFunction{
      "union_extract",
      {},
      "union",
      "Returns the value of a union's member, NULL where the union holds another one; u.member is "
      "the same.",
      {{"union_extract(union_value(k := 'foo'), 'k')", "foo"}},
      FunctionTraits{},
      {std::move(extract)}});
}

}  // namespace lakebolt
