#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sql/ast/expression.h"

namespace lakebolt::sql {

struct Query;

enum class TableRefKind : uint8_t {
  kBaseTable,
  kSubquery,
  kFunction,
  kJoin,
  kPivot,
  kUnpivot,
  kDescribe,
};

enum class SampleMethod : uint8_t { kDefault, kBernoulli, kSystem, kReservoir };

/// Holds TABLESAMPLE or USING SAMPLE: a part of the rows by chance.
struct SampleClause {
  SampleMethod method = SampleMethod::kDefault;
  ExpressionPtr size;    ///< a number or a parameter
  bool percent = false;  ///< `size` is a share, else a number of rows
  std::optional<uint64_t> seed;
  SourceRange range;
};

/// Is the base of what may stand in FROM.
struct TableRef {
  explicit TableRef(TableRefKind node_kind) : kind(node_kind) {}
  virtual ~TableRef() = default;
  TableRef(const TableRef&) = delete;
  TableRef& operator=(const TableRef&) = delete;

  const TableRefKind kind;
  /// Counts as Expression::height does; a left-deep chain of joins counts as one.
  uint32_t height = 1;
  std::optional<Identifier> alias;
  std::vector<Identifier> column_aliases;  ///< t(a, b); shorter than the columns is allowed
  std::unique_ptr<SampleClause> sample;    ///< null without TABLESAMPLE
  SourceRange range;
};

using TableRefPtr = std::unique_ptr<TableRef>;

/// Casts `ref` to the node class that its kind names; the caller has looked at the kind.
template <typename Node>
const Node& As(const TableRef& ref) {
  return static_cast<const Node&>(ref);
}

/// Names a table, view or CTE; or, when `is_path`, files by a string: FROM 'dir/*.parquet'. A
/// double-quoted name is a name that the binder may take for a path when no table has it.
struct BaseTableRef : TableRef {
  BaseTableRef() : TableRef(TableRefKind::kBaseTable) {}
  QualifiedName name;  ///< empty when `is_path`
  bool is_path = false;
  std::string path;
};

/// Holds a query in FROM, also (VALUES …) AS t(a, b).
struct SubqueryRef : TableRef {
  SubqueryRef();
  ~SubqueryRef() override;
  bool lateral = false;
  std::unique_ptr<Query> query;
};

/// Calls a table function: read_parquet('…', union_by_name := true), range(10), unnest(x).
struct TableFunctionRef : TableRef {
  TableFunctionRef() : TableRef(TableRefKind::kFunction) {}
  bool lateral = false;
  bool with_ordinality = false;
  QualifiedName name;
  std::vector<FunctionArgument> arguments;
};

enum class JoinKind : uint8_t { kInner, kLeft, kRight, kFull, kCross, kSemi, kAnti, kPositional };

/// Joins two references. A comma in FROM is kCross with `comma` set. Left-deep chains may be very
/// long: walk `left` with a loop.
struct JoinRef : TableRef {
  JoinRef() : TableRef(TableRefKind::kJoin) {}
  ~JoinRef() override;
  JoinKind join_kind = JoinKind::kInner;
  bool natural = false;
  bool asof = false;   ///< ASOF [LEFT] JOIN
  bool comma = false;  ///< written as a comma; means the same as CROSS JOIN
  TableRefPtr left;
  TableRefPtr right;
  ExpressionPtr condition;                ///< ON; null without
  std::vector<Identifier> using_columns;  ///< USING (…); empty without
};

/// Holds an expression of a PIVOT list under the name that it may have.
struct PivotItem {
  ExpressionPtr expression;
  std::optional<Identifier> alias;
};

/// Holds what PIVOT spreads out: one or several expressions and the values that become columns. No
/// values and no query: all values that there are.
struct PivotColumn {
  std::vector<ExpressionPtr> expressions;
  std::vector<PivotItem> values;        ///< of several expressions: rows
  std::unique_ptr<Query> query;         ///< IN (SELECT …)
  std::optional<Identifier> enum_name;  ///< IN name
  bool all = false;                     ///< without IN
};

/// Turns values of a table into columns: PIVOT t ON … USING … GROUP BY …, and
/// t PIVOT (… FOR … IN (…)).
struct PivotRef : TableRef {
  PivotRef();
  ~PivotRef() override;
  TableRefPtr source;
  std::vector<PivotItem> aggregates;  ///< none: count(*)
  std::vector<PivotColumn> columns;   ///< empty: no ON
  std::vector<Identifier> groups;
  bool has_groups = false;  ///< else all columns that nothing else uses
};

/// Turns columns of a table into rows: UNPIVOT t ON … INTO …, and t UNPIVOT (… FOR … IN (…)).
struct UnpivotRef : TableRef {
  UnpivotRef();
  ~UnpivotRef() override;
  TableRefPtr source;
  bool include_nulls = false;
  std::vector<Identifier> value_names;
  Identifier name_column;
  std::vector<PivotItem> entries;  ///< of several values: rows
};

/// Stands for the rows of DESCRIBE, SHOW or SUMMARIZE in FROM.
struct DescribeRef : TableRef {
  DescribeRef();
  ~DescribeRef() override;
  bool summarize = false;
  std::unique_ptr<Query> query;
};

}  // namespace lakebolt::sql
