#include <algorithm>
#include <array>

#include "plan/binder/expression_binder.h"
#include "plan/binder/struct_functions.h"
#include "plan/binder/values_name.h"

namespace lakebolt {

namespace {

/// Bounds the nodes of an alias's expression where it is used: aliases of aliases can double it.
constexpr size_t kMaxAliasNodes = 100'000;

/// Lists functions that SQL calls without parentheses.
constexpr std::array<std::string_view, 11> kBareFunctions = {
    "current_date",   "current_time", "current_timestamp", "localtime",
    "localtimestamp", "current_user", "current_catalog",   "current_schema",
    "user",           "session_user", "current_role"};

/// Returns the height of `expr`; counts its nodes into `nodes` and gives up past the bound.
uint32_t MeasureHeight(const Expr& expr, size_t& nodes) {
  if (++nodes > kMaxAliasNodes) return 0;
  uint32_t height = 0;
  for (const ExprPtr& child : expr.children()) {
    height = std::max(height, MeasureHeight(*child, nodes));
    if (nodes > kMaxAliasNodes) return 0;
  }
  return height + 1;
}

/// Throws for a column that several tables have.
[[noreturn]] void ThrowAmbiguous(const std::vector<Scope::Match>& matches,
                                 const std::string& column, SourceRange range) {
  std::string tables;
  std::string hint;
  bool has_unnamed = false;
  for (const Scope::Match& match : matches) {
    const std::string alias = match.relation ? match.relation->alias() : "USING";
    has_unnamed |= alias.empty();
    tables += (tables.empty() ? "" : " and ") + ("\"" + alias + "\"");
    hint += (hint.empty() ? "write " : " or ") + alias + "." + column;
  }
  if (has_unnamed) {
    tables = "several tables";
    hint = "give subqueries a name: (SELECT …) AS t";
  }
  throw UserError(ErrorCode::kAmbiguousName, "column \"" + column + "\" is in " + tables, range,
                  hint);
}

}  // namespace

ExprPtr ExpressionBinder::BindColumn(const sql::QualifiedName& name, SourceRange in_text) {
  const SourceRange range = state_.Where(in_text);
  std::vector<std::string> folded;
  folded.reserve(name.size());
  for (const sql::Identifier& part : name) folded.push_back(FoldName(part.text));
  if (ExprPtr argument = BindMacroParameter(folded, name, range)) return argument;
  const auto find = [&](const std::vector<std::string>& parts) -> ExprPtr {
    for (QueryLevel* level = &level_; level != nullptr; level = level->outer) {
      size_t used = 1;
      ExprPtr column = FindLambdaParameter(*level, parts[0], range);
      if (!column) {
        used = 0;
        column = FindColumn(*level, name, parts, range, used);
        if (!column) continue;
        level->is_referenced = true;
        state_.NoteReference(level->depth);
      }
      for (; used < name.size(); ++used) {
        column = AccessField(std::move(column), name[used].text, range);
      }
      return column;
    }
    return nullptr;
  };
  if (ExprPtr column = find(folded)) return column;
  if (const auto own = OwnValuesName(folded.back())) {
    std::vector<std::string> other = folded;
    other.back() = *own;
    if (ExprPtr column = find(other)) return column;
  }
  if (name.size() == 1 && !name[0].quoted && state_.functions().HasScalar(folded[0]) &&
      std::find(kBareFunctions.begin(), kBareFunctions.end(), folded[0]) != kBareFunctions.end()) {
    return Call(folded[0], {}, range);
  }
  if (name.size() == 1 && !name[0].quoted && state_.context().session_functions &&
      folded[0].starts_with("current_")) {
    if (ExprPtr bound = state_.context().session_functions(folded[0], {}, range)) return bound;
  }
  if (name.size() == 1) {
    if (ExprPtr row = FindTableRow(folded[0], range)) return row;
  }
  ThrowUnknownColumn(name, range);
}

ExprPtr ExpressionBinder::FindTableRow(const std::string& folded, SourceRange range) {
  for (QueryLevel* level = &level_; level != nullptr; level = level->outer) {
    const auto relations = level->scope->FindRelation(folded);
    if (relations.size() != 1) continue;
    std::vector<std::string> names;
    std::vector<ExprPtr> values;
    for (const ScopeColumn& column : relations[0]->columns()) {
      names.push_back(column.name);
      values.push_back(column.Reference(range));
    }
    level->is_referenced = true;
    state_.NoteReference(level->depth);
    return MakeStruct(names, std::move(values), range);
  }
  return nullptr;
}

ExprPtr ExpressionBinder::FindColumn(QueryLevel& level, const sql::QualifiedName& name,
                                     const std::vector<std::string>& folded, SourceRange range,
                                     size_t& used) {
  if (name.size() > 1) return FindQualifiedColumn(level, name, folded, range, used);
  used = 1;
  return FindBareColumn(level, name[0], folded[0], range);
}

ExprPtr ExpressionBinder::FindBareColumn(QueryLevel& level, const sql::Identifier& name,
                                         const std::string& folded, SourceRange range) {
  // Subqueries do not see the aliases of the queries around them.
  const bool aliases = &level == &level_ && AllowsAliases(level.clause) && !level.aliases.empty();
  const auto matches = level.scope->FindColumn(folded);
  ExprPtr column = matches.size() == 1 ? matches[0].column->Reference(range) : nullptr;
  // The column comes first where it can stand, but for Spark.
  const bool can_stand = column && (!level.grouped || column->kind() != ExprKind::kColumn ||
                                    level.grouped->contains(As<ColumnExpr>(column).id()));
  if (aliases && (SpeaksSpark() || !can_stand) && MayPreferAliases(level)) {
    if (ExprPtr alias = FindAlias(level, folded, range)) return alias;
  }
  if (column) return column;
  if (matches.size() > 1) ThrowAmbiguous(matches, name.text, range);
  return aliases ? FindAlias(level, folded, range) : nullptr;
}

bool ExpressionBinder::MayPreferAliases(const QueryLevel& level) const {
  // Within an aggregate's argument the alias would often be the aggregate itself.
  const bool in_aggregate =
      !state_.trackers().empty() && state_.trackers().back().level == level.depth;
  return !in_aggregate && !level.in_window &&
         (level.clause == Clause::kOrderBy || level.clause == Clause::kHaving ||
          level.clause == Clause::kDistinctOn);
}

ExprPtr ExpressionBinder::FindAlias(QueryLevel& level, const std::string& folded,
                                    SourceRange range) {
  const auto found = level.aliases.find(folded);
  if (found == level.aliases.end()) return nullptr;
  SelectAlias& alias = found->second;
  if (!alias.expr) return nullptr;
  if (alias.height == 0) {
    size_t nodes = 0;
    alias.height = MeasureHeight(*alias.expr, nodes);
    if (nodes > kMaxAliasNodes) {
      throw UserError(ErrorCode::kTooComplex, "the expression behind this alias is too large",
                      range, "compute it in a subquery");
    }
  }
  if ((level.clause == Clause::kSelect || level.clause == Clause::kWhere) &&
      IsVolatile(*alias.expr)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the alias \"" + folded +
                        "\" stands for an expression with side effects, which "
                        "would be computed twice",
                    range, "compute it in a subquery");
  }
  const DepthGuard guard(state_, DepthGuard::Kind::kExpression, range, alias.height);
  if (!AllowsWindows(level.clause) && level.UsesWindow(*alias.expr)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + folded + "\" is a window function, which is not allowed in " +
                        std::string(ClauseName(level.clause)),
                    range, level.clause == Clause::kWhere ? "write the condition in QUALIFY" : "");
  }
  if (alias.has_aggregate && !AllowsAggregates(level.clause)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + folded + "\" is an aggregate, which is not allowed in " +
                        std::string(ClauseName(level.clause)),
                    range);
  }
  return alias.expr;
}

