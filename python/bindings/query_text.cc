#include "query_text.h"

#include <algorithm>

#include "base/error.h"
#include "sql/ast/query.h"
#include "sql/lexer.h"
#include "sql/parser.h"

namespace lakebolt::python {

bool IsOneQuery(const std::string& sql, const sql::LexicalOptions& habits) {
  std::vector<sql::StatementPtr> statements;
  try {
    statements = sql::ParseStatements(sql, habits);
  } catch (const UserError&) {
    return false;  // the text of a dialect
  }
  if (statements.size() != 1 || statements[0]->kind != sql::StatementKind::kQuery) return false;
  const auto& ctes = sql::As<sql::QueryStatement>(*statements[0]).query->ctes;
  return std::none_of(ctes.begin(), ctes.end(),
                      [](const auto& cte) { return cte.write != nullptr; });
}

std::string EmbeddableText(const std::string& sql, const sql::LexicalOptions& habits,
                           const std::string& prefix) {
  std::string text;
  uint32_t copied = 0;
  int questions = 0;
  for (const sql::Token& token : sql::Tokenize(sql, habits)) {
    std::string name;
    if (token.kind == sql::TokenKind::kQuestion) {
      name = std::to_string(++questions);
    } else if (token.kind == sql::TokenKind::kParameter) {
      name = sql.substr(token.begin + 1, token.end - token.begin - 1);
    } else if (token.kind != sql::TokenKind::kSemicolon) {
      continue;
    }
    text.append(sql, copied, token.begin - copied);
    if (!name.empty()) text += "$" + prefix + "_" + name;
    copied = token.end;
  }
  text.append(sql, copied);
  return text;
}

}  // namespace lakebolt::python
