#include "plan/binder/collation.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "function/call.h"
#include "plan/binder/variant_order.h"
#include "types/array_type.h"
#include "types/collation.h"
#include "vector/variant_keys.h"

namespace lakebolt {

namespace {

/// Names the function that carries a rule out, in the order in which they are called.
constexpr std::array<std::pair<CollationFlag, const char*>, 3> kKeyFunctions = {{
    {kCollateNfc, "nfc_normalize"},
    {kCollateNoCase, "lower"},
    {kCollateNoAccent, "strip_accents"},
}};

/// Makes a function of lists that calls one of text for each element.
std::shared_ptr<const BoundScalar> ForElements(std::shared_ptr<const BoundScalar> of_element,
                                               const LogicalType& list) {
  auto function = std::make_shared<BoundScalar>();
  function->name = "list_" + of_element->name;
  function->arguments = {list};
  function->result = list;
  function->traits = of_element->traits;
  function->kernel = [of_element](std::span<const Vector> args, RowSet) {
    Vector out = args[0].Flatten();
    Vector& elements = out.mutable_children()[0];
    if (elements.size() == 0) return out;
    const std::vector<Vector> values = {elements};
    elements = CallScalar(*of_element, values, RowSet::Dense(elements.size())).Flatten();
    return out;
  };
  return function;
}

std::shared_ptr<const BoundScalar> KeyFunction(const char* name, const LogicalType& type,
                                               const BinderState& state, SourceRange range) {
  if (type.id() == TypeId::kVarchar) return state.functions().BindScalar(name, {type}, range);
  return ForElements(KeyFunction(name, type.element(), state, range), type);
}

/// Tells whether values of a type are text, or lists of it.
bool IsCollatable(const LogicalType& type) {
  if (type.id() == TypeId::kList) return IsCollatable(type.element());
  return type.id() == TypeId::kVarchar && !type.IsJson();
}

uint8_t WrittenCollation(const LogicalType& type) {
  return type.id() == TypeId::kList ? WrittenCollation(type.element()) : type.collation();
}

ExprPtr KeyOf(ExprPtr expr, uint8_t collation, const BinderState& state) {
  if (!IsCollatable(expr->type())) return expr;
  const SourceRange range = expr->range();
  for (const auto& [flag, name] : kKeyFunctions) {
    if ((collation & flag) == 0) continue;
    auto function = KeyFunction(name, expr->type(), state, range);
    expr = std::make_shared<CallExpr>(std::move(function), std::vector<ExprPtr>{std::move(expr)},
                                      range);
  }
  return expr;
}

/// Returns the flags of the setting default_collation.
uint8_t DefaultCollation(const BinderState& state) {
  const std::string& name = state.context().settings->Get("default_collation");
  return name.empty() ? 0 : CollationFromName(name).value_or(0);
}

constexpr uint8_t kRules = kCollateNoCase | kCollateNoAccent | kCollateNfc;

/// Returns the flags of types/collation.h that change how values of a type compare: what the type
/// says, else what the session does. Lists compare as their elements do.
uint8_t ActiveCollation(const LogicalType& type, const BinderState& state) {
  if (!IsCollatable(type)) return 0;
  const uint8_t written = WrittenCollation(type);
  return (written != 0 ? written : DefaultCollation(state)) & kRules;
}

}  // namespace

uint8_t CollationFor(const sql::QualifiedName& name, SourceRange range) {
  std::string joined;
  for (const sql::Identifier& part : name) joined += (joined.empty() ? "" : ".") + part.text;
  if (const auto collation = CollationFromName(joined)) return *collation;
  throw UserError(ErrorCode::kNotSupported, "the collation \"" + joined + "\" is not supported",
                  range, "there are NOCASE, NOACCENT, NFC, C and POSIX");
}

ExprPtr Collated(ExprPtr text, uint8_t collation, SourceRange range) {
  const TypeId type = text->type().id();
  if (type != TypeId::kVarchar && type != TypeId::kNull) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "COLLATE is for VARCHAR, not " + text->type().ToString(), range);
  }
  const LogicalType collated = LogicalType(TypeId::kVarchar).WithCollation(collation);
  // A node of its own, so that the text elsewhere is not collated; the optimizer drops the cast.
  return std::make_shared<CastExpr>(std::move(text), collated, false, range);
}

bool HasCollationKey(const LogicalType& type, const BinderState& state) {
  return HasVariants(type) || ActiveCollation(type, state) != 0;
}

ExprPtr CollationKey(ExprPtr expr, const BinderState& state) {
  if (HasVariants(expr->type())) return VariantKeyOf(std::move(expr));
  const uint8_t collation = ActiveCollation(expr->type(), state);
  return collation == 0 ? expr : KeyOf(std::move(expr), collation, state);
}

uint8_t CombinedCollation(const std::vector<ExprPtr>& values, SourceRange range) {
  uint8_t collation = 0;
  for (const ExprPtr& value : values) {
    if (!IsCollatable(value->type())) continue;
    const uint8_t own = WrittenCollation(value->type());
    if (own == 0 || own == collation) continue;
    if (collation != 0) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "the collations " + CollationName(collation) + " and " + CollationName(own) +
                          " meet in one expression",
                      range, "say which one holds, as in x COLLATE NOCASE");
    }
    collation = own;
  }
  return collation;
}

void CollateTogether(std::vector<ExprPtr>& values, const BinderState& state, SourceRange range) {
  if (CompareAsVariants(values)) return;
  uint8_t collation = CombinedCollation(values, range);
  if (collation == 0) collation = DefaultCollation(state);
  collation &= kRules;
  if (collation == 0) return;
  // Text beside values of other types is read as one of theirs.
  for (const ExprPtr& value : values) {
    if (!IsCollatable(value->type()) && value->type().id() != TypeId::kNull) return;
  }
  for (ExprPtr& value : values) value = KeyOf(std::move(value), collation, state);
}

std::shared_ptr<const BoundScalar> PassCollationOn(std::shared_ptr<const BoundScalar> function,
                                                   const std::vector<ExprPtr>& arguments,
                                                   SourceRange range) {
  if (function->result.id() != TypeId::kVarchar || function->result.IsJson()) return function;
  const uint8_t collation = CombinedCollation(arguments, range);
  if (collation == 0 || collation == function->result.collation()) return function;
  auto copy = std::make_shared<BoundScalar>(*function);
  copy->result = copy->result.WithCollation(collation);
  return copy;
}

AggregateCall FirstOf(const ExprPtr& value, const std::string& name, BinderState& state) {
  AggregateCall call;
  call.id = state.NewColumn();
  call.name = name;
  call.function = state.functions().BindAggregate("first", {value->type()}, value->range());
  call.arguments = {value};
  return call;
}

bool ComparesText(const std::string& function) {
  static constexpr std::array<std::string_view, 20> kNames = {"contains",      "starts_with",
                                                              "prefix",        "^@",
                                                              "instr",         "strpos",
                                                              "position",      "list_contains",
                                                              "list_has",      "list_position",
                                                              "list_indexof",  "array_contains",
                                                              "array_has",     "array_position",
                                                              "array_indexof", "~~",
                                                              "like_escape",   "~~~",
                                                              "~~*",           "ilike_escape"};
  return std::find(kNames.begin(), kNames.end(), function) != kNames.end();
}

}  // namespace lakebolt
