#include "function/scalar/text/builtin_text.h"

namespace lakebolt {

void RegisterText(FunctionRegistry& registry) {
  RegisterByteSizes(registry);
  RegisterDigests(registry);
  RegisterEncoding(registry);
  RegisterLike(registry);
  RegisterPaths(registry);
  RegisterRadix(registry);
  RegisterRegexp(registry);
  RegisterRegexpExtract(registry);
  RegisterStringCase(registry);
  RegisterStringDistance(registry);
  RegisterStringEdit(registry);
  RegisterStringFormat(registry);
  RegisterStringGrapheme(registry);
  RegisterStringJoin(registry);
  RegisterConcatWs(registry);
  RegisterStringNormalize(registry);
  RegisterStringPad(registry);
  RegisterStringSearch(registry);
  RegisterStringSlice(registry);
  RegisterStringSplit(registry);
}

}  // namespace lakebolt