ExprPtr ExpressionBinder::FindQualifiedColumn(QueryLevel& level, const sql::QualifiedName& name,
                                              const std::vector<std::string>& folded,
                                              SourceRange range, size_t& used) {
  // table.column, then schema.table.column, then column.field.
  const Relation* table_without = nullptr;
  for (size_t table = 0; table + 1 < name.size() && table <= 2; ++table) {
    std::vector<Scope::Match> matches;
    for (const Relation* relation : level.scope->FindRelation(folded[table])) {
      if (table > 0 && !relation->IsIn({folded.data(), table})) continue;
      const ScopeColumn* column = relation->Find(folded[table + 1]);
      if (column == nullptr) column = relation->FindHidden(folded[table + 1]);
      if (column != nullptr) {
        matches.push_back({column, relation});
      } else if (table_without == nullptr) {
        table_without = relation;
      }
    }
    if (matches.size() > 1) {
      throw UserError(ErrorCode::kAmbiguousName,
                      "there are two tables \"" + name[table].text + "\" in FROM", range,
                      "give one of them another alias");
    }
    if (matches.size() == 1) {
      used = table + 2;
      return matches[0].column->Reference(range);
    }
  }
  const auto matches = level.scope->FindColumn(folded[0]);
  if (matches.size() == 1) {
    used = 1;
    return matches[0].column->Reference(range);
  }
  // alias.x is an item of the select list, whatever columns are called x.
  if (folded[0] == "alias" && &level == &level_ && AllowsAliases(level.clause)) {
    if (ExprPtr alias = FindAlias(level, folded[1], range)) {
      used = 2;
      return alias;
    }
  }
  if (table_without == nullptr || OwnValuesName(folded.back())) return nullptr;
  std::vector<std::string> names;
  for (const ScopeColumn& column : table_without->columns()) names.push_back(column.name);
  const std::string& column = name.back().text;
  throw UserError(ErrorCode::kUnknownColumn,
                  "table \"" + table_without->alias() + "\" has no column \"" + column + "\"",
                  range, DidYouMean(column, names));
}

