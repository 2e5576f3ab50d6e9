// The kinds of bound expressions: construction, copies, text.

#include <utility>

#include "base/hash.h"
#include "expression/expression.h"
#include "io/free_later.h"

namespace lakebolt {

namespace {

LogicalType BooleanType() {
  return TypeId::kBoolean;
}

std::string JoinText(const std::vector<ExprPtr>& parts, std::string_view separator,
                     size_t first = 0) {
  std::string out;
  for (size_t i = first; i < parts.size(); ++i) {
    if (i > first) out += separator;
    out += parts[i]->ToString();
  }
  return out;
}

/// Puts parentheses around what would otherwise bind differently inside an operator.
std::string OperandText(const Expr& operand) {
  const bool compound = operand.kind() == ExprKind::kCompare ||
                        operand.kind() == ExprKind::kConjunction ||
                        operand.kind() == ExprKind::kNot || operand.kind() == ExprKind::kIsNull ||
                        operand.kind() == ExprKind::kIn;
  return compound ? "(" + operand.ToString() + ")" : operand.ToString();
}

std::string QuotedText(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

bool IsOperatorName(const std::string& name) {
  return !name.empty() && name.find_first_not_of("+-*/%|&~<>=^@!#") == std::string::npos;
}

std::string InfixText(const std::string& name) {
  if (name == "~~") return "LIKE";
  if (name == "!~~") return "NOT LIKE";
  if (name == "~~*") return "ILIKE";
  if (name == "!~~*") return "NOT ILIKE";
  return name;
}

}  // namespace

Expr::~Expr() {
  FreeLaterIfMany(children_);
}

ExprPtr ConstantExpr::WithChildren(std::vector<ExprPtr>) const {
  return shared_from_this();
}

std::string ConstantExpr::ToString() const {
  if (value_.IsNull()) return "NULL";
  switch (value_.type().id()) {
    case TypeId::kVarchar:
    case TypeId::kBlob:
    case TypeId::kUuid: return QuotedText(value_.ToString());
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kInterval: return value_.type().ToString() + " " + QuotedText(value_.ToString());
    default: return value_.ToString();
  }
}

bool ConstantExpr::SameNode(const Expr& other) const {
  return value_ == As<ConstantExpr>(other).value_;
}

uint64_t ConstantExpr::NodeHash() const {
  const std::string text = value_.ToString();
  return HashBytes(text.data(), text.size());
}

ExprPtr ColumnExpr::WithChildren(std::vector<ExprPtr>) const {
  return shared_from_this();
}
std::string ColumnExpr::ToString() const {
  return name_.empty() ? "#" + std::to_string(id_) : name_;
}
bool ColumnExpr::SameNode(const Expr& other) const {
  return id_ == As<ColumnExpr>(other).id_;
}
uint64_t ColumnExpr::NodeHash() const {
  return HashWord(id_);
}

ExprPtr InputExpr::WithChildren(std::vector<ExprPtr>) const {
  return shared_from_this();
}
std::string InputExpr::ToString() const {
  return name_.empty() ? "$" + std::to_string(position_) : name_;
}
bool InputExpr::SameNode(const Expr& other) const {
  return position_ == As<InputExpr>(other).position_;
}
uint64_t InputExpr::NodeHash() const {
  return HashWord(position_);
}

CompareOp Flip(CompareOp op) {
  switch (op) {
    case CompareOp::kLess: return CompareOp::kGreater;
    case CompareOp::kLessEqual: return CompareOp::kGreaterEqual;
    case CompareOp::kGreater: return CompareOp::kLess;
    case CompareOp::kGreaterEqual: return CompareOp::kLessEqual;
    default: return op;
  }
}

CompareOp Negate(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual: return CompareOp::kNotEqual;
    case CompareOp::kNotEqual: return CompareOp::kEqual;
    case CompareOp::kLess: return CompareOp::kGreaterEqual;
    case CompareOp::kLessEqual: return CompareOp::kGreater;
    case CompareOp::kGreater: return CompareOp::kLessEqual;
    case CompareOp::kGreaterEqual: return CompareOp::kLess;
    case CompareOp::kDistinct: return CompareOp::kNotDistinct;
    case CompareOp::kNotDistinct: return CompareOp::kDistinct;
  }
  return op;
}

std::string_view CompareOpSql(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual: return "=";
    case CompareOp::kNotEqual: return "<>";
    case CompareOp::kLess: return "<";
    case CompareOp::kLessEqual: return "<=";
    case CompareOp::kGreater: return ">";
    case CompareOp::kGreaterEqual: return ">=";
    case CompareOp::kDistinct: return "IS DISTINCT FROM";
    case CompareOp::kNotDistinct: return "IS NOT DISTINCT FROM";
  }
  return "?";
}

