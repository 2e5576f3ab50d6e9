#include <algorithm>
#include <unordered_set>

#include "expression/evaluator.h"
#include "function/scalar/regexp/regex_cache.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/star_edits.h"
#include "plan/binder/struct_functions.h"

namespace lakebolt {

namespace {

SourceRange RangeOf(const sql::QualifiedName& name) {
  return {name.front().range.begin, name.back().range.end};
}

std::vector<std::string> NamesOf(const std::vector<NamedValue>& columns) {
  std::vector<std::string> names;
  for (const NamedValue& column : columns) names.push_back(column.name);
  return names;
}

/// Tells whether COLUMNS([…]) lists references to columns.
bool ListsColumns(const sql::Expression& pattern) {
  if (pattern.kind != sql::ExpressionKind::kList) return false;
  const auto& elements = sql::As<sql::ListExpression>(pattern).elements;
  return std::all_of(elements.begin(), elements.end(), [](const auto& element) {
    return element->kind == sql::ExpressionKind::kColumnRef;
  });
}

}  // namespace

std::vector<NamedValue> ExpressionBinder::StarColumns(const sql::StarExpression& star) {
  const SourceRange range = Where(star);
  std::vector<NamedValue> columns;
  if (star.qualifier.empty()) {
    if (level_.scope->empty()) {
      throw UserError(ErrorCode::kInvalidQuery, "* needs a FROM", range);
    }
    for (const Scope::Match& match : level_.scope->VisibleColumns()) {
      columns.push_back({match.column->name, match.column->Reference(range)});
    }
    return columns;
  }
  const std::string& name = star.qualifier.back().text;
  for (QueryLevel* level = &level_; level != nullptr; level = level->outer) {
    const auto relations = level->scope->FindRelation(FoldName(name));
    if (relations.size() > 1) {
      throw UserError(ErrorCode::kAmbiguousName, "there are two tables \"" + name + "\" in FROM",
                      range, "give one of them another alias");
    }
    if (relations.empty()) continue;
    level->is_referenced = true;
    state_.NoteReference(level->depth);
    for (const ScopeColumn& column : relations[0]->columns()) {
      if (relations[0]->IsLeftOut(column)) continue;
      columns.push_back({column.name, column.Reference(range)});
    }
    return columns;
  }
  if (level_.scope->FindColumn(FoldName(star.qualifier[0].text)).size() != 1) {
    throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + name + "\" in FROM", range,
                    DidYouMean(name, level_.scope->Aliases()));
  }
  const ExprPtr structure = BindColumn(star.qualifier, RangeOf(star.qualifier));
  for (const Field& field : structure->type().children()) {
    columns.push_back({field.name, MakeFieldAccess(structure, field.name, range)});
  }
  if (structure->type().id() == TypeId::kStruct) return columns;
  throw UserError(ErrorCode::kTypeMismatch, "\"" + name + "\" is neither a table nor a struct",
                  range);
}

std::vector<NamedValue> ExpressionBinder::ExpandStar(const sql::StarExpression& star) {
  std::vector<NamedValue> columns = StarColumns(star);
  if (star.exclude.empty() && star.replace.empty() && star.rename.empty()) return columns;
  // Only a bare star spans several tables.
  std::vector<StarEdits::Origin> origins(columns.size());
  if (star.qualifier.empty()) {
    const auto visible = level_.scope->VisibleColumns();
    for (size_t i = 0; i < visible.size(); ++i) {
      const Relation* relation = visible[i].relation;
      origins[i] = {relation ? FoldName(relation->alias()) : "", relation};
    }
  } else {
    std::fill(origins.begin(), origins.end(),
              StarEdits::Origin{FoldName(star.qualifier.back().text), nullptr});
  }
  StarEdits edits(state_, std::move(columns), std::move(origins));
  for (const sql::QualifiedName& name : star.exclude) edits.Exclude(name);
  for (const sql::StarRename& rename : star.rename) edits.Rename(rename);
  for (const sql::StarReplacement& replacement : star.replace) {
    edits.Replace(replacement.name, Bind(*replacement.value));
  }
  return edits.Take();
}

