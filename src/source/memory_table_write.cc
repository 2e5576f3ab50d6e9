#include "source/memory_table_write.h"

#include <algorithm>
#include <numeric>

#include "base/transaction_error.h"

namespace lakebolt {

namespace {

/// Rows are indexed so many at a time, as what that needs beside the index is not charged.
constexpr size_t kIndexedRows = size_t{1} << 16;

std::vector<int64_t> RowIdsOf(const std::vector<Chunk>& chunks) {
  size_t count = 0;
  for (const Chunk& chunk : chunks) count += chunk.count();
  std::vector<int64_t> row_ids;
  row_ids.reserve(count);
  for (const Chunk& chunk : chunks) {
    const VectorReader<int64_t> reader(chunk.column(0));
    chunk.rows().ForEach([&](uint32_t row) { row_ids.push_back(reader[row]); });
  }
  return row_ids;
}

[[noreturn]] void ThrowConflict(const std::string& table, const std::string& what) {
  throw UserError(kConflictError,
                  "another transaction has " + what + " of \"" + table + "\" since this one began",
                  {}, "try again; an open transaction has to be rolled back first");
}

/// Takes the rows `row_ids` of a table, with row ids in front.
Chunk TakeRows(const std::vector<uint32_t>& columns, const RowGroup& group,
               const std::vector<uint32_t>& taken) {
  const auto count = static_cast<uint32_t>(taken.size());
  Vector ids(TypeId::kInt64, count);
  for (uint32_t i = 0; i < count; ++i) {
    ids.mutable_values<int64_t>()[i] = group.first_row_id() + taken[i];
  }
  std::vector<Vector> vectors = {std::move(ids)};
  for (const uint32_t column : columns) {
    vectors.push_back(group.column(column).Gather(taken.data(), count));
  }
  return {std::move(vectors), count};
}

}  // namespace

MemoryTableWrite::MemoryTableWrite(std::shared_ptr<const MemoryTable> base)
    : base_(base), current_(base), indexes_(base->indexes_) {
  for (auto& indexes : indexes_) {
    indexes.push_back(std::make_shared<KeyIndex>(base->rows_.account()));
  }
}

MemoryTableWrite::~MemoryTableWrite() {
  base_->claims_->Release(this);
}

void MemoryTableWrite::Append(std::vector<Chunk> rows) {
  Change({}, {}, {}, std::move(rows));
}

uint64_t MemoryTableWrite::Delete(const std::vector<Chunk>& rows) {
  return Change(rows, {}, {}, {});
}

void MemoryTableWrite::Update(const std::vector<uint32_t>& columns,
                              const std::vector<Chunk>& rows) {
  Change({}, columns, rows, {});
}

void MemoryTableWrite::Merge(const std::vector<Chunk>& deleted,
                             const std::vector<uint32_t>& columns,
                             const std::vector<Chunk>& updated, std::vector<Chunk> appended) {
  Change(deleted, columns, updated, std::move(appended));
}

uint64_t MemoryTableWrite::Change(const std::vector<Chunk>& deleted,
                                  const std::vector<uint32_t>& columns,
                                  const std::vector<Chunk>& updated, std::vector<Chunk> appended) {
  const std::vector<int64_t> deleted_ids = RowIdsOf(deleted);
  const std::vector<int64_t> updated_ids = RowIdsOf(updated);
  const int64_t first_own = base_->rows_.next_row_id();
  std::vector<int64_t> claimed;
  claimed.reserve(deleted_ids.size() + updated_ids.size());
  for (const auto* ids : {&deleted_ids, &updated_ids}) {
    std::copy_if(ids->begin(), ids->end(), std::back_inserter(claimed),
                 [&](int64_t id) { return id < first_own; });
  }
  base_->claims_->Claim(this, std::move(claimed));

  MemoryRows rows = current_->rows_;
  const uint64_t gone = rows.Delete(deleted_ids);
  for (const Chunk& chunk : updated) {
    Chunk compact = chunk;
    compact.Compact();
    const std::vector<int64_t> ids = RowIdsOf({compact});
    const std::vector<Vector> values(compact.columns().begin() + 1, compact.columns().end());
    rows.Update(columns, ids, values, base_->version_ + 1);
  }
  const int64_t first_appended = rows.next_row_id();
  for (Chunk& chunk : appended) {
    chunk.Compact();
    rows.Append(std::move(chunk));
  }
  const std::shared_ptr<const MemoryTable> next(
      new MemoryTable(*base_, std::move(rows), indexes_, base_->version_ + 1));
  IndexUpdated(*next, columns, updated_ids);
  IndexAppended(*next, first_appended);

  current_ = next;
  if (deleted_.empty()) deleted_.reserve(deleted_ids.size());
  for (const int64_t id : deleted_ids) {
    if (id < first_own) deleted_.push_back(id);
  }
  for (const int64_t id : updated_ids) {
    if (id < first_own) updated_[columns].push_back(id);
  }
  return gone;
}

void MemoryTableWrite::IndexRows(const MemoryTable& table, const std::vector<uint32_t>* columns,
                                 const std::vector<int64_t>& row_ids) {
  std::vector<int64_t> live;
  MemoryRows::Place place;
  for (const int64_t id : row_ids) {
    if (table.rows_.Find(id, place)) live.push_back(id);
  }
  for (size_t key = 0; key < table.keys_.size(); ++key) {
    const std::vector<uint32_t>& parts = table.keys_[key].columns;
    const bool touched =
        columns == nullptr || std::any_of(parts.begin(), parts.end(), [&](uint32_t part) {
          return std::find(columns->begin(), columns->end(), part) != columns->end();
        });
    if (!touched) continue;
    const std::vector<uint64_t> hashes = table.HashKeys(table.keys_[key], live);
    indexes_[key].back()->Insert(hashes, live);
    if (table.keys_[key].unique) table.CheckUnique(key, live, hashes);
  }
}

void MemoryTableWrite::IndexUpdated(const MemoryTable& table, const std::vector<uint32_t>& columns,
                                    const std::vector<int64_t>& row_ids) {
  for (size_t begin = 0; begin < row_ids.size(); begin += kIndexedRows) {
    const auto from = row_ids.begin() + static_cast<ptrdiff_t>(begin);
    const size_t count = std::min(kIndexedRows, row_ids.size() - begin);
    IndexRows(table, &columns, {from, from + static_cast<ptrdiff_t>(count)});
  }
}

void MemoryTableWrite::IndexAppended(const MemoryTable& table, int64_t first_row_id) {
  const int64_t end_row_id = table.rows_.next_row_id();
  for (auto& indexes : indexes_) {
    indexes.back()->Reserve(indexes.back()->size() +
                            static_cast<size_t>(end_row_id - first_row_id));
  }
  std::vector<int64_t> row_ids;
  for (int64_t begin = first_row_id; begin < end_row_id; begin += kIndexedRows) {
    row_ids.resize(std::min<size_t>(kIndexedRows, static_cast<size_t>(end_row_id - begin)));
    std::iota(row_ids.begin(), row_ids.end(), begin);
    IndexRows(table, nullptr, row_ids);
  }
}

void MemoryTableWrite::CheckUntouched(const MemoryTable& latest, int64_t row_id) const {
  MemoryRows::Place place;
  if (!latest.rows_.Find(row_id, place)) ThrowConflict(base_->name_, "deleted a row");
  if (latest.rows_.groups()[place.group]->ChangedAt(place.row) > base_->version_) {
    ThrowConflict(base_->name_, "updated a row");
  }
}

void MemoryTableWrite::CheckConflicts(const std::shared_ptr<const TableSource>& latest) const {
  if (latest == base_) return;
  const auto* table = dynamic_cast<const MemoryTable*>(latest.get());
  if (table == nullptr || table->claims_ != base_->claims_) {
    ThrowConflict(base_->name_, "changed the definition");
  }
  for (const int64_t id : deleted_) CheckUntouched(*table, id);
  for (const auto& [columns, ids] : updated_) {
    for (const int64_t id : ids) CheckUntouched(*table, id);
  }
}

std::shared_ptr<const TableSource> MemoryTableWrite::Rebase(
    std::shared_ptr<const MemoryTable> latest) const {
  MemoryTableWrite again(std::move(latest));
  again.base_->claims_->Release(this);
  Vector gone(TypeId::kInt64, static_cast<uint32_t>(deleted_.size()));
  std::copy(deleted_.begin(), deleted_.end(), gone.mutable_values<int64_t>());
  if (!deleted_.empty()) again.Delete({Chunk({gone}, gone.size())});
  for (const auto& [columns, ids] : updated_) {
    std::map<size_t, std::vector<uint32_t>> by_group;
    MemoryRows::Place place;
    for (const int64_t id : ids) {
      if (current_->rows_.Find(id, place)) by_group[place.group].push_back(place.row);
    }
    std::vector<Chunk> chunks;
    for (const auto& [group, rows] : by_group) {
      chunks.push_back(TakeRows(columns, *current_->rows_.groups()[group], rows));
    }
    if (!chunks.empty()) again.Update(columns, chunks);
  }
  std::vector<Chunk> appended;
  for (const RowGroupPtr& group : current_->rows_.groups()) {
    std::vector<uint32_t> own;
    for (uint32_t row = 0; row < group->size(); ++row) {
      if (group->first_row_id() + row >= base_->rows_.next_row_id() && group->IsLive(row)) {
        own.push_back(row);
      }
    }
    if (own.empty()) continue;
    std::vector<Vector> columns;
    for (const Vector& column : group->rows().columns()) {
      columns.push_back(column.Gather(own.data(), static_cast<uint32_t>(own.size())));
    }
    appended.emplace_back(std::move(columns), static_cast<uint32_t>(own.size()));
  }
  if (!appended.empty()) again.Append(std::move(appended));
  const std::shared_ptr<const TableSource> base = again.base_;
  again.PrepareCommit();
  return again.Commit(base);
}

void MemoryTableWrite::PrepareCommit() {
  if (current_ == base_) return;
  next_ = base_->indexes_;
  for (size_t key = 0; key < next_.size(); ++key) {
    if (next_[key][0]->size() == 0) {  // nothing to share with other versions
      next_[key] = {indexes_[key].back()};
    } else {
      // Should the commit fail, these are entries of rows that there are not, as of deleted ones.
      next_[key][0]->InsertAll(*indexes_[key].back());
    }
  }
}

std::shared_ptr<const TableSource> MemoryTableWrite::Commit(
    const std::shared_ptr<const TableSource>& latest) {
  if (current_ == base_) return latest;
  if (latest != base_) {
    CheckConflicts(latest);
    return Rebase(std::static_pointer_cast<const MemoryTable>(latest));
  }
  const std::shared_ptr<MemoryTable> table(
      new MemoryTable(*base_, current_->rows_, std::move(next_), base_->version_ + 1));
  table->ShrinkIndexes();
  return table;
}

}  // namespace lakebolt
