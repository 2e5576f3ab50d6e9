#include "base/error.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/like_pattern.h"
#include "function/scalar/text/prefix_test.h"
#include "function/scalar/text/search_rows.h"
#include "function/scalar/text/unicode_case.h"
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

/// Says which of the forms of LIKE a function is.
struct LikeForm {
  bool ignore_case = false;
  bool with_escape = false;  // a third argument
  bool negated = false;
};

/// Matches all rows against one pattern that begins with a text to find, or is a prefix, writing
/// `wanted` where it matches; false for patterns of another form.
bool MatchAllRows(const LikePattern& pattern, const Vector& texts, RowSet rows, bool wanted,
                  uint8_t* results) {
  if (const std::string_view start = pattern.OnlyPrefix(); !start.empty()) {
    const PrefixTest test(start);
    const VectorReader<StringView> reader(texts);
    rows.ForEach([&](uint32_t row) { results[row] = test.Passes(reader[row]) == wanted ? 1 : 0; });
    return true;
  }
  const std::string_view found = pattern.FirstFound();
  if (found.empty()) return false;
  const Needle needle(found);
  rows.ForEach([&](uint32_t row) { results[row] = wanted ? 0 : 1; });
  SearchRows(needle, texts, rows, [&](uint32_t row, std::string_view text, size_t at) {
    const bool matches = pattern.MatchesBehindFirst(text.substr(at + needle.size()));
    results[row] = matches == wanted ? 1 : 0;
  });
  return true;
}

ScalarKernel LikeKernel(LikeForm form) {
  return [ignore_case = form.ignore_case, wanted = !form.negated](std::span<const Vector> args,
                                                                  RowSet rows) {
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
      results[row] = pattern.Matches(text) == wanted ? 1 : 0;
    };
    const bool constant =
        args[1].IsConstant() && !args[1].IsNull(0) && (args.size() < 3 || args[2].IsConstant());
    if (constant && rows.count > 0) {
      const LikePattern& pattern =
          cache.Get(patterns[0], args.size() > 2 ? escapes[0].view() : std::string_view());
      if (!ignore_case && MatchAllRows(pattern, args[0], rows, wanted, results)) return out;
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

void AddLike(FunctionRegistry& registry, const char* name, LikeForm form, const char* description,
             FunctionExample example) {
  ScalarOverload overload;
  overload.parameters.assign(form.with_escape ? 3 : 2, TypeId::kVarchar);
  overload.result = TypeId::kBoolean;
  overload.kernel = LikeKernel(form);
  ScalarFunction function{name, {}, "string", description, {example}, {}, {overload}};
  function.traits.can_fail = form.with_escape;
  registry.Add(std::move(function));
}

/// Adds what Spark calls like functions, where a backslash escapes unless another character is
/// given.
void AddSparkForm(FunctionRegistry& registry, const char* name, bool ignore_case,
                  FunctionExample example) {
  ScalarOverload with_escape;
  with_escape.parameters.assign(3, TypeId::kVarchar);
  with_escape.result = TypeId::kBoolean;
  with_escape.kernel = LikeKernel({ignore_case, true});
  ScalarOverload plain = with_escape;
  plain.parameters.pop_back();
  plain.kernel = [match = with_escape.kernel](std::span<const Vector> args, RowSet rows) {
    std::vector<Vector> all(args.begin(), args.end());
    all.push_back(Vector::Constant(Value::Varchar("\\"), rows.size));
    return match(all, rows);
  };
  ScalarFunction function{name,
                          {},
                          "string",
                          "Tells whether text matches a pattern.",
                          {example},
                          {},
                          {plain, with_escape}};
  function.dialect = "spark";
  registry.Add(std::move(function));
}

}  // namespace

void RegisterLike(FunctionRegistry& registry) {
  AddLike(registry, "~~", {},
          "Tells whether text matches a pattern in which % is any text and _ one character.",
          {"'duck' LIKE 'd%k'", "true"});
  AddLike(registry, "~~*", {true}, "Is LIKE that takes upper and lower case as the same.",
          {"'Duck' ILIKE 'd___'", "true"});
  AddLike(registry, "like_escape", {false, true},
          "Is LIKE with a character that takes away the meaning of a following % or _.",
          {"'5%' LIKE '5!%' ESCAPE '!'", "true"});
  AddLike(registry, "ilike_escape", {true, true}, "Is ILIKE with an escape character.",
          {"'A%' ILIKE 'a!%' ESCAPE '!'", "true"});
  AddLike(registry, "!~~", {false, false, true}, "Is NOT LIKE.", {"'duck' !~~ 'd%k'", "false"});
  AddLike(registry, "!~~*", {true, false, true}, "Is NOT ILIKE.", {"'Duck' !~~* 'd%'", "false"});
  AddLike(registry, "not_like_escape", {false, true, true}, "Is NOT LIKE with an escape character.",
          {"not_like_escape('5%', '5!%', '!')", "false"});
  AddLike(registry, "not_ilike_escape", {true, true, true},
          "Is NOT ILIKE with an escape character.",
          {"not_ilike_escape('A%', 'a!%', '!')", "false"});
  AddSparkForm(registry, "like", false, {"like('Spark', '_park')", "true"});
  AddSparkForm(registry, "ilike", true, {"ilike('Spark', '_PARK')", "true"});
}

}  // namespace lakebolt
