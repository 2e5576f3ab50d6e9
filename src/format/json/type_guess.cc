#include "format/json/type_guess.h"

#include <algorithm>
#include <limits>

#include "format/csv/field_type.h"

namespace lakebolt::json_format {

namespace {

/// Longer texts are no dates, times or UUIDs.
constexpr size_t kLongText = 64;
/// As a UUID is written: 32 digits without hyphens are a hash or the like, and to stay as they are.
constexpr size_t kUuidLength = 36;
/// So many texts at one place say enough.
constexpr size_t kMostTexts = 20480;

/// Says how texts of JSON read, in the terms of the reader of CSV.
CsvOptions TextOptions(const JsonOptions& options) {
  CsvOptions text;
  text.date_format = options.date_format;
  text.timestamp_format = options.timestamp_format;
  text.date_separators = "-";  // whether 05/06 is in May or in June nobody can tell
  text.type_candidates = {LogicalType::Time(), TypeId::kDate, LogicalType::Timestamp(),
                          LogicalType::Timestamp(TimeUnit::kMicro, true)};
  if (options.convert_strings_to_integers) text.type_candidates.emplace_back(TypeId::kInt64);
  text.type_candidates.emplace_back(TypeId::kUuid);
  return text;
}

ColumnType JsonColumn() {
  return {LogicalType::Json(), "", {}};
}

ColumnType MapOf(ColumnType value) {
  ColumnType out;
  out.type = LogicalType::Map(TypeId::kVarchar, value.type);
  out.children = {{TypeId::kVarchar, "", {}}, std::move(value)};
  return out;
}

/// Tells whether `type` may be read as the value of a map of `merged`: nothing in it is of another
/// kind.
bool Fits(const LogicalType& merged, const LogicalType& type) {
  if (merged.IsJson()) return type.IsJson();
  if (type.IsJson() || merged == type) return true;
  if (merged.id() == TypeId::kList && type.id() == TypeId::kList) {
    return Fits(merged.element(), type.element());
  }
  if (merged.id() == TypeId::kStruct && type.id() == TypeId::kStruct) {
    return std::all_of(type.children().begin(), type.children().end(), [&](const Field& field) {
      const auto& fields = merged.children();
      const auto same = std::find_if(fields.begin(), fields.end(),
                                     [&](const Field& other) { return other.name == field.name; });
      return same != fields.end() && Fits(same->type, field.type);
    });
  }
  return !merged.IsNested() && !type.IsNested();
}

}  // namespace

ColumnType KnownType(const LogicalType& type, const JsonOptions& options) {
  ColumnType out{type, "", {}};
  if (type.id() == TypeId::kDate) out.pattern = options.date_format;
  if (type.id() == TypeId::kTimestamp) out.pattern = options.timestamp_format;
  switch (type.id()) {
    case TypeId::kList: out.children.push_back(KnownType(type.element(), options)); break;
    case TypeId::kMap:
      for (const Field& part : type.element().children()) {
        out.children.push_back(KnownType(part.type, options));
      }
      break;
    case TypeId::kStruct:
      for (const Field& field : type.children()) {
        out.children.push_back(KnownType(field.type, options));
      }
      break;
    default: break;
  }
  return out;
}

TypeGuess& TypeGuess::MemberOf(std::string_view name) {
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) return *members_[found->second].guess;
  by_name_.emplace(std::string(name), members_.size());
  members_.push_back({std::string(name), std::make_unique<TypeGuess>()});
  return *members_.back().guess;
}

void TypeGuess::Add(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  ++count_;
  switch (node.kind) {
    case JsonKind::kNull: ++nulls_; break;
    case JsonKind::kFalse:
    case JsonKind::kTrue: is_boolean_ = true; break;
    case JsonKind::kUnsigned:
      is_integer_ = true;
      is_large_ |= node.unsigned_value > std::numeric_limits<int64_t>::max();
      break;
    case JsonKind::kSigned: is_integer_ = true; break;
    case JsonKind::kDouble:
    case JsonKind::kBigNumber: is_double_ = true; break;
    case JsonKind::kString:
      is_text_ = true;
      has_long_text_ |= node.count > kLongText;
      if (!has_long_text_ && texts_.size() < kMostTexts) texts_.emplace_back(node.view());
      break;
    case JsonKind::kArray:
      is_array_ = true;
      if (element_ == nullptr) element_ = std::make_unique<TypeGuess>();
      document.ForEachElement(id, [&](uint32_t value) { element_->Add(document, value); });
      break;
    case JsonKind::kObject:
      is_object_ = true;
      document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
        MemberOf(key.view()).Add(document, value);
      });
      break;
  }
}