std::vector<NamedValue> ExpressionBinder::MatchColumns(const sql::ColumnsExpression& columns) {
  const sql::Expression& pattern = *columns.pattern;
  sql::StarExpression star;
  star.range = columns.range;
  star.qualifier = columns.qualifier;
  if (pattern.kind == sql::ExpressionKind::kStar) {
    return ExpandStar(sql::As<sql::StarExpression>(pattern));
  }
  if (ListsColumns(pattern)) {
    std::vector<NamedValue> chosen;
    for (const auto& element : sql::As<sql::ListExpression>(pattern).elements) {
      const auto& name = sql::As<sql::ColumnRefExpression>(*element).name;
      chosen.push_back({name.back().text, Bind(*element)});
    }
    return chosen;
  }
  if (pattern.kind == sql::ExpressionKind::kList ||
      pattern.kind == sql::ExpressionKind::kFunctionCall) {
    return MatchColumnsByNames(columns);
  }
  const ExprPtr text = Bind(pattern);
  if (!IsStringLiteral(*text)) {
    throw UserError(ErrorCode::kInvalidQuery, "COLUMNS takes a regular expression in quotes",
                    Where(pattern));
  }
  const std::string& regex_text = As<ConstantExpr>(text).value().string();
  if (columns_ != nullptr) columns_->regex = regex_text;
  std::vector<NamedValue> matching = StarColumns(star);
  const Regex regex = [&] {
    try {
      return FindRegex(regex_text, "");
    } catch (const UserError& error) {
      throw UserError(error.code(), error.what(), Where(pattern), error.hint());
    }
  }();
  std::erase_if(matching, [&](const NamedValue& column) {
    return !regex.Search(column.name, 0, nullptr, 0);
  });
  return matching;
}

ExprPtr ExpressionBinder::BindColumns(const sql::ColumnsExpression& columns) {
  if (columns_ == nullptr) {
    throw UserError(ErrorCode::kNotSupported,
                    "COLUMNS is not supported in " + std::string(ClauseName(level_.clause)),
                    Where(columns));
  }
  if (columns.unpack) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "*COLUMNS(…) can stand only among the arguments of a function or in a list",
                    Where(columns));
  }
  std::vector<NamedValue> matching;
  if (columns.pattern->kind == sql::ExpressionKind::kLambda) {
    matching = MatchColumnsByLambda(columns);
  } else {
    matching = MatchColumns(columns);
  }
  if (matching.empty()) {
    throw UserError(ErrorCode::kUnknownColumn, "COLUMNS matches no column", Where(columns));
  }
  if (columns_->columns.empty()) columns_->columns = matching;
  if (NamesOf(matching) != NamesOf(columns_->columns)) {
    throw UserError(ErrorCode::kInvalidQuery, "two COLUMNS in one item must match the same columns",
                    Where(columns));
  }
  state_.NoteReference(level_.depth);
  return matching[columns_->index].expr;
}

std::vector<NamedValue> ExpressionBinder::BindUnpacked(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kColumns ||
      !sql::As<sql::ColumnsExpression>(expression).unpack) {
    const bool named = expression.kind == sql::ExpressionKind::kColumnRef;
    std::string name =
        named ? sql::As<sql::ColumnRefExpression>(expression).name.back().text : std::string();
    return {{std::move(name), Bind(expression)}};
  }
  state_.NoteReference(level_.depth);
  const auto& columns = sql::As<sql::ColumnsExpression>(expression);
  const bool lambda = columns.pattern->kind == sql::ExpressionKind::kLambda;
  return lambda ? MatchColumnsByLambda(columns) : MatchColumns(columns);
}

void ExpressionBinder::BindUnpacked(const sql::Expression& expression,
                                    std::vector<ExprPtr>& values) {
  for (NamedValue& value : BindUnpacked(expression)) values.push_back(std::move(value.expr));
}

