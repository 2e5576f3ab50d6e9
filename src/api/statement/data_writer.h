#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "api/result.h"
#include "api/statement/constraint_checker.h"
#include "api/statement/statement_context.h"
#include "plan/binder/write_binder.h"
#include "sql/ast/write_statement.h"

namespace lakebolt {

/// Runs the statements that change a table's rows: plans them as queries, runs these, checks
/// constraints, hands the rows to the table through its TableWrite, and answers with the number of
/// rows or with what RETURNING asks for.
class DataWriter {
 public:
  /// Looks the table up; throws where there is none or it is no table.
  DataWriter(StatementContext& context, const sql::TargetTable& target);

  std::unique_ptr<Result> Insert(const sql::InsertStatement& statement);
  std::unique_ptr<Result> Update(const sql::UpdateStatement& statement);
  std::unique_ptr<Result> Delete(const sql::DeleteStatement& statement);
  std::unique_ptr<Result> Merge(const sql::MergeStatement& statement);

  const Schema& schema() const { return table().source->schema(); }

 private:
  const TableEntry& table() const { return As<TableEntry>(*entry_); }

  /// Runs a query whose first column is the row id, and keeps the first row of each id.
  std::vector<Chunk> CollectOnce(BoundQuery query);
  /// Runs the source of a MERGE and lets the queries to come read its rows.
  void GiveSource(const sql::Query& source);
  /// Finds, for each row, the row of the table that has one of its keys, or -1; drops rows whose
  /// keys an earlier row that is kept has, and those that DO NOTHING is about.
  std::vector<int64_t> FindConflicts(std::vector<Chunk>& rows, const sql::OnConflict& conflict);
  std::vector<size_t> ConflictKeys(const sql::OnConflict& conflict) const;
  uint64_t InsertOrElse(const sql::InsertStatement& statement, std::vector<Chunk>& rows);
  /// Plans and runs DO UPDATE for the rows in conflict.
  std::vector<Chunk> UpdatesFor(const sql::OnConflict& conflict, std::vector<Chunk> rows,
                                const std::vector<int64_t>& row_ids,
                                std::vector<uint32_t>& changed);
  std::unique_ptr<Result> Answer(const sql::Query* returning, uint64_t count,
                                 std::vector<Chunk> rows, uint32_t first_column);

  StatementContext& context_;
  NameResolver::Found found_;
  EntryPtr entry_;
  WriteBinder binder_;
  ConstraintChecker checker_;
  bool is_merge_ = false;  // RETURNING knows merge_action
};

/// Drops the first `count` columns.
std::vector<Chunk> WithoutColumns(const std::vector<Chunk>& chunks, uint32_t count);

/// Keeps the row id, in front, and the columns that an update changes.
std::vector<Chunk> ChangedColumns(const std::vector<Chunk>& rows,
                                  const std::vector<uint32_t>& changed);

}  // namespace lakebolt
