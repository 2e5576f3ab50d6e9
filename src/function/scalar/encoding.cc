// Bytes as text and back: base 64, percent-encoding, UTF-8.

#include <utf8proc.h>

#include "base/error.h"
#include "function/scalar/base64.h"
#include "function/scalar/builtin_text.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/utf8.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBlob = TypeId::kBlob;

StringView ToBase64(StringHeap& heap, const StringView& bytes) {
  std::string out;
  AppendBase64(bytes, out);
  return heap.Add(out);
}

StringView FromBase64(StringHeap& heap, const StringView& text) {
  std::string out;
  AppendFromBase64(text, out);
  return heap.Add(out);
}

/// Returns the bytes of the UTF-8 character at the start, or 0 where there is none.
size_t ValidLength(std::string_view text) {
  if (static_cast<unsigned char>(text[0]) < 0x80) return 1;
  utf8proc_int32_t code = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  return length > 0 ? static_cast<size_t>(length) : 0;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = ValidLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// Returns the text with `filler` for each stretch of bytes that is no character.
std::string RepairedUtf8(std::string_view text, std::string_view filler) {
  std::string out;
  while (!text.empty()) {
    const size_t length = ValidLength(text);
    out += length == 0 ? filler : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
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
  throw UserError(ErrorCode::kInvalidArgument,
                  "decode knows no way \"" + on_error.str() + "\" to treat wrong bytes", {},
                  "there are strict, replace and ignore");
}

bool IsUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '~' || c == '.';
}

StringView UrlEncode(StringHeap& heap, const StringView& text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text.view()) {
    if (IsUnreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return heap.Add(out);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

StringView UrlDecode(StringHeap& heap, const StringView& text) {
  const std::string_view view = text.view();
  std::string out;
  for (size_t i = 0; i < view.size(); ++i) {
    const int high = view[i] == '%' && i + 2 < view.size() ? HexDigit(view[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(view[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += view[i];
    }
  }
  if (!IsUtf8(out)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + text.str() + "\" decoded is not UTF-8 text");
  }
  return heap.Add(out);
}

}  // namespace

void RegisterEncoding(FunctionRegistry& registry) {
  Family family(registry, "blob");
  family.Add({"to_base64", "base64"}, "Writes bytes in base 64.",
             {{"to_base64('A'::BLOB)", "QQ=="}},
             {MakeOverload<StringView>({kBlob}, kText, ToBase64)}, NeverFails());
  family.Add({"from_base64", "unbase64"}, "Reads bytes from base 64.",
             {{"from_base64('QQ==')", "A"}},
             {MakeOverload<StringView>({kText}, kBlob, FromBase64)});
  const auto same = [](const StringView& text) { return text; };
  family.Add({"encode"}, "Returns the UTF-8 bytes of text.", {{"encode('ä')", "\\xC3\\xA4"}},
             {MakeOverload<StringView>({kText}, kBlob, same)}, NeverFails());
  family.Add({"decode"},
             "Turns UTF-8 bytes into text; what is not UTF-8 is an error ('strict'), a '?' "
             "('replace') or left out ('ignore').",
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
