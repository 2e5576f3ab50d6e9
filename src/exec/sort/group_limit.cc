#include "exec/sort/group_limit.h"

#include <algorithm>

#include "exec/aggregate/group_table.h"
#include "exec/sort/leading_code.h"
#include "expression/evaluator.h"
#include "expression/expression_list.h"

namespace lakebolt {

namespace {

/// A worker stops looking when there are more groups than this and more than this share of so many
/// rows passes. While there are few, rows of new groups say nothing about those to come.
constexpr uint32_t kManyGroups = 1 << 20;
constexpr double kUselessPassRate = 0.8;
constexpr uint64_t kRowsBeforeJudging = 1 << 17;
constexpr uint64_t kLast = ~uint64_t{0};

}  // namespace

struct GroupLimit::Local final : LocalState {
  explicit Local(const GroupLimit& parent)
      : table(std::make_unique<GroupTable>(parent.layout_)), bytes(parent.memory_, "group limit") {
    for (const ExprPtr& expr : parent.spec_.partition) partition.emplace_back(expr);
    if (parent.spec_.first_key != nullptr) first_key.emplace_back(parent.spec_.first_key);
  }

  std::vector<ExprEvaluator> partition;
  std::vector<ExprEvaluator> first_key;  // none without an order
  std::unique_ptr<GroupTable> table;     // null once given up
  std::vector<uint64_t> best;            // codes in ascending order, `rows` a group
  std::vector<uint32_t> seen;            // without an order: rows, by group
  std::vector<uint32_t> groups;
  std::vector<uint64_t> codes;
  uint64_t rows_in = 0;
  uint64_t rows_out = 0;
  Reservation bytes;
};

GroupLimit::GroupLimit(GroupLimitSpec spec, MemoryPool* memory)
    : spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(TypesOf(spec_.partition))),
      drops_ties_(!spec_.keeps_ties && !spec_.has_more_keys && !spec_.counts_distinct &&
                  (spec_.first_key == nullptr || HasExactLeadingCodes(spec_.first_key->type()))),
      memory_(memory) {}

std::unique_ptr<LocalState> GroupLimit::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

TransformStatus GroupLimit::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  out = std::move(input);
  const RowSet rows = out.rows();
  if (local.table == nullptr || rows.count == 0) return TransformStatus::kNeedInput;
  FindGroups(local, out);
  Selection kept = Selection::Allocate(rows.count);
  const uint32_t count = Keep(local, rows, kept.data());
  local.rows_in += rows.count;
  local.rows_out += count;
  if (count < rows.count) {
    kept.set_count(count);
    out.SetSelection(std::move(kept));
  }
  if (local.rows_in >= kRowsBeforeJudging) {
    if (local.table->size() > kManyGroups &&
        static_cast<double>(local.rows_out) >
            kUselessPassRate * static_cast<double>(local.rows_in)) {
      local.table = nullptr;
      local.best = {};
      local.seen = {};
      local.bytes.Free();
    }
    local.rows_in = 0;
    local.rows_out = 0;
  }
  return TransformStatus::kNeedInput;
}

void GroupLimit::FindGroups(Local& local, const Chunk& input) const {
  const RowSet rows = input.rows();
  local.groups.resize(rows.count);
  if (spec_.partition.empty()) {
    std::fill(local.groups.begin(), local.groups.end(), 0);
  } else {
    std::vector<Vector> keys;
    for (ExprEvaluator& expr : local.partition) {
      keys.push_back(expr.Evaluate(input.columns(), rows));
    }
    local.table->FindOrAdd(keys, rows, local.groups.data());
  }
  const size_t groups = spec_.partition.empty() ? 1 : local.table->size();
  if (spec_.first_key == nullptr) {
    local.seen.resize(groups, 0);
  } else {
    local.best.resize(groups * spec_.rows, kLast);
    local.codes.resize(rows.count);
    const Vector keys = local.first_key[0].Evaluate(input.columns(), rows);
    LeadingCodes(keys, rows, spec_.order, local.codes.data());
  }
  local.bytes.Resize(static_cast<int64_t>(local.table->MemoryBytes() +
                                          local.best.capacity() * sizeof(uint64_t) +
                                          local.seen.capacity() * sizeof(uint32_t)));
}

uint32_t GroupLimit::Keep(Local& local, RowSet rows, uint32_t* kept) const {
  if (spec_.first_key == nullptr) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < rows.count; ++i) {
      uint32_t& seen = local.seen[local.groups[i]];
      kept[count] = rows[i];
      count += seen < spec_.rows ? 1 : 0;
      seen += seen < spec_.rows ? 1 : 0;
    }
    return count;
  }
  return spec_.rows == 1 ? KeepFirst(local, rows, kept) : KeepBest(local, rows, kept);
}

/// Keeps rows up to the first of each group.
uint32_t GroupLimit::KeepFirst(Local& local, RowSet rows, uint32_t* kept) const {
  uint32_t count = 0;
  uint64_t* best = local.best.data();
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint64_t code = local.codes[i];
    uint64_t& least = best[local.groups[i]];
    // The least and the greatest code are those of NULLs, too.
    const bool tie_counts = !drops_ties_ || code == 0 || code == kLast;
    kept[count] = rows[i];
    count += (code < least) | ((code == least) & tie_counts) ? 1 : 0;
    least = std::min(least, code);
  }
  return count;
}

/// Keeps rows up to the last of the first ones of each group.
uint32_t GroupLimit::KeepBest(Local& local, RowSet rows, uint32_t* kept) const {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint64_t code = local.codes[i];
    uint64_t* best = local.best.data() + local.groups[i] * spec_.rows;
    uint64_t* last = best + spec_.rows - 1;
    if (code > *last) continue;
    if (code == *last && drops_ties_ && code != 0 && code != kLast) continue;
    kept[count++] = rows[i];
    if (code == *last || (spec_.counts_distinct && std::binary_search(best, last, code))) continue;
    uint64_t* at = last;
    for (; at > best && at[-1] > code; --at) *at = at[-1];
    *at = code;
  }
  return count;
}

}  // namespace lakebolt