CompareExpr::CompareExpr(CompareOp op, ExprPtr left, ExprPtr right, SourceRange range)
    : Expr(ExprKind::kCompare, BooleanType(), {std::move(left), std::move(right)}, range),
      op_(op) {}

ExprPtr CompareExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<CompareExpr>(op_, std::move(children[0]), std::move(children[1]),
                                       range());
}
std::string CompareExpr::ToString() const {
  return OperandText(*left()) + " " + std::string(CompareOpSql(op_)) + " " + OperandText(*right());
}
bool CompareExpr::SameNode(const Expr& other) const {
  return op_ == As<CompareExpr>(other).op_;
}
uint64_t CompareExpr::NodeHash() const {
  return HashWord(static_cast<uint64_t>(op_));
}

ConjunctionExpr::ConjunctionExpr(bool is_and, std::vector<ExprPtr> terms, SourceRange range)
    : Expr(ExprKind::kConjunction, BooleanType(), std::move(terms), range), is_and_(is_and) {}

ExprPtr ConjunctionExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<ConjunctionExpr>(is_and_, std::move(children), range());
}
std::string ConjunctionExpr::ToString() const {
  std::string out;
  for (const ExprPtr& term : children()) {
    if (!out.empty()) out += is_and_ ? " AND " : " OR ";
    const bool nested = term->kind() == ExprKind::kConjunction;
    out += nested ? "(" + term->ToString() + ")" : term->ToString();
  }
  return out;
}
bool ConjunctionExpr::SameNode(const Expr& other) const {
  return is_and_ == As<ConjunctionExpr>(other).is_and_;
}
uint64_t ConjunctionExpr::NodeHash() const {
  return HashWord(is_and_ ? 1 : 0);
}

NotExpr::NotExpr(ExprPtr input, SourceRange range)
    : Expr(ExprKind::kNot, BooleanType(), {std::move(input)}, range) {}

ExprPtr NotExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<NotExpr>(std::move(children[0]), range());
}
std::string NotExpr::ToString() const {
  if (child(0)->kind() == ExprKind::kIsNull) {
    return OperandText(*child(0)->child(0)) + " IS NOT NULL";
  }
  return "NOT " + OperandText(*child(0));
}

IsNullExpr::IsNullExpr(ExprPtr input, SourceRange range)
    : Expr(ExprKind::kIsNull, BooleanType(), {std::move(input)}, range) {}

ExprPtr IsNullExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<IsNullExpr>(std::move(children[0]), range());
}
std::string IsNullExpr::ToString() const {
  return OperandText(*child(0)) + " IS NULL";
}

CaseExpr::CaseExpr(LogicalType type, std::vector<ExprPtr> children, SourceRange range)
    : Expr(ExprKind::kCase, std::move(type), std::move(children), range) {}

ExprPtr CaseExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<CaseExpr>(type(), std::move(children), range());
}
std::string CaseExpr::ToString() const {
  std::string out = "CASE";
  size_t i = 0;
  for (; i + 1 < children().size(); i += 2) {
    out += " WHEN " + child(i)->ToString() + " THEN " + child(i + 1)->ToString();
  }
  return out + " ELSE " + child(i)->ToString() + " END";
}

