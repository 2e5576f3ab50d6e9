#include "plan/binder/order_binder.h"

#include <algorithm>

#include "plan/binder/collation.h"

namespace lakebolt {

namespace {

bool ContainsEqual(const std::vector<ExprPtr>& exprs, const Expr& wanted) {
  return std::any_of(exprs.begin(), exprs.end(),
                     [&](const ExprPtr& expr) { return expr->Equals(wanted); });
}

}  // namespace

ExprPtr OrderBinder::OutputAt(const sql::Expression& term, Clause clause) const {
  const sql::Expression* number = &term;
  bool negative = false;
  if (term.kind == sql::ExpressionKind::kUnary) {
    const auto& unary = sql::As<sql::UnaryExpression>(term);
    if (unary.op != sql::UnaryOperator::kNegate) return nullptr;
    negative = true;
    number = unary.operand.get();
  }
  if (number->kind != sql::ExpressionKind::kLiteral) return nullptr;
  const auto& literal = sql::As<sql::LiteralExpression>(*number);
  if (literal.literal_kind != sql::LiteralKind::kInteger) return nullptr;
  size_t place = 0;
  if (!negative && literal.text.size() <= 9) place = std::stoul(literal.text);
  if (place >= 1 && place <= outputs_.size()) return outputs_[place - 1].expr;
  throw UserError(ErrorCode::kInvalidQuery,
                  std::string(ClauseName(clause)) + " " + (negative ? "-" : "") + literal.text +
                      " is no place in the select list (1 to " + std::to_string(outputs_.size()) +
                      ")",
                  state_.Where(term.range));
}

ExprPtr OrderBinder::OutputNamed(const sql::Identifier& name) const {
  const std::string folded = FoldName(name.text);
  const auto alias = level_.aliases.find(folded);
  if (alias != level_.aliases.end() && alias->second.expr) return alias->second.expr;
  std::vector<ExprPtr> found;
  for (const NamedValue& output : outputs_) {
    if (FoldName(output.name) != folded) continue;
    if (!ContainsEqual(found, *output.expr)) found.push_back(output.expr);
  }
  if (found.empty()) return nullptr;
  if (found.size() == 1) return found[0];
  // a.i, b.i and i of USING (i): the name alone is the last.
  const auto columns = level_.scope->FindColumn(folded);
  if (columns.size() == 1) {
    ExprPtr column = columns[0].column->Reference(state_.Where(name.range));
    if (ContainsEqual(found, *column)) return column;
  }
  throw UserError(ErrorCode::kAmbiguousName, "there are two output columns \"" + name.text + "\"",
                  state_.Where(name.range), "name the table too, or give one an alias");
}

ExprPtr OrderBinder::BindTerm(const sql::Expression& term, Clause clause) {
  return BindTerms(term, clause).front();
}

std::vector<ExprPtr> OrderBinder::BindTerms(const sql::Expression& term, Clause clause) {
  if (ExprPtr output = OutputAt(term, clause)) return {output};
  if (term.kind == sql::ExpressionKind::kPositionalRef && clause == Clause::kOrderBy) {
    const size_t place = sql::As<sql::PositionalRefExpression>(term).position;
    if (place >= 1 && place <= outputs_.size()) return {outputs_[place - 1].expr};
  }
  if (term.kind == sql::ExpressionKind::kCollate) {
    const auto& collate = sql::As<sql::CollateExpression>(term);
    const auto operand = collate.operand->kind;
    if (operand == sql::ExpressionKind::kLiteral || operand == sql::ExpressionKind::kColumnRef ||
        operand == sql::ExpressionKind::kPositionalRef) {
      const SourceRange range = state_.Where(term.range);
      const uint8_t collation = CollationFor(collate.collation, range);
      std::vector<ExprPtr> values = BindTerms(*collate.operand, clause);
      for (ExprPtr& value : values) value = Collated(std::move(value), collation, range);
      return values;
    }
  }
  if (term.kind == sql::ExpressionKind::kColumnRef) {
    const auto& name = sql::As<sql::ColumnRefExpression>(term).name;
    if (name.size() == 1) {
      if (ExprPtr output = OutputNamed(name[0])) return {output};
    }
  }
  if (term.kind == sql::ExpressionKind::kLiteral &&
      sql::As<sql::LiteralExpression>(term).literal_kind != sql::LiteralKind::kNull) {
    const bool allowed = state_.GetBool("order_by_non_integer_literal");
    if (allowed && clause == Clause::kOrderBy) return {};
    throw UserError(ErrorCode::kInvalidQuery,
                    std::string(ClauseName(clause)) + " a constant has no effect",
                    state_.Where(term.range), "names of columns go in double quotes");
  }
  const ClauseGuard guard(level_, clause);
  ExpressionBinder binder(state_, level_);
  std::vector<NamedValue> values;
  if (term.kind == sql::ExpressionKind::kStar) {
    values = binder.ExpandStar(sql::As<sql::StarExpression>(term));
  } else {
    values = binder.BindEach(term);
  }
  std::vector<ExprPtr> exprs;
  for (NamedValue& value : values) exprs.push_back(std::move(value.expr));
  return exprs;
}

std::vector<SortKey> OrderBinder::BindOrderBy(const QueryTail& tail) {
  std::vector<SortKey> keys = OrderKeys(tail);
  for (SortKey& key : keys) key.expr = CollationKey(std::move(key.expr), state_);
  return keys;
}

std::vector<SortKey> OrderBinder::OrderKeys(const QueryTail& tail) {
  std::vector<SortKey> keys;
  if (!tail.HasOrder()) return keys;
  if (tail.order_by_all) {
    const sql::OrderItem& item = tail.order_by->front();
    for (const NamedValue& output : outputs_) {
      keys.push_back({output.expr, state_.IsDescending(item), state_.NullsFirst(item)});
    }
    return keys;
  }
  for (const sql::OrderItem& item : *tail.order_by) {
    for (ExprPtr& term : BindTerms(*item.expression, Clause::kOrderBy)) {
      keys.push_back({std::move(term), state_.IsDescending(item), state_.NullsFirst(item)});
    }
  }
  return keys;
}

}  // namespace lakebolt
