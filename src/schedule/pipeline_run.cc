#include "schedule/pipeline_run.h"

#include <chrono>
#include <utility>

#include "base/evaluation_memory.h"

namespace lakebolt {

namespace {

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Adds the time of one call to an operator's statistics.
class CallTimer {
 public:
  explicit CallTimer(Operator& op) : op_(op), begin_(NowNanos()) {}
  ~CallTimer() {
    op_.stats().nanoseconds.fetch_add(static_cast<uint64_t>(NowNanos() - begin_),
                                      std::memory_order_relaxed);
  }
  CallTimer(const CallTimer&) = delete;
  CallTimer& operator=(const CallTimer&) = delete;

 private:
  Operator& op_;
  int64_t begin_;
};

}  // namespace

PipelineRun::PipelineRun(const Pipeline& pipeline, TaskContext context,
                         std::atomic<int32_t>& finished_through)
    : pipeline_(pipeline), context_(std::move(context)), finished_through_(finished_through) {
  source_local_ = pipeline.source->MakeLocal(context_);
  for (const auto& transform : pipeline.transforms) {
    transform_locals_.push_back(transform->MakeLocal(context_));
    holds_batches_ = holds_batches_ || transform->HoldsBatches();
  }
  sink_local_ = pipeline.sink->MakeLocal(context_);
  slots_.resize(pipeline.transforms.size() + 1);
  full_.assign(slots_.size(), false);
}

PipelineRun::Status PipelineRun::Run(int64_t quantum_ns) {
  const EvaluationMemory::Bound bound(context_.query.memory);
  const int64_t end = NowNanos() + quantum_ns;
  while (phase_ != Phase::kDone) {
    context_.query.cancellation->Check();
    if (Step() == Status::kBlocked) return Status::kBlocked;
    if (NowNanos() > end) return phase_ == Phase::kDone ? Status::kDone : Status::kMore;
  }
  return Status::kDone;
}

void PipelineRun::FinishThrough(size_t slot) {
  // Rows at or before the slot cannot matter any more; rows behind it still do.
  for (size_t i = 0; i <= slot; ++i) full_[i] = false;
  const bool is_flushing = phase_ == Phase::kFlush || phase_ == Phase::kEndBatch;
  if (phase_ == Phase::kPull || (is_flushing && flushing_ <= slot)) {
    phase_ = slot == pipeline_.transforms.size() ? Phase::kMerge : Phase::kFlush;
    flushing_ = slot + 1;
  }
  int32_t known = finished_through_.load();
  while (known < static_cast<int32_t>(slot) &&
         !finished_through_.compare_exchange_weak(known, static_cast<int32_t>(slot))) {
  }
}

PipelineRun::Status PipelineRun::Step() {
  const int32_t finished = finished_through_.load(std::memory_order_relaxed);
  if (finished >= 0 && phase_ == Phase::kPull) FinishThrough(static_cast<size_t>(finished));
  for (size_t slot = slots_.size(); slot-- > 0;) {
    if (!full_[slot]) continue;
    return slot + 1 == slots_.size() ? RunSink() : RunTransform(slot);
  }
  switch (phase_) {
    case Phase::kPull: return PullSource();
    case Phase::kEndBatch:
    case Phase::kFlush: return FlushNext();
    case Phase::kMerge: {
      const CallTimer timer(*pipeline_.sink);
      pipeline_.sink->Merge(context_, *sink_local_);
      phase_ = Phase::kDone;
      return Status::kDone;
    }
    case Phase::kDone: return Status::kDone;
  }
  return Status::kDone;
}

void PipelineRun::Put(size_t slot, Operator& from) {
  const uint32_t rows = slots_[slot].count();
  if (rows == 0) return;
  from.stats().rows.fetch_add(rows, std::memory_order_relaxed);
  full_[slot] = true;
}

PipelineRun::Status PipelineRun::PullSource() {
  const CallTimer timer(*pipeline_.source);
  slots_[0] = Chunk();
  switch (pipeline_.source->Next(context_, *source_local_, slots_[0])) {
    case SourceStatus::kRows:
      if (context_.batch != batch_ && batch_ != kNoBatch && holds_batches_) {
        next_ = std::exchange(slots_[0], Chunk());
        phase_ = Phase::kEndBatch;
        break;
      }
      if (context_.batch != batch_) StartBatch(context_.batch);
      Put(0, *pipeline_.source);
      break;
    case SourceStatus::kFinished: phase_ = Phase::kFlush; break;
    case SourceStatus::kBlocked: return Status::kBlocked;
  }
  return Status::kMore;
}

void PipelineRun::StartBatch(uint64_t batch) {
  constexpr int kBatchBits = 40;
  batch_ = batch;
  StartNumber((static_cast<uint64_t>(pipeline_.number) << kBatchBits) | batch);
}

void PipelineRun::StartNumber(uint64_t number) {
  for (size_t i = 0; i < transform_locals_.size(); ++i) {
    pipeline_.transforms[i]->StartBatch(*transform_locals_[i], number);
  }
  pipeline_.sink->StartBatch(*sink_local_, number);
}

PipelineRun::Status PipelineRun::RunTransform(size_t slot) {
  Transform& transform = *pipeline_.transforms[slot];
  const CallTimer timer(transform);
  slots_[slot + 1] = Chunk();
  switch (transform.Process(context_, *transform_locals_[slot], slots_[slot], slots_[slot + 1])) {
    case TransformStatus::kNeedInput: full_[slot] = false; break;
    case TransformStatus::kMoreOutput: break;
    case TransformStatus::kFinished: FinishThrough(slot); break;
    case TransformStatus::kBlocked: return Status::kBlocked;
  }
  Put(slot + 1, transform);
  return Status::kMore;
}

PipelineRun::Status PipelineRun::RunSink() {
  Sink& sink = *pipeline_.sink;
  const CallTimer timer(sink);
  const uint32_t rows = slots_.back().count();
  switch (sink.Consume(context_, *sink_local_, slots_.back())) {
    case SinkStatus::kNeedInput: full_.back() = false; break;
    case SinkStatus::kFinished: FinishThrough(pipeline_.transforms.size()); break;
    case SinkStatus::kBlocked: return Status::kBlocked;
  }
  sink.stats().rows.fetch_add(rows, std::memory_order_relaxed);
  return Status::kMore;
}

PipelineRun::Status PipelineRun::EndFlush() {
  if (phase_ == Phase::kFlush) {
    phase_ = Phase::kMerge;
    return Status::kMore;
  }
  StartBatch(context_.batch);
  slots_[0] = std::exchange(next_, Chunk());
  Put(0, *pipeline_.source);
  phase_ = Phase::kPull;
  flushing_ = 0;
  return Status::kMore;
}

PipelineRun::Status PipelineRun::FlushNext() {
  if (flushing_ == pipeline_.transforms.size()) return EndFlush();
  Transform& transform = *pipeline_.transforms[flushing_];
  const bool ends_batch = phase_ == Phase::kEndBatch;
  if (ends_batch && !transform.HoldsBatches()) {
    ++flushing_;
    return Status::kMore;
  }
  const CallTimer timer(transform);
  Chunk& out = slots_[flushing_ + 1];
  out = Chunk();
  LocalState& local = *transform_locals_[flushing_];
  const TransformStatus status = ends_batch ? transform.FlushBatch(context_, local, out)
                                            : transform.Flush(context_, local, out);
  if (status == TransformStatus::kBlocked) {
    // It waits for other workers, and these may wait for the rows of lower batches to be through:
    // there are none to come from here, and what comes stems from no batch.
    constexpr uint64_t kBehindAll = ~uint64_t{0} >> 1;
    StartNumber(kBehindAll);
    return Status::kBlocked;
  }
  Put(flushing_ + 1, transform);
  if (status != TransformStatus::kMoreOutput) ++flushing_;
  return Status::kMore;
}

}  // namespace lakebolt
