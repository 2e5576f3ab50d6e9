#include "expression/shared_values.h"

#include <optional>

namespace lakebolt {

struct SharedValues::Slot {
  ExprPtr expr;
  std::optional<Vector> value;
};

/// Computes a shared expression, or takes its value.
class SharedValues::Node final : public EvalNode {
 public:
  Node(SharedValues& shared, Slot& slot, EvalNodePtr inner)
      : shared_(shared), slot_(slot), inner_(std::move(inner)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    if (&columns != shared_.columns_) return inner_->Evaluate(columns, rows);
    if (slot_.value) return *slot_.value;
    Vector value = inner_->Evaluate(columns, rows);
    const bool all = rows.indices == shared_.rows_.indices && rows.count == shared_.rows_.count;
    if (all) slot_.value = value;
    return value;
  }

 private:
  SharedValues& shared_;
  Slot& slot_;
  EvalNodePtr inner_;
};

namespace {

/// Finds expressions that come more than once.
class Repeats {
 public:
  void Visit(const ExprPtr& expr) {
    const bool leaf = expr->kind() == ExprKind::kConstant || expr->kind() == ExprKind::kInput;
    if (leaf) return;
    std::vector<ExprPtr>& bucket = seen_[expr->Hash()];
    for (const ExprPtr& seen : bucket) {
      if (!seen->Equals(*expr) || IsVolatile(*expr)) continue;
      // What it is made of is computed with it.
      repeated_.push_back(expr);
      return;
    }
    bucket.push_back(expr);
    for (const ExprPtr& child : expr->children()) Visit(child);
  }

  const std::vector<ExprPtr>& repeated() const { return repeated_; }

 private:
  std::unordered_map<uint64_t, std::vector<ExprPtr>> seen_;
  std::vector<ExprPtr> repeated_;
};

}  // namespace

SharedValues::SharedValues(const std::vector<ExprPtr>& expressions) {
  Repeats repeats;
  for (const ExprPtr& expr : expressions) repeats.Visit(expr);
  for (const ExprPtr& expr : repeats.repeated()) {
    bool known = false;
    for (const auto& slot : slots_) known = known || slot->expr->Equals(*expr);
    if (known) continue;
    slots_.push_back(std::make_unique<Slot>());
    slots_.back()->expr = expr;
  }
}

SharedValues::~SharedValues() = default;

EvalNodePtr SharedValues::Share(const ExprPtr& expr, EvalNodePtr node) {
  for (const auto& slot : slots_) {
    if (slot->expr->Equals(*expr)) return std::make_unique<Node>(*this, *slot, std::move(node));
  }
  return node;
}

void SharedValues::Begin(Columns columns, RowSet rows) {
  for (const auto& slot : slots_) slot->value.reset();
  columns_ = &columns;
  rows_ = rows;
}

}  // namespace lakebolt
