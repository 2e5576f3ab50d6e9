#include <cmath>
#include <utility>

#include "format/text_writer.h"
#include "function/cast.h"
#include "function/scalar/date/print_by_pattern.h"
#include "types/json/json_document.h"
#include "types/union_type.h"

namespace lakebolt {

namespace json {

namespace {

/// Returns the pattern of a type's values; empty where they print as they do.
const std::string& PatternOf(const LogicalType& type, const JsonWriteOptions& options) {
  static const std::string kNone;
  if (type.id() == TypeId::kDate) return options.date_format;
  return type.id() == TypeId::kTimestamp ? options.timestamp_format : kNone;
}

/// Appends values of any type, one by one.
class ValueAppender {
 public:
  ValueAppender(const JsonWriteOptions& options, std::string& out) : options_(options), out_(out) {}

  void Append(const Value& value) {
    if (value.IsNull()) {
      out_ += "null";
      return;
    }
    const LogicalType& type = value.type();
    switch (type.id()) {
      case TypeId::kBoolean: out_ += value.boolean() ? "true" : "false"; return;
      case TypeId::kStruct: AppendStruct(value); return;
      case TypeId::kUnion: Append(UnionMember(value)); return;
      case TypeId::kList:
      case TypeId::kMap: AppendParts(value); return;
      default: break;
    }
    // JSON has no infinities and no NaN: they go out as text.
    const bool number = (type.IsNumeric() || type.id() == TypeId::kBignum) &&
                        !(type.IsFloating() && !std::isfinite(value.floating()));
    if (number) {
      out_ += value.ToString();
    } else {
      AppendJsonString(TextOf(value), out_);
    }
  }

 private:
  std::string TextOf(const Value& value) const {
    const std::string& pattern = PatternOf(value.type(), options_);
    if (pattern.empty()) return value.ToString();
    return PrintByPattern(Vector::Constant(value, 1), pattern, RowSet::Dense(1))
        .GetValue(0)
        .string();
  }

  void AppendStruct(const Value& value) {
    const auto& fields = value.type().children();
    out_ += '{';
    for (size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out_ += ',';
      AppendJsonString(fields[i].name, out_);
      out_ += ':';
      Append(value.parts()[i]);
    }
    out_ += '}';
  }

  /// Appends a list as an array, a map as an object whose keys are the keys' text.
  void AppendParts(const Value& value) {
    const bool is_map = value.type().id() == TypeId::kMap;
    out_ += is_map ? '{' : '[';
    bool first = true;
    for (const Value& part : value.parts()) {
      if (!std::exchange(first, false)) out_ += ',';
      if (is_map) {
        AppendJsonString(part.parts()[0].ToString(), out_);
        out_ += ':';
        Append(part.parts()[1]);
      } else {
        Append(part);
      }
    }
    out_ += is_map ? '}' : ']';
  }

  const JsonWriteOptions& options_;
  std::string& out_;
};

/// Appends a text that is JSON; what a cast from text let pass as such, in quotes.
void AppendJson(std::string_view text, std::string* out) {
  JsonDocument document;
  if (document.Parse(text)) {
    document.Write(0, *out);
  } else {
    AppendJsonString(text, *out);
  }
}

/// Says how the values of a column become JSON.
enum class CellKind : uint8_t {
  kAsIs,    // their text is JSON
  kFloat,   // so it is where they are finite
  kText,    // their text is a string
  kJson,    // they are JSON documents
  kNested,  // one by one
};

CellKind CellKindOf(const LogicalType& type) {
  if (type.IsJson()) return CellKind::kJson;
  if (type.IsFloating()) return CellKind::kFloat;
  if (type.IsNumeric()) return CellKind::kAsIs;
  switch (type.id()) {
    case TypeId::kBoolean:
    case TypeId::kBignum: return CellKind::kAsIs;
    case TypeId::kVarchar:
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kUuid:
    case TypeId::kEnum: return CellKind::kText;
    default: return CellKind::kNested;
  }
}

/// Makes rows JSON objects: of lines, or in one array.
class JsonRowFormat final : public RowFormat {
 public:
  explicit JsonRowFormat(JsonWriteOptions options) : options_(std::move(options)) {}

  void Begin(const Schema& schema, std::string& out) override {
    for (const Field& field : schema) {
      Column& column = columns_.emplace_back();
      column.kind = CellKindOf(field.type);
      column.key = columns_.size() == 1 ? "{" : ",";
      AppendJsonString(field.name, column.key);
      column.key += ':';
    }
    if (!options_.lines) out += '[';
  }

  void AppendRows(const Chunk& chunk, bool first, std::string& out) const override {
    std::vector<Vector> texts;
    for (size_t i = 0; i < columns_.size(); ++i) {
      texts.push_back(TextOf(chunk.column(i), columns_[i].kind, chunk.rows()));
    }
    chunk.rows().ForEach([&](uint32_t row) {
      if (!options_.lines) out += std::exchange(first, false) ? "\n" : ",\n";
      if (columns_.empty()) out += '{';
      for (size_t i = 0; i < columns_.size(); ++i) {
        out += columns_[i].key;
        AppendCell(chunk.column(i), texts[i], row, columns_[i].kind, out);
      }
      out += options_.lines ? "}\n" : "}";
    });
  }

  void End(bool any, std::string& out) const override {
    if (!options_.lines) out += any ? "\n]\n" : "]\n";
  }

 private:
  struct Column {
    std::string key;  // and what stands before it
    CellKind kind = CellKind::kNested;
  };

  /// Returns the text of values; nested ones have none.
  Vector TextOf(const Vector& values, CellKind kind, RowSet rows) const {
    if (kind == CellKind::kNested) return values;
    const std::string& pattern = PatternOf(values.type(), options_);
    if (!pattern.empty()) return PrintByPattern(values, pattern, rows);
    return CastVector(values, TypeId::kVarchar, rows, CastMode::kStrict);
  }

  void AppendCell(const Vector& values, const Vector& texts, uint32_t row, CellKind kind,
                  std::string& out) const {
    if (values.IsNull(row)) {
      out += "null";
      return;
    }
    if (kind == CellKind::kNested) return ValueAppender(options_, out).Append(values.GetValue(row));
    const std::string_view text = VectorReader<StringView>(texts)[row].view();
    switch (kind) {
      case CellKind::kFloat:
        // The text of what is no number has a letter that no exponent has.
        if (text.find_first_of("nN") != std::string_view::npos) {
          AppendJsonString(text, out);
        } else {
          out += text;
        }
        break;
      case CellKind::kText: AppendJsonString(text, out); break;
      case CellKind::kJson: AppendJson(text, &out); break;
      default: out += text;
    }
  }

  const JsonWriteOptions options_;
  std::vector<Column> columns_;
};

}  // namespace

}  // namespace json

std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, JsonWriteOptions options) {
  const uint32_t threads = options.threads;
  return MakeTextWriter(output, std::make_unique<json::JsonRowFormat>(std::move(options)), threads);
}

}  // namespace lakebolt
