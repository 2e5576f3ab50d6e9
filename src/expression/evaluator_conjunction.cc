// AND, OR, NOT and IS NULL: three-valued logic.

#include <algorithm>
#include <cstring>

#include "expression/eval_node.h"
#include "function/validity.h"

namespace lakebolt {

namespace {

/// Is the room that SelectByMask may write past the last row.
constexpr uint32_t kSelectionSlack = 8;
/// A conjunction of no more cheap terms is cheap itself.
constexpr size_t kCheapTerms = 4;
/// Is the room that loops over masks may read past the last row.
constexpr uint32_t kMaskSlack = 64;

/// Evaluates the terms left to right, each only for the rows that the terms before did not decide:
/// a false one decides AND, a true one OR.
class ConjunctionNode final : public EvalNode {
 public:
  ConjunctionNode(bool is_and, std::vector<EvalNodePtr> terms)
      : is_and_(is_and), terms_(std::move(terms)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    Vector out(TypeId::kBoolean, rows.size);
    auto* values = out.mutable_values<uint8_t>();
    const uint8_t undecided_value = is_and_ ? 1 : 0;
    if (rows.size > 0) std::memset(values, undecided_value, rows.size);
    unknown_.assign(rows.size, 0);
    bool any_unknown = false;
    RowSet open = rows;
    for (size_t i = 0; i < terms_.size() && open.count > 0; ++i) {
      const Vector term = terms_[i]->Evaluate(columns, open);
      any_unknown |= Merge(term, open, values);
      if (i + 1 < terms_.size()) open = StillOpen(open, values);
    }
    if (any_unknown) {
      rows.ForEach([&](uint32_t row) {
        // An unknown term leaves the answer open unless another one decides it.
        if (unknown_[row] != 0 && values[row] == undecided_value) out.SetNull(row);
      });
    }
    return out;
  }

  uint32_t Select(Columns columns, RowSet rows, uint32_t* out) override {
    if (is_and_) return SelectAll(columns, rows, out);
    if (!rows.IsDense() || !AllCheap(columns)) return SelectAny(columns, rows, out);
    uint8_t* mask = Mask(rows.size);
    JoinMasks(columns, rows, 0, terms_.size(), mask);
    return SelectByMask(rows, mask, out);
  }

  bool IsCheap(Columns columns) const override {
    return terms_.size() <= kCheapTerms && AllCheap(columns);
  }

  void Test(Columns columns, RowSet rows, uint8_t* mask) override {
    if (rows.IsDense() && AllCheap(columns)) {
      JoinMasks(columns, rows, 0, terms_.size(), mask);
    } else {
      EvalNode::Test(columns, rows, mask);
    }
  }

 private:
  bool AllCheap(Columns columns) const {
    return std::all_of(terms_.begin(), terms_.end(),
                       [&](const EvalNodePtr& term) { return term->IsCheap(columns); });
  }

  /// Writes what `term` decides; returns whether it may have been NULL anywhere.
  bool Merge(const Vector& term, RowSet open, uint8_t* values) {
    uint8_t* mask = Mask(open.size);
    BooleanToMask(term, open, mask);
    if (term.type().id() == TypeId::kNull) {
      open.ForEach([&](uint32_t row) { unknown_[row] = 1; });
      return true;
    }
    const BufferPtr validity = CombineValidity({&term, 1}, open);
    if (validity == nullptr) {
      open.ForEach([&](uint32_t row) { values[row] = mask[row]; });
      return false;
    }
    // NULL leaves the row as it is; the mask has 0 there.
    const auto* bits = validity->as<uint64_t>();
    open.ForEach([&](uint32_t row) {
      const auto null = static_cast<uint8_t>(!GetBit(bits, row));
      unknown_[row] |= null;
      values[row] = is_and_ ? values[row] & (mask[row] | null) : values[row] | mask[row];
    });
    return true;
  }

  /// Returns the buffer that `open` does not stand in.
  std::vector<uint32_t>& OtherBuffer(RowSet open) {
    std::vector<uint32_t>& buffer = buffers_[open.indices == buffers_[0].data() ? 1 : 0];
    if (buffer.size() < open.count + kSelectionSlack) buffer.resize(open.count + kSelectionSlack);
    return buffer;
  }

  RowSet StillOpen(RowSet open, const uint8_t* values) {
    const uint8_t undecided_value = is_and_ ? 1 : 0;
    std::vector<uint32_t>& buffer = OtherBuffer(open);
    uint8_t* mask = Mask(open.size);
    open.ForEach([&](uint32_t row) { mask[row] = values[row] == undecided_value; });
    const uint32_t count = SelectByMask(open, mask, buffer.data());
    if (count == open.count) return open;
    return {buffer.data(), count, open.size};
  }

