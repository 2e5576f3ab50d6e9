#include "format/csv/dialect_sniffer.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "format/csv/tokenizer.h"

namespace lakebolt::csv {

namespace {

/// Records that are looked at; types need more, but fields show themselves soon.
constexpr size_t kMostRecords = 2000;

char FirstByte(const std::string& text) {
  return text.empty() ? '\0' : text[0];
}

struct Quoting {
  char quote;
  char escape;
};

std::vector<Quoting> QuotingsFor(const CsvOptions& options) {
  std::vector<Quoting> out;
  for (const Quoting& known :
       {Quoting{'"', '"'}, Quoting{'"', '\\'}, Quoting{'\'', '\''}, Quoting{'\'', '\\'}}) {
    Quoting quoting = known;
    if (options.quote) quoting.quote = FirstByte(*options.quote);
    if (known.escape == known.quote) quoting.escape = quoting.quote;  // a quote is written twice
    if (options.escape) quoting.escape = FirstByte(*options.escape);
    const bool twice = std::any_of(out.begin(), out.end(), [&](const Quoting& other) {
      return other.quote == quoting.quote && other.escape == quoting.escape;
    });
    if (!twice) out.push_back(quoting);
  }
  return out;
}

bool HasCommentLine(std::string_view sample) {
  return sample.starts_with('#') || sample.find("\n#") != std::string_view::npos;
}

uint64_t CountLines(std::string_view text) {
  uint64_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; at != end; ++lines) at = Tokenizer::NextLine(at, end);
  return lines;
}

/// Is what tells of a record how it fits to others.
struct Shape {
  const char* begin;
  size_t fields;
  bool ends_empty;  // nothing stands behind the last delimiter
};

/// Cuts a sample by a dialect. Nothing when the dialect does not suit.
std::optional<std::vector<Shape>> ShapesOf(std::string_view sample, bool whole,
                                           const Dialect& dialect, bool strict) {
  const Tokenizer tokenizer(dialect);
  const char* const end = sample.data() + sample.size();
  Record record;
  std::vector<Shape> shapes;
  size_t most = 0;
  for (const char* at = sample.data(); at != end && shapes.size() < kMostRecords;
       at = record.next) {
    if (tokenizer.IsComment(at, end)) {
      record.next = Tokenizer::NextLine(at, end);
      continue;
    }
    tokenizer.Read(at, end, record);
    if (!whole && record.next == end) break;  // perhaps cut off
    if (record.status != RecordStatus::kComplete && strict) return std::nullopt;
    if (record.IsBlank() && most != 1) continue;
    most = std::max(most, record.fields.size());
    shapes.push_back({at, record.fields.size(), record.fields.back().IsEmpty()});
  }
  return shapes;
}

/// Returns the number of fields that most records have.
size_t UsualFields(const std::vector<Shape>& shapes) {
  std::map<size_t, size_t> records;
  for (const Shape& shape : shapes) ++records[shape.fields];
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto usual = std::max_element(records.begin(), records.end(), fewer);
  return usual == records.end() ? 0 : usual->first;
}

/// Tells whether records from `first` on end with a delimiter that a header before them lacks.
bool EndWithDelimiter(const std::vector<Shape>& shapes, size_t first) {
  const size_t fields = shapes[first].fields;
  return first > 0 && fields > 2 && shapes[first - 1].fields + 1 == fields &&
         std::all_of(shapes.begin() + static_cast<ptrdiff_t>(first), shapes.end(),
                     [&](const Shape& shape) { return shape.ends_empty; });
}

/// Tells where records begin and how many fields they have. Lines with fewer may stand before the
/// first one, but none after it, unless such lines are filled up or left out. Nothing when the
/// dialect does not suit.
std::optional<FoundDialect> Try(std::string_view sample, bool whole, const Dialect& dialect,
                                const CsvOptions& options) {
  const auto shapes = ShapesOf(sample, whole, dialect, options.strict);
  if (!shapes) return std::nullopt;
  FoundDialect found;
  found.dialect = dialect;
  if (shapes->empty()) return found;
  const auto has_fewer = [](const Shape& a, const Shape& b) { return a.fields < b.fields; };
  const bool leaves_out = options.ignore_errors && !options.null_padding;
  found.columns = leaves_out ? UsualFields(*shapes)
                             : std::max_element(shapes->begin(), shapes->end(), has_fewer)->fields;
  const bool says_all = leaves_out && !options.columns.empty();
  if (options.null_padding || says_all) return found;  // the first line is a record, or left out
  const auto has_all = [&](const Shape& shape) { return shape.fields == found.columns; };
  const auto first = std::find_if(shapes->begin(), shapes->end(), has_all);
  if (!leaves_out && !std::is_sorted(shapes->begin(), shapes->end(), has_fewer)) {
    return std::nullopt;
  }
  auto place = static_cast<size_t>(first - shapes->begin());
  if (EndWithDelimiter(*shapes, place)) {
    found.trailing_delimiter = true;
    --found.columns;
    --place;
  }
  const auto before = static_cast<size_t>((*shapes)[place].begin - sample.data());
  found.skip_lines = place == 0 ? 0 : CountLines(sample.substr(0, before));
  return found;
}

}  // namespace

Dialect DialectOf(const CsvOptions& options) {
  Dialect dialect;
  if (options.delimiter) dialect.delimiter = *options.delimiter;
  if (options.quote) dialect.quote = FirstByte(*options.quote);
  dialect.escape = options.escape ? FirstByte(*options.escape) : dialect.quote;
  if (options.comment) dialect.comment = FirstByte(*options.comment);
  return dialect;
}

std::optional<FoundDialect> FindDialect(std::string_view sample, bool whole,
                                        const CsvOptions& options) {
  std::vector<std::string> delimiters = {",", "|", ";", "\t"};
  if (options.delimiter) delimiters = {*options.delimiter};
  std::vector<char> comments = {'\0'};
  if (options.comment) {
    comments = {FirstByte(*options.comment)};
  } else if (HasCommentLine(sample)) {
    comments.push_back('#');
  }
  const size_t columns_said = options.columns.size();
  std::optional<FoundDialect> best;
  const auto quality = [](const FoundDialect& found) {
    return std::tuple(found.columns > 1, -static_cast<int64_t>(found.skip_lines), found.columns);
  };
  for (const char comment : comments) {
    for (const std::string& delimiter : delimiters) {
      for (const Quoting& quoting : QuotingsFor(options)) {
        Dialect dialect = DialectOf(options);
        dialect.delimiter = delimiter;
        dialect.quote = quoting.quote;
        dialect.escape = quoting.escape;
        dialect.comment = comment;
        const auto found = Try(sample, whole, dialect, options);
        if (!found) continue;
        const bool padded = options.null_padding && found->columns < columns_said;
        if (columns_said > 0 && found->columns != columns_said && !padded) continue;
        if (!best || quality(*found) > quality(*best)) best = found;
      }
    }
  }
  return best;
}

}  // namespace lakebolt::csv
