#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "sql/ast/identifier.h"
#include "sql/ast/operators.h"
#include "sql/ast/type_name.h"

namespace lakebolt::sql {

struct Query;
struct WindowSpec;

/// Tells which class an expression node is, so that a visitor is one `switch`.
enum class ExpressionKind : uint8_t {
  kLiteral,
  kInterval,
  kColumnRef,
  kPositionalRef,
  kStar,
  kColumns,
  kParameter,
  kUnary,
  kBinary,
  kLike,
  kIsNull,
  kIsBoolean,
  kBetween,
  kInList,
  kInSubquery,
  kExists,
  kQuantified,
  kScalarSubquery,
  kCase,
  kCast,
  kFunctionCall,
  kList,
  kStruct,
  kMap,
  kRow,
  kSubscript,
  kFieldAccess,
  kLambda,
  kCollate,
  kAtTimeZone,
  kDefault,
};

/// Is the base of every node of a scalar expression as parsed. `range` covers the node's whole
/// text, without redundant parentheses around it.
struct Expression {
  explicit Expression(ExpressionKind node_kind) : kind(node_kind) {}
  virtual ~Expression() = default;
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  const ExpressionKind kind;
  /// Counts the nodes on the longest way down, where a left-deep chain of BinaryExpressions counts
  /// as one; the parser keeps it at or below kMaxHeight, so that visitors may recurse.
  uint32_t height = 1;
  SourceRange range;
};

using ExpressionPtr = std::unique_ptr<Expression>;

/// Casts `expression` to the node class that its kind names; the caller has looked at the kind.
template <typename Node>
const Node& As(const Expression& expression) {
  return static_cast<const Node&>(expression);
}

enum class LiteralKind : uint8_t {
  kNull,
  kBoolean,
  kInteger,  ///< `text` is decimal digits only, of any length
  kDecimal,  ///< `text` is digits with one point, no exponent
  kFloat,    ///< `text` has an exponent
  kString,   ///< `text` is the value, escapes resolved
  kBlob,     ///< `text` is the raw bytes
  kTyped,    ///< `type` 'text': DATE '1998-12-01', TIMESTAMP '…', UUID '…'
};

/// Holds a constant; numbers stay text so that the binder chooses their type without loss.
struct LiteralExpression : Expression {
  LiteralExpression() : Expression(ExpressionKind::kLiteral) {}
  LiteralKind literal_kind = LiteralKind::kNull;
  std::string text;                ///< see LiteralKind
  bool boolean = false;            ///< the value of kBoolean
  std::unique_ptr<TypeName> type;  ///< set for kTyped only
};

/// Holds INTERVAL value [unit [TO unit]]. Without a unit, `value` is a string literal that names
/// its own units: INTERVAL '1 year 2 days'.
struct IntervalExpression : Expression {
  IntervalExpression() : Expression(ExpressionKind::kInterval) {}
  ExpressionPtr value;
  std::optional<IntervalUnit> unit;
  std::optional<IntervalUnit> to_unit;  ///< INTERVAL '1-2' YEAR TO MONTH
};

/// Names a column: `a`, `t.a`, `s.t.a`, or a field of a struct column `a.f`; the binder decides.
struct ColumnRefExpression : Expression {
  ColumnRefExpression() : Expression(ExpressionKind::kColumnRef) {}
  QualifiedName name;
};

/// Names a column of the FROM clause by its one-based place: `#1`.
struct PositionalRefExpression : Expression {
  PositionalRefExpression() : Expression(ExpressionKind::kPositionalRef) {}
  uint32_t position = 1;
};

struct StarReplacement {
  ExpressionPtr value;
  Identifier name;
};

struct StarRename {
  QualifiedName from;
  Identifier to;
};

/// Stands for all columns: `*`, `t.*`, with EXCLUDE, REPLACE, RENAME; also the argument of
/// count(*).
struct StarExpression : Expression {
  StarExpression() : Expression(ExpressionKind::kStar) {}
  QualifiedName qualifier;             ///< empty for a bare star
  std::vector<QualifiedName> exclude;  ///< one or two parts each
  std::vector<StarReplacement> replace;
  std::vector<StarRename> rename;
};

/// Stands for the columns that match: COLUMNS('regex'), COLUMNS(*), COLUMNS([a, b]),
/// COLUMNS(c -> condition). With `unpack` (*COLUMNS(…), UNPACK(COLUMNS(…))) it is all of them, side
/// by side in a list of arguments, instead of an item for each.
struct ColumnsExpression : Expression {
  ColumnsExpression() : Expression(ExpressionKind::kColumns) {}
  QualifiedName qualifier;  ///< t.COLUMNS('…')
  ExpressionPtr pattern;    ///< a string literal, Star, List or Lambda
  bool unpack = false;
};

/// Stands for a value given at execution: `?`, `$1`, `$name`.
struct ParameterExpression : Expression {
  ParameterExpression() : Expression(ExpressionKind::kParameter) {}
  std::string name;       ///< empty unless `$name`
  uint32_t position = 0;  ///< one-based for `$1` and, counted by the parser, `?`; else 0
};

struct UnaryExpression : Expression {
  UnaryExpression() : Expression(ExpressionKind::kUnary) {}
  UnaryOperator op = UnaryOperator::kNegate;
  ExpressionPtr operand;
};

/// Applies a binary operator. Chains `a AND b AND c …` are left-deep and may be millions long:
/// walk `left` with a loop, not by recursion (see LeftChain).
struct BinaryExpression : Expression {
  BinaryExpression() : Expression(ExpressionKind::kBinary) {}
  ~BinaryExpression() override;
  BinaryOperator op = BinaryOperator::kAdd;
  ExpressionPtr left;
  ExpressionPtr right;
  SourceRange operator_range;
};

/// Lists the BinaryExpressions on the left spine of `top`, innermost first, `top` last. The leaf
/// below them is `front()->left`.
std::vector<const BinaryExpression*> LeftChain(const BinaryExpression& top);

/// Lists the operands of the chain of `op` (AND or OR, say) that `top` is, left to right:
/// `a AND b AND c` gives a, b, c.
std::vector<const Expression*> ChainOperands(const BinaryExpression& top);

/// Matches a pattern: [NOT] LIKE, ILIKE, SIMILAR TO, GLOB, and the operators ~, !~, ~*, !~*, ~~ ….
/// With a quantifier there are several patterns: x NOT LIKE ALL ('a%', 'b%').
struct LikeExpression : Expression {
  LikeExpression() : Expression(ExpressionKind::kLike) {}
  LikeOperator op = LikeOperator::kLike;
  bool negated = false;
  std::optional<Quantifier> quantifier;  ///< its patterns, or arrays of them, are a ListExpression
  ExpressionPtr value;
  ExpressionPtr pattern;
  ExpressionPtr escape;  ///< null without ESCAPE
};

struct IsNullExpression : Expression {
  IsNullExpression() : Expression(ExpressionKind::kIsNull) {}
  bool negated = false;
  ExpressionPtr operand;
};

/// Tests for one truth value: IS [NOT] TRUE / FALSE / UNKNOWN.
struct IsBooleanExpression : Expression {
  IsBooleanExpression() : Expression(ExpressionKind::kIsBoolean) {}
  TruthValue value = TruthValue::kTrue;
  bool negated = false;
  ExpressionPtr operand;
};

struct BetweenExpression : Expression {
  BetweenExpression() : Expression(ExpressionKind::kBetween) {}
  bool negated = false;
  bool symmetric = false;
  ExpressionPtr operand;
  ExpressionPtr low;
  ExpressionPtr high;
};

/// Tests membership: x IN (1, 2, 3), or x IN list when `list` is one operand without parentheses
/// (`in_container`), where the operand is an array, list or map.
struct InListExpression : Expression {
  InListExpression() : Expression(ExpressionKind::kInList) {}
  bool negated = false;
  bool in_container = false;
  ExpressionPtr operand;
  std::vector<ExpressionPtr> list;
};

struct InSubqueryExpression : Expression {
  InSubqueryExpression();
  ~InSubqueryExpression() override;
  bool negated = false;
  ExpressionPtr operand;  ///< may be a RowExpression
  std::unique_ptr<Query> query;
};

/// Tests whether a query has rows; NOT EXISTS is a kNot above it.
struct ExistsExpression : Expression {
  ExistsExpression();
  ~ExistsExpression() override;
  std::unique_ptr<Query> query;
};

/// Compares with each row or element: x = ANY (SELECT …), x > ALL (array). SOME is ANY.
struct QuantifiedExpression : Expression {
  QuantifiedExpression();
  ~QuantifiedExpression() override;
  BinaryOperator op = BinaryOperator::kEqual;  ///< a comparison
  Quantifier quantifier = Quantifier::kAny;
  ExpressionPtr operand;
  std::unique_ptr<Query> query;  ///< exactly one of `query` and `array` is set
  ExpressionPtr array;
};

/// Yields the one value of a query; ARRAY(SELECT …) yields all of them as a list.
struct ScalarSubqueryExpression : Expression {
  ScalarSubqueryExpression();
  ~ScalarSubqueryExpression() override;
  std::unique_ptr<Query> query;
  bool as_list = false;
};

struct CaseBranch {
  ExpressionPtr when;
  ExpressionPtr then;
};

struct CaseExpression : Expression {
  CaseExpression() : Expression(ExpressionKind::kCase) {}
  ExpressionPtr operand;  ///< null for a searched CASE
  std::vector<CaseBranch> branches;
  ExpressionPtr otherwise;  ///< null without ELSE
};

/// Converts: CAST(x AS t), x::t, TRY_CAST(x AS t).
struct CastExpression : Expression {
  CastExpression() : Expression(ExpressionKind::kCast) {}
  bool try_cast = false;
  ExpressionPtr operand;
  TypeName type;
};

/// Orders by an expression; NULL placement is unset where the user said nothing.
struct OrderItem {
  ExpressionPtr expression;  ///< null only in ORDER BY ALL
  bool descending = false;
  bool ascending = false;  ///< ASC is written; without either the setting default_order decides
  std::optional<bool> nulls_first;
  SourceRange range;
};

struct FunctionArgument {
  std::optional<Identifier> name;  ///< set for `name := value` and `name => value`
  ExpressionPtr value;
};

enum class NullTreatment : uint8_t { kUnspecified, kIgnore, kRespect };

/// Calls a scalar, aggregate or window function. EXTRACT, SUBSTRING … FROM, POSITION, TRIM, OVERLAY
/// arrive here as plain calls: date_part('year', x), substring(x, a, b), position(x, part),
/// trim/ltrim/rtrim(x [, chars]), overlay(x, y, a [, b]).
struct FunctionCallExpression : Expression {
  FunctionCallExpression();
  ~FunctionCallExpression() override;
  QualifiedName name;                       ///< as typed; outermost part first
  std::vector<FunctionArgument> arguments;  ///< count(*) has one StarExpression
  bool distinct = false;
  std::vector<OrderItem> order_by;      ///< inside the parentheses
  std::vector<OrderItem> within_group;  ///< WITHIN GROUP (ORDER BY …)
  ExpressionPtr filter;                 ///< FILTER (WHERE …); may be null
  NullTreatment null_treatment = NullTreatment::kUnspecified;
  std::unique_ptr<WindowSpec> over;  ///< null without OVER; OVER w is a spec with only base_name
};

/// Builds a list: [a, b] or ARRAY[a, b].
struct ListExpression : Expression {
  ListExpression() : Expression(ExpressionKind::kList) {}
  std::vector<ExpressionPtr> elements;
};

struct StructField {
  Identifier name;
  ExpressionPtr value;
};

/// Builds a struct: {'a': 1, b: 2}.
struct StructExpression : Expression {
  StructExpression() : Expression(ExpressionKind::kStruct) {}
  std::vector<StructField> fields;
};

struct MapEntry {
  ExpressionPtr key;
  ExpressionPtr value;
};

/// Builds a map: MAP {k: v}.
struct MapExpression : Expression {
  MapExpression() : Expression(ExpressionKind::kMap) {}
  std::vector<MapEntry> entries;
};

/// Builds a row: (a, b) or ROW(a, b).
struct RowExpression : Expression {
  RowExpression() : Expression(ExpressionKind::kRow) {}
  std::vector<ExpressionPtr> elements;
};

/// Takes an element x[i] or, with `slice`, a part x[low:high:step], each bound may be null.
struct SubscriptExpression : Expression {
  SubscriptExpression() : Expression(ExpressionKind::kSubscript) {}
  ExpressionPtr operand;
  bool slice = false;
  ExpressionPtr index;  ///< the element, or the slice's lower bound
  ExpressionPtr high;
  ExpressionPtr step;
};

/// Takes a field of a value that is not a plain column name: (expression).field, f(x).field,
/// x[1].y.
struct FieldAccessExpression : Expression {
  FieldAccessExpression() : Expression(ExpressionKind::kFieldAccess) {}
  ExpressionPtr operand;
  Identifier field;
};

/// Holds x -> body, (x, y) -> body or lambda x, y: body. An arrow is a lambda only directly in a
/// function's argument, with plain names on its left and not a constant on its right; otherwise it
/// is the JSON arrow, BinaryOperator::kArrow.
struct LambdaExpression : Expression {
  LambdaExpression() : Expression(ExpressionKind::kLambda) {}
  std::vector<Identifier> parameters;
  ExpressionPtr body;
  bool arrow = false;  ///< written with an arrow
};

struct CollateExpression : Expression {
  CollateExpression() : Expression(ExpressionKind::kCollate) {}
  ExpressionPtr operand;
  QualifiedName collation;
};

struct AtTimeZoneExpression : Expression {
  AtTimeZoneExpression() : Expression(ExpressionKind::kAtTimeZone) {}
  ExpressionPtr operand;
  ExpressionPtr zone;
};

/// Stands for a column's default in INSERT … VALUES (DEFAULT).
struct DefaultExpression : Expression {
  DefaultExpression() : Expression(ExpressionKind::kDefault) {}
};

}  // namespace lakebolt::sql
