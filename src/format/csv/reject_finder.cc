#include "format/csv/reject_finder.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"
#include "format/text_source.h"

namespace lakebolt::csv {

namespace {

/// Returns a text with '?' in the place of bytes that are no UTF-8.
std::string Shown(std::string_view text) {
  if (IsUtf8(text)) return std::string(text);
  std::string shown;
  while (!text.empty()) {
    const size_t size = std::min<size_t>(Utf8Length(text[0]), text.size());
    const bool good = IsUtf8(text.substr(0, size));
    if (good) {
      shown += text.substr(0, size);
    } else {
      shown += '?';
    }
    text.remove_prefix(good ? size : 1);
  }
  return shown;
}

std::string CountMessage(size_t expected, size_t found) {
  return "Expected Number of Columns: " + std::to_string(expected) +
         " Found: " + std::to_string(found);
}

/// Returns where a field begins, its quote included.
const char* BeginOf(const RawField& field) {
  return field.quoted ? field.data - 1 : field.data;
}

}  // namespace

RejectFinder::RejectFinder(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns)
    : table_(std::move(table)), columns_(std::move(columns)) {}

void RejectFinder::Begin(size_t file, const Block& block) {
  const TableFile& from = table_->files[file];
  file_ = file;
  block_ = &block;
  tokenizer_.emplace(from.layout.dialect);
  counted_to_ = block.begin;
  counted_line_ = block.first_line;
  column_of_.assign(from.layout.columns.size(), std::nullopt);
  for (const uint32_t column : columns_) {
    if (column >= from.columns.size() || !from.columns[column]) continue;
    column_of_[*from.columns[column]] = column;
  }
}

uint64_t RejectFinder::PlaceOf(const char* at) const {
  return block_->offset + static_cast<uint64_t>(at - block_->begin) + 1;
}

uint64_t RejectFinder::LineOf(const char* at) {
  if (at < counted_to_) {
    counted_to_ = block_->begin;
    counted_line_ = block_->first_line;
  }
  counted_line_ += CountLineEnds({counted_to_, static_cast<size_t>(at - counted_to_)});
  counted_to_ = at;
  return counted_line_;
}

std::string RejectFinder::TextOf(const RawField& field) const {
  if (!field.escaped) return std::string(field.view());
  std::string text(field.size, '\0');
  text.resize(tokenizer_->Unescape(field, text.data()));
  return text;
}

bool RejectFinder::Reads(const RawField& field, const Column& column) const {
  const CsvOptions& options = table_->options;
  const std::string text = TextOf(field);
  const bool may_be_null = !field.quoted || options.allow_quoted_nulls;
  if (may_be_null && std::find(options.null_texts.begin(), options.null_texts.end(), text) !=
                         options.null_texts.end()) {
    return true;
  }
  Vector texts(TypeId::kVarchar, 1);
  texts.SetValue(0, Value::Varchar(text));
  return !ReadTexts(texts, column.type, options).IsNull(0);
}

void RejectFinder::Add(RejectKind kind, const char* at, std::optional<uint64_t> column,
                       std::string name, std::string message) {
  Reject reject;
  reject.file = file_;
  reject.line = LineOf(begin_);
  reject.line_place = PlaceOf(begin_);
  reject.place = PlaceOf(at);
  reject.column = column;
  reject.column_name = std::move(name);
  reject.kind = kind;
  reject.text = Shown(text_);
  reject.message = std::move(message);
  table_->rejects->Add(std::move(reject));
}

void RejectFinder::LogFields() {
  const std::vector<Column>& columns = table_->files[file_].layout.columns;
  const size_t count = std::min(record_.fields.size(), columns.size());
  const Dialect& dialect = table_->files[file_].layout.dialect;
  for (size_t i = 0; i < count; ++i) {
    const RawField& field = record_.fields[i];
    const bool begins_quoted = field.size > 0 && field.data[0] == dialect.quote;
    const bool is_last = i + 1 == record_.fields.size();
    const bool unended = is_last && record_.status == RecordStatus::kOpenQuote;
    if (!IsUtf8(field.view())) {
      Add(RejectKind::kInvalidEncoding, BeginOf(field), i + 1, columns[i].name,
          "Invalid unicode (byte sequence mismatch) detected. This file is not utf-8 encoded.");
    } else if (dialect.quote != 0 && (unended || (!field.quoted && begins_quoted))) {
      Add(RejectKind::kUnquotedValue, BeginOf(field), i + 1, columns[i].name,
          "Value with unterminated quote found.");
    } else if (column_of_[i] && !Reads(field, table_->columns[*column_of_[i]])) {
      const LogicalType& type = table_->columns[*column_of_[i]].type.type;
      Add(RejectKind::kCast, BeginOf(field), i + 1, columns[i].name,
          "Error when converting column \"" + columns[i].name + "\". Could not convert string \"" +
              TextOf(field) + "\" to '" + type.ToString() + "'");
    }
  }
}

void RejectFinder::LogFieldCount() {
  const std::vector<Column>& columns = table_->files[file_].layout.columns;
  const size_t expected = columns.size();
  const bool trails =
      table_->files[file_].layout.trailing_delimiter && record_.fields.back().IsEmpty();
  const size_t found = record_.fields.size() - (trails ? 1 : 0);
  if (!table_->options.null_padding) {
    for (size_t i = found; i < expected; ++i) {
      Add(RejectKind::kMissingColumns, text_.data() + text_.size(), i, columns[i].name,
          CountMessage(expected, i));
    }
  }
  const size_t delimiter = table_->files[file_].layout.dialect.delimiter.size();
  for (size_t i = expected; i < found; ++i) {
    Add(RejectKind::kTooManyColumns, BeginOf(record_.fields[i]) - delimiter, i + 1, "",
        CountMessage(expected, i + 1));
  }
}

void RejectFinder::Log(const char* begin) {
  begin_ = begin;
  tokenizer_->Read(begin, block_->end, record_);
  text_ = Tokenizer::TextOfRecord(begin, record_.next);
  if (text_.size() > table_->options.max_line_size) {
    Add(RejectKind::kLineTooLong, begin_, std::nullopt, "",
        "Maximum line size of " + std::to_string(table_->options.max_line_size) +
            " bytes exceeded. Actual Size:" + std::to_string(text_.size()) + " bytes.");
  }
  LogFields();
  LogFieldCount();
}

}  // namespace lakebolt::csv
