#include "function/cast.h"
#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/evaluate_once.h"
#include "plan/binder/expression_binder.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

ExprPtr NegateIf(bool negated, ExprPtr expr, SourceRange range) {
  return negated ? std::make_shared<NotExpr>(std::move(expr), range) : expr;
}

/// Tells whether a pattern may have a backslash, which in Spark takes away the meaning of % and _.
bool HoldsBackslash(const sql::Expression& pattern) {
  if (pattern.kind != sql::ExpressionKind::kLiteral) return true;
  return sql::As<sql::LiteralExpression>(pattern).text.find('\\') != std::string::npos;
}

bool IsListSubquery(const sql::Expression& node) {
  return node.kind == sql::ExpressionKind::kScalarSubquery &&
         sql::As<sql::ScalarSubqueryExpression>(node).as_list;
}

}  // namespace

ExprPtr ExpressionBinder::BindLike(const sql::LikeExpression& like) {
  return MatchLike(like, Bind(*like.value));
}

ExprPtr ExpressionBinder::MatchLike(const sql::LikeExpression& like, ExprPtr value) {
  if (like.quantifier) return MatchLikeMany(like, value);
  return MatchPattern(like, std::move(value), *like.pattern, Bind(*like.pattern));
}

ExprPtr ExpressionBinder::MatchLikeMany(const sql::LikeExpression& like, const ExprPtr& value) {
  const bool all = *like.quantifier == sql::Quantifier::kAll;
  const std::vector<sql::ExpressionPtr>& given =
      sql::As<sql::ListExpression>(*like.pattern).elements;
  const bool array = given.size() == 1 && given[0]->kind == sql::ExpressionKind::kList;
  const std::vector<sql::ExpressionPtr>& patterns =
      array ? sql::As<sql::ListExpression>(*given[0]).elements : given;
  if (patterns.empty()) return std::make_shared<ConstantExpr>(Value::Boolean(all), Where(like));
  return EvaluateOnce(state_, value, [&](const ExprPtr& once) {
    std::vector<ExprPtr> terms;
    for (const auto& pattern : patterns) {
      ExprPtr bound = IsListSubquery(*pattern) ? nullptr : Bind(*pattern);
      const bool several = !bound || bound->type().id() == TypeId::kList;
      terms.push_back(several ? MatchLikeArray(like, *pattern)
                              : MatchPattern(like, once, *pattern, std::move(bound)));
    }
    return MakeConjunction(all, std::move(terms));
  });
}

ExprPtr ExpressionBinder::MatchLikeArray(const sql::LikeExpression& like,
                                         const sql::Expression& patterns) {
  // The patterns are known only by row: TRUE = ANY (the matches of each), which minds NULLs.
  constexpr const char* kPattern = "\"pattern of many\"";
  const std::string match = std::string(like.negated ? "NOT " : "") + "((" +
                            sql::ToSql(*like.value) + ") " +
                            std::string(sql::OperatorText(like.op)) + " " + kPattern + ")";
  const std::string quantified =
      *like.quantifier == sql::Quantifier::kAll ? "true = ALL (" : "true = ANY (";
  if (IsListSubquery(patterns)) {
    const std::string query = sql::ToSql(*sql::As<sql::ScalarSubqueryExpression>(patterns).query);
    return Bind(*sql::ParseExpression(quantified + "SELECT " + match + " FROM (" + query +
                                      ") AS \"patterns\"(" + kPattern + "))"));
  }
  const std::string array = sql::ToSql(patterns);
  return Bind(*sql::ParseExpression("CASE WHEN (" + array + ") IS NOT NULL THEN " + quantified +
                                    "list_transform(" + array + ", lambda " + kPattern + ": " +
                                    match + ")) END"));
}

ExprPtr ExpressionBinder::MatchPattern(const sql::LikeExpression& like, ExprPtr value,
                                       const sql::Expression& pattern, ExprPtr bound) {
  const SourceRange range = Where(like);
  std::vector<ExprPtr> arguments;
  arguments.push_back(std::move(value));
  arguments.push_back(std::move(bound));
  const bool matches_pattern =
      like.op == sql::LikeOperator::kLike || like.op == sql::LikeOperator::kILike;
  const bool backslash =
      !like.escape && matches_pattern && HoldsBackslash(pattern) && SpeaksSpark();
  if (like.escape) arguments.push_back(Bind(*like.escape));
  if (backslash) arguments.push_back(MakeConstant(Value::Varchar("\\")));
  const bool escapes = like.escape || backslash;
  std::vector<std::string> names;
  switch (like.op) {
    case sql::LikeOperator::kLike: names = {escapes ? "like_escape" : "~~"}; break;
    case sql::LikeOperator::kILike: names = {escapes ? "ilike_escape" : "~~*"}; break;
    case sql::LikeOperator::kGlob: names = {"~~~", "glob"}; break;
    case sql::LikeOperator::kSimilarTo: names = {"regexp_full_match"}; break;
    case sql::LikeOperator::kRegex: names = {"regexp_matches"}; break;
    case sql::LikeOperator::kRegexCaseInsensitive:
      names = {"regexp_matches"};
      arguments.push_back(MakeConstant(Value::Varchar("i")));
      break;
  }
  const std::string what(sql::OperatorText(like.op));
  if (like.escape && !matches_pattern) {
    throw UserError(ErrorCode::kNotSupported, what + " with ESCAPE is not supported", range);
  }
  ExprPtr match = CallIfKnown(names, std::move(arguments), what, range);
  return NegateIf(like.negated, std::move(match), range);
}

