#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sql/ast/query.h"

namespace lakebolt::sql {

enum class StatementKind : uint8_t {
  kQuery,
  kCreateTable,
  kCreateTableAs,
  kCreateView,
  kCreateType,
  kDrop,
  kExplain,
  kDescribe,
  kSummarize,
  kSet,
  kReset,
  kShow,
  kCopy,
  kInsert,
  kUpdate,
  kDelete,
  kMerge,
  kTransaction,
  kCreateSchema,
  kCreateSequence,
  kCreateMacro,
  kCreateIndex,
  kAlter,
  kComment,
  kAttach,
  kDetach,
  kPrepare,
  kExecute,
  kDeallocate,
  kSetVariable,
  kPragma,
  kNothing,
  kUse,
};

/// Is the base of every statement. `range` covers it without the closing semicolon.
struct Statement {
  explicit Statement(StatementKind node_kind) : kind(node_kind) {}
  virtual ~Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  const StatementKind kind;
  uint32_t parameter_count = 0;  ///< the highest position of `?` and `$n`
  SourceRange range;
};

using StatementPtr = std::unique_ptr<Statement>;

/// Casts `statement` to the class that its kind names; the caller has looked at the kind.
template <typename Node>
const Node& As(const Statement& statement) {
  return static_cast<const Node&>(statement);
}

struct QueryStatement : Statement {
  QueryStatement() : Statement(StatementKind::kQuery) {}
  std::unique_ptr<Query> query;
};

/// Holds what CREATE TABLE and CREATE VIEW share.
struct CreateOptions {
  bool or_replace = false;
  bool if_not_exists = false;
  bool temporary = false;
};

struct ColumnDefinition {
  Identifier name;
  std::optional<TypeName> type;  ///< a generated column may go without
  ExpressionPtr default_value;
  ExpressionPtr generated;  ///< GENERATED ALWAYS AS (…)
  bool stored = false;      ///< written STORED
};

enum class ConstraintKind : uint8_t { kNotNull, kCheck, kUnique, kPrimaryKey, kForeignKey };

/// Holds a constraint of a table; one written behind a column names that column.
struct ConstraintDefinition {
  ConstraintKind kind = ConstraintKind::kNotNull;
  std::optional<Identifier> name;  ///< CONSTRAINT name
  std::vector<Identifier> columns;
  ExpressionPtr check;
  QualifiedName parent;  ///< REFERENCES
  std::vector<Identifier> parent_columns;
  SourceRange range;
};

struct CreateTableStatement : Statement {
  CreateTableStatement() : Statement(StatementKind::kCreateTable) {}
  CreateOptions options;
  QualifiedName name;
  std::vector<ColumnDefinition> columns;
  std::vector<ConstraintDefinition> constraints;
};

struct CreateTableAsStatement : Statement {
  CreateTableAsStatement() : Statement(StatementKind::kCreateTableAs) {}
  CreateOptions options;
  QualifiedName name;
  std::vector<Identifier> column_names;
  std::vector<ColumnDefinition> columns;  ///< t (a INTEGER, …) AS; then there are no column_names
  std::vector<ConstraintDefinition> constraints;
  std::unique_ptr<Query> query;
  bool with_data = true;
};

/// Names a type: CREATE TYPE mood AS ENUM ('sad', 'ok'), AS ENUM (query), AS INTEGER.
struct CreateTypeStatement : Statement {
  CreateTypeStatement() : Statement(StatementKind::kCreateType) {}
  CreateOptions options;
  QualifiedName name;
  TypeName type;                  ///< unless the labels come from a query
  std::unique_ptr<Query> labels;  ///< of an ENUM; else null
};

struct CreateViewStatement : Statement {
  CreateViewStatement() : Statement(StatementKind::kCreateView) {}
  CreateOptions options;
  QualifiedName name;
  std::vector<Identifier> column_names;
  std::unique_ptr<Query> query;
  std::string query_text;  ///< the query as the user typed it
};

enum class DropObject : uint8_t {
  kTable,
  kView,
  kSchema,
  kSequence,
  kMacro,
  kTableMacro,
  kIndex,
  kType,
  kDatabase,
};

struct DropStatement : Statement {
  DropStatement() : Statement(StatementKind::kDrop) {}
  DropObject object = DropObject::kTable;
  bool if_exists = false;
  bool cascade = false;
  std::vector<QualifiedName> names;
};

struct ExplainOption {
  std::string name;   ///< lower case
  std::string value;  ///< lower case; empty when only named
};

struct ExplainStatement : Statement {
  ExplainStatement() : Statement(StatementKind::kExplain) {}
  bool analyze = false;
  std::vector<ExplainOption> options;  ///< EXPLAIN (FORMAT JSON, VERBOSE) …, ANALYZE taken out
  StatementPtr statement;
};

/// Asks for names and types: DESCRIBE name, DESCRIBE 'file', DESCRIBE query.
struct DescribeStatement : Statement {
  DescribeStatement() : Statement(StatementKind::kDescribe) {}
  /// DESCRIBE t arrives as the query FROM t. Null only for a bare DESCRIBE, which lists tables.
  std::unique_ptr<Query> query;
};

/// Asks for per-column statistics: SUMMARIZE name, SUMMARIZE query.
struct SummarizeStatement : Statement {
  SummarizeStatement() : Statement(StatementKind::kSummarize) {}
  std::unique_ptr<Query> query;  ///< SUMMARIZE t arrives as the query FROM t
};

/// Changes a setting: SET [SESSION|GLOBAL|LOCAL] name = value, SET name TO value, PRAGMA
/// name=value.
struct SetStatement : Statement {
  SetStatement() : Statement(StatementKind::kSet) {}
  Identifier name;      ///< dotted names joined
  ExpressionPtr value;  ///< a bare word arrives as a string literal; null for SET name = DEFAULT
  bool pragma = false;  ///< written PRAGMA name = value
  bool global = false;  ///< written SET GLOBAL
};

struct ResetStatement : Statement {
  ResetStatement() : Statement(StatementKind::kReset) {}
  Identifier name;  ///< empty for RESET ALL
};

enum class ShowKind : uint8_t {
  kTables,
  kAllTables,
  kSettings,
  kSetting,
  kDatabases,
  kFunctions,
  kVariables,
};

struct ShowStatement : Statement {
  ShowStatement() : Statement(StatementKind::kShow) {}
  ShowKind show = ShowKind::kTables;
  Identifier name;       ///< the setting of kSetting; SHOW table arrives as this too
  QualifiedName schema;  ///< SHOW TABLES FROM schema; empty without
};

struct CopyOption {
  Identifier name;
  std::vector<ExpressionPtr> values;  ///< empty when only named; words arrive as string literals
};

/// Writes or reads files: COPY (query) TO 'path' (options), COPY table FROM 'path'.
struct CopyStatement : Statement {
  CopyStatement() : Statement(StatementKind::kCopy) {}
  bool to = true;
  std::unique_ptr<Query> query;  ///< for TO; COPY t TO arrives as FROM t (or SELECT columns)
  StatementPtr insert;           ///< for FROM: an INSERT of kCopiedRows
  ExpressionPtr path;            ///< a constant
  std::vector<CopyOption> options;
};

enum class TransactionAction : uint8_t { kBegin, kCommit, kRollback };

struct TransactionStatement : Statement {
  TransactionStatement() : Statement(StatementKind::kTransaction) {}
  TransactionAction action = TransactionAction::kBegin;
  bool read_only = false;
};

struct UseStatement : Statement {
  UseStatement() : Statement(StatementKind::kUse) {}
  QualifiedName name;
};

}  // namespace lakebolt::sql
