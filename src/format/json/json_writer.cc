#include <cmath>

#include "format/cell.h"
#include "format/result_writer.h"
#include "types/json/json_document.h"
#include "types/union_type.h"

namespace lakebolt {

namespace {

void AppendValue(const Value& value, std::string* out);

void AppendStruct(const Value& value, std::string* out) {
  const auto& fields = value.type().children();
  *out += '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) *out += ',';
    AppendJsonString(fields[i].name, *out);
    *out += ':';
    AppendValue(value.parts()[i], out);
  }
  *out += '}';
}

/// Appends a list as an array, a map as an object whose keys are the keys' text.
void AppendParts(const Value& value, std::string* out) {
  const bool is_map = value.type().id() == TypeId::kMap;
  *out += is_map ? '{' : '[';
  bool first = true;
  for (const Value& part : value.parts()) {
    if (!first) *out += ',';
    first = false;
    if (is_map) {
      AppendJsonString(part.parts()[0].ToString(), *out);
      *out += ':';
      AppendValue(part.parts()[1], out);
    } else {
      AppendValue(part, out);
    }
  }
  *out += is_map ? '}' : ']';
}

void AppendValue(const Value& value, std::string* out) {
  if (value.IsNull()) {
    *out += "null";
    return;
  }
  const LogicalType& type = value.type();
  switch (type.id()) {
    case TypeId::kBoolean: *out += value.boolean() ? "true" : "false"; return;
    case TypeId::kStruct: AppendStruct(value, out); return;
    case TypeId::kUnion: AppendValue(UnionMember(value), out); return;
    case TypeId::kList:
    case TypeId::kMap: AppendParts(value, out); return;
    default: break;
  }
  // JSON has no infinities and no NaN: they go out as text.
  const bool number = (type.IsNumeric() || type.id() == TypeId::kBignum) &&
                      !(type.IsFloating() && !std::isfinite(value.floating()));
  if (number) {
    *out += value.ToString();
  } else {
    AppendJsonString(value.ToString(), *out);
  }
}

/// Appends a text that is JSON; what a cast from text let pass as such, in quotes.
void AppendJson(std::string_view text, std::string* out) {
  JsonDocument document;
  if (document.Parse(text)) {
    document.Write(0, *out);
  } else {
    AppendJsonString(text, *out);
  }
}

/// Writes rows as JSON objects.
class JsonWriter : public ResultWriter {
 public:
  JsonWriter(Output* output, bool lines) : output_(output), lines_(lines) {}

  void Begin(const Schema& schema) override {
    for (const Field& field : schema) {
      std::string key;
      AppendJsonString(field.name, key);
      keys_.push_back(key + ':');
    }
    if (!lines_) output_->Append("[");
  }

  void Write(const Chunk& chunk) override {
    chunk.rows().ForEach([&](uint32_t row) {
      if (!lines_) output_->Append(rows_ == 0 ? "\n" : ",\n");
      AppendRow(chunk, row);
      if (lines_) output_->Append("\n");
      output_->Settle();
      ++rows_;
    });
  }

  void Finish() override {
    if (!lines_) output_->Append(rows_ == 0 ? "]\n" : "\n]\n");
    output_->Flush();
  }

 private:
  void AppendRow(const Chunk& chunk, uint32_t row) {
    std::string& out = output_->buffer();
    out += '{';
    for (size_t i = 0; i < keys_.size(); ++i) {
      if (i > 0) out += ',';
      out += keys_[i];
      const Vector& column = chunk.column(i);
      if (column.type().IsInteger()) {
        if (!AppendCell(column, row, &out)) out += "null";
      } else if (column.type().id() == TypeId::kVarchar && !column.IsNull(row)) {
        const std::string_view text = VectorReader<StringView>(column)[row].view();
        column.type().IsJson() ? AppendJson(text, &out) : AppendJsonString(text, out);
      } else {
        AppendValue(column.GetValue(row), &out);
      }
    }
    out += '}';
  }

  Output* output_;
  bool lines_;
  std::vector<std::string> keys_;
  uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, bool lines) {
  return std::make_unique<JsonWriter>(output, lines);
}

}  // namespace lakebolt
