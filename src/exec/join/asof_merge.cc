#include "exec/join/asof_merge.h"

#include <algorithm>
#include <string_view>

#include "exec/join/nullable_gather.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Holds a chunk of a side: its columns, then equality keys and order; with these as bytes that
/// compare as the values do.
struct AsofMerge::Rows {
  Rows(Chunk rows, const RunLayout& layout) : chunk(std::move(rows)), taken(chunk.size(), 0) {
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      for (size_t k = 0; k < layout.keys.size(); ++k) {
        if (k == layout.group_keys) group_ends.push_back(keys.bytes.size());
        const RunLayout::Key& key = layout.keys[k];
        AppendOrderKey(chunk.column(key.position), row, key.order, keys.bytes);
      }
      keys.ends.push_back(keys.bytes.size());
    }
  }

  Chunk chunk;
  EncodedKeys keys;
  std::vector<uint64_t> group_ends;  // where the equality keys end in `keys.bytes`
  std::vector<uint8_t> taken;        // right rows: by some left row
};

struct AsofMerge::Place {
  std::shared_ptr<Rows> rows;
  uint32_t row = 0;

  std::string_view key() const { return rows->keys[row]; }
  std::string_view group() const {
    const uint64_t begin = row == 0 ? 0 : rows->keys.ends[row - 1];
    return key().substr(0, rows->group_ends[row] - begin);
  }
  bool operator==(const Place& other) const { return rows == other.rows && row == other.row; }
};

/// Walks through the rows of a side.
class AsofMerge::Side {
 public:
  Side(RunLayout layout, std::unique_ptr<RunMerge> merge)
      : layout_(std::move(layout)), merge_(std::move(merge)) {
    NextChunk();
  }

  bool AtEnd() const { return at_.rows == nullptr; }
  const Place& at() const { return at_; }
  void Advance() {
    if (++at_.row == at_.rows->chunk.size()) NextChunk();
  }
  /// Goes to the first row of the next chunk.
  void NextChunk() {
    Chunk chunk = merge_->Next(kDefaultChunkSize, layout_.width);
    at_ = {};
    if (chunk.size() > 0) at_.rows = std::make_shared<Rows>(std::move(chunk), layout_);
  }
  /// Tells whether a row can have no partner since an equality key or the order is NULL.
  bool IsAlone(const Place& place) const {
    return std::any_of(layout_.keys.begin(), layout_.keys.end(), [&](const RunLayout::Key& key) {
      return place.rows->chunk.column(key.position).IsNull(place.row);
    });
  }

 private:
  RunLayout layout_;
  std::unique_ptr<RunMerge> merge_;
  Place at_;
};

AsofMerge::AsofMerge(const AsofSpec& spec, std::unique_ptr<RunMerge> left,
                     std::unique_ptr<RunMerge> right)
    : spec_(spec),
      left_(std::make_unique<Side>(
          AsofLayout(spec.probe_types, spec.join.left_keys, spec.join.left_order),
          std::move(left))),
      right_(std::make_unique<Side>(
          AsofLayout(spec.build_types, spec.join.right_keys, spec.join.right_order),
          std::move(right))),
      passed_(std::make_unique<Place>()) {}

AsofMerge::~AsofMerge() = default;

void AsofMerge::GiveUnmatched(const Rows& rows) {
  if (!spec_.join.keeps_right) return;
  std::vector<uint32_t> unmatched;
  for (uint32_t row = 0; row < rows.chunk.size(); ++row) {
    if (rows.taken[row] == 0) unmatched.push_back(row);
  }
  if (unmatched.empty()) return;
  const auto count = static_cast<uint32_t>(unmatched.size());
  std::vector<Vector> columns;
  for (const LogicalType& type : spec_.probe_types) {
    columns.push_back(Vector::Constant(Value(type), count));
  }
  for (size_t c = 0; c < spec_.build_types.size(); ++c) {
    columns.push_back(rows.chunk.column(c).Gather(unmatched.data(), count));
  }
  unmatched_.emplace_back(std::move(columns), count);
}

