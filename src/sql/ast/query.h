#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sql/ast/expression.h"
#include "sql/ast/table_ref.h"
#include "sql/ast/window.h"

namespace lakebolt::sql {

enum class QueryBodyKind : uint8_t { kSelect, kSetOperation, kValues, kNested };

/// Is the base of what ORDER BY and LIMIT apply to.
struct QueryBody {
  explicit QueryBody(QueryBodyKind node_kind) : kind(node_kind) {}
  virtual ~QueryBody() = default;
  QueryBody(const QueryBody&) = delete;
  QueryBody& operator=(const QueryBody&) = delete;

  const QueryBodyKind kind;
  /// Counts as Expression::height does; a left-deep chain of set operations counts as one.
  uint32_t height = 1;
  SourceRange range;
};

using QueryBodyPtr = std::unique_ptr<QueryBody>;

/// Casts `body` to the node class that its kind names; the caller has looked at the kind.
template <typename Node>
const Node& As(const QueryBody& body) {
  return static_cast<const Node&>(body);
}

struct SelectItem {
  ExpressionPtr expression;
  std::optional<Identifier> alias;
  /// Names the columns of a function that makes several: explode(m) AS (k, v).
  std::vector<Identifier> column_aliases = {};
};

enum class GroupingKind : uint8_t { kExpression, kEmpty, kRollup, kCube, kGroupingSets };

/// Holds one element of GROUP BY. kExpression has one expression; kEmpty is `()`; kRollup and kCube
/// have expressions, where a RowExpression is one composite column; kGroupingSets has `sets`, in
/// which a RowExpression is a set of several columns.
struct GroupingElement {
  GroupingKind kind = GroupingKind::kExpression;
  std::vector<ExpressionPtr> expressions;
  std::vector<GroupingElement> sets;
  SourceRange range;
};

struct GroupBy {
  bool all = false;  ///< GROUP BY ALL: every select item without an aggregate
  std::vector<GroupingElement> elements;

  bool IsPresent() const { return all || !elements.empty(); }
};

/// Holds one SELECT block. FROM-first without SELECT has one item, a bare star.
struct Select : QueryBody {
  Select() : QueryBody(QueryBodyKind::kSelect) {}
  bool distinct = false;                   ///< DISTINCT or DISTINCT ON
  std::vector<ExpressionPtr> distinct_on;  ///< empty for plain DISTINCT
  std::vector<SelectItem> items;
  TableRefPtr from;  ///< null without FROM
  ExpressionPtr where;
  GroupBy group_by;
  ExpressionPtr having;
  std::vector<NamedWindow> windows;
  ExpressionPtr qualify;
  std::unique_ptr<SampleClause> sample;  ///< USING SAMPLE: of the rows of FROM
};

enum class SetOperator : uint8_t { kUnion, kIntersect, kExcept };

/// Combines two bodies. Left-deep chains may be very long: walk `left` with a loop.
struct SetOperation : QueryBody {
  SetOperation() : QueryBody(QueryBodyKind::kSetOperation) {}
  ~SetOperation() override;
  SetOperator op = SetOperator::kUnion;
  bool all = false;
  bool by_name = false;
  QueryBodyPtr left;
  QueryBodyPtr right;
};

/// Holds VALUES (1, 'a'), (2, 'b').
struct Values : QueryBody {
  Values() : QueryBody(QueryBodyKind::kValues) {}
  std::vector<std::vector<ExpressionPtr>> rows;
};

/// Holds a query in parentheses with its own WITH, ORDER BY or LIMIT, inside a larger one.
struct NestedQuery : QueryBody {
  NestedQuery() : QueryBody(QueryBodyKind::kNested) {}
  std::unique_ptr<Query> query;
};

enum class MaterializationHint : uint8_t { kNone, kMaterialized, kNotMaterialized };

struct Statement;

/// Names one part of WITH. One that changes data, WITH x AS (INSERT … RETURNING …), has the
/// statement in `write`, and `query` reads the rows that it returned.
struct CommonTableExpression {
  Identifier name;
  std::vector<Identifier> column_aliases;
  std::vector<ExpressionPtr> key;  ///< USING KEY (…): columns and aggregate calls
  MaterializationHint hint = MaterializationHint::kNone;
  std::unique_ptr<Query> query;
  std::shared_ptr<const Statement> write;  ///< null for queries
};

/// Holds a whole query: WITH … body ORDER BY … LIMIT … OFFSET ….
struct Query {
  bool recursive = false;  ///< WITH RECURSIVE
  std::vector<CommonTableExpression> ctes;
  QueryBodyPtr body;
  /// ORDER BY ALL has one item, whose expression is null.
  std::vector<OrderItem> order_by;
  bool order_by_all = false;
  ExpressionPtr limit;   ///< null without LIMIT (and for LIMIT ALL, LIMIT NULL stays a literal)
  ExpressionPtr offset;  ///< null without OFFSET
  bool limit_percent = false;  ///< LIMIT 10%
  bool with_ties = false;      ///< FETCH FIRST … WITH TIES
  uint32_t height = 1;
  SourceRange range;
};

}  // namespace lakebolt::sql
