// str_to_map: text cut into keys and values.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Cuts `rest` at the next match of `regex` and returns what stood before it.
std::string_view NextPart(const re2::RE2& regex, std::string_view& rest, bool& more) {
  re2::StringPiece match;
  more = regex.Match(RegexPiece(rest), 0, rest.size(), re2::RE2::UNANCHORED, &match, 1) &&
         !match.empty();
  const std::string_view part =
      more ? rest.substr(0, static_cast<size_t>(match.data() - rest.data())) : rest;
  rest.remove_prefix(more ? part.size() + match.size() : rest.size());
  return part;
}

/// Builds the maps of a column.
class TextMaps {
 public:
  explicit TextMaps(uint32_t size)
      : out_(LogicalType::Map(kText, kText), size), entries_(out_.mutable_values<ListEntry>()) {}

  void Add(uint32_t row, std::string_view text, std::string_view pair_end,
           std::string_view key_end) {
    const auto begin = static_cast<uint32_t>(keys_.size());
    for (bool more = true; more;) {
      std::string_view pair = NextPart(CompiledRegex(pair_end, {}), text, more);
      bool has_value = false;
      const std::string_view key = NextPart(CompiledRegex(key_end, {}), pair, has_value);
      for (size_t i = begin; i < keys_.size(); ++i) {
        if (keys_[i].view() == key) {
          throw UserError(ErrorCode::kInvalidArgument,
                          "str_to_map finds the key \"" + std::string(key) + "\" twice");
        }
      }
      if (!has_value) nulls_.push_back(static_cast<uint32_t>(keys_.size()));
      keys_.emplace_back(key);
      values_.emplace_back(pair);
    }
    entries_[row] = {begin, static_cast<uint32_t>(keys_.size()) - begin};
  }

  Vector Finish(const Vector& source) {
    const auto size = static_cast<uint32_t>(keys_.size());
    Vector pairs(out_.type().element(), size);
    std::vector<Vector>& children = pairs.mutable_children();
    std::copy(keys_.begin(), keys_.end(), children[0].mutable_values<StringView>());
    std::copy(values_.begin(), values_.end(), children[1].mutable_values<StringView>());
    for (const uint32_t row : nulls_) children[1].SetNull(row);
    for (Vector& child : children) child.ShareOwners(source);
    out_.mutable_children()[0] = std::move(pairs);
    return std::move(out_);
  }

 private:
  Vector out_;
  ListEntry* entries_;
  std::vector<StringView> keys_;
  std::vector<StringView> values_;
  std::vector<uint32_t> nulls_;
};

Vector StrToMap(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  TextMaps maps(rows.size);
  rows.ForEach([&](uint32_t row) {
    const auto separator = [&](size_t i, std::string_view usual) {
      return args.size() > i ? VectorReader<StringView>(args[i])[row].view() : usual;
    };
    maps.Add(row, texts[row].view(), separator(1, ","), separator(2, ":"));
  });
  return maps.Finish(args[0]);
}

ScalarOverload Overload(size_t parameters) {
  ScalarOverload overload;
  overload.parameters.assign(parameters, kText);
  overload.result = LogicalType::Map(kText, kText);
  overload.kernel = StrToMap;
  return overload;
}

}  // namespace

void RegisterTextMaps(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"str_to_map"},
             "Cuts text into pairs (at commas, or matches of the second argument) and those into "
             "keys and values (at colons, or matches of the third).",
             {{"str_to_map('a:1,b:2')", "{a=1, b=2}"}}, {Overload(1), Overload(2), Overload(3)});
}

}  // namespace lakebolt
