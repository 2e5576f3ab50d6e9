#include "format/csv/dialect_sniffer.h"

#include <algorithm>
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

/// Says how well a dialect suits a sample.
struct Fit {
  size_t columns = 0;
  uint64_t skip_lines = 0;
};

uint64_t CountLines(std::string_view text) {
  uint64_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; at != end; ++lines) at = Tokenizer::NextLine(at, end);
  return lines;
}

/// Cuts a sample by a dialect. Lines with fewer fields may stand before the first record, but none
/// after it. Nothing when the dialect does not suit.
std::optional<Fit> Try(std::string_view sample, bool whole, const Dialect& dialect,
                       const CsvOptions& options) {
  const Tokenizer tokenizer(dialect);
  const char* const begin = sample.data();
  const char* const end = begin + sample.size();
  const char* start = begin;
  Record record;
  Fit fit;
  size_t records = 0;
  for (const char* at = begin; at != end && records < kMostRecords; at = record.next) {
    if (tokenizer.IsComment(at, end)) {
      record.next = Tokenizer::NextLine(at, end);
      continue;
    }
    tokenizer.Read(at, end, record);
    if (!whole && record.next == end) break;  // perhaps cut off
    if (record.status != RecordStatus::kComplete && options.strict) return std::nullopt;
    const size_t fields = record.fields.size();
    if (record.IsBlank() && fit.columns != 1) continue;
    ++records;
    if (fields > fit.columns) {
      if (fit.columns > 0 && !options.null_padding) start = at;
      fit.columns = fields;
    } else if (fields < fit.columns && !options.null_padding && !options.ignore_errors) {
      return std::nullopt;
    }
  }
  fit.skip_lines = CountLines({begin, static_cast<size_t>(start - begin)});
  return fit;
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
  const auto quality = [&](size_t columns, uint64_t skip_lines) {
    return std::tuple(columns > 1, -static_cast<int64_t>(skip_lines), columns);
  };
  for (const char comment : comments) {
    for (const std::string& delimiter : delimiters) {
      for (const Quoting& quoting : QuotingsFor(options)) {
        Dialect dialect = DialectOf(options);
        dialect.delimiter = delimiter;
        dialect.quote = quoting.quote;
        dialect.escape = quoting.escape;
        dialect.comment = comment;
        const auto fit = Try(sample, whole, dialect, options);
        if (!fit) continue;
        const bool padded = options.null_padding && fit->columns < columns_said;
        if (columns_said > 0 && fit->columns != columns_said && !padded) continue;
        if (best &&
            quality(fit->columns, fit->skip_lines) <= quality(best->columns, best->skip_lines)) {
          continue;
        }
        best = {dialect, fit->skip_lines, fit->columns};
      }
    }
  }
  return best;
}

}  // namespace lakebolt::csv
