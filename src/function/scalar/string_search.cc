#include "function/scalar/builtin_text.h"
#include "function/scalar/find_bytes.h"
#include "function/scalar/utf8.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

int64_t Position(const StringView& text, const StringView& needle) {
  const size_t at = FindBytes(text.view(), needle.view());
  if (at == std::string_view::npos) return 0;
  return CountCharacters(text.view().substr(0, at)) + 1;
}

template <typename F>
void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, LogicalType result, F call) {
  ScalarFunction function{name,
                          std::move(aliases),
                          "string",
                          description,
                          {example},
                          {},
                          {MakeOverload<StringView, StringView>({kText, kText}, result, call)}};
  function.traits.can_fail = false;
  registry.Add(std::move(function));
}

}  // namespace

void RegisterStringSearch(FunctionRegistry& registry) {
  const LogicalType boolean = TypeId::kBoolean;
  // Views of inline strings point into the arguments, so those are taken by reference.
  Add(registry, "position", {"strpos", "instr"},
      "Returns where the second text first stands in the first, counted from 1; 0 if nowhere.",
      {"strpos('Lakebolt', 'bolt')", "5"}, TypeId::kInt64,
      [](const StringView& text, const StringView& needle) { return Position(text, needle); });
  Add(registry, "contains", {}, "Tells whether the first text contains the second.",
      {"contains('Lakebolt', 'keb')", "true"}, boolean,
      [](const StringView& text, const StringView& needle) {
        return FindBytes(text.view(), needle.view()) != std::string_view::npos;
      });
  Add(registry, "starts_with", {"prefix", "^@", "startswith"},
      "Tells whether the first text begins with the second.",
      {"starts_with('Lakebolt', 'Lake')", "true"}, boolean,
      [](const StringView& text, const StringView& start) {
        return text.view().starts_with(start.view());
      });
  Add(registry, "ends_with", {"suffix", "endswith"},
      "Tells whether the first text ends with the second.",
      {"ends_with('Lakebolt', 'bolt')", "true"}, boolean,
      [](const StringView& text, const StringView& end) {
        return text.view().ends_with(end.view());
      });
}

}  // namespace lakebolt
