#pragma once

#include <functional>
#include <vector>

#include "api/statement/statement_context.h"
#include "plan/binder/write_binder.h"

namespace lakebolt {

/// Checks rows against what a table's definition asks of them; unique keys are the table's own
/// affair. Throws kConstraint.
class ConstraintChecker {
 public:
  ConstraintChecker(StatementContext& context, const WriteBinder& binder, const ObjectName& name,
                    const TableEntry& table);

  /// Checks NOT NULL and CHECK for whole rows; `first_column` columns stand before the row.
  void CheckRows(const std::vector<Chunk>& rows, uint32_t first_column);

  /// Checks, once the write is done, that rows added have the parents that they refer to.
  void CheckParents(const std::vector<Chunk>& rows, uint32_t first_column);

  /// Tells whether foreign keys refer to the table.
  bool HasChildren() const;

  /// Checks, once the write is done, that nobody refers to rows that are gone.
  void CheckChildren(const std::vector<Chunk>& gone, uint32_t first_column);

  /// Checks, once an update of `changed` columns is done, that all who refer to the table still
  /// find their rows.
  void CheckChildrenOfUpdate(const std::vector<uint32_t>& changed);

 private:
  /// Calls `check` for each foreign key that refers to this table, with the table that has it.
  void ForEachChild(const std::function<void(const TableEntry& child,
                                             const TableConstraint& constraint)>& check) const;
  const TableSource& RowsNow() const;

  void CheckNotNull(const TableConstraint& constraint, const Chunk& chunk, uint32_t first_column);
  void CheckCondition(const TableConstraint& constraint, const std::vector<Chunk>& rows,
                      uint32_t first_column);

  StatementContext& context_;
  const WriteBinder& binder_;
  const ObjectName& name_;
  const TableEntry& table_;
};

/// Checks NOT NULL and CHECK for all rows of a table that is not yet in the catalog.
void CheckTableRows(StatementContext& context, const ObjectName& name, const TableEntry& table);

}  // namespace lakebolt
