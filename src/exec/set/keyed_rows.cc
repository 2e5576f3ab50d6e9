#include "exec/set/keyed_rows.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "function/cast.h"

namespace lakebolt {

namespace {

std::vector<LogicalType> KeyTypes(const RecursiveCteNode::Key& key) {
  std::vector<LogicalType> types;
  for (const uint32_t column : key.columns) types.push_back(key.row_types[column]);
  return types;
}

/// Tells whether row `i` of two chunks is not the same, NULLs and NaNs being equal to themselves.
bool Differ(const Chunk& a, const Chunk& b, uint32_t i) {
  for (size_t c = 0; c < a.columns().size(); ++c) {
    const Value x = a.column(c).GetValue(i);
    const Value y = b.column(c).GetValue(i);
    if (x.IsNull() != y.IsNull() || (!x.IsNull() && Value::Compare(x, y) != 0)) return true;
  }
  return false;
}

}  // namespace

KeyedRows::KeyedRows(const RecursiveCteNode::Key& key, std::vector<LogicalType> types,
                     MemoryPool* memory)
    : key_(key),
      types_(std::move(types)),
      table_(std::make_shared<KeyLayout>(KeyTypes(key))),
      bytes_(memory, "recursive CTE") {
  for (const RecursiveCteNode::Payload& payload : key.payloads) {
    states_.push_back(payload.function->make_states());
    std::vector<ExprEvaluator>& evaluators = arguments_.emplace_back();
    for (const ExprPtr& argument : payload.arguments) evaluators.emplace_back(argument);
  }
  for (uint32_t c = 0; c < types_.size(); ++c) {
    const ExprPtr input = std::make_shared<InputExpr>(c, key.row_types[c], "");
    casts_.emplace_back(MakeCast(input, types_[c]));
  }
}

std::vector<uint32_t> KeyedRows::GroupsOf(const Chunk& chunk) {
  std::vector<Vector> keys;
  for (const uint32_t column : key_.columns) keys.push_back(chunk.column(column));
  std::vector<uint32_t> groups(chunk.size());
  table_.FindOrAdd(keys, RowSet::Dense(chunk.size()), groups.data());
  return groups;
}

void KeyedRows::Update(const Chunk& chunk, const std::vector<uint32_t>& groups) {
  const RowSet rows = RowSet::Dense(chunk.size());
  for (size_t p = 0; p < states_.size(); ++p) {
    std::vector<Vector> arguments;
    for (ExprEvaluator& argument : arguments_[p]) {
      arguments.push_back(argument.Evaluate(chunk.columns(), rows));
    }
    states_[p]->Resize(table_.size());
    states_[p]->Update(arguments, rows, groups.data());
  }
}

Chunk KeyedRows::RowsOf(const std::vector<uint32_t>& groups) const {
  if (groups.empty()) return {};
  const auto [low, high] = std::minmax_element(groups.begin(), groups.end());
  const uint32_t begin = *low;
  const uint32_t range = *high - begin + 1;
  std::vector<uint32_t> rows;
  rows.reserve(groups.size());
  for (const uint32_t group : groups) rows.push_back(group - begin);
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns(types_.size());
  const std::vector<Vector> keys = table_.Keys(begin, range);
  for (size_t k = 0; k < keys.size(); ++k) {
    columns[key_.columns[k]] = keys[k].Gather(rows.data(), count);
  }
  for (size_t p = 0; p < states_.size(); ++p) {
    columns[key_.payloads[p].column] =
        states_[p]->Finalize(begin, range).Gather(rows.data(), count);
  }
  return {std::move(columns), count};
}

void KeyedRows::Charge(size_t more) {
  size_t bytes = table_.MemoryBytes() + more;
  for (const auto& states : states_) bytes += states->MemoryBytes();
  bytes_.Resize(static_cast<int64_t>(bytes));
}

std::vector<Chunk> KeyedRows::Take(const Materialize& rows) {
  const uint32_t known = table_.size();
  std::vector<std::vector<uint32_t>> groups;
  std::vector<uint32_t> touched;
  for (size_t i = 0; i < rows.chunks(); ++i) {
    CheckCancellation();
    groups.push_back(GroupsOf(rows.Read(i)));
    touched.insert(touched.end(), groups.back().begin(), groups.back().end());
    Charge(2 * touched.capacity() * sizeof(uint32_t));
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  const auto first_new = std::lower_bound(touched.begin(), touched.end(), known);
  const std::vector<uint32_t> old_groups(touched.begin(), first_new);
  const Chunk before = RowsOf(old_groups);
  // The rows as they were, as they are, and those of them that are given on.
  const size_t round_bytes = 3 * (before.MemoryBytes() + touched.capacity() * sizeof(uint32_t));
  for (size_t i = 0; i < groups.size(); ++i) {
    CheckCancellation();
    Update(rows.Read(i), groups[i]);
    Charge(round_bytes);
  }
  const Chunk after = RowsOf(old_groups);
  std::vector<uint32_t> changed;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerRow = 200;
  for (uint32_t i = 0; i < old_groups.size(); ++i) {
    poll.Spend(kNanosPerRow);
    if (Differ(before, after, i)) changed.push_back(old_groups[i]);
  }
  changed.insert(changed.end(), first_new, touched.end());
  if (changed.empty()) return {};
  std::vector<Chunk> delta;
  delta.push_back(RowsOf(changed));
  Charge(0);
  return delta;
}

Chunk KeyedRows::TakeAll(const Chunk& rows) {
  Update(rows, GroupsOf(rows));
  Charge(0);
  std::vector<Vector> columns;
  for (ExprEvaluator& cast : casts_) {
    columns.push_back(cast.Evaluate(rows.columns(), RowSet::Dense(rows.size())));
  }
  return {std::move(columns), rows.size()};
}

std::vector<Chunk> KeyedRows::Rows() const {
  std::vector<uint32_t> all(table_.size());
  for (uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<Chunk> rows;
  if (!all.empty()) rows.push_back(RowsOf(all));
  return rows;
}

}  // namespace lakebolt
