#include "types/json/json_shape.h"

namespace lakebolt {

namespace {

/// Returns the type that holds both; "JSON" if there is none.
std::string CommonShape(const std::string& a, const std::string& b) {
  if (a == b || b == "NULL") return a;
  if (a == "NULL") return b;
  const auto number = [](const std::string& type) {
    return type == "UBIGINT" || type == "BIGINT" || type == "DOUBLE";
  };
  if (!number(a) || !number(b)) return "JSON";
  return a == "DOUBLE" || b == "DOUBLE" ? "DOUBLE" : "BIGINT";
}

}  // namespace

void JsonShape::Add(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  if (node.kind == JsonKind::kArray) {
    seen_array_ = true;
    if (element_.empty()) element_.emplace_back();
    document.ForEachElement(id, [&](uint32_t value) { element_[0].Add(document, value); });
    return;
  }
  if (node.kind != JsonKind::kObject) {
    type_ = CommonShape(type_, std::string(JsonTypeName(node.kind)));
    return;
  }
  seen_object_ = true;
  document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
    for (auto& [name, member] : members_) {
      if (name == key.view()) return member.Add(document, value);
    }
    members_.emplace_back(std::string(key.view()), JsonShape());
    members_.back().second.Add(document, value);
  });
}

void JsonShape::Write(std::string& out) const {
  const int kinds = (type_ != "NULL" ? 1 : 0) + (seen_array_ ? 1 : 0) + (seen_object_ ? 1 : 0);
  if (kinds > 1) {
    out += "\"JSON\"";
  } else if (seen_array_) {
    out += '[';
    element_[0].Write(out);
    out += ']';
  } else if (seen_object_ && members_.empty()) {
    out += "\"JSON\"";
  } else if (seen_object_) {
    out += '{';
    bool first = true;
    for (const auto& [name, member] : members_) {
      if (!first) out += ',';
      first = false;
      AppendJsonString(name, out);
      out += ':';
      member.Write(out);
    }
    out += '}';
  } else {
    out += '"' + type_ + '"';
  }
}

}  // namespace lakebolt
