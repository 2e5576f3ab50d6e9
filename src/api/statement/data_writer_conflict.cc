#include <algorithm>
#include <set>

#include "api/statement/data_writer.h"
#include "source/memory_table.h"
#include "source/row_keys.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

std::vector<LogicalType> TypesOf(const Schema& schema) {
  std::vector<LogicalType> types;
  for (const Field& field : schema) types.push_back(field.type);
  return types;
}

Chunk TakeRows(const Chunk& rows, const std::vector<uint32_t>& taken) {
  std::vector<Vector> columns;
  for (const Vector& column : rows.columns()) {
    columns.push_back(column.Gather(taken.data(), static_cast<uint32_t>(taken.size())));
  }
  return {std::move(columns), static_cast<uint32_t>(taken.size())};
}

Vector RowIdVector(const std::vector<int64_t>& row_ids) {
  Vector ids(TypeId::kInt64, static_cast<uint32_t>(row_ids.size()));
  std::copy(row_ids.begin(), row_ids.end(), ids.mutable_values<int64_t>());
  return ids;
}

}  // namespace

std::vector<size_t> DataWriter::ConflictKeys(const sql::OnConflict& conflict) const {
  std::set<uint32_t> wanted;
  for (const sql::Identifier& column : conflict.columns) wanted.insert(binder_.ColumnOf(column));
  std::vector<size_t> keys;
  const std::vector<TableKey>& known = table().source->keys();
  for (size_t key = 0; key < known.size(); ++key) {
    const std::set<uint32_t> columns(known[key].columns.begin(), known[key].columns.end());
    if (known[key].unique && (wanted.empty() || columns == wanted)) keys.push_back(key);
  }
  if (keys.empty()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    wanted.empty()
                        ? "table \"" + table().name +
                              "\" has no UNIQUE or PRIMARY KEY constraint to conflict with"
                        : "the columns named are not those of a UNIQUE or PRIMARY KEY "
                          "constraint of \"" +
                              table().name + "\"",
                    conflict.range);
  }
  if (keys.size() > 1 && wanted.empty() && conflict.action != sql::ConflictAction::kNothing) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "table \"" + table().name + "\" has several UNIQUE or PRIMARY KEY constraints",
                    conflict.range, "name the columns: ON CONFLICT (a) DO UPDATE …");
  }
  return keys;
}

std::vector<int64_t> DataWriter::FindConflicts(std::vector<Chunk>& rows,
                                               const sql::OnConflict& conflict) {
  const Chunk all = ConcatChunks(TypesOf(schema()), std::move(rows));
  std::vector<SeenKeys> seen;
  std::vector<int64_t> conflicts(all.size(), -1);
  for (const size_t key : ConflictKeys(conflict)) {
    std::vector<Vector> values;
    std::vector<const Vector*> columns;
    for (const uint32_t column : table().source->keys()[key].columns) {
      values.push_back(all.column(column));
      columns.push_back(&all.column(column));
    }
    const auto found = table().source->FindByKey(key, values, RowSet::Dense(all.size()));
    for (uint32_t row = 0; row < all.size(); ++row) {
      if (conflicts[row] < 0) conflicts[row] = found[row];
    }
    seen.emplace_back(std::move(columns), all.size());
  }
  std::vector<uint32_t> kept;
  std::vector<int64_t> kept_conflicts;
  for (uint32_t row = 0; row < all.size(); ++row) {
    const bool ignored = conflict.action == sql::ConflictAction::kNothing && conflicts[row] >= 0;
    const auto repeats = [row](const SeenKeys& keys) { return keys.Contains(row); };
    if (ignored || std::any_of(seen.begin(), seen.end(), repeats)) continue;
    for (SeenKeys& keys : seen) keys.Add(row);
    kept.push_back(row);
    kept_conflicts.push_back(conflicts[row]);
  }
  rows = {TakeRows(all, kept)};
  return kept_conflicts;
}

std::vector<Chunk> DataWriter::UpdatesFor(const sql::OnConflict& conflict, std::vector<Chunk> rows,
                                          const std::vector<int64_t>& row_ids,
                                          std::vector<uint32_t>& changed) {
  Schema columns = schema();
  columns.push_back({std::string(sql::kConflictColumn), TypeId::kInt64, false});
  std::vector<Vector> excluded = rows[0].columns();
  excluded.push_back(RowIdVector(row_ids));
  std::vector<Chunk> chunks;
  chunks.emplace_back(std::move(excluded), rows[0].size());
  context_.GiveTable(sql::kExcludedRows,
                     std::make_shared<MemoryTable>("excluded", columns, chunks));
  const WriteBinder binder(context_.MakeBinderContext(), table());
  return CollectOnce(binder.BindUpdate(*conflict.update, changed));
}

uint64_t DataWriter::InsertOrElse(const sql::InsertStatement& statement, std::vector<Chunk>& rows) {
  const sql::OnConflict& conflict = statement.on_conflict;
  const std::vector<int64_t> conflicts = FindConflicts(rows, conflict);
  std::vector<uint32_t> added;
  std::vector<uint32_t> in_conflict;
  std::vector<int64_t> row_ids;
  for (uint32_t row = 0; row < conflicts.size(); ++row) {
    if (conflicts[row] < 0) {
      added.push_back(row);
    } else {
      in_conflict.push_back(row);
      row_ids.push_back(conflicts[row]);
    }
  }
  std::vector<Chunk> inserted = {TakeRows(rows[0], added)};
  std::vector<Chunk> updated;  // row id, then the row
  std::vector<uint32_t> changed;
  if (conflict.action == sql::ConflictAction::kUpdate && !in_conflict.empty()) {
    updated = UpdatesFor(conflict, {TakeRows(rows[0], in_conflict)}, row_ids, changed);
  } else if (conflict.action == sql::ConflictAction::kReplace && !in_conflict.empty()) {
    Chunk replaced = TakeRows(rows[0], in_conflict);
    std::vector<Vector> columns = {RowIdVector(row_ids)};
    // Columns that the statement does not name keep their values.
    std::set<uint32_t> named;
    for (const sql::Identifier& column : statement.columns) named.insert(binder_.ColumnOf(column));
    for (uint32_t i = 0; i < schema().size(); ++i) {
      columns.push_back(replaced.column(i));
      if (named.empty() || named.contains(i) || binder_.IsGenerated(i)) changed.push_back(i);
    }
    updated.emplace_back(std::move(columns), replaced.size());
  }
  // What is in conflict and dropped need not obey the constraints, as in DuckDB.
  checker_.CheckRows(inserted, 0);
  checker_.CheckRows(updated, 1);
  context_.transaction().Write(found_.name, [&](TableWrite& write) {
    write.Merge({}, changed, ChangedColumns(updated, changed), inserted);
  });
  checker_.CheckParents(inserted, 0);
  checker_.CheckParents(updated, 1);
  rows = WithoutColumns(updated, 1);
  for (Chunk& chunk : inserted) rows.push_back(std::move(chunk));
  return CountRows(rows);
}

}  // namespace lakebolt
