#include "schedule/query_execution.h"

#include <algorithm>
#include <atomic>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "schedule/pipeline_run.h"

namespace lakebolt {

namespace {
constexpr int64_t kQuantumNanos = 5'000'000;
}

struct QueryExecution::PipelineState {
  Pipeline* pipeline = nullptr;
  SinkState* sink = nullptr;
  std::atomic<int32_t> finished_through{-1};
  uint32_t tasks_left = 0;
  bool started = false;
  bool ended = false;
};

struct QueryExecution::SinkState final : Spillable {
  SinkState(QueryExecution& owner, Sink* of) : execution(owner), sink(of) {
    execution.context_.memory->Add(this);
  }
  ~SinkState() override { execution.context_.memory->Remove(this); }

  /// Has the sink spill, perhaps for another query, which must not get this one's error.
  int64_t Spill(int64_t bytes) override {
    // A sink that failed to spill may be left half written, and gives its memory back as it ends.
    if (execution.context_.cancellation->IsCancelled()) return 0;
    const CancellationScope cancellation(execution.context_.cancellation);
    try {
      return sink->Spill(bytes);
    } catch (...) {
      execution.Fail(std::current_exception());
      throw;
    }
  }

  QueryExecution& execution;
  Sink* const sink;
  uint32_t pipelines_left = 0;
  std::atomic<uint32_t> parts_left{0};
  bool finished = false;
};

/// Runs a pipeline for one worker, a quantum at a time.
class QueryExecution::PipelineTask final : public Task,
                                           public std::enable_shared_from_this<PipelineTask> {
 public:
  PipelineTask(QueryExecution& execution, PipelineState& state)
      : Task(execution.group_), execution_(execution), state_(state) {}

  TaskStatus Run() override {
    const SessionTimeScope time(execution_.context_.time);
    const CancellationScope cancellation(execution_.context_.cancellation);
    try {
      if (run_ == nullptr) {
        execution_.context_.cancellation->Check();
        TaskContext context{execution_.context_,
                            [weak = weak_from_this(), &scheduler = execution_.scheduler_] {
                              if (auto self = weak.lock()) scheduler.Wake(self);
                            }};
        run_ = std::make_unique<PipelineRun>(*state_.pipeline, std::move(context),
                                             state_.finished_through);
      }
      switch (run_->Run(kQuantumNanos)) {
        case PipelineRun::Status::kMore: return TaskStatus::kYield;
        case PipelineRun::Status::kBlocked:
          keep_alive_ = shared_from_this();
          return TaskStatus::kBlocked;
        case PipelineRun::Status::kDone: break;
      }
    } catch (...) {
      execution_.Fail(std::current_exception());
    }
    run_.reset();
    keep_alive_.reset();
    execution_.TaskEnded(state_);
    return TaskStatus::kDone;
  }

 private:
  QueryExecution& execution_;
  PipelineState& state_;
  std::unique_ptr<PipelineRun> run_;
  std::shared_ptr<PipelineTask> keep_alive_;  // while blocked nobody else may hold the task
};

/// Runs one part of a sink's finishing; kPrepare comes first and starts the parts.
class QueryExecution::FinishTask final : public Task {
 public:
  static constexpr uint32_t kPrepare = ~uint32_t{0};

  FinishTask(QueryExecution& execution, SinkState& state, uint32_t part)
      : Task(execution.group_), execution_(execution), state_(state), part_(part) {}

  TaskStatus Run() override {
    const SessionTimeScope time(execution_.context_.time);
    const CancellationScope cancellation(execution_.context_.cancellation);
    TaskContext context{execution_.context_, nullptr};
    try {
      execution_.context_.cancellation->Check();
      if (part_ == kPrepare) {
        StartStage(state_.sink->PrepareFinish(context));
      } else {
        state_.sink->FinishPart(context, part_);
        if (state_.parts_left.fetch_sub(1) == 1) StartStage(state_.sink->NextStage(context));
      }
    } catch (...) {
      execution_.Fail(std::current_exception());
    }
    execution_.EndOneTask();
    return TaskStatus::kDone;
  }

 private:
  /// Starts the parts of a stage, or ends the finishing when there are none.
  void StartStage(uint32_t parts) {
    state_.parts_left = parts;
    if (parts == 0) execution_.FinishSink(state_);
    for (uint32_t i = 0; i < parts; ++i) execution_.StartFinishTask(state_, i);
  }

