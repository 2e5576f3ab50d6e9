#include "base/ascii.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

/// Tells whether `keyword` begins a statement that the grammar knows and the engine does not have.
bool IsUnsupportedStatement(Keyword keyword) {
  switch (keyword) {
    case Keyword::kExport:
    case Keyword::kGrant:
    case Keyword::kImport:
    case Keyword::kRevoke: return true;
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
    case Keyword::kFrom:
    case Keyword::kValues:
    case Keyword::kPivot:
    case Keyword::kUnpivot:
    case Keyword::kTable: return ParseQueryStatement();
    case Keyword::kWith: return ParseWriteOrQuery();
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
    case Keyword::kInsert:
    case Keyword::kReplace: return ParseInsert();
    case Keyword::kUpdate: return ParseUpdate();
    case Keyword::kDelete: return ParseDelete();
    case Keyword::kTruncate: return ParseTruncate();
    case Keyword::kBegin:
    case Keyword::kStart:
    case Keyword::kCommit:
    case Keyword::kEnd:
    case Keyword::kRollback: return ParseTransaction();
    case Keyword::kMerge: return ParseMerge();
    case Keyword::kAlter: return ParseAlter();
    case Keyword::kComment: return ParseComment();
    case Keyword::kAttach: return ParseAttach();
    case Keyword::kDetach: return ParseDetach();
    case Keyword::kPrepare: return ParsePrepare();
    case Keyword::kExecute: return ParseExecute();
    case Keyword::kDeallocate: return ParseDeallocate();
    case Keyword::kCall: return ParseCallStatement();
    case Keyword::kAnalyze:
    case Keyword::kCheckpoint:
    case Keyword::kInstall:
    case Keyword::kLoad:
    case Keyword::kVacuum: return ParseNothing();
    case Keyword::kUse: return ParseUse();
    default: break;
  }
  if (tokens_.Is(TokenKind::kLeftParen)) return ParseQueryStatement();
  if (tokens_.IsWord("abort")) return ParseTransaction();
  if (tokens_.IsWord("reindex")) return ParseNothing();
  if (options_.spark_syntax && IsCaching()) return ParseCaching();
  if (tokens_.IsWord("force") && tokens_.IsAt(1, Keyword::kCheckpoint)) return ParseNothing();
  FailStatement();
}

void Parser::FailStatement() {
  const Token& token = tokens_.Peek();
  if (IsUnsupportedStatement(token.keyword)) {
    tokens_.FailUnsupported("the statement " + KeywordUpper(token.keyword), token.range());
  }
  tokens_.Fail("a statement such as SELECT, FROM, WITH, CREATE, COPY, DESCRIBE or EXPLAIN");
}

StatementPtr Parser::ParseTransaction() {
  auto statement = Make<TransactionStatement>();
  const Keyword word = tokens_.Next().keyword;
  if (word == Keyword::kCommit || word == Keyword::kEnd) {
    statement->action = TransactionAction::kCommit;
  } else if (word == Keyword::kRollback || word == Keyword::kNone) {
    statement->action = TransactionAction::kRollback;
  } else if (word == Keyword::kStart && !tokens_.IsWord("transaction")) {
    tokens_.Fail("TRANSACTION");
  }
  if (!tokens_.AcceptWord("transaction")) tokens_.AcceptWord("work");
  if (tokens_.AcceptWord("read")) {
    if (tokens_.Accept(Keyword::kOnly)) {
      statement->read_only = true;
    } else if (!tokens_.AcceptWord("write")) {
      tokens_.Fail("ONLY or WRITE");
    }
  }
  return statement;
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
        *text = AsciiLower(*text);
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
  tokens_.AcceptWord("verbose");
  if (tokens_.AcceptWord("format")) {  // DataFusion's EXPLAIN FORMAT TREE: there is one format
    IsString() ? ParseStringValue() : ParseLabel("the name of a format").text;
  }
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
  if (tokens_.IsAt(1, Keyword::kSelect) || tokens_.IsAt(1, Keyword::kFrom) ||
      tokens_.IsAt(1, Keyword::kWith) || tokens_.IsAt(1, Keyword::kValues)) {
    return ParseDescribe();
  }
  tokens_.Next();
  if (options_.spark_syntax) {
    if (StatementPtr shown = TryParseSparkShow()) return shown;
  }
  auto show = Make<ShowStatement>();
  if (tokens_.AcceptSequence({Keyword::kAll, Keyword::kTables})) {
    show->show = ShowKind::kAllTables;
  } else if (tokens_.Accept(Keyword::kAll)) {
    show->show = ShowKind::kSettings;
  } else if (tokens_.Accept(Keyword::kTables)) {
    show->show = ShowKind::kTables;
    if (tokens_.Accept(Keyword::kFrom)) show->schema = ParseQualifiedName("the name of a schema");
  } else if (tokens_.Accept(Keyword::kDatabases)) {
    show->show = ShowKind::kDatabases;
  } else if (tokens_.Accept(Keyword::kFunctions)) {
    show->show = ShowKind::kFunctions;
  } else if (tokens_.AcceptWord("variables")) {
    show->show = ShowKind::kVariables;
  } else if (tokens_.IsWord("columns") && tokens_.IsAt(1, Keyword::kFrom)) {
    tokens_.Next();
    tokens_.Next();
    auto describe = Make<DescribeStatement>();
    describe->query = ParseQueryOrTable();
    return describe;
  } else if (IsNameAt(0) && tokens_.IsAt(1, TokenKind::kDot) && !tokens_.IsWord("datafusion")) {
    auto describe = Make<DescribeStatement>();
    describe->query = ParseQueryOrTable();
    return describe;
  } else {
    show->show = ShowKind::kSetting;
    const Token& word = tokens_.Peek();
    if (tokens_.AcceptSequence({Keyword::kTime, Keyword::kZone})) {
      show->name = {"timezone", false, word.range()};
      tokens_.AcceptWord("verbose");
    } else {
      show->name = ParseSettingName();
    }
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
  drop->object = ParseObjectKind("DROP");
  drop->if_exists = AcceptIfExists();
  ParseCommaList([&] { drop->names.push_back(ParseQualifiedName("a name")); });
  drop->cascade = tokens_.Accept(Keyword::kCascade);
  if (!drop->cascade) tokens_.Accept(Keyword::kRestrict);
  return drop;
}

}  // namespace lakebolt::sql
