#include "function/window_registry.h"

#include <optional>
#include <utility>

#include "function/cast.h"

namespace lakebolt {

namespace {

/// Returns the cost of casting `actual` to `wanted` implicitly, or nothing.
std::optional<int> MatchCost(const std::vector<LogicalType>& actual,
                             const std::vector<LogicalType>& wanted) {
  if (actual.size() != wanted.size()) return std::nullopt;
  int total = 0;
  for (size_t i = 0; i < actual.size(); ++i) {
    const auto cost = ImplicitCastCost(actual[i], wanted[i]);
    if (!cost) return std::nullopt;
    total += *cost;
  }
  return total;
}

std::string TypeList(const std::vector<LogicalType>& types) {
  std::string out;
  for (const LogicalType& type : types) {
    out += (out.empty() ? "" : ", ") + (type.id() == TypeId::kNull ? "ANY" : type.ToString());
  }
  return "(" + out + ")";
}

}  // namespace

void WindowRegistry::Add(WindowFunction function) {
  for (const std::string& alias : function.aliases) aliases_[alias] = function.name;
  const auto known = functions_.find(function.name);
  if (known == functions_.end()) {
    const std::string name = function.name;
    functions_.emplace(name, std::move(function));
    return;
  }
  for (WindowOverload& overload : function.overloads) {
    known->second.overloads.push_back(std::move(overload));
  }
}

const WindowFunction* WindowRegistry::Find(const std::string& name) const {
  auto found = functions_.find(name);
  if (found == functions_.end()) {
    const auto alias = aliases_.find(name);
    if (alias != aliases_.end()) found = functions_.find(alias->second);
  }
  return found == functions_.end() ? nullptr : &found->second;
}

std::shared_ptr<const BoundWindow> WindowRegistry::Bind(const std::string& name,
                                                        const std::vector<LogicalType>& arguments,
                                                        SourceRange range) const {
  const WindowFunction* function = Find(name);
  if (function == nullptr) {
    throw UserError(ErrorCode::kUnknownFunction, "there is no window function \"" + name + "\"",
                    range);
  }
  std::optional<BoundWindow> best;
  int best_cost = 0;
  std::string hint;
  for (const WindowOverload& overload : function->overloads) {
    hint += (hint.empty() ? "" : ", ") + function->name + TypeList(overload.parameters);
    auto bound = overload.bind(arguments);
    if (!bound) continue;
    const auto cost = MatchCost(arguments, bound->arguments);
    if (!cost || (best && *cost >= best_cost)) continue;
    best = std::move(bound);
    best_cost = *cost;
  }
  if (!best) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "no overload of " + function->name + " takes " + TypeList(arguments), range,
                    "there is " + hint + "; a cast may help");
  }
  best->name = function->name;
  return std::make_shared<const BoundWindow>(*std::move(best));
}

}  // namespace lakebolt