void ExpressionBinder::ThrowUnknownColumn(const sql::QualifiedName& name, SourceRange range) {
  std::vector<std::string> columns;
  std::vector<std::string> tables;
  for (const QueryLevel* level = &level_; level != nullptr; level = level->outer) {
    for (std::string& column : level->scope->ColumnNames()) columns.push_back(std::move(column));
    for (std::string& alias : level->scope->Aliases()) tables.push_back(std::move(alias));
  }
  const std::string& first = name[0].text;
  if (name.size() > 1) {
    throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + first + "\" in FROM", range,
                    DidYouMean(first, tables));
  }
  const std::string folded = FoldName(first);
  for (const std::string& table : tables) {
    if (FoldName(table) != folded) continue;
    throw UserError(ErrorCode::kUnknownColumn, "\"" + first + "\" is a table, not a column", range,
                    "write " + first + ".* for all its columns");
  }
  const auto alias = level_.aliases.find(folded);
  if (alias != level_.aliases.end()) {
    throw UserError(ErrorCode::kUnknownColumn,
                    "the alias \"" + first + "\" cannot be used in " +
                        std::string(ClauseName(level_.clause)) + " before its own item",
                    range);
  }
  for (const auto& [known, item] : level_.aliases) columns.push_back(known);
  std::string hint = DidYouMean(first, columns);
  if (hint.empty() && tables.empty()) {
    hint = level_.clause == Clause::kFrom ? "arguments of table functions see no columns"
                                          : "there is no FROM; strings go in single quotes";
  }
  throw UserError(ErrorCode::kUnknownColumn, "there is no column \"" + first + "\"", range, hint);
}

}  // namespace lakebolt
