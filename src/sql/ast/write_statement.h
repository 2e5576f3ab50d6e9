#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "sql/ast/statement.h"

namespace lakebolt::sql {

// Statements that change rows carry queries, made by the parser, for all that has to be computed:
// they are bound and run like any other query.

/// Names the row id of a table in FROM, whatever columns it has.
inline constexpr std::string_view kRowIdColumn = "lakebolt.rowid";
/// Names the rows that a statement changed, for RETURNING.
inline constexpr std::string_view kChangedRows = "lakebolt.changed";
/// Names the rows of the source of a MERGE.
inline constexpr std::string_view kSourceRows = "lakebolt.source";
/// Begins the names of the rows that the statements in WITH have returned.
inline constexpr std::string_view kWrittenRows = "lakebolt.with.";
/// Names the column of RETURNING that tells what a MERGE did; a star does not give it.
inline constexpr std::string_view kMergeAction = "merge_action";
/// Names the rows that ON CONFLICT calls `excluded`; the last column is the row id of the row that
/// each is in conflict with.
inline constexpr std::string_view kExcludedRows = "lakebolt.excluded";
inline constexpr std::string_view kConflictColumn = "lakebolt.conflict";
/// Names the rows of the file that COPY … FROM reads.
inline constexpr std::string_view kCopiedRows = "lakebolt.copied";

/// Names the table that a statement writes to.
struct TargetTable {
  QualifiedName name;
  std::optional<Identifier> alias;

  const Identifier& shown_name() const { return alias ? *alias : name.back(); }
};

/// Holds what UPDATE gives to columns.
struct Assignments {
  std::vector<Identifier> columns;
  std::vector<bool> is_default;  ///< by column: SET a = DEFAULT
};

/// Holds UPDATE, also that of ON CONFLICT DO UPDATE.
struct UpdateStatement : Statement {
  UpdateStatement() : Statement(StatementKind::kUpdate) {}
  TargetTable table;
  Assignments set;
  /// Gives the row id, a value for each column that is not set to its default, and all columns of
  /// the table.
  std::unique_ptr<Query> query;
  std::unique_ptr<Query> returning;  ///< FROM kChangedRows; null without
};

struct DeleteStatement : Statement {
  DeleteStatement() : Statement(StatementKind::kDelete) {}
  TargetTable table;
  std::unique_ptr<Query> query;  ///< gives the row id and all columns of the table
  std::unique_ptr<Query> returning;
};

enum class ConflictAction : uint8_t { kError, kNothing, kUpdate, kReplace };

/// Holds ON CONFLICT (columns) DO …, INSERT OR IGNORE and INSERT OR REPLACE.
struct OnConflict {
  ConflictAction action = ConflictAction::kError;
  std::vector<Identifier> columns;          ///< empty: any key
  std::unique_ptr<UpdateStatement> update;  ///< of kUpdate; joins kExcludedRows
  SourceRange range;
};

struct InsertStatement : Statement {
  InsertStatement() : Statement(StatementKind::kInsert) {}
  TargetTable table;
  std::vector<Identifier> columns;
  bool by_name = false;
  std::unique_ptr<Query> query;  ///< null for DEFAULT VALUES
  OnConflict on_conflict;
  std::unique_ptr<Query> returning;
};

enum class MergeActionKind : uint8_t { kUpdate, kDelete, kInsert, kNothing, kError };

/// Holds one WHEN … THEN …. Its condition stands in the query.
struct MergeAction {
  MergeActionKind kind = MergeActionKind::kNothing;
  bool all_columns = false;  ///< UPDATE or INSERT without columns: all, by name or by position
  bool by_name = false;
  Assignments set;         ///< of kUpdate and kInsert
  size_t first_value = 0;  ///< where its values begin among the query's columns
  size_t value_count = 0;
  SourceRange range;
};

/// Holds one query of a MERGE: source and target rows that match, source rows without a target, or
/// target rows without a source. Its columns are the row id (0 without a target), the number of the
/// action (NULL: none), the actions' values, the target's columns but for source rows without one,
/// and the source's columns where an action asks for all.
struct MergeQuery {
  std::unique_ptr<Query> query;
  std::vector<size_t> actions;  ///< positions in MergeStatement::actions
  bool without_target = false;
  bool source_columns = false;
};

struct MergeStatement : Statement {
  MergeStatement() : Statement(StatementKind::kMerge) {}
  TargetTable table;
  std::vector<MergeAction> actions;
  /// Gives the rows of a source that is no plain table: it is run once, and the queries read its
  /// rows as kSourceRows. Null for tables.
  std::unique_ptr<Query> source;
  std::vector<MergeQuery> queries;
  std::unique_ptr<Query> returning;
};

}  // namespace lakebolt::sql
