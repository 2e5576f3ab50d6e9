// Evaluation by dictionary entry. An expression over one dictionary column has as many different
// values as the dictionary has entries (and one more for NULL), so it is computed for those and
// looked up by code. What was computed is kept while the same dictionary comes again.

#include <optional>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "expression/eval_node.h"

namespace lakebolt {

namespace {

/// Remembers what an expression gives for the entries of one dictionary.
class DictionaryMemo {
 public:
  /// Looks at one more batch of `rows` rows of `dictionary`; tells whether the entries have been
  /// computed, or should be: once the rows seen are about half as many as the entries. A dictionary
  /// on which the computation failed stays without.
  bool IsWorthwhile(const std::shared_ptr<const Vector>& dictionary, uint32_t rows) {
    if (dictionary != dictionary_) {
      // Holding the dictionary keeps its address from being used again.
      dictionary_ = dictionary;
      rows_seen_ = 0;
      failed_ = false;
      computed_ = false;
      null_result_.reset();
    }
    rows_seen_ += rows;
    if (failed_) return false;
    return computed_ || rows_seen_ * 2 >= dictionary->size();
  }

  /// Computes the entries unless that was done; returns false when some entry raises an error,
  /// which may not be one that a row refers to.
  bool Compute(EvalNode& node, uint32_t column) {
    if (computed_) return true;
    try {
      std::vector<Vector> columns(column + 1);
      columns[column] = *dictionary_;
      const Vector result = node.Evaluate(columns, RowSet::Dense(dictionary_->size()));
      values_ = std::make_shared<const Vector>(result.Flatten());
      computed_ = true;
    } catch (const UserError&) {
      CheckCancellation();
      failed_ = true;
      return false;
    }
    if (values_->type().physical() == PhysicalType::kBool) FillTruth();
    return true;
  }

  /// Returns what the expression gives for NULL.
  const Value& NullResult(EvalNode& node, uint32_t column) {
    if (!null_result_) {
      std::vector<Vector> columns(column + 1);
      columns[column] = Vector::Constant(Value(dictionary_->type()), 1);
      null_result_ = node.Evaluate(columns, RowSet::Dense(1)).GetValue(0);
    }
    return *null_result_;
  }

  bool IsComputedFor(const Vector& column) const {
    return computed_ && column.IsDictionary() && column.dictionary_ptr() == dictionary_;
  }

  const std::shared_ptr<const Vector>& values() const { return values_; }
  /// Returns for each entry of a boolean result 1 where it is true.
  const uint8_t* truth() const { return truth_.data(); }
  bool AllTrue() const { return true_count_ == values_->size(); }
  bool NoneTrue() const { return true_count_ == 0; }

 private:
  void FillTruth() {
    // One more byte, so that code 0 of an empty dictionary can be looked up under NULL.
    truth_.assign(values_->size() + 1, 0);
    BooleanToMask(*values_, RowSet::Dense(values_->size()), truth_.data());
    true_count_ = 0;
    for (const uint8_t byte : truth_) true_count_ += byte;
  }

  std::shared_ptr<const Vector> dictionary_;
  uint64_t rows_seen_ = 0;
  bool failed_ = false;
  bool computed_ = false;
  std::shared_ptr<const Vector> values_;
  std::optional<Value> null_result_;
  std::vector<uint8_t> truth_;
  uint32_t true_count_ = 0;
};

class LiftNode final : public EvalNode {
 public:
  LiftNode(uint32_t column, EvalNodePtr inner) : column_(column), inner_(std::move(inner)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    const Vector& input = columns[column_];
    if (!IsLifted(input, rows)) return inner_->Evaluate(columns, rows);
    const bool nulls = input.validity() != nullptr;
    const bool nulls_stay = !nulls || memo_.NullResult(*inner_, column_).IsNull();
    if (memo_.values()->type().physical() == PhysicalType::kBool) {
      return LookUpBooleans(input, rows);
    }
    if (nulls_stay) {
      return Vector::Dictionary(memo_.values(), input.values_buffer(), input.size(),
                                input.validity_buffer());
    }
    return inner_->Evaluate(columns, rows);
  }

  uint32_t Select(Columns columns, RowSet rows, uint32_t* out) override {
    const Vector& input = columns[column_];
    if (!IsLifted(input, rows)) return inner_->Select(columns, rows, out);
    if (input.validity() == nullptr && memo_.NoneTrue()) return 0;
    uint8_t* mask = Mask(rows.size);
    LookUpTruth(input, rows, mask);
    return SelectByMask(rows, mask, out);
  }

  bool IsCheap(Columns columns) const override {
    return inner_->IsCheap(columns) || memo_.IsComputedFor(columns[column_]);
  }

  void Test(Columns columns, RowSet rows, uint8_t* mask) override {
    const Vector& input = columns[column_];
    if (!IsLifted(input, rows)) return inner_->Test(columns, rows, mask);
    LookUpTruth(input, rows, mask);
  }

 private:
  bool IsLifted(const Vector& input, RowSet rows) {
    return input.IsDictionary() && rows.count > 0 &&
           memo_.IsWorthwhile(input.dictionary_ptr(), rows.count) &&
           memo_.Compute(*inner_, column_);
  }

  void LookUpTruth(const Vector& input, RowSet rows, uint8_t* mask) {
    const uint64_t* validity = input.validity();
    const uint8_t* truth = memo_.truth();
    const uint32_t* codes = input.codes();
    if (validity == nullptr && memo_.AllTrue()) {
      rows.ForEach([&](uint32_t row) { mask[row] = 1; });
      return;
    }
    if (validity == nullptr) {
      rows.ForEach([&](uint32_t row) { mask[row] = truth[codes[row]]; });
      return;
    }
    const Value& null_result = memo_.NullResult(*inner_, column_);
    const uint8_t null_truth = !null_result.IsNull() && null_result.boolean() ? 1 : 0;
    rows.ForEach(
        [&](uint32_t row) { mask[row] = GetBit(validity, row) ? truth[codes[row]] : null_truth; });
  }

  Vector LookUpBooleans(const Vector& input, RowSet rows) {
    Vector out(memo_.values()->type(), rows.size);
    auto* values = out.mutable_values<uint8_t>();
    const uint8_t* truth = memo_.truth();
    const uint32_t* codes = input.codes();
    const uint64_t* entry_validity = memo_.values()->validity();
    const uint64_t* validity = input.validity();
    if (validity == nullptr && entry_validity == nullptr) {
      rows.ForEach([&](uint32_t row) { values[row] = truth[codes[row]]; });
      return out;
    }
    const Value null_result =
        validity == nullptr ? Value(TypeId::kBoolean) : memo_.NullResult(*inner_, column_);
    rows.ForEach([&](uint32_t row) {
      if (validity != nullptr && !GetBit(validity, row)) {
        values[row] = !null_result.IsNull() && null_result.boolean() ? 1 : 0;
        if (null_result.IsNull()) out.SetNull(row);
        return;
      }
      values[row] = truth[codes[row]];
      if (entry_validity != nullptr && !GetBit(entry_validity, codes[row])) out.SetNull(row);
    });
    return out;
  }

  uint32_t column_;
  EvalNodePtr inner_;
  DictionaryMemo memo_;
};

}  // namespace

EvalNodePtr MakeLiftNode(uint32_t column, EvalNodePtr inner) {
  return std::make_unique<LiftNode>(column, std::move(inner));
}

}  // namespace lakebolt