  QueryExecution& execution_;
  SinkState& state_;
  uint32_t part_;
};

QueryExecution::QueryExecution(Scheduler& scheduler, std::shared_ptr<TaskGroup> group,
                               QueryContext& context, PhysicalPlan plan)
    : scheduler_(scheduler),
      group_(std::move(group)),
      context_(context),
      plan_(std::move(plan)),
      work_(plan_),
      on_cancel_(context.cancellation, [this] { WakeAll(); }) {
  for (const auto& pipeline : plan_.pipelines) {
    auto& sink = sinks_[pipeline->sink.get()];
    if (sink == nullptr) {
      sink = std::make_unique<SinkState>(*this, pipeline->sink.get());
    }
    ++sink->pipelines_left;
    auto state = std::make_unique<PipelineState>();
    state->pipeline = pipeline.get();
    state->sink = sink.get();
    by_pipeline_[pipeline.get()] = state.get();
    pipelines_.push_back(std::move(state));
  }
}

QueryExecution::~QueryExecution() {
  if (started_) {
    if (!HasEnded()) CancelAndWake(*context_.cancellation);
    Wait();
  }
}

void QueryExecution::Start() {
  started_ = true;
  // The starting thread counts as a task, so that the query cannot end while pipelines start.
  running_tasks_ = 1;
  StartReadyPipelines();
  EndOneTask();
}

bool QueryExecution::IsReady(const PipelineState& state) const {
  const auto ended = [&](const Pipeline* p) { return by_pipeline_.at(p)->ended; };
  const auto finished = [&](const Sink* s) { return sinks_.at(s)->finished; };
  return std::all_of(state.pipeline->after_pipelines.begin(), state.pipeline->after_pipelines.end(),
                     ended) &&
         std::all_of(state.pipeline->after_sinks.begin(), state.pipeline->after_sinks.end(),
                     finished);
}

void QueryExecution::StartReadyPipelines() {
  while (PipelineState* state = TakeReadyPipeline()) StartPipeline(*state);
}

QueryExecution::PipelineState* QueryExecution::TakeReadyPipeline() {
  const std::lock_guard lock(mutex_);
  if (error_ != nullptr || pipeline_tasks_ >= context_.threads) return nullptr;
  for (const auto& state : pipelines_) {
    if (state->started || !IsReady(*state)) continue;
    state->started = true;
    // Held until the pipeline's own tasks are counted.
    ++pipeline_tasks_;
    ++running_tasks_;
    return state.get();
  }
  return nullptr;
}

void QueryExecution::StartPipeline(PipelineState& state) {
  std::vector<std::shared_ptr<PipelineTask>> tasks;
  try {
    const uint32_t count = std::clamp(state.pipeline->source->MaxTasks(), 1U, context_.threads);
    while (tasks.size() < count) tasks.push_back(std::make_shared<PipelineTask>(*this, state));
    const std::lock_guard lock(mutex_);
    tasks_.insert(tasks_.end(), tasks.begin(), tasks.end());
  } catch (...) {
    tasks.clear();
    Fail(std::current_exception());
  }
  {
    const std::lock_guard lock(mutex_);
    const auto count = static_cast<uint32_t>(tasks.size());
    state.tasks_left = count;
    pipeline_tasks_ += count - 1;  // one is held
    running_tasks_ += count;
  }
  for (auto& task : tasks) scheduler_.Submit(std::move(task));
  EndOneTask();
}

void QueryExecution::TaskEnded(PipelineState& state) {
  bool finish_sink = false;
  {
    const std::lock_guard lock(mutex_);
    --pipeline_tasks_;
    if (--state.tasks_left == 0) {
      state.ended = true;
      finish_sink = --state.sink->pipelines_left == 0 && error_ == nullptr;
    }
  }
  try {
    if (finish_sink) StartFinishTask(*state.sink, FinishTask::kPrepare);
  } catch (...) {
    Fail(std::current_exception());
  }
  StartReadyPipelines();
  EndOneTask();
}

void QueryExecution::StartFinishTask(SinkState& state, uint32_t part) {
  auto task = std::make_shared<FinishTask>(*this, state, part);
  {
    const std::lock_guard lock(mutex_);
    ++running_tasks_;
  }
  scheduler_.Submit(std::move(task));
}

void QueryExecution::FinishSink(SinkState& state) {
  TaskContext context{context_, nullptr};
  state.sink->Finish(context);
  {
    const std::lock_guard lock(mutex_);
    state.finished = true;
  }
  StartReadyPipelines();
}

void QueryExecution::Fail(std::exception_ptr error) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (error_ != nullptr) return;
    error_ = std::move(error);
  }
  CancelAndWake(*context_.cancellation);
}

void QueryExecution::WakeAll() {
  const std::lock_guard lock(mutex_);
  for (const auto& weak : tasks_) {
    if (const auto task = weak.lock()) scheduler_.Wake(task);
  }
}

void QueryExecution::EndOneTask() {
  std::function<void()> on_end;
  {
    const std::lock_guard lock(mutex_);
    if (--running_tasks_ > 0) return;
    on_end = std::move(on_end_);
    if (on_end == nullptr) {
      has_ended_ = true;
      ended_.notify_all();
      return;
    }
  }
  on_end();
  // Last of all: once has_ended_ is seen, the execution may be destroyed.
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  ended_.notify_all();
}

void QueryExecution::Wait() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return has_ended_; });
}

bool QueryExecution::HasEnded() const {
  const std::lock_guard lock(mutex_);
  return has_ended_;
}

std::exception_ptr QueryExecution::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

double QueryExecution::Progress() const {
  const std::lock_guard lock(mutex_);
  double done = 0;
  double all = 0;
  for (size_t i = 0; i < pipelines_.size(); ++i) {
    const double rows = work_.RowsOf(i);
    all += rows;
    if (pipelines_[i]->started) done += rows * (pipelines_[i]->ended ? 1 : work_.ShareOf(i));
  }
  return all > 0 ? done / all : 1;
}

}  // namespace lakebolt
