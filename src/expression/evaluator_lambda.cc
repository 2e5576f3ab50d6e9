// Calls of functions that take lambdas. A body is an expression over the lambda's parameters and
// what it captures, evaluated for many elements at once; captures are repeated for the elements of
// a row by dictionary, without copying them.

#include <algorithm>

#include "base/cancellation_scope.h"
#include "expression/eval_node.h"
#include "function/call.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Evaluates the body of one lambda; holds the captured columns of the chunk at hand.
class CompiledBody final : public LambdaBody {
 public:
  CompiledBody(const LambdaExpr& lambda, CompileScope scope)
      : type_(lambda.type()),
        parameters_(lambda.parameters().size()),
        body_(CompileExpr(lambda.body(), {})) {
    for (const ExprPtr& capture : lambda.children()) {
      captures_.push_back(CompileExpr(capture, scope));
    }
    values_.resize(captures_.size());
  }

  /// Computes what the lambda captures for the rows of a chunk; tells whether it is the same for
  /// all of them.
  bool Capture(Columns columns, RowSet rows) {
    bool constant = true;
    for (size_t i = 0; i < captures_.size(); ++i) {
      values_[i] = captures_[i]->Evaluate(columns, rows);
      constant &= values_[i].IsConstant();
    }
    return constant;
  }

  const LogicalType& result() const override { return type_; }
  size_t parameter_count() const override { return parameters_; }

  Vector Evaluate(std::span<const Vector> parameters, const uint32_t* rows,
                  uint32_t count) override {
    if (count == 0) return {type_, 0};
    // Long lists by pieces that stay in the cache and between which the query can be cancelled.
    constexpr uint32_t kMostAtOnce = 1 << 14;
    if (count <= kMostAtOnce) return EvaluateWhole(parameters, rows, count);
    std::vector<Vector> pieces;
    std::vector<Vector> some(parameters.size());
    for (uint32_t begin = 0; begin < count; begin += kMostAtOnce) {
      CheckCancellation();
      const uint32_t size = std::min(kMostAtOnce, count - begin);
      for (size_t i = 0; i < parameters.size(); ++i) some[i] = parameters[i].Slice(begin, size);
      pieces.push_back(EvaluateWhole(some, rows + begin, size));
    }
    std::vector<const Vector*> all;
    for (const Vector& piece : pieces) all.push_back(&piece);
    return ConcatVectors(type_, all);
  }

 private:
  Vector EvaluateWhole(std::span<const Vector> parameters, const uint32_t* rows, uint32_t count) {
    columns_.assign(parameters.begin(), parameters.begin() + static_cast<ptrdiff_t>(parameters_));
    BufferPtr codes;
    for (const Vector& value : values_) {
      if (value.IsConstant()) {
        columns_.push_back(value.Resized(count));
      } else if (value.IsFlat()) {
        if (codes == nullptr) {
          codes = Buffer::Allocate(count * sizeof(uint32_t));
          std::copy(rows, rows + count, codes->as<uint32_t>());
        }
        columns_.push_back(Vector::Dictionary(std::make_shared<const Vector>(value), codes, count));
      } else {
        columns_.push_back(value.Gather(rows, count));
      }
    }
    return body_->Evaluate(columns_, RowSet::Dense(count));
  }

  LogicalType type_;
  size_t parameters_;
  EvalNodePtr body_;
  std::vector<EvalNodePtr> captures_;
  std::vector<Vector> values_;
  std::vector<Vector> columns_;
};

class LambdaCallNode final : public EvalNode {
 public:
  LambdaCallNode(ExprPtr expr, CompileScope scope)
      : expr_(std::move(expr)), volatile_(IsVolatile(*expr_)) {
    for (const ExprPtr& argument : expr_->children()) {
      if (argument->kind() == ExprKind::kLambda) {
        bodies_.push_back(std::make_unique<CompiledBody>(As<LambdaExpr>(argument), scope));
        lambdas_.push_back(bodies_.back().get());
      } else {
        arguments_.push_back(CompileExpr(argument, scope));
      }
    }
    values_.resize(arguments_.size());
  }

  Vector Evaluate(Columns columns, RowSet rows) override {
    bool constant = !volatile_ && rows.count > 0;
    for (size_t i = 0; i < arguments_.size(); ++i) {
      values_[i] = arguments_[i]->Evaluate(columns, rows);
      constant &= values_[i].IsConstant();
    }
    for (const auto& body : bodies_) constant &= body->Capture(columns, rows);
    try {
      if (!constant) return Kernel()(values_, lambdas_, rows);
      for (Vector& value : values_) value = value.Resized(1);
      return Kernel()(values_, lambdas_, RowSet::Dense(1)).AsConstant(rows.size);
    } catch (const UserError& error) {
      throw error.At(expr_->range());
    }
  }

 private:
  const LambdaKernel& Kernel() const { return As<CallExpr>(expr_).function().lambda_kernel; }

  ExprPtr expr_;
  bool volatile_;
  std::vector<std::unique_ptr<CompiledBody>> bodies_;
  std::vector<LambdaBody*> lambdas_;
  std::vector<EvalNodePtr> arguments_;
  std::vector<Vector> values_;
};

}  // namespace

EvalNodePtr MakeLambdaCallNode(const ExprPtr& call, CompileScope scope) {
  return std::make_unique<LambdaCallNode>(call, scope);
}

}  // namespace lakebolt
