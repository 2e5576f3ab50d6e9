#include "format/json/nested_builder.h"

#include <algorithm>
#include <utility>

#include "format/json/builder_parts.h"
#include "types/array_type.h"

namespace lakebolt::json_format {

namespace {

/// Is the part that lists and maps share: where the elements of each value lie.
class EntriesBuilder : public ValueBuilder {
 public:
  EntriesBuilder(LogicalType type, JsonKind kind, bool lenient)
      : type_(std::move(type)), kind_(kind), lenient_(lenient) {}

  void Append(const JsonDocument& document, uint32_t id) override {
    const JsonNode& node = document.node(id);
    if (node.kind == JsonKind::kNull) return AppendNull();
    if (node.kind != kind_ || (size_ != 0 && node.count != size_)) {
      if (lenient_) return AppendNull();
      ThrowMisfit(document, id, type_);
    }
    entries_.push_back({elements_, node.count});
    validity_.Add(true);
    elements_ += node.count;
    AppendElements(document, id);
  }
  void AppendNull() override {
    entries_.push_back({elements_, 0});
    validity_.Add(false);
  }
  Vector Finish(const TextOwner& text) override {
    Vector out(type_, static_cast<uint32_t>(entries_.size()));
    std::copy(entries_.begin(), entries_.end(), out.mutable_values<ListEntry>());
    try {
      out.mutable_children()[0] = FinishElements(text);
    } catch (const Misfit& misfit) {
      throw Misfit(misfit.what(), RowOf(misfit.row));
    }
    validity_.MoveTo(out);
    entries_.clear();
    elements_ = 0;
    return out;
  }

 protected:
  virtual void AppendElements(const JsonDocument& document, uint32_t id) = 0;
  virtual Vector FinishElements(const TextOwner& text) = 0;
  const LogicalType& type() const { return type_; }

 private:
  /// Returns the row that holds an element.
  uint32_t RowOf(uint32_t element) const {
    const auto behind = std::upper_bound(
        entries_.begin(), entries_.end(), element,
        [](uint32_t at, const ListEntry& entry) { return at < entry.offset + entry.length; });
    return static_cast<uint32_t>(behind - entries_.begin());
  }

  LogicalType type_;
  JsonKind kind_;
  bool lenient_;
  uint32_t size_ = ArraySize(type_);  // of arrays, else 0
  std::vector<ListEntry> entries_;
  uint32_t elements_ = 0;
  Validity validity_;
};

class ListBuilder final : public EntriesBuilder {
 public:
  ListBuilder(const ColumnType& type, bool lenient)
      : EntriesBuilder(type.type, JsonKind::kArray, lenient),
        element_(MakeBuilder(type.children[0], lenient)) {}

 private:
  void AppendElements(const JsonDocument& document, uint32_t id) override {
    document.ForEachElement(id, [&](uint32_t value) { element_->Append(document, value); });
  }
  Vector FinishElements(const TextOwner& text) override { return element_->Finish(text); }

  std::unique_ptr<ValueBuilder> element_;
};

class MapBuilder final : public EntriesBuilder {
 public:
  MapBuilder(const ColumnType& type, bool lenient)
      : EntriesBuilder(type.type, JsonKind::kObject, lenient),
        key_(MakeBuilder(type.children[0], lenient)),
        value_(MakeBuilder(type.children[1], lenient)) {}

 private:
  void AppendElements(const JsonDocument& document, uint32_t id) override {
    // A key lies before its value.
    document.ForEachMember(id, [&](const JsonNode&, uint32_t value) {
      key_->Append(document, value - 1);
      value_->Append(document, value);
    });
  }
  Vector FinishElements(const TextOwner& text) override {
    Vector keys = key_->Finish(text);
    Vector out(type().element(), keys.size());
    out.mutable_children()[0] = std::move(keys);
    out.mutable_children()[1] = value_->Finish(text);
    return out;
  }

