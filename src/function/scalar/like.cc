#include "base/error.h"
#include "function/scalar/builtin_text.h"
#include "function/scalar/like_pattern.h"
#include "function/scalar/unicode_case.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

/// Compiles patterns as they change: a constant pattern is compiled once.
class PatternCache {
 public:
  explicit PatternCache(bool ignore_case) : ignore_case_(ignore_case) {}

  const LikePattern& Get(std::string_view pattern, std::string_view escape) {
    if (compiled_ && pattern == pattern_ && escape == escape_) return *compiled_;
    if (escape.size() > 1) {
      throw UserError(ErrorCode::kInvalidArgument, "the escape of LIKE must be one character");
    }
    pattern_ = pattern;
    escape_ = escape;
    std::string folded;
    if (ignore_case_) AppendLower(pattern, folded);
    compiled_.emplace(ignore_case_ ? std::string_view(folded) : pattern,
                      escape.empty() ? std::nullopt : std::optional<char>(escape[0]));
    return *compiled_;
  }

 private:
  bool ignore_case_;
  std::string pattern_;
  std::string escape_;
  std::optional<LikePattern> compiled_;
};

/// Makes the kernel of LIKE or ILIKE, with the escape as a third argument or without.
ScalarKernel LikeKernel(bool ignore_case) {
  return [ignore_case](std::span<const Vector> args, RowSet rows) {
    Vector out(TypeId::kBoolean, rows.size);
    auto* results = out.mutable_values<uint8_t>();
    const VectorReader<StringView> texts(args[0]);
    const VectorReader<StringView> patterns(args[1]);
    const VectorReader<StringView> escapes(args.size() > 2 ? args[2] : args[1]);
    PatternCache cache(ignore_case);
    std::string folded;
    const auto match = [&](uint32_t row, const LikePattern& pattern) {
      std::string_view text = texts[row].view();
      if (ignore_case) {
        folded.clear();
        AppendLower(text, folded);
        text = folded;
      }
      results[row] = pattern.Matches(text) ? 1 : 0;
    };
    const bool constant =
        args[1].IsConstant() && !args[1].IsNull(0) && (args.size() < 3 || args[2].IsConstant());
    if (constant && rows.count > 0) {
      const LikePattern& pattern =
          cache.Get(patterns[0], args.size() > 2 ? escapes[0].view() : std::string_view());
      rows.ForEach([&](uint32_t row) { match(row, pattern); });
      return out;
    }
    rows.ForEach([&](uint32_t row) {
      if (patterns.IsNull(row) || (args.size() > 2 && escapes.IsNull(row))) return;
      match(row,
            cache.Get(patterns[row], args.size() > 2 ? escapes[row].view() : std::string_view()));
    });
    return out;
  };
}

void AddLike(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
             bool ignore_case, bool with_escape, const char* description, FunctionExample example) {
  ScalarOverload overload;
  overload.parameters.assign(with_escape ? 3 : 2, TypeId::kVarchar);
  overload.result = TypeId::kBoolean;
  overload.kernel = LikeKernel(ignore_case);
  ScalarFunction function{name, std::move(aliases), "string", description, {example},
                          {},   {overload}};
  function.traits.can_fail = with_escape;
  registry.Add(std::move(function));
}

}  // namespace

void RegisterLike(FunctionRegistry& registry) {
  AddLike(registry, "~~", {}, false, false,
          "Tells whether text matches a pattern in which % is any text and _ one character.",
          {"'duck' LIKE 'd%k'", "true"});
  AddLike(registry, "~~*", {}, true, false, "Is LIKE that takes upper and lower case as the same.",
          {"'Duck' ILIKE 'd___'", "true"});
  AddLike(registry, "like_escape", {}, false, true,
          "Is LIKE with a character that takes away the meaning of a following % or _.",
          {"'5%' LIKE '5!%' ESCAPE '!'", "true"});
  AddLike(registry, "ilike_escape", {}, true, true, "Is ILIKE with an escape character.",
          {"'A%' ILIKE 'a!%' ESCAPE '!'", "true"});
}

}  // namespace lakebolt
