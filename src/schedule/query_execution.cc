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
  bool finished = false;
};

/// Hands out the parts of one stage of a sink's finishing.
struct QueryExecution::FinishStage {
  FinishStage(SinkState& of, uint32_t count) : sink(of), parts(count), parts_left(count) {}

  SinkState& sink;
  const uint32_t parts;
  std::atomic<uint32_t> next_part{0};
  std::atomic<uint32_t> parts_left;
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

/// Prepares a sink's finishing.
class QueryExecution::PrepareTask final : public Task {
 public:
  PrepareTask(QueryExecution& execution, SinkState& state)
      : Task(execution.group_), execution_(execution), state_(state) {}

  TaskStatus Run() override {
    execution_.RunFinishing([this](TaskContext& context) {
      execution_.context_.cancellation->Check();
      execution_.StartStage(state_, state_.sink->PrepareFinish(context));
    });
    execution_.FinishTaskEnded();
    return TaskStatus::kDone;
  }

 private:
  QueryExecution& execution_;
  SinkState& state_;
};

/// Runs parts of a stage, one each turn, until all are taken.
class QueryExecution::FinishTask final : public Task {
 public:
  FinishTask(QueryExecution& execution, std::shared_ptr<FinishStage> stage)
      : Task(execution.group_), execution_(execution), stage_(std::move(stage)) {}

  TaskStatus Run() override {
    const uint32_t part = stage_->next_part.fetch_add(1);
    bool goes_on = false;
    if (part < stage_->parts) {
      goes_on = execution_.RunFinishing([&](TaskContext& context) { RunPart(context, part); });
    }
    if (goes_on && part + 1 < stage_->parts) return TaskStatus::kYield;
    execution_.FinishTaskEnded();
    return TaskStatus::kDone;
  }

 private:
  void RunPart(TaskContext& context, uint32_t part) {
    execution_.context_.cancellation->Check();
    Sink& sink = *stage_->sink.sink;
    sink.FinishPart(context, part);
    if (stage_->parts_left.fetch_sub(1) > 1) return;
    execution_.StartStage(stage_->sink, sink.NextStage(context));
  }

  QueryExecution& execution_;
  const std::shared_ptr<FinishStage> stage_;
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
  if (error_ != nullptr || busy_tasks_ >= context_.threads) return nullptr;
  for (const auto& state : pipelines_) {
    if (state->started || !IsReady(*state)) continue;
    state->started = true;
    // Held until the pipeline's own tasks are counted.
    ++busy_tasks_;
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
    busy_tasks_ += count - 1;  // one is held
    running_tasks_ += count;
  }
  for (auto& task : tasks) scheduler_.Submit(std::move(task));
  EndOneTask();
}

void QueryExecution::TaskEnded(PipelineState& state) {
  bool finish_sink = false;
  {
    const std::lock_guard lock(mutex_);
    --busy_tasks_;
    if (--state.tasks_left == 0) {
      state.ended = true;
      finish_sink = --state.sink->pipelines_left == 0 && error_ == nullptr;
    }
  }
  try {
    if (finish_sink) StartFinishTask(std::make_shared<PrepareTask>(*this, *state.sink));
  } catch (...) {
    Fail(std::current_exception());
  }
  StartReadyPipelines();
  EndOneTask();
}

void QueryExecution::StartFinishTask(std::shared_ptr<Task> task) {
  {
    const std::lock_guard lock(mutex_);
    ++busy_tasks_;
    ++running_tasks_;
  }
  scheduler_.Submit(std::move(task));
}

/// Starts the parts of a stage, or ends the finishing when there are none.
void QueryExecution::StartStage(SinkState& state, uint32_t parts) {
  if (parts == 0) {
    FinishSink(state);
    return;
  }
  const auto stage = std::make_shared<FinishStage>(state, parts);
  const uint32_t tasks = std::clamp(parts, 1U, context_.threads);
  for (uint32_t i = 0; i < tasks; ++i) StartFinishTask(std::make_shared<FinishTask>(*this, stage));
}

/// Does something for a sink's finishing; returns false if that failed, and the query with it.
bool QueryExecution::RunFinishing(const std::function<void(TaskContext&)>& work) {
  const SessionTimeScope time(context_.time);
  const CancellationScope cancellation(context_.cancellation);
  TaskContext context{context_, nullptr};
  try {
    work(context);
    return true;
  } catch (...) {
    Fail(std::current_exception());
    return false;
  }
}

void QueryExecution::FinishTaskEnded() {
  {
    const std::lock_guard lock(mutex_);
    --busy_tasks_;
  }
  StartReadyPipelines();
  EndOneTask();
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