CastExpr::CastExpr(ExprPtr input, LogicalType to, bool is_try, SourceRange range)
    : Expr(ExprKind::kCast, std::move(to), {std::move(input)}, range), is_try_(is_try) {}

ExprPtr CastExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<CastExpr>(std::move(children[0]), type(), is_try_, range());
}
std::string CastExpr::ToString() const {
  return (is_try_ ? "TRY_CAST(" : "CAST(") + child(0)->ToString() + " AS " + type().ToString() +
         ")";
}
bool CastExpr::SameNode(const Expr& other) const {
  return is_try_ == As<CastExpr>(other).is_try_;
}
uint64_t CastExpr::NodeHash() const {
  return HashWord(is_try_ ? 1 : 0);
}

InExpr::InExpr(std::vector<ExprPtr> children, SourceRange range)
    : Expr(ExprKind::kIn, BooleanType(), std::move(children), range) {}

ExprPtr InExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<InExpr>(std::move(children), range());
}
std::string InExpr::ToString() const {
  return OperandText(*child(0)) + " IN (" + JoinText(children(), ", ", 1) + ")";
}

CoalesceExpr::CoalesceExpr(LogicalType type, std::vector<ExprPtr> children, SourceRange range)
    : Expr(ExprKind::kCoalesce, std::move(type), std::move(children), range) {}

ExprPtr CoalesceExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<CoalesceExpr>(type(), std::move(children), range());
}
std::string CoalesceExpr::ToString() const {
  return "COALESCE(" + JoinText(children(), ", ") + ")";
}

CallExpr::CallExpr(std::shared_ptr<const BoundScalar> function, std::vector<ExprPtr> arguments,
                   SourceRange range)
    : Expr(ExprKind::kCall, function->result, std::move(arguments), range),
      function_(std::move(function)) {}

ExprPtr CallExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<CallExpr>(function_, std::move(children), range());
}
std::string CallExpr::ToString() const {
  const std::string& name = function_->name;
  if (IsOperatorName(name)) {
    if (children().size() == 1) return name + OperandText(*child(0));
    if (children().size() == 2) {
      return "(" + OperandText(*child(0)) + " " + InfixText(name) + " " + OperandText(*child(1)) +
             ")";
    }
  }
  return name + "(" + JoinText(children(), ", ") + ")";
}
bool CallExpr::SameNode(const Expr& other) const {
  const BoundScalar& that = As<CallExpr>(other).function();
  return function_.get() == &that ||
         (function_->name == that.name && function_->arguments == that.arguments &&
          function_->result == that.result);
}
uint64_t CallExpr::NodeHash() const {
  return HashBytes(function_->name.data(), function_->name.size());
}

LambdaExpr::LambdaExpr(std::vector<std::string> parameters, ExprPtr body,
                       std::vector<ExprPtr> captures, SourceRange range)
    : Expr(ExprKind::kLambda, body->type(), std::move(captures), range),
      parameters_(std::move(parameters)),
      body_(std::move(body)) {}

ExprPtr LambdaExpr::WithChildren(std::vector<ExprPtr> children) const {
  return std::make_shared<LambdaExpr>(parameters_, body_, std::move(children), range());
}
std::string LambdaExpr::ToString() const {
  // Captures are shown in their places.
  const ExprPtr body = TransformExpr(body_, [&](ExprPtr node) {
    if (node->kind() != ExprKind::kInput) return node;
    const uint32_t position = As<InputExpr>(node).position();
    return position < parameters_.size() ? node : child(position - parameters_.size());
  });
  std::string out = "lambda ";
  for (size_t i = 0; i < parameters_.size(); ++i) out += (i > 0 ? ", " : "") + parameters_[i];
  return out + ": " + body->ToString();
}
bool LambdaExpr::SameNode(const Expr& other) const {
  const auto& that = As<LambdaExpr>(other);
  return parameters_.size() == that.parameters_.size() && body_->Equals(*that.body_);
}
uint64_t LambdaExpr::NodeHash() const {
  return body_->Hash();
}

}  // namespace lakebolt
