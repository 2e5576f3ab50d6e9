#include <algorithm>

#include "exec/window/framed_aggregate.h"

namespace lakebolt {

namespace {

/// Computes one result a partition. Blocks of rows are aggregated in parallel, by partition; what
/// blocks share of a partition is merged in the order of rows.
class WholeAggregate final : public FramedAggregate {
 public:
  WholeAggregate(const WindowRows& rows, const WindowSpec::Call& call, bool descending)
      : FramedAggregate(rows, call, descending),
        masks_first_(call.filter.has_value() || call.distinct) {}

  uint32_t PrepareParts() override {
    // A mask is made by one worker, for all.
    const uint32_t blocks = (rows_.rows + kWindowPartRows - 1) / kWindowPartRows;
    blocks_.resize(blocks);
    if (masks_first_) BuildMask(call_.distinct);
    return blocks;
  }

  void PreparePart(uint32_t part) override {
    const uint32_t begin = part * kWindowPartRows;
    const uint32_t end = std::min(begin + kWindowPartRows, rows_.rows);
    Block& block = blocks_[part];
    BoundaryWalk walk(rows_.partitions, begin);
    block.first_partition = walk.run();
    std::vector<uint32_t> taken;
    std::vector<uint32_t> groups;
    taken.reserve(end - begin);
    groups.reserve(end - begin);
    for (uint32_t row = begin; row < end; ++row) {
      walk.MoveTo(row);
      if (!Counts(row)) continue;
      taken.push_back(row);
      groups.push_back(walk.run() - block.first_partition);
    }
    block.partitions = walk.run() - block.first_partition + 1;
    auto states = call_.aggregate->make_states();
    states->Resize(block.partitions);
    if (!taken.empty()) {
      const RowSet rows{taken.data(), static_cast<uint32_t>(taken.size()), rows_.rows};
      states->Update(arguments_, rows, block.partitions == 1 ? nullptr : groups.data());
    }
    block.states = std::move(states);
  }

  void FinishPreparation() override {
    if (blocks_.size() == 1) {
      results_ = blocks_[0].states->Finalize(0, blocks_[0].partitions).Flatten();
      blocks_.clear();
      return;
    }
    auto states = call_.aggregate->make_states();
    states->Resize(rows_.partitions.size());
    std::vector<uint32_t> groups;
    for (Block& block : blocks_) {
      const Vector exported = block.states->Export(0, block.partitions);
      groups.resize(block.partitions);
      for (uint32_t g = 0; g < block.partitions; ++g) groups[g] = block.first_partition + g;
      states->Merge(exported, RowSet::Dense(block.partitions), groups.data());
      block.states.reset();
    }
    results_ = states->Finalize(0, rows_.partitions.size()).Flatten();
    blocks_.clear();
  }

  Vector Evaluate(const WindowBatch& batch) const override {
    return results_.Gather(batch.partition.data(), batch.count);
  }

 private:
  struct Block {
    uint32_t first_partition = 0;
    uint32_t partitions = 0;
    std::unique_ptr<AggregateStates> states;
  };

  bool masks_first_;
  std::vector<Block> blocks_;
  Vector results_;  // by partition
};

}  // namespace

std::unique_ptr<WindowCallEvaluator> MakeWholeAggregate(const WindowRows& rows,
                                                        const WindowSpec::Call& call,
                                                        bool descending) {
  return std::make_unique<WholeAggregate>(rows, call, descending);
}

}  // namespace lakebolt
