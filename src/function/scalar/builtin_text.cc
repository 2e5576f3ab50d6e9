#include "function/scalar/builtin_text.h"

namespace lakebolt {

void RegisterText(FunctionRegistry& registry) {
  RegisterLike(registry);
  RegisterRegexp(registry);
  RegisterStringCase(registry);
  RegisterStringEdit(registry);
  RegisterStringJoin(registry);
  RegisterStringPad(registry);
  RegisterStringSearch(registry);
  RegisterStringSlice(registry);
}

}  // namespace lakebolt