  std::unique_ptr<ValueBuilder> key_;
  std::unique_ptr<ValueBuilder> value_;
};

class StructBuilder final : public ValueBuilder {
 public:
  StructBuilder(const ColumnType& type, bool lenient)
      : type_(type.type),
        lenient_(lenient),
        takes_any_(lenient || !type.was_found),
        finder_(NamesOf(type.type)) {
    for (const ColumnType& child : type.children) fields_.push_back(MakeBuilder(child, lenient));
    seen_in_.resize(fields_.size());
  }

  void Append(const JsonDocument& document, uint32_t id) override {
    const JsonNode& node = document.node(id);
    if (node.kind != JsonKind::kObject) {
      if (node.kind == JsonKind::kNull || lenient_) return AppendNull();
      ThrowMisfit(document, id, type_);
    }
    ++object_;
    size_t expected = 0;
    document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
      const int place = finder_.Find(key.view(), expected);
      if (place < 0 && !takes_any_) throw UnknownMember(key.view());
      if (place < 0) return;
      if (seen_in_[static_cast<size_t>(place)] == object_) {
        if (!lenient_) throw MemberTwice(key.view());
        return;  // the first counts
      }
      seen_in_[static_cast<size_t>(place)] = object_;
      fields_[static_cast<size_t>(place)]->Append(document, value);
      expected = static_cast<size_t>(place) + 1;
    });
    for (size_t i = 0; i < fields_.size(); ++i) {
      if (seen_in_[i] != object_) fields_[i]->AppendNull();
    }
    validity_.Add(true);
  }
  void AppendNull() override {
    for (const auto& field : fields_) field->AppendNull();
    validity_.Add(false);
  }
  Vector Finish(const TextOwner& text) override {
    Vector out(type_, validity_.size());
    for (size_t i = 0; i < fields_.size(); ++i)
      out.mutable_children()[i] = fields_[i]->Finish(text);
    validity_.MoveTo(out);
    return out;
  }

 private:
  static std::vector<std::string> NamesOf(const LogicalType& type) {
    std::vector<std::string> names;
    for (const Field& field : type.children()) names.push_back(field.name);
    return names;
  }

  LogicalType type_;
  bool lenient_;
  bool takes_any_;  // passes over members that the type has not
  MemberFinder finder_;
  std::vector<std::unique_ptr<ValueBuilder>> fields_;
  std::vector<uint64_t> seen_in_;  // the last object that had the field
  uint64_t object_ = 0;
  Validity validity_;
};

}  // namespace

UserError UnknownMember(std::string_view name) {
  return UserError(ErrorCode::kInvalidCast,
                   "no member \"" + std::string(name) + "\" was found in the first values", {},
                   "sample_size = -1 looks at all values, columns says which members are read, "
                   "ignore_errors = true passes over the others");
}

UserError MemberTwice(std::string_view name) {
  return UserError(ErrorCode::kInvalidCast, "two members \"" + std::string(name) + "\"", {},
                   "ignore_errors = true takes the first one");
}

MemberFinder::MemberFinder(std::vector<std::string> names) : names_(std::move(names)) {
  for (size_t i = 0; i < names_.size(); ++i) places_.emplace(names_[i], static_cast<int>(i));
}

int MemberFinder::Find(std::string_view name, size_t expected) const {
  if (expected < names_.size() && names_[expected] == name) return static_cast<int>(expected);
  const auto found = places_.find(name);
  return found == places_.end() ? -1 : found->second;
}

std::unique_ptr<ValueBuilder> MakeListBuilder(const ColumnType& type, bool lenient) {
  return std::make_unique<ListBuilder>(type, lenient);
}

std::unique_ptr<ValueBuilder> MakeMapBuilder(const ColumnType& type, bool lenient) {
  return std::make_unique<MapBuilder>(type, lenient);
}

std::unique_ptr<ValueBuilder> MakeStructBuilder(const ColumnType& type, bool lenient) {
  return std::make_unique<StructBuilder>(type, lenient);
}

}  // namespace lakebolt::json_format
