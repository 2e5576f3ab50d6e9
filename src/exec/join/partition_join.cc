#include "exec/join/partition_join.h"

#include "exec/finish_sink.h"
#include "exec/join/join_build.h"

namespace lakebolt {

namespace {

/// To read the probe rows so often costs less than to write both sides again.
constexpr size_t kFewBlocks = 4;

/// Returns the join of a part of the rows. Nobody numbers groups across parts: the columns are
/// given out that rows are grouped by.
JoinSpec PartSpec(JoinSpec spec) {
  spec.build_output.insert(spec.build_output.end(), spec.group_columns.begin(),
                           spec.group_columns.end());
  spec.group_columns.clear();
  return spec;
}

}  // namespace

PartitionJoin::PartitionJoin(JoinTable& whole, uint32_t build_partition, TaskContext& context)
    : whole_(whole),
      spilled_(*whole.spilled),
      partition_(build_partition),
      blocks_(spilled_.Blocks(build_partition)) {
  if (blocks_.size() > kFewBlocks && spilled_.MayCutAgain(partition_)) CutAgain(context);
}

PartitionJoin::~PartitionJoin() = default;

std::shared_ptr<JoinTable> PartitionJoin::MakeTable(JoinSpec spec, bool may_spill,
                                                    TaskContext& context) const {
  auto table = std::make_shared<JoinTable>(std::move(spec), context.query);
  table->level = spilled_.level() + 1;
  table->may_spill = may_spill;
  // What marks have to know of the whole build side.
  table->any_rows = whole_.any_rows;
  table->any_null_keys = whole_.any_null_keys;
  return table;
}

/// Makes the partition a spilled join of its own.
void PartitionJoin::CutAgain(TaskContext& context) {
  table_ = MakeTable(PartSpec(whole_.spec), true, context);
  JoinBuild build(table_, context.query);
  build.StartSpilling();
  const auto local = build.MakeLocal(context);
  for (const SpilledJoin::Pieces& block : blocks_) {
    for (const SpilledJoin::Piece& piece : block) build.Add(*local, piece.Read());
  }
  build.Merge(context, *local);
  FinishSink(context, build);
}

void PartitionJoin::OpenBlock(TaskContext& context) {
  if (IsCut()) return;
  const bool several = blocks_.size() > 1;
  JoinSpec spec = PartSpec(whole_.spec);
  if (matches_) spec = BlockMatches::SpecOf(std::move(spec));
  table_ = MakeTable(std::move(spec), !several && spilled_.MayCutAgain(partition_), context);
  JoinBuild build(table_, context.query);
  const auto local = build.MakeLocal(context);
  for (const SpilledJoin::Piece& piece : blocks_[block_]) {
    context.query.cancellation->Check();
    build.Add(*local, piece.Read());
  }
  build.Merge(context, *local);
  FinishSink(context, build);
}

void PartitionJoin::CloseBlock() {
  probe_local_.reset();
  probe_.reset();
  if (whole_.traits.tracks_build && !spilled_.JoinsAtEnd()) {
    spilled_.NoteMatched(partition_, block_, std::move(table_->matched));
  }
  block_ = IsCut() ? blocks_.size() : block_ + 1;
  table_.reset();
  next_chunk_ = 0;
  probed_ = false;
}

void PartitionJoin::Probe(SpilledJoin::Pieces rows, TaskContext& context) {
  probe_rows_ = std::move(rows);
  next_chunk_ = 0;
  block_ = 0;
  if (blocks() > 1 && BlockMatches::AreNeeded(whole_)) {
    matches_.emplace(whole_, probe_rows_, context.query.memory);
  }
}

/// Reads the next probe rows that are of interest.
bool PartitionJoin::ReadProbeRows() {
  while (next_chunk_ < probe_rows_.size()) {
    const size_t chunk = next_chunk_++;
    input_ = probe_rows_[chunk].Read();
    if (!matches_ || matches_->Prepare(chunk, input_)) return true;
  }
  return false;
}

bool PartitionJoin::NextOfBlock(TaskContext& context, Chunk& out) {
  while (in_chunk_ || ReadProbeRows()) {
    const TransformStatus status = probe_->Process(context, *probe_local_, input_, out);
    in_chunk_ = status == TransformStatus::kMoreOutput;
    if (matches_) matches_->Note(next_chunk_ - 1, out);
    if (status == TransformStatus::kFinished) next_chunk_ = probe_rows_.size();
    if (out.count() > 0) return true;
  }
  // What this partition has spilled in turn; no other worker has anything to do with it.
  while (probe_->Flush(context, *probe_local_, out) == TransformStatus::kMoreOutput) {
    if (out.count() > 0) return true;
  }
  return false;
}

bool PartitionJoin::NextJoined(TaskContext& context, Chunk& out) {
  while (block_ < blocks()) {
    context.query.cancellation->Check();
    if (probe_ == nullptr) {
      OpenBlock(context);
      probe_ = std::make_unique<JoinProbe>(table_);
      probe_local_ = probe_->MakeLocal(context);
    }
    if (!probed_ && NextOfBlock(context, out)) return true;
    probed_ = true;
    if (spilled_.JoinsAtEnd() && NextAlone(context, out)) return true;
    CloseBlock();
  }
  return matches_ && NextRest(context, out);
}

/// Gives what probe rows come to that hangs on all blocks.
bool PartitionJoin::NextRest(TaskContext& context, Chunk& out) {
  while (next_chunk_ < probe_rows_.size()) {
    context.query.cancellation->Check();
    const size_t chunk = next_chunk_++;
    out = matches_->Rest(chunk, probe_rows_[chunk].Read());
    if (out.count() > 0) return true;
  }
  return false;
}

/// Gives the next build rows of the block at hand by themselves.
bool PartitionJoin::NextAlone(TaskContext& context, Chunk& out) {
  if (unmatched_ == nullptr) {
    unmatched_ = std::make_unique<JoinUnmatched>(table_);
    unmatched_local_ = unmatched_->MakeLocal(context);
  }
  if (unmatched_->Next(context, *unmatched_local_, out) == SourceStatus::kRows) {
    if (matches_) matches_->DropNumbers(out);
    return true;
  }
  unmatched_local_.reset();
  unmatched_.reset();
  return false;
}

bool PartitionJoin::NextUnmatched(TaskContext& context, Chunk& out) {
  for (; block_ < blocks(); ++block_) {
    if (table_ == nullptr) {
      OpenBlock(context);
      ZeroedMemory matched = spilled_.TakeMatched(partition_, block_);
      if (matched) table_->matched = std::move(matched);
    }
    if (NextAlone(context, out)) return true;
    table_.reset();
  }
  return false;
}

}  // namespace lakebolt
