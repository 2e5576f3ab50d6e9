// PostgreSQL's and DataFusion's forms for bytes: encode and decode by hex and base64, digest by
// name; and regexp_match.

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/bytes/base64.h"
#include "function/scalar/bytes/digest.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar/text/text_lists.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;

StringView ToHex(StringHeap& heap, const StringView& bytes, const StringView&) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  GrowingText out;
  for (const char c : bytes.view()) {
    out.Append(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.Append(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return heap.Add(out.view());
}

StringView FromHex(StringHeap& heap, const StringView& text, const StringView&) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  GrowingText out;
  for (size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    for (size_t k = i; k < i + 2; ++k) {
      const char c = k < text.size() ? text.data()[k] : '?';
      const size_t digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
      if (digit == std::string_view::npos) {
        throw UserError(ErrorCode::kInvalidArgument, "\"" + text.str() + "\" is not hexadecimal");
      }
      byte = byte << 4 | static_cast<unsigned>(digit);
    }
    out.Append(static_cast<char>(byte));
  }
  return heap.Add(out.view());
}

StringView ToBase64(StringHeap& heap, const StringView& bytes, const StringView&) {
  GrowingText out;
  AppendBase64(bytes, out);
  return heap.Add(out.view());
}

/// Reads base 64 with or without its padding.
StringView FromBase64(StringHeap& heap, const StringView& text, const StringView&) {
  std::string padded = text.str();
  while (padded.size() % 4 != 0 && padded.size() % 4 != 1) padded += '=';
  GrowingText out;
  AppendFromBase64(padded, out);
  return heap.Add(out.view());
}

/// Tells whether an argument is the constant text `name`, in any case.
bool Is(const Value* constant, std::string_view name) {
  if (constant == nullptr || constant->IsNull() || constant->type().id() != TypeId::kVarchar) {
    return false;
  }
  std::string lower = AsciiLower(constant->string());
  return lower == name;
}

using Convert = StringView (*)(StringHeap&, const StringView&, const StringView&);

/// Makes an overload that holds where the second argument is the constant `format`.
ScalarOverload FormatOverload(const char* format, bool encodes, Convert convert) {
  ScalarOverload overload;
  overload.parameters = {encodes ? kBlob : kText, kText};
  overload.bind_constants =
      [=](const std::vector<LogicalType>& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || !Is(constants[1], format)) return std::nullopt;
    if (!actual[0].IsStringLike() && actual[0].id() != TypeId::kNull) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {actual[0].id() == TypeId::kNull ? kText : actual[0], kText};
    bound.result = encodes ? kText : kBlob;
    bound.kernel = MakeKernel<StringView, StringView>(bound.result, convert);
    return bound;
  };
  return overload;
}

StringView Digest(StringHeap& heap, const StringView& text, const StringView& method) {
  const std::string_view name = method.view();
  if (name == "md5") return heap.Add(Md5(text));
  if (name == "sha1") return heap.Add(Sha1(text));
  if (name == "sha224") return heap.Add(Sha2(text, 224));
  if (name == "sha256") return heap.Add(Sha2(text, 256));
  if (name == "sha384") return heap.Add(Sha2(text, 384));
  if (name == "sha512") return heap.Add(Sha2(text, 512));
  throw UserError(ErrorCode::kInvalidArgument, "there is no digest \"" + method.str() + "\"", {},
                  "there are md5, sha1, sha224, sha256, sha384 and sha512");
}

/// Lists the groups of the first match, or the whole of it where the pattern has no groups.
Vector RegexpMatch(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<StringView> patterns(args[1]);
  TextLists lists(rows.size);
  std::vector<re2::StringPiece> groups;
  rows.ForEach([&](uint32_t row) {
    const std::string_view flags =
        args.size() > 2 ? VectorReader<StringView>(args[2])[row].view() : std::string_view();
    const re2::RE2& regex = CompiledRegex(patterns[row], flags);
    groups.resize(static_cast<size_t>(regex.NumberOfCapturingGroups()) + 1);
    const std::string_view text = texts[row].view();
    lists.Begin();
    if (!regex.Match(RegexPiece(text), 0, text.size(), re2::RE2::UNANCHORED, groups.data(),
                     static_cast<int>(groups.size()))) {
      lists.SetNull(row);
    } else {
      for (size_t i = groups.size() > 1 ? 1 : 0; i < groups.size(); ++i) {
        if (groups[i].data() == nullptr) {
          lists.AppendNull();
        } else {
          lists.Append(MatchedView(groups[i]));
        }
      }
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

ScalarOverload MatchOverload(size_t parameters) {
  ScalarOverload overload;
  overload.parameters.assign(parameters, kText);
  overload.result = LogicalType::List(kText);
  overload.kernel = RegexpMatch;
  return overload;
}

}  // namespace

void RegisterByteFormats(FunctionRegistry& registry) {
  Family blobs(registry, "blob");
  blobs.Add({"encode"}, "", {{"encode('abc'::BLOB, 'hex')", "616263"}},
            {FormatOverload("hex", true, ToHex), FormatOverload("base64", true, ToBase64)});
  blobs.Add({"decode"}, "", {{"decode('616263', 'hex')", "abc"}},
            {FormatOverload("hex", false, FromHex), FormatOverload("base64", false, FromBase64)});
  blobs.Add({"digest"}, "Returns the digest of a method: md5, sha1, sha224 to sha512.",
            {{"hex(digest('abc', 'md5'))", "900150983CD24FB0D6963F7D28E17F72"}},
            {MakeOverload<StringView, StringView>({kText, kText}, kBlob, Digest),
             MakeOverload<StringView, StringView>({kBlob, kText}, kBlob, Digest)});
  Family texts(registry, "string");
  texts.Add({"regexp_match"},
            "Lists the groups that a regular expression first matches, or the match if it has no "
            "groups; NULL if nothing.",
            {{"regexp_match('a1b2', '([a-z])([0-9])')", "[a, 1]"}},
            {MatchOverload(2), MatchOverload(3)});
}

}  // namespace lakebolt
