#include "expression/evaluator_list.h"

#include "base/evaluation_memory.h"
#include "expression/shared_values.h"

namespace lakebolt {

struct EvaluatorList::Impl {
  explicit Impl(const std::vector<ExprPtr>& expressions) : shared(expressions) {
    SharedValues* common = shared.empty() ? nullptr : &shared;
    for (const ExprPtr& expr : expressions) nodes.push_back(CompileExpr(expr, {.shared = common}));
  }

  SharedValues shared;
  std::vector<EvalNodePtr> nodes;
  const std::vector<Vector>* columns = nullptr;
  RowSet rows;
};

EvaluatorList::EvaluatorList(const std::vector<ExprPtr>& expressions)
    : impl_(std::make_unique<Impl>(expressions)) {}
EvaluatorList::~EvaluatorList() = default;
EvaluatorList::EvaluatorList(EvaluatorList&&) noexcept = default;
EvaluatorList& EvaluatorList::operator=(EvaluatorList&&) noexcept = default;

void EvaluatorList::Begin(const std::vector<Vector>& columns, RowSet rows) {
  impl_->columns = &columns;
  impl_->rows = rows;
  impl_->shared.Begin(columns, rows);
}

Vector EvaluatorList::Evaluate(size_t expression) {
  const EvaluationMemory::Scope scope;
  return impl_->nodes[expression]->Evaluate(*impl_->columns, impl_->rows);
}

}  // namespace lakebolt
