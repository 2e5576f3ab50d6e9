#include <set>

#include "api/rows_result.h"
#include "api/statement/create_entry.h"
#include "api/statement/create_object.h"
#include "plan/binder/literal.h"
#include "plan/binder/macro_argument.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Notes the type of a parameter; throws where its default is not of that type.
void TypeParameter(StatementContext& context, const sql::MacroDefinition& definition, size_t i,
                   MacroBody& body) {
  const sql::Identifier& parameter = definition.parameters[i];
  const std::string folded = FoldName(parameter.text);
  const sql::TypeName name = sql::ParseTypeName(*definition.types[i]);
  const LogicalType type = ResolveType(name, context.names(), parameter.range);
  body.types[folded] = *definition.types[i];
  if (!definition.defaults[i]) return;
  const auto value = sql::ParseExpression(*definition.defaults[i]);
  const ExprPtr bound = Binder(context.MakeBinderContext()).BindExpression(*value, {});
  if (MacroArgumentCost(*value, bound, type)) return;
  throw UserError(ErrorCode::kTypeMismatch,
                  "the default of \"" + parameter.text + "\", " + bound->type().ToString() +
                      ", cannot be implicitly cast to " + type.ToString(),
                  parameter.range, "write CAST(… AS " + type.ToString() + ")");
}

bool SameParameterTypes(const MacroBody& a, const MacroBody& b) {
  if (a.parameters.size() != b.parameters.size()) return false;
  const auto type_at = [](const MacroBody& body, size_t i) {
    const auto found = body.types.find(FoldName(body.parameters[i]));
    return found == body.types.end() ? std::string() : FoldName(found->second);
  };
  for (size_t i = 0; i < a.parameters.size(); ++i) {
    if (type_at(a, i) != type_at(b, i)) return false;
  }
  return true;
}

/// Throws where a body names what is not there: it is bound once with NULL for all parameters.
void CheckMacroBody(StatementContext& context, const sql::CreateMacroStatement& statement,
                    const MacroBody& body) {
  std::string call = sql::JoinName(statement.name) + "(";
  for (size_t i = 0; i < body.parameters.size(); ++i) {
    const auto type = body.types.find(FoldName(body.parameters[i]));
    call += i == 0 ? "NULL" : ", NULL";
    if (type != body.types.end()) call += "::" + type->second;
  }
  try {
    context.Bind(*sql::ParseQuery((statement.is_table ? "FROM " : "SELECT ") + call + ")"));
  } catch (const UserError& error) {
    switch (error.code()) {
      case ErrorCode::kUnknownColumn:
      case ErrorCode::kUnknownTable:
      case ErrorCode::kUnknownFunction:
        throw UserError(error.code(), std::string("in the macro: ") + error.what(), statement.range,
                        error.hint());
      default: return;  // NULL may be what does not fit
    }
  }
}

}  // namespace

std::unique_ptr<Result> RunCreateMacro(StatementContext& context,
                                       const sql::CreateMacroStatement& statement) {
  const NameKind kind = statement.is_table ? NameKind::kTableMacro : NameKind::kMacro;
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  auto entry = std::make_shared<MacroEntry>(statement.is_table);
  if (!MayCreate(context, kind, entry->kind, place, statement.name, statement.options)) {
    return RowsResult::Done();
  }
  entry->name = statement.name.back().text;
  for (const sql::MacroDefinition& definition : statement.bodies) {
    MacroBody body;
    std::set<std::string> seen;
    for (size_t i = 0; i < definition.parameters.size(); ++i) {
      const sql::Identifier& parameter = definition.parameters[i];
      const std::string folded = FoldName(parameter.text);
      if (!seen.insert(folded).second) {
        throw UserError(ErrorCode::kInvalidQuery,
                        "the parameter \"" + parameter.text + "\" is named twice", parameter.range);
      }
      if (definition.defaults[i]) {
        body.defaults[folded] = *definition.defaults[i];
      } else if (!body.defaults.empty()) {
        throw UserError(
            ErrorCode::kInvalidQuery,
            "the parameter \"" + parameter.text + "\" without a default follows one with a default",
            parameter.range);
      }
      body.parameters.push_back(parameter.text);
      if (definition.types[i]) TypeParameter(context, definition, i, body);
    }
    body.sql = definition.body;
    for (const MacroBody& other : entry->bodies) {
      if (!SameParameterTypes(other, body)) continue;
      throw UserError(ErrorCode::kInvalidQuery,
                      "two bodies of the macro have the same number of parameters", statement.range,
                      "give the parameters different types");
    }
    entry->bodies.push_back(std::move(body));
  }
  const std::vector<MacroBody> bodies = entry->bodies;
  PutEntry(context, kind, place, std::move(entry));
  for (const MacroBody& body : bodies) CheckMacroBody(context, statement, body);
  return RowsResult::Done();
}

}  // namespace lakebolt