ExprPtr ExpressionBinder::BindIsNull(const sql::IsNullExpression& is_null) {
  const SourceRange range = Where(is_null);
  return NegateIf(is_null.negated, std::make_shared<IsNullExpr>(Bind(*is_null.operand), range),
                  range);
}

ExprPtr ExpressionBinder::BindIsBoolean(const sql::IsBooleanExpression& is_boolean) {
  const SourceRange range = Where(is_boolean);
  ExprPtr operand = BindBoolean(*is_boolean.operand, "the operand of IS TRUE");
  if (is_boolean.value == sql::TruthValue::kUnknown) {
    return NegateIf(is_boolean.negated, std::make_shared<IsNullExpr>(std::move(operand), range),
                    range);
  }
  const bool value = is_boolean.value == sql::TruthValue::kTrue;
  const CompareOp op = is_boolean.negated ? CompareOp::kDistinct : CompareOp::kNotDistinct;
  return std::make_shared<CompareExpr>(op, std::move(operand), MakeConstant(Value::Boolean(value)),
                                       range);
}

ExprPtr ExpressionBinder::BindBetween(const sql::BetweenExpression& between) {
  const SourceRange range = Where(between);
  std::vector<ExprPtr> sides = {Bind(*between.operand), Bind(*between.low), Bind(*between.high)};
  CollateTogether(sides, state_, range);
  const ExprPtr& low = sides[1];
  const ExprPtr& high = sides[2];
  ExprPtr result = EvaluateOnce(state_, sides[0], [&](const ExprPtr& operand) {
    const auto within = [&](const ExprPtr& from, const ExprPtr& to) {
      return MakeConjunction(true, {Compare(CompareOp::kGreaterEqual, operand, from, range),
                                    Compare(CompareOp::kLessEqual, operand, to, range)});
    };
    ExprPtr inside = within(low, high);
    return between.symmetric ? MakeConjunction(false, {inside, within(high, low)}) : inside;
  });
  return NegateIf(between.negated, std::move(result), range);
}

ExprPtr ExpressionBinder::BindInList(const sql::InListExpression& in) {
  const SourceRange range = Where(in);
  if (in.in_container) {
    std::vector<ExprPtr> arguments = {Bind(*in.list.at(0)), Bind(*in.operand)};
    const TypeId container = arguments[0]->type().id();
    const char* const contains = container == TypeId::kMap       ? "map_contains"
                                 : container == TypeId::kVarchar ? "contains"
                                                                 : "list_contains";
    ExprPtr found = CallIfKnown({contains}, std::move(arguments), "IN over a container", range);
    return NegateIf(in.negated, std::move(found), range);
  }
  if (in.list.empty()) return MakeConstant(Value::Boolean(in.negated));  // SQLite's IN ()
  if (in.operand->kind == sql::ExpressionKind::kRow) return BindRowInList(in);
  std::vector<ExprPtr> children;
  children.reserve(in.list.size() + 1);
  children.push_back(Bind(*in.operand));
  for (const auto& element : in.list) BindUnpacked(*element, children);
  if (SpeaksSpark()) CoerceSparkList(children, range);
  CollateTogether(children, state_, range);
  // Each literal that fits takes the operand's type; where one does not, all get a common type.
  const LogicalType type = children[0]->type();
  bool adapted = children[0]->kind() != ExprKind::kConstant;
  for (size_t i = 1; i < children.size() && adapted; ++i) {
    ExprPtr& child = children[i];
    if (child->type() == type) continue;
    // Text beside an ENUM need not be a label; a column of NULLs has no type of its own.
    if (type.id() == TypeId::kNull || (type.id() == TypeId::kEnum && IsStringLiteral(*child))) {
      adapted = false;
      break;
    }
    ExprPtr same = IsStringLiteral(*child) || IsNullLiteral(*child) ? CoerceTo(child, type)
                   : child->kind() == ExprKind::kConstant           ? TryExactLiteral(child, type)
                                                                    : nullptr;
    if (same) {
      child = std::move(same);
    } else {
      adapted = false;
    }
  }
  if (!adapted) UnifyTypes(children, "IN", range);
  ExprPtr result;
  if (children.size() == 2) {
    result = std::make_shared<CompareExpr>(CompareOp::kEqual, children[0], children[1], range);
  } else {
    result = std::make_shared<InExpr>(std::move(children), range);
  }
  return NegateIf(in.negated, std::move(result), range);
}

ExprPtr ExpressionBinder::BindRowInList(const sql::InListExpression& in) {
  const SourceRange range = Where(in);
  const std::vector<ExprPtr> operands = BindRowElements(*in.operand);
  for (const ExprPtr& operand : operands) RequireRepeatable(*operand, "IN", range);
  std::vector<ExprPtr> terms;
  for (const auto& element : in.list) {
    terms.push_back(CompareRows(CompareOp::kEqual, operands, BindRowElements(*element), range));
  }
  return NegateIf(in.negated, MakeConjunction(false, std::move(terms)), range);
}

}  // namespace lakebolt
