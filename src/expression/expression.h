#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "function/scalar_function.h"
#include "types/value.h"

namespace lakebolt {

/// Numbers a column within one query, uniquely: every operator that makes a column gives it a new
/// number, so that rewrites move expressions freely.
using ColumnId = uint32_t;
constexpr ColumnId kNoColumn = ~ColumnId{0};

enum class ExprKind : uint8_t {
  kConstant,
  kColumn,  // a column of the plan, by ColumnId
  kInput,   // a column of a chunk, by position; only in physical plans and scans
  kCompare,
  kConjunction,  // AND, OR over two or more
  kNot,
  kIsNull,
  kCase,
  kCast,
  kIn,  // IN (list)
  kCoalesce,
  kCall,
  kLambda,    // an argument of a call
  kSubquery,  // defined in plan/, gone after unnesting
};

class Expr;
/// Shares an immutable expression; rewrites build new ones.
using ExprPtr = std::shared_ptr<const Expr>;

/// Is the base of all bound expressions: typed, immutable, with its children in one list so that
/// rewrites need not know every kind.
class Expr : public std::enable_shared_from_this<Expr> {
 public:
  virtual ~Expr();

  ExprKind kind() const { return kind_; }
  const LogicalType& type() const { return type_; }
  SourceRange range() const { return range_; }
  const std::vector<ExprPtr>& children() const { return children_; }
  const ExprPtr& child(size_t i) const { return children_[i]; }

  /// Returns a copy with other children (of the same number and types).
  virtual ExprPtr WithChildren(std::vector<ExprPtr> children) const = 0;

  /// Renders the expression as SQL-like text for EXPLAIN.
  virtual std::string ToString() const = 0;

  /// Tells whether both compute the same by structure (positions ignored).
  bool Equals(const Expr& other) const;
  uint64_t Hash() const;

 protected:
  Expr(ExprKind kind, LogicalType type, std::vector<ExprPtr> children, SourceRange range)
      : kind_(kind), type_(std::move(type)), children_(std::move(children)), range_(range) {}

  /// Compares and hashes what a kind holds besides type and children.
  virtual bool SameNode(const Expr& other) const = 0;
  virtual uint64_t NodeHash() const = 0;

 private:
  ExprKind kind_;
  LogicalType type_;
  std::vector<ExprPtr> children_;
  SourceRange range_;
};

class ConstantExpr final : public Expr {
 public:
  explicit ConstantExpr(Value value, SourceRange range = {})
      : Expr(ExprKind::kConstant, value.type(), {}, range), value_(std::move(value)) {}
  const Value& value() const { return value_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  Value value_;
};

class ColumnExpr final : public Expr {
 public:
  ColumnExpr(ColumnId id, std::string name, LogicalType type, SourceRange range = {})
      : Expr(ExprKind::kColumn, std::move(type), {}, range), id_(id), name_(std::move(name)) {}
  ColumnId id() const { return id_; }
  const std::string& name() const { return name_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  ColumnId id_;
  std::string name_;
};

class InputExpr final : public Expr {
 public:
  InputExpr(uint32_t position, LogicalType type, std::string name = "")
      : Expr(ExprKind::kInput, std::move(type), {}, {}),
        position_(position),
        name_(std::move(name)) {}
  uint32_t position() const { return position_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  uint32_t position_;
  std::string name_;
};

enum class CompareOp : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kDistinct,     // IS DISTINCT FROM
  kNotDistinct,  // IS NOT DISTINCT FROM
};

/// Returns the operator with sides swapped (a < b is b > a).
CompareOp Flip(CompareOp op);
/// Returns the operator that is true where `op` is false, NULLs aside.
CompareOp Negate(CompareOp op);
std::string_view CompareOpSql(CompareOp op);

/// Compares two expressions of one type.
class CompareExpr final : public Expr {
 public:
  CompareExpr(CompareOp op, ExprPtr left, ExprPtr right, SourceRange range = {});
  CompareOp op() const { return op_; }
  const ExprPtr& left() const { return child(0); }
  const ExprPtr& right() const { return child(1); }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  CompareOp op_;
};

/// Is AND or OR over two or more booleans, three-valued; evaluated left to right, later terms only
/// where earlier ones did not decide.
class ConjunctionExpr final : public Expr {
 public:
  ConjunctionExpr(bool is_and, std::vector<ExprPtr> terms, SourceRange range = {});
  bool is_and() const { return is_and_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  bool is_and_;
};

class NotExpr final : public Expr {
 public:
  explicit NotExpr(ExprPtr input, SourceRange range = {});
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr&) const override { return true; }
  uint64_t NodeHash() const override { return 0; }
};

/// Is `x IS NULL`; wrap in NotExpr for IS NOT NULL.
class IsNullExpr final : public Expr {
 public:
  explicit IsNullExpr(ExprPtr input, SourceRange range = {});
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr&) const override { return true; }
  uint64_t NodeHash() const override { return 0; }
};

/// Is CASE WHEN c1 THEN v1 … ELSE v END; children are c1, v1, c2, v2, …, else (always there).
class CaseExpr final : public Expr {
 public:
  CaseExpr(LogicalType type, std::vector<ExprPtr> children, SourceRange range = {});
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr&) const override { return true; }
  uint64_t NodeHash() const override { return 0; }
};

class CastExpr final : public Expr {
 public:
  CastExpr(ExprPtr input, LogicalType to, bool is_try = false, SourceRange range = {});
  bool is_try() const { return is_try_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  bool is_try_;
};

/// Is `child 0 IN (child 1, …)`, all of one type; the list is usually constants.
class InExpr final : public Expr {
 public:
  explicit InExpr(std::vector<ExprPtr> children, SourceRange range = {});
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr&) const override { return true; }
  uint64_t NodeHash() const override { return 0; }
};

class CoalesceExpr final : public Expr {
 public:
  CoalesceExpr(LogicalType type, std::vector<ExprPtr> children, SourceRange range = {});
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr&) const override { return true; }
  uint64_t NodeHash() const override { return 0; }
};

