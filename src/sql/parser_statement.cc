#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

/// Tells whether `keyword` begins a statement that the grammar knows and the engine does not have.
bool IsUnsupportedStatement(Keyword keyword) {
  switch (keyword) {
    case Keyword::kAlter:
    case Keyword::kAnalyze:
    case Keyword::kAttach:
    case Keyword::kBegin:
    case Keyword::kCall:
    case Keyword::kCheckpoint:
    case Keyword::kComment:
    case Keyword::kCommit:
    case Keyword::kDeallocate:
    case Keyword::kDelete:
    case Keyword::kDetach:
    case Keyword::kExecute:
    case Keyword::kExport:
    case Keyword::kGrant:
    case Keyword::kImport:
    case Keyword::kInstall:
    case Keyword::kLoad:
    case Keyword::kMerge:
    case Keyword::kPrepare:
    case Keyword::kRevoke:
    case Keyword::kRollback:
    case Keyword::kStart:
    case Keyword::kTruncate:
    case Keyword::kUpdate:
    case Keyword::kVacuum: return true;
    default: return false;
  }
}

}  // namespace

std::vector<StatementPtr> Parser::ParseStatementList() {
  std::vector<StatementPtr> statements;
  while (true) {
    while (tokens_.Accept(TokenKind::kSemicolon)) {
    }
    if (tokens_.Is(TokenKind::kEndOfInput)) return statements;
    statements.push_back(ParseStatement());
    if (!tokens_.Is(TokenKind::kSemicolon) && !tokens_.Is(TokenKind::kEndOfInput)) {
      tokens_.Fail("the next clause, \";\" or the end of the statement");
    }
  }
}

void Parser::ExpectEnd(bool allow_semicolon) {
  while (allow_semicolon && tokens_.Accept(TokenKind::kSemicolon)) {
  }
  if (!tokens_.Is(TokenKind::kEndOfInput)) tokens_.Fail("the end of the text");
}

StatementPtr Parser::ParseStatement() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  if (depth_ == 1) {
    parameter_count_ = 0;
    has_question_ = false;
    has_numbered_ = false;
  }
  StatementPtr statement = ParseStatementBody();
  statement->parameter_count = parameter_count_;
  statement->range = tokens_.RangeFrom(begin);
  return statement;
}

StatementPtr Parser::ParseStatementBody() {
  switch (tokens_.Peek().keyword) {
    case Keyword::kSelect:
    case Keyword::kWith:
    case Keyword::kFrom:
    case Keyword::kValues:
    case Keyword::kPivot:
    case Keyword::kUnpivot:
    case Keyword::kTable: return ParseQueryStatement();
    case Keyword::kCreate: return ParseCreate();
    case Keyword::kDrop: return ParseDrop();
    case Keyword::kExplain: return ParseExplain();
    case Keyword::kDescribe:
    case Keyword::kDesc: return ParseDescribe();
    case Keyword::kSummarize: return ParseSummarize();
    case Keyword::kSet: return ParseSet();
    case Keyword::kReset: return ParseReset();
    case Keyword::kPragma: return ParsePragma();
    case Keyword::kShow: return ParseShow();
    case Keyword::kCopy: return ParseCopy();
    case Keyword::kInsert: return ParseInsert();
    case Keyword::kUse: return ParseUse();
    default: break;
  }
  if (tokens_.Is(TokenKind::kLeftParen)) return ParseQueryStatement();
  FailStatement();
}

void Parser::FailStatement() {
  const Token& token = tokens_.Peek();
  if (IsUnsupportedStatement(token.keyword)) {
    tokens_.FailUnsupported("the statement " + KeywordUpper(token.keyword), token.range());
  }
  tokens_.Fail("a statement such as SELECT, FROM, WITH, CREATE, COPY, DESCRIBE or EXPLAIN");
}

StatementPtr Parser::ParseQueryStatement() {
  auto statement = Make<QueryStatement>();
  statement->query = ParseQuery();
  return statement;
}

std::unique_ptr<Query> Parser::ParseQueryOrTable() {
  const Token& token = tokens_.Peek();
  const bool table_word = token.keyword == Keyword::kTable;  // DESCRIBE TABLE t
  if (table_word) tokens_.Next();
  const bool query = !table_word && (token.kind == TokenKind::kLeftParen ||
                                     IsQueryStart(token, tokens_.Peek(1), tokens_.Peek(2)));
  return query ? ParseQuery() : QueryOver(ParseTableCore());
}

