#include "format/csv/block_parser.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/page_view.h"
#include "function/cast.h"

namespace lakebolt::csv {

namespace {

constexpr size_t kMostShown = 80;  // bytes of a record in an error

bool IsNumeric(const LogicalType& type) {
  return type.IsFloating() || type.IsInteger() || type.id() == TypeId::kDecimal;
}

bool IsText(const StringView& value, const std::string& text) {
  return value.size() == text.size() && value.view() == text;
}

}  // namespace

BlockParser::BlockParser(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns,
                         uint32_t chunk_rows)
    : table_(std::move(table)), columns_(std::move(columns)), chunk_rows_(chunk_rows) {
  const CsvOptions& options = table_->options;
  row_begins_.resize(chunk_rows_);
  for (const uint32_t column : columns_) {
    Wanted& wanted = wanted_.emplace_back();
    wanted.place = column;
    if (column >= table_->columns.size()) continue;
    const std::string name = AsciiLower(table_->columns[column].name);
    wanted.takes_nulls =
        std::none_of(options.force_not_null.begin(), options.force_not_null.end(),
                     [&](const std::string& other) { return AsciiLower(other) == name; });
  }
}

void BlockParser::Begin(size_t file, Block block) {
  const TableFile& from = table_->files[file];
  file_ = file;
  block_ = std::move(block);
  at_ = block_.begin;
  tokenizer_.emplace(from.layout.dialect);
  index_.reset();
  const Dialect& dialect = from.layout.dialect;
  if (dialect.delimiter.size() == 1) index_.emplace(dialect.delimiter[0], dialect.quote);
  const size_t size = static_cast<size_t>(block_.end - block_.begin);
  if (!IsUtf8({block_.begin, size})) {
    throw UserError(ErrorCode::kCorruptData,
                    "\"" + from.path + "\" is not UTF-8 within " + std::to_string(size) +
                        " bytes from byte " + std::to_string(block_.offset) + " on",
                    {}, "read_csv(…, encoding = 'latin-1') reads ISO 8859-1");
  }
  for (Wanted& wanted : wanted_) {
    if (wanted.place < from.columns.size()) wanted.field = from.columns[wanted.place];
  }
  if (block_.index == 0 && from.layout.header) ReadRecord();
}

bool BlockParser::ReadRecord() {
  const size_t columns = table_->files[file_].layout.columns.size();
  while (at_ != block_.end) {
    record_begin_ = at_;
    if (tokenizer_->IsComment(at_, block_.end)) {
      at_ = Tokenizer::NextLine(at_, block_.end);
      continue;
    }
    tokenizer_->Read(at_, block_.end, record_);
    at_ = record_.next;
    if (record_.IsBlank() && columns > 1) continue;
    return true;
  }
  return false;
}

void BlockParser::TakeField(Wanted& wanted, const RawField& field, uint32_t row) {
  auto* values = wanted.texts.mutable_values<StringView>();
  if (field.escaped) {
    char stack[StringView::kInlineLength];
    char* const out =
        field.size > StringView::kInlineLength ? wanted.heap.Allocate(field.size) : stack;
    const uint32_t size = tokenizer_->Unescape(field, out);
    values[row] = StringView(out, size);
  } else {
    values[row] = StringView(field.view());
  }
  if (!wanted.takes_nulls || (field.quoted && !table_->options.allow_quoted_nulls)) return;
  for (const std::string& null : table_->options.null_texts) {
    if (IsText(values[row], null)) wanted.texts.SetNull(row);
  }
}

bool BlockParser::TakePlainRecord(uint32_t row) {
  if (!index_ || at_ == block_.end || tokenizer_->IsComment(at_, block_.end)) return false;
  if (!index_->Covers(at_)) {
    TakePlainFields();
    index_->Build(at_, block_.end);
  }
  const auto line = index_->At(at_);
  const bool usual = line && line->fields == table_->files[file_].layout.columns.size() &&
                     (line->fields > 1 || index_->base() + line->last_end != line->begin);
  if (!usual) return false;
  plain_rows_.push_back({row, *line});
  row_begins_[row] = at_;
  at_ = line->next;
  return true;
}

/// Takes the fields of plain records column by column.
void BlockParser::TakePlainFields() {
  if (plain_rows_.empty()) return;
  const char* const base = index_->base();
  for (Wanted& wanted : wanted_) {
    if (!wanted.field) continue;
    const uint32_t field = *wanted.field;
    auto* values = wanted.texts.mutable_values<StringView>();
    for (const auto& [row, line] : plain_rows_) {
      const char* const begin = field == 0 ? line.begin : base + line.ends[field - 1] + 1;
      const uint32_t end = field + 1 == line.fields ? line.last_end : line.ends[field];
      values[row] = ViewInPage(begin, static_cast<uint32_t>(base + end - begin));
    }
    if (!wanted.takes_nulls) continue;
    for (const std::string& null : table_->options.null_texts) {
      for (const auto& [row, line] : plain_rows_) {
        if (IsText(values[row], null)) wanted.texts.SetNull(row);
      }
    }
  }
  plain_rows_.clear();
}

bool BlockParser::TakeRecord(uint32_t row) {
  if (TakePlainRecord(row)) return true;
  const CsvOptions& options = table_->options;
  const size_t fields = table_->files[file_].layout.columns.size();
  while (ReadRecord()) {
    const bool whole =
        record_.fields.size() == fields || (record_.fields.size() < fields && options.null_padding);
    if (!whole || (record_.status != RecordStatus::kComplete && options.strict)) {
      if (options.ignore_errors) continue;
      ThrowBadRecord();
    }
    row_begins_[row] = record_begin_;
    TakeFields(row);
    return true;
  }
  return false;
}

void BlockParser::TakeFields(uint32_t row) {
  for (Wanted& wanted : wanted_) {
    if (!wanted.field) continue;
    if (*wanted.field < record_.fields.size()) {
      TakeField(wanted, record_.fields[*wanted.field], row);
    } else {
      wanted.texts.SetNull(row);
    }
  }
}

StringView BlockParser::PlainNumber(std::string_view text, StringHeap& heap) const {
  const CsvOptions& options = table_->options;
  std::string plain;
  for (const char c : text) {
    if (options.thousands != 0 && c == options.thousands) continue;
    plain += c == options.decimal_separator ? '.' : c;
  }
  return heap.Add(plain);
}

Vector BlockParser::Read(Wanted& wanted, uint32_t rows, std::vector<uint8_t>& bad) {
  const FieldType& type = table_->columns[wanted.place].type;
  if (!wanted.field) return Vector::Constant(Value(type.type), rows);
  wanted.texts.AddOwner(block_.bytes);
  const CsvOptions& options = table_->options;
  if (IsNumeric(type.type) && (options.decimal_separator != '.' || options.thousands != 0)) {
    auto* values = wanted.texts.mutable_values<StringView>();
    for (uint32_t row = 0; row < rows; ++row) {
      if (!wanted.texts.IsNull(row)) values[row] = PlainNumber(values[row], wanted.heap);
    }
  }
  if (wanted.heap.bytes() > 0) {
    wanted.texts.AddOwner(std::make_shared<StringHeap>(std::move(wanted.heap)));
    wanted.heap = StringHeap();
  }
  const Vector texts = wanted.texts.Resized(rows);
  if (type.type.id() == TypeId::kVarchar) return texts;
  Vector read = type.pattern.empty()
                    ? CastVector(texts, type.type, RowSet::Dense(rows), CastMode::kTry)
                    : ReadByPattern(wanted.texts, type, rows);
  if (!read.MayHaveNulls()) return read;
  for (uint32_t row = 0; row < rows; ++row) {
    if (!read.IsNull(row) || texts.IsNull(row)) continue;
    if (!options.ignore_errors) ThrowBadField(wanted, row);
    bad[row] = 1;
  }
  return read;
}

Chunk BlockParser::Next() {
  for (Wanted& wanted : wanted_) wanted.texts = Vector(TypeId::kVarchar, chunk_rows_);
  uint32_t rows = 0;
  while (rows < chunk_rows_ && TakeRecord(rows)) ++rows;
  TakePlainFields();
  std::vector<uint8_t> bad(rows);
  std::vector<Vector> columns;
  if (rows == 0) return Chunk();
  for (Wanted& wanted : wanted_) {
    const size_t own = table_->columns.size();
    columns.push_back(
        wanted.place < own
            ? Read(wanted, rows, bad)
            : Vector::Constant(table_->path_columns[wanted.place - own].values[file_], rows));
  }
  Chunk chunk(std::move(columns), rows);
  const auto dropped = static_cast<uint32_t>(std::count(bad.begin(), bad.end(), 1));
  if (dropped > 0) {
    Selection kept = Selection::Allocate(rows);
    uint32_t count = 0;
    for (uint32_t row = 0; row < rows; ++row) {
      if (bad[row] == 0) kept.data()[count++] = row;
    }
    kept.set_count(count);
    chunk.SetSelection(std::move(kept));
  }
  return chunk;
}

std::string BlockParser::Place(const char* record) const {
  const std::string& path = table_->files[file_].path;
  const uint64_t offset = block_.offset + static_cast<uint64_t>(record - block_.begin);
  const auto source = OpenText(path, table_->options.compression, table_->options.encoding);
  return "line " + std::to_string(LinesBefore(*source, offset) + 1) + " of \"" + path + "\"";
}

void BlockParser::ThrowBadRecord() const {
  const auto size =
      static_cast<size_t>(Tokenizer::NextLine(record_begin_, block_.end) - record_begin_);
  const std::string shown(record_begin_, std::min(size, kMostShown));
  const std::string place = Place(record_begin_);
  if (record_.status == RecordStatus::kOpenQuote) {
    throw UserError(ErrorCode::kCorruptData, "a quote is left open in " + place + ": " + shown);
  }
  if (record_.status == RecordStatus::kAfterQuote) {
    throw UserError(ErrorCode::kCorruptData,
                    "text follows a closing quote in " + place + ": " + shown, {},
                    "strict_mode = false takes it as it is, ignore_errors = true leaves it out");
  }
  throw UserError(ErrorCode::kCorruptData,
                  std::to_string(record_.fields.size()) + " fields instead of " +
                      std::to_string(table_->files[file_].layout.columns.size()) + " in " + place +
                      ": " + shown,
                  {}, "ignore_errors = true leaves such lines out, null_padding = true fills up");
}

void BlockParser::ThrowBadField(const Wanted& wanted, uint32_t row) const {
  const Column& column = table_->columns[wanted.place];
  const std::string text = wanted.texts.GetValue(row).ToString().substr(0, kMostShown);
  const std::string by = column.type.pattern.empty() ? "" : " by " + column.type.pattern;
  throw UserError(ErrorCode::kInvalidCast,
                  "cannot read '" + text + "' as " + column.type.type.ToString() + by +
                      " for column \"" + column.name + "\" in " + Place(row_begins_[row]),
                  {},
                  "types = {'" + column.name +
                      "': 'VARCHAR'} takes it as text, ignore_errors = true leaves the line out");
}

}  // namespace lakebolt::csv
