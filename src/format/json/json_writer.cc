#include <utility>

#include "format/text_writer.h"
#include "function/cast.h"
#include "function/cast/json_value.h"
#include "function/scalar/date/print_by_pattern.h"
#include "types/json/json_document.h"

namespace lakebolt {

namespace json {

namespace {

/// Says how the values of a column become JSON.
enum class CellKind : uint8_t {
  kAsIs,    // their text is JSON
  kFloat,   // so it is where they are finite
  kText,    // their text is a string
  kNested,  // one by one
};

CellKind CellKindOf(const LogicalType& type) {
  if (type.IsJson()) return CellKind::kNested;
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
  explicit JsonRowFormat(const JsonWriteOptions& options)
      : lines_(options.lines), style_{options.date_format, options.timestamp_format, true} {}

  void Begin(const Schema& schema, std::string& out) override {
    for (const Field& field : schema) {
      Column& column = columns_.emplace_back();
      column.kind = CellKindOf(field.type);
      column.key = columns_.size() == 1 ? "{" : ",";
      AppendJsonString(field.name, column.key);
      column.key += ':';
    }
    if (!lines_) out += '[';
  }

  void AppendRows(const Chunk& chunk, bool first, std::string& out) const override {
    std::vector<Vector> texts;
    for (size_t i = 0; i < columns_.size(); ++i) {
      texts.push_back(TextOf(chunk.column(i), columns_[i].kind, chunk.rows()));
    }
    chunk.rows().ForEach([&](uint32_t row) {
      if (!lines_) out += std::exchange(first, false) ? "\n" : ",\n";
      if (columns_.empty()) out += '{';
      for (size_t i = 0; i < columns_.size(); ++i) {
        out += columns_[i].key;
        AppendCell(chunk.column(i), texts[i], row, columns_[i].kind, out);
      }
      out += lines_ ? "}\n" : "}";
    });
  }

  void End(bool any, std::string& out) const override {
    if (!lines_) out += any ? "\n]\n" : "]\n";
  }

 private:
  struct Column {
    std::string key;  // and what stands before it
    CellKind kind = CellKind::kNested;
  };

  /// Returns the text of values; nested ones have none.
  Vector TextOf(const Vector& values, CellKind kind, RowSet rows) const {
    if (kind == CellKind::kNested) return values;
    const std::string& pattern = JsonPatternOf(values.type(), style_);
    if (!pattern.empty()) return PrintByPattern(values, pattern, rows);
    return CastVector(values, TypeId::kVarchar, rows, CastMode::kStrict);
  }

  void AppendCell(const Vector& values, const Vector& texts, uint32_t row, CellKind kind,
                  std::string& out) const {
    if (kind == CellKind::kNested) return AppendJsonOfRow(values, row, out, style_);
    if (values.IsNull(row)) {
      out += "null";
      return;
    }
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
      default: out += text;
    }
  }

  const bool lines_;
  const JsonStyle style_;
  std::vector<Column> columns_;
};

}  // namespace

}  // namespace json

std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, const JsonWriteOptions& options) {
  return MakeTextWriter(output, std::make_unique<json::JsonRowFormat>(options), options.threads);
}

}  // namespace lakebolt
