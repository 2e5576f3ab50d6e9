#include <algorithm>

#include "exec/window/framed_aggregate.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Children of a node.
constexpr uint32_t kFanout = 16;
/// Levels that one block of rows builds on its own: a block is a whole subtree.
constexpr uint32_t kBlockLevels = 4;
static_assert(kWindowPartRows == kFanout * kFanout * kFanout * kFanout);
/// Frames of no more rows are aggregated row by row.
constexpr uint32_t kFewRows = 48;
/// Nodes and rows collected before they are merged into states.
constexpr size_t kPairsAtOnce = 1 << 16;

/// Lists rows or nodes, and the group that each goes to.
struct Pairs {
  std::vector<uint32_t> items;
  std::vector<uint32_t> groups;

  void Add(uint32_t item, uint32_t group) {
    items.push_back(item);
    groups.push_back(group);
  }
  void Clear() {
    items.clear();
    groups.clear();
  }
};

/// Aggregates any frame from O(log n) nodes of a segment tree (Leis, Kundhikanjana, Kemper,
/// Neumann, "Efficient Processing of Window Functions in Analytical SQL Queries", VLDB 2015).
///
/// One tree stands over all rows: a frame lies within its partition, so it never needs a node that
/// covers two. A node is the exported state of its rows, in order, so that aggregates that look at
/// the order of rows come out right. Invariant: level l (from 1) has a state for every kFanout^l
/// rows. Frames of a batch are taken apart together, and merged level by level: first what lies
/// left of the top nodes, from the rows upwards, then what lies right of them, downwards.
class TreeAggregate final : public FramedAggregate {
 public:
  using FramedAggregate::FramedAggregate;

  uint32_t PrepareParts() override {
    BuildMask(call_.distinct);
    if (!NeedsTree()) return 0;
    const uint32_t blocks = (rows_.rows + kWindowPartRows - 1) / kWindowPartRows;
    blocks_.resize(blocks);
    return blocks;
  }

  void PreparePart(uint32_t part) override {
    const uint32_t begin = part * kWindowPartRows;
    const uint32_t end = std::min(begin + kWindowPartRows, rows_.rows);
    blocks_[part].push_back(BuildLeaves(begin, end));
    for (uint32_t level = 1; level < kBlockLevels; ++level) {
      blocks_[part].push_back(BuildLevel(blocks_[part].back()));
    }
  }

  void FinishPreparation() override {
    if (blocks_.empty()) return;
    for (uint32_t level = 0; level < kBlockLevels; ++level) {
      std::vector<const Vector*> parts;
      for (const auto& block : blocks_) parts.push_back(&block[level]);
      levels_.push_back(ConcatVectors(call_.aggregate->state, parts).Flatten());
    }
    blocks_.clear();
    while (levels_.back().size() > kFanout) levels_.push_back(BuildLevel(levels_.back()));
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    FrameBatch frames;
    frames_.Build(batch, frames);
    const FrameGroups groups(frames);
    auto states = call_.aggregate->make_states();
    states->Resize(groups.size());
    const auto merge = [&](const Vector& state, const auto& reaches) {
      MergeForGroups(state, groups, *states, reaches);
    };
    ForStatesBefore(batch, merge);
    Cover cover(levels_.size() + 1);
    for (uint32_t g = 0; g < groups.size(); ++g) {
      for (uint32_t r = 0; r < frames.range_count; ++r) {
        // The ranges of one row must be merged in order: at a gap, what is collected goes first.
        if (r > 0 && frames.rows[groups.row_of[g]][r].size() > 0) Flush(cover, *states);
        AddRange(frames.rows[groups.row_of[g]][r], g, cover);
      }
      if (cover.pairs >= kPairsAtOnce) Flush(cover, *states);
    }
    Flush(cover, *states);
    ForStatesBehind(batch, merge);
    return groups.Spread(states->Finalize(0, groups.size()));
  }

 private:
  /// Collects rows (level 0) and nodes that cover frames.
  struct Cover {
    explicit Cover(size_t levels) : left(levels), right(levels) {}

    std::vector<Pairs> left;
    std::vector<Pairs> right;
    size_t pairs = 0;
  };