std::vector<NamedValue> ExpressionBinder::ExpandStarLike(const sql::LikeExpression& like) {
  std::vector<NamedValue> matching;
  const auto& all = sql::As<sql::StarExpression>(*like.value);
  if (!all.replace.empty() || !all.rename.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "a pattern behind * excludes REPLACE and RENAME",
                    Where(like), "name the columns in EXCLUDE or write COLUMNS('…')");
  }
  for (NamedValue& column : ExpandStar(all)) {
    const ExprPtr match = MatchLike(like, MakeConstant(Value::Varchar(column.name)));
    if (!IsFoldable(*match)) {
      throw UserError(ErrorCode::kInvalidQuery, "the pattern behind * must be a constant",
                      Where(*like.pattern));
    }
    const Value keep = EvaluateConstant(match);
    if (!keep.IsNull() && keep.boolean()) matching.push_back(std::move(column));
  }
  if (!matching.empty()) return matching;
  throw UserError(ErrorCode::kUnknownColumn, "the pattern behind * matches no column", Where(like));
}

std::vector<NamedValue> ExpressionBinder::MatchColumnsByNames(
    const sql::ColumnsExpression& columns) {
  sql::StarExpression star;
  star.range = columns.range;
  star.qualifier = columns.qualifier;
  std::vector<NamedValue> all = StarColumns(star);
  const std::vector<std::string> names = NamesOf(all);
  const LogicalType texts = LogicalType::List(TypeId::kVarchar);
  std::vector<Value> values;
  for (const std::string& name : names) values.push_back(Value::Varchar(name));
  // Nothing but the names of the columns is there to choose by.
  const Scope scope;
  QueryLevel level(nullptr, nullptr, &scope, Clause::kExpression);
  ExpressionBinder binder(state_, level);
  binder.star_ = MakeConstant(Value::Nested(texts, std::move(values)));
  const ExprPtr pattern = CoerceTo(binder.Bind(*columns.pattern), texts);
  if (!IsFoldable(*pattern)) {
    throw UserError(ErrorCode::kInvalidQuery, "COLUMNS([…]) takes a constant list of names",
                    Where(*columns.pattern));
  }
  std::unordered_set<std::string> chosen;
  const Value list = EvaluateConstant(pattern);
  if (list.IsNull()) return {};
  for (const Value& name : list.parts()) {
    if (name.IsNull()) continue;
    if (!std::any_of(names.begin(), names.end(), [&](const std::string& column) {
          return FoldName(column) == FoldName(name.string());
        })) {
      throw UserError(ErrorCode::kUnknownColumn, "there is no column \"" + name.string() + "\"",
                      Where(*columns.pattern), DidYouMean(name.string(), names));
    }
    chosen.insert(FoldName(name.string()));
  }
  std::erase_if(all,
                [&](const NamedValue& column) { return !chosen.contains(FoldName(column.name)); });
  return all;
}

std::vector<NamedValue> ExpressionBinder::MatchColumnsByLambda(
    const sql::ColumnsExpression& columns) {
  const auto& lambda = sql::As<sql::LambdaExpression>(*columns.pattern);
  if (lambda.parameters.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery, "the lambda of COLUMNS takes one name",
                    Where(lambda));
  }
  sql::StarExpression star;
  star.range = columns.range;
  star.qualifier = columns.qualifier;
  std::vector<NamedValue> matching;
  for (NamedValue& column : StarColumns(star)) {
    // The parameter stands for the column's name as a constant.
    ScopeColumn parameter{lambda.parameters[0].text, TypeId::kVarchar, kNoColumn,
                          MakeConstant(Value::Varchar(column.name))};
    const Scope scope(Relation("", {std::move(parameter)}));
    QueryLevel level(nullptr, nullptr, &scope, Clause::kExpression);
    ExpressionBinder binder(state_, level);
    const Value keep = EvaluateConstant(binder.BindBoolean(*lambda.body, "the lambda of COLUMNS"));
    if (!keep.IsNull() && keep.boolean()) matching.push_back(std::move(column));
  }
  return matching;
}

}  // namespace lakebolt
