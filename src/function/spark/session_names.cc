// Who is asking whom: the user of the system, and random UUIDs as text.

#include <pwd.h>
#include <unistd.h>

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

std::string SystemUser() {
  constexpr size_t kRoom = 16384;
  std::string room(kRoom, '\0');
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(geteuid(), &entry, room.data(), room.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(geteuid());
}

}  // namespace

void RegisterSparkSessionNames(FunctionRegistry& registry) {
  Family family(registry, "general", "spark");
  ScalarOverload user;
  user.result = TypeId::kVarchar;
  user.kernel = [](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Varchar(SystemUser()), rows.size);
  };
  FunctionTraits stable = NeverFails();
  stable.volatility = Volatility::kStable;
  family.Add({"current_user", "user", "session_user"},
             "Returns the name of the system's user that runs this process.",
             {{"length(current_user()) > 0", "true"}}, {user}, stable);
  ScalarOverload uuid = registry.scalars().at("uuid").overloads.front();
  uuid.result = TypeId::kVarchar;
  uuid.kernel = [make = uuid.kernel](std::span<const Vector> args, RowSet rows) {
    return CastVector(make(args, rows), TypeId::kVarchar, rows, CastMode::kStrict);
  };
  FunctionTraits each_call = NeverFails();
  each_call.volatility = Volatility::kVolatile;
  family.Add({"uuid"}, "Returns a random UUID as text, another for each row.",
             {{"length(uuid())", "36"}}, {uuid}, each_call);
}

}  // namespace lakebolt
