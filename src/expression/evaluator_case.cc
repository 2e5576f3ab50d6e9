// CASE and COALESCE: each branch is computed only for the rows that reach it.

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
      : type_(std::move(type)), children_(std::move(children)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
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

 private:
  LogicalType type_;
  std::vector<EvalNodePtr> children_;
  RowSplitter splitter_;
  std::vector<uint32_t> numbers_;
};

class CoalesceNode final : public EvalNode {
 public:
  CoalesceNode(LogicalType type, std::vector<EvalNodePtr> children)
      : type_(std::move(type)), children_(std::move(children)) {}

  Vector Evaluate(Columns columns, RowSet rows) override {
    BranchResult result(type_, rows);
    RowSet open = rows;
    for (size_t i = 0; i < children_.size() && open.count > 0; ++i) {
      const Vector value = children_[i]->Evaluate(columns, open);
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

 private:
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
