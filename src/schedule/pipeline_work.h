#pragma once

#include <vector>

#include "exec/pipeline.h"

namespace lakebolt {

/// Estimates how much of a query's work each of its pipelines is, in rows that its operators give,
/// and how far one is.
class PipelineWork {
 public:
  /// Takes the estimates of the plan, whose nodes may go away afterwards.
  explicit PipelineWork(const PhysicalPlan& plan);

  /// Returns the rows that all operators of the pipeline at `index` give together.
  double RowsOf(size_t index) const { return work_[index].rows; }
  /// Returns the share of a running pipeline that is done, 0 to 1: of its source, or, where later
  /// operators make many rows of one (as joins do), of the operator that gives most.
  double ShareOf(size_t index) const;

 private:
  struct Work {
    const Source* source = nullptr;
    double source_rows = 0;
    const Operator* busiest = nullptr;
    double busiest_rows = 0;
    double rows = 0;
  };

  std::vector<Work> work_;
};

}  // namespace lakebolt
