#include <optional>
#include <utility>

#include "expression/eval_node.h"

namespace lakebolt {

namespace {

class OnceNode final : public EvalNode {
 public:
  explicit OnceNode(EvalNodePtr inner) : inner_(std::move(inner)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    // An error is only one where there are rows.
    if (rows.count == 0) return inner_->Evaluate(columns, rows);
    if (!value_) value_ = inner_->Evaluate(columns, RowSet::Dense(1)).AsConstant(1);
    return value_->Resized(rows.size);
  }

 private:
  EvalNodePtr inner_;
  std::optional<Vector> value_;
};

}  // namespace

EvalNodePtr MakeOnceNode(EvalNodePtr inner) {
  return std::make_unique<OnceNode>(std::move(inner));
}

}  // namespace lakebolt
