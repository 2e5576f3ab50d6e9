#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/cancellation_listener.h"
#include "exec/pipeline.h"
#include "schedule/pipeline_work.h"
#include "schedule/scheduler.h"

namespace lakebolt {

/// Runs the pipelines of one query on the scheduler's workers, each as soon as what it depends on
/// has ended, with no more pipelines at a time than keep `context.threads` tasks busy; as many deal
/// with the parts of a sink's finishing. The first error cancels the rest.
class QueryExecution {
 public:
  /// `context` must outlive the execution. Its tasks take the turns of `group`.
  QueryExecution(Scheduler& scheduler, std::shared_ptr<TaskGroup> group, QueryContext& context,
                 PhysicalPlan plan);
  /// Cancels what still runs and waits for it.
  ~QueryExecution();
  QueryExecution(const QueryExecution&) = delete;
  QueryExecution& operator=(const QueryExecution&) = delete;

  /// Sets what is called once, from a worker, when everything has ended; before Start.
  void OnEnd(std::function<void()> callback) { on_end_ = std::move(callback); }

  void Start();

  /// Ends the execution with an error, unless there is one already.
  void Fail(std::exception_ptr error) noexcept;

  /// Waits until everything has ended.
  void Wait();
  bool HasEnded() const;

  /// Returns the first error, or null.
  std::exception_ptr error() const;

  /// Returns the share done, 0 to 1: of the rows that all pipelines are expected to deal with.
  double Progress() const;

  const PhysicalPlan& plan() const { return plan_; }

 private:
  class PipelineTask;
  class PrepareTask;
  class FinishTask;
  struct PipelineState;
  struct SinkState;
  struct FinishStage;

  void StartReadyPipelines();
  PipelineState* TakeReadyPipeline();
  void StartPipeline(PipelineState& pipeline);
  void TaskEnded(PipelineState& pipeline);
  void StartFinishTask(std::shared_ptr<Task> task);
  void StartStage(SinkState& sink, uint32_t parts);
  bool RunFinishing(const std::function<void(TaskContext&)>& work);
  void FinishTaskEnded();
  void FinishSink(SinkState& sink);
  /// Resumes what is blocked, so that it sees that it is cancelled.
  void WakeAll();
  bool IsReady(const PipelineState& pipeline) const;
  void EndOneTask();

  Scheduler& scheduler_;
  const std::shared_ptr<TaskGroup> group_;
  QueryContext& context_;
  PhysicalPlan plan_;
  const PipelineWork work_;
  std::function<void()> on_end_;

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::unique_ptr<PipelineState>> pipelines_;
  std::unordered_map<const Sink*, std::unique_ptr<SinkState>> sinks_;
  std::unordered_map<const Pipeline*, PipelineState*> by_pipeline_;
  uint32_t running_tasks_ = 0;              // of all kinds; the query ends with the last
  uint32_t busy_tasks_ = 0;                 // pipelines start while these are < context.threads
  std::vector<std::weak_ptr<Task>> tasks_;  // of pipelines
  bool started_ = false;
  bool has_ended_ = false;
  std::exception_ptr error_;
  // Last, so that it is gone before what it wakes.
  CancellationListener on_cancel_;
};

}  // namespace lakebolt