class CallExpr final : public Expr {
 public:
  CallExpr(std::shared_ptr<const BoundScalar> function, std::vector<ExprPtr> arguments,
           SourceRange range = {});
  const BoundScalar& function() const { return *function_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  std::shared_ptr<const BoundScalar> function_;
};

/// Is `x -> body`, an argument of a call whose function takes lambdas. The children are what the
/// body captures from around the lambda. The body is none of them: its kInput columns are the
/// lambda's parameters, then the captures, so that rewrites of the query leave it alone.
class LambdaExpr final : public Expr {
 public:
  LambdaExpr(std::vector<std::string> parameters, ExprPtr body, std::vector<ExprPtr> captures,
             SourceRange range = {});
  const std::vector<std::string>& parameters() const { return parameters_; }
  const ExprPtr& body() const { return body_; }
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;
  std::vector<std::string> parameters_;
  ExprPtr body_;
};

/// Casts a reference down after a look at kind(); the caller has checked it.
template <typename T>
const T& As(const Expr& expr) {
  return static_cast<const T&>(expr);
}
template <typename T>
const T& As(const ExprPtr& expr) {
  return static_cast<const T&>(*expr);
}

// Building blocks for rewrites.

ExprPtr MakeConstant(Value value);
ExprPtr MakeCompare(CompareOp op, ExprPtr left, ExprPtr right);
/// Joins terms by AND (or OR); one term is itself, none is TRUE (FALSE).
ExprPtr MakeConjunction(bool is_and, std::vector<ExprPtr> terms);
/// Returns `input`, or a cast of it when its type differs (constants are cast at once).
ExprPtr MakeCast(ExprPtr input, const LogicalType& to);

/// Splits nested ANDs into their terms.
void SplitConjuncts(const ExprPtr& expr, std::vector<ExprPtr>& out);

/// Rewrites bottom-up: `rewrite` gets each node with its children already rewritten and returns it
/// or a replacement. Unchanged subtrees stay shared.
ExprPtr TransformExpr(const ExprPtr& expr, const std::function<ExprPtr(ExprPtr)>& rewrite);

/// Calls `visit` for each node, parents first; stops descending where it returns false.
void VisitExpr(const Expr& expr, const std::function<bool(const Expr&)>& visit);

/// Tells whether the expression contains a volatile function.
bool IsVolatile(const Expr& expr);
/// Tells whether evaluating may raise a UserError.
bool CanFail(const Expr& expr);
/// Tells whether no column is referred to and nothing is volatile.
bool IsFoldable(const Expr& expr);

}  // namespace lakebolt
