// CREATE EXTERNAL TABLE, as DataFusion and Hive write it: a view over the files of a place.

#include "base/ascii.h"
#include "sql/external_table.h"
#include "sql/formatter.h"
#include "sql/parser.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

std::string QuoteText(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

/// Names the files of a place that may be a folder.
std::string FilesOf(const std::string& location, const std::string& suffix) {
  if (location.ends_with('/')) return location + "*." + suffix;
  const std::string last = location.substr(location.find_last_of('/') + 1);
  const bool folder = last.find_first_of(".*?[") == std::string::npos;
  return folder ? location + "/*." + suffix : location;
}

/// Returns the value of an option under any of the prefixes that DataFusion gives it.
/// Options that are texts, and what read_csv calls them.
constexpr std::pair<const char*, const char*> kTextOptions[] = {
    {"delimiter", "delim"}, {"quote", "quote"},        {"escape", "escape"},
    {"comment", "comment"}, {"null_value", "nullstr"}, {"compression", "compression"}};

/// Tells whether an option is known: one that says how to read, or that reading can do without.
bool IsKnownOption(const std::string& name) {
  const size_t dot = name.rfind('.');
  const std::string own = dot == std::string::npos ? name : name.substr(dot + 1);
  for (const auto& [known, parameter] : kTextOptions) {
    if (own == known) return true;
  }
  return own == "has_header" || own == "schema_infer_max_rec" || own == "newlines_in_values";
}

const std::string* FindOption(const ExternalTable& external, const std::string& name) {
  for (const char* prefix : {"format.", "", "csv."}) {
    const auto found = external.options.find(prefix + name);
    if (found != external.options.end()) return &found->second.value;
  }
  return nullptr;
}

std::string CsvCall(const ExternalTable& external) {
  std::string call = "read_csv(" + QuoteText(FilesOf(external.location, "csv"));
  const std::string* header = FindOption(external, "has_header");
  const bool has_header = external.header_row || header == nullptr || *header == "true";
  call += has_header ? ", header = true" : ", header = false";
  for (const auto& [name, parameter] : kTextOptions) {
    if (const std::string* value = FindOption(external, name)) {
      call += std::string(", ") + parameter + " = " + QuoteText(*value);
    }
  }
  if (!external.columns.empty()) {
    std::string columns;
    for (const auto& [name, type] : external.columns) {
      columns += (columns.empty() ? "" : ", ") + QuoteText(name) + ": " + QuoteText(type);
    }
    call += ", columns = {" + columns + "}";
  }
  return call + ")";
}

std::string ParquetQuery(const ExternalTable& external) {
  std::string names;
  for (const auto& [name, type] : external.columns) {
    names += (names.empty() ? "" : ", ") + QuoteIdentifier(name);
  }
  return "SELECT " + (names.empty() ? "*" : names) + " FROM read_parquet(" +
         QuoteText(FilesOf(external.location, "parquet")) + ")";
}

}  // namespace

void Parser::ParseExternalClause(ExternalTable& external) {
  if (tokens_.AcceptWord("stored")) {
    tokens_.Expect(Keyword::kAs);
    external.format_range = tokens_.Peek().range();
    external.format = AsciiLower(ParseLabel("a file format").text);
  } else if (tokens_.AcceptWord("location")) {
    external.location = ParseStringValue();
  } else if (tokens_.AcceptWord("options")) {
    tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the options");
    ParseCommaList([&] {
      const SourceRange range = tokens_.Peek().range();
      const std::string name = IsString() ? ParseStringValue() : ParseSettingName().text;
      tokens_.Accept(TokenKind::kEqual);
      const Token& value = tokens_.Peek();
      external.options[AsciiLower(name)] = {
          IsString() ? ParseStringValue() : std::string(tokens_.Text(tokens_.Next())), range};
      if (value.kind == TokenKind::kRightParen) tokens_.Fail("the option's value");
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else if (tokens_.Is(Keyword::kWith) && tokens_.IsWord("header", 1)) {
    tokens_.Next();
    tokens_.Next();
    if (!tokens_.AcceptWord("row")) tokens_.Fail("ROW");
    external.header_row = true;
  } else if (tokens_.Is(Keyword::kWith) && tokens_.IsAt(1, Keyword::kOrder)) {
    tokens_.Next();  // how the files are sorted is found out from them
    tokens_.Next();
    tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the order");
    ParseCommaList([&] { ParseOrderItem(); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else if (tokens_.IsWord("partitioned")) {
    tokens_.FailUnsupported("PARTITIONED BY of an external table", tokens_.Peek().range());
  } else {
    tokens_.Fail("STORED AS, LOCATION, OPTIONS or WITH");
  }
}

StatementPtr Parser::ParseCreateExternal(CreateOptions options) {
  tokens_.AcceptWord("unbounded");
  if (!tokens_.AcceptWord("external")) tokens_.Fail("EXTERNAL TABLE");
  tokens_.Expect(Keyword::kTable);
  options.if_not_exists = AcceptIfNotExists();
  auto create = Make<CreateViewStatement>();
  create->options = options;
  create->name = ParseNewName("a name for the table");
  ExternalTable external;
  if (tokens_.Is(TokenKind::kLeftParen)) {
    CreateTableStatement table;
    tokens_.Next();
    ParseCommaList([&] { ParseTableElement(table); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    for (const ColumnDefinition& column : table.columns) {
      const SourceRange range = column.type ? column.type->range : SourceRange{};
      external.columns.emplace_back(column.name.text,
                                    tokens_.sql().substr(range.begin, range.end - range.begin));
    }
  }
  while (!tokens_.Is(TokenKind::kSemicolon) && !tokens_.Is(TokenKind::kEndOfInput)) {
    ParseExternalClause(external);
  }
  if (external.format.empty()) tokens_.Fail("STORED AS and a file format");
  if (external.location.empty()) tokens_.Fail("LOCATION and a path");
  if (external.format == "parquet") {
    create->query_text = ParquetQuery(external);
  } else if (external.format == "csv") {
    for (const auto& [name, option] : external.options) {
      if (!IsKnownOption(name))
        tokens_.FailUnsupported("the option \"" + name + "\"", option.range);
    }
    create->query_text = "SELECT * FROM " + CsvCall(external);
  } else {
    tokens_.FailUnsupported("STORED AS " + external.format, external.format_range,
                            "PARQUET and CSV are supported");
  }
  create->query = sql::ParseQuery(create->query_text);
  return create;
}

}  // namespace lakebolt::sql
