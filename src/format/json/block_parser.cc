#include "format/json/block_parser.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"

namespace lakebolt::json_format {

namespace {

constexpr const char* kMisfitHint =
    "columns, sample_size and maximum_depth change the types, ignore_errors = true puts NULL there";

/// Returns names as keys of JSON; none where one of them would need an escape.
std::vector<std::string> QuotedKeys(const std::vector<std::string>& names) {
  std::vector<std::string> keys;
  for (const std::string& name : names) {
    std::string& key = keys.emplace_back();
    AppendJsonString(name, key);
    if (key.size() != name.size() + 2) return {};
  }
  return keys;
}

}  // namespace

BlockParser::BlockParser(std::shared_ptr<const JsonFiles> table, std::vector<uint32_t> columns,
                         uint32_t chunk_rows)
    : table_(std::move(table)),
      columns_(std::move(columns)),
      chunk_rows_(chunk_rows),
      builders_(table_->columns.size()),
      seen_in_(table_->columns.size()),
      finder_(table_->members),
      offsets_(chunk_rows) {
  keys_ = QuotedKeys(table_->members);
  for (const uint32_t column : columns_) {
    if (column >= builders_.size() || builders_[column] != nullptr) continue;
    builders_[column] = MakeBuilder(table_->columns[column], table_->options.ignore_errors);
  }
}

void BlockParser::Begin(size_t file, Block block) {
  file_ = file;
  // Blocks are checked as a whole; which value is wrong matters only where one is.
  const std::string_view text(block.begin, static_cast<size_t>(block.end - block.begin));
  is_utf8_ = IsUtf8(text);
  cursor_ = RecordCursor(std::move(block), table_->files[file].format);
  at_end_ = !cursor_.Next();
}

void BlockParser::ThrowPlaced(const UserError& error, std::optional<size_t> column,
                              uint64_t offset) const {
  std::string what = error.what();
  if (column) what += " of column \"" + table_->schema[*column].name + "\"";
  throw UserError(error.code(),
                  what + ", " + PlaceOf(table_->files[file_].path, table_->options, offset), {},
                  error.hint().empty() ? kMisfitHint : error.hint());
}

void BlockParser::Append(size_t column, uint32_t value) {
  try {
    builders_[column]->Append(document_, value);
  } catch (const UserError& error) {
    ThrowPlaced(error, column, cursor_.offset());
  }
}

Vector BlockParser::Finish(size_t column) {
  try {
    return builders_[column]->Finish(cursor_.bytes());
  } catch (const Misfit& misfit) {
    ThrowPlaced(misfit, column, offsets_[misfit.row]);
  }
}

void BlockParser::TakeNulls() {
  for (const auto& builder : builders_) {
    if (builder != nullptr) builder->AppendNull();
  }
}

bool BlockParser::TakePlainRecord() {
  if (keys_.empty() || plain_credit_ < 0) return false;
  if (!document_.ParseRecord(cursor_.text(), keys_)) {
    --plain_credit_;
    return false;
  }
  plain_credit_ = std::min(plain_credit_ + 1, kMostCredit);
  for (size_t i = 0; i < builders_.size(); ++i) {
    if (builders_[i] != nullptr) Append(i, static_cast<uint32_t>(i));
  }
  return true;
}

void BlockParser::PassOver(std::string_view member) const {
  // Who asks for some of the columns does not miss another.
  const bool reads_all = std::none_of(builders_.begin(), builders_.end(),
                                      [](const auto& builder) { return builder == nullptr; });
  if (!reads_all || table_->options.ignore_errors || !table_->options.columns.empty()) return;
  const std::vector<std::string>& hidden = table_->hidden_members;
  if (std::find(hidden.begin(), hidden.end(), member) != hidden.end()) return;
  ThrowPlaced(UnknownMember(member), std::nullopt, cursor_.offset());
}

void BlockParser::TakeRecord() {
  const JsonKind kind = document_.node(0).kind;
  if (kind != JsonKind::kObject) {
    if (kind == JsonKind::kNull || table_->options.ignore_errors) return TakeNulls();
    ThrowMalformed(table_->files[file_].path, table_->options, cursor_.offset(),
                   "expected an object, found " + std::string(JsonTypeName(kind)) +
                       "; records = false takes any value");
  }
  ++record_;
  size_t expected = 0;
  document_.ForEachMember(0, [&](const JsonNode& key, uint32_t value) {
    const int found = finder_.Find(key.view(), expected);
    if (found < 0) return PassOver(key.view());
    const auto place = static_cast<size_t>(found);
    expected = place + 1;
    if (builders_[place] == nullptr) return;
    if (seen_in_[place] == record_) {
      if (table_->options.ignore_errors) return;  // the first counts
      ThrowPlaced(MemberTwice(key.view()), std::nullopt, cursor_.offset());
    }
    seen_in_[place] = record_;
    Append(place, value);
  });
  for (size_t i = 0; i < builders_.size(); ++i) {
    if (builders_[i] != nullptr && seen_in_[i] != record_) builders_[i]->AppendNull();
  }
}

void BlockParser::TakeValue() {
  if (is_utf8_ && table_->records && TakePlainRecord()) return;
  JsonError error;
  const bool is_text = is_utf8_ || IsUtf8(cursor_.text());
  if (!is_text) error.reason = "it is not valid UTF-8";
  if (!is_text || !document_.Parse(cursor_.text(), &error)) {
    // Only lines tell where the next value begins.
    const TableFile& file = table_->files[file_];
    if (table_->options.ignore_errors && file.format == JsonFormat::kLines) return TakeNulls();
    ThrowMalformed(file.path, table_->options, cursor_.offset() + error.offset, error.reason);
  }
  if (table_->records) return TakeRecord();
  if (!builders_.empty() && builders_[0] != nullptr) Append(0, 0);
}

Chunk BlockParser::Next() {
  uint32_t rows = 0;
  for (; rows < chunk_rows_ && !at_end_; ++rows) {
    offsets_[rows] = cursor_.offset();
    TakeValue();
    at_end_ = !cursor_.Next();
  }
  const size_t own = builders_.size();
  std::vector<Vector> built(own);
  for (size_t i = 0; i < own; ++i) {
    if (builders_[i] != nullptr) built[i] = Finish(i);
  }
  std::vector<Vector> columns;
  for (const uint32_t column : columns_) {
    columns.push_back(
        column < own ? built[column]
                     : Vector::Constant(table_->path_columns[column - own].values[file_], rows));
  }
  return Chunk(std::move(columns), rows);
}

}  // namespace lakebolt::json_format
