#include "schedule/pipeline_work.h"

#include <algorithm>
#include <unordered_map>

namespace lakebolt {

namespace {

/// Returns how many of the rows that are to come an operator has given.
double ShareGiven(const Operator& op, double rows) {
  const auto given = static_cast<double>(op.stats().rows.load(std::memory_order_relaxed));
  return std::min(1.0, given / std::max(rows, 1.0));
}

}  // namespace

PipelineWork::PipelineWork(const PhysicalPlan& plan) {
  std::unordered_map<const Operator*, double> expected;
  for (const auto& [node, operators] : plan.operators) {
    if (!operators.empty()) expected[operators.back().get()] = node->estimated_rows();
  }
  const auto rows_of = [&](const Operator* op, double otherwise) {
    const auto found = expected.find(op);
    return found == expected.end() || found->second < 0 ? otherwise : found->second;
  };
  for (const auto& pipeline : plan.pipelines) {
    Work work;
    work.source = pipeline->source.get();
    work.busiest = work.source;
    double rows = rows_of(work.source, 1);
    work.source_rows = work.busiest_rows = rows;
    work.rows = 1 + rows;  // a pipeline is some work, whatever comes through it
    for (const auto& transform : pipeline->transforms) {
      rows = rows_of(transform.get(), rows);
      work.rows += rows;
      if (rows <= work.busiest_rows) continue;
      work.busiest = transform.get();
      work.busiest_rows = rows;
    }
    work_.push_back(work);
  }
}

double PipelineWork::ShareOf(size_t index) const {
  const Work& work = work_[index];
  double share = work.source->Progress();
  // A source that cannot say is measured by its rows.
  if (share <= 0) share = ShareGiven(*work.source, work.source_rows);
  // Rows that the source has given may keep the operators behind it busy for long.
  constexpr double kMany = 4;
  if (work.busiest_rows <= kMany * work.source_rows) return share;
  return std::min(share, ShareGiven(*work.busiest, work.busiest_rows));
}

}  // namespace lakebolt
