#include "base/ascii.h"
#include "base/utf8.h"
#include "sql/formatter.h"
#include "sql/keyword.h"
#include "sql/sql_writer.h"
#include "sql/utf8_scan.h"

namespace lakebolt::sql {

namespace {

bool IsBareWord(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9') || text[0] == '$') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ascii_part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '_' || c == '$';
    const bool wide = static_cast<unsigned char>(c) >= 0x80;
    if (!ascii_part && !wide) return false;
    if (IsUtf8Lead(c) && (UnicodeSpaceWidth(text, i) > 0 || IsCurlyQuote(text, i))) return false;
  }
  return true;
}

/// Tells whether a word means something without parentheses, so that as a name it needs quotes.
bool IsValueWord(Keyword keyword) {
  switch (keyword) {
    case Keyword::kCurrentDate:
    case Keyword::kCurrentTime:
    case Keyword::kCurrentTimestamp:
    case Keyword::kCurrentUser:
    case Keyword::kInterval:
    case Keyword::kLambda:
    case Keyword::kLocaltime:
    case Keyword::kLocaltimestamp:
    case Keyword::kSessionUser:
    case Keyword::kUnbounded: return true;
    default: return false;
  }
}

std::string Quote(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + "\"";
}

}  // namespace

std::string QuoteIdentifier(std::string_view name) {
  const Keyword keyword = FindKeyword(name);
  const bool reserved = ClassOf(keyword) >= KeywordClass::kFunctionOnly || IsValueWord(keyword);
  return IsBareWord(name) && !reserved ? std::string(name) : Quote(name);
}

std::string IdentifierText(const Identifier& name) {
  // A quoted keyword stays quoted: "trim"(x) is a plain call, and trim(x) has a grammar of its own.
  if (name.quoted && FindKeyword(name.text) != Keyword::kNone) return Quote(name.text);
  return QuoteIdentifier(name.text);
}

void SqlWriter::WriteName(const QualifiedName& name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0) out_ += '.';
    out_ += IdentifierText(name[i]);
  }
}

void SqlWriter::WriteNames(const std::vector<Identifier>& names) {
  out_ += '(';
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += IdentifierText(names[i]);
  }
  out_ += ')';
}

void SqlWriter::WriteLabels(const std::vector<Identifier>& labels) {
  out_ += '(';
  for (size_t i = 0; i < labels.size(); ++i) {
    out_ += i > 0 ? ", '" : "'";
    for (const char c : labels[i].text) out_ += c == '\'' ? std::string("''") : std::string(1, c);
    out_ += '\'';
  }
  out_ += ')';
}

void SqlWriter::Write(const TypeName& type) {
  if (type.name == "list" || type.name == "array") {
    if (type.children.empty()) return void(out_ += type.name);
    Write(type.children[0]);
    out_ += '[';
    if (!type.parameters.empty()) out_ += std::to_string(type.parameters[0]);
    out_ += ']';
    return;
  }
  std::string upper = AsciiUpper(type.name);
  // Only built-in names may hold blanks; any other one was quoted.
  const bool built_in = IsBareWord(type.name) || type.name.find(" time zone") != std::string::npos;
  if (type.path.empty()) {
    out_ += built_in ? upper : Quote(type.name);
  } else {
    WriteName(type.path);
  }
  if (type.name == "enum" && type.path.empty()) return WriteLabels(type.field_names);
  if (type.parameters.empty() && type.children.empty()) return;
  if (type.name == "struct" && type.field_names[0].text.empty()) {
    out_.replace(out_.size() - upper.size(), upper.size(), "TUPLE");
  }
  out_ += '(';
  for (size_t i = 0; i < type.parameters.size(); ++i) {
    if (i > 0) out_ += ',';
    out_ += std::to_string(type.parameters[i]);
  }
  for (size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) out_ += ", ";
    const bool named = i < type.field_names.size() && !type.field_names[i].text.empty();
    if (named) out_ += IdentifierText(type.field_names[i]) + " ";
    Write(type.children[i]);
  }
  out_ += ')';
}

std::string ToSql(const Expression& expression) {
  SqlWriter writer;
  writer.Write(expression);
  return writer.Take();
}

std::string ToSql(const Query& query) {
  SqlWriter writer;
  writer.Write(query);
  return writer.Take();
}

std::string ToSql(const TypeName& type) {
  SqlWriter writer;
  writer.Write(type);
  return writer.Take();
}

}  // namespace lakebolt::sql
