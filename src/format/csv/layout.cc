#include "format/csv/layout.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/distinct_names.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/csv/dialect_sniffer.h"
#include "format/csv/tokenizer.h"
#include "format/text_source.h"

namespace lakebolt::csv {

namespace {

constexpr size_t kSampleBytes = 4 << 20;

/// Is a row of a sample as text; nothing stands for NULL.
using TextRow = std::vector<std::optional<std::string>>;

/// Reads the beginning of a file.
class Sample {
 public:
  Sample(const std::string& path, const CsvOptions& options) {
    const auto source = OpenText(path, options.compression, options.encoding);
    size_t wanted = kSampleBytes;
    do {
      const size_t held = text_.size();
      text_.resize(held + wanted);
      size_t size = held;
      while (size < text_.size()) {
        const size_t got = source->Read(text_.data() + size, text_.size() - size);
        whole_ = got == 0;
        if (whole_) break;
        size += got;
      }
      text_.resize(size);
    } while (!whole_ && options.sample_rows < 0);
    DropLines(options.skip);
  }

  std::string_view text() const { return text_; }
  bool whole() const { return whole_; }

 private:
  void DropLines(uint64_t lines) {
    const char* at = text_.data();
    const char* const end = at + text_.size();
    for (; lines > 0 && at != end; --lines) at = Tokenizer::NextLine(at, end);
    text_.erase(0, static_cast<size_t>(at - text_.data()));
  }

  std::string text_;
  bool whole_ = false;
};

bool IsNullText(const RawField& field, const CsvOptions& options) {
  if (field.quoted && !options.allow_quoted_nulls) return false;
  return std::any_of(options.null_texts.begin(), options.null_texts.end(),
                     [&](const std::string& text) { return text == field.view(); });
}

std::vector<TextRow> ReadRows(const Sample& sample, const Layout& layout, const CsvOptions& options,
                              double& bytes_per_record) {
  const Tokenizer tokenizer(layout.dialect);
  const char* const end = sample.text().data() + sample.text().size();
  const char* at = sample.text().data();
  for (uint64_t i = options.skip; i < layout.skip_lines; ++i) at = Tokenizer::NextLine(at, end);
  const char* const begin = at;
  std::vector<TextRow> rows;
  Record record;
  std::string text;
  const size_t most =
      options.sample_rows < 0 ? ~size_t{0} : static_cast<size_t>(options.sample_rows);
  for (; at != end && rows.size() <= most; at = record.next) {
    if (tokenizer.IsComment(at, end)) {
      record.next = Tokenizer::NextLine(at, end);
      continue;
    }
    tokenizer.Read(at, end, record);
    if (!sample.whole() && record.next == end) break;
    if (record.IsBlank() && layout.columns.size() > 1) continue;
    TextRow& row = rows.emplace_back();
    for (const RawField& field : record.fields) {
      if (IsNullText(field, options)) {
        row.emplace_back();
        continue;
      }
      text.resize(field.size);
      if (field.escaped) {
        text.resize(tokenizer.Unescape(field, text.data()));
      } else {
        text.assign(field.view());
      }
      row.emplace_back(text);
    }
  }
  const size_t count = std::max<size_t>(rows.size(), 1);
  bytes_per_record = static_cast<double>(at - begin) / static_cast<double>(count);
  return rows;
}

FieldType TypeOf(const std::vector<TextRow>& rows, size_t first, size_t column,
                 const CsvOptions& options) {
  std::vector<std::string> texts;
  for (size_t row = first; row < rows.size(); ++row) {
    if (column < rows[row].size() && rows[row][column]) texts.push_back(*rows[row][column]);
  }
  return FindType(texts, options);
}

/// Tells whether the first row is a header: something in it is not of its column's type.
bool LooksLikeHeader(const TextRow& first, const std::vector<FieldType>& types,
                     const CsvOptions& options) {
  bool all_text = true;
  bool all_null = true;
  for (size_t i = 0; i < types.size() && i < first.size(); ++i) {
    if (!first[i]) continue;
    all_null = false;
    if (types[i].type.id() == TypeId::kVarchar) continue;
    all_text = false;
    if (!Reads(*first[i], types[i], options)) return true;
  }
  return all_text || all_null;
}

std::string NumberedName(size_t index, size_t count) {
  const size_t width = std::to_string(count - 1).size();
  std::string number = std::to_string(index);
  number.insert(0, width - std::min(width, number.size()), '0');
  return "column" + number;
}

/// Makes a name of lower-case letters, digits and underscores, which stand for blanks; drops all
/// else.
std::string NormalName(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) {
      out += AsciiLower(c);
    } else if ((c == ' ' || c == '_') && !out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(0, 1, '_');
  return out;
}

std::string Trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Gives every column a name of its own; blanks around a name in the header are left out.
void NameColumns(const std::string& path, const TextRow* header, const CsvOptions& options,
                 std::vector<Column>& columns) {
  if (options.names.size() > columns.size()) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "names has " + std::to_string(options.names.size()) + " names, and \"" + path +
                        "\" has " + std::to_string(columns.size()) + " columns");
  }
  DistinctNames names;
  for (size_t i = 0; i < columns.size(); ++i) {
    std::string name = NumberedName(i, columns.size());
    if (header && i < header->size() && (*header)[i] && !Trimmed(*(*header)[i]).empty()) {
      const std::string text = Trimmed(*(*header)[i]);
      if (IsUtf8(text)) {
        name = options.normalize_names ? NormalName(text) : text;
      } else if (!options.ignore_errors) {
        throw UserError(ErrorCode::kCorruptData, "the header of \"" + path + "\" is not UTF-8", {},
                        kNotUtf8Hint);
      }
    }
    if (i < options.names.size()) name = options.names[i];
    columns[i].name = names.Add(name);
  }
}

