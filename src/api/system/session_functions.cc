#include "api/system/session_functions.h"

#include <set>
#include <utility>

#include "api/statement/setting_statement.h"
#include "api/system/row_table.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"
#include "function/scalar_adapter.h"
#include "plan/binder/coercion.h"

namespace lakebolt {

namespace {

/// Returns the value of an argument that has to be a constant text.
std::string TextArgument(const std::string& function, const std::vector<ExprPtr>& arguments,
                         SourceRange range) {
  if (arguments.size() != 1) {
    throw UserError(ErrorCode::kTypeMismatch, function + " takes (VARCHAR)", range);
  }
  if (!IsFoldable(*arguments[0])) {
    throw UserError(ErrorCode::kNotSupported, function + " takes a constant name only", range);
  }
  const Value value = EvaluateConstant(arguments[0]);
  if (value.IsNull()) {
    throw UserError(ErrorCode::kInvalidArgument, function + " takes a name, not NULL", range);
  }
  return value.ToString();
}

std::vector<std::string> SplitName(const std::string& text) {
  std::vector<std::string> parts = {""};
  for (const char c : text) {
    if (c == '.') {
      parts.emplace_back();
    } else if (c != '"') {
      parts.back() += c;
    }
  }
  return parts;
}

/// Makes a call that is computed anew for each row.
ExprPtr MakeVolatileCall(const std::string& name, const std::vector<ExprPtr>& arguments,
                         std::function<int64_t()> compute, SourceRange range) {
  auto function = std::make_shared<BoundScalar>();
  function->name = name;
  function->arguments = {arguments[0]->type()};
  function->result = TypeId::kInt64;
  function->traits.nulls = NullHandling::kSpecial;
  function->traits.volatility = Volatility::kVolatile;
  function->kernel = [compute = std::move(compute)](std::span<const Vector>, RowSet rows) {
    Vector out(TypeId::kInt64, rows.size);
    auto* values = out.mutable_values<int64_t>();
    rows.ForEach([&](uint32_t row) { values[row] = compute(); });
    return out;
  };
  return std::make_shared<CallExpr>(std::move(function), arguments, range);
}

std::shared_ptr<Sequence> FindSequence(StatementContext& context, const std::string& text,
                                       bool to_change, SourceRange range) {
  const auto found = context.names().Find(NameKind::kSequence, SplitName(text));
  if (!found) {
    throw UserError(kUnknownObjectError, "there is no sequence \"" + text + "\"", range);
  }
  try {
    if (to_change) context.transaction().RequireWritable(found.name.database);
  } catch (const UserError& error) {
    throw error.At(range);
  }
  return As<SequenceEntry>(*found.entry).sequence;
}

/// Tells whether the one argument is NULL.
bool IsNullConstant(const std::vector<ExprPtr>& arguments) {
  return arguments.size() == 1 && IsFoldable(*arguments[0]) &&
         EvaluateConstant(arguments[0]).IsNull();
}

/// Binds setval(sequence, value [, called]).
ExprPtr BindSetval(StatementContext& context, const std::vector<ExprPtr>& arguments,
                   SourceRange range) {
  const auto is_number = [](const LogicalType& type) {
    return type.IsInteger() || type.id() == TypeId::kNull || type.id() == TypeId::kVarchar;
  };
  if (arguments.size() < 2 || arguments.size() > 3 || !is_number(arguments[1]->type())) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "setval takes (VARCHAR, BIGINT) or (VARCHAR, BIGINT, BOOLEAN)", range);
  }
  if (IsNullConstant({arguments[0]})) return MakeConstant(Value(TypeId::kInt64));
  const std::shared_ptr<Sequence> sequence =
      FindSequence(context, TextArgument("setval", {arguments[0]}, range), true, range);
  const ExprPtr called = arguments.size() == 3 ? arguments[2] : MakeConstant(Value::Boolean(true));
  auto function = std::make_shared<BoundScalar>();
  function->name = "setval";
  function->arguments = {TypeId::kInt64, TypeId::kBoolean};
  function->result = TypeId::kInt64;
  function->traits.volatility = Volatility::kVolatile;
  function->kernel = [sequence](std::span<const Vector> given, RowSet rows) {
    Vector out(TypeId::kInt64, rows.size);
    auto* values = out.mutable_values<int64_t>();
    const VectorReader<int64_t> numbers(given[0]);
    const VectorReader<uint8_t> flags(given[1]);
    rows.ForEach([&](uint32_t row) {
      values[row] = numbers[row];
      sequence->Set(numbers[row], flags[row] != 0);
    });
    return out;
  };
  return std::make_shared<CallExpr>(std::move(function),
                                    std::vector<ExprPtr>{CoerceTo(arguments[1], TypeId::kInt64),
                                                         CoerceTo(called, TypeId::kBoolean)},
                                    range);
}

