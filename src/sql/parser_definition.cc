#include <charconv>

#include "sql/formatter.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

SourceRange RangeOf(const QualifiedName& name) {
  return {name.front().range.begin, name.back().range.end};
}

}  // namespace

std::string Parser::TextFrom(uint32_t begin) const {
  const SourceRange range = tokens_.RangeFrom(begin);
  return std::string(tokens_.sql().substr(range.begin, range.end - range.begin));
}

void Parser::CheckCreateOptions(const CreateOptions& options, SourceRange range) {
  if (!options.or_replace || !options.if_not_exists) return;
  throw UserError(ErrorCode::kSyntax, "OR REPLACE and IF NOT EXISTS exclude each other", range);
}

StatementPtr Parser::ParseCreateSchema(CreateOptions options) {
  tokens_.Next();
  auto create = Make<CreateSchemaStatement>();
  create->options = options;
  create->options.if_not_exists = AcceptIfNotExists();
  create->name = ParseNewName("a name for the schema");
  return create;
}

int64_t Parser::ParseWholeNumber() {
  const bool minus = tokens_.Accept(TokenKind::kMinus);
  const Token& token = tokens_.Peek();
  const std::string_view digits = tokens_.Text(token);
  int64_t value = 0;
  const std::string text = (minus ? "-" : "") + std::string(digits);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) tokens_.Fail("a whole number");
  tokens_.Next();
  return value;
}

StatementPtr Parser::ParseCreateSequence(CreateOptions options) {
  tokens_.Next();
  auto create = Make<CreateSequenceStatement>();
  create->options = options;
  create->options.if_not_exists = AcceptIfNotExists();
  create->name = ParseNewName("a name for the sequence");
  CheckCreateOptions(create->options, RangeOf(create->name));
  const auto set_once = [&](std::optional<int64_t>& option, const char* what) {
    if (option) {
      throw UserError(ErrorCode::kSyntax, std::string(what) + " is given twice",
                      tokens_.Peek().range());
    }
    option = ParseWholeNumber();
  };
  while (true) {
    if (tokens_.AcceptWord("increment")) {
      tokens_.Accept(Keyword::kBy);
      set_once(create->increment, "INCREMENT");
    } else if (tokens_.AcceptWord("minvalue")) {
      set_once(create->min, "MINVALUE");
    } else if (tokens_.AcceptWord("maxvalue")) {
      set_once(create->max, "MAXVALUE");
    } else if (tokens_.Accept(Keyword::kStart)) {
      tokens_.Accept(Keyword::kWith);
      set_once(create->start, "START");
    } else if (tokens_.AcceptWord("cycle")) {
      create->cycle = true;
    } else if (tokens_.Is(Keyword::kNo) &&
               (tokens_.IsWord("cycle", 1) || tokens_.IsWord("minvalue", 1) ||
                tokens_.IsWord("maxvalue", 1))) {
      tokens_.Next();
      tokens_.Next();
    } else {
      return create;
    }
  }
}

MacroDefinition Parser::ParseMacroDefinition(bool& is_table) {
  MacroDefinition macro;
  // A macro is read again without the session's habits: text that relies on them is written anew.
  const auto kept = [this](uint32_t begin, const auto& parsed) {
    return options_ == LexicalOptions{} ? TextFrom(begin) : ToSql(parsed);
  };
  tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the parameters");
  if (!tokens_.Is(TokenKind::kRightParen)) {
    ParseCommaList([&] {
      macro.parameters.push_back(ParseName("the name of a parameter"));
      const bool typed = !tokens_.Is(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen) &&
                         !tokens_.Is(TokenKind::kColonEqual) &&
                         !tokens_.Is(TokenKind::kEqualGreater);
      std::optional<std::string>& type = macro.types.emplace_back();
      if (typed) {
        const uint32_t type_begin = tokens_.Begin();
        type = kept(type_begin, ParseType());
      }
      std::optional<std::string>& value = macro.defaults.emplace_back();
      if (!tokens_.Accept(TokenKind::kColonEqual) && !tokens_.Accept(TokenKind::kEqualGreater))
        return;
      const uint32_t begin = tokens_.Begin();
      value = kept(begin, *ParseExpression());
    });
  }
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  tokens_.Expect(Keyword::kAs);
  is_table = tokens_.Accept(Keyword::kTable);
  const uint32_t begin = tokens_.Begin();
  macro.body = is_table ? kept(begin, *ParseQuery()) : kept(begin, *ParseExpression());
  return macro;
}