void ApplySaidTypes(const CsvOptions& options, std::vector<Column>& columns) {
  for (size_t i = 0; i < options.leading_types.size() && i < columns.size(); ++i) {
    columns[i].type = {options.leading_types[i]};
  }
  for (const auto& [name, type] : options.types) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) {
      return AsciiLower(column.name) == AsciiLower(name);
    });
    if (found == columns.end()) {
      std::vector<std::string> names;
      for (const Column& column : columns) names.push_back(column.name);
      throw UserError(ErrorCode::kInvalidArgument,
                      "types names the column \"" + name + "\", which the file does not have", {},
                      DidYouMean(name, names));
    }
    found->type = {type};
  }
}

/// Gives dates and timestamps whose type was said the pattern that was said.
void ApplySaidPatterns(const CsvOptions& options, std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (!column.type.pattern.empty()) continue;
    if (column.type.type.id() == TypeId::kDate) column.type.pattern = options.date_format;
    if (column.type.type.id() == TypeId::kTimestamp) column.type.pattern = options.timestamp_format;
  }
}

bool NamesAllColumns(const TextRow& row, const Schema& columns) {
  bool same = row.size() == columns.size();
  for (size_t i = 0; i < columns.size() && same; ++i) {
    same = row[i] && AsciiLower(*row[i]) == AsciiLower(columns[i].name);
  }
  return same;
}

/// Takes the columns as the user says; only whether there is a header is found out.
void UseSaidColumns(const std::vector<TextRow>& rows, const CsvOptions& options, Layout& layout) {
  layout.columns.clear();
  std::vector<FieldType> types;
  for (const Field& field : options.columns) {
    layout.columns.push_back({field.name, {field.type}});
    types.push_back({field.type});
  }
  ApplySaidPatterns(options, layout.columns);
  if (options.header) {
    layout.header = *options.header;
    return;
  }
  if (rows.empty()) return;
  const bool all_text = std::all_of(types.begin(), types.end(),
                                    [](const FieldType& type) { return type.type.IsStringLike(); });
  layout.header = NamesAllColumns(rows[0], options.columns) ||
                  (!all_text && LooksLikeHeader(rows[0], types, options));
}

}  // namespace

Layout FindLayout(const std::string& path, const CsvOptions& options) {
  const Sample sample(path, options);
  Layout layout;
  layout.skip_lines = options.skip;
  layout.dialect = DialectOf(options);
  if (const auto found = FindDialect(sample.text(), sample.whole(), options)) {
    layout.dialect = found->dialect;
    layout.skip_lines += found->skip_lines;
    layout.columns.resize(found->columns);
    layout.trailing_delimiter = found->trailing_delimiter;
  }
  const std::vector<TextRow> rows = ReadRows(sample, layout, options, layout.bytes_per_record);
  if (!options.columns.empty()) {
    UseSaidColumns(rows, options, layout);
    return layout;
  }
  if (layout.columns.empty()) layout.columns.resize(rows.empty() ? 1 : rows[0].size());
  const bool only_one = rows.size() == 1;
  std::vector<FieldType> types;
  for (size_t i = 0; i < layout.columns.size(); ++i) {
    const bool from_first = only_one || options.header == false;
    types.push_back(TypeOf(rows, from_first ? 0 : 1, i, options));
  }
  layout.header =
      options.header.value_or(!rows.empty() && LooksLikeHeader(rows[0], types, options));
  for (size_t i = 0; i < types.size(); ++i) {
    layout.columns[i].type = layout.header && only_one ? FieldType{TypeId::kVarchar} : types[i];
  }
  NameColumns(path, layout.header && !rows.empty() ? &rows[0] : nullptr, options, layout.columns);
  ApplySaidTypes(options, layout.columns);
  ApplySaidPatterns(options, layout.columns);
  return layout;
}

}  // namespace lakebolt::csv
