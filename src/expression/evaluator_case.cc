// CASE and COALESCE: each branch is computed only for the rows that reach it.

#include <algorithm>
#include <cstring>

#include "expression/choose.h"
#include "expression/eval_node.h"
#include "expression/scatter.h"
#include "function/validity.h"

namespace lakebolt {

namespace {

constexpr uint32_t kSelectionSlack = 8;

/// Gathers the results of branches. A branch that has all rows gives its vector away as it is.
class BranchResult {
 public:
  BranchResult(const LogicalType& type, RowSet rows) : type_(type), rows_(rows) {}

  void Add(const Vector& value, const uint32_t* rows, uint32_t count) {
    if (count == 0) return;
    if (count == rows_.count) {
      result_ = value;
      return;
    }
    if (!started_) {
      result_ = Vector(type_, rows_.size);
      started_ = true;
    }
    ScatterRows(value, rows, count, result_);
  }

  /// Returns the result; of no rows at all a vector of NULLs.
  Vector Take() {
    if (rows_.count == 0) return Vector::Constant(Value(type_), rows_.size);
    return std::move(result_);
  }

 private:
  const LogicalType& type_;
  RowSet rows_;
  Vector result_;
  bool started_ = false;
};

/// Hands out row numbers of a set as an array.
const uint32_t* RowNumbers(RowSet rows, std::vector<uint32_t>& buffer) {
  if (!rows.IsDense()) return rows.indices;
  buffer.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) buffer[i] = i;
  return buffer.data();
}

/// Holds the two selections that are needed to split rows branch by branch.
class RowSplitter {
 public:
  uint32_t* Hits(RowSet open) {
    hits_.resize(open.count + kSelectionSlack);
    return hits_.data();
  }
  /// Returns `open` without its first `count` hits.
  RowSet Rest(RowSet open, uint32_t count) {
    if (count == 0) return open;
    std::vector<uint32_t>& buffer = rest_[open.indices == rest_[0].data() ? 1 : 0];
    buffer.resize(open.count + kSelectionSlack);
    const uint32_t left = SubtractRows(open, hits_.data(), count, buffer.data());
    return {buffer.data(), left, open.size};
  }

 private:
  std::vector<uint32_t> hits_;
  std::vector<uint32_t> rest_[2];
};

class CaseNode final : public EvalNode {
 public:
  CaseNode(LogicalType type, std::vector<EvalNodePtr> children)
      : type_(std::move(type)), children_(std::move(children)), plain_(children_.back()->IsLeaf()) {
    for (size_t i = 1; i < children_.size(); i += 2) plain_ = plain_ && children_[i]->IsLeaf();
  }

  Vector Evaluate(Columns columns, RowSet rows) override {
    if (plain_ && EvaluateLeaves(columns, rows)) {
      const uint8_t* choice = ChooseBranches(columns, rows);
      return GivesTexts() ? ChooseText(choice, rows) : Choose(type_, leaves_, choice, rows);
    }
    return EvaluateBranches(columns, rows);
  }

 private:
  /// Takes the branches' columns and constants, which cost nothing and cannot fail; tells whether
  /// rows can be chosen out of them.
  bool EvaluateLeaves(Columns columns, RowSet rows) {
    leaves_.clear();
    for (size_t i = 1; i < children_.size(); i += 2) {
      leaves_.push_back(children_[i]->Evaluate(columns, rows));
    }
    leaves_.push_back(children_.back()->Evaluate(columns, rows));
    return CanChoose(type_, leaves_);
  }

  /// Tells whether all branches are constant texts, which make one dictionary for all chunks.
  bool GivesTexts() const {
    return type_.physical() == PhysicalType::kString &&
           std::all_of(leaves_.begin(), leaves_.end(),
                       [](const Vector& leaf) { return leaf.IsConstant(); });
  }

  /// Tells whether texts_ holds the branches' texts: a column may be constant for one chunk only.
  bool KnowsTexts() const {
    if (texts_ == nullptr) return false;
    for (uint32_t i = 0; i < leaves_.size(); ++i) {
      const bool null = leaves_[i].IsNull(0);
      if (null != texts_->IsNull(i)) return false;
      if (!null && leaves_[i].values<StringView>()[0] != texts_->values<StringView>()[i]) {
        return false;
      }
    }
    return true;
  }

  Vector ChooseText(const uint8_t* choice, RowSet rows) {
    if (!KnowsTexts()) {
      Vector texts(type_, static_cast<uint32_t>(leaves_.size()));
      for (uint32_t i = 0; i < leaves_.size(); ++i) texts.SetValue(i, leaves_[i].GetValue(0));
      texts_ = std::make_shared<const Vector>(std::move(texts));
    }
    BufferPtr codes = Buffer::Allocate(rows.size * sizeof(uint32_t));
    auto* code = codes->as<uint32_t>();
    if (!rows.IsDense()) std::memset(code, 0, rows.size * sizeof(uint32_t));
    rows.ForEach([&](uint32_t row) { code[row] = choice[row]; });
    return Vector::Dictionary(texts_, std::move(codes), rows.size);
  }

