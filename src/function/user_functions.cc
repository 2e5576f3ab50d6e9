#include "function/user_functions.h"

#include <utility>

#include "base/ascii.h"

namespace lakebolt {

void UserFunctions::Add(ScalarFunction function) {
  const std::string name = function.name;
  AddUnder(name, std::move(function));
}

void UserFunctions::Add(AggregateFunction function) {
  const std::string name = function.name;
  AddUnder(name, std::move(function));
}

void UserFunctions::AddUnder(const std::string& name, Function function) {
  const std::string key = AsciiLower(name);
  if (base_.HasScalar(key) || base_.HasAggregate(key) || windows_.Find(key) != nullptr) {
    throw UserError(ErrorCode::kDuplicateName,
                    "there is a function \"" + name + "\" in the box already", {},
                    "give it another name");
  }
  // Whoever is replaced goes outside of the lock: what it holds may run code of its own.
  Function replaced = std::move(function);
  std::shared_ptr<const FunctionRegistry> before;
  const std::lock_guard lock(mutex_);
  std::swap(added_[key], replaced);
  before = std::exchange(current_, nullptr);
}

bool UserFunctions::Remove(const std::string& name) {
  std::map<std::string, Function>::node_type removed;
  std::shared_ptr<const FunctionRegistry> before;
  const std::lock_guard lock(mutex_);
  removed = added_.extract(AsciiLower(name));
  if (removed.empty()) return false;
  before = std::exchange(current_, nullptr);
  return true;
}

std::shared_ptr<const FunctionRegistry> UserFunctions::Current() {
  const std::lock_guard lock(mutex_);
  if (added_.empty()) return {std::shared_ptr<const FunctionRegistry>(), &base_};
  if (current_ == nullptr) {
    auto all = std::make_shared<FunctionRegistry>(base_);
    for (const auto& [name, function] : added_) {
      std::visit([&](const auto& one) { all->Add(one); }, function);
    }
    current_ = std::move(all);
  }
  return current_;
}

}  // namespace lakebolt
