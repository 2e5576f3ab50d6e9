// Comparison of two subexpressions.

#include "expression/compare_kernels.h"
#include "expression/eval_node.h"
#include "expression/union_sides.h"
#include "function/validity.h"

namespace lakebolt {

namespace {

bool IsConstantNull(const Vector& vector) {
  return vector.type().id() == TypeId::kNull ||
         (vector.IsConstant() && vector.validity() != nullptr && !GetBit(vector.validity(), 0));
}

class CompareNode final : public EvalNode {
 public:
  CompareNode(CompareOp op, EvalNodePtr left, EvalNodePtr right)
      : op_(op), left_(std::move(left)), right_(std::move(right)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    EvaluateSides(columns, rows);
    if (sides_[0].IsConstant() && sides_[1].IsConstant() && rows.count > 0) {
      return CompareConstants(rows);
    }
    if (!IsNullAware() && (IsConstantNull(sides_[0]) || IsConstantNull(sides_[1]))) {
      return Vector::Constant(Value(TypeId::kBoolean), rows.size);
    }
    Vector out(TypeId::kBoolean, rows.size);
    CompareVectors(op_, sides_[0], sides_[1], rows, out.mutable_values<uint8_t>());
    if (!IsNullAware()) out.SetValidity(CombineValidity(sides_, rows));
    return out;
  }

  uint32_t Select(Columns columns, RowSet rows, uint32_t* out) override {
    uint8_t* mask = Mask(rows.size);
    Test(columns, rows, mask);
    return SelectByMask(rows, mask, out);
  }

  bool IsCheap(Columns) const override { return left_->IsLeaf() && right_->IsLeaf(); }

  void Test(Columns columns, RowSet rows, uint8_t* mask) override {
    EvaluateSides(columns, rows);
    if (!IsNullAware() && (IsConstantNull(sides_[0]) || IsConstantNull(sides_[1]))) {
      rows.ForEach([&](uint32_t row) { mask[row] = 0; });
      return;
    }
    CompareVectors(op_, sides_[0], sides_[1], rows, mask);
    if (!IsNullAware()) {
      const BufferPtr validity = CombineValidity(sides_, rows);
      if (validity != nullptr) MaskByValidity(rows, validity->as<uint64_t>(), mask);
    }
  }

 private:
  bool IsNullAware() const { return op_ == CompareOp::kDistinct || op_ == CompareOp::kNotDistinct; }

  void EvaluateSides(Columns columns, RowSet rows) {
    sides_[0] = left_->Evaluate(columns, rows);
    sides_[1] = right_->Evaluate(columns, rows);
    if (sides_[0].type().id() == TypeId::kUnion && !IsNullAware()) NullUnionsOfNull(sides_, rows);
  }

  Vector CompareConstants(RowSet rows) const {
    if (!IsNullAware() && (IsConstantNull(sides_[0]) || IsConstantNull(sides_[1]))) {
      return Vector::Constant(Value(TypeId::kBoolean), rows.size);
    }
    uint8_t answer;
    CompareVectors(op_, sides_[0], sides_[1], RowSet::Dense(1), &answer);
    return Vector::Constant(Value::Boolean(answer != 0), rows.size);
  }

  CompareOp op_;
  EvalNodePtr left_;
  EvalNodePtr right_;
  std::vector<Vector> sides_ = std::vector<Vector>(2);
};

}  // namespace

EvalNodePtr MakeCompareNode(CompareOp op, EvalNodePtr left, EvalNodePtr right) {
  return std::make_unique<CompareNode>(op, std::move(left), std::move(right));
}

}  // namespace lakebolt
