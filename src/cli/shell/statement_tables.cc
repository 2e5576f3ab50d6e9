#include "cli/shell/statement_tables.h"

namespace lakebolt {

namespace {

using sql::Keyword;
using sql::Token;
using sql::TokenKind;

class TableFinder {
 public:
  TableFinder(std::string_view sql, const std::vector<Token>& tokens)
      : sql_(sql), tokens_(tokens) {}

  std::vector<NamedTable> Run() {
    while (at_ < tokens_.size()) {
      if (Is(TokenKind::kSemicolon)) break;
      const Keyword keyword = tokens_[at_++].keyword;
      if (!NamesTable(keyword)) continue;
      while (ReadTable() && Is(TokenKind::kComma)) ++at_;
    }
    return std::move(tables_);
  }

 private:
  bool Is(TokenKind kind) const { return at_ < tokens_.size() && tokens_[at_].kind == kind; }

  bool IsName() const {
    if (Is(TokenKind::kQuotedIdentifier)) return true;
    return Is(TokenKind::kIdentifier) &&
           (tokens_[at_].keyword == Keyword::kNone ||
            ClassOf(tokens_[at_].keyword) == sql::KeywordClass::kFree);
  }

  std::string Text(size_t begin, size_t end) const {
    return std::string(sql_.substr(begin, end - begin));
  }

  std::string NameText(const Token& token) const {
    const bool quoted = token.kind == TokenKind::kQuotedIdentifier;
    return quoted ? Text(token.begin + 1, token.end - 1) : Text(token.begin, token.end);
  }

  /// Reads a table and its alias; false when something else stands here, such as a subquery.
  bool ReadTable() {
    const bool path = Is(TokenKind::kString);
    if (!path && !IsName()) return false;
    const size_t begin = tokens_[at_].begin;
    NamedTable table;
    table.name = path ? "" : NameText(tokens_[at_]);
    ++at_;
    while (!path && Is(TokenKind::kDot)) {
      ++at_;
      if (!IsName()) break;
      table.name = NameText(tokens_[at_++]);
    }
    if (Is(TokenKind::kLeftParen)) {
      // A list of columns or a call; what has not been closed yet is no call either.
      if (tokens_[at_].partner >= tokens_.size()) return false;
      at_ = tokens_[at_].partner + 1;
    }
    table.source = Text(begin, tokens_[at_ - 1].end);
    if (at_ < tokens_.size() && tokens_[at_].keyword == Keyword::kAs) ++at_;
    const bool bare = at_ < tokens_.size() && tokens_[at_].keyword == Keyword::kNone;
    if (bare && IsName()) {
      table.name = NameText(tokens_[at_++]);
      if (Is(TokenKind::kLeftParen) && tokens_[at_].partner < tokens_.size()) {
        // The alias names the columns, too.
        at_ = tokens_[at_].partner + 1;
        table.source = Text(begin, tokens_[at_ - 1].end);
      }
    }
    tables_.push_back(std::move(table));
    return true;
  }

  std::string_view sql_;
  const std::vector<Token>& tokens_;
  size_t at_ = 0;
  std::vector<NamedTable> tables_;
};

}  // namespace

bool NamesTable(Keyword keyword) {
  switch (keyword) {
    case Keyword::kFrom:
    case Keyword::kJoin:
    case Keyword::kInto:
    case Keyword::kUpdate:
    case Keyword::kTable:
    case Keyword::kDescribe:
    case Keyword::kSummarize: return true;
    default: return false;
  }
}

std::vector<NamedTable> FindStatementTables(std::string_view sql,
                                            const std::vector<Token>& tokens) {
  return TableFinder(sql, tokens).Run();
}

}  // namespace lakebolt
