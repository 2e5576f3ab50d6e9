#pragma once

#include <string>
#include <vector>

#include "catalog/entry.h"
#include "plan/binder/binder.h"
#include "sql/ast/write_statement.h"

namespace lakebolt {

/// Plans what a statement writes to one table. All are ordinary queries: an INSERT gives whole
/// rows; an UPDATE or DELETE the id of each row it touches, then the row's columns, as they shall
/// be or as they are. Values are cast to the columns' types, missing ones take their defaults,
/// generated columns are computed.
class WriteBinder {
 public:
  WriteBinder(BinderContext context, const TableEntry& table)
      : context_(std::move(context)), table_(table) {}

  BoundQuery BindInsert(const sql::InsertStatement& statement) const;

  /// `changed` gets the columns that the statement gives other values.
  BoundQuery BindUpdate(const sql::UpdateStatement& statement,
                        std::vector<uint32_t>& changed) const;

  /// Plans what finds the rows to delete: their ids, and behind these, if `whole_rows`, the rows.
  BoundQuery BindDelete(const sql::DeleteStatement& statement, bool whole_rows) const;

  /// Plans one query of a MERGE: row id, action, the message of an ERROR, then the row.
  BoundQuery BindMerge(const sql::MergeStatement& statement, const sql::MergeQuery& merge) const;

  /// Finishes rows: `values` has an expression over `plan` for each column, null for generated
  /// ones; `leading` columns of the plan are passed on in front.
  BoundQuery CompleteRows(PlanPtr plan, const std::vector<PlanColumn>& leading,
                          std::vector<ExprPtr> values) const;

  /// Binds the default of a column.
  ExprPtr DefaultOf(uint32_t column) const;
  /// Finds a column by name; throws kUnknownColumn.
  uint32_t ColumnOf(const sql::Identifier& name) const;
  bool IsGenerated(uint32_t column) const;

  /// Binds an expression kept as SQL, such as a CHECK, over whole rows: columns are InputExpr. With
  /// `relation` they may be written with that name before them; what is kept may not, for tables
  /// are renamed.
  ExprPtr BindOverRow(const std::string& sql, const std::string& relation = "") const;

 private:
  /// Says which column an action of MERGE gives which value.
  struct MergeValue {
    uint32_t column = 0;
    ExprPtr value;
  };
  std::vector<MergeValue> MergeValues(const sql::MergeAction& action, const BoundQuery& query,
                                      size_t first_source) const;

  const Schema& schema() const { return table_.source->schema(); }
  /// Tells which columns the values of an INSERT are for.
  std::vector<uint32_t> InsertTargets(const sql::InsertStatement& statement) const;
  BoundQuery BindSource(const sql::InsertStatement& statement,
                        const std::vector<uint32_t>& targets) const;
  std::vector<uint32_t> TargetsByName(const BoundQuery& source, SourceRange range) const;
  ExprPtr BindText(const std::string& sql, const std::vector<PlanColumn>& columns,
                   const std::string& relation = "") const;

  BinderContext context_;
  const TableEntry& table_;
};

}  // namespace lakebolt
