#include "base/utf8.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/find_bytes.h"
#include "function/scalar/text/prefix_test.h"
#include "function/scalar/text/search_rows.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

int64_t Position(const StringView& text, const StringView& needle) {
  const size_t at = FindBytes(text.view(), needle.view());
  if (at == std::string_view::npos) return 0;
  return CountCharacters(text.view().substr(0, at)) + 1;
}

/// Makes a kernel of two texts that looks for a constant second one in all rows at once: `loop` is
/// called with it, unless it is empty.
template <typename Loop>
ScalarKernel WithConstantNeedle(const LogicalType& result, Loop loop, ScalarKernel row_by_row) {
  return [=](std::span<const Vector> args, RowSet rows) {
    if (!args[1].IsConstant() || args[1].IsNull(0) || rows.count == 0) {
      return row_by_row(args, rows);
    }
    const std::string_view needle = args[1].values<StringView>()[0].view();
    if (needle.empty()) return row_by_row(args, rows);
    Vector out(result, rows.size);
    loop(args[0], needle, rows, out);
    return out;
  };
}

template <typename F>
void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, const LogicalType& result, F call,
         void (*loop)(const Vector&, std::string_view, RowSet, Vector&) = nullptr) {
  auto overload = MakeOverload<StringView, StringView>({kText, kText}, result, call);
  if (loop != nullptr) overload.kernel = WithConstantNeedle(result, loop, overload.kernel);
  ScalarFunction function{name, std::move(aliases), "string", description, {example},
                          {},   {overload}};
  function.traits.can_fail = false;
  registry.Add(std::move(function));
}

void FindPositions(const Vector& texts, std::string_view needle, RowSet rows, Vector& out) {
  auto* positions = out.mutable_values<int64_t>();
  rows.ForEach([&](uint32_t row) { positions[row] = 0; });
  SearchRows(Needle(needle), texts, rows, [&](uint32_t row, std::string_view text, size_t at) {
    positions[row] = CountCharacters(text.substr(0, at)) + 1;
  });
}

void FindRows(const Vector& texts, std::string_view needle, RowSet rows, Vector& out) {
  auto* found = out.mutable_values<uint8_t>();
  rows.ForEach([&](uint32_t row) { found[row] = 0; });
  SearchRows(Needle(needle), texts, rows,
             [&](uint32_t row, std::string_view, size_t) { found[row] = 1; });
}

void FindStarts(const Vector& texts, std::string_view start, RowSet rows, Vector& out) {
  auto* found = out.mutable_values<uint8_t>();
  const PrefixTest test(start);
  const VectorReader<StringView> reader(texts);
  rows.ForEach([&](uint32_t row) { found[row] = test.Passes(reader[row]) ? 1 : 0; });
}

}  // namespace

void RegisterStringSearch(FunctionRegistry& registry) {
  const LogicalType boolean = TypeId::kBoolean;
  // Views of inline strings point into the arguments, so those are taken by reference.
  Add(
      registry, "position", {"strpos", "instr"},
      "Returns where the second text first stands in the first, counted from 1; 0 if nowhere.",
      {"strpos('Lakebolt', 'bolt')", "5"}, TypeId::kInt64,
      [](const StringView& text, const StringView& needle) { return Position(text, needle); },
      FindPositions);
  Add(
      registry, "contains", {}, "Tells whether the first text contains the second.",
      {"contains('Lakebolt', 'keb')", "true"}, boolean,
      [](const StringView& text, const StringView& needle) {
        return FindBytes(text.view(), needle.view()) != std::string_view::npos;
      },
      FindRows);
  Add(
      registry, "starts_with", {"prefix", "^@", "startswith"},
      "Tells whether the first text begins with the second.",
      {"starts_with('Lakebolt', 'Lake')", "true"}, boolean,
      [](const StringView& text, const StringView& start) {
        return text.view().starts_with(start.view());
      },
      FindStarts);
  Add(registry, "ends_with", {"suffix", "endswith"},
      "Tells whether the first text ends with the second.",
      {"ends_with('Lakebolt', 'bolt')", "true"}, boolean,
      [](const StringView& text, const StringView& end) {
        return text.view().ends_with(end.view());
      });
}

}  // namespace lakebolt
