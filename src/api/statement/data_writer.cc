#include "api/statement/data_writer.h"

#include <algorithm>
#include <unordered_set>

#include "api/rows_result.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

NameResolver::Found FindTarget(const StatementContext& context, const sql::QualifiedName& name) {
  const auto found = context.names().Find(NameKind::kRelation, PartsOf(name));
  const SourceRange range = {name.front().range.begin, name.back().range.end};
  if (!found) {
    throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + sql::JoinName(name) + "\"",
                    range, DidYouMean(name.back().text, context.names().RelationNames()));
  }
  if (found.entry->kind != EntryKind::kTable) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + found.entry->name + "\" is a view, whose rows cannot be changed", range);
  }
  return found;
}

/// Throws where RETURNING computes more than expressions over single rows.
void CheckReturning(const PlanNode& plan, SourceRange range) {
  if (plan.kind() == PlanKind::kAggregate || plan.kind() == PlanKind::kWindow) {
    throw UserError(ErrorCode::kNotSupported,
                    "aggregates and window functions cannot stand in RETURNING", range);
  }
  for (const PlanPtr& child : plan.children()) CheckReturning(*child, range);
}

/// Tells whether the row ids in column 0 rise from row to row, so that none comes twice.
bool AreAscending(const std::vector<Chunk>& chunks) {
  int64_t last = -1;
  for (const Chunk& chunk : chunks) {
    const VectorReader<int64_t> ids(chunk.column(0));
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      if (ids.IsNull(row) || ids[row] <= last) return false;
      last = ids[row];
    }
  }
  return true;
}

}  // namespace

std::vector<Chunk> WithoutColumns(const std::vector<Chunk>& chunks, uint32_t count) {
  std::vector<Chunk> out;
  for (const Chunk& chunk : chunks) {
    out.emplace_back(std::vector<Vector>(chunk.columns().begin() + count, chunk.columns().end()),
                     chunk.size());
  }
  return out;
}

std::vector<Chunk> ChangedColumns(const std::vector<Chunk>& rows,
                                  const std::vector<uint32_t>& changed) {
  std::vector<Chunk> out;
  for (const Chunk& chunk : rows) {
    std::vector<Vector> columns = {chunk.column(0)};
    for (const uint32_t column : changed) columns.push_back(chunk.column(1 + column));
    out.emplace_back(std::move(columns), chunk.size());
  }
  return out;
}

DataWriter::DataWriter(StatementContext& context, const sql::TargetTable& target)
    : context_(context),
      found_(FindTarget(context, target.name)),
      entry_(found_.entry),
      binder_(context.MakeBinderContext(), As<TableEntry>(*entry_)),
      checker_(context, binder_, found_.name, As<TableEntry>(*entry_)) {}

std::unique_ptr<Result> DataWriter::Answer(const sql::Query* returning, uint64_t count,
                                           std::vector<Chunk> rows, uint32_t first_column) {
  if (returning == nullptr) return RowsResult::Changed(count);
  rows = WithoutColumns(rows, first_column);
  Schema shown = schema();
  if (is_merge_) shown.push_back({std::string(sql::kMergeAction), TypeId::kVarchar, true});
  context_.GiveTable(sql::kChangedRows,
                     std::make_shared<MemoryTable>(table().name, std::move(shown), std::move(rows)),
                     found_.name);
  BoundQuery query = context_.Bind(*returning);
  CheckReturning(*query.plan, returning->range);
  Schema columns;
  for (size_t i = 0; i < query.names.size(); ++i) {
    columns.push_back({query.names[i], query.types[i], true});
  }
  return std::make_unique<RowsResult>(std::move(columns), context_.Collect(std::move(query)));
}

std::vector<Chunk> DataWriter::CollectOnce(BoundQuery query) {
  std::vector<Chunk> chunks = context_.Collect(std::move(query));
  if (AreAscending(chunks)) return chunks;
  std::unordered_set<int64_t> seen;
  for (Chunk& chunk : chunks) {
    Selection kept = Selection::Allocate(chunk.size() + 8);
    uint32_t count = 0;
    const VectorReader<int64_t> ids(chunk.column(0));
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      // A row that several source rows match is changed once.
      if (!ids.IsNull(row) && seen.insert(ids[row]).second) kept.data()[count++] = row;
    }
    if (count == chunk.size()) continue;
    kept.set_count(count);
    chunk.SetSelection(std::move(kept));
    chunk.Compact();
  }
  return chunks;
}

std::unique_ptr<Result> DataWriter::Insert(const sql::InsertStatement& statement) {
  std::vector<Chunk> rows = context_.Collect(binder_.BindInsert(statement));
  uint64_t count = CountRows(rows);
  if (statement.on_conflict.action != sql::ConflictAction::kError) {
    count = InsertOrElse(statement, rows);
  } else {
    checker_.CheckRows(rows, 0);
    context_.transaction().Write(found_.name, [&](TableWrite& write) { write.Append(rows); });
    checker_.CheckParents(rows, 0);
  }
  return Answer(statement.returning.get(), count, std::move(rows), 0);
}

std::unique_ptr<Result> DataWriter::Update(const sql::UpdateStatement& statement) {
  std::vector<uint32_t> changed;
  std::vector<Chunk> rows = CollectOnce(binder_.BindUpdate(statement, changed));
  checker_.CheckRows(rows, 1);
  context_.transaction().Write(found_.name, [&](TableWrite& write) {
    write.Update(changed, ChangedColumns(rows, changed));
  });
  checker_.CheckParents(rows, 1);
  checker_.CheckChildrenOfUpdate(changed);
  const uint64_t count = CountRows(rows);
  return Answer(statement.returning.get(), count, std::move(rows), 1);
}

std::unique_ptr<Result> DataWriter::Delete(const sql::DeleteStatement& statement) {
  const bool has_children = checker_.HasChildren();
  const bool whole_rows = has_children || statement.returning != nullptr;
  std::vector<Chunk> rows = CollectOnce(binder_.BindDelete(statement, whole_rows));
  context_.transaction().Write(found_.name, [&](TableWrite& write) { write.Delete(rows); });
  if (has_children) checker_.CheckChildren(rows, 1);
  const uint64_t count = CountRows(rows);
  return Answer(statement.returning.get(), count, std::move(rows), 1);
}

}  // namespace lakebolt
