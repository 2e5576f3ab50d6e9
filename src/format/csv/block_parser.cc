#include "format/csv/block_parser.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"
#include "function/cast.h"
#include "types/page_view.h"

namespace lakebolt::csv {

namespace {

constexpr size_t kMostShown = 80;  // bytes of a record in an error

bool IsText(const StringView& value, const std::string& text) {
  return value.size() == text.size() && value.view() == text;
}

}  // namespace

BlockParser::BlockParser(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns,
                         uint32_t chunk_rows)
    : table_(std::move(table)), columns_(std::move(columns)), chunk_rows_(chunk_rows) {
  const CsvOptions& options = table_->options;
  row_begins_.resize(chunk_rows_);
  if (table_->rejects) finder_.emplace(table_, columns_);
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
  if (dialect.delimiter.size() == 1) index_.emplace(dialect, LineIndex::Scope::kFields);
  const size_t size = static_cast<size_t>(block_.end - block_.begin);
  is_utf8_ = IsUtf8({block_.begin, size});
  // Which record is wrong matters only where it is left out.
  if (!is_utf8_) index_.reset();
  if (!is_utf8_ && !table_->options.ignore_errors) {
    throw UserError(ErrorCode::kCorruptData,
                    "\"" + from.path + "\" is not UTF-8 within " + std::to_string(size) +
                        " bytes from byte " + std::to_string(block_.offset) + " on",
                    {}, kNotUtf8Hint);
  }
  for (Wanted& wanted : wanted_) {
    if (wanted.place < from.columns.size()) wanted.field = from.columns[wanted.place];
  }
  if (finder_) finder_->Begin(file, block_);
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
  if (!line) return false;
  const Layout& layout = table_->files[file_].layout;
  const bool trails = layout.trailing_delimiter && line->fields == layout.columns.size() + 1 &&
                      line->last_end == line->ends[line->fields - 2] + 1;
  if (!trails && line->fields != layout.columns.size()) return false;
  const auto bytes = static_cast<uint64_t>(index_->base() + line->last_end - line->begin);
  const bool blank = bytes == 0 && line->fields == 1;
  if (blank || bytes > table_->options.max_line_size) return false;
  plain_rows_.push_back({row, *line});
  row_begins_[row] = at_;
  at_ = line->next;
  return true;
}

/// Takes the fields of plain records column by column.
void BlockParser::TakePlainFields() {
  if (plain_rows_.empty()) return;
  const bool quoted = std::any_of(plain_rows_.begin(), plain_rows_.end(),
                                  [](const PlainRow& row) { return row.line.may_be_quoted; });
  for (Wanted& wanted : wanted_) {
    if (!wanted.field) continue;
    if (quoted) {
      TakePlainColumn<true>(wanted);
    } else {
      TakePlainColumn<false>(wanted);
    }
  }
  plain_rows_.clear();
}

template <bool kQuoted>
void BlockParser::TakePlainColumn(Wanted& wanted) {
  const CsvOptions& options = table_->options;
  const char quote = table_->files[file_].layout.dialect.quote;
  const char* const base = index_->base();
  const uint32_t field = *wanted.field;
  auto* values = wanted.texts.mutable_values<StringView>();
  if (kQuoted) was_quoted_.assign(chunk_rows_, 0);
  for (const auto& [row, line] : plain_rows_) {
    const char* begin = field == 0 ? line.begin : base + line.ends[field - 1] + 1;
    const char* end = base + (field + 1 == line.fields ? line.last_end : line.ends[field]);
    if (kQuoted && begin != end && *begin == quote) {
      ++begin;
      --end;
      was_quoted_[row] = 1;
    }
    values[row] = ViewInPage(begin, static_cast<uint32_t>(end - begin));
  }
  if (!wanted.takes_nulls) return;
  for (const std::string& null : options.null_texts) {
    for (const auto& [row, line] : plain_rows_) {
      const bool may_be_null = !kQuoted || options.allow_quoted_nulls || was_quoted_[row] == 0;
      if (IsText(values[row], null) && may_be_null) wanted.texts.SetNull(row);
    }
  }
}

bool BlockParser::IsGood(const Record& record) const {
  const CsvOptions& options = table_->options;
  const Layout& layout = table_->files[file_].layout;
  const size_t fields = layout.columns.size();
  const bool trails = layout.trailing_delimiter && record.fields.size() == fields + 1 &&
                      record.fields.back().IsEmpty();
  const bool fits = trails || record.fields.size() == fields ||
                    (record.fields.size() < fields && options.null_padding);
  const bool whole = record.status == RecordStatus::kComplete || !options.strict;
  const std::string_view text = Tokenizer::TextOfRecord(record_begin_, record.next);
  return fits && whole && text.size() <= options.max_line_size && (is_utf8_ || IsUtf8(text));
}

bool BlockParser::TakeRecord(uint32_t row) {
  if (TakePlainRecord(row)) return true;
  while (ReadRecord()) {
    if (!IsGood(record_)) {
      if (!table_->options.ignore_errors) ThrowBadRecord();
      if (finder_) finder_->Log(record_begin_);
      continue;
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

Vector BlockParser::Read(Wanted& wanted, uint32_t rows, std::vector<uint8_t>& bad) {
  const FieldType& type = table_->columns[wanted.place].type;
  if (!wanted.field) return Vector::Constant(Value(type.type), rows);
  wanted.texts.AddOwner(block_.bytes);
  const CsvOptions& options = table_->options;
  if (wanted.heap.bytes() > 0) {
    wanted.texts.AddOwner(std::make_shared<StringHeap>(std::move(wanted.heap)));
    wanted.heap = StringHeap();
  }
  const Vector texts = wanted.texts.Resized(rows);
  if (type.type.id() == TypeId::kVarchar) return texts;
  Vector read = ReadTexts(texts, type, options);
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
  if (std::find(bad.begin(), bad.end(), 1) != bad.end()) Drop(bad, chunk);
  return chunk;
}

void BlockParser::Drop(const std::vector<uint8_t>& bad, Chunk& chunk) {
  Selection kept = Selection::Allocate(chunk.size());
  uint32_t count = 0;
  for (uint32_t row = 0; row < chunk.size(); ++row) {
    if (bad[row] == 0) {
      kept.data()[count++] = row;
    } else if (finder_) {
      finder_->Log(row_begins_[row]);
    }
  }
  kept.set_count(count);
  chunk.SetSelection(std::move(kept));
}

std::string BlockParser::Place(const char* record) const {
  const std::string& path = table_->files[file_].path;
  const uint64_t offset = block_.offset + static_cast<uint64_t>(record - block_.begin);
  const auto source = OpenText(path, table_->options.compression, table_->options.encoding);
  return "line " + std::to_string(LinesBefore(*source, offset) + 1) + " of \"" + path + "\"";
}

void BlockParser::ThrowBadRecord() const {
  const char* const next = Tokenizer::NextLine(record_begin_, block_.end);
  const std::string shown(CutUtf8(Tokenizer::TextOfRecord(record_begin_, next), kMostShown));
  const std::string place = Place(record_begin_);
  const size_t bytes = Tokenizer::TextOfRecord(record_begin_, record_.next).size();
  if (bytes > table_->options.max_line_size) {
    throw UserError(ErrorCode::kCorruptData,
                    std::to_string(bytes) + " bytes in " + place + ", and " +
                        std::to_string(table_->options.max_line_size) + " are allowed",
                    {}, "raise max_line_size; a quote may be left open: " + shown);
  }
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
  const std::string whole = wanted.texts.GetValue(row).ToString();
  const std::string text(CutUtf8(whole, kMostShown));
  const std::string by = column.type.pattern.empty() ? "" : " by " + column.type.pattern;
  const std::string sample =
      column.type.was_found ? "sample_size = -1 looks at all lines for the type, " : "";
  throw UserError(ErrorCode::kInvalidCast,
                  "cannot read '" + text + "' as " + column.type.type.ToString() + by +
                      " for column \"" + column.name + "\" in " + Place(row_begins_[row]),
                  {},
                  sample + "types = {'" + column.name +
                      "': 'VARCHAR'} takes it as text, ignore_errors = true leaves the line out");
}

}  // namespace lakebolt::csv
