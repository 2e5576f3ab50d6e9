#include "table_slots.h"

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "catalog/names.h"

namespace lakebolt::python {

namespace {

/// Holds what a name stands for now: a catalog keeps functions for good, and refers to this.
class Slot {
 public:
  /// Puts `bind` in place, which may be empty; false when it was before.
  bool Put(TableFunctionBind bind) {
    auto put = std::make_shared<const TableFunctionBind>(std::move(bind));
    const std::lock_guard lock(mutex_);
    std::swap(bind_, put);
    return put != nullptr && *put != nullptr;
  }

  std::shared_ptr<const TableFunctionBind> Get() {
    const std::lock_guard lock(mutex_);
    return bind_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const TableFunctionBind> bind_;
};

std::mutex slots_mutex;
/// Slots by database and folded name; each is kept by the database's catalog.
std::map<std::pair<const Database*, std::string>, std::weak_ptr<Slot>> slots;

std::shared_ptr<Slot> FindSlot(Database& database, const std::string& name) {
  const std::lock_guard lock(slots_mutex);
  std::erase_if(slots, [](const auto& entry) { return entry.second.expired(); });
  const auto found = slots.find({&database, FoldName(name)});
  return found == slots.end() ? nullptr : found->second.lock();
}

}  // namespace

void PutTableFunction(Database& database, TableFunction function) {
  if (const auto slot = FindSlot(database, function.name)) {
    slot->Put(std::move(function.bind));
    return;
  }
  const auto slot = std::make_shared<Slot>();
  slot->Put(std::move(function.bind));
  const std::string name = function.name;
  function.bind = [slot, name](const std::vector<Value>& arguments,
                               const std::vector<std::pair<std::string, Value>>& named) {
    const auto bind = slot->Get();
    if (*bind == nullptr) {
      throw UserError(ErrorCode::kUnknownFunction, "there is no table function \"" + name + "\"");
    }
    return (*bind)(arguments, named);
  };
  database.catalog().AddTableFunction(std::move(function));
  const std::lock_guard lock(slots_mutex);
  slots[{&database, FoldName(name)}] = slot;
}

bool RemoveTableFunction(Database& database, const std::string& name) {
  const auto slot = FindSlot(database, name);
  return slot != nullptr && slot->Put(nullptr);
}

}  // namespace lakebolt::python
