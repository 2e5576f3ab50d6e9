#include "api/statement/constraint_checker.h"

#include <algorithm>

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

uint32_t PositionOf(const Schema& schema, const std::string& name) {
  const std::string folded = FoldName(name);
  for (uint32_t i = 0; i < schema.size(); ++i) {
    if (FoldName(schema[i].name) == folded) return i;
  }
  throw InternalError("a constraint names the unknown column " + name);
}

std::vector<uint32_t> PositionsOf(const Schema& schema, const std::vector<std::string>& names) {
  std::vector<uint32_t> positions;
  for (const std::string& name : names) positions.push_back(PositionOf(schema, name));
  return positions;
}

/// Finds the key of a table that stands on these columns, in any order; the order is written to
/// `order`: key column i is columns[order[i]].
std::optional<size_t> FindKey(const TableSource& table, const std::vector<uint32_t>& columns,
                              bool unique, std::vector<size_t>& order) {
  for (size_t key = 0; key < table.keys().size(); ++key) {
    const TableKey& known = table.keys()[key];
    if (known.columns.size() != columns.size() || (unique && !known.unique)) continue;
    order.clear();
    for (const uint32_t column : known.columns) {
      const auto at = std::find(columns.begin(), columns.end(), column);
      if (at == columns.end()) break;
      order.push_back(static_cast<size_t>(at - columns.begin()));
    }
    if (order.size() == columns.size()) return key;
  }
  return std::nullopt;
}

/// Looks rows up in another table: for each row the id found, or -1; -2 where the key has a NULL.
std::vector<int64_t> LookUp(const Chunk& rows, const std::vector<uint32_t>& own,
                            uint32_t first_column, const TableSource& other,
                            const std::vector<uint32_t>& columns, bool unique) {
  std::vector<size_t> order;
  const auto key = FindKey(other, columns, unique, order);
  if (!key) throw InternalError("a foreign key stands on columns without a key");
  std::vector<Vector> values;
  for (const size_t i : order) values.push_back(rows.column(first_column + own[i]));
  std::vector<int64_t> found = other.FindByKey(*key, values, RowSet::Dense(rows.size()));
  for (uint32_t row = 0; row < rows.size(); ++row) {
    for (const Vector& value : values) {
      if (value.IsNull(row)) found[row] = -2;
    }
  }
  return found;
}

std::string KeyText(const Chunk& rows, uint32_t row, const std::vector<uint32_t>& columns,
                    uint32_t first_column, const Schema& schema) {
  std::string text;
  for (const uint32_t column : columns) {
    if (!text.empty()) text += ", ";
    text +=
        schema[column].name + ": " + rows.column(first_column + column).GetValue(row).ToString();
  }
  return text;
}

[[noreturn]] void ThrowStillReferenced(const std::string& key, const std::string& child) {
  throw UserError(ErrorCode::kConstraint, "violates foreign key constraint because key \"" + key +
                                              "\" is still referenced by \"" + child + "\"");
}

/// Reads some columns of a whole table.
std::vector<Chunk> ReadColumns(const TableSource& table, const std::vector<uint32_t>& columns) {
  ScanRequest request;
  request.columns = columns;
  const auto scan = table.Scan(request);
  const auto local = scan->MakeLocalState();
  ScanContext context;
  std::vector<Chunk> chunks;
  Chunk chunk;
  while (scan->Next(*local, context, chunk) == ScanStatus::kRows) {
    chunk.Compact();
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

}  // namespace

ConstraintChecker::ConstraintChecker(StatementContext& context, const WriteBinder& binder,
                                     const ObjectName& name, const TableEntry& table)
    : context_(context), binder_(binder), name_(name), table_(table) {}

void ConstraintChecker::CheckRows(const std::vector<Chunk>& rows, uint32_t first_column) {
  for (const TableConstraint& constraint : table_.definition->constraints) {
    switch (constraint.kind) {
      case ConstraintKind::kNotNull:
      case ConstraintKind::kPrimaryKey:
        for (const Chunk& chunk : rows) CheckNotNull(constraint, chunk, first_column);
        break;
      case ConstraintKind::kCheck: CheckCondition(constraint, rows, first_column); break;
      case ConstraintKind::kUnique:
      case ConstraintKind::kForeignKey: break;
    }
  }
}

void ConstraintChecker::CheckNotNull(const TableConstraint& constraint, const Chunk& chunk,
                                     uint32_t first_column) {
  for (const std::string& column : constraint.columns) {
    const uint32_t position = PositionOf(table_.source->schema(), column);
    const Vector& values = chunk.column(first_column + position);
    if (!values.MayHaveNulls()) continue;
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      if (!values.IsNull(row)) continue;
      throw UserError(ErrorCode::kConstraint, "NOT NULL constraint failed: " + table_.name + "." +
                                                  table_.source->schema()[position].name);
    }
  }
}

void ConstraintChecker::CheckCondition(const TableConstraint& constraint,
                                       const std::vector<Chunk>& rows, uint32_t first_column) {
  ExprEvaluator evaluator(binder_.BindOverRow(constraint.check_sql));
  for (const Chunk& chunk : rows) {
    const std::vector<Vector> columns(chunk.columns().begin() + first_column,
                                      chunk.columns().end());
    const Vector result = evaluator.Evaluate(columns, RowSet::Dense(chunk.size()));
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      const Value value = result.GetValue(row);
      if (value.IsNull() || value.ToString() != "false") {
        const bool zero = !value.IsNull() && value.type().IsInteger() && value.integral() == 0;
        if (!zero) continue;
      }
      throw UserError(ErrorCode::kConstraint, "CHECK constraint failed on table \"" + table_.name +
                                                  "\" with expression CHECK(" +
                                                  constraint.check_sql + ")");
    }
  }
}

