#include "base/error.h"
#include "expression/expression.h"
#include "source/memory_table.h"
#include "source/row_keys.h"

namespace lakebolt {

namespace {

/// Writes a key as `a: 1, b: x`.
std::string KeyText(const Schema& schema, const TableKey& key, const RowGroup& group,
                    uint32_t row) {
  std::string text;
  for (const uint32_t column : key.columns) {
    if (!text.empty()) text += ", ";
    text += schema[column].name + ": " + group.column(column).GetValue(row).ToString();
  }
  return text;
}

std::vector<const Vector*> KeyColumns(const TableKey& key, const RowGroup& group) {
  std::vector<const Vector*> columns;
  for (const uint32_t column : key.columns) columns.push_back(&group.column(column));
  return columns;
}

}  // namespace

std::vector<uint64_t> MemoryTable::HashKeys(const TableKey& key,
                                            const std::vector<int64_t>& row_ids) const {
  std::vector<uint64_t> hashes(row_ids.size(), kNoKey);
  std::vector<uint32_t> rows;
  for (size_t begin = 0; begin < row_ids.size();) {
    MemoryRows::Place place;
    if (!rows_.Find(row_ids[begin], place)) throw InternalError("a row to be indexed is not there");
    const RowGroup& group = *rows_.groups()[place.group];
    rows.clear();
    size_t end = begin;
    for (; end < row_ids.size() && row_ids[end] >= group.first_row_id() &&
           row_ids[end] < group.end_row_id();
         ++end) {
      rows.push_back(static_cast<uint32_t>(row_ids[end] - group.first_row_id()));
    }
    const RowSet set{rows.data(), static_cast<uint32_t>(rows.size()), group.size()};
    lakebolt::HashKeys(KeyColumns(key, group), set, hashes.data() + begin);
    begin = end;
  }
  return hashes;
}

void MemoryTable::CheckUnique(size_t key, const std::vector<int64_t>& row_ids,
                              const std::vector<uint64_t>& hashes) const {
  std::vector<int64_t> candidates;
  for (size_t i = 0; i < row_ids.size(); ++i) {
    if (hashes[i] == kNoKey) continue;
    candidates.clear();
    for (const auto& index : indexes_[key]) index->Find(hashes[i], candidates);
    if (candidates.size() < 2) continue;  // the row itself
    MemoryRows::Place own;
    rows_.Find(row_ids[i], own);
    const RowGroup& own_group = *rows_.groups()[own.group];
    for (const int64_t candidate : candidates) {
      MemoryRows::Place other;
      if (candidate == row_ids[i] || !rows_.Find(candidate, other)) continue;
      const RowGroup& other_group = *rows_.groups()[other.group];
      if (!SameKey(KeyColumns(keys_[key], own_group), own.row, KeyColumns(keys_[key], other_group),
                   other.row)) {
        continue;
      }
      throw UserError(ErrorCode::kConstraint,
                      "duplicate key \"" + KeyText(schema_, keys_[key], own_group, own.row) +
                          "\" violates " +
                          (keys_[key].primary ? "primary key constraint" : "unique constraint") +
                          " of \"" + name_ + "\"");
    }
  }
}

std::vector<int64_t> MemoryTable::FindByKey(size_t key, const std::vector<Vector>& values,
                                            RowSet rows) const {
  std::vector<const Vector*> columns;
  for (const Vector& value : values) columns.push_back(&value);
  std::vector<uint64_t> hashes(rows.count);
  lakebolt::HashKeys(columns, rows, hashes.data());
  std::vector<int64_t> found(rows.count, -1);
  std::vector<int64_t> candidates;
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (hashes[i] == kNoKey) continue;
    candidates.clear();
    for (const auto& index : indexes_[key]) index->Find(hashes[i], candidates);
    for (const int64_t candidate : candidates) {
      MemoryRows::Place place;
      if (!rows_.Find(candidate, place)) continue;
      const RowGroup& group = *rows_.groups()[place.group];
      if (!SameKey(columns, rows[i], KeyColumns(keys_[key], group), place.row)) continue;
      found[i] = candidate;
      break;
    }
  }
  return found;
}

std::optional<size_t> MemoryTable::KeyOf(const Expr& filter) const {
  if (filter.kind() != ExprKind::kCompare) return std::nullopt;
  const auto& compare = static_cast<const CompareExpr&>(filter);
  if (compare.op() != CompareOp::kEqual || compare.left()->kind() != ExprKind::kInput ||
      compare.right()->kind() != ExprKind::kConstant ||
      compare.left()->type() != compare.right()->type() ||
      compare.left()->type().collation() != 0) {
    return std::nullopt;
  }
  const uint32_t column = As<InputExpr>(compare.left()).position();
  for (size_t key = 0; key < keys_.size(); ++key) {
    if (keys_[key].unique && keys_[key].columns == std::vector<uint32_t>{column}) return key;
  }
  return std::nullopt;
}

FilterSupport MemoryTable::SupportsFilter(const Expr& filter) const {
  return KeyOf(filter) ? FilterSupport::kExact : FilterSupport::kUnsupported;
}

}  // namespace lakebolt
