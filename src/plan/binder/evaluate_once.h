#pragma once

#include <functional>

#include "plan/binder/binder_state.h"

namespace lakebolt {

/// Returns `use(value)`, which may take the value more than once: one that changes at each look is
/// computed once for all of them.
ExprPtr EvaluateOnce(BinderState& state, const ExprPtr& value,
                     const std::function<ExprPtr(const ExprPtr&)>& use);

}  // namespace lakebolt
