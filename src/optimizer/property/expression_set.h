#pragma once

#include <unordered_map>

#include "expression/expression.h"

namespace lakebolt {

/// Holds expressions that differ in structure; finds by hash, so that long lists stay fast.
class ExpressionSet {
 public:
  /// Adds an expression; false when an equal one is there.
  bool Insert(const ExprPtr& expr) {
    const uint64_t hash = expr->Hash();
    if (Find(*expr, hash)) return false;
    by_hash_.emplace(hash, expr);
    return true;
  }
  bool Contains(const Expr& expr) const { return Find(expr, expr.Hash()); }

 private:
  bool Find(const Expr& expr, uint64_t hash) const {
    const auto [begin, end] = by_hash_.equal_range(hash);
    for (auto found = begin; found != end; ++found) {
      if (found->second.get() == &expr || found->second->Equals(expr)) return true;
    }
    return false;
  }

  std::unordered_multimap<uint64_t, ExprPtr> by_hash_;
};

}  // namespace lakebolt