StatementPtr Parser::ParseExplain() {
  tokens_.Next();
  auto explain = Make<ExplainStatement>();
  const bool options = tokens_.Is(TokenKind::kLeftParen) && !IsParenthesizedQuery();
  if (options) {
    tokens_.Next();
    ParseCommaList([&] {
      ExplainOption option;
      option.name = ParseLabel("an option of EXPLAIN").text;
      if (!tokens_.Is(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen)) {
        option.value = IsString() ? ParseStringValue() : ParseLabel("the option's value").text;
      }
      for (std::string* text : {&option.name, &option.value}) {
        for (char& c : *text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
      if (option.name == "analyze") {
        explain->analyze = option.value != "false" && option.value != "off";
      } else {
        explain->options.push_back(std::move(option));
      }
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  if (tokens_.Accept(Keyword::kAnalyze)) explain->analyze = true;
  explain->statement = ParseStatement();
  return explain;
}

StatementPtr Parser::ParseDescribe() {
  tokens_.Next();
  auto describe = Make<DescribeStatement>();
  const bool bare = tokens_.Is(TokenKind::kSemicolon) || tokens_.Is(TokenKind::kEndOfInput);
  if (!bare) describe->query = ParseQueryOrTable();
  return describe;
}

StatementPtr Parser::ParseSummarize() {
  tokens_.Next();
  auto summarize = Make<SummarizeStatement>();
  summarize->query = ParseQueryOrTable();
  return summarize;
}

StatementPtr Parser::ParseShow() {
  tokens_.Next();
  auto show = Make<ShowStatement>();
  if (tokens_.AcceptSequence({Keyword::kAll, Keyword::kTables})) {
    show->show = ShowKind::kAllTables;
  } else if (tokens_.Accept(Keyword::kAll)) {
    show->show = ShowKind::kSettings;
  } else if (tokens_.Accept(Keyword::kTables)) {
    show->show = ShowKind::kTables;
  } else if (tokens_.Accept(Keyword::kDatabases)) {
    show->show = ShowKind::kDatabases;
  } else if (tokens_.Accept(Keyword::kFunctions)) {
    show->show = ShowKind::kFunctions;
  } else {
    show->show = ShowKind::kSetting;
    show->name = ParseSettingName();
  }
  return show;
}

StatementPtr Parser::ParseUse() {
  tokens_.Next();
  auto use = Make<UseStatement>();
  use->name = ParseQualifiedName("the name of a catalog or schema");
  return use;
}

StatementPtr Parser::ParseDrop() {
  tokens_.Next();
  auto drop = Make<DropStatement>();
  if (tokens_.Accept(Keyword::kView)) {
    drop->object = DropObject::kView;
  } else if (!tokens_.Accept(Keyword::kTable)) {
    FailObject("DROP");
  }
  drop->if_exists = AcceptIfExists();
  ParseCommaList([&] { drop->names.push_back(ParseQualifiedName("a name")); });
  drop->cascade = tokens_.Accept(Keyword::kCascade);
  if (!drop->cascade) tokens_.Accept(Keyword::kRestrict);
  return drop;
}

StatementPtr Parser::ParseInsert() {
  tokens_.Next();
  if (tokens_.Is(Keyword::kOr)) {
    tokens_.FailUnsupported("INSERT OR REPLACE or IGNORE", tokens_.Peek().range());
  }
  tokens_.Expect(Keyword::kInto);
  auto insert = Make<InsertStatement>();
  insert->table = ParseQualifiedName("a table name");
  if (tokens_.Is(TokenKind::kLeftParen) && !IsParenthesizedQuery()) {
    insert->columns = ParseNameList();
  }
  insert->by_name = tokens_.AcceptSequence({Keyword::kBy, Keyword::kName});
  if (!insert->by_name) tokens_.AcceptSequence({Keyword::kBy, Keyword::kPosition});
  if (!tokens_.AcceptSequence({Keyword::kDefault, Keyword::kValues})) {
    insert->query = ParseQuery();
  }
  if (tokens_.IsAny({Keyword::kOn, Keyword::kReturning})) {
    const Token& token = tokens_.Peek();
    tokens_.FailUnsupported(token.keyword == Keyword::kOn ? "ON CONFLICT" : "RETURNING",
                            token.range());
  }
  return insert;
}

}  // namespace lakebolt::sql