void TypeGuess::Merge(const TypeGuess& other) {
  count_ += other.count_;
  nulls_ += other.nulls_;
  is_boolean_ |= other.is_boolean_;
  is_integer_ |= other.is_integer_;
  is_double_ |= other.is_double_;
  is_large_ |= other.is_large_;
  is_text_ |= other.is_text_;
  is_array_ |= other.is_array_;
  is_object_ |= other.is_object_;
  has_long_text_ |= other.has_long_text_;
  texts_.insert(texts_.end(), other.texts_.begin(), other.texts_.end());
  if (other.element_ != nullptr) {
    if (element_ == nullptr) element_ = std::make_unique<TypeGuess>();
    element_->Merge(*other.element_);
  }
  for (const Member& member : other.members_) MemberOf(member.name).Merge(*member.guess);
}

int TypeGuess::Kinds() const {
  return int{is_boolean_} + int{is_integer_ || is_double_} + int{is_text_} + int{is_array_} +
         int{is_object_};
}

ColumnType TypeGuess::Type(const JsonOptions& options, int64_t depth) const {
  const bool too_deep = options.maximum_depth >= 0 && depth >= options.maximum_depth;
  if (too_deep || Kinds() != 1) return JsonColumn();
  if (is_boolean_) return {TypeId::kBoolean, "", {}};
  if (is_double_) return {TypeId::kFloat64, "", {}};
  if (is_integer_) return {is_large_ ? TypeId::kInt128 : TypeId::kInt64, "", {}, true};
  if (is_text_) return TextType(options);
  if (is_object_) return ObjectType(options, depth);
  ColumnType list;
  list.children.push_back(element_->Type(options, depth + 1));
  list.type = LogicalType::List(list.children[0].type);
  return list;
}

ColumnType TypeGuess::TextType(const JsonOptions& options) const {
  if (has_long_text_) return {TypeId::kVarchar, "", {}};
  csv::FieldType found = csv::FindType(texts_, TextOptions(options));
  // With a zone here and none there, neither type of timestamp would keep what was written.
  const bool zoned = found.type.id() == TypeId::kTimestamp && found.type.with_zone();
  if (zoned && !std::all_of(texts_.begin(), texts_.end(), csv::HasZone)) {
    return {TypeId::kVarchar, "", {}};
  }
  const auto is_uuid = [](std::string_view text) { return text.size() == kUuidLength; };
  if (found.type.id() == TypeId::kUuid && !std::all_of(texts_.begin(), texts_.end(), is_uuid)) {
    return {TypeId::kVarchar, "", {}};
  }
  return {std::move(found.type), std::move(found.pattern), {}};
}

bool TypeGuess::HasRareMembers(double threshold) const {
  double appearances = 0;
  for (const Member& member : members_) appearances += static_cast<double>(member.guess->count_);
  const auto objects = static_cast<double>(count_ - nulls_);
  return appearances / objects / static_cast<double>(members_.size()) < threshold;
}

TypeGuess TypeGuess::MergedMembers() const {
  TypeGuess merged;
  for (const Member& member : members_) merged.Merge(*member.guess);
  return merged;
}

ColumnType TypeGuess::ObjectType(const JsonOptions& options, int64_t depth) const {
  const bool may_be_map = options.map_inference_threshold >= 0;
  if (members_.empty()) return may_be_map ? MapOf(JsonColumn()) : JsonColumn();
  if (may_be_map && HasRareMembers(options.field_appearance_threshold)) {
    return MapOf(MergedMembers().Type(options, depth + 1));
  }
  ColumnType out;
  std::vector<Field> fields;
  for (const Member& member : members_) {
    out.children.push_back(member.guess->Type(options, depth + 1));
    fields.push_back({member.name, out.children.back().type});
  }
  if (may_be_map && static_cast<int64_t>(members_.size()) >= options.map_inference_threshold) {
    ColumnType merged = MergedMembers().Type(options, depth + 1);
    const bool alike = std::all_of(fields.begin(), fields.end(), [&](const Field& field) {
      return Fits(merged.type, field.type);
    });
    if (alike) return MapOf(std::move(merged));
  }
  out.type = LogicalType::Struct(std::move(fields));
  out.was_found = true;
  return out;
}

std::vector<std::pair<std::string, ColumnType>> TypeGuess::Members(
    const JsonOptions& options) const {
  std::vector<std::pair<std::string, ColumnType>> members;
  for (const Member& member : members_) {
    members.emplace_back(member.name, member.guess->Type(options, 1));
  }
  return members;
}

}  // namespace lakebolt::json_format
