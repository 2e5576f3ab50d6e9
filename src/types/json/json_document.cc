#include "types/json/json_document.h"

#include <charconv>
#include <cmath>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

void AppendIndent(int level, std::string& out) {
  constexpr int kBlanks = 4;
  out += '\n';
  out.append(static_cast<size_t>(level * kBlanks), ' ');
}

}  // namespace

std::optional<uint32_t> JsonDocument::Member(uint32_t object, std::string_view key) const {
  if (nodes_[object].kind != JsonKind::kObject) return std::nullopt;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerMember = 5;
  uint32_t id = object + 1;
  for (uint32_t i = 0; i < nodes_[object].count; ++i) {
    if (nodes_[id].view() == key) return id + 1;
    poll.Spend(kNanosPerMember);
    id = nodes_[id + 1].next;
  }
  return std::nullopt;
}

std::optional<uint32_t> JsonDocument::Element(uint32_t array, int64_t index) const {
  const JsonNode& node = nodes_[array];
  if (node.kind != JsonKind::kArray) return std::nullopt;
  if (index < 0) index += node.count;
  if (index < 0 || index >= node.count) return std::nullopt;
  uint32_t id = array + 1;
  ForEachBlock(static_cast<size_t>(index), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) id = nodes_[id].next;
  });
  return id;
}

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  CancellationPoll poll;
  constexpr uint64_t kNanosPerByte = 2;
  for (const char c : text) {
    poll.Spend(kNanosPerByte);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<uint8_t>(c) < 0x20) {
          out += "\\u00";
          out += "0123456789ABCDEF"[static_cast<uint8_t>(c) >> 4];
          out += "0123456789ABCDEF"[c & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void AppendJsonDouble(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<size_t>(end.ptr - buffer));
  const size_t mark = text.find('e');
  int exponent = 0;
  const size_t sign = text[mark + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + mark + sign, text.data() + text.size(), exponent);
  std::string digits;
  for (const char c : text.substr(0, mark)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (text[0] == '-') out += '-';
  constexpr int kSmallestPlain = -6;
  constexpr int kLargestPlain = 21;
  const auto count = static_cast<int>(digits.size());
  if (exponent < kSmallestPlain || exponent >= kLargestPlain) {
    out += digits[0];
    if (count > 1) out += "." + digits.substr(1);
    out += "e" + std::to_string(exponent);
  } else if (exponent < 0) {
    out += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else if (count <= exponent + 1) {
    out += digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
  } else {
    const auto whole = static_cast<size_t>(exponent) + 1;
    out += digits.substr(0, whole) + "." + digits.substr(whole);
  }
}

std::string_view JsonTypeName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull: return "NULL";
    case JsonKind::kFalse:
    case JsonKind::kTrue: return "BOOLEAN";
    case JsonKind::kUnsigned: return "UBIGINT";
    case JsonKind::kSigned: return "BIGINT";
    case JsonKind::kDouble:
    case JsonKind::kBigNumber: return "DOUBLE";
    case JsonKind::kString: return "VARCHAR";
    case JsonKind::kArray: return "ARRAY";
    case JsonKind::kObject: return "OBJECT";
  }
  return "NULL";
}

void JsonDocument::Write(uint32_t id, std::string& out) const {
  // Brackets are closed where the values within end: a loop, as nesting may be deep.
  std::vector<uint32_t> open;
  const uint32_t last = nodes_[id].next;
  bool key = false;
  bool first = true;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerValue = 30;
  for (uint32_t at = id; at < last; ++at) {
    poll.Spend(kNanosPerValue);
    while (!open.empty() && nodes_[open.back()].next == at) {
      out += nodes_[open.back()].kind == JsonKind::kObject ? '}' : ']';
      open.pop_back();
      first = false;
    }
    const bool member = !open.empty() && nodes_[open.back()].kind == JsonKind::kObject;
    if (!key && !first) out += ',';
    const JsonNode& node = nodes_[at];
    const bool is_key = member && !key;
    first = false;
    switch (node.kind) {
      case JsonKind::kNull: out += "null"; break;
      case JsonKind::kFalse: out += "false"; break;
      case JsonKind::kTrue: out += "true"; break;
      case JsonKind::kUnsigned: out += std::to_string(node.unsigned_value); break;
      case JsonKind::kSigned: out += std::to_string(node.signed_value); break;
      case JsonKind::kDouble: AppendJsonDouble(node.double_value, out); break;
      case JsonKind::kBigNumber: out += node.view(); break;
      case JsonKind::kString: AppendJsonString(node.view(), out); break;
      case JsonKind::kArray:
      case JsonKind::kObject:
        out += node.kind == JsonKind::kObject ? '{' : '[';
        open.push_back(at);
        first = true;
        break;
    }
    if (is_key) out += ':';
    key = is_key;
  }
  for (; !open.empty(); open.pop_back()) {
    out += nodes_[open.back()].kind == JsonKind::kObject ? '}' : ']';
  }
}

void JsonDocument::WritePretty(uint32_t id, std::string& out, int level) const {
  constexpr int kDeepest = 1'000;
  const JsonNode& node = nodes_[id];
  if (!node.IsContainer() || node.count == 0 || level > kDeepest) return Write(id, out);
  const bool object = node.kind == JsonKind::kObject;
  out += object ? '{' : '[';
  bool first = true;
  const auto separate = [&] {
    if (!first) out += ',';
    first = false;
    AppendIndent(level + 1, out);
  };
  if (object) {
    ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
      separate();
      AppendJsonString(key.view(), out);
      out += ": ";
      WritePretty(value, out, level + 1);
    });
  } else {
    ForEachElement(id, [&](uint32_t value) {
      separate();
      WritePretty(value, out, level + 1);
    });
  }
  AppendIndent(level, out);
  out += object ? '}' : ']';
}

}  // namespace lakebolt
