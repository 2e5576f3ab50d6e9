#include "expression/evaluator.h"

#include <algorithm>
#include <set>

#include "base/evaluation_memory.h"
#include "expression/eval_node.h"
#include "expression/shared_values.h"
#include "function/call.h"
#include "function/cast.h"
#include "function/validity.h"

namespace lakebolt {

uint8_t* EvalNode::Mask(uint32_t size) {
  // Kernels work on whole SIMD words.
  constexpr uint32_t kSlack = 64;
  if (mask_.size() < size + kSlack) mask_.resize(size + kSlack);
  return mask_.data();
}

uint32_t EvalNode::Select(Columns columns, RowSet rows, uint32_t* out) {
  const Vector booleans = Evaluate(columns, rows);
  if (booleans.IsFlat() && booleans.validity() == nullptr) {
    return SelectByMask(rows, booleans.values<uint8_t>(), out);
  }
  uint8_t* mask = Mask(rows.size);
  BooleanToMask(booleans, rows, mask);
  return SelectByMask(rows, mask, out);
}

void EvalNode::Test(Columns columns, RowSet rows, uint8_t* mask) {
  BooleanToMask(Evaluate(columns, rows), rows, mask);
}

void BooleanToMask(const Vector& booleans, RowSet rows, uint8_t* mask) {
  if (booleans.type().id() == TypeId::kNull) {
    rows.ForEach([&](uint32_t row) { mask[row] = 0; });
    return;
  }
  const VectorReader<uint8_t> reader(booleans);
  if (reader.IsConstant()) {
    const uint8_t value = rows.count > 0 && !reader.IsNull(0) ? reader[0] : 0;
    rows.ForEach([&](uint32_t row) { mask[row] = value; });
    return;
  }
  rows.ForEach([&](uint32_t row) { mask[row] = reader[row]; });
  const BufferPtr validity = CombineValidity({&booleans, 1}, rows);
  if (validity != nullptr) MaskByValidity(rows, validity->as<uint64_t>(), mask);
}

uint32_t SubtractRows(RowSet rows, const uint32_t* taken, uint32_t taken_count, uint32_t* out) {
  uint32_t n = 0;
  uint32_t next = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    const bool is_taken = next < taken_count && taken[next] == row;
    out[n] = row;
    n += is_taken ? 0 : 1;
    next += is_taken ? 1 : 0;
  }
  return n;
}

namespace {

class ConstantNode final : public EvalNode {
 public:
  explicit ConstantNode(const Value& value) : constant_(Vector::Constant(value, 1)) {}
  Vector Evaluate(Columns, RowSet rows) override { return constant_.Resized(rows.size); }
  bool IsLeaf() const override { return true; }

 private:
  Vector constant_;
};

class InputNode final : public EvalNode {
 public:
  explicit InputNode(uint32_t position) : position_(position) {}
  Vector Evaluate(Columns columns, RowSet) override { return columns[position_]; }
  bool IsLeaf() const override { return true; }

 private:
  uint32_t position_;
};

class CastNode final : public EvalNode {
 public:
  CastNode(const CastExpr& expr, EvalNodePtr input)
      : to_(expr.type()),
        mode_(expr.is_try() ? CastMode::kTry : CastMode::kStrict),
        range_(expr.range()),
        input_(std::move(input)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    const Vector input = input_->Evaluate(columns, rows);
    try {
      return CastVector(input, to_, rows, mode_);
    } catch (const UserError& error) {
      throw error.At(range_);
    }
  }

 private:
  LogicalType to_;
  CastMode mode_;
  SourceRange range_;
  EvalNodePtr input_;
};

class CallNode final : public EvalNode {
 public:
  CallNode(std::shared_ptr<const Expr> expr, std::vector<EvalNodePtr> arguments)
      : expr_(std::move(expr)), arguments_(std::move(arguments)), values_(arguments_.size()) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    for (size_t i = 0; i < arguments_.size(); ++i) {
      values_[i] = arguments_[i]->Evaluate(columns, rows);
    }
    try {
      return CallScalar(As<CallExpr>(expr_).function(), values_, rows);
    } catch (const UserError& error) {
      throw error.At(expr_->range());
    }
  }

