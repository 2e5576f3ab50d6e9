#include "function/ddl_type.h"

#include <vector>

#include "base/ascii.h"
#include "base/error.h"

namespace lakebolt {

namespace {

/// Reads the text of types from left to right.
class DdlReader {
 public:
  explicit DdlReader(std::string_view text) : text_(text) {}

  LogicalType Read() {
    // One word is a type, as are words with < or (; else the text lists columns.
    const size_t start = at_;
    const std::string word = Word();
    SkipBlanks();
    const bool is_type = !quoted_ && (AtEnd() || Peek() == '<' || Peek() == '(');
    at_ = start;
    const LogicalType type = is_type ? Type() : Columns('\0');
    SkipBlanks();
    if (!AtEnd()) Fail();
    return type;
  }

 private:
  [[noreturn]] void Fail() const {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + std::string(text_) + "\" is no type of Spark's DDL", {},
                    "write INT, ARRAY<STRING>, STRUCT<a: INT> or columns: a INT, b STRING");
  }

  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek() const { return AtEnd() ? '\0' : text_[at_]; }
  void SkipBlanks() {
    while (!AtEnd() && (Peek() == ' ' || Peek() == '\t' || Peek() == '\n')) ++at_;
  }
  bool Accept(char c) {
    SkipBlanks();
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  void Expect(char c) {
    if (!Accept(c)) Fail();
  }

  /// Reads a word, or a name in backquotes.
  std::string Word() {
    SkipBlanks();
    quoted_ = Peek() == '`';
    if (quoted_) {
      const size_t end = text_.find('`', at_ + 1);
      if (end == std::string_view::npos) Fail();
      const std::string name(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return name;
    }
    const size_t begin = at_;
    while (!AtEnd() && std::string_view(" \t\n<>(),:`").find(Peek()) == std::string_view::npos) {
      ++at_;
    }
    if (begin == at_) Fail();
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool AcceptWord(std::string_view word) {
    const size_t start = at_;
    SkipBlanks();
    if (AtEnd() || std::string_view("<>(),:").find(Peek()) != std::string_view::npos) return false;
    if (AsciiLower(Word()) == word) return true;
    at_ = start;
    return false;
  }

  std::vector<int64_t> Parameters() {
    std::vector<int64_t> out;
    if (!Accept('(')) return out;
    do {
      SkipBlanks();
      int64_t number = 0;
      if (Peek() < '0' || Peek() > '9') Fail();
      for (; Peek() >= '0' && Peek() <= '9' && number < 1'000'000'000; ++at_) {
        number = number * 10 + (Peek() - '0');
      }
      out.push_back(number);
    } while (Accept(','));
    Expect(')');
    return out;
  }

  LogicalType Type() {
    if (++depth_ > kMostLevels) Fail();
    const LogicalType type = TypeInside();
    --depth_;
    return type;
  }

  LogicalType TypeInside() {
    const std::string name = AsciiLower(Word());
    if (name == "array") {
      Expect('<');
      LogicalType element = Type();
      Expect('>');
      return LogicalType::List(std::move(element));
    }
    if (name == "map") {
      Expect('<');
      LogicalType key = Type();
      Expect(',');
      LogicalType value = Type();
      Expect('>');
      return LogicalType::Map(std::move(key), std::move(value));
    }
    if (name == "struct") {
      Expect('<');
      if (Accept('>')) return LogicalType::Struct({});
      LogicalType type = Columns('>');
      Expect('>');
      return type;
    }
    if (name == "decimal" || name == "dec" || name == "numeric") {
      std::vector<int64_t> digits = Parameters();
      if (digits.empty()) digits = {10};
      digits.resize(2, 0);
      return TypeFromName("decimal", digits);
    }
    if (name == "timestamp" || name == "timestamp_ltz") {
      return LogicalType::Timestamp(TimeUnit::kMicro, true);
    }
    if (name == "timestamp_ntz") return LogicalType::Timestamp();
    if (name == "byte") return TypeId::kInt8;
    if (name == "short") return TypeId::kInt16;
    if (name == "long") return TypeId::kInt64;
    if (name == "binary") return TypeId::kBlob;
    if (name == "void") return TypeId::kNull;
    if (name == "string" || name == "varchar" || name == "char") {
      Parameters();
      return TypeId::kVarchar;
    }
    return TypeFromName(name, Parameters());
  }

  /// Reads "name type" or "name: type", separated by commas.
  LogicalType Columns(char end) {
    std::vector<Field> fields;
    do {
      std::string name = Word();
      Accept(':');
      fields.push_back({std::move(name), Type()});
      if (AcceptWord("not") && !AcceptWord("null")) Fail();
      if (AcceptWord("comment")) SkipComment();
      SkipBlanks();
      if (!AtEnd() && Peek() != ',' && Peek() != end) Fail();
    } while (Accept(','));
    return LogicalType::Struct(std::move(fields));
  }

  void SkipComment() {
    SkipBlanks();
    const char quote = Peek();
    const size_t end =
        quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string::npos;
    if (end == std::string_view::npos) Fail();
    at_ = end + 1;
  }

  static constexpr int kMostLevels = 100;

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  bool quoted_ = false;
};

bool IsPlainName(const std::string& name) {
  if (name.empty()) return false;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) return false;
  }
  return true;
}

}  // namespace

LogicalType TypeOfDdl(std::string_view text) {
  return DdlReader(text).Read();
}

std::string DdlOfType(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kNull:
    case TypeId::kVarchar: return "STRING";
    case TypeId::kInt8: return "TINYINT";
    case TypeId::kInt16: return "SMALLINT";
    case TypeId::kInt32: return "INT";
    case TypeId::kInt64: return "BIGINT";
    case TypeId::kBlob: return "BINARY";
    case TypeId::kTimestamp: return type.with_zone() ? "TIMESTAMP" : "TIMESTAMP_NTZ";
    case TypeId::kList: return "ARRAY<" + DdlOfType(type.element()) + ">";
    case TypeId::kMap: {
      const std::vector<Field>& entry = type.element().children();
      return "MAP<" + DdlOfType(entry[0].type) + ", " + DdlOfType(entry[1].type) + ">";
    }
    case TypeId::kStruct: {
      std::string out = "STRUCT<";
      for (size_t i = 0; i < type.children().size(); ++i) {
        const std::string& name = type.children()[i].name;
        if (i > 0) out += ", ";
        out += IsPlainName(name) ? name : "`" + name + "`";
        out += ": " + DdlOfType(type.children()[i].type);
      }
      return out + ">";
    }
    default: return type.ToString();
  }
}

}  // namespace lakebolt
