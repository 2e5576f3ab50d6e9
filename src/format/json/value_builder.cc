#include "format/json/value_builder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "format/csv/field_type.h"
#include "format/json/builder_parts.h"
#include "format/json/nested_builder.h"
#include "function/cast.h"
#include "function/cast/json_value.h"
#include "types/page_view.h"

namespace lakebolt::json_format {

namespace {

/// Builds numbers and truth values. `Read` gives the value of a node that has just the right kind.
template <typename T, bool (*Read)(const JsonNode&, T&)>
class PlainBuilder final : public ValueBuilder {
 public:
  PlainBuilder(const ColumnType& type, bool lenient)
      : type_(type.type), lenient_(lenient), exact_(type.was_found) {}

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
    if (exact_ && MayRound(document.node(id))) {
      if (lenient_) return AppendNull();
      ThrowMisfit(document, id, type_);
    }
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

  /// Tells whether a whole number would be another value than this.
  bool MayRound(const JsonNode& node) const {
    if (!type_.IsInteger()) return false;
    double number = 0;
    if (node.kind == JsonKind::kDouble) {
      number = node.double_value;
    } else if (node.kind == JsonKind::kString &&
               node.view().find_first_of(".eE") != std::string_view::npos) {
      const Value text = Value::Varchar(std::string(node.view()));
      const Value read = CastValue(text, TypeId::kFloat64, CastMode::kTry);
      if (read.IsNull()) return false;  // which the cast says
      number = read.floating();
    }
    // Digits behind the point are lost to a double from 2^53 on.
    return number != std::floor(number) || std::abs(number) >= 0x1p53;
  }

  LogicalType type_;
  bool lenient_;
  bool exact_;  // takes no number that a cast would round
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
    Vector out = type_.was_found ? csv::ReadTexts(texts, {type_.type, "", true}, CsvOptions())
                 : type_.pattern.empty()
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

}  // namespace

std::unique_ptr<ValueBuilder> MakeBuilder(const ColumnType& column, bool lenient) {
  const LogicalType& type = column.type;
  switch (type.id()) {
    case TypeId::kBoolean:
      return std::make_unique<PlainBuilder<uint8_t, ReadBoolean>>(column, lenient);
    case TypeId::kInt64:
      return std::make_unique<PlainBuilder<int64_t, ReadInteger>>(column, lenient);
    case TypeId::kFloat64:
      return std::make_unique<PlainBuilder<double, ReadDouble>>(column, lenient);
    case TypeId::kVarchar: return std::make_unique<TextBuilder>(type, type.IsJson());
    case TypeId::kStruct: return MakeStructBuilder(column, lenient);
    case TypeId::kMap: return MakeMapBuilder(column, lenient);
    case TypeId::kList: return MakeListBuilder(column, lenient);
    case TypeId::kUnion:
    case TypeId::kVariant: return std::make_unique<SlowBuilder>(type, lenient);
    default: return std::make_unique<CastBuilder>(column, lenient);
  }
}

}  // namespace lakebolt::json_format