  /// Returns for each row the number of its branch.
  const uint8_t* ChooseBranches(Columns columns, RowSet rows) {
    uint8_t* choice = Mask(rows.size);
    if (children_.size() == 3) {
      children_[0]->Test(columns, rows, choice);
      rows.ForEach([&](uint32_t row) { choice[row] ^= 1; });
      return choice;
    }
    std::memset(choice, static_cast<int>(children_.size() / 2), rows.size);
    RowSet open = rows;
    for (size_t i = 0; i + 1 < children_.size() && open.count > 0; i += 2) {
      uint32_t* hits = splitter_.Hits(open);
      const uint32_t count = children_[i]->Select(columns, open, hits);
      for (uint32_t k = 0; k < count; ++k) choice[hits[k]] = static_cast<uint8_t>(i / 2);
      if (count == open.count) break;
      open = splitter_.Rest(open, count);
    }
    return choice;
  }

  Vector EvaluateBranches(Columns columns, RowSet rows) {
    BranchResult result(type_, rows);
    RowSet open = rows;
    size_t i = 0;
    for (; i + 1 < children_.size() && open.count > 0; i += 2) {
      uint32_t* hits = splitter_.Hits(open);
      const uint32_t count = children_[i]->Select(columns, open, hits);
      if (count == 0) continue;
      const bool all = count == open.count;
      const RowSet taken = all ? open : RowSet{hits, count, rows.size};
      result.Add(children_[i + 1]->Evaluate(columns, taken), hits, count);
      open = all ? RowSet{nullptr, 0, rows.size} : splitter_.Rest(open, count);
    }
    if (open.count > 0) {
      result.Add(children_.back()->Evaluate(columns, open), RowNumbers(open, numbers_), open.count);
    }
    return result.Take();
  }

  LogicalType type_;
  std::vector<EvalNodePtr> children_;
  bool plain_;  // all branches are columns or constants
  std::vector<Vector> leaves_;
  std::shared_ptr<const Vector> texts_;
  RowSplitter splitter_;
  std::vector<uint32_t> numbers_;
};

class CoalesceNode final : public EvalNode {
 public:
  CoalesceNode(LogicalType type, std::vector<EvalNodePtr> children)
      : type_(std::move(type)), children_(std::move(children)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    const bool pair = children_.size() == 2 && children_[1]->IsLeaf() && rows.count > 0;
    return pair ? EvaluatePair(columns, rows) : Coalesce(columns, rows, nullptr);
  }

 private:
  /// Computes COALESCE(x, constant or column), by far the most common form.
  Vector EvaluatePair(Columns columns, RowSet rows) {
    const Vector first = children_[0]->Evaluate(columns, rows);
    if (!first.MayHaveNulls() && first.type().id() != TypeId::kNull) return first;
    const Vector pair[] = {first, children_[1]->Evaluate(columns, rows)};
    if (!CanChoose(type_, pair)) return Coalesce(columns, rows, &first);
    uint8_t* choice = Mask(rows.size);
    const BufferPtr validity = CombineValidity({&first, 1}, rows);
    if (validity == nullptr) return first;
    const auto* bits = validity->as<uint64_t>();
    rows.ForEach([&](uint32_t row) { choice[row] = GetBit(bits, row) ? 0 : 1; });
    // Where the first one is NULL, it is not chosen.
    return Choose(type_, pair, choice, rows, pair[1].MayHaveNulls());
  }

  /// Takes each child's rows that the ones before left open; `first` is the first child's value
  /// where that is known.
  Vector Coalesce(Columns columns, RowSet rows, const Vector* first) {
    BranchResult result(type_, rows);
    RowSet open = rows;
    for (size_t i = 0; i < children_.size() && open.count > 0; ++i) {
      const bool known = i == 0 && first != nullptr;
      const Vector value = known ? *first : children_[i]->Evaluate(columns, open);
      const BufferPtr validity =
          i + 1 == children_.size() ? nullptr : CombineValidity({&value, 1}, open);
      if (validity == nullptr) {
        result.Add(value, RowNumbers(open, numbers_), open.count);
        break;
      }
      uint8_t* mask = Mask(rows.size);
      const auto* bits = validity->as<uint64_t>();
      open.ForEach([&](uint32_t row) { mask[row] = GetBit(bits, row); });
      uint32_t* hits = splitter_.Hits(open);
      const uint32_t count = SelectByMask(open, mask, hits);
      result.Add(value, hits, count);
      open = count == open.count ? RowSet{nullptr, 0, rows.size} : splitter_.Rest(open, count);
    }
    return result.Take();
  }

  LogicalType type_;
  std::vector<EvalNodePtr> children_;
  RowSplitter splitter_;
  std::vector<uint32_t> numbers_;
};

}  // namespace

EvalNodePtr MakeCaseNode(LogicalType type, std::vector<EvalNodePtr> children) {
  return std::make_unique<CaseNode>(std::move(type), std::move(children));
}
EvalNodePtr MakeCoalesceNode(LogicalType type, std::vector<EvalNodePtr> children) {
  return std::make_unique<CoalesceNode>(std::move(type), std::move(children));
}

}  // namespace lakebolt
