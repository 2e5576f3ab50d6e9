#include "format/json/value_builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "format/csv/field_type.h"
#include "function/cast/json_value.h"
#include "types/page_view.h"

namespace lakebolt::json_format {

namespace {

constexpr size_t kMostShown = 100;  // bytes of a value in an error

std::string MisfitText(std::string value, const LogicalType& type) {
  if (value.size() > kMostShown) value = std::string(CutUtf8(value, kMostShown)) + "…";
  return "the JSON value " + value + " does not fit " + type.ToString();
}

[[noreturn]] void ThrowMisfit(const JsonDocument& document, uint32_t id, const LogicalType& type) {
  std::string text;
  document.Write(id, text);
  throw UserError(ErrorCode::kInvalidCast, MisfitText(std::move(text), type));
}

/// Keeps which of the values are NULL.
class Validity {
 public:
  void Add(bool valid) {
    valid_.push_back(valid ? 1 : 0);
    nulls_ += valid ? 0 : 1;
  }
  uint32_t size() const { return static_cast<uint32_t>(valid_.size()); }

  /// Marks the NULLs of a vector and begins anew.
  void MoveTo(Vector& vector) {
    for (uint32_t i = 0; nulls_ > 0 && i < size(); ++i) {
      if (valid_[i] == 0) vector.SetNull(i);
    }
    valid_.clear();
    nulls_ = 0;
  }

 private:
  std::vector<uint8_t> valid_;
  size_t nulls_ = 0;
};

/// Builds numbers and truth values. `Read` gives the value of a node that has just the right kind.
template <typename T, bool (*Read)(const JsonNode&, T&)>
class PlainBuilder final : public ValueBuilder {
 public:
  PlainBuilder(LogicalType type, bool lenient) : type_(std::move(type)), lenient_(lenient) {}

  void Append(const JsonDocument& document, uint32_t id) override {
    T value{};
    if (Read(document.node(id), value)) {
      values_.push_back(value);
      validity_.Add(true);
    } else {
      AppendUnusual(document, id);
    }
  }
  void AppendNull() override {
    values_.push_back(T{});
    validity_.Add(false);
  }
  Vector Finish(const TextOwner&) override {
    Vector out(type_, static_cast<uint32_t>(values_.size()));
    if (!values_.empty()) {
      std::memcpy(out.mutable_values<T>(), values_.data(), values_.size() * sizeof(T));
    }
    validity_.MoveTo(out);
    values_.clear();
    return out;
  }

 private:
  /// Reads what a cast reads: a number in quotes, say.
  void AppendUnusual(const JsonDocument& document, uint32_t id) {
    const CastMode mode = lenient_ ? CastMode::kTry : CastMode::kStrict;
    const Value value = ValueOfJson(document, id, type_, {mode});
    if (value.IsNull()) return AppendNull();
    if constexpr (std::is_same_v<T, double>) {
      values_.push_back(value.floating());
    } else if constexpr (std::is_same_v<T, uint8_t>) {
      values_.push_back(value.boolean() ? 1 : 0);
    } else {
      values_.push_back(static_cast<T>(value.integral()));
    }
    validity_.Add(true);
  }

  LogicalType type_;
  bool lenient_;
  std::vector<T> values_;
  Validity validity_;
};

bool ReadInteger(const JsonNode& node, int64_t& out) {
  if (node.kind == JsonKind::kUnsigned && node.unsigned_value <= INT64_MAX) {
    out = static_cast<int64_t>(node.unsigned_value);
    return true;
  }
  out = node.signed_value;
  return node.kind == JsonKind::kSigned;
}

bool ReadDouble(const JsonNode& node, double& out) {
  switch (node.kind) {
    case JsonKind::kDouble: out = node.double_value; return true;
    case JsonKind::kUnsigned: out = static_cast<double>(node.unsigned_value); return true;
    case JsonKind::kSigned: out = static_cast<double>(node.signed_value); return true;
    default: return false;
  }
}

bool ReadBoolean(const JsonNode& node, uint8_t& out) {
  out = node.kind == JsonKind::kTrue ? 1 : 0;
  return node.kind == JsonKind::kTrue || node.kind == JsonKind::kFalse;
}

/// Builds texts: of strings what they hold, of all else, and where JSON is wanted, the JSON.
class TextBuilder : public ValueBuilder {
 public:
  TextBuilder(LogicalType type, bool as_json) : type_(std::move(type)), as_json_(as_json) {}