 private:
  ExprPtr expr_;
  std::vector<EvalNodePtr> arguments_;
  std::vector<Vector> values_;
};

/// Collects the columns an expression reads, at most two: more do not matter. The last children are
/// looked at first, so that in a long chain, which grows to the left, two are found soon.
std::set<uint32_t> FirstInputsOf(const Expr& expr) {
  std::set<uint32_t> inputs;
  std::vector<const Expr*> pending = {&expr};
  while (!pending.empty() && inputs.size() < 2) {
    const Expr* node = pending.back();
    pending.pop_back();
    if (node->kind() == ExprKind::kInput) inputs.insert(As<InputExpr>(*node).position());
    for (const ExprPtr& child : node->children()) pending.push_back(child.get());
  }
  return inputs;
}

/// Tells whether an expression reads no column; the last children are looked at first, too.
bool IsWithoutInputs(const Expr& expr) {
  std::vector<const Expr*> pending = {&expr};
  while (!pending.empty()) {
    const Expr* node = pending.back();
    pending.pop_back();
    if (node->kind() == ExprKind::kInput) return false;
    for (const ExprPtr& child : node->children()) pending.push_back(child.get());
  }
  return true;
}

std::vector<EvalNodePtr> CompileChildren(const Expr& expr, CompileScope scope) {
  std::vector<EvalNodePtr> nodes;
  for (const ExprPtr& child : expr.children()) nodes.push_back(CompileExpr(child, scope));
  return nodes;
}

bool IsConstantNull(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant && As<ConstantExpr>(expr).value().IsNull();
}

/// Compiles IN as a look-up in a set, or, when the list is computed, as equalities joined by OR.
EvalNodePtr CompileIn(const ExprPtr& expr, CompileScope scope) {
  const auto& children = expr->children();
  const bool constant = std::all_of(children.begin() + 1, children.end(), [](const ExprPtr& e) {
    return e->kind() == ExprKind::kConstant;
  });
  if (constant) {
    std::vector<Value> list;
    for (size_t i = 1; i < children.size(); ++i) {
      list.push_back(As<ConstantExpr>(children[i]).value());
    }
    return MakeInNode(CompileExpr(children[0], scope), children[0]->type(), std::move(list));
  }
  std::vector<EvalNodePtr> terms;
  for (size_t i = 1; i < children.size(); ++i) {
    terms.push_back(MakeCompareNode(CompareOp::kEqual, CompileExpr(children[0], scope),
                                    CompileExpr(children[i], scope)));
  }
  return terms.size() == 1 ? std::move(terms[0]) : MakeConjunctionNode(false, std::move(terms));
}

EvalNodePtr CompileNot(const ExprPtr& expr, CompileScope scope) {
  const ExprPtr& input = expr->child(0);
  if (input->kind() == ExprKind::kIsNull) {
    return MakeIsNullNode(CompileExpr(input->child(0), scope), true);
  }
  return MakeNotNode(CompileExpr(input, scope));
}

