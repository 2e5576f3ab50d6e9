#include "types/json/json_edit.h"

#include <optional>

namespace lakebolt {

namespace {

using Step = JsonPath::Step;
using StepKind = JsonPath::StepKind;

/// Writes one document anew.
class JsonEditor {
 public:
  JsonEditor(const JsonDocument& document, const JsonPath& path, JsonEdit edit,
             std::string_view value)
      : document_(document), steps_(path.steps()), edit_(edit), value_(value) {}

  /// Appends a value, changed from step `at` on.
  void Write(uint32_t id, size_t at, std::string& out) const {
    if (at == steps_.size()) {
      if (edit_ == JsonEdit::kInsert) {
        document_.Write(id, out);
      } else {
        out += value_;
      }
      return;
    }
    const JsonKind kind = document_.node(id).kind;
    if (kind == JsonKind::kObject && steps_[at].kind != StepKind::kIndex) {
      WriteObject(id, at, out);
    } else if (kind == JsonKind::kArray && steps_[at].kind != StepKind::kMember) {
      WriteArray(id, at, out);
    } else {
      document_.Write(id, out);
    }
  }

 private:
  bool Adds() const { return edit_ == JsonEdit::kSet || edit_ == JsonEdit::kInsert; }
  bool RemovesAt(size_t at) const { return edit_ == JsonEdit::kRemove && at + 1 == steps_.size(); }

  void WriteObject(uint32_t id, size_t at, std::string& out) const {
    const std::string& name = steps_[at].name;
    bool found = false;
    bool first = true;
    const auto begin = [&](std::string_view key) {
      if (!first) out += ',';
      first = false;
      AppendJsonString(key, out);
      out += ':';
    };
    out += '{';
    document_.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
      const bool changes = !found && key.view() == name;
      found |= changes;
      if (changes && RemovesAt(at)) return;
      begin(key.view());
      if (changes) {
        Write(value, at + 1, out);
      } else {
        document_.Write(value, out);
      }
    });
    std::string added;
    if (!found && Adds() && Make(at + 1, added)) {
      begin(name);
      out += added;
    }
    out += '}';
  }

  void WriteArray(uint32_t id, size_t at, std::string& out) const {
    const uint32_t count = document_.node(id).count;
    const std::optional<uint32_t> place = PlaceOf(steps_[at], count);
    uint32_t next = 0;
    bool first = true;
    out += '[';
    document_.ForEachElement(id, [&](uint32_t element) {
      const bool changes = place && *place == next++;
      if (changes && RemovesAt(at)) return;
      if (!first) out += ',';
      first = false;
      if (changes) {
        Write(element, at + 1, out);
      } else {
        document_.Write(element, out);
      }
    });
    std::string added;
    if (place && *place == count && Adds() && Make(at + 1, added)) {
      if (!first) out += ',';
      out += added;
    }
    out += ']';
  }

  /// Returns which element of `count` a step means, `count` for the place behind them.
  static std::optional<uint32_t> PlaceOf(const Step& step, uint32_t count) {
    if (step.kind == StepKind::kPointer && step.name == "-") return count;
    if (step.kind == StepKind::kPointer && step.index < 0) return std::nullopt;
    if (step.index == INT64_MAX) return count;
    const int64_t place = step.index < 0 ? step.index + count : step.index;
    if (place < 0 || place > count) return std::nullopt;
    return static_cast<uint32_t>(place);
  }

  /// Appends the objects and arrays of steps `at` and on around the value; false where an array
  /// cannot begin so.
  bool Make(size_t at, std::string& out) const {
    if (at == steps_.size()) {
      out += value_;
      return true;
    }
    std::string inner;
    if (!Make(at + 1, inner)) return false;
    const Step& step = steps_[at];
    if (step.kind == StepKind::kIndex) {
      if (step.index != 0 && step.index != INT64_MAX) return false;
      out += '[' + inner + ']';
      return true;
    }
    out += '{';
    AppendJsonString(step.name, out);
    out += ':' + inner + '}';
    return true;
  }

  const JsonDocument& document_;
  const std::vector<Step>& steps_;
  JsonEdit edit_;
  std::string_view value_;
};

}  // namespace

bool WriteEdited(const JsonDocument& document, const JsonPath& path, JsonEdit edit,
                 std::string_view value, std::string& out) {
  if (path.steps().empty() && edit == JsonEdit::kRemove) return false;
  JsonEditor(document, path, edit, value).Write(0, 0, out);
  return true;
}

}  // namespace lakebolt
