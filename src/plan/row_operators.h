#pragma once

#include "plan/operators.h"

namespace lakebolt {

/// Puts row i of the left side beside row i of the right side; the shorter side is filled up with
/// NULLs (POSITIONAL JOIN).
class PositionalJoinNode final : public PlanNode {
 public:
  PositionalJoinNode(PlanPtr left, PlanPtr right);

  const PlanPtr& left() const { return child(0); }
  const PlanPtr& right() const { return child(1); }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override { return "POSITIONAL JOIN"; }
  std::vector<std::string> Details() const override { return {}; }

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<PositionalJoinNode>(*this);
  }

  std::vector<PlanColumn> columns_;
};

/// Joins each left row with the one right row that is nearest among those for which `keys` are
/// equal pairwise and `left_order op right_order` holds (ASOF JOIN); keeps left rows without one
/// when `keeps_left`, and right rows that no left row took when `keeps_right`.
class AsofJoinNode final : public PlanNode {
 public:
  struct Spec {
    std::vector<ExprPtr> left_keys;
    std::vector<ExprPtr> right_keys;
    ExprPtr left_order;
    ExprPtr right_order;
    CompareOp op = CompareOp::kGreaterEqual;  // >=, >, <= or <
    bool keeps_left = false;
    bool keeps_right = false;
  };

  AsofJoinNode(PlanPtr left, PlanPtr right, Spec spec);

  const PlanPtr& left() const { return child(0); }
  const PlanPtr& right() const { return child(1); }
  const Spec& spec() const { return spec_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  /// Order: left keys, right keys, left order, right order.
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override;
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<AsofJoinNode>(*this); }

  Spec spec_;
  std::vector<PlanColumn> columns_;
};

/// Keeps a random part of the rows.
class SampleNode final : public PlanNode {
 public:
  enum class Method : uint8_t {
    kBernoulli,  // each row by itself
    kSystem,     // chunk by chunk
    kReservoir,  // exactly that many rows
  };
  struct Spec {
    Method method = Method::kSystem;
    double percent = 0;            // of kBernoulli, kSystem and, without `rows`, kReservoir
    std::optional<uint64_t> rows;  // of kReservoir
    std::optional<uint64_t> seed;  // of REPEATABLE
  };

  SampleNode(PlanPtr child, Spec spec)
      : PlanNode(PlanKind::kSample, {std::move(child)}), spec_(spec) {}

  const Spec& spec() const { return spec_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override { return "SAMPLE"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<SampleNode>(*this); }

  Spec spec_;
};

/// Limits the rows of child 0 to what the one row of child 1 says: its columns are the limit (a
/// number of rows or, with `percent`, a share of them; NULL is no limit) and the offset. With
/// `ties` (the keys that child 0 is sorted by) rows equal to the last one come too.
class ComputedLimitNode final : public PlanNode {
 public:
  ComputedLimitNode(PlanPtr child, PlanPtr bounds, bool percent, std::vector<SortKey> ties = {})
      : PlanNode(PlanKind::kComputedLimit, {std::move(child), std::move(bounds)}),
        percent_(percent),
        ties_(std::move(ties)) {}

  const PlanPtr& bounds() const { return child(1); }
  bool percent() const { return percent_; }
  const std::vector<SortKey>& ties() const { return ties_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "LIMIT"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<ComputedLimitNode>(*this);
  }

  bool percent_;
  std::vector<SortKey> ties_;
};

}  // namespace lakebolt