  /// Merges what other slices have of frames.
  template <typename Reaches>
  static void MergeForGroups(const Vector& state, const FrameGroups& groups,
                             AggregateStates& states, const Reaches& reaches) {
    Pairs pairs;
    for (uint32_t g = 0; g < groups.size(); ++g) {
      if (reaches(groups.row_of[g])) pairs.Add(0, g);
    }
    if (pairs.items.empty()) return;
    const auto count = static_cast<uint32_t>(pairs.items.size());
    states.Merge(state, {pairs.items.data(), count, 1}, pairs.groups.data());
  }

  bool NeedsTree() const {
    const std::optional<uint32_t> most = frames_.MaxRows();
    if (most && *most <= kFewRows) return false;
    for (uint32_t p = 0; p < rows_.partitions.size(); ++p) {
      if (rows_.partitions.end(p) - rows_.partitions.begin(p) > kFewRows) return true;
    }
    return false;
  }

  Vector BuildLeaves(uint32_t begin, uint32_t end) const {
    std::vector<uint32_t> taken;
    std::vector<uint32_t> groups;
    for (uint32_t row = begin; row < end; ++row) {
      if (!Counts(row)) continue;
      taken.push_back(row);
      groups.push_back((row - begin) / kFanout);
    }
    const uint32_t nodes = (end - begin + kFanout - 1) / kFanout;
    auto states = call_.aggregate->make_states();
    states->Resize(nodes);
    if (!taken.empty()) {
      states->Update(arguments_, {taken.data(), static_cast<uint32_t>(taken.size()), rows_.rows},
                     groups.data());
    }
    return states->Export(0, nodes);
  }

  Vector BuildLevel(const Vector& below) const {
    const uint32_t nodes = (below.size() + kFanout - 1) / kFanout;
    auto states = call_.aggregate->make_states();
    states->Resize(nodes);
    std::vector<uint32_t> groups(below.size());
    for (uint32_t i = 0; i < below.size(); ++i) groups[i] = i / kFanout;
    states->Merge(below, RowSet::Dense(below.size()), groups.data());
    return states->Export(0, nodes);
  }

  void AddItem(uint32_t level, bool left, uint32_t item, uint32_t group, Cover& cover) const {
    if (level == 0 && !Counts(item)) return;
    (left ? cover.left : cover.right)[level].Add(item, group);
    ++cover.pairs;
  }

  void AddRange(const FrameBatch::Range& range, uint32_t group, Cover& cover) const {
    uint32_t begin = range.begin;
    uint32_t end = range.end;
    for (uint32_t level = 0; begin < end; ++level) {
      const bool top = level == levels_.size() || end - begin < 2 * kFanout;
      if (top) {
        for (; begin < end; ++begin) AddItem(level, true, begin, group, cover);
        return;
      }
      for (; begin % kFanout != 0; ++begin) AddItem(level, true, begin, group, cover);
      const uint32_t whole = end / kFanout * kFanout;
      for (uint32_t item = whole; item < end; ++item) AddItem(level, false, item, group, cover);
      begin /= kFanout;
      end = whole / kFanout;
    }
  }

  void Merge(uint32_t level, Pairs& pairs, AggregateStates& states) const {
    if (pairs.items.empty()) return;
    const auto count = static_cast<uint32_t>(pairs.items.size());
    if (level == 0) {
      states.Update(arguments_, {pairs.items.data(), count, rows_.rows}, pairs.groups.data());
    } else {
      const Vector& nodes = levels_[level - 1];
      states.Merge(nodes, {pairs.items.data(), count, nodes.size()}, pairs.groups.data());
    }
    pairs.Clear();
  }

  void Flush(Cover& cover, AggregateStates& states) const {
    const auto levels = static_cast<uint32_t>(cover.left.size());
    for (uint32_t level = 0; level < levels; ++level) Merge(level, cover.left[level], states);
    for (uint32_t level = levels; level-- > 0;) Merge(level, cover.right[level], states);
    cover.pairs = 0;
  }

  std::vector<std::vector<Vector>> blocks_;  // levels 1 to kBlockLevels of each block
  std::vector<Vector> levels_;               // from level 1; empty without a tree
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> MakeTreeAggregate(const WindowRows& rows,
                                                       const WindowSpec::Call& call,
                                                       bool descending, const CallEdges* edges) {
  return std::make_unique<TreeAggregate>(rows, call, descending, edges);
}

}  // namespace lakebolt
