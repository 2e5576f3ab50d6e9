#include "api/system/session_functions.h"

#include "api/system/row_table.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"

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

ExprPtr BindSequence(StatementContext& context, const std::string& name,
                     const std::vector<ExprPtr>& arguments, SourceRange range) {
  const std::string text = TextArgument(name, arguments, range);
  const auto found = context.names().Find(NameKind::kSequence, SplitName(text));
  if (!found) {
    throw UserError(kUnknownObjectError, "there is no sequence \"" + text + "\"", range);
  }
  const std::shared_ptr<Sequence> sequence = As<SequenceEntry>(*found.entry).sequence;
  if (name == "nextval") {
    return MakeVolatileCall(name, arguments, [sequence] { return sequence->Next(); }, range);
  }
  return MakeVolatileCall(name, arguments, [sequence] { return sequence->Current(); }, range);
}

ExprPtr SchemasOfPath(StatementContext& context) {
  std::vector<std::string> names = {kMainSchema};  // of temp
  for (const SchemaName& place : context.session().search_path) names.push_back(place.schema);
  names.emplace_back(kMainSchema);
  names.emplace_back("pg_catalog");
  return MakeConstant(TextList(names));
}

ExprPtr CurrentSetting(StatementContext& context, const std::string& name) {
  if (name == "search_path" || name == "schema") {
    const SchemaName& first = context.session().search_path.front();
    return MakeConstant(
        Text(name == "schema" ? first.schema : first.database + "." + first.schema));
  }
  const std::string& text = context.settings().Get(name);
  if (name == "threads") {
    return MakeConstant(Number(static_cast<int64_t>(context.settings().threads())));
  }
  if (text == "true" || text == "false") return MakeConstant(Flag(text == "true"));
  return MakeConstant(Text(text));
}

}  // namespace

ExprPtr BindSessionFunction(StatementContext& context, const std::string& name,
                            const std::vector<ExprPtr>& arguments, SourceRange range) {
  if (name == "nextval" || name == "currval") {
    return BindSequence(context, name, arguments, range);
  }
  if (name == "getvariable") {
    const auto found =
        context.session().variables.find(FoldName(TextArgument(name, arguments, range)));
    if (found == context.session().variables.end()) return MakeConstant(Value(TypeId::kInt32));
    return MakeConstant(found->second);
  }
  if (name == "current_setting") {
    try {
      return CurrentSetting(context, FoldName(TextArgument(name, arguments, range)));
    } catch (const UserError& error) {
      throw error.At(range);
    }
  }
  const SchemaName& place = context.session().search_path.front();
  if (arguments.empty() && name == "current_schema") return MakeConstant(Text(place.schema));
  if (arguments.empty() && (name == "current_database" || name == "current_catalog")) {
    return MakeConstant(Text(place.database));
  }
  if (arguments.size() == 1 && name == "current_schemas") return SchemasOfPath(context);
  if (arguments.empty() && name == "txid_current") {
    return MakeConstant(Number(context.transaction().NextOid()));
  }
  if (arguments.size() == 1 && name == "in_search_path") return MakeConstant(Flag(true));
  return nullptr;
}

}  // namespace lakebolt