  void Append(const JsonDocument& document, uint32_t id) override {
    const JsonNode& node = document.node(id);
    if (node.kind == JsonKind::kNull) return AppendNull();
    if (node.kind == JsonKind::kString && !as_json_) {
      views_.push_back(document.IsPartOfText(node) ? ViewInPage(node.text, node.count)
                                                   : heap_->Add(node.view()));
    } else {
      text_.clear();
      document.Write(id, text_);
      views_.push_back(heap_->Add(text_));
    }
    validity_.Add(true);
  }
  void AppendNull() override {
    views_.emplace_back();
    validity_.Add(false);
  }
  Vector Finish(const TextOwner& text) override {
    Vector out(type_, static_cast<uint32_t>(views_.size()));
    std::copy(views_.begin(), views_.end(), out.mutable_values<StringView>());
    out.AddOwner(text);
    if (heap_->bytes() > 0) out.AddOwner(std::exchange(heap_, std::make_shared<StringHeap>()));
    validity_.MoveTo(out);
    views_.clear();
    return out;
  }

 private:
  LogicalType type_;
  bool as_json_;
  std::vector<StringView> views_;
  std::shared_ptr<StringHeap> heap_ = std::make_shared<StringHeap>();
  std::string text_;
  Validity validity_;
};

/// Builds values that texts are cast to at the end, all at once: dates, decimals, UUIDs and more.
class CastBuilder final : public ValueBuilder {
 public:
  CastBuilder(const ColumnType& type, bool lenient)
      : type_(type), lenient_(lenient), texts_(TypeId::kVarchar, false) {}

  void Append(const JsonDocument& document, uint32_t id) override { texts_.Append(document, id); }
  void AppendNull() override { texts_.AppendNull(); }
  Vector Finish(const TextOwner& text) override {
    const Vector texts = texts_.Finish(text);
    const RowSet rows = RowSet::Dense(texts.size());
    Vector out = type_.pattern.empty()
                     ? CastVector(texts, type_.type, rows, CastMode::kTry).Flatten()
                     : csv::ReadByPattern(texts, {type_.type, type_.pattern}, texts.size());
    for (uint32_t i = 0; !lenient_ && out.validity() != nullptr && i < texts.size(); ++i) {
      if (!out.IsNull(i) || texts.IsNull(i)) continue;
      throw Misfit(MisfitText('"' + texts.GetValue(i).string() + '"', type_.type), i);
    }
    return out;
  }

 private:
  ColumnType type_;
  bool lenient_;
  TextBuilder texts_;
};

/// Builds values of types that come seldom, one by one.
class SlowBuilder final : public ValueBuilder {
 public:
  SlowBuilder(LogicalType type, bool lenient) : type_(std::move(type)), lenient_(lenient) {}

  void Append(const JsonDocument& document, uint32_t id) override {
    const CastMode mode = lenient_ ? CastMode::kTry : CastMode::kStrict;
    values_.push_back(ValueOfJson(document, id, type_, {mode}));
  }
  void AppendNull() override { values_.emplace_back(type_); }
  Vector Finish(const TextOwner&) override {
    Vector out(type_, static_cast<uint32_t>(values_.size()));
    for (uint32_t i = 0; i < values_.size(); ++i) out.SetValue(i, values_[i]);
    values_.clear();
    return out;
  }

 private:
  LogicalType type_;
  bool lenient_;
  std::vector<Value> values_;
};

/// Is the part that lists and maps share: where the elements of each value lie.
class EntriesBuilder : public ValueBuilder {
 public:
  EntriesBuilder(LogicalType type, JsonKind kind, bool lenient)
      : type_(std::move(type)), kind_(kind), lenient_(lenient) {}

  void Append(const JsonDocument& document, uint32_t id) override {
    const JsonNode& node = document.node(id);
    if (node.kind == JsonKind::kNull) return AppendNull();
    if (node.kind != kind_) {
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

std::unique_ptr<ValueBuilder> MakeBuilder(const ColumnType& column, bool lenient) {
  const LogicalType& type = column.type;
  switch (type.id()) {
    case TypeId::kBoolean:
      return std::make_unique<PlainBuilder<uint8_t, ReadBoolean>>(type, lenient);
    case TypeId::kInt64: return std::make_unique<PlainBuilder<int64_t, ReadInteger>>(type, lenient);
    case TypeId::kFloat64: return std::make_unique<PlainBuilder<double, ReadDouble>>(type, lenient);
    case TypeId::kVarchar: return std::make_unique<TextBuilder>(type, type.IsJson());
    case TypeId::kStruct: return std::make_unique<StructBuilder>(column, lenient);
    case TypeId::kMap: return std::make_unique<MapBuilder>(column, lenient);
    case TypeId::kList: return std::make_unique<ListBuilder>(column, lenient);
    case TypeId::kUnion:
    case TypeId::kVariant: return std::make_unique<SlowBuilder>(type, lenient);
    default: return std::make_unique<CastBuilder>(column, lenient);
  }
}

}  // namespace lakebolt::json_format
