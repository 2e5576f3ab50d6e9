// Bytes as text and back: base 64, percent-encoding, UTF-8.

#include <optional>

#include "base/error.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/bytes/base64.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/charset.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;

StringView ToBase64(StringHeap& heap, const StringView& bytes) {
  GrowingText out;
  AppendBase64(bytes, out);
  return heap.Add(out.view());
}

StringView FromBase64(StringHeap& heap, const StringView& text) {
  GrowingText out;
  AppendFromBase64(text, out);
  return heap.Add(out.view());
}

StringView Decode(const StringView& bytes) {
  if (!IsUtf8(bytes)) {
    throw UserError(ErrorCode::kInvalidArgument, "the blob to decode is not UTF-8 text", {},
                    "decode(blob, 'replace') puts ? for wrong bytes, 'ignore' leaves them out");
  }
  return bytes;
}

StringView DecodeAs(StringHeap& heap, const StringView& bytes, const StringView& on_error) {
  if (on_error.view() == "strict") return heap.Add(Decode(bytes));
  if (on_error.view() == "replace") return heap.Add(RepairedUtf8(bytes, "?"));
  if (on_error.view() == "ignore") return heap.Add(RepairedUtf8(bytes, ""));
  std::string out;
  if (AppendFromCharset(bytes, on_error, out)) return heap.Add(out);
  throw UserError(ErrorCode::kInvalidArgument,
                  "decode knows neither a character set nor a way to treat wrong bytes called \"" +
                      on_error.str() + "\"",
                  {}, "there are strict, replace and ignore, and sets such as UTF-8 and UTF-16");
}

StringView EncodeAs(StringHeap& heap, const StringView& text, const StringView& charset) {
  std::string out;
  if (AppendInCharset(text, charset, out)) return heap.Add(out);
  throw UserError(ErrorCode::kInvalidArgument,
                  "there is no character set \"" + charset.str() + "\"", {},
                  "there are UTF-8, UTF-16, UTF-16BE, UTF-16LE, UTF-32, US-ASCII and ISO-8859-1");
}

/// Makes encode(text, charset), which leaves PostgreSQL's 'hex' and 'base64' to their own overload.
ScalarOverload CharsetOverload() {
  ScalarOverload overload;
  overload.parameters = {kText, kText};
  overload.bind_constants =
      [](const std::vector<LogicalType>& actual,
         std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || actual[0].id() == TypeId::kBlob) return std::nullopt;
    if (constants[1] != nullptr && constants[1]->type().id() == TypeId::kVarchar &&
        !constants[1]->IsNull() &&
        (constants[1]->string() == "hex" || constants[1]->string() == "base64")) {
      return std::nullopt;
    }
    BoundScalar bound;
    bound.arguments = {kText, kText};
    bound.result = kBlob;
    bound.kernel = MakeKernel<StringView, StringView>(kBlob, EncodeAs);
    return bound;
  };
  return overload;
}

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '~' || c == '.';
}

StringView UrlEncode(StringHeap& heap, const StringView& text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  GrowingText out;
  for (const char c : text.view()) {
    if (IsUnreserved(c)) {
      out.Append(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.Append('%');
      out.Append(kHex[byte >> 4]);
      out.Append(kHex[byte & 15]);
    }
  }
  return heap.Add(out.view());
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

StringView UrlDecode(StringHeap& heap, const StringView& text) {
  const std::string_view view = text.view();
  GrowingText out;
  for (size_t i = 0; i < view.size(); ++i) {
    const int high = view[i] == '%' && i + 2 < view.size() ? HexDigit(view[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(view[i + 2]) : -1;
    if (low >= 0) {
      out.Append(static_cast<char>(high << 4 | low));
      i += 2;
    } else {
      out.Append(view[i]);
    }
  }
  if (!IsUtf8(out.view())) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + text.str() + "\" decoded is not UTF-8 text");
  }
  return heap.Add(out.view());
}

/// Registers what Spark has to tell and repair bytes that are not UTF-8.
void RegisterUtf8Checks(Family& family) {
  family.Add({"is_valid_utf8"}, "Tells whether bytes are UTF-8 text.",
             {{"is_valid_utf8('a\\xFF'::BLOB)", "false"}},
             {MakeOverload<StringView>({kBlob}, TypeId::kBoolean,
                                       [](const StringView& bytes) { return IsUtf8(bytes); })},
             NeverFails());
  const auto repair = [](StringHeap& heap, const StringView& bytes) {
    return heap.Add(RepairedUtf8(bytes, "\xEF\xBF\xBD"));
  };
  family.Add({"make_valid_utf8"}, "Turns bytes into text, with U+FFFD for what is not UTF-8.",
             {{"make_valid_utf8('a\\xFF'::BLOB)", "a\xEF\xBF\xBD"}},
             {MakeOverload<StringView>({kBlob}, kText, repair)}, NeverFails());
  family.Add({"validate_utf8"}, "Turns bytes into text; what is not UTF-8 is an error.",
             {{"validate_utf8('abc'::BLOB)", "abc"}},
             {MakeOverload<StringView>({kBlob}, kText, Decode)});
  const auto try_decode = [](const StringView& bytes) {
    return IsUtf8(bytes) ? std::optional<StringView>(bytes) : std::nullopt;
  };
  family.Add({"try_validate_utf8"}, "Turns bytes into text; NULL when they are not UTF-8.",
             {{"try_validate_utf8('a\\xFF'::BLOB)", "NULL"}},
             {MakeOverload<StringView>({kBlob}, kText, try_decode)}, NeverFails());
}

}  // namespace

void RegisterEncoding(FunctionRegistry& registry) {
  Family family(registry, "blob");
  family.Add({"to_base64", "base64"}, "Writes bytes in base 64.",
             {{"to_base64('A'::BLOB)", "QQ=="}},
             {MakeOverload<StringView>({kBlob}, kText, ToBase64)}, NeverFails());
  RegisterUtf8Checks(family);
  family.Add({"from_base64", "unbase64"}, "Reads bytes from base 64.",
             {{"from_base64('QQ==')", "A"}},
             {MakeOverload<StringView>({kText}, kBlob, FromBase64)});
  const auto same = [](const StringView& text) { return text; };
  family.Add({"encode"},
             "Returns the bytes of text in UTF-8, or in the character set of the second argument.",
             {{"encode('ä')", "\\xC3\\xA4"}},
             {MakeOverload<StringView>({kText}, kBlob, same), CharsetOverload()});
  family.Add({"decode"},
             "Turns UTF-8 bytes into text; what is not UTF-8 is an error ('strict'), a '?' "
             "('replace') or left out ('ignore'). Also reads other character sets.",
             {{"decode('\\xC3\\xA4'::BLOB)", "ä"}, {"decode('a\\xFF'::BLOB, 'ignore')", "a"}},
             {MakeOverload<StringView>({kBlob}, kText, Decode),
              MakeOverload<StringView, StringView>({kBlob, kText}, kText, DecodeAs)});
  family.Add({"url_encode"}, "Writes text so that it can stand in a URL.",
             {{"url_encode('a b&c')", "a%20b%26c"}},
             {MakeOverload<StringView>({kText}, kText, UrlEncode)}, NeverFails());
  family.Add({"url_decode"}, "Reads text as url_encode writes it.",
             {{"url_decode('a%20b%26c')", "a b&c"}},
             {MakeOverload<StringView>({kText}, kText, UrlDecode)});
}

}  // namespace lakebolt
