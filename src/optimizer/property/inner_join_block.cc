#include "optimizer/property/inner_join_block.h"

#include <algorithm>
#include <bit>

namespace lakebolt {

namespace {

constexpr size_t kMostRelations = 64;

RelationBits Lowest(RelationBits set) {
  return set & (~set + 1);
}

}  // namespace

InnerJoinBlock::InnerJoinBlock(const PlanPtr& root) {
  Collect(root, 0);
  for (const ExprPtr& conjunct : conjuncts_) {
    ColumnSet used;
    CollectColumns(*conjunct, used);
    named_.push_back(RelationsWith(used));
  }
}

void InnerJoinBlock::Collect(const PlanPtr& node, size_t siblings) {
  const bool is_inner = node->kind() == PlanKind::kJoin &&
                        As<JoinNode>(node).join_kind() == JoinKind::kInner &&
                        !As<JoinNode>(node).dependent();
  if (!is_inner || relations_.size() + siblings + 2 > kMostRelations) {
    relations_.push_back(node);
    return;
  }
  const auto& join = As<JoinNode>(node);
  Collect(join.left(), siblings + 1);
  Collect(join.right(), siblings);
  conjuncts_.insert(conjuncts_.end(), join.conditions().begin(), join.conditions().end());
}

RelationBits InnerJoinBlock::RelationsWith(const ColumnSet& columns) const {
  RelationBits found = 0;
  for (size_t i = 0; i < relations_.size(); ++i) {
    for (const PlanColumn& column : relations_[i]->columns()) {
      if (columns.contains(column.id)) found |= RelationBits{1} << i;
    }
  }
  return found;
}

RelationBits InnerJoinBlock::Closure(RelationBits set, RelationBits allowed, bool within) const {
  for (RelationBits before = 0; before != set;) {
    before = set;
    for (const RelationBits named : named_) {
      if ((named & set) == 0 || (within && (named & ~allowed) != 0)) continue;
      set |= named & allowed;
    }
  }
  return set;
}

std::vector<RelationBits> InnerJoinBlock::Components(RelationBits set) const {
  std::vector<RelationBits> components;
  while (set != 0) {
    components.push_back(Closure(Lowest(set), set, false));
    set &= ~components.back();
  }
  return components;
}

bool InnerJoinBlock::AllConjunctsLink() const {
  return std::none_of(named_.begin(), named_.end(),
                      [](RelationBits named) { return std::popcount(named) < 2; });
}

bool InnerJoinBlock::IsConnected(RelationBits set) const {
  return Closure(Lowest(set), set, true) == set;
}

std::vector<ExprPtr> InnerJoinBlock::Between(RelationBits a, RelationBits b) const {
  std::vector<ExprPtr> found;
  for (size_t i = 0; i < conjuncts_.size(); ++i) {
    const bool both = (named_[i] & a) != 0 && (named_[i] & b) != 0;
    if (both && (named_[i] & ~(a | b)) == 0) found.push_back(conjuncts_[i]);
  }
  return found;
}

PlanPtr InnerJoinBlock::Build(RelationBits set) const {
  RelationBits joined = Lowest(set);
  PlanPtr plan = relations_[std::countr_zero(joined)];
  while (joined != set) {
    // Best one that a conjunct links with what is joined already.
    RelationBits next = Lowest(set & ~joined);
    for (const RelationBits named : named_) {
      const RelationBits added = named & ~joined;
      if ((named & joined) != 0 && (named & ~set) == 0 && std::has_single_bit(added)) next = added;
    }
    plan = std::make_shared<JoinNode>(JoinKind::kInner, std::move(plan),
                                      relations_[std::countr_zero(next)], Between(joined, next));
    joined |= next;
  }
  return plan;
}

}  // namespace lakebolt
