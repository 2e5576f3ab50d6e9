// How far texts are from each other. Distances count bytes, as DuckDB's do.

#include <bitset>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/edit_distance.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBigint = TypeId::kInt64;
const LogicalType kDouble = TypeId::kFloat64;

int64_t Hamming(const StringView& a, const StringView& b) {
  if (a.size() != b.size() || a.size() == 0) {
    throw UserError(ErrorCode::kInvalidArgument, "hamming needs two texts of equal length, not \"" +
                                                     a.str() + "\" and \"" + b.str() + "\"");
  }
  int64_t count = 0;
  ForEachBlock(a.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) count += a.data()[i] != b.data()[i] ? 1 : 0;
  });
  return count;
}

std::bitset<256> Letters(const StringView& text) {
  std::bitset<256> letters;
  ForEachBlock(text.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) letters.set(static_cast<unsigned char>(text.data()[i]));
  });
  return letters;
}

double Jaccard(const StringView& a, const StringView& b) {
  if (a.size() == 0 || b.size() == 0) {
    throw UserError(ErrorCode::kInvalidArgument, "jaccard needs two texts that are not empty");
  }
  const std::bitset<256> in_a = Letters(a);
  const std::bitset<256> in_b = Letters(b);
  return static_cast<double>((in_a & in_b).count()) / static_cast<double>((in_a | in_b).count());
}

/// Is Spark's: -1 where the distance is above the limit.
int32_t LevenshteinUpTo(const StringView& a, const StringView& b, int32_t limit) {
  const int64_t distance = LevenshteinDistance(a, b);
  return distance > limit ? -1 : static_cast<int32_t>(distance);
}

template <double (*kSimilarity)(std::string_view, std::string_view)>
std::vector<ScalarOverload> SimilarityOverloads() {
  const auto whole = [](const StringView& a, const StringView& b) { return kSimilarity(a, b); };
  const auto above = [](const StringView& a, const StringView& b, double least) {
    const double similarity = kSimilarity(a, b);
    return similarity < least ? 0.0 : similarity;
  };
  return {MakeOverload<StringView, StringView>({kText, kText}, kDouble, whole),
          MakeOverload<StringView, StringView, double>({kText, kText, kDouble}, kDouble, above)};
}

}  // namespace

void RegisterStringDistance(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"levenshtein", "editdist3"},
             "Counts the single-byte insertions, deletions and replacements between two texts; "
             "with a limit, -1 above it.",
             {{"levenshtein('duck', 'db')", "3"}, {"levenshtein('kitten', 'sitting', 2)", "-1"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kBigint,
                                                   [](const StringView& a, const StringView& b) {
                                                     return LevenshteinDistance(a, b);
                                                   }),
              MakeOverload<StringView, StringView, int32_t>({kText, kText, TypeId::kInt32},
                                                            TypeId::kInt32, LevenshteinUpTo)},
             NeverFails());
  family.Add({"damerau_levenshtein"},
             "Counts the edits between two texts, an exchange of neighbours being one.",
             {{"damerau_levenshtein('lake', 'alke')", "1"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kBigint,
                                                   [](const StringView& a, const StringView& b) {
                                                     return DamerauLevenshteinDistance(a, b);
                                                   })},
             NeverFails());
  family.Add({"hamming", "mismatches"}, "Counts the places where two texts of one length differ.",
             {{"hamming('duck', 'luck')", "1"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kBigint, Hamming)});
  family.Add({"jaccard"}, "Returns the share of letters in either text that are in both.",
             {{"jaccard('duck', 'luck')", "0.6"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kDouble, Jaccard)});
  family.Add({"jaro_similarity"},
             "Returns Jaro's similarity of two texts, 0 when it is below the third argument.",
             {{"jaro_similarity('duck', 'duck')", "1.0"}}, SimilarityOverloads<JaroSimilarity>(),
             NeverFails());
  family.Add({"jaro_winkler_similarity"},
             "Returns the Jaro-Winkler similarity of two texts, 0 when it is below the third "
             "argument.",
             {{"jaro_winkler_similarity('abcde', 'abcdf')", "0.92"}},
             SimilarityOverloads<JaroWinklerSimilarity>(), NeverFails());
}

}  // namespace lakebolt