EvalNodePtr CompileNode(const ExprPtr& expr, CompileScope scope) {
  switch (expr->kind()) {
    case ExprKind::kConstant: return std::make_unique<ConstantNode>(As<ConstantExpr>(expr).value());
    case ExprKind::kInput: return std::make_unique<InputNode>(As<InputExpr>(expr).position());
    case ExprKind::kCompare: {
      auto nodes = CompileChildren(*expr, scope);
      return MakeCompareNode(As<CompareExpr>(expr).op(), std::move(nodes[0]), std::move(nodes[1]));
    }
    case ExprKind::kConjunction:
      return MakeConjunctionNode(As<ConjunctionExpr>(expr).is_and(), CompileChildren(*expr, scope));
    case ExprKind::kNot: return CompileNot(expr, scope);
    case ExprKind::kIsNull: return MakeIsNullNode(CompileExpr(expr->child(0), scope), false);
    case ExprKind::kCase: return MakeCaseNode(expr->type(), CompileChildren(*expr, scope));
    case ExprKind::kCoalesce: return MakeCoalesceNode(expr->type(), CompileChildren(*expr, scope));
    case ExprKind::kCast:
      return std::make_unique<CastNode>(As<CastExpr>(expr), CompileExpr(expr->child(0), scope));
    case ExprKind::kIn: return CompileIn(expr, scope);
    case ExprKind::kCall:
      if (As<CallExpr>(expr).function().lambda_kernel) return MakeLambdaCallNode(expr, scope);
      return std::make_unique<CallNode>(expr, CompileChildren(*expr, scope));
    case ExprKind::kLambda:
    case ExprKind::kColumn:
    case ExprKind::kSubquery: break;
  }
  throw InternalError("expression that cannot be evaluated: " + expr->ToString());
}

}  // namespace

EvalNodePtr CompileExpr(const ExprPtr& expr, CompileScope scope) {
  const bool leaf = expr->kind() == ExprKind::kConstant || expr->kind() == ExprKind::kInput;
  if (leaf || scope.once || IsConstantNull(*expr)) return CompileNode(expr, scope);
  if (IsWithoutInputs(*expr) && !IsVolatile(*expr)) {
    return MakeOnceNode(CompileNode(expr, {true, true, nullptr}));
  }
  if (scope.lifted) return CompileNode(expr, scope);
  const std::set<uint32_t> inputs = FirstInputsOf(*expr);
  EvalNodePtr node;
  if (inputs.size() != 1 || IsVolatile(*expr)) {
    node = CompileNode(expr, scope);
  } else {
    node = MakeLiftNode(*inputs.begin(), CompileNode(expr, {true, false, nullptr}));
  }
  return scope.shared == nullptr ? std::move(node) : scope.shared->Share(expr, std::move(node));
}

struct ExprEvaluator::Node {
  EvalNodePtr root;
};

ExprEvaluator::ExprEvaluator(ExprPtr expr)
    : root_(std::make_unique<Node>(Node{CompileExpr(expr, {})})) {}
ExprEvaluator::~ExprEvaluator() = default;
ExprEvaluator::ExprEvaluator(ExprEvaluator&&) noexcept = default;
ExprEvaluator& ExprEvaluator::operator=(ExprEvaluator&&) noexcept = default;

Vector ExprEvaluator::Evaluate(const std::vector<Vector>& columns, RowSet rows) {
  const EvaluationMemory::Scope scope;
  return root_->root->Evaluate(columns, rows);
}

uint32_t ExprEvaluator::Select(const std::vector<Vector>& columns, RowSet rows, uint32_t* out) {
  const EvaluationMemory::Scope scope;
  return root_->root->Select(columns, rows, out);
}

void ExprEvaluator::Filter(Chunk& chunk) {
  // SelectByMask writes whole SIMD words.
  constexpr uint32_t kSlack = 8;
  Selection selection = Selection::Allocate(chunk.count() + kSlack);
  const uint32_t count = Select(chunk.columns(), chunk.rows(), selection.data());
  if (count == chunk.size()) {
    chunk.ClearSelection();
    return;
  }
  selection.set_count(count);
  chunk.SetSelection(std::move(selection));
}

Value EvaluateConstant(const ExprPtr& expr) {
  if (expr->kind() == ExprKind::kConstant) return As<ConstantExpr>(expr).value();
  return EvaluateOneRow(expr).GetValue(0);
}

Vector EvaluateOneRow(const ExprPtr& expr) {
  const EvaluationMemory::Scope scope;
  return CompileExpr(expr, {true, true, nullptr})->Evaluate({}, RowSet::Dense(1));
}

}  // namespace lakebolt
