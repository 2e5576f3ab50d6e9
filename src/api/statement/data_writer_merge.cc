#include <set>
#include <unordered_set>

#include "api/rows_result.h"
#include "api/statement/data_writer.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

/// Counts the columns before the row: row id, action, message.
constexpr uint32_t kLeading = 3;

/// Holds what a MERGE does, sorted by kind; chunks have the row id first, inserts do not.
struct MergeRows {
  std::vector<Chunk> deleted;
  std::vector<Chunk> updated;
  std::vector<Chunk> inserted;
  std::vector<Chunk> changed;  // all of them: the row, then the name of the action
  uint64_t count = 0;
};

Chunk PickRows(const Chunk& chunk, const std::vector<uint32_t>& rows, bool with_row_id) {
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns;
  if (with_row_id) columns.push_back(chunk.column(0).Gather(rows.data(), count));
  for (size_t i = kLeading; i < chunk.columns().size(); ++i) {
    columns.push_back(chunk.column(i).Gather(rows.data(), count));
  }
  return {std::move(columns), count};
}

void AddChanged(const Chunk& chunk, const std::vector<uint32_t>& rows, const char* action,
                MergeRows& out) {
  Chunk changed = PickRows(chunk, rows, false);
  changed.mutable_columns().push_back(Vector::Constant(Value::Varchar(action), changed.size()));
  out.changed.push_back(std::move(changed));
}

/// Sorts one chunk of a merge query by what its rows ask for.
void SortRows(const sql::MergeStatement& statement, const Chunk& chunk,
              std::unordered_set<int64_t>& touched, MergeRows& out) {
  std::vector<uint32_t> deleted;
  std::vector<uint32_t> updated;
  std::vector<uint32_t> inserted;
  for (uint32_t row = 0; row < chunk.size(); ++row) {
    const auto number = static_cast<size_t>(chunk.column(1).GetValue(row).integral());
    const sql::MergeActionKind kind = statement.actions[number].kind;
    if (kind == sql::MergeActionKind::kError) {
      const Value message = chunk.column(2).GetValue(row);
      throw UserError(
          ErrorCode::kConstraint,
          message.IsNull() ? "MERGE found a row for which THEN ERROR is written" : message.string(),
          statement.actions[number].range);
    }
    if (kind == sql::MergeActionKind::kInsert) {
      inserted.push_back(row);
      continue;
    }
    const auto id = static_cast<int64_t>(chunk.column(0).GetValue(row).integral());
    if (!touched.insert(id).second) {
      throw UserError(ErrorCode::kConstraint,
                      "MERGE would change a row twice, as several rows of the source match it",
                      statement.actions[number].range,
                      "make the source have one row for each row of the table");
    }
    (kind == sql::MergeActionKind::kDelete ? deleted : updated).push_back(row);
  }
  out.count += deleted.size() + updated.size() + inserted.size();
  if (!deleted.empty()) out.deleted.push_back(PickRows(chunk, deleted, true));
  if (!updated.empty()) out.updated.push_back(PickRows(chunk, updated, true));
  if (!inserted.empty()) out.inserted.push_back(PickRows(chunk, inserted, false));
  if (!deleted.empty()) AddChanged(chunk, deleted, "DELETE", out);
  if (!updated.empty()) AddChanged(chunk, updated, "UPDATE", out);
  if (!inserted.empty()) AddChanged(chunk, inserted, "INSERT", out);
}

}  // namespace

void DataWriter::GiveSource(const sql::Query& source) {
  BoundQuery query = context_.Bind(source);
  Schema columns;
  for (size_t i = 0; i < query.names.size(); ++i) {
    columns.push_back({query.names[i], query.types[i], true});
  }
  context_.GiveTable(sql::kSourceRows,
                     std::make_shared<MemoryTable>("source", std::move(columns),
                                                   context_.Collect(std::move(query))));
}

std::unique_ptr<Result> DataWriter::Merge(const sql::MergeStatement& statement) {
  is_merge_ = true;
  MergeRows rows;
  std::unordered_set<int64_t> touched;
  if (statement.source) GiveSource(*statement.source);
  const WriteBinder binder(context_.MakeBinderContext(), table());
  for (const sql::MergeQuery& query : statement.queries) {
    for (const Chunk& chunk : context_.Collect(binder.BindMerge(statement, query))) {
      SortRows(statement, chunk, touched, rows);
    }
  }
  checker_.CheckRows(rows.updated, 1);
  checker_.CheckRows(rows.inserted, 0);
  std::vector<uint32_t> columns;
  for (uint32_t i = 0; i < schema().size(); ++i) columns.push_back(i);
  context_.transaction().Write(found_.name, [&](TableWrite& write) {
    write.Merge(rows.deleted, columns, rows.updated, rows.inserted);
  });
  checker_.CheckParents(rows.updated, 1);
  checker_.CheckParents(rows.inserted, 0);
  checker_.CheckChildren(rows.deleted, 1);
  if (!rows.updated.empty()) checker_.CheckChildrenOfUpdate(columns);
  return Answer(statement.returning.get(), rows.count, std::move(rows.changed), 0);
}

}  // namespace lakebolt