StatementPtr Parser::ParseCreateMacro(CreateOptions options) {
  tokens_.Next();
  auto create = Make<CreateMacroStatement>();
  create->options = options;
  create->options.if_not_exists = AcceptIfNotExists();
  create->name = ParseNewName("a name for the macro");
  CheckCreateOptions(create->options, RangeOf(create->name));
  bool first = true;
  do {
    bool is_table = false;
    create->bodies.push_back(ParseMacroDefinition(is_table));
    if (!first && is_table != create->is_table) tokens_.Fail("the same kind of macro");
    create->is_table = is_table;
    first = false;
  } while (tokens_.Accept(TokenKind::kComma));
  return create;
}

StatementPtr Parser::ParseCreateIndex(CreateOptions options, uint32_t begin) {
  auto create = Make<CreateIndexStatement>();
  create->options = options;
  create->unique = tokens_.Accept(Keyword::kUnique);
  if (!tokens_.AcceptWord("index")) tokens_.Fail("INDEX");
  create->options.if_not_exists = AcceptIfNotExists();
  if (!tokens_.Is(Keyword::kOn)) create->name = ParseName("a name for the index");
  tokens_.Expect(Keyword::kOn);
  create->table = ParseQualifiedName("a table name");
  if (tokens_.Accept(Keyword::kUsing)) ParseLabel("a kind of index");
  tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the columns");
  ParseCommaList([&] {
    create->expressions.push_back(ParseExpression());
    if (!tokens_.Accept(Keyword::kAsc)) tokens_.Accept(Keyword::kDesc);
    if (tokens_.Accept(Keyword::kNulls) && !tokens_.Accept(Keyword::kFirst)) {
      tokens_.Expect(Keyword::kLast);
    }
  });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  if (tokens_.Accept(Keyword::kWith)) {
    tokens_.Expect(TokenKind::kLeftParen, "(");
    ParseCommaList([&] {
      ParseLabel("the name of an option");
      if (tokens_.Accept(TokenKind::kEqual)) ParseSettingValue();
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  if (tokens_.Is(Keyword::kWhere)) {
    tokens_.FailUnsupported("an index on a part of the rows", tokens_.Peek().range());
  }
  create->text = TextFrom(begin);
  return create;
}

DropObject Parser::ParseObjectKind(const std::string& verb) {
  if (tokens_.Accept(Keyword::kTable)) return DropObject::kTable;
  if (tokens_.Accept(Keyword::kView)) return DropObject::kView;
  if (tokens_.AcceptWord("schema")) return DropObject::kSchema;
  if (tokens_.AcceptWord("sequence")) return DropObject::kSequence;
  if (tokens_.AcceptWord("macro") || tokens_.AcceptWord("function")) {
    return tokens_.Accept(Keyword::kTable) ? DropObject::kTableMacro : DropObject::kMacro;
  }
  if (tokens_.AcceptWord("index")) return DropObject::kIndex;
  if (tokens_.AcceptWord("type")) return DropObject::kType;
  if (tokens_.AcceptWord("database")) return DropObject::kDatabase;
  FailObject(verb);
}

StatementPtr Parser::ParseComment() {
  tokens_.Next();
  auto comment = Make<CommentStatement>();
  tokens_.Expect(Keyword::kOn);
  comment->on_column = tokens_.AcceptWord("column");
  if (!comment->on_column) comment->object = ParseObjectKind("COMMENT ON");
  comment->name = ParseQualifiedName("a name");
  tokens_.Expect(Keyword::kIs);
  if (!tokens_.Accept(Keyword::kNull)) comment->text = ParseStringValue();
  return comment;
}

StatementPtr Parser::ParseAttach() {
  tokens_.Next();
  auto attach = Make<AttachStatement>();
  attach->or_replace = tokens_.AcceptSequence({Keyword::kOr, Keyword::kReplace});
  tokens_.AcceptWord("database");
  attach->if_not_exists = AcceptIfNotExists();
  attach->path = IsString() ? ParseStringValue() : ParseLabel("a path in quotes").text;
  if (tokens_.Accept(Keyword::kAs)) attach->name = ParseLabel("a name for the database");
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    ParseCommaList([&] {
      ParseLabel("the name of an option");
      if (!tokens_.Is(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen)) {
        tokens_.Accept(TokenKind::kEqual);
        ParseSettingValue();
      }
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  return attach;
}

StatementPtr Parser::ParseDetach() {
  tokens_.Next();
  auto detach = Make<DetachStatement>();
  tokens_.AcceptWord("database");
  detach->if_exists = AcceptIfExists();
  detach->name = ParseLabel("the name of a database");
  return detach;
}

}  // namespace lakebolt::sql
