#include "exec/project/project.h"

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

struct ProjectLocal final : LocalState {
  std::vector<ExprEvaluator> evaluators;
};

}  // namespace

std::unique_ptr<LocalState> Project::MakeLocal(TaskContext&) {
  auto local = std::make_unique<ProjectLocal>();
  for (const ExprPtr& item : items_) local->evaluators.emplace_back(item);
  return local;
}

TransformStatus Project::Process(TaskContext&, LocalState& local, Chunk& input, Chunk& out) {
  std::vector<Vector> columns;
  columns.reserve(items_.size());
  auto& evaluators = static_cast<ProjectLocal&>(local).evaluators;
  for (ExprEvaluator& evaluator : evaluators) {
    columns.push_back(evaluator.Evaluate(input.columns(), input.rows()));
  }
  out = Chunk(std::move(columns), input.size());
  if (input.selection()) out.SetSelection(*input.selection());
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
