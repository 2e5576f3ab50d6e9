#include "exec/join/partition_join.h"

#include "exec/join/join_build.h"

namespace lakebolt {

PartitionJoin::PartitionJoin(JoinTable& whole, uint32_t partition, TaskContext& context)
    : whole_(whole), partition_(partition), table_(whole.spilled->kept(partition)) {
  if (table_ == nullptr) Build(context);
}

PartitionJoin::~PartitionJoin() = default;

void PartitionJoin::Build(TaskContext& context) {
  SpilledJoin& spilled = *whole_.spilled;
  table_ = std::make_shared<JoinTable>(whole_.spec, context.query);
  table_->level = spilled.level() + 1;
  // What marks have to know of the whole build side.
  table_->any_rows = whole_.any_rows;
  table_->any_null_keys = whole_.any_null_keys;
  JoinBuild build(table_, context.query);
  const auto local = build.MakeLocal(context);
  for (const auto& rows : spilled.build_rows()) {
    for (size_t i = 0; i < rows->chunks(partition_); ++i) {
      context.query.cancellation->Check();
      build.Add(*local, rows->Read(partition_, i));
    }
  }
  build.Merge(context, *local);
  for (uint32_t parts = build.PrepareFinish(context); parts > 0; parts = build.NextStage(context)) {
    for (uint32_t part = 0; part < parts; ++part) build.FinishPart(context, part);
  }
  build.Finish(context);
  ZeroedMemory& matched = spilled.matched(partition_);
  if (table_->traits.tracks_build && table_->spilled == nullptr && matched.size() > 0) {
    std::swap(table_->matched, matched);
  }
}

void PartitionJoin::Keep() {
  SpilledJoin& spilled = *whole_.spilled;
  if (table_->spilled != nullptr) {
    spilled.kept(partition_) = table_;
  } else if (table_->traits.tracks_build) {
    std::swap(table_->matched, spilled.matched(partition_));
  }
}

void PartitionJoin::Probe(std::vector<const PartitionedRows*> rows) {
  probe_rows_ = std::move(rows);
  next_rows_ = 0;
  next_chunk_ = 0;
  flushes_ = false;
}

bool PartitionJoin::ReadProbeRows() {
  while (next_rows_ < probe_rows_.size()) {
    const PartitionedRows& rows = *probe_rows_[next_rows_];
    if (next_chunk_ < rows.chunks(partition_)) {
      input_ = rows.Read(partition_, next_chunk_++);
      return true;
    }
    ++next_rows_;
    next_chunk_ = 0;
  }
  return false;
}

bool PartitionJoin::NextJoined(TaskContext& context, Chunk& out) {
  if (probe_ == nullptr) {
    probe_ = std::make_unique<JoinProbe>(table_);
    probe_local_ = probe_->MakeLocal(context);
  }
  while (!flushes_) {
    if (!in_chunk_ && !ReadProbeRows()) {
      flushes_ = true;
      break;
    }
    const TransformStatus status = probe_->Process(context, *probe_local_, input_, out);
    if (status == TransformStatus::kFinished) next_rows_ = probe_rows_.size();
    in_chunk_ = status == TransformStatus::kMoreOutput;
    if (out.count() > 0) return true;
  }
  // What this partition has spilled in turn; no other worker has anything to do with it.
  while (probe_->Flush(context, *probe_local_, out) == TransformStatus::kMoreOutput) {
    if (out.count() > 0) return true;
  }
  return false;
}

bool PartitionJoin::NextUnmatched(TaskContext& context, Chunk& out) {
  if (unmatched_ == nullptr) {
    unmatched_ = std::make_unique<JoinUnmatched>(table_);
    unmatched_local_ = unmatched_->MakeLocal(context);
  }
  return unmatched_->Next(context, *unmatched_local_, out) == SourceStatus::kRows;
}

}  // namespace lakebolt