void ConstraintChecker::CheckParents(const std::vector<Chunk>& rows, uint32_t first_column) {
  const Schema& schema = table_.source->schema();
  for (const TableConstraint& constraint : table_.definition->constraints) {
    if (constraint.kind != ConstraintKind::kForeignKey) continue;
    const EntryPtr parent =
        context_.transaction().state().Find(NameKind::kRelation, constraint.parent);
    if (parent == nullptr) throw InternalError("the parent of a foreign key is gone");
    const TableSource& source = *As<TableEntry>(*parent).source;
    const std::vector<uint32_t> own = PositionsOf(schema, constraint.columns);
    const std::vector<uint32_t> theirs = PositionsOf(source.schema(), constraint.parent_columns);
    for (const Chunk& chunk : rows) {
      const auto found = LookUp(chunk, own, first_column, source, theirs, true);
      for (uint32_t row = 0; row < chunk.size(); ++row) {
        if (found[row] != -1) continue;
        throw UserError(ErrorCode::kConstraint, "violates foreign key constraint because key \"" +
                                                    KeyText(chunk, row, own, first_column, schema) +
                                                    "\" does not exist in the referenced table \"" +
                                                    parent->name + "\"");
      }
    }
  }
}

const TableSource& ConstraintChecker::RowsNow() const {
  const EntryPtr self = context_.transaction().state().Find(NameKind::kRelation, name_);
  return *As<TableEntry>(*self).source;
}

void ConstraintChecker::ForEachChild(
    const std::function<void(const TableEntry& child, const TableConstraint& constraint)>& check)
    const {
  const SchemaPtr schema = context_.transaction().state().FindSchema(name_.database, name_.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kRelation)) {
    if (entry->kind != EntryKind::kTable) continue;
    const auto& child = As<TableEntry>(*entry);
    for (const TableConstraint& constraint : child.definition->constraints) {
      if (constraint.kind == ConstraintKind::kForeignKey && constraint.parent == name_) {
        check(child, constraint);
      }
    }
  }
}

bool ConstraintChecker::HasChildren() const {
  bool found = false;
  ForEachChild([&](const TableEntry&, const TableConstraint&) { found = true; });
  return found;
}

void ConstraintChecker::CheckChildren(const std::vector<Chunk>& gone, uint32_t first_column) {
  if (gone.empty()) return;
  ForEachChild([&](const TableEntry& child, const TableConstraint& constraint) {
    const TableSource& parent = RowsNow();
    const std::vector<uint32_t> own = PositionsOf(parent.schema(), constraint.parent_columns);
    const std::vector<uint32_t> theirs = PositionsOf(child.source->schema(), constraint.columns);
    for (const Chunk& chunk : gone) {
      const auto referring = LookUp(chunk, own, first_column, *child.source, theirs, false);
      const auto still_there = LookUp(chunk, own, first_column, parent, own, true);
      for (uint32_t row = 0; row < chunk.size(); ++row) {
        if (referring[row] < 0 || still_there[row] >= 0) continue;
        ThrowStillReferenced(KeyText(chunk, row, own, first_column, parent.schema()), child.name);
      }
    }
  });
}

void ConstraintChecker::CheckChildrenOfUpdate(const std::vector<uint32_t>& changed) {
  ForEachChild([&](const TableEntry& child, const TableConstraint& constraint) {
    const TableSource& parent = RowsNow();
    const std::vector<uint32_t> own = PositionsOf(parent.schema(), constraint.parent_columns);
    const bool touched = std::any_of(own.begin(), own.end(), [&](uint32_t column) {
      return std::find(changed.begin(), changed.end(), column) != changed.end();
    });
    if (!touched) return;
    const std::vector<uint32_t> theirs = PositionsOf(child.source->schema(), constraint.columns);
    std::vector<uint32_t> positions(theirs.size());
    for (uint32_t i = 0; i < positions.size(); ++i) positions[i] = i;
    for (const Chunk& chunk : ReadColumns(*child.source, theirs)) {
      const auto found = LookUp(chunk, positions, 0, parent, own, true);
      for (uint32_t row = 0; row < chunk.size(); ++row) {
        if (found[row] != -1) continue;
        Schema names;
        for (const uint32_t column : theirs) names.push_back(child.source->schema()[column]);
        ThrowStillReferenced(KeyText(chunk, row, positions, 0, names), child.name);
      }
    }
  });
}

void CheckTableRows(StatementContext& context, const ObjectName& name, const TableEntry& table) {
  const WriteBinder binder(context.MakeBinderContext(), table);
  ConstraintChecker checker(context, binder, name, table);
  ScanRequest request;
  for (uint32_t i = 0; i < table.source->schema().size(); ++i) request.columns.push_back(i);
  const auto scan = table.source->Scan(request);
  const auto local = scan->MakeLocalState();
  ScanContext scan_context;
  Chunk chunk;
  while (scan->Next(*local, scan_context, chunk) == ScanStatus::kRows) {
    chunk.Compact();
    checker.CheckRows({chunk}, 0);
  }
}

}  // namespace lakebolt
