#include "query_text.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
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

void RefuseUnused(const std::string& sql, const sql::LexicalOptions& habits,
                  const Parameters& parameters) {
  if (parameters.positional.empty() && parameters.named.empty()) return;
  size_t questions = 0;
  size_t last = 0;
  std::vector<std::string> names;
  for (const sql::Token& token : sql::Tokenize(sql, habits)) {
    if (token.kind == sql::TokenKind::kQuestion) last = std::max(last, ++questions);
    if (token.kind != sql::TokenKind::kParameter) continue;
    const std::string name = sql.substr(token.begin + 1, token.end - token.begin - 1);
    size_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size()) last = std::max(last, number);
    names.push_back(AsciiLower(name));
  }
  if (parameters.positional.size() > last) {
    throw UserError(ErrorCode::kInvalidQuery,
                    std::to_string(parameters.positional.size()) +
                        " parameters are given, but the text has places for " +
                        std::to_string(last));
  }
  for (const auto& [name, value] : parameters.named) {
    if (std::find(names.begin(), names.end(), AsciiLower(name)) != names.end()) continue;
    throw UserError(ErrorCode::kInvalidQuery,
                    "a parameter \"" + name + "\" is given, but $" + name + " stands nowhere");
  }
}

}  // namespace lakebolt::python
