#include "sql/ast/query.h"

namespace lakebolt::sql {

PivotRef::PivotRef() : TableRef(TableRefKind::kPivot) {}
PivotRef::~PivotRef() = default;
UnpivotRef::UnpivotRef() : TableRef(TableRefKind::kUnpivot) {}
UnpivotRef::~UnpivotRef() = default;
DescribeRef::DescribeRef() : TableRef(TableRefKind::kDescribe) {}
DescribeRef::~DescribeRef() = default;
SubqueryRef::SubqueryRef() : TableRef(TableRefKind::kSubquery) {}
SubqueryRef::~SubqueryRef() = default;

JoinRef::~JoinRef() {
  // Left-deep chains come apart with a loop, for they may be too long for recursion.
  TableRefPtr node = std::move(left);
  while (node && node->kind == TableRefKind::kJoin) {
    node = std::move(static_cast<JoinRef&>(*node).left);
  }
}

SetOperation::~SetOperation() {
  QueryBodyPtr node = std::move(left);
  while (node && node->kind == QueryBodyKind::kSetOperation) {
    node = std::move(static_cast<SetOperation&>(*node).left);
  }
}

}  // namespace lakebolt::sql