  uint32_t SelectAll(Columns columns, RowSet rows, uint32_t* out) {
    RowSet open = rows;
    for (size_t i = 0; i < terms_.size();) {
      const size_t end = open.IsDense() ? EndOfCheap(columns, i) : i + 1;
      const bool last = end == terms_.size();
      uint32_t* to = last ? out : OtherBuffer(open).data();
      uint32_t count;
      if (end - i == 1) {
        count = terms_[i]->Select(columns, open, to);
      } else {
        uint8_t* mask = Mask(open.size);
        JoinMasks(columns, open, i, end, mask);
        count = SelectByMask(open, mask, to);
      }
      if (last) return count;
      if (count == 0) return 0;
      // All rows alive: the dense path is the faster one.
      if (count < open.count) open = {to, count, rows.size};
      i = end;
    }
    return 0;
  }

  /// Returns the end of a run of cheap terms from `begin` on, which has at least one term.
  size_t EndOfCheap(Columns columns, size_t begin) const {
    size_t end = begin;
    while (end < terms_.size() && terms_[end]->IsCheap(columns)) ++end;
    return std::max(end, begin + 1);
  }

  /// Tests all rows of a dense set by each term: shorter than picking rows in between.
  void JoinMasks(Columns columns, RowSet open, size_t begin, size_t end, uint8_t* mask) {
    one_.resize(open.size + kMaskSlack);
    terms_[begin]->Test(columns, open, mask);
    for (size_t i = begin + 1; i < end; ++i) {
      terms_[i]->Test(columns, open, one_.data());
      const uint8_t* one = one_.data();
      if (is_and_) {
        for (uint32_t row = 0; row < open.count; ++row) mask[row] &= one[row];
      } else {
        for (uint32_t row = 0; row < open.count; ++row) mask[row] |= one[row];
      }
    }
  }

  uint32_t SelectAny(Columns columns, RowSet rows, uint32_t* out) {
    hits_.resize(rows.count + kSelectionSlack);
    any_.assign(rows.size + kSelectionSlack, 0);
    RowSet open = rows;
    for (size_t i = 0; i < terms_.size() && open.count > 0; ++i) {
      const uint32_t count = terms_[i]->Select(columns, open, hits_.data());
      for (uint32_t k = 0; k < count; ++k) any_[hits_[k]] = 1;
      if (count == 0 || i + 1 == terms_.size()) continue;
      std::vector<uint32_t>& buffer = OtherBuffer(open);
      const uint32_t left = SubtractRows(open, hits_.data(), count, buffer.data());
      open = {buffer.data(), left, rows.size};
    }
    return SelectByMask(rows, any_.data(), out);
  }

  bool is_and_;
  std::vector<EvalNodePtr> terms_;
  std::vector<uint32_t> buffers_[2];  // what a term leaves, and what it was given
  std::vector<uint32_t> hits_;
  std::vector<uint8_t> any_;
  std::vector<uint8_t> one_;
  std::vector<uint8_t> unknown_;
};

class NotNode final : public EvalNode {
 public:
  explicit NotNode(EvalNodePtr input) : input_(std::move(input)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    const Vector input = input_->Evaluate(columns, rows);
    if (input.type().id() == TypeId::kNull) {
      return Vector::Constant(Value(TypeId::kBoolean), rows.size);
    }
    const VectorReader<uint8_t> reader(input);
    if (input.IsConstant() && rows.count > 0) {
      return Vector::Constant(
          reader.IsNull(0) ? Value(TypeId::kBoolean) : Value::Boolean(reader[0] == 0), rows.size);
    }
    Vector out(TypeId::kBoolean, rows.size);
    auto* values = out.mutable_values<uint8_t>();
    rows.ForEach([&](uint32_t row) { values[row] = reader[row] ^ 1; });
    out.SetValidity(CombineValidity({&input, 1}, rows));
    return out;
  }

 private:
  EvalNodePtr input_;
};

class IsNullNode final : public EvalNode {
 public:
  IsNullNode(EvalNodePtr input, bool negated) : input_(std::move(input)), negated_(negated) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    const Vector input = input_->Evaluate(columns, rows);
    const BufferPtr validity = CombineValidity({&input, 1}, rows);
    if (validity == nullptr) return Vector::Constant(Value::Boolean(negated_), rows.size);
    Vector out(TypeId::kBoolean, rows.size);
    auto* values = out.mutable_values<uint8_t>();
    const auto* bits = validity->as<uint64_t>();
    const auto when_valid = static_cast<uint8_t>(negated_ ? 1 : 0);
    rows.ForEach([&](uint32_t row) {
      values[row] = static_cast<uint8_t>(GetBit(bits, row)) ^ when_valid ^ 1;
    });
    return out;
  }

 private:
  EvalNodePtr input_;
  bool negated_;
};

}  // namespace

EvalNodePtr MakeConjunctionNode(bool is_and, std::vector<EvalNodePtr> terms) {
  return std::make_unique<ConjunctionNode>(is_and, std::move(terms));
}
EvalNodePtr MakeNotNode(EvalNodePtr input) {
  return std::make_unique<NotNode>(std::move(input));
}
EvalNodePtr MakeIsNullNode(EvalNodePtr input, bool negated) {
  return std::make_unique<IsNullNode>(std::move(input), negated);
}

}  // namespace lakebolt
