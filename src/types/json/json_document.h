#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/growing_array.h"

namespace lakebolt {

/// Names what a JSON value is. Whole numbers keep their sign and width; larger ones their text.
enum class JsonKind : uint8_t {
  kNull,
  kFalse,
  kTrue,
  kUnsigned,
  kSigned,  // below zero
  kDouble,
  kBigNumber,  // a whole number past 64 bits or one past all doubles, as text
  kString,
  kArray,
  kObject,
};

/// Is one value of a document. Values lie in the order of the text, an object's keys (strings)
/// before their values; a value's number in that order is its id.
struct JsonNode {
  JsonKind kind = JsonKind::kNull;
  uint32_t count = 0;  // elements of an array, members of an object, bytes of text
  uint32_t next = 0;   // id of what follows the value and all within it
  union {
    uint64_t unsigned_value = 0;
    int64_t signed_value;
    double double_value;
    const char* text;
  };

  std::string_view view() const { return {text, count}; }
  bool IsContainer() const { return kind >= JsonKind::kArray; }
};

/// Says where and why a text is not JSON.
struct JsonError {
  size_t offset = 0;
  std::string reason;
};

/// Holds one parsed JSON text; id 0 is the whole. Strings without escapes point into the text,
/// which the caller keeps. Reading another text reuses the memory.
///
/// As in DuckDB a comma may follow the last element, and NaN and Infinity are numbers.
class JsonDocument {
 public:
  /// Reads a text; false when it is not JSON.
  bool Parse(std::string_view text, JsonError* error = nullptr);
  /// Reads an object that has just these members, in this order, and nothing nested: the value of
  /// the i-th has id i. `keys` are names in quotes, none of which needs an escape. False for any
  /// other text, which is to be parsed then; this one takes half the time.
  bool ParseRecord(std::string_view text, const std::vector<std::string>& keys);

  const JsonNode& node(uint32_t id) const { return nodes_[id]; }
  /// Tells whether a string points into the text; else the document holds it, until it reads anew.
  bool IsPartOfText(const JsonNode& string) const {
    const std::less<> before;
    return !before(string.text, text_.data()) && before(string.text, text_.data() + text_.size());
  }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

  /// Returns the id of a member's value, the first of the name, or nothing.
  std::optional<uint32_t> Member(uint32_t object, std::string_view key) const;
  /// Returns the id of an array's element; a negative index counts from the end.
  std::optional<uint32_t> Element(uint32_t array, int64_t index) const;

  /// Calls `fn(key node, value id)` for each member of an object.
  template <typename Fn>
  void ForEachMember(uint32_t object, const Fn& fn) const {
    uint32_t id = object + 1;
    ForEachBlock(nodes_[object].count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        fn(nodes_[id], id + 1);
        id = nodes_[id + 1].next;
      }
    });
  }
  /// Calls `fn(value id)` for each element of an array.
  template <typename Fn>
  void ForEachElement(uint32_t array, const Fn& fn) const {
    uint32_t id = array + 1;
    ForEachBlock(nodes_[array].count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        fn(id);
        id = nodes_[id].next;
      }
    });
  }

  /// Appends a value as JSON without blanks.
  void Write(uint32_t id, std::string& out) const;
  /// Appends a value over several lines, four blanks a level.
  void WritePretty(uint32_t id, std::string& out, int level = 0) const;

 private:
  friend class JsonParser;

  void Begin(std::string_view text);

  std::string_view text_;
  GrowingArray<JsonNode> nodes_;
  std::vector<std::unique_ptr<char[]>> texts_;  // of strings with escapes
};

/// Appends text in quotes, with escapes where JSON asks for them.
void AppendJsonString(std::string_view text, std::string& out);
/// Appends a number with a point or an exponent, as JavaScript prints it: "1.0", "1e21".
void AppendJsonDouble(double value, std::string& out);

/// Returns the name of a value's type: "VARCHAR", "UBIGINT", "OBJECT", ...
std::string_view JsonTypeName(JsonKind kind);

}  // namespace lakebolt
