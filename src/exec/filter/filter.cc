#include "exec/filter/filter.h"

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

struct FilterLocal final : LocalState {
  explicit FilterLocal(const ExprPtr& predicate) : evaluator(predicate) {}
  ExprEvaluator evaluator;
};

}  // namespace

std::unique_ptr<LocalState> Filter::MakeLocal(TaskContext&) {
  return std::make_unique<FilterLocal>(predicate_);
}

TransformStatus Filter::Process(TaskContext&, LocalState& local, Chunk& input, Chunk& out) {
  out = std::move(input);
  static_cast<FilterLocal&>(local).evaluator.Filter(out);
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
