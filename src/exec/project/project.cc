#include "exec/project/project.h"

#include "expression/evaluator_list.h"

namespace lakebolt {

namespace {

struct ProjectLocal final : LocalState {
  explicit ProjectLocal(const std::vector<ExprPtr>& items) : evaluators(items) {}
  EvaluatorList evaluators;
};

}  // namespace

std::unique_ptr<LocalState> Project::MakeLocal(TaskContext&) {
  return std::make_unique<ProjectLocal>(items_);
}

TransformStatus Project::Process(TaskContext&, LocalState& local, Chunk& input, Chunk& out) {
  std::vector<Vector> columns;
  columns.reserve(items_.size());
  auto& evaluators = static_cast<ProjectLocal&>(local).evaluators;
  evaluators.Begin(input.columns(), input.rows());
  for (size_t i = 0; i < items_.size(); ++i) columns.push_back(evaluators.Evaluate(i));
  out = Chunk(std::move(columns), input.size());
  if (input.selection()) out.SetSelection(*input.selection());
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