void AsofMerge::AdvanceRight() {
  const Place at = right_->at();
  right_->Advance();
  // The row passed is still within reach, those of a chunk before its are not.
  if (passed_->rows != nullptr && passed_->rows != at.rows) GiveUnmatched(*passed_->rows);
  *passed_ = at;
}

void AsofMerge::PassRight(const Place& left) {
  // Looking back at >= and forward at <, rows as good as the one looked for are passed.
  const CompareOp op = spec_.join.op;
  const bool passes_equal = op == CompareOp::kGreaterEqual || op == CompareOp::kLess;
  while (!right_->AtEnd()) {
    const int side = right_->at().key().compare(left.key());
    if (side > 0 || (side == 0 && !passes_equal)) return;
    AdvanceRight();
  }
}

const AsofMerge::Place* AsofMerge::FindNearest(const Place& left) {
  PassRight(left);
  const bool back =
      spec_.join.op == CompareOp::kGreaterEqual || spec_.join.op == CompareOp::kGreater;
  const Place* nearest = passed_->rows == nullptr ? nullptr : passed_.get();
  if (!back) nearest = right_->AtEnd() ? nullptr : &right_->at();
  if (nearest == nullptr || nearest->group() != left.group()) return nullptr;
  return left_->IsAlone(left) || right_->IsAlone(*nearest) ? nullptr : nearest;
}

/// Joins the left chunk at hand and goes on to the next.
Chunk AsofMerge::JoinChunk() {
  std::vector<ColumnBuffer> right_rows;
  for (const LogicalType& type : spec_.build_types) right_rows.emplace_back(type);
  std::vector<uint32_t> left_numbers;
  std::vector<uint32_t> right_numbers;
  Place last;  // the right row copied last
  uint32_t copied = 0;
  Place left = left_->at();
  for (; left.row < left.rows->chunk.size(); ++left.row) {
    const Place* nearest = FindNearest(left);
    if (nearest == nullptr && !spec_.join.keeps_left) continue;
    if (nearest != nullptr && !(*nearest == last)) {
      nearest->rows->taken[nearest->row] = 1;
      for (size_t c = 0; c < right_rows.size(); ++c) {
        const Vector& column = nearest->rows->chunk.column(c);
        right_rows[c].Append(column, {&nearest->row, 1, column.size()});
      }
      last = *nearest;
      ++copied;
    }
    left_numbers.push_back(left.row);
    right_numbers.push_back(nearest == nullptr ? kNullRow : copied - 1);
  }
  left_->NextChunk();
  const auto count = static_cast<uint32_t>(left_numbers.size());
  std::vector<Vector> columns;
  for (size_t c = 0; c < spec_.probe_types.size(); ++c) {
    columns.push_back(left.rows->chunk.column(c).Gather(left_numbers.data(), count));
  }
  std::vector<Vector> views;
  for (const ColumnBuffer& column : right_rows) views.push_back(column.View());
  for (Vector& column : GatherNullable(Chunk(std::move(views), copied), spec_.build_types,
                                       std::move(right_numbers))) {
    columns.push_back(std::move(column));
  }
  return {std::move(columns), count};
}

bool AsofMerge::Next(TaskContext& context, Chunk& out) {
  while (true) {
    context.query.cancellation->Check();
    if (!unmatched_.empty()) {
      out = std::move(unmatched_.front());
      unmatched_.pop_front();
      return true;
    }
    if (!left_->AtEnd()) {
      out = JoinChunk();
      if (out.size() > 0) return true;
    } else if (spec_.join.keeps_right && !right_->AtEnd()) {
      AdvanceRight();
    } else if (!right_is_drained_) {
      right_is_drained_ = true;
      if (passed_->rows != nullptr) GiveUnmatched(*passed_->rows);
    } else {
      return false;
    }
  }
}

}  // namespace lakebolt
