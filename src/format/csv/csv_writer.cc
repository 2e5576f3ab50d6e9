#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/error.h"
#include "format/text_writer.h"
#include "function/cast.h"
#include "function/scalar/date/print_by_pattern.h"

namespace lakebolt {

namespace csv {

namespace {

/// Tells whether the text of a type's values is made of letters, digits and `+-.: ` alone.
bool IsPlainText(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kBoolean:
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kUuid: return true;
    default: return type.IsNumeric();
  }
}

bool StandsInPlainText(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') ||
         std::string_view("+-.: ").find(c) != std::string_view::npos;
}

/// Makes CSV of rows. NULL is the text for it without quotes; a text equal to that has quotes, so
/// that nothing is lost.
class CsvFormat final : public RowFormat {
 public:
  explicit CsvFormat(CsvWriteOptions options) : options_(std::move(options)) {
    for (const char c : {'\r', '\n', options_.quote, options_.delimiter[0]}) {
      is_special_[static_cast<uint8_t>(c)] = true;
      plain_is_safe_ &= !StandsInPlainText(c);
    }
  }

  void Begin(const Schema& schema, std::string& out) override {
    CheckQuotedNames(schema);
    out += options_.prefix;
    for (size_t i = 0; i < schema.size(); ++i) {
      const LogicalType& type = schema[i].type;
      Column& column = columns_.emplace_back();
      column.quoted = IsQuoted(schema[i].name);
      if (type.id() == TypeId::kDate) column.pattern = options_.date_format;
      if (type.id() == TypeId::kTimestamp) column.pattern = options_.timestamp_format;
      column.plain = !column.quoted && plain_is_safe_ && options_.null_text.empty() &&
                     column.pattern.empty() && IsPlainText(type);
      if (!options_.header) continue;
      if (i > 0) out += options_.delimiter;
      AppendField(schema[i].name, column.quoted, out);
    }
    if (options_.header) out += options_.new_line;
  }

  void AppendRows(const Chunk& chunk, bool first, std::string& out) const override {
    const bool ends_rows = options_.suffix.empty();
    std::vector<Vector> texts;
    for (size_t i = 0; i < columns_.size(); ++i) {
      texts.push_back(TextOf(chunk.column(i), columns_[i], chunk.rows()));
    }
    std::vector<VectorReader<StringView>> readers(texts.begin(), texts.end());
    chunk.rows().ForEach([&](uint32_t row) {
      if (!ends_rows && !std::exchange(first, false)) out += options_.new_line;
      for (size_t i = 0; i < readers.size(); ++i) {
        if (i > 0) out += options_.delimiter;
        if (readers[i].IsNull(row)) {
          out += options_.null_text;
        } else if (columns_[i].plain) {
          out += readers[i][row].view();
        } else {
          AppendField(readers[i][row].view(), columns_[i].quoted, out);
        }
      }
      if (ends_rows) out += options_.new_line;
    });
  }

  void End(bool, std::string& out) const override { out += options_.suffix; }

 private:
  struct Column {
    bool quoted = false;
    bool plain = false;   // its texts need no look
    std::string pattern;  // of times; empty: as they print
  };

  static Vector TextOf(const Vector& values, const Column& column, RowSet rows) {
    if (!column.pattern.empty()) return PrintByPattern(values, column.pattern, rows);
    return CastVector(values, TypeId::kVarchar, rows, CastMode::kStrict);
  }

  static bool Names(const std::string& name, const std::string& other) {
    return AsciiLower(name) == AsciiLower(other);
  }

  bool IsQuoted(const std::string& name) const {
    return options_.quote_all ||
           std::any_of(options_.quoted_names.begin(), options_.quoted_names.end(),
                       [&](const std::string& other) { return Names(name, other); });
  }

  void CheckQuotedNames(const Schema& schema) const {
    for (const std::string& name : options_.quoted_names) {
      if (std::any_of(schema.begin(), schema.end(),
                      [&](const Field& field) { return Names(field.name, name); })) {
        continue;
      }
      throw UserError(ErrorCode::kUnknownColumn,
                      "force_quote names the column \"" + name + "\", which is not written");
    }
  }

  bool NeedsQuotes(std::string_view text) const {
    // Readers may take a line that begins so for a comment.
    if (text == options_.null_text || text.starts_with('#')) return true;
    bool special = false;
    for (const char c : text) special |= is_special_[static_cast<uint8_t>(c)];
    return special;
  }

  void AppendField(std::string_view text, bool quoted, std::string& out) const {
    if (options_.quote == 0 || (!quoted && !NeedsQuotes(text))) {
      out += text;
      return;
    }
    out += options_.quote;
    for (const char c : text) {
      if (c == options_.quote || c == options_.escape) out += options_.escape;
      out += c;
    }
    out += options_.quote;
  }

  const CsvWriteOptions options_;
  std::array<bool, 256> is_special_{};  // texts with one of these bytes are quoted
  bool plain_is_safe_ = true;           // none stands in the text of numbers and times
  std::vector<Column> columns_;
};

}  // namespace

}  // namespace csv

std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output, CsvWriteOptions options) {
  const uint32_t threads = options.threads;
  return MakeTextWriter(output, std::make_unique<csv::CsvFormat>(std::move(options)), threads);
}

}  // namespace lakebolt