ExprPtr BindSequence(StatementContext& context, const std::string& name,
                     const std::vector<ExprPtr>& arguments, SourceRange range) {
  if (IsNullConstant(arguments)) return MakeConstant(Value(TypeId::kInt64));
  const std::shared_ptr<Sequence> sequence =
      FindSequence(context, TextArgument(name, arguments, range), name == "nextval", range);
  if (name == "nextval") {
    return MakeVolatileCall(name, arguments, [sequence] { return sequence->Next(); }, range);
  }
  return MakeVolatileCall(name, arguments, [sequence] { return sequence->Current(); }, range);
}

/// Lists the schemas in which names are looked for; those that nobody named only where `argument`
/// asks for them.
ExprPtr SchemasOfPath(StatementContext& context, const ExprPtr& argument) {
  if (IsFoldable(*argument)) {
    const Value implicit = EvaluateConstant(MakeCast(argument, TypeId::kBoolean));
    if (implicit.IsNull()) return MakeConstant(Value(LogicalType::List(TypeId::kVarchar)));
    if (!implicit.boolean()) return MakeConstant(TextList({}));
  }
  std::vector<std::string> names = {kMainSchema};  // of temp
  for (const SchemaName& place : context.session().search_path) names.push_back(place.schema);
  names.emplace_back(kMainSchema);
  names.emplace_back("pg_catalog");
  return MakeConstant(TextList(names));
}

/// Makes in_search_path(database, schema).
ExprPtr InSearchPath(StatementContext& context, const std::vector<ExprPtr>& arguments,
                     SourceRange range) {
  std::set<std::pair<std::string, std::string>> places = {
      {"temp", kMainSchema}, {"system", kMainSchema}, {"system", "pg_catalog"}};
  for (const SchemaName& place : context.session().search_path) {
    places.emplace(FoldName(place.database), FoldName(place.schema));
  }
  auto function = std::make_shared<BoundScalar>();
  function->name = "in_search_path";
  function->arguments = {TypeId::kVarchar, TypeId::kVarchar};
  function->result = TypeId::kBoolean;
  function->traits.volatility = Volatility::kStable;
  function->traits.can_fail = false;
  function->kernel = MakeKernel<StringView, StringView>(
      TypeId::kBoolean,
      [places = std::move(places)](const StringView& database, const StringView& schema) {
        return places.contains({FoldName(database.str()), FoldName(schema.str())});
      });
  std::vector<ExprPtr> texts;
  for (const ExprPtr& argument : arguments) texts.push_back(MakeCast(argument, TypeId::kVarchar));
  return std::make_shared<CallExpr>(std::move(function), std::move(texts), range);
}

}  // namespace

ExprPtr BindSessionFunction(StatementContext& context, const std::string& name,
                            const std::vector<ExprPtr>& arguments, SourceRange range) {
  if (name == "nextval" || name == "currval") {
    return BindSequence(context, name, arguments, range);
  }
  if (name == "setval") return BindSetval(context, arguments, range);
  if (name == "getvariable") {
    const auto found =
        context.session().variables.find(FoldName(TextArgument(name, arguments, range)));
    if (found == context.session().variables.end()) return MakeConstant(Value(TypeId::kInt32));
    return MakeConstant(found->second);
  }
  if (name == "current_setting") {
    try {
      return MakeConstant(SettingValue(context, FoldName(TextArgument(name, arguments, range))));
    } catch (const UserError& error) {
      throw error.At(range);
    }
  }
  const SchemaName& place = context.session().search_path.front();
  if (arguments.empty() && name == "current_schema") return MakeConstant(Text(place.schema));
  if (arguments.empty() && (name == "current_database" || name == "current_catalog")) {
    return MakeConstant(Text(place.database));
  }
  if (arguments.size() == 1 && name == "current_schemas") {
    return SchemasOfPath(context, arguments[0]);
  }
  if (arguments.size() == 2 && name == "in_search_path") {
    return InSearchPath(context, arguments, range);
  }
  if (arguments.empty() && name == "version") {
    return MakeConstant(Text(std::string("v") + Version()));
  }
  if (arguments.empty() && name == "txid_current") {
    return MakeConstant(Number(context.transaction().NextOid()));
  }
  if (arguments.size() == 1 && name == "in_search_path") return MakeConstant(Flag(true));
  return nullptr;
}

}  // namespace lakebolt
